"""How often people go from one state of the course to another."""

from __future__ import annotations

from typing import Literal

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import in_numbers, need_course
from mscourse.measures.patients import patients_of
from mscourse.measures.poisson import poisson_interval, with_rates
from mscourse.results.course import Course
from mscourse.results.statistics import STATES_OF, TransitionRates
from mscourse.results.words import ACTIVITIES, PHENOTYPES, PROGRESSIONS
from mscourse.rules.written import fingerprint

DAYS_IN_YEAR = 365.25
WORDS_OF = {"phenotype": PHENOTYPES, "activity": ACTIVITIES, "progression": PROGRESSIONS}

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
    check_course(course, of)
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
    words = pl.DataFrame({"from_state": WORDS_OF[of]})
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


def check_course(course: object, of: str) -> None:
    """Nothing, if it is a course and has such states.

    Raises:
        UsageError: if not.
    """
    need_course(course)
    if of not in STATES_OF:
        raise UsageError(f"The course has no states of {of!r}.", f"It has those of {', '.join(STATES_OF)}.")


def _followed(course: Course, of: str) -> pl.DataFrame:
    """The states as day numbers, the last day of each person being the end of their time; none after death."""
    states = in_numbers(course.states.select("patient_id", "start", "end", state=pl.col(of).cast(pl.String)))
    deaths = in_numbers(patients_of(course.cohort).select("patient_id", death="death_date"))
    return (
        states.join(deaths, on="patient_id", how="left", maintain_order="left")
        .sort("patient_id", "start")
        .with_columns(end=pl.min_horizontal("end", pl.col("end").max().over("patient_id") - 1, "death"))
        .filter(pl.col("start") <= pl.col("end"))
    )


def _years(days: pl.Expr) -> pl.Expr:
    return days / DAYS_IN_YEAR
