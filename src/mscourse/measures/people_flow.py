"""What became of the rows that were given and of the people in them."""

from __future__ import annotations

import polars as pl

from mscourse.measures.days_of_course import need_course
from mscourse.results.course import Course
from mscourse.results.statistics import PEOPLE_STAGES, PeopleFlow, RowFlow
from mscourse.tables.schemas import SCHEMAS


def row_flow(course: Course) -> pl.DataFrame:
    """One row per table that was given: its rows, and how many were set aside, passed over, too late, and used.

    `set_aside` had an error, `passed_over` a rule does not count, `after_until` lie after the day that was asked for;
    the others are `used`.
    """
    need_course(course)
    counts = course.provenance["rows"]
    rows = [
        {"table": name, **counts[name], "used": counts[name]["used"] - counts[name]["after_until"]}
        for name in SCHEMAS
        if name in counts
    ]
    return RowFlow.cast(pl.DataFrame(rows).select(RowFlow.column_names())) if rows else RowFlow.create_empty()


def people_flow(course: Course) -> pl.DataFrame:
    """One row per stage: how many people have records, and of how many what could be said on their last day."""
    need_course(course)
    latest = pl.col("start").arg_max()
    last = course.states.group_by("patient_id").agg(pl.col("phenotype", "activity", "worsening").get(latest))
    cohort = course.cohort
    doubtful = cohort.people_with_rows_set_aside(*SCHEMAS)
    numbers = {
        "with_records": len(cohort.people.ids),
        "by_the_last_day": int(course.provenance["people"]),
        "with_rows_set_aside": int(cohort.people.ids.is_in(doubtful.implode()).sum()),
        "course_told": last.filter(pl.col("phenotype") != "ms_unspecified").height,
        "activity_told": last.filter(pl.col("activity") != "indeterminate").height,
        "worsening_told": last.filter(pl.col("worsening") != "indeterminate").height,
    }
    rows = [{"stage": stage, "people": numbers[stage]} for stage in PEOPLE_STAGES]
    return PeopleFlow.cast(pl.DataFrame(rows))
