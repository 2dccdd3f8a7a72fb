"""In which state of the course people are on a day, and how many are in none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import as_result, in_numbers
from mscourse.measures.follow_up import last_day_of
from mscourse.measures.patients import patients_of
from mscourse.measures.transition_rates import DAYS_IN_YEAR, WORDS_OF, Of, check_course
from mscourse.results.course import Course
from mscourse.results.statistics import StateDistribution
from mscourse.rules.written import fingerprint
from mscourse.tables.days import day_number

IN_NONE = ("onset_unknown", "died", "not_followed")


def state_distribution(
    course: Course,
    of: Of = "phenotype",
    *,
    dates: Iterable[dt.date | str | int] | None = None,
    years: Iterable[float] | None = None,
) -> pl.DataFrame:
    """One row for each day and state: how many people are in it, and how many are in none, and why.

    `not_followed` are those without a state on the day, because it is before their first record or after their last
    (characterise with `until` to go on); `died` are those who died by then. With `years` since the first symptom, the
    day is everybody's own (years of 365.25 days, rounded to a day), and `onset_unknown` are those without a day of
    onset.

    Args:
        course: what `characterise` found.
        of: whose states, `phenotype`, `activity` or `progression`.
        dates: dates, or whole days where the records came as days.
        years: years since the first symptom, 0 or more.

    Raises:
        UsageError: unless there are either dates or years, and each is one.
    """
    check_course(course, of)
    points = _points(course, dates, years)
    until = last_day_of(course)
    people = in_numbers(patients_of(course.cohort).select("patient_id", "onset_date", "death_date"))
    states = stretches_of(course, of)
    frames = [_at(states, of, people.with_columns(day=day), until).with_columns(**point) for point, day in points]
    found = pl.concat(frames).with_columns(of=pl.lit(of), definition=pl.lit(fingerprint(course.definition)))
    return as_result(found.select(StateDistribution.column_names()), StateDistribution, course)


def _points(
    course: Course, dates: Iterable[dt.date | str | int] | None, years: Iterable[float] | None
) -> list[tuple[dict[str, pl.Expr], pl.Expr]]:
    """What names each point of time, and the day number that it is for each person."""
    points: list[tuple[dict[str, pl.Expr], pl.Expr]] = []
    for date in () if dates is None else dates:
        day = pl.lit(day_number(date, day_offsets=course.cohort.day_offsets), pl.Int32)
        points.append(({"date": day.cast(pl.Date), "years": pl.lit(None, pl.Float64)}, day))
    for passed in () if years is None else years:
        if not 0 <= passed < float("inf"):
            raise UsageError("The years since onset are not usable.", "Each is 0 or more.")
        day = pl.col("onset_date") + pl.lit(round(passed * DAYS_IN_YEAR), pl.Int32)
        points.append(({"date": pl.lit(None, pl.Date), "years": pl.lit(float(passed))}, day))
    if not points or (dates is not None and years is not None):
        raise UsageError("There is no point of time to look at.", "Either `dates` or `years` has at least one.")
    return points


def stretches_of(course: Course, of: str) -> pl.DataFrame:
    """The stretches of the course as `patient_id`, `state`, and `start` and `end` as day numbers."""
    return in_numbers(course.states.select("patient_id", "start", "end", state=of))


def state_of_each(stretches: pl.DataFrame, people: pl.DataFrame, until: int | None) -> pl.DataFrame:
    """One row per person, `patient_id` and the `state` on their `day`, or why they are in none.

    Args:
        stretches: what `stretches_of` gives.
        people: `patient_id`, and `day` and `death_date` as day numbers.
        until: the last day looked at; later deaths are not known yet.
    """
    placed = (
        stretches.join(people.select("patient_id", "day"), on="patient_id")
        .filter(pl.col("start") <= pl.col("day"), pl.col("day") < pl.col("end"))
        .select("patient_id", pl.col("state").cast(pl.String))
    )
    known = (pl.col("death_date") <= pl.lit(until)).fill_null(value=True)
    died = (pl.col("death_date") <= pl.col("day")).fill_null(value=False) & known
    return people.join(placed, on="patient_id", how="left", maintain_order="left").select(
        "patient_id",
        state=pl.when(pl.col("day").is_null())
        .then(pl.lit("onset_unknown"))
        .when(died)
        .then(pl.lit("died"))
        .otherwise(pl.col("state").fill_null("not_followed")),
    )


def _at(states: pl.DataFrame, of: str, people: pl.DataFrame, until: int | None) -> pl.DataFrame:
    """How many people are in each state, or in none, on their day."""
    counted = state_of_each(states, people, until).group_by("state").agg(people=pl.len())
    in_state = pl.col("state").is_in(WORDS_OF[of])
    number_in_state = pl.col("people").filter(in_state).sum()
    return (
        pl.DataFrame({"state": [*WORDS_OF[of], *IN_NONE]})
        .join(counted, on="state", how="left", maintain_order="left")
        .with_columns(pl.col("people").fill_null(0))
        .with_columns(share=pl.when(in_state & (number_in_state > 0)).then(pl.col("people") / number_in_state))
    )
