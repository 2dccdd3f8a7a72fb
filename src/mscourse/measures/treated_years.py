"""The first year of each course of treatment, with the records that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from mscourse.tables.cohort import CheckedCohort

NO_TREATMENTS = {
    "patient_id": pl.String,
    "drug": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "completed": pl.Boolean,
    "course": pl.String,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatedYears:
    """Each course of treatment as if it were a person of its own, whose EDSS is followed from its start on."""

    courses: pl.DataFrame
    """`patient_id`, `drug`, `start`, `end`, whether it was `completed`, and `course`, its id in the cohort."""
    cohort: CheckedCohort
    """The records of each course under its id, visits from the last with an EDSS before it on."""


def treated_years(cohort: CheckedCohort, days: int, drugs: Sequence[str] | None) -> TreatedYears:
    """The first year of each course of treatment, or of those with the given drugs."""
    courses = _courses(cohort, days, drugs)
    visits = _followed(cohort.visits, courses)
    own = replace(
        cohort,
        visits=visits,
        patients=_of_courses(cohort.patients, courses, "patient_id"),
        relapses=_of_courses(cohort.relapses, courses, "onset_date"),
        mri=_of_courses(cohort.mri, courses, "date"),
        treatments=None,
        recorded_courses=None,
        findings=cohort.findings.join(courses.select("patient_id", "course"), on="patient_id")
        .with_columns(patient_id="course")
        .select(cohort.findings.columns),
    )
    return TreatedYears(courses=courses, cohort=own)


def _courses(cohort: CheckedCohort, days: int, drugs: Sequence[str] | None) -> pl.DataFrame:
    if cohort.treatments is None:
        return pl.DataFrame(schema=NO_TREATMENTS)
    wanted = pl.lit(value=True) if drugs is None else pl.col("drug").is_in(list(drugs))
    year = cohort.treatments.filter(wanted).select(
        "patient_id", "drug", "end_date", start="start_date", end=pl.col("start_date") + pl.duration(days=days)
    )
    in_order = year.sort("patient_id", "start", "drug", "end_date", maintain_order=True)
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(10)
    return in_order.select(
        "patient_id",
        "drug",
        "start",
        "end",
        completed=(pl.col("end_date") >= pl.col("end")).fill_null(value=True),
        course=pl.col("patient_id") + "\t" + number,
    )


def _followed(visits: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """The visits of each course: those from the last with an EDSS on or before its start, or else all."""
    of_courses = visits.join(courses.select("patient_id", "course", "start"), on="patient_id")
    before = pl.col("edss").is_not_null() & (pl.col("date") <= pl.col("start"))
    first = pl.col("date").filter(before).max().over("course")
    kept = of_courses.filter((pl.col("date") >= first).fill_null(value=True))
    return kept.with_columns(patient_id="course").select(visits.columns).sort("patient_id", "date", "row")


def _of_courses(table: pl.DataFrame | None, courses: pl.DataFrame, date: str) -> pl.DataFrame | None:
    if table is None:
        return None
    joined = table.join(courses.select("patient_id", "course"), on="patient_id", maintain_order="left")
    return joined.with_columns(patient_id="course").drop("course").sort("patient_id", date, maintain_order=True)
