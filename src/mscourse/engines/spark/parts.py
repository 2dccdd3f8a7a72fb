"""On an executor: what is worked out of some people at a time, and the account of their rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl
import pyarrow as pa

from mscourse.derivations.characterise import tables_in_parts
from mscourse.derivations.check import check_cohort
from mscourse.derivations.provenance import provenance
from mscourse.engines.spark.packing import packed
from mscourse.engines.spark.people import given_in, in_parts, told_rows
from mscourse.engines.spark.tables import Layout
from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.drugs import DrugTable

ACCOUNT = "account"
"""Stands among the names of the tables for what became of the rows: numbers and names of rules, nobody's records."""

Answer = Callable[[CheckedCohort], Iterable[Tables]]
"""What is worked out of checked records, some people at a time."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every part of the people is asked, however they are cut into parts."""

    layouts: Mapping[str, Layout]
    definition: CourseDefinition
    last_day: int | None
    set_aside: bool
    date_format: str | None
    measures: tuple[str, ...]
    drugs: DrugTable
    today: dt.date
    answer: Answer


def work_out(question: Question, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The tables of all people of a partition and the accounts of their rows, each packed into a cell."""
    for part in in_parts(batches):
        yield from _of_part(question, part)


def course_tables(
    definition: CourseDefinition, last_day: int | None, hindsight: bool, cohort: CheckedCohort  # noqa: FBT001
) -> Iterable[Tables]:
    """The six tables of the course."""
    return tables_in_parts(cohort, definition, last_day, hindsight=hindsight)


def course_answer(definition: CourseDefinition, last_day: int | None, *, hindsight: bool) -> Answer:
    """What works out the course of checked records, ready to be sent to the executors."""
    return partial(course_tables, definition, last_day, hindsight)


def _of_part(question: Question, part: pa.Table) -> Iterator[pa.RecordBatch]:
    cohort = Cohort.of(
        given_in(part, question.layouts), date_format=question.date_format, measures=question.measures
    )
    checked = check_cohort(
        cohort, set_aside=True, today=question.today, relapse_rule=question.definition.relapses, drugs=question.drugs
    )
    checked = dataclasses.replace(checked, digests={})
    told = told_rows(part, question.layouts)
    yield packed(ACCOUNT, [json.dumps(_account(checked, question)).encode()])
    for tables in question.answer(checked):
        if "findings" in tables:
            tables["findings"] = as_told(tables["findings"], told)
        for name, table in tables.items():
            yield packed(name, table)


def as_told(findings: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The findings about rows, each row called what its table calls it; missing where it does not."""
    rows = findings.drop_nulls("row").join(told, on=["table", "row"], how="left", maintain_order="left")
    return rows.with_columns(pl.col("told").alias("row")).drop("told")


def _account(checked: CheckedCohort, question: Question) -> dict[str, object]:
    said = provenance(checked, question.definition, until=question.last_day, hindsight=False)
    return {"people": said["people"], "rows": said["rows"], "versions": said["versions"]}
