"""What comes back from the cluster: the tables of the course as Spark DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl
import pyarrow as pa

from mscourse.engines.spark.distribute import WorkedOut, on_executors
from mscourse.engines.spark.packing import as_batches, unpacked
from mscourse.engines.spark.parts import IDS, LIKENESS, look_at_ids
from mscourse.results.course import TABLES
from mscourse.results.schemas import RESULTS, Changes
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import RowCounts
from mscourse.tables.findings import Findings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SCHEMAS_OF_RESULTS: dict[str, type[dy.Schema]] = {**RESULTS, "findings": Findings, "changes": Changes}
_KINDS: dict[type[pl.DataType], str] = {
    pl.Boolean: "boolean",
    pl.Float64: "double",
    pl.Int32: "int",
    pl.String: "string",
    pl.Enum: "string",
    pl.Categorical: "string",
    pl.UInt32: "bigint",
}
_EVERYONE = {"table": "string", "patient_id": "string", "row": "bigint", LIKENESS: "string", "later": "boolean"}


@dataclass(frozen=True, kw_only=True, eq=False)
class CourseOnSpark:
    """The result of `characterise` on Spark: the six tables as Spark DataFrames, worked out once.

    Columns are those of `mscourse.results.schemas`. Dates are dates, or whole numbers where the records came as days;
    lists are arrays; words of a closed list are text. `findings.row` is what the column `row` of the table says,
    and missing where it has none: rows of a Spark table have no order. Rows come in no order either.
    """

    definition: CourseDefinition
    hindsight: bool
    states: DataFrame
    events: DataFrame
    evidence: DataFrame
    assessments: DataFrame
    topics: DataFrame
    findings: DataFrame
    provenance: dict[str, Any]
    counts: Mapping[str, RowCounts]
    """What became of the rows of each table."""
    day_offsets: bool
    """Whether the records came as days."""
    cells: DataFrame = field(repr=False)
    """All tables as the executors keep them, packed into cells: what the six are taken out of."""

    @property
    def tables(self) -> dict[str, DataFrame]:
        """The six tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def release(self) -> None:
        """Let the executors forget the results; what is asked of the tables after this is worked out anew."""
        self.cells.unpersist()

    def __repr__(self) -> str:
        """How many people, and by which definition: no record of anybody."""
        return f"<CourseOnSpark of {self.provenance['people']} people by {self.definition.name}>"


def taken_out(cells: DataFrame, table: str, *, day_offsets: bool) -> DataFrame:
    """One table of what was worked out, as a frame of its own."""
    return _rows_of(cells, table, kinds_of(table, day_offsets=day_offsets))


def all_findings(spark: SparkSession, done: WorkedOut) -> DataFrame:
    """The findings about rows, those about whole tables and columns, and those about ids that are alike."""
    kinds = kinds_of("findings", day_offsets=done.day_offsets)
    about_tables = spark.createDataFrame(done.checks.about_tables.rows(), _written(kinds))
    found = _rows_of(done.cells, "findings", kinds).union(about_tables)
    return found.union(_about_ids(done.cells, kinds)) if done.ids_may_be_alike else found


def _rows_of(cells: DataFrame, table: str, kinds: Mapping[str, str]) -> DataFrame:
    take_out = on_executors(partial(unpacked, _arrow_schema(kinds)))
    return cells.where(cells["table"] == table).select("content").mapInArrow(take_out, _written(kinds))


def _about_ids(cells: DataFrame, kinds: Mapping[str, str]) -> DataFrame:
    """The findings about ids that nearly are one, whichever executors these people were on."""
    everyone = _rows_of(cells, IDS, _EVERYONE)
    several = everyone.select(LIKENESS, "patient_id").distinct().groupBy(LIKENESS).count().where("count > 1")
    alike = everyone.join(several.select(LIKENESS), LIKENESS, "left_semi").select(*_EVERYONE)
    side_by_side = alike.repartition(LIKENESS).sortWithinPartitions(LIKENESS)
    return side_by_side.mapInArrow(on_executors(partial(_look_at_ids, _arrow_schema(kinds))), _written(kinds))


def _look_at_ids(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for found in look_at_ids(batches):
        yield from as_batches(found, schema)


def _written(kinds: Mapping[str, str]) -> str:
    """The columns as Spark writes them."""
    return ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())


def kinds_of(table: str, *, day_offsets: bool) -> dict[str, str]:
    """The columns of a table of results, and what Spark calls the type of each."""
    schema = SCHEMAS_OF_RESULTS[table].create_empty().schema
    return {name: _kind(kind, day_offsets=day_offsets) for name, kind in schema.items()}


def _kind(kind: pl.DataType, *, day_offsets: bool) -> str:
    if isinstance(kind, pl.List):
        return f"array<{_kind(kind.inner, day_offsets=day_offsets)}>"  # type: ignore[arg-type]
    if isinstance(kind, pl.Date):
        return "int" if day_offsets else "date"
    return _KINDS[type(kind)]


def _arrow_schema(kinds: Mapping[str, str]) -> pa.Schema:
    arrow = {
        "boolean": pa.bool_(),
        "double": pa.float64(),
        "int": pa.int32(),
        "bigint": pa.int64(),
        "string": pa.string(),
        "date": pa.date32(),
        "array<string>": pa.list_(pa.string()),
        "array<int>": pa.list_(pa.int32()),
    }
    return pa.schema([(name, arrow[kind]) for name, kind in kinds.items()])
