"""What Spark works out of some random people is what the plain-Python twin says of each of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import mscourse
from mscourse.engines import spark as engine
from mscourse.rules.course import CourseDefinition
from oracle import Records, assessments, events, states
from oracle.records import DATED_BY
from oracle.strategies import days_of_change, definitions, patients
from properties.cohorts import Row, as_cohort
from scale.comparing import here, on_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


PEOPLE = 25


def in_days(people: dict[str, Records]) -> dict[str, pl.DataFrame]:
    """The records of these people as tables of days."""
    cohort = as_cohort(people)
    tables = {name: cohort.table(name) for name in ("patients", *DATED_BY)}
    return {
        name: table.with_columns(pl.col(pl.Date).cast(pl.Int32)) for name, table in tables.items() if table is not None
    }


def without_errors(people: dict[str, Records]) -> dict[str, Records]:
    """Those of whom no record would be set aside."""
    findings = mscourse.check(mscourse.Cohort(**in_days(people)))
    at_fault = findings.filter(severity="error").get_column("patient_id").to_list()
    return {who: records for who, records in people.items() if who not in at_fault}


def of(table: pl.DataFrame, who: str, *left_out: str) -> list[Row]:
    """The rows of one person, in the order in which the twin gives them."""
    order = [name for name in ("start", "onset") if name in table.columns]
    return table.filter(pl.col("patient_id") == who).sort(order).drop("patient_id", *left_out).to_dicts()


def by_content(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(sorted(row.items())))


@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(drawn=st.lists(patients(), min_size=PEOPLE, max_size=PEOPLE), definition=definitions())
def test_states_events_and_assessments(
    spark: SparkSession, tmp_path: Path, drawn: list[Records], definition: CourseDefinition
) -> None:
    every_table = {name: [] for name in DATED_BY}
    people = without_errors(
        {
            f"P{number}": dataclasses.replace(
                records, set_aside=(), **{name: getattr(records, name) or rows for name, rows in every_table.items()}
            )
            for number, records in enumerate(drawn)
            if records.last_day() is not None
        }
    )
    assume(len(people) > PEOPLE // 2)
    course = engine.characterise(
        spark, on_spark(spark, in_days(people), tmp_path / "records"), definition, partitions=3
    )

    found = {name: here(course.tables[name], tmp_path / name) for name in ("states", "events", "assessments")}
    for who, records in people.items():
        last, first = records.last_day(), records.first_day()
        changes = days_of_change(records, definition)
        days = sorted({day + beside for day in changes for beside in (-1, 0, 1) if first <= day + beside <= last})
        assert of(found["states"], who, "label", "definition") == states(records, definition, days=days)
        assert by_content(of(found["events"], who, "definition")) == by_content(events(records, definition))
        assert by_content(of(found["assessments"], who)) == by_content(assessments(records, definition))
