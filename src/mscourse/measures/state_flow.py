"""Who went from which state of the course to which, between a few years since the first record."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import in_numbers
from mscourse.measures.follow_up import last_day_of
from mscourse.measures.patients import patients_of
from mscourse.measures.state_distribution import state_of_each, stretches_of
from mscourse.measures.transition_rates import DAYS_IN_YEAR, Of, check_course
from mscourse.results.course import Course
from mscourse.results.statistics import StateFlow
from mscourse.rules.written import fingerprint

_AT_LEAST = 2


def state_flow(course: Course, of: Of = "phenotype", *, years: Iterable[float] = (0, 1, 3, 5)) -> pl.DataFrame:
    """One row for two years that follow each other and two states: how many people were in the one, then in the other.

    Years count from each person's first record (years of 365.25 days, rounded to a day). `not_followed` are those
    whose states have ended by then, `died` those who died. What happens between two years is not seen: who left a
    state and came back has not moved.

    Args:
        course: what `characterise` found.
        of: whose states, `phenotype`, `activity` or `progression`.
        years: since the first record, two or more, 0 or more each.

    Raises:
        UsageError: if an argument is not one of these.
    """
    check_course(course, of)
    points = sorted({float(each) for each in years})
    if len(points) < _AT_LEAST or not 0 <= points[0] <= points[-1] < float("inf"):
        raise UsageError("The years are not usable.", "There are two or more, and each is 0 or more.")
    until, stretches = last_day_of(course), stretches_of(course, of)
    first = stretches.group_by("patient_id", maintain_order=True).agg(first=pl.col("start").min())
    deaths = in_numbers(patients_of(course.cohort).select("patient_id", "death_date"))
    people = first.join(deaths, on="patient_id", how="left", maintain_order="left")
    placed = [
        state_of_each(stretches, people.with_columns(day=pl.col("first") + round(passed * DAYS_IN_YEAR)), until)
        for passed in points
    ]
    flows = [
        before.rename({"state": "from_state"})
        .join(after.rename({"state": "to_state"}), on="patient_id")
        .group_by("from_state", "to_state")
        .agg(people=pl.len())
        .sort("from_state", "to_state")
        .with_columns(from_years=pl.lit(start), to_years=pl.lit(end))
        for (start, before), (end, after) in itertools.pairwise(zip(points, placed, strict=True))
    ]
    found = pl.concat(flows).with_columns(of=pl.lit(of), definition=pl.lit(fingerprint(course.definition)))
    return StateFlow.cast(found.select(StateFlow.column_names()))
