"""The work handed to the executors, and what comes back from it: cells of results, and accounts that are added up."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pyspark import StorageLevel, cloudpickle

from mscourse import errors
from mscourse.derivations.check_parts import ChecksSoFar
from mscourse.derivations.provenance import added_up, provenance
from mscourse.engines.spark.layouts import Layout, layouts_of
from mscourse.engines.spark.parts import ACCOUNT, Answer, Question, add_up_facts, facts_places, work_out
from mscourse.engines.spark.tables import by_person, by_place
from mscourse.engines.spark.worker import on_one_core
from mscourse.errors import MscourseError, UsageError
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import Cohort, Given
from mscourse.tables.dates import check_format
from mscourse.tables.days import day_number
from mscourse.tables.drugs import DrugTable, drug_table
from mscourse.tables.facts import TableFacts, ids_may_be_alike

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROWS_OF_A_TASK = 200_000
"""Some ten thousand people: about a second of work."""
MOST_TASKS = 10_000
_CELLS = "table string, content binary"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of the tables, whatever is then worked out of them."""

    definition: CourseDefinition
    until: dt.date | str | int | None
    hindsight: bool = False
    set_aside: bool
    drugs: Any = None
    date_format: str | None
    measures: tuple[str, ...] = ()
    partitions: int | None
    folder: str | None


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkedOut:
    """What the executors hold now, and what of it is known here."""

    cells: DataFrame
    checks: ChecksSoFar
    provenance: dict[str, Any]
    day_offsets: bool
    ids_may_be_alike: bool


def distribute(tables: Mapping[str, DataFrame], asked: Asked, answer: Callable[[int | None], Answer]) -> WorkedOut:
    """The tables of results, worked out on the executors and kept there, packed into cells.

    Nobody's records come here: facts about whole columns, counts and names of rules do, and add up.

    Args:
        tables: the records.
        asked: what is asked of them.
        answer: what works out the results of checked records, given the last day to look at.

    Raises:
        DataError: as `characterise` does, in the same words.
        UsageError: if a table, the day or a measure is not what it should be, or the executors run another version.
    """
    layouts = layouts_of(tables, asked.measures)
    facts = _facts(tables, layouts, asked.date_format)
    whole = Cohort.of(
        {name: Given(frame=layout.without_rows()) for name, layout in layouts.items()},
        date_format=asked.date_format,
        measures=asked.measures,
        facts=facts,
    )
    last_day = None if asked.until is None else day_number(asked.until, day_offsets=whole.day_offsets)
    question = Question(
        layouts=layouts,
        facts=facts,
        definition=asked.definition,
        last_day=last_day,
        date_format=asked.date_format,
        measures=asked.measures,
        drugs=drug_table(asked.drugs),
        today=dt.date.today(),  # noqa: DTZ011 - the user's own calendar, and one day for all executors
        set_aside=asked.set_aside,
        answer=answer(last_day),
        look_at_ids=ids_may_be_alike(facts.values()),
    )
    nobody = question.checked(whole)
    if "error" in nobody.about_tables.get_column("severity"):
        question = dataclasses.replace(question, answer=None)
    cells = _kept(_cells(tables, question, asked.partitions), asked.folder)
    try:
        accounts = [question.account(nobody), *_accounts(cells)]
        checks = _added_up(accounts, set_aside=asked.set_aside)
    except MscourseError:
        cells.unpersist()
        raise
    checked = dataclasses.replace(
        nobody.cohort, counts=checks.counts, source_notes=checks.source_notes, digests=_digests(question.drugs)
    )
    said = provenance(checked, asked.definition, until=last_day, hindsight=asked.hindsight)
    together = functools.reduce(added_up, accounts)
    return WorkedOut(
        cells=cells,
        checks=checks,
        provenance=said | {name: together[name] for name in ("people", "rows")},
        day_offsets=whole.day_offsets,
        ids_may_be_alike=question.look_at_ids,
    )


def on_executors(work: Callable[..., Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """The function from batches to batches, ready to be sent to the executors."""
    return partial(on_one_core, cloudpickle.dumps(work))  # type: ignore[no-untyped-call]


def _facts(
    tables: Mapping[str, DataFrame], layouts: Mapping[str, Layout], date_format: str | None
) -> dict[str, TableFacts]:
    """What is decided by the whole of each table."""
    check_format(date_format)
    cells = [
        by_place(tables[name])
        .select(*(f"c{at}" for at in facts_places(layout)))
        .mapInArrow(on_executors(partial(add_up_facts, name, layout, date_format)), _CELLS)
        for name, layout in layouts.items()
    ]
    facts = dict.fromkeys(layouts, TableFacts())
    if cells:
        for cell in functools.reduce(lambda one, other: one.union(other), cells).collect():
            facts[cell.table] += TableFacts.from_dict(json.loads(cell.content))
    return facts


def _cells(tables: Mapping[str, DataFrame], question: Question, partitions: int | None) -> DataFrame:
    rows = sum(facts.rows for facts in question.facts.values())
    tasks = partitions or min(max(-(-rows // ROWS_OF_A_TASK), 1), MOST_TASKS)
    together = by_person(tables, question.layouts, tasks)
    return together.mapInArrow(on_executors(partial(work_out, question)), _CELLS)


def _kept(cells: DataFrame, folder: str | None) -> DataFrame:
    """The cells, worked out once: kept on the disks of the executors, or in the folder."""
    if folder is None:
        return cells.persist(StorageLevel.DISK_ONLY)
    cells.write.parquet(folder)
    return cells.sparkSession.read.parquet(folder)


def _accounts(cells: DataFrame) -> list[dict[str, Any]]:
    """What became of the rows of every part; to ask for this is what sets the executors to work."""
    return [json.loads(cell.content) for cell in cells.where(cells["table"] == ACCOUNT).select("content").collect()]


def _added_up(accounts: Sequence[Mapping[str, Any]], *, set_aside: bool) -> ChecksSoFar:
    """What the checks of all parts add up to.

    Raises:
        MscourseError: if the records, a rule of the user's own or an executor is not fit for an answer.
    """
    for account in accounts:
        if "problem" in account:
            kind, *said = account["problem"]
            raise getattr(errors, kind)(*said)
    versions = {account["versions"]["mscourse"] for account in accounts}
    if len(versions) > 1:
        raise UsageError(
            f"The executors and the driver have different versions of mscourse: {', '.join(sorted(versions))}.",
            "All of them work by the same one.",
            "install one version everywhere.",
        )
    checks = functools.reduce(operator.add, (ChecksSoFar.from_dict(account["checks"]) for account in accounts))
    problem = checks.problem(set_aside=set_aside)
    if problem is not None:
        raise problem
    return checks


def _digests(drugs: DrugTable) -> dict[str, str]:
    return {"drugs": drugs.digest} if drugs.is_own else {}
