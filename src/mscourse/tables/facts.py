"""What is decided by a table as a whole, as facts that add up over its parts.

A table that is cut by patient and read part by part, each part with the facts of all of them, is read as the whole is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.tables import cells as reading
from mscourse.tables.columns import Columns
from mscourse.tables.date_facts import DateFacts
from mscourse.tables.dates import without_those_outside
from mscourse.tables.ids import IdFacts, id_cells
from mscourse.tables.schemas import SCHEMAS

__all__ = ["DateFacts", "IdFacts", "TableFacts", "facts_of", "ids_may_be_alike"]


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """What the rows of one table have in common: `TableFacts()` is that of no rows, and `+` that of two parts."""

    rows: int = 0
    ids: IdFacts = field(default_factory=IdFacts)
    dates: Mapping[str, DateFacts] = field(default_factory=dict)
    """For each date column that is there, by our name."""

    def __add__(self, other: TableFacts) -> TableFacts:
        """The facts of both together."""
        names = dict.fromkeys((*self.dates, *other.dates))
        return TableFacts(
            rows=self.rows + other.rows,
            ids=self.ids + other.ids,
            dates={name: self.date(name) + other.date(name) for name in names},
        )

    def date(self, column: str) -> DateFacts:
        """The facts of the date column of that name, those of no cells where there is none."""
        return self.dates.get(column, DateFacts())

    def as_dict(self) -> dict[str, Any]:
        """The facts as JSON can hold them."""
        dates = {name: facts.as_dict() for name, facts in self.dates.items()}
        return {"rows": self.rows, "ids": self.ids.as_dict(), "dates": dates}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> TableFacts:
        """The facts out of what `as_dict` made of them."""
        dates = {name: DateFacts.from_dict(facts) for name, facts in written["dates"].items()}
        return cls(rows=written["rows"], ids=IdFacts.from_dict(written["ids"]), dates=dates)


def facts_of(table: str, frame: pl.DataFrame, *, date_format: str | None) -> TableFacts:
    """The facts of these rows of the table.

    Args:
        table: the table's name.
        frame: rows of it as they came; columns other than the ids and the dates may be left out.
        date_format: the form in which text dates are written; None for ISO and other clear forms.
    """
    columns = Columns.of(table, frame.columns)
    ids = id_cells(frame, columns)
    dates = {}
    for name, kind in SCHEMAS[table].columns().items():
        source = columns.source(name)
        if source is not None and kind.dtype == pl.Date:
            raw = reading.plain(without_those_outside(frame.get_column(source)))
            dates[name] = DateFacts.of(raw, date_format=date_format)
    return TableFacts(rows=frame.height, ids=IdFacts.of(ids, reading.identifier(ids)), dates=dates)


def ids_may_be_alike(facts: Iterable[TableFacts]) -> bool:
    """Whether any two ids of these tables can differ in capitals, encoding or leading zeros alone."""
    return sum((each.ids for each in facts), IdFacts()).may_be_alike
