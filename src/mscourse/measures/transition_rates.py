"""How often people go from one state of the course to another, and where they are on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import polars as pl

from mscourse.derivations.decoding import as_days
from mscourse.errors import UsageError
from mscourse.measures.follow_up import last_day_of, patients_of
from mscourse.measures.poisson import poisson_interval
from mscourse.results.course import Course
from mscourse.results.statistics import STATES_OF, StateDistribution, TransitionRates
from mscourse.results.words import ACTIVITIES, PHENOTYPES, PROGRESSIONS
from mscourse.rules.written import fingerprint
from mscourse.tables.days import day_number

DAYS_IN_YEAR = 365.25
_WORDS = {"phenotype": PHENOTYPES, "activity": ACTIVITIES, "progression": PROGRESSIONS}
_IN_NONE = ("onset_unknown", "died", "not_followed")

Of = Literal["phenotype", "activity", "progression"]


def transition_rates(course: Course, of: Of = "activity", *, confidence: float = 0.95) -> pl.DataFrame:
    """One row for each two states: transitions from the one to the other per person-year spent in the first.

    The states are those of the course, as known on each day unless it was made in hindsight: to `indeterminate` and
    from it, knowledge changes and not the disease. Person-time runs from the first record to the last day of the states
    or to death. The interval is exact for a Poisson count; without time in a state there is no rate.

    Args:
        course: what `characterise` found.
        of: whose states, `phenotype`, `activity` or `progression`.
        confidence: of the intervals.

    Raises:
        UsageError: if an argument is not one of these.
    """
    _check(course, of)
    poisson_interval(0, confidence)
    states = _followed(course, of)
    before = pl.col("state").shift(1).over("patient_id")
    moves = (
        states.with_columns(from_state=before)
        .filter(pl.col("from_state") != pl.col("state"))
        .group_by("from_state", to_state="state")
        .agg(transitions=pl.len())
    )
    spent = states.group_by(from_state="state").agg(
        people=pl.col("patient_id").n_unique(), days=(pl.col("end") - pl.col("start")).sum()
    )
    words = pl.DataFrame({"from_state": _WORDS[of]})
    pairs = words.join(words.rename({"from_state": "to_state"}), how="cross").filter(
        pl.col("from_state") != pl.col("to_state")
    )
    found = (
        pairs.join(spent, on="from_state", how="left", maintain_order="left")
        .join(moves, on=("from_state", "to_state"), how="left", maintain_order="left")
        .with_columns(pl.col("people", "transitions").fill_null(0), person_years=_years(pl.col("days").fill_null(0)))
    )
    shaped = with_rates(found, "transitions", confidence).with_columns(
        of=pl.lit(of), definition=pl.lit(fingerprint(course.definition))
    )
    return TransitionRates.cast(shaped.select(TransitionRates.column_names()))


def with_rates(counted: pl.DataFrame, count: str, confidence: float) -> pl.DataFrame:
    """The rows with `rate`, `lower` and `upper` per year of their `person_years`, missing where there are none."""
    years = counted.get_column("person_years").to_list()
    limits = [
        (number / time, *(end / time for end in poisson_interval(number, confidence))) if time > 0 else (None,) * 3
        for number, time in zip(counted.get_column(count).to_list(), years, strict=True)
    ]
    rates = pl.DataFrame(limits, schema=dict.fromkeys(("rate", "lower", "upper"), pl.Float64), orient="row")
    return counted.hstack(rates).with_columns(confidence=pl.lit(confidence))


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
    _check(course, of)
    points = _points(course, dates, years)
    until = last_day_of(course)
    people = patients_of(course.cohort).select(
        "patient_id",
        *(pl.col(name).to_physical().cast(pl.Int32) for name in ("onset_date", "death_date")),
    )
    frames = [_at(course, of, people.with_columns(day=day), until).with_columns(**point) for point, day in points]
    found = pl.concat(frames).with_columns(of=pl.lit(of), definition=pl.lit(fingerprint(course.definition)))
    shaped = StateDistribution.cast(found.select(StateDistribution.column_names()))
    return as_days(shaped) if course.cohort.day_offsets else shaped


def _check(course: Course, of: str) -> None:
    if not isinstance(course, Course):
        raise UsageError(f"A course is needed, not a {type(course).__name__}.", hint="`characterise` makes one.")
    if of not in STATES_OF:
        raise UsageError(f"The course has no states of {of!r}.", f"It has those of {', '.join(STATES_OF)}.")


def _followed(course: Course, of: str) -> pl.DataFrame:
    """The states as day numbers, the last day of each person being the end of their time; none after death."""
    number = {name: pl.col(name).to_physical().cast(pl.Int32) for name in ("start", "end")}
    deaths = patients_of(course.cohort).select("patient_id", death=pl.col("death_date").to_physical().cast(pl.Int32))
    return (
        course.states.select("patient_id", state=pl.col(of).cast(pl.String), **number)
        .join(deaths, on="patient_id", how="left", maintain_order="left")
        .sort("patient_id", "start")
        .with_columns(end=pl.min_horizontal("end", pl.col("end").max().over("patient_id") - 1, "death"))
        .filter(pl.col("start") <= pl.col("end"))
    )


def _years(days: pl.Expr) -> pl.Expr:
    return days / DAYS_IN_YEAR


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


def _at(course: Course, of: str, people: pl.DataFrame, until: int | None) -> pl.DataFrame:
    """How many people are in each state, or in none, on their day."""
    number = {name: pl.col(name).to_physical().cast(pl.Int32) for name in ("start", "end")}
    states = course.states.select("patient_id", state=pl.col(of).cast(pl.String), **number)
    placed = states.join(people, on="patient_id").filter(
        pl.col("start") <= pl.col("day"), pl.col("day") < pl.col("end")
    )
    known = (pl.col("death_date") <= pl.lit(until)).fill_null(value=True)
    died = (pl.col("death_date") <= pl.col("day")).fill_null(value=False) & known
    where = people.join(placed.select("patient_id", "state"), on="patient_id", how="left").select(
        state=pl.when(pl.col("day").is_null())
        .then(pl.lit("onset_unknown"))
        .when(died)
        .then(pl.lit("died"))
        .otherwise(pl.col("state").fill_null("not_followed"))
    )
    counted = where.group_by("state").agg(people=pl.len())
    in_state = pl.col("state").is_in(_WORDS[of])
    number_in_state = pl.col("people").filter(in_state).sum()
    return (
        pl.DataFrame({"state": [*_WORDS[of], *_IN_NONE]})
        .join(counted, on="state", how="left", maintain_order="left")
        .with_columns(pl.col("people").fill_null(0))
        .with_columns(share=pl.when(in_state & (number_in_state > 0)).then(pl.col("people") / number_in_state))
    )
