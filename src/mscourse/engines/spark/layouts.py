"""How the tables of a cluster came: their columns, and which of them the executors are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from mscourse.errors import UsageError
from mscourse.tables.columns import Columns, told_apart
from mscourse.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ROW = "row"
"""The column that numbers the rows of a table, where it has one: they have no order of their own."""
_WHOLE_NUMBERS = ("tinyint", "smallint", "int", "bigint")
_KINDS: dict[str, pl.DataType] = {
    "tinyint": pl.Int8(),
    "smallint": pl.Int16(),
    "int": pl.Int32(),
    "bigint": pl.Int64(),
    "float": pl.Float32(),
    "double": pl.Float64(),
    "boolean": pl.Boolean(),
    "string": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us", "UTC"),
    "timestamp_ntz": pl.Datetime("us"),
    "binary": pl.Binary(),
    "void": pl.Null(),
}
"""The types of Spark whose columns are read by what they are; of others what counts is that they are none of these."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one table came. Columns that are none of ours are known by name and stay where they are."""

    names: tuple[str, ...]
    """All columns as the table has them, one that stands there twice marked."""
    kinds: tuple[str, ...]
    """The type of each, as Spark writes it."""
    carried: tuple[int, ...]
    """The places of those that are read."""
    dated: tuple[int, ...]
    """The places of the dates among them."""
    person: int | None
    """The place of the ids."""
    row: int | None
    """The place of the column `row`, where it holds whole numbers."""

    @classmethod
    def of(cls, table: str, frame: DataFrame, *, all_columns: bool) -> Layout:
        """The layout of the table; with `all_columns`, those that are none of ours are carried as well."""
        names = told_apart(frame.columns)
        kinds = tuple(kind for _, kind in frame.dtypes)
        columns = Columns.of(table, names)
        sources = {name: columns.source(name) for name in SCHEMAS[table].column_names()}
        read = {*sources.values(), *(columns.further if all_columns else ())}
        dates = {sources[name] for name, kind in SCHEMAS[table].columns().items() if kind.dtype == pl.Date}
        ids = sources["patient_id"]
        numbered = ROW in names and kinds[names.index(ROW)] in _WHOLE_NUMBERS
        return cls(
            names=tuple(names),
            kinds=kinds,
            carried=tuple(at for at, name in enumerate(names) if name in read),
            dated=tuple(at for at, name in enumerate(names) if name in dates),
            person=None if ids is None else names.index(ids),
            row=names.index(ROW) if numbered else None,
        )

    @property
    def kind_of_ids(self) -> str:
        """The type of the ids, as Spark writes it."""
        return "void" if self.person is None else self.kinds[self.person]

    def table(self, carried: Mapping[int, pl.Series], rows: int) -> pl.DataFrame:
        """The rows of which these columns were carried, by place; the others are there by name, and empty."""
        missing = pl.Series([None] * rows, dtype=pl.Null)
        return pl.DataFrame([carried.get(at, missing).alias(name) for at, name in enumerate(self.names) if name != ROW])

    def without_rows(self) -> pl.DataFrame:
        """The table as it came, without its rows."""
        return self.table({at: pl.Series([], dtype=_kind(self.kinds[at])) for at in self.carried}, 0)


def layouts_of(tables: Mapping[str, DataFrame], measures: tuple[str, ...]) -> dict[str, Layout]:
    """How each table came.

    Args:
        tables: the tables by name.
        measures: the columns of `visits` that hold measures of the user's own.

    Raises:
        UsageError: if a table has a name that is none, or is no Spark DataFrame.
    """
    unknown = sorted(set(tables) - set(SCHEMAS))
    if unknown:
        raise UsageError(f"There is no table named {', '.join(unknown)}.", f"The tables are {', '.join(SCHEMAS)}.")
    for name, frame in tables.items():
        if not hasattr(frame, "mapInArrow"):
            raise UsageError(
                f"{name} is a {type(frame).__name__}, which is not a Spark DataFrame.",
                "Spark works on tables of its own; `mscourse.characterise` takes frames of polars and pandas.",
            )
    return {
        name: Layout.of(name, tables[name], all_columns=bool(measures) and name == "visits")
        for name in SCHEMAS
        if name in tables
    }


def _kind(kind: str) -> pl.DataType:
    if kind.startswith("decimal"):
        precision, scale = (int(digits) for digits in kind.removeprefix("decimal(").removesuffix(")").split(","))
        return pl.Decimal(precision, scale)
    if kind.startswith(("array", "map", "struct")):
        return pl.List(pl.String)
    return _KINDS.get(kind, pl.String())
