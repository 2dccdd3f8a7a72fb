"""What was found about the records, and what the course adds: labels that the rules do not agree with."""

from __future__ import annotations

import polars as pl

from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.finding_rows import joined, row_findings
from mscourse.tables.schemas import DATE_OF_RECORD

_RANK = {"cis": 0, "rrms": 1, "spms": 2, "ppms": 2}
"""A label steps back when a later one has a lower rank."""


def findings_of_course(cohort: CheckedCohort, states: pl.DataFrame, until: int | None) -> pl.DataFrame:
    """The findings of the cohort about rows up to `until`, and those about the recorded courses.

    Args:
        cohort: the checked records.
        states: the states, with dates.
        until: the last day that is looked at, as the tables hold it.
    """
    findings = cohort.findings if until is None else _up_to(cohort, until)
    courses = cohort.recorded_courses
    if courses is None or courses.is_empty():
        return findings
    if until is not None:
        courses = courses.filter(pl.col("date") <= pl.lit(until, pl.Int32).cast(pl.Date))
    return joined([findings, *_steps_back(courses), *_disagreements(courses, states)])


def _up_to(cohort: CheckedCohort, until: int) -> pl.DataFrame:
    findings, last = cohort.findings, pl.lit(until, pl.Int32).cast(pl.Date)
    for name, date in DATE_OF_RECORD.items():
        table = cohort.table(name)
        if table is not None:
            later = table.filter(pl.col(date) > last).select(table=pl.lit(name), row=pl.col("row"))
            findings = findings.join(later, on=["table", "row"], how="anti", maintain_order="left")
    return findings


def _steps_back(courses: pl.DataFrame) -> list[pl.DataFrame]:
    rank = pl.col("course").cast(pl.String).replace_strict(_RANK, return_dtype=pl.Int8)
    ordered = courses.sort("patient_id", "date", maintain_order=True).with_columns(rank=rank)
    back = (pl.col("rank") < pl.col("rank").shift(1)) & (pl.col("patient_id") == pl.col("patient_id").shift(1))
    later = pl.col("date") > pl.col("date").shift(1)
    rows = ordered.filter(back & later)
    return [] if rows.is_empty() else [row_findings("course_steps_back", "recorded_courses", rows, "course")]


def _disagreements(courses: pl.DataFrame, states: pl.DataFrame) -> list[pl.DataFrame]:
    """One finding per recorded label that the rules contradict while it is in force.

    The rules never say CIS, and have nothing to say of an onset they do not know.
    """
    recorded, derived = pl.col("phenotype").cast(pl.String), pl.col("derived_phenotype").cast(pl.String)
    opposed = states.filter((recorded != derived) & (recorded != "cis") & (derived != "ms_unspecified"))
    if opposed.is_empty():
        return []
    in_force = opposed.select("patient_id", "start", "derived_phenotype").join_asof(
        courses.sort("date").select("patient_id", "date", "row"),
        left_on="start",
        right_on="date",
        by="patient_id",
        check_sortedness=False,
    )
    rows = in_force.sort("start", maintain_order=True).unique("row", keep="first", maintain_order=True)
    return [row_findings("course_not_as_derived", "recorded_courses", rows, "course", pl.col("derived_phenotype"))]
