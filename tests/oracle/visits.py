"""Visits: the rows of one day as one visit, and the values of a measure from visit to visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mscourse.rules.worsening import WorseningRule
from oracle.records import Records, Row, Rows

FUNCTIONAL_SYSTEMS = (
    "fs_visual",
    "fs_brainstem",
    "fs_pyramidal",
    "fs_cerebellar",
    "fs_sensory",
    "fs_bowel_bladder",
    "fs_cerebral",
)
SYSTEMS_AND_AMBULATION = (*FUNCTIONAL_SYSTEMS, "ambulation")
COLUMNS_OF = {
    "edss": ("edss",),
    "t25fw": ("t25fw",),
    "nhpt": ("nhpt_dominant", "nhpt_nondominant"),
    "sdmt": ("sdmt",),
}
"""The columns of each measure. Each hand of the peg test is searched for itself."""

DEATH_FROM_MS = 10.0

UNABLE = {"t25fw": "t25fw_unable", "nhpt_dominant": "nhpt_unable", "nhpt_nondominant": "nhpt_unable"}


def with_worst_times(records: Records, rule: WorseningRule) -> Records:
    """The records with the worst time in each row that says a test could not be done because of MS and gives none."""
    worst = {
        "t25fw": rule.t25fw_unable_seconds,
        "nhpt_dominant": rule.nhpt_unable_seconds,
        "nhpt_nondominant": rule.nhpt_unable_seconds,
    }

    def filled(row: Row) -> Row:
        unable = [column for column, flag in UNABLE.items() if row.get(flag) and row.get(column) is None]
        return {**row, **{column: float(worst[column]) for column in unable}}

    return replace(records, visits=[filled(row) for row in records.visits])


def visit_days(records: Records) -> list[int]:
    """Every day with a visit, in order, whatever was recorded on it."""
    return sorted({row["date"] for row in records.visits})


def different_values(records: Records, day: int, column: str) -> set[Any]:
    """The different values that the rows of the day hold in the column."""
    found = {row.get(column) for row in records.visits if row["date"] == day}
    return found - {None}


def value_on(records: Records, day: int, column: str) -> Any:
    """The one value that the rows of the day agree on; None where nothing was recorded or they disagree."""
    found = different_values(records, day, column)
    return found.pop() if len(found) == 1 else None


def disagreements(records: Records, column: str) -> list[int]:
    """The days on which rows disagree on the column."""
    return [day for day in visit_days(records) if len(different_values(records, day, column)) > 1]


def measured_days(records: Records, column: str) -> list[int]:
    """The days on which the column has a value that can be used."""
    return [day for day in visit_days(records) if value_on(records, day, column) is not None]


def measured_columns(rule: WorseningRule) -> list[str]:
    """The columns to search, EDSS first, in the order in which the result tables list them; custom ones come last."""
    known = [column for measure, columns in COLUMNS_OF.items() if measure in rule.measures for column in columns]
    return known + [measure.column for measure in rule.custom]


def death(records: Records) -> int | None:
    """The first day on which death is recorded: its date, or EDSS 10, which is death from MS; None without either."""
    days = [day for day in visit_days(records) if value_on(records, day, "edss") == DEATH_FROM_MS]
    recorded = records.patient.get("death_date")
    return min([*days, *([] if recorded is None else [recorded])], default=None)


def scans(records: Records) -> Rows:
    """Every scan by date; none where no table was given."""
    return sorted(records.mri or [], key=lambda scan: scan["date"])
