"""Who the records are about, and where each person's rows begin in tables that are sorted by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.tables.runs import begins_run

Offsets = NDArray[np.int64]
Places = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """Everyone with a record, in order of id, and the place of their rows in each table."""

    ids: pl.Series
    offsets: dict[str, Offsets]
    """For each table where each person's rows begin, and where the last one's end."""

    def between(self, first: int, last: int) -> People:
        """The people from the place `first` to before the place `last`, for tables that hold their rows alone."""
        offsets = {name: rows[first : last + 1] - rows[first] for name, rows in self.offsets.items()}
        return People(ids=self.ids.slice(first, last - first), offsets=offsets)


def people_of(tables: Mapping[str, pl.DataFrame]) -> People:
    """Everyone who has a row in one of the tables, each of which is sorted by patient."""
    starts = {name: begins_run(table.get_column("patient_id")).arg_true() for name, table in tables.items()}
    ids, places = everyone({name: tables[name].get_column("patient_id").gather(rows) for name, rows in starts.items()})
    offsets = {}
    for name, table in tables.items():
        rows = np.zeros(len(ids) + 1, np.int64)
        rows[places[name] + 1] = np.diff(np.append(starts[name].to_numpy(), table.height))
        offsets[name] = np.cumsum(rows)
    return People(ids=ids, offsets=offsets)


def everyone(each: Mapping[str, pl.Series]) -> tuple[pl.Series, dict[str, Places]]:
    """All ids of several tables in order, and where among them those of each table stand.

    Args:
        each: for each table its ids in order, each of them once.
    """
    # Mostly one table has everybody, and then there is nothing to put together.
    ids = max(each.values(), key=len)
    places = {name: _places(own, ids) for name, own in each.items()}
    if any(len(places[name]) < len(own) for name, own in each.items()):
        ids = pl.concat(each.values()).unique().sort()
        places = {name: _places(own, ids) for name, own in each.items()}
    return ids, places


def _places(own: pl.Series, ids: pl.Series) -> Places:
    """Where those of the ids stand that are among `own`."""
    at, is_there = found_among(ids, own)
    return at[is_there]


def found_among(ids: pl.Series, wanted: pl.Series) -> tuple[Places, NDArray[np.bool_]]:
    """Where among the ids each of the wanted ones stands, and whether it does.

    Args:
        ids: in order, each of them once, at least one of them where any is wanted.
        wanted: in order.
    """
    if wanted.equals(ids):
        return np.arange(len(ids)), np.ones(len(ids), np.bool_)
    # Both are in the order of the bytes of the text, in which a search takes half as long as looking up hashes.
    at = np.minimum(ids.search_sorted(wanted).to_numpy(), len(ids) - 1).astype(np.intp)
    return at, (ids.gather(at) == wanted).to_numpy()
