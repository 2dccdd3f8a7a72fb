"""The course of everyone in Spark tables."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mscourse.derivations.characterise import say_whether_possible
from mscourse.engines.spark.results import CourseOnSpark, taken_out
from mscourse.engines.spark.session import needs_packages
from mscourse.engines.spark.tables import by_person, layouts_of
from mscourse.engines.spark.worker import on_one_core
from mscourse.results.course import TABLES
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.tables.days import day_number
from mscourse.tables.drugs import drug_table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def characterise(
    spark: SparkSession,
    tables: Mapping[str, DataFrame],
    definition: CourseDefinition = lublin_2013,
    *,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    set_aside: bool = False,
    drugs: Any = None,
    date_format: str | None = None,
    partitions: int = 8,
) -> CourseOnSpark:
    needs_packages()
    from pyspark import StorageLevel, cloudpickle
    from mscourse.engines.spark.parts import ACCOUNT, Question, course_answer, work_out

    say_whether_possible(definition, hindsight=hindsight)
    layouts = layouts_of(tables, ())
    last_day = None if until is None else day_number(until, day_offsets=False)
    question = Question(
        layouts=layouts, definition=definition, last_day=last_day, set_aside=set_aside, date_format=date_format,
        measures=(), drugs=drug_table(drugs), today=dt.date.today(), answer=course_answer(definition, last_day, hindsight=hindsight),
    )
    work = cloudpickle.dumps(partial(work_out, question))
    together = by_person(tables, layouts, partitions)
    worked_out = together.mapInArrow(partial(on_one_core, work), "table string, content binary").persist(StorageLevel.DISK_ONLY)
    accounts = [json.loads(row.content) for row in worked_out.where(worked_out["table"] == ACCOUNT).select("content").collect()]
    people = sum(a["people"] for a in accounts)
    return CourseOnSpark(definition=definition, hindsight=hindsight, provenance={"people": people}, counts={}, _worked_out=worked_out,
        **{name: taken_out(worked_out, name, day_offsets=False) for name in TABLES})
