"""Spark tables as one frame of everybody's rows, which lies sorted by person on the executors."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mscourse.engines.spark.layouts import Layout
from mscourse.tables import words

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PERSON, ORDER = "person", "order"
"""The columns beside those of the tables: whose row it is, and what its table calls it."""
_OF_THIS_TABLE = "given"
_FRACTIONS = ("float", "double", "decimal")
_TEXT = ("string", "char", "varchar")
_NO_IDS = ("array", "map", "struct", "binary", "date", "timestamp", "interval", "variant", "void")
_NOT_HASHED = ("map", "variant", "array<map")
_NOBODY = 4096
"""Rows without an id are spread over so many people who do not exist: each is at fault by itself."""


def by_person(tables: Mapping[str, DataFrame], layouts: Mapping[str, Layout], partitions: int) -> DataFrame:
    """The rows of all tables, everyone's side by side: a column for each table, of which every row has one.

    Whoever the ids call the same is in one partition, and there all rows of a person follow on each other.

    Args:
        tables: the tables as they came.
        layouts: how each came.
        partitions: into how many tasks the people are cut.
    """
    from pyspark.sql import functions as F  # noqa: N812, PLC0415 - as everybody calls it; loaded when it is needed

    numbered = {name: by_place(tables[name]) for name in layouts}
    content = {
        name: F.struct(F.lit(1).alias(_OF_THIS_TABLE), *(F.col(f"c{at}") for at in layout.carried))
        for name, layout in layouts.items()
    }
    kinds: dict[str, Any] = {
        name: numbered[name].select(content[name].alias(name)).schema[0].dataType for name in layouts
    }
    fractions = any(layout.kind_of_ids.startswith(_FRACTIONS) for layout in layouts.values())
    gathered = [
        numbered[name].select(
            F.expr(_person(layout, fractions=fractions)).alias(PERSON),
            F.expr(f"cast({'null' if layout.row is None else f'c{layout.row}'} as bigint)").alias(ORDER),
            *((content[other] if other == name else F.lit(None).cast(kinds[other])).alias(other) for other in layouts),
        )
        for name, layout in layouts.items()
    ]
    together = functools.reduce(lambda one, other: one.union(other), gathered)
    return together.repartition(partitions, PERSON).sortWithinPartitions(PERSON, ORDER)


def by_place(frame: DataFrame) -> DataFrame:
    """The table with its columns called by their places: no name of theirs is then in the way."""
    return frame.toDF(*(f"c{at}" for at in range(len(frame.columns))))


def _person(layout: Layout, *, fractions: bool) -> str:
    """Whose row it is, as an expression: the same for all ids that are read as the same text.

    It may be the same for ids that are not: who is brought together is told apart again by the ids themselves.
    Where a table has its ids as decimal numbers, `1` and `1.0` have to meet.
    """
    kind, ids = layout.kind_of_ids, f"c{layout.person}"
    if kind.startswith(_NO_IDS):
        written = "cast(null as string)"
    elif kind.startswith(_TEXT):
        # What stands around the id is taken off, as it is when the id is read.
        written = rf"regexp_replace({ids}, '(?U)^\\s+|\\s+$', '')"
    else:
        written = f"cast({ids} as string)"
    missing = ", ".join(f"'{word}'" for word in words.MISSING)
    known = f"if({written} in ({missing}), null, {written})"
    if fractions:
        known = f"coalesce(cast(floor(try_cast({known} as double)) as string), {known})"
    hashed = ", ".join(f"c{at}" for at in layout.carried if not layout.kinds[at].startswith(_NOT_HASHED)) or "1"
    return f"coalesce({known}, concat('\\u0000', cast(pmod(xxhash64({hashed}), {_NOBODY}) as string)))"
