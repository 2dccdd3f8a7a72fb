"""Who the records are about, and where each person's rows begin in tables that are sorted by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Offsets = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """Everyone with a record, in order of id, and the place of their rows in each table."""

    ids: pl.Series
    offsets: dict[str, Offsets]
    """For each table where each person's rows begin, and where the last one's end."""


def people_of(tables: Mapping[str, pl.DataFrame]) -> People:
    """Everyone who has a row in one of the tables, each of which is sorted by patient."""
    starts = {name: _starts(table.get_column("patient_id")) for name, table in tables.items()}
    each = {name: table.get_column("patient_id").gather(starts[name]) for name, table in tables.items()}
    ids = pl.concat(each.values()).unique().sort() if len(each) > 1 else next(iter(each.values()))
    offsets = {}
    for name, table in tables.items():
        rows = np.zeros(len(ids) + 1, np.int64)
        # Both are sorted by the bytes of the text, so each person of the table is found by a search.
        places = ids.search_sorted(each[name], side="left").to_numpy()
        rows[places + 1] = np.diff(np.append(starts[name], table.height))
        offsets[name] = np.cumsum(rows)
    return People(ids=ids, offsets=offsets)


def _starts(patient_ids: pl.Series) -> NDArray[np.uint32]:
    """Where another person's rows begin."""
    another = patient_ids != patient_ids.shift(1)
    return another.fill_null(value=True).arg_true().to_numpy()
