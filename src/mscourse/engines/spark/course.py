"""The course of everyone in tables of Spark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mscourse.derivations.characterise import say_whether_possible, tables_in_parts
from mscourse.engines.spark.session import needs_packages
from mscourse.results.course import TABLES
from mscourse.rules.library import lublin_2013

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame, SparkSession

    from mscourse.engines.spark.results import CourseOnSpark
    from mscourse.results.course import Tables
    from mscourse.rules.course import CourseDefinition
    from mscourse.tables.cohort import CheckedCohort


def characterise(  # noqa: PLR0913 - the question, and how it is distributed
    spark: SparkSession,
    tables: Mapping[str, DataFrame],
    definition: CourseDefinition = lublin_2013,
    *,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    set_aside: bool = False,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
    date_format: str | None = None,
    partitions: int | None = None,
    folder: str | None = None,
) -> CourseOnSpark:
    """The disease course of everyone in the tables, worked out by the executors: what `mscourse.characterise` gives.

    The rows of a person are brought together, and some thousand people at a time are worked out on every core. It
    is done when this returns; the results stay with the executors, and nobody's records come to the driver.

    Args:
        spark: the session, one of Spark Connect as well.
        tables: Spark DataFrames by the name of the table, `visits` at least, with our column names or any known
            alias of them. A column `row` of whole numbers says what findings call a row.
        definition: what counts, by default the 2013 descriptors within one year.
        until: as for `mscourse.characterise`.
        hindsight: as for `mscourse.characterise`.
        set_aside: as for `mscourse.characterise`.
        drugs: as for `mscourse.characterise`; a file is read by the driver.
        date_format: the form in which text dates are written, such as `%d/%m/%Y`.
        partitions: into how many tasks the people are cut; by default one for each 200,000 rows.
        folder: where the results are kept for as long as they are asked for, as Parquet files that are the
            engine's own; by default the disks of the executors. It must not be there yet.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for: in the words of
            `mscourse.characterise`.
        MissingPackageError: if pyspark, pandas or pyarrow is not installed.
        SourceError: as for `mscourse.characterise`.
        UsageError: as for `mscourse.characterise`; or if a table is no Spark DataFrame or has an unknown name, or
            the executors have another version of mscourse.
    """
    needs_packages()
    from mscourse.engines.spark.distribute import Asked, distribute  # noqa: PLC0415 - needs the packages
    from mscourse.engines.spark.results import CourseOnSpark, all_findings, taken_out  # noqa: PLC0415

    say_whether_possible(definition, hindsight=hindsight)
    asked = Asked(
        definition=definition,
        until=until,
        hindsight=hindsight,
        set_aside=set_aside,
        drugs=drugs,
        date_format=date_format,
        partitions=partitions,
        folder=folder,
    )
    done = distribute(tables, asked, lambda last_day: partial(_course, definition, last_day, hindsight))
    frames = {name: taken_out(done.cells, name, day_offsets=done.day_offsets) for name in TABLES}
    return CourseOnSpark(
        definition=definition,
        hindsight=hindsight,
        provenance=done.provenance,
        counts=done.checks.counts,
        day_offsets=done.day_offsets,
        cells=done.cells,
        **{**frames, "findings": all_findings(spark, done)},
    )


def _course(
    definition: CourseDefinition,
    last_day: int | None,
    hindsight: bool,  # noqa: FBT001 - given before by `partial`
    cohort: CheckedCohort,
) -> Iterable[Tables]:
    return tables_in_parts(cohort, definition, last_day, hindsight=hindsight)
