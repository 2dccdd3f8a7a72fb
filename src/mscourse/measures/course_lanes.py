"""The courses of a few people side by side, without their names: what a swimmer plot shows."""

from __future__ import annotations

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import in_numbers, need_course
from mscourse.measures.patients import patients_of
from mscourse.results.course import Course
from mscourse.results.statistics import CourseLanes
from mscourse.rules.written import fingerprint

_DAYS_IN_YEAR = 365.25
_MARKS = ("relapse", "worsening", "spms_onset")


def course_lanes(course: Course, *, people: int = 50) -> pl.DataFrame:
    """One row per stretch, relapse, worsening, onset of SPMS and death of some people, in lanes without names.

    Everybody is put in order of the length of their course, the longest first (then of their id); of these the first
    and the last are taken, and others at even distances between them. So the same records give the same lanes, and
    short and long courses have the share that they have in the cohort.

    Args:
        course: what `characterise` found.
        people: at most.

    Raises:
        UsageError: if it is no course, or nobody is asked for.
    """
    need_course(course)
    if people < 1:
        raise UsageError("There are no lanes for nobody.", "There is at least one person.")
    lanes = _chosen(course, people)
    phenotypes = (
        in_numbers(course.states.select("patient_id", "start", "end", word=pl.col("phenotype").cast(pl.String)))
        .join(lanes, on="patient_id")
        .sort("lane", "start")
    )
    run = (pl.col("word") != pl.col("word").shift(1)).fill_null(value=True).cum_sum().over("lane").alias("run")
    stretches = (
        phenotypes.with_columns(run)
        .group_by("lane", "first", "run", "word", maintain_order=True)
        .agg(start=pl.col("start").min(), end=pl.col("end").max())
        .with_columns(what=pl.lit("phenotype"))
    )
    parts = [stretches.drop("run"), _marks(course, lanes), _deaths(course, lanes)]
    columns = ("lane", "first", "what", "word", "start", "end")
    found = pl.concat([part.select(columns) for part in parts]).select(
        "lane",
        "what",
        "word",
        start_years=_years(pl.col("start") - pl.col("first")),
        end_years=_years(pl.col("end") - pl.col("first")),
        definition=pl.lit(fingerprint(course.definition)),
    )
    place = pl.col("what").cast(CourseLanes.what.dtype).to_physical()
    return CourseLanes.cast(found.sort("lane", place, "start_years", "word", maintain_order=True))


def _chosen(course: Course, people: int) -> pl.DataFrame:
    """`patient_id`, `lane`, and the `first` and `last` day of those who are shown."""
    everyone = (
        in_numbers(course.states.select("patient_id", "start", "end"))
        .group_by("patient_id")
        .agg(first=pl.col("start").min(), last=pl.col("end").max())
        .sort(pl.col("first") - pl.col("last"), "patient_id")
    )
    number = min(people, everyone.height)
    places = [at * (everyone.height - 1) // max(number - 1, 1) for at in range(number)]
    return everyone[places].with_row_index("lane", offset=1)


def _marks(course: Course, lanes: pl.DataFrame) -> pl.DataFrame:
    """Relapses, worsenings and onsets of SPMS; of several measures that worsen on one day for one cause, one."""
    events = course.events.filter(pl.col("kind").is_in(_MARKS)).select(
        "patient_id", what=pl.col("kind").cast(pl.String), word=pl.col("cause").cast(pl.String), start="onset"
    )
    inside = in_numbers(events).unique().join(lanes, on="patient_id").filter(pl.col("start") >= pl.col("first"))
    return inside.with_columns(end=pl.lit(None, pl.Int32))


def _deaths(course: Course, lanes: pl.DataFrame) -> pl.DataFrame:
    """Deaths by the last day of the states, or the day after it."""
    dead = in_numbers(patients_of(course.cohort).select("patient_id", start="death_date")).drop_nulls()
    until = course.provenance["until"]
    shown = dead.join(lanes, on="patient_id")
    if until is not None:
        shown = shown.filter(pl.col("start") <= pl.col("last"))
    return shown.with_columns(what=pl.lit("death"), word=pl.lit(None, pl.String), end=pl.lit(None, pl.Int32))


def _years(days: pl.Expr) -> pl.Expr:
    return (days / _DAYS_IN_YEAR).round(3)
