"""What comes back from the cluster: the tables of the course as Spark DataFrames."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl

from mscourse.engines.spark.worker import on_one_core
from mscourse.results.course import TABLES
from mscourse.results.schemas import RESULTS, Changes
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import RowCounts
from mscourse.tables.findings import Findings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

SCHEMAS_OF_RESULTS: dict[str, type[dy.Schema]] = {**RESULTS, "findings": Findings, "changes": Changes}
_KINDS: dict[type[pl.DataType], str] = {
    pl.Boolean: "boolean",
    pl.Float64: "double",
    pl.Int32: "int",
    pl.String: "string",
    pl.Enum: "string",
    pl.UInt32: "bigint",
}


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
    day_offsets: bool = False
    """Whether the records came as days."""
    _worked_out: DataFrame | None = field(default=None, repr=False)

    @property
    def tables(self) -> dict[str, DataFrame]:
        """The six tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def release(self) -> None:
        """Let the executors forget the results; what is asked of the tables after this is worked out anew."""
        if self._worked_out is not None:
            self._worked_out.unpersist()

    def __repr__(self) -> str:
        """How many people, and by which definition: no record of anybody."""
        return f"<CourseOnSpark of {self.provenance['people']} people by {self.definition.name}>"


def taken_out(worked_out: DataFrame, table: str, *, day_offsets: bool) -> DataFrame:
    """One table of what was worked out, as a frame of its own."""
    from mscourse.engines.spark.packing import unpacked  # noqa: PLC0415 - pyarrow comes with Spark alone

    kinds = kinds_of(table, day_offsets=day_offsets)
    take_out = partial(on_one_core, pickle.dumps(partial(unpacked, _arrow_schema(kinds))))
    columns = ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())
    return worked_out.where(worked_out["table"] == table).select("content").mapInArrow(take_out, columns)


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
    import pyarrow as pa  # noqa: PLC0415 - it comes with Spark alone

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
