"""How long each person was followed, and over which of that time relapses are known."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.measures import columns_of
from mscourse.derivations.relapses import clean_relapses
from mscourse.measures.patients import patients_of
from mscourse.results.course import Course
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import day_number
from mscourse.tables.schemas import DATE_OF_RECORD


def follow_up(cohort: CheckedCohort, until: int | None = None) -> pl.DataFrame:
    """One row per person with a record: `first` and `last` record, and `followed_to`, the last day of follow-up.

    Follow-up ends on `follow_up_end` where it is given, else with the last record, and never after death. With `until`
    (a day number) no later record is looked at, nor does it end later; who has no record by then has no days.
    """
    days = [table.select("patient_id", day=pl.col(DATE_OF_RECORD[name])) for name, table in cohort.records.items()]
    last_day = pl.lit(until, pl.Int32).cast(pl.Date)
    seen = pl.concat(days).filter((pl.col("day") <= last_day).fill_null(value=True))
    spans = seen.group_by("patient_id").agg(first=pl.col("day").min(), last=pl.col("day").max())
    ended = pl.when(pl.col("last").is_not_null()).then(pl.coalesce("follow_up_end", "last"))
    return (
        patients_of(cohort)
        .join(spans, on="patient_id", how="left", maintain_order="left")
        .with_columns(_ended=ended)
        .select(
            "patient_id",
            "first",
            "last",
            followed_to=pl.when(pl.col("_ended").is_not_null()).then(
                pl.min_horizontal("_ended", "death_date", last_day)
            ),
        )
    )


def last_day_of(course: Course) -> int | None:
    """The day number that the course was asked to end on, or None where it ends with each person's last record."""
    until = course.provenance["until"]
    return None if until is None else day_number(until, day_offsets=course.cohort.day_offsets)


def first_examinations(course: Course) -> pl.DataFrame:
    """`patient_id` and `examined`: the first visit at which a worsening of the course's definition could be measured.

    Relapses are often recorded from long before, but nobody worsens in a record before they are examined.
    """
    last_day = pl.lit(last_day_of(course), pl.Int32).cast(pl.Date)
    measured = pl.any_horizontal(pl.col(name).is_not_null() for name in columns_of(course.definition.worsening))
    seen = course.cohort.visits.filter(measured, (pl.col("date") <= last_day).fill_null(value=True))
    return seen.group_by("patient_id").agg(examined=pl.col("date").min())


def first_seen(cohort: CheckedCohort, until: int | None = None) -> pl.DataFrame:
    """`patient_id` and `seen`: the first visit of everybody who has one, whatever was measured at it.

    Nobody was asked about relapses before: up to there a relapse is history, and time without one was survived by
    everybody who was seen later (immortal time). With `until` (a day number) no later visit is looked at.
    """
    last_day = pl.lit(until, pl.Int32).cast(pl.Date)
    by_then = cohort.visits.filter((pl.col("date") <= last_day).fill_null(value=True))
    return by_then.group_by("patient_id").agg(seen=pl.col("date").min())


def relapses_known(cohort: CheckedCohort) -> pl.DataFrame:
    """One row per person with a record: whether relapses were `asked` about, and over which span, open ends missing."""
    told_by = ("relapses", "patients", "visits") if cohort.relapses_rebuilt else ("relapses", "patients")
    not_asked = cohort.people_with_rows_set_aside(*told_by)
    asked = pl.lit(cohort.relapses is not None) & ~pl.col("patient_id").is_in(not_asked.implode())
    return patients_of(cohort).select(
        "patient_id", "relapses_known_from", "relapses_known_to", asked=asked.fill_null(value=False)
    )


def kept_relapses(cohort: CheckedCohort, rule: RelapseRule) -> pl.DataFrame:
    """The onsets that count as relapses, as `patient_id` and `onset_date`."""
    if cohort.relapses is None:
        return pl.DataFrame(schema={"patient_id": pl.String, "onset_date": pl.Date})
    if cohort.relapses.is_empty():
        return cohort.relapses.select("patient_id", "onset_date")
    kept = clean_relapses(cohort.relapses, rule).filter(pl.col("status") == "kept")
    return kept.select("patient_id", "onset_date")
