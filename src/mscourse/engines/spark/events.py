"""The confirmed changes of everyone in tables of Spark."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from mscourse.derivations import find_events as here
from mscourse.derivations.arguments import functions_fit, of_kind
from mscourse.engines.spark.session import needs_packages
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.measures import not_in_every_cohort

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from mscourse.derivations.measures import Functions
    from mscourse.results.course import Tables
    from mscourse.tables.cohort import CheckedCohort


def find_events(  # noqa: PLR0913 - the question, and how it is distributed
    spark: SparkSession,  # noqa: ARG001 - as `characterise` has it
    tables: Mapping[str, DataFrame],
    rule: WorseningRule,
    *,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
    functions: Functions | None = None,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    date_format: str | None = None,
    partitions: int | None = None,
    folder: str | None = None,
) -> DataFrame:
    """Every confirmed worsening and improvement by the rule: what `mscourse.find_events` gives, as a Spark DataFrame.

    Args:
        spark: as for `characterise`.
        tables: as for `characterise`.
        rule: what counts.
        until: as for `mscourse.find_events`.
        set_aside: as for `mscourse.find_events`.
        functions: as for `mscourse.find_events`.
        relapse_rule: as for `mscourse.find_events`.
        date_format: as for `characterise`.
        partitions: as for `characterise`.
        folder: as for `characterise`.

    Raises:
        DataError: as for `mscourse.find_events`.
        MissingPackageError: as for `characterise`.
        UsageError: as for `mscourse.find_events`, and as for `characterise`.
    """
    needs_packages()
    from mscourse.engines.spark.distribute import Asked, distribute  # noqa: PLC0415 - needs the packages
    from mscourse.engines.spark.results import taken_out  # noqa: PLC0415

    of_kind(rule, WorseningRule)
    of_kind(relapse_rule, RelapseRule)
    functions_fit(rule.custom, functions or {})
    asked = Asked(
        definition=dataclasses.replace(lublin_2013, worsening=rule, relapses=relapse_rule),
        until=until,
        set_aside=set_aside,
        date_format=date_format,
        measures=not_in_every_cohort(measure.column for measure in rule.custom),
        partitions=partitions,
        folder=folder,
    )
    done = distribute(tables, asked, lambda _: partial(_changes, rule, until, functions, relapse_rule))
    return taken_out(done.cells, "changes", day_offsets=done.day_offsets)


def _changes(
    rule: WorseningRule,
    until: dt.date | str | int | None,
    functions: Functions | None,
    relapse_rule: RelapseRule,
    cohort: CheckedCohort,
) -> Iterator[Tables]:
    yield {"changes": here.find_events(cohort, rule, until=until, functions=functions, relapse_rule=relapse_rule)}
