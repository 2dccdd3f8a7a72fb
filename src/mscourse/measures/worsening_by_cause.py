"""Confirmed worsening by its cause, year by year: how much of it comes with relapses, and how much without."""

from __future__ import annotations

from typing import Literal

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import need_course
from mscourse.measures.follow_up import first_examinations, follow_up, last_day_of
from mscourse.measures.poisson import poisson_interval, with_rates
from mscourse.results.course import Course
from mscourse.results.statistics import PER_YEAR, WorseningPerYear
from mscourse.results.words import CAUSES
from mscourse.rules.written import fingerprint

_DAYS_IN_YEAR = 365.25
_LENGTH = 365


def worsening_by_cause_per_year(
    course: Course, *, per: Literal["calendar", "follow_up"] = "calendar", confidence: float = 0.95
) -> pl.DataFrame:
    """One row for each year and cause: confirmed worsenings, person-years, and the rate with its exact interval.

    A worsening counts in the year of its onset. Person-time is everybody's from the day after the first examination
    to the end of follow-up, whatever was examined in it. A worsening of the last year may still wait for
    confirmation: its rate is too low. Of several measures that worsen on one day for one cause, it is one worsening.

    Args:
        course: what `characterise` found.
        per: calendar years, or years of follow-up (365 days each, from the first examination, the first one being 1).
        confidence: of the intervals.

    Raises:
        UsageError: if an argument is not one of these, or calendar years are asked of records that came as days.
    """
    need_course(course)
    if per not in PER_YEAR:
        raise UsageError(f"There are no years of {per!r}.", f"They are those of {' or '.join(PER_YEAR)}.")
    if per == "calendar" and course.cohort.day_offsets:
        raise UsageError("The records came as days, which have no calendar.", 'Ask for `per="follow_up"`.')
    poisson_interval(0, confidence)
    spans = (
        follow_up(course.cohort, last_day_of(course))
        .join(first_examinations(course), on="patient_id", maintain_order="left")
        .select("patient_id", "followed_to", first="examined")
        .filter(pl.col("first") < pl.col("followed_to"))
    )
    years = _person_years(spans, per)
    causes = pl.DataFrame({"cause": CAUSES})
    counted = (
        years.join(causes, how="cross", maintain_order="left")
        .join(_worsenings(course, spans, per), on=("year", "cause"), how="left", maintain_order="left")
        .with_columns(pl.col("events").fill_null(0))
    )
    shaped = with_rates(counted, "events", confidence).with_columns(
        per=pl.lit(per), definition=pl.lit(fingerprint(course.definition))
    )
    return WorseningPerYear.cast(shaped.select(WorseningPerYear.column_names()))


def _year(day: pl.Expr, first: pl.Expr, per: str) -> pl.Expr:
    """The year that a day after the first examination belongs to."""
    if per == "calendar":
        return day.dt.year().cast(pl.Int64)
    return ((day - first).dt.total_days() + _LENGTH - 1) // _LENGTH


def _person_years(spans: pl.DataFrame, per: str) -> pl.DataFrame:
    """Of each year, in order and without gaps, how many people were followed in it and for how long."""
    first, to = pl.col("first"), pl.col("followed_to")
    day_after = first + pl.duration(days=1)
    own = spans.select(
        "first", "followed_to", year=pl.int_ranges(_year(day_after, first, per), _year(to, first, per) + 1)
    ).explode("year", empty_as_null=False)
    if per == "calendar":
        # Up to the last day of the year before, so that the first day of the year is inside.
        begins = pl.date(pl.col("year"), 1, 1) - pl.duration(days=1)
        ends = pl.date(pl.col("year"), 12, 31)
    else:
        begins = first + pl.duration(days=(pl.col("year") - 1) * _LENGTH)
        ends = first + pl.duration(days=pl.col("year") * _LENGTH)
    days = (pl.min_horizontal(to, ends) - pl.max_horizontal(first, begins)).dt.total_days()
    found = own.group_by("year").agg(people=pl.len(), person_years=days.sum() / _DAYS_IN_YEAR)
    every = found.select(year=pl.int_range(pl.col("year").min(), pl.col("year").max() + 1)) if found.height else found
    return (
        every.select("year")
        .join(found, on="year", how="left")
        .sort("year")
        .with_columns(pl.col("people", "person_years").fill_null(0))
    )


def _worsenings(course: Course, spans: pl.DataFrame, per: str) -> pl.DataFrame:
    """How many worsenings of each cause began in each year, within follow-up."""
    onset = pl.col("onset").to_physical().cast(pl.Int32).cast(pl.Date)
    events = course.events.filter(pl.col("kind") == "worsening").select(
        "patient_id", pl.col("cause").cast(pl.String), onset=onset
    )
    inside = (
        events.unique()
        .join(spans, on="patient_id")
        .filter(pl.col("onset") > pl.col("first"), pl.col("onset") <= pl.col("followed_to"))
    )
    return inside.group_by("cause", year=_year(pl.col("onset"), pl.col("first"), per)).agg(events=pl.len())
