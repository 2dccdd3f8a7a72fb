"""What was found about the records up to a day, and what the course adds: labels that the rules do not agree with."""

from __future__ import annotations

import numpy as np
import polars as pl

from mscourse.derivations.decoding import Columns, Numbers
from mscourse.derivations.packing import Packed
from mscourse.results.words import PHENOTYPES
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.finding_rows import row_findings
from mscourse.tables.schemas import COURSES, DATE_OF_RECORD

FOUND_BY_THE_COURSE = ("course_steps_back", "course_not_as_derived")
"""The findings that need the course, by name; all others are about the records alone."""
_RANK = np.array([{"cis": 0, "rrms": 1, "spms": 2, "ppms": 2}[course] for course in COURSES])
"""A label steps back when a later one has a lower rank."""
_CIS, _UNSPECIFIED = PHENOTYPES.index("cis"), PHENOTYPES.index("ms_unspecified")
_PERSON = 1 << 32
"""More than all days: person and day as one number, in order of person, then day."""


def findings_of_course(packed: Packed, states: tuple[Columns, Numbers]) -> list[pl.DataFrame]:
    """The findings about the recorded courses that need the course: labels that step back, or that the rules oppose.

    Args:
        packed: the records as arrays.
        states: the columns of the states, and whose each is.
    """
    if not len(packed.label_rows):
        return []
    offset, day, course = (np.asarray(column, np.int64) for column in packed.records.labels)
    owner = np.repeat(np.arange(len(packed.ids)), np.diff(offset))
    back = np.flatnonzero((owner[1:] == owner[:-1]) & (_RANK[course[1:]] < _RANK[course[:-1]])) + 1
    opposed, derived = _opposed(owner * _PERSON + day, *states)
    added = []
    if len(back):
        rows = _rows(packed, owner, back)
        added.append(row_findings(FOUND_BY_THE_COURSE[0], "recorded_courses", rows, "course"))
    if len(opposed):
        words = pl.Series("derived", [PHENOTYPES[each] for each in derived], pl.String)
        rows = _rows(packed, owner, opposed, words)
        added.append(row_findings(FOUND_BY_THE_COURSE[1], "recorded_courses", rows, "course", pl.col("derived")))
    return added


def _rows(packed: Packed, owner: Numbers, at: Numbers, *columns: pl.Series) -> pl.DataFrame:
    """Where these labels stand, and whose they are."""
    people = packed.ids.gather(owner[at]).alias("patient_id")
    return pl.DataFrame([pl.Series("row", packed.label_rows[at]), people, *columns])


def findings_up_to(cohort: CheckedCohort, until: int | None) -> pl.DataFrame:
    """The findings of the cohort without those about rows that are dated after the day."""
    if until is None:
        return cohort.findings
    findings, last = cohort.findings, pl.lit(until, pl.Int32).cast(pl.Date)
    for name, date in DATE_OF_RECORD.items():
        table = cohort.table(name)
        if table is not None:
            later = table.filter(pl.col(date) > last).select(table=pl.lit(name), row=pl.col("row"))
            findings = findings.join(later, on=["table", "row"], how="anti", maintain_order="left")
    return findings


def _opposed(labels: Numbers, states: Columns, owner: Numbers) -> tuple[Numbers, Numbers]:
    """The labels that the rules contradict while they are in force, and what the rules say then, first of all.

    The rules never say CIS, and have nothing to say of an onset they do not know.

    Args:
        labels: person and day of each label as one number, in order.
        states: the columns of the states.
        owner: whose each state is.
    """
    recorded, derived = states["phenotype"], states["derived"]
    opposed = np.flatnonzero((recorded != derived) & (recorded != _CIS) & (derived != _UNSPECIFIED))
    days = states["start"][opposed].astype(np.int64)
    in_force = np.searchsorted(labels, owner[opposed] * _PERSON + days, side="right") - 1
    at, first = np.unique(in_force, return_index=True)
    return at, derived[opposed[first]]
