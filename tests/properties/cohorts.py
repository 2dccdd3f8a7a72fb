"""Random patients of the oracle as a checked cohort of the engine."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.tables.cohort import CheckedCohort, RowCounts
from mscourse.tables.finding_rows import joined, no_findings, row_findings
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS
from oracle import Records

Row = dict[str, Any]


def as_cohort(people: Mapping[str, Records]) -> CheckedCohort:
    """The people as checked tables of days, exact duplicates left out; a table exists if all of them have it."""
    tables: dict[str, pl.DataFrame | None] = {
        name: _table(name, {who: getattr(records, name) for who, records in people.items()}) for name in DATE_OF_RECORD
    }
    about = [{"patient_id": who, **records.patient} for who, records in people.items() if records.patient]
    visits = tables.pop("visits")
    assert visits is not None
    aside = {
        name: [who for who, records in people.items() if name in records.set_aside]
        for name, table in tables.items()
        if table is not None
    }
    return CheckedCohort(
        visits=visits,
        patients=_frame("patients", about).sort("patient_id") if about else None,
        findings=_errors(aside),
        counts={
            name: RowCounts(
                given=table.height + len(aside.get(name, [])), set_aside=len(aside.get(name, [])), passed_over=0
            )
            for name, table in {"visits": visits, **tables}.items()
            if table is not None
        },
        digests={},
        day_offsets=True,
        measures=tuple(column for column in visits.columns if column not in {*SCHEMAS["visits"].columns(), "row"}),
        **tables,  # type: ignore[arg-type]
    )


def _errors(aside: Mapping[str, list[str]]) -> pl.DataFrame:
    """An error in a row of each of these tables, of each of the people named with it."""
    found = [
        row_findings("missing_value", name, pl.DataFrame({"patient_id": people, "row": [0] * len(people)}), "date")
        for name, people in aside.items()
        if people
    ]
    return joined(found) if found else no_findings()


def _table(name: str, rows_of: Mapping[str, list[Row] | None]) -> pl.DataFrame | None:
    if any(rows is None for rows in rows_of.values()):
        return None
    rows = [{"patient_id": who, **row} for who, its_rows in rows_of.items() for row in its_rows or []]
    frame = _frame(name, rows)
    distinct = frame.unique([column for column in frame.columns if column != "row"], keep="first", maintain_order=True)
    return distinct.sort("patient_id", DATE_OF_RECORD[name], maintain_order=True)


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    """The rows as a table; a column that is not in the schema is a measure of the user's own."""
    schema = _schema(name)
    as_read = {column: pl.Int32 if kind == pl.Date else kind for column, kind in schema.items()}
    as_read |= {column: pl.Float64 for row in rows for column in row if column not in schema}
    full = [{column: row.get(column) for column in as_read} for row in rows]
    days = [pl.col(column).cast(pl.Date) for column, kind in schema.items() if kind == pl.Date]
    return pl.DataFrame(full, schema=as_read).with_columns(days).with_row_index("row", 1)


@functools.cache
def _schema(name: str) -> pl.Schema:
    return SCHEMAS[name].create_empty().schema


def states_of(course: Course, who: str) -> list[Row]:
    """The states of one person as the oracle gives them."""
    return _plain(course.states, who, "label", "definition")


def events_of(course: Course, who: str) -> list[Row]:
    """The events of one person as the oracle gives them."""
    return _plain(course.events, who, "definition")


def assessments_of(course: Course, who: str) -> list[Row]:
    """The assessments of one person as the oracle gives them."""
    return _plain(course.assessments, who)


def evidence_on(course: Course, who: str, day: int) -> list[Row]:
    """The evidence in force for one person on the day, as the oracle gives it, in a fixed order."""
    return in_order(_plain(course.evidence_at(day), who, "known_from", "known_until"))


def in_order(rows: list[Row]) -> list[Row]:
    """The rows in an order that depends on what they hold alone."""
    return sorted(rows, key=lambda row: str(sorted(row.items())))


def _plain(frame: pl.DataFrame, who: str, *left_out: str) -> list[Row]:
    return frame.filter(pl.col("patient_id") == who).drop("patient_id", *left_out).to_dicts()
