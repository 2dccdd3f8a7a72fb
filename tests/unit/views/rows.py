"""Rows of tables for the tests of the views."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import dataframely as dy
import polars as pl

from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS


def frame(schema: type[dy.Schema], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as a frame of exactly the schema's columns; what a row does not name is null."""
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in schema.columns().items()}, orient="row")


def day(text: str) -> dt.date:
    """The date written like 2024-05-01."""
    return dt.date.fromisoformat(text)


def evidence_row(**values: object) -> dict[str, Any]:
    """A row of the evidence with every column, null where not named."""
    return dict.fromkeys(RESULTS["evidence"].column_names()) | values


def with_worsenings(course: Course) -> Course:
    """The same course, with two confirmed worsenings of the first person and one that is not settled at the end."""
    event = {"patient_id": "P1", "kind": "worsening", "measure": "edss", "definition": "0123456789ab"}
    seen = (
        ("2018-03-01", 3.0, "2016-03-01", 2.0, "2018-09-01", "relapse_associated"),
        ("2019-03-01", 4.5, "2018-09-01", 3.0, "2019-09-01", "relapse_independent"),
    )
    events = [
        event
        | {"onset": day(onset), "onset_value": value, "reference_date": day(since), "reference_value": reference}
        | {"confirmed_on": day(confirmed), "confirmed_value": value, "known_on": day(confirmed), "cause": cause}
        for onset, value, since, reference, confirmed, cause in seen
    ]
    pending = evidence_row(
        patient_id="P1",
        claim="worsening",
        verdict="awaiting_confirmation",
        known_from=day("2021-03-01"),
        table="visits",
        date=day("2021-03-01"),
        field="edss",
        value=4.5,
        reference_date=day("2019-09-01"),
        reference_value=3.0,
    )
    return dataclasses.replace(
        course,
        events=pl.concat([course.events, frame(RESULTS["events"], events)]),
        evidence=pl.concat([course.evidence, frame(RESULTS["evidence"], [pending])]),
    )


def with_tests(course: Course) -> Course:
    """The same course, with a walk that could not be done in the end, both hands and SDMT."""
    values = {
        "t25fw": {"2016-03-01": 5.0, "2018-03-01": 6.5},
        "nhpt_dominant": {"2016-03-01": 20.0},
        "nhpt_nondominant": {"2016-03-01": 22.0},
        "sdmt": {"2016-03-01": 50, "2021-03-01": 44},
    }
    visits = course.cohort.visits
    columns = [
        pl.col("date")
        .replace_strict({day(on): value for on, value in found.items()}, default=None, return_dtype=visits.schema[name])
        .alias(name)
        for name, found in values.items()
    ]
    tested = visits.with_columns(columns, t25fw_unable=pl.col("date") == day("2021-03-01"))
    return dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, visits=tested))
