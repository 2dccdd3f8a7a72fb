"""Days as the results have them: calendar dates, or whole days where the records came as days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views.vocabulary import Day

_ONE_DAY = dt.timedelta(days=1)


def last_day(course: Course, patient_id: str) -> Day:
    """The last day of this person's states."""
    return before(course.of("states", patient_id).get_column("end").max())


def before(end: Any) -> Day:  # noqa: ANN401
    """The last day of a stretch that ends before `end`."""
    day: Day = end - 1 if isinstance(end, int) else end - _ONE_DAY
    return day


def in_result_days(course: Course, table: pl.DataFrame) -> pl.DataFrame:
    """A table of records with its dates as the results have them: whole days where the records came as days."""
    if not course.cohort.day_offsets:
        return table
    return table.with_columns(pl.col(pl.Date).to_physical().cast(pl.Int32))
