# ruff: noqa: PLR2004 - the grades and scores of the rule table are its own names
"""The rule table by which functional systems and ambulation give an EDSS."""

from __future__ import annotations

import functools
import operator

import polars as pl

from mscourse.rules.edss_from_systems import AMBIGUOUS_ROWS, AMBULATION_DECIDES, EdssFromSystemsRule
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

Row = tuple[int, pl.Expr, float]
"""A row of the rule table: its number, when it holds, and its EDSS."""


def with_derived_edss(converted: pl.DataFrame, rule: EdssFromSystemsRule) -> pl.DataFrame:
    """The rows with `derived_edss`, `rule_row` and `ambiguous`, from scores that are converted already."""
    complete = pl.all_horizontal(pl.col(*FUNCTIONAL_SYSTEMS, "ambulation").is_not_null())
    ambulation = pl.col("ambulation")
    rows: list[Row] = [(row, ambulation == level, edss) for level, row, edss in AMBULATION_DECIDES]
    rows += [(row, complete & holds, edss) for row, holds, edss in _by_systems(rule)]
    decided = pl.coalesce(pl.when(holds).then(pl.lit(at, pl.Int32)) for at, (_, holds, _) in enumerate(rows))
    places = list(range(len(rows)))
    return (
        converted.with_columns(_at=decided)
        .with_columns(
            derived_edss=pl.col("_at").replace_strict(places, [edss for *_, edss in rows], return_dtype=pl.Float64),
            rule_row=pl.col("_at").replace_strict(places, [number for number, *_ in rows], return_dtype=pl.Int32),
        )
        .with_columns(ambiguous=pl.col("rule_row").is_in(AMBIGUOUS_ROWS))
        .drop("_at")
    )


def converted(rule: EdssFromSystemsRule) -> list[pl.Expr]:
    """The functional systems as they count for the EDSS."""
    cerebral = pl.col("fs_cerebral")
    counts_as = {
        "fs_visual": _counted_as("fs_visual", rule.visual),
        "fs_bowel_bladder": _counted_as("fs_bowel_bladder", rule.bowel_bladder),
        "fs_cerebral": cerebral if rule.count_fatigue else pl.when(cerebral == 1).then(0).otherwise(cerebral),
    }
    return [counts_as.get(name, pl.col(name)).alias(name) for name in FUNCTIONAL_SYSTEMS]


def _counted_as(name: str, grades: tuple[int, ...]) -> pl.Expr:
    return pl.col(name).replace_strict(list(range(len(grades))), list(grades), return_dtype=pl.Int16)


def _by_systems(rule: EdssFromSystemsRule) -> list[Row]:
    """Rows 6 to 19, which count how many systems have which grade."""
    ambulation, worst = pl.col("ambulation"), pl.max_horizontal(FUNCTIONAL_SYSTEMS)
    n1, n2, n3, n4 = (how_many(grade) for grade in (1, 2, 3, 4))
    return [
        (6, worst >= 5, 5.0),
        (7, n4 >= 2, 5.0),
        (8, (n4 == 1) & (n3 >= 3), rule.row_8),
        (9, (n4 == 1) & (n3 >= 1), 4.5),
        (9, (n4 == 1) & (n2 >= 1), rule.row_9),
        (10, n3 >= 6, 5.0),
        (11, ambulation == 2, 4.5),
        (12, n4 == 1, 4.0),
        (13, n3 == 5, 4.5),
        (14, (n3 == 2) & (n2 == 0), 3.5),
        (15, n3 >= 2, 4.0),
        (16, (n3 == 1) & (n2 >= 3), 4.0),
        (16, (n3 == 1) & (n2 >= 1), 3.5),
        (16, n3 == 1, 3.0),
        (17, n2 >= 6, 4.0),
        (17, n2 == 5, 3.5),
        (17, n2 >= 3, 3.0),
        (17, n2 == 2, 2.5),
        (17, n2 == 1, 2.0),
        (18, ambulation == 1, 2.0),
        (19, n1 >= 2, 1.5),
        (19, n1 == 1, 1.0),
        (19, pl.lit(value=True), 0.0),
    ]


def how_many(grade: int) -> pl.Expr:
    """In how many systems the grade is."""
    return functools.reduce(operator.add, ((pl.col(name) == grade).cast(pl.Int8) for name in FUNCTIONAL_SYSTEMS))
