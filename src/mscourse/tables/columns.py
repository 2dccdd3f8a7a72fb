"""Which column of a table as it came is read as which of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from mscourse.tables.aliases import COMBINED_T2, ONE_HAND, columns_by_alias, day_columns, squeezed
from mscourse.tables.finding_rows import table_finding
from mscourse.tables.schemas import SCHEMAS

REQUIRED: dict[str, tuple[str, ...]] = {
    table: tuple(name for name, kind in schema.columns().items() if not kind.nullable)
    for table, schema in SCHEMAS.items()
}
"""The columns without which a table cannot be read."""

_DUPLICATED = re.compile(r"_duplicated_\d+$")
"""What the reader of text files adds to a column name that stands in the header twice."""
_SQUEEZED_T2 = {squeezed(name) for name in COMBINED_T2}
_SQUEEZED_HAND = {squeezed(name) for name in ONE_HAND}


def columns_needed(table: str) -> str:
    """The columns without which the table cannot be read, in words."""
    *others, last = (f"`{name}`" for name in REQUIRED[table])
    return f"{', '.join(others)} and {last}" if others else last


def header_name(name: str) -> str:
    """The column's name as it stands in the header, without the mark of one that stands there twice."""
    return _DUPLICATED.sub("", name)


def told_apart(names: Iterable[str]) -> list[str]:
    """The names, one that stands there before marked as the reader of text files marks it."""
    different: list[str] = []
    for at, name in enumerate(names):
        different.append(f"{name}_duplicated_{at}" if name in different else name)
    return different


@dataclass(kw_only=True)
class Columns:
    """The source columns of one table, by our names."""

    table: str
    claims: dict[str, list[str]] = field(default_factory=dict)
    """For each of our columns, the source columns that are read as it: one, if all is well."""
    findings: list[pl.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    combined_t2: bool = False
    further: list[str] = field(default_factory=list)
    """The source columns that are none of ours."""

    @classmethod
    def of(cls, table: str, names: list[str]) -> Columns:
        """The columns of those names, with what was found about them."""
        columns = cls(table=table)
        columns.claim(names)
        columns.look_for_conflicts()
        return columns

    def source(self, column: str) -> str | None:
        """The source column that is read as this one of ours, or None."""
        names = self.claims.get(column)
        return names[0] if names else None

    def _find(self, check: str, column: str, value: str = "", **words: str) -> None:
        self.findings.append(table_finding(check, self.table, column, value, **words))

    def claim(self, names: list[str]) -> None:
        """Take each name as that of one of our columns, or find that it is none."""
        known, days = columns_by_alias(self.table), day_columns(self.table)
        counted_in_days: dict[str, list[str]] = {}
        for name in names:
            key = squeezed(header_name(name))
            if key in known:
                self.claims.setdefault(known[key], []).append(name)
            elif key in days:
                counted_in_days.setdefault(days[key], []).append(name)
            elif not self._stands_in(key, name) and name != "row":
                self.further.append(name)
        self._say_unknown(self.further)
        for column, sources in counted_in_days.items():
            if column not in self.claims:
                self.claims[column] = sources
            else:
                for name in sources:
                    self._find("day_column_not_used", column, f"`{name}`")

    def _say_unknown(self, names: list[str]) -> None:
        """Find the columns that are none of ours, by name only where the first row surely holds names.

        Without a column of ids it may be a row of a patient's values.
        """
        if "patient_id" in self.claims:
            for name in names:
                self._find("unknown_column", name, f"`{name}`")
        elif names:
            self.findings.append(table_finding("unknown_columns", self.table, value=str(len(names))))

    def _stands_in(self, key: str, name: str) -> bool:
        """Whether the column stands for one of ours by a rule that is worth saying."""
        if self.table == "mri" and key in _SQUEEZED_T2:
            self.combined_t2 = True
            self.claims.setdefault("new_t2_lesions", []).append(name)
            self._find("combined_t2_count", "new_t2_lesions")
            self.notes.append("One count of new or enlarging T2 lesions is read as new ones, with enlarging 0.")
            return True
        if self.table == "visits" and key in _SQUEEZED_HAND:
            self.claims.setdefault("nhpt_dominant", []).append(name)
            self._find("one_hand", "nhpt_dominant")
            self.notes.append("A nine-hole peg test without a hand is read as the dominant hand's.")
            return True
        return False

    def look_for_conflicts(self) -> None:
        """Find columns of ours that are claimed twice, or needed and not there."""
        for column, names in self.claims.items():
            if len(names) > 1:
                listed = ", ".join(f"`{header_name(name)}`" for name in names)
                self._find("two_columns_for_one", column, listed)
        if self.combined_t2 and "enlarging_t2_lesions" in self.claims:
            self._find("two_columns_for_one", "enlarging_t2_lesions", "its own column and a combined count")
        for column in REQUIRED[self.table]:
            if column not in self.claims:
                self._find("missing_column", column, f"`{column}`", needed=columns_needed(self.table))
