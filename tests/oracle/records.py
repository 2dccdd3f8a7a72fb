"""One patient's records, and what of them was known on a day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

Row = dict[str, Any]
Rows = list[Row]

DATED_BY = {
    "visits": "date",
    "relapses": "onset_date",
    "mri": "date",
    "treatments": "start_date",
    "recorded_courses": "date",
}
"""The column that dates a row of each table."""


@dataclass(frozen=True)
class Records:
    """The records of one patient. A table that is None was not given, which is not the same as an empty one.

    A key that a row does not have, or that is None, was not recorded. Of the tables in `set_aside` a row was set aside
    for an error: what it would have said is not known, of no day.
    """

    patient: Row = field(default_factory=dict)
    visits: Rows = field(default_factory=list)
    relapses: Rows | None = None
    mri: Rows | None = None
    treatments: Rows | None = None
    recorded_courses: Rows | None = None
    patient_id: str = ""
    set_aside: tuple[str, ...] = ()

    def cut(self, day: int) -> Records:
        """The records dated on or before the day. A treatment that ends later is not known to end."""
        tables: dict[str, Any] = {name: _until(getattr(self, name), column, day) for name, column in DATED_BY.items()}
        if tables["treatments"] is not None:
            tables["treatments"] = [_end_known_by(day, row) for row in tables["treatments"]]
        return replace(self, **tables)

    def distinct(self) -> Records:
        """The records without exact repetitions of a row."""
        tables: dict[str, Any] = {name: _without_repetitions(getattr(self, name)) for name in DATED_BY}
        return replace(self, **tables)

    def days(self) -> list[int]:
        """The day of every record, in order. A relapse that counts nowhere is a record all the same."""
        found = [row[column] for name, column in DATED_BY.items() for row in getattr(self, name) or []]
        return sorted(found)

    def first_day(self) -> int | None:
        """The day of the first record; None without any."""
        return min(self.days(), default=None)

    def last_day(self) -> int | None:
        """The day of the last record; None without any."""
        return max(self.days(), default=None)


def _until(rows: Rows | None, column: str, day: int) -> Rows | None:
    if rows is None:
        return None
    return [row for row in rows if row[column] <= day]


def _end_known_by(day: int, treatment: Row) -> Row:
    end = treatment.get("end_date")
    return {**treatment, "end_date": end if end is not None and end <= day else None}


def _without_repetitions(rows: Rows | None) -> Rows | None:
    if rows is None:
        return None
    distinct: Rows = []
    seen: Rows = []
    for row in rows:
        recorded = {key: value for key, value in row.items() if value is not None}
        if recorded not in seen:
            seen.append(recorded)
            distinct.append(row)
    return distinct
