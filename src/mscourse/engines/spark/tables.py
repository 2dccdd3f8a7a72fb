"""Spark tables as one frame of everybody's rows, which lies sorted by person on the executors."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mscourse.errors import UsageError
from mscourse.tables import words
from mscourse.tables.columns import Columns, told_apart
from mscourse.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PERSON, ORDER, GIVEN = "person", "order", "given"
"""The columns beside the tables: whose row it is, and its number; and in each table that the row is of that table."""
_WHOLE_NUMBERS = ("tinyint", "smallint", "int", "bigint")
_FRACTIONS = ("float", "double", "decimal")
_NO_IDS = ("array", "map", "struct", "binary", "date", "timestamp", "interval", "variant", "void")
_NOBODY = 4096
"""Rows without an id are spread over so many people who do not exist: each is at fault by itself."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one table came: its columns, and which of them are carried to the executors."""

    names: tuple[str, ...]
    """All columns as the table has them, one that stands there twice marked."""
    kinds: tuple[str, ...]
    """The type of each, as Spark writes it."""
    carried: tuple[int, ...]
    """The places of those that are read: a column that is none of ours need not travel."""
    person: int | None
    """The place of the ids."""
    row: int | None
    """The place of the column `row`, where it holds whole numbers."""

    @classmethod
    def of(cls, table: str, frame: DataFrame, *, all_columns: bool = False) -> Layout:
        """The layout of the table; with `all_columns`, those that are none of ours are carried as well."""
        names = told_apart(frame.columns)
        kinds = tuple(kind for _, kind in frame.dtypes)
        columns = Columns.of(table, names)
        read = {columns.source(name) for name in SCHEMAS[table].column_names()} - {None}
        ids = columns.source("patient_id")
        numbered = "row" in names and kinds[names.index("row")] in _WHOLE_NUMBERS
        return cls(
            names=tuple(names),
            kinds=kinds,
            carried=tuple(
                at for at, name in enumerate(names) if name in read or (all_columns and name in columns.further)
            ),
            person=None if ids is None else names.index(ids),
            row=names.index("row") if numbered else None,
        )


def layouts_of(tables: Mapping[str, DataFrame], measures: tuple[str, ...]) -> dict[str, Layout]:
    """How each table came.

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
                "Spark works on its own tables; `mscourse.characterise` takes frames of polars and pandas.",
            )
    return {
        name: Layout.of(name, tables[name], all_columns=bool(measures) and name == "visits")
        for name in SCHEMAS
        if name in tables
    }


def by_person(tables: Mapping[str, DataFrame], layouts: Mapping[str, Layout], partitions: int) -> DataFrame:
    """The rows of all tables, everyone's side by side: a column for each table, of which a row has one.

    Whoever the ids call the same is in one partition, and there all rows of a person follow on each other.

    Args:
        tables: the tables as they came.
        layouts: how each came.
        partitions: into how many tasks the people are cut.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - as everybody calls it; loaded when it is needed

    numbered = {name: _numbered(tables[name]) for name in layouts}
    content = {
        name: F.struct(F.lit(1).alias(GIVEN), *(F.col(f"c{at}") for at in layout.carried)).alias(name)
        for name, layout in layouts.items()
    }
    kinds: dict[str, Any] = {name: numbered[name].select(content[name]).schema[0].dataType for name in layouts}
    fractions = any(_id_kind(layout).startswith(_FRACTIONS) for layout in layouts.values())
    gathered = [
        numbered[name].select(
            F.expr(_person(layout, fractions=fractions)).alias(PERSON),
            F.expr("cast(null as bigint)" if layout.row is None else f"cast(c{layout.row} as bigint)").alias(ORDER),
            *(
                content[other] if other == name else F.lit(None).cast(kinds[other]).alias(other)
                for other in layouts
            ),
        )
        for name, layout in layouts.items()
    ]
    together = functools.reduce(lambda one, other: one.union(other), gathered)
    return together.repartition(partitions, PERSON).sortWithinPartitions(PERSON, ORDER)


def _numbered(frame: DataFrame) -> DataFrame:
    """The table with its columns called by their places: no name of theirs is then in the way."""
    return frame.toDF(*(f"c{at}" for at in range(len(frame.columns))))


def _id_kind(layout: Layout) -> str:
    return "void" if layout.person is None else layout.kinds[layout.person]


def _person(layout: Layout, *, fractions: bool) -> str:
    """Whose row it is, as an expression: the same for all ids that are read as the same text.

    It may be the same for ids that are not: who is brought together is told apart again by the ids themselves.
    Where one table has its ids as decimal numbers, `1` and `1.0` have to meet.
    """
    kind, ids = _id_kind(layout), f"c{layout.person}"
    if kind.startswith(_NO_IDS):
        written = "cast(null as string)"
    elif kind == "string" or kind.startswith(("char", "varchar")):
        written = rf"regexp_replace({ids}, '(?U)^\\s+|\\s+$', '')"
    else:
        written = f"cast({ids} as string)"
    missing = ", ".join(f"'{word}'" for word in words.MISSING)
    known = f"if({written} in ({missing}), null, {written})"
    if fractions:
        known = f"coalesce(cast(floor(try_cast({known} as double)) as string), {known})"
    dated = ", ".join(f"c{at}" for at in layout.carried if not layout.kinds[at].startswith(("map", "variant"))) or "1"
    return f"coalesce({known}, concat('\\u0000', cast(pmod(xxhash64({dated}), {_NOBODY}) as string)))"
