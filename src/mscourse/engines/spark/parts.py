"""On an executor: what is worked out of some people at a time, and the account of their rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from mscourse.derivations.check_parts import (
    CheckedPart,
    ChecksSoFar,
    check_part,
    everyone_in,
    findings_about_ids,
    likeness,
)
from mscourse.derivations.provenance import provenance
from mscourse.engines.spark.layouts import Layout
from mscourse.engines.spark.packing import packed
from mscourse.engines.spark.people import given_in, in_parts
from mscourse.errors import MscourseError
from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.drugs import DrugTable
from mscourse.tables.facts import TableFacts, facts_of

ACCOUNT, IDS = "account", "ids"
"""Stand among the names of the tables: for what became of the rows, and for everyone's id where ids may be alike."""
LIKENESS = "likeness"

Answer = Callable[[CheckedCohort], Iterable[Tables]]
"""What is worked out of checked records, some people at a time."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every part of the people is asked, however they are cut into parts."""

    layouts: Mapping[str, Layout]
    facts: Mapping[str, TableFacts]
    """What is decided by the whole of each table."""
    definition: CourseDefinition
    last_day: int | None
    date_format: str | None
    measures: tuple[str, ...]
    drugs: DrugTable
    today: dt.date
    set_aside: bool
    answer: Answer | None
    """None where the tables as a whole are not fit for one."""
    look_at_ids: bool
    """Whether ids of the whole may be alike, so that they have to be looked at side by side."""

    def checked(self, part: Cohort) -> CheckedPart:
        """The part with what the checks found about it."""
        return check_part(
            part,
            given={name: facts.rows for name, facts in self.facts.items()},
            today=self.today,
            relapse_rule=self.definition.relapses,
            drugs=self.drugs,
        )

    def account(self, part: CheckedPart) -> dict[str, object]:
        """What became of the rows of a part: numbers and names of rules, and of nobody a record."""
        nameless = dataclasses.replace(part.cohort, digests={})
        said = provenance(nameless, self.definition, until=self.last_day, hindsight=False)
        numbered = [name for name, layout in self.layouts.items() if layout.row is not None]
        # Where rows are numbered part by part, the first one has no number that means anything.
        first = pl.when(pl.col("table").is_in(numbered)).then("first_row").otherwise(0).cast(pl.UInt32)
        checks = ChecksSoFar.of(dataclasses.replace(part, errors=part.errors.with_columns(first.alias("first_row"))))
        return {
            "people": said["people"],
            "rows": said["rows"],
            "versions": said["versions"],
            "checks": checks.as_dict(),
        }


def add_up_facts(
    table: str, layout: Layout, date_format: str | None, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """What the rows of one table in a partition add to the facts of the whole; the batches have ids and dates."""
    places = facts_places(layout)
    facts = TableFacts()
    for batch in batches:
        columns = {at: pl.Series(column) for at, column in zip(places, batch.columns, strict=True)}
        facts += facts_of(table, layout.table(columns, batch.num_rows), date_format=date_format)
    yield packed(table, [json.dumps(facts.as_dict()).encode()])


def facts_places(layout: Layout) -> list[int]:
    """The places of the columns that facts are about."""
    return sorted({*layout.dated, *([] if layout.person is None else [layout.person])})


def work_out(question: Question, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The tables of all people of a partition and the accounts of their rows, each packed into a cell."""
    for part in in_parts(batches):
        yield from _of_part(question, part)


def _of_part(question: Question, part: pa.Table) -> Iterator[pa.RecordBatch]:
    try:
        yield from _tables_of_part(question, part)
    except MscourseError as problem:
        # What a rule of the user's own did wrong is theirs to read, without what Spark would say around it.
        said = [type(problem).__name__, problem.fact, problem.rule, problem.hint]
        yield packed(ACCOUNT, [json.dumps({"problem": said}).encode()])


def _tables_of_part(question: Question, part: pa.Table) -> Iterator[pa.RecordBatch]:
    given, told = given_in(part, question.layouts)
    cohort = Cohort.of(given, date_format=question.date_format, measures=question.measures, facts=question.facts)
    checked = question.checked(cohort)
    yield packed(ACCOUNT, [json.dumps(question.account(checked)).encode()])
    if question.answer is None or (not question.set_aside and checked.errors.height):
        return
    if question.look_at_ids:
        people = everyone_in(checked.cohort, question.last_day)
        looks = likeness(people.get_column("patient_id")).alias(LIKENESS)
        yield packed(IDS, _as_told(people.with_columns(looks), told))
    for tables in question.answer(dataclasses.replace(checked.cohort, digests={})):
        for name, table in tables.items():
            yield packed(name, _as_told(table, told) if name == "findings" else table)


def _as_told(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The findings about rows, or ids, each row called what its table calls it; missing where it does not."""
    named = rows.join(told, on=["table", "row"], how="left", maintain_order="left")
    return named.with_columns(pl.col("told").alias("row")).drop("told")


def look_at_ids(batches: Iterable[pa.RecordBatch]) -> Iterator[pl.DataFrame]:
    """The findings about ids that are alike, of batches sorted by what the ids look like."""
    for part in in_parts(batches, key=LIKENESS):
        people = pl.DataFrame([pl.Series(name, part.column(name)) for name in part.column_names])
        yield from findings_about_ids(people)
