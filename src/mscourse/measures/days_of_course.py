"""The days of a course as whole numbers to count with, and back again; and how far each person's course goes."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.patients import patients_of
from mscourse.results.course import Course

NUMBER = pl.Int32


def need_course(course: object) -> None:
    """Nothing, if it is a course.

    Raises:
        UsageError: if it is not.
    """
    if not isinstance(course, Course):
        raise UsageError(
            f"A course is needed, not a {type(course).__name__}.",
            hint="`characterise` makes one of a cohort; `characterise(cohort, until=day)` judges everybody on one day.",
        )


def in_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with whole days since 1970-01-01 (or as the records came) in place of dates."""
    return frame.with_columns(pl.col(pl.Date).to_physical())


def as_result(frame: pl.DataFrame, schema: type[dy.Schema], course: Course) -> pl.DataFrame:
    """The columns of the schema, days as in the other tables of the course."""
    shaped = schema.cast(frame)
    return in_numbers(shaped) if course.cohort.day_offsets else shaped


def last_days(course: Course) -> pl.DataFrame:
    """One row per person, in the order of the states: `as_of`, the last day of their course.

    With it the days after which nothing is asked of them any more: `follow_up_end` and `death_date`.
    """
    judged = in_numbers(course.states).group_by("patient_id", maintain_order=True).agg(as_of=(pl.col("end").max() - 1))
    ends = in_numbers(patients_of(course.cohort).select("patient_id", "follow_up_end", "death_date"))
    return judged.join(ends, on="patient_id", how="left", maintain_order="left")
