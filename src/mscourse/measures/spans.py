"""Spans of time `(start, end]` of each person that something is asked about: years of follow-up, years on a drug."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.visits import merge_same_day
from mscourse.errors import UsageError
from mscourse.measures.follow_up import follow_up
from mscourse.tables.cohort import CheckedCohort


def years_of_follow_up(cohort: CheckedCohort, length: int, starts: pl.DataFrame | None = None) -> pl.DataFrame:
    """The years of each person as `patient_id`, `year` (from 1), `start` and `end`, the last one begun included.

    They count from the first visit with an EDSS, or from the day given in `starts`.

    Raises:
        UsageError: if `starts` is no frame with `patient_id` and `start`, one row for each person.
    """
    begun = first_visits(cohort) if starts is None else days_given(starts, cohort)
    days = (pl.col("followed_to") - pl.col("start")).dt.total_days()
    count = pl.max_horizontal(0, (days + length - 1) // length)
    since = pl.duration(days=(pl.col("year") - 1) * length)
    return (
        follow_up(cohort)
        .join(begun, on="patient_id", maintain_order="left")
        .filter(pl.col("start").is_not_null())
        .select("patient_id", "start", year=pl.int_ranges(1, count + 1))
        .explode("year", empty_as_null=False)
        .with_columns(start=pl.col("start") + since)
        .select("patient_id", "year", "start", end=pl.col("start") + pl.duration(days=length))
    )


def first_visits(cohort: CheckedCohort) -> pl.DataFrame:
    """The first visit with an EDSS of each person, as `patient_id` and `start`."""
    visits, _ = merge_same_day(cohort.visits)
    return visits.filter(pl.col("edss").is_not_null()).group_by("patient_id").agg(start=pl.col("date").min())


def days_given(starts: pl.DataFrame, cohort: CheckedCohort) -> pl.DataFrame:
    """The days that a user gave for each person, as `patient_id` and `start`.

    Raises:
        UsageError: if they are no frame with `patient_id` and `start`, one row for each person.
    """
    kind = pl.Int32 if cohort.day_offsets else pl.Date
    fact = "The first days of follow-up are not usable."
    if not {"patient_id", "start"} <= set(starts.columns) or starts.get_column("patient_id").is_duplicated().any():
        raise UsageError(fact, "They are a frame with `patient_id` and `start`, one row for each person.")
    if not (starts.schema["start"].is_integer() if cohort.day_offsets else starts.schema["start"] == pl.Date):
        raise UsageError(fact, "`start` is a date, or a whole day where the records came as days.")
    return starts.select(pl.col("patient_id").cast(pl.String), pl.col("start").cast(kind).cast(pl.Date))
