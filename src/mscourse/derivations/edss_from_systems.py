# ruff: noqa: PLR2004 - the grades and scores of the rule table are its own names
"""The EDSS that the functional systems and the ambulation score of a visit give, beside the one recorded."""

from __future__ import annotations

import functools
import operator

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.visits import merge_same_day
from mscourse.results.around_the_course import DerivedEdss
from mscourse.rules.edss_from_systems import (
    AMBIGUOUS_ROWS,
    AMBULATION_DECIDES,
    EdssFromSystemsRule,
    edss_from_systems,
)
from mscourse.rules.library import lublin_2013
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

Row = tuple[int, pl.Expr, float]
"""A row of the rule table: its number, when it holds, and its EDSS."""


def derive_edss(
    records: Cohort | CheckedCohort | pl.DataFrame,
    rule: EdssFromSystemsRule = edss_from_systems,
    *,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per visit with the recorded EDSS, the derived one, and the row of the rule table that decided.

    The recorded EDSS stands as it is: the derived one is a column beside it. From an ambulation score of 3 up nothing
    else is needed; below that nothing is derived unless all eight scores are there. Rows of one day are one visit, and
    a score on which they disagree is not there.

    Args:
        records: a cohort, or a frame of visits.
        rule: the conversions, and how the disputed rows are read.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if it is neither a cohort nor a frame of visits.
    """
    of_kind(rule, EdssFromSystemsRule)
    given = Cohort(visits=records) if isinstance(records, pl.DataFrame) else records
    cohort = checked(given, set_aside=set_aside, relapse_rule=lublin_2013.relapses)
    visits, _ = merge_same_day(cohort.visits)
    scores = visits.select("patient_id", "date", "edss", "ambulation", *_converted(rule))
    found = with_derived_edss(scores, rule).with_columns(definition=pl.lit(fingerprint(rule)))
    shaped = DerivedEdss.cast(found)
    return as_days(shaped) if cohort.day_offsets else shaped


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


def _converted(rule: EdssFromSystemsRule) -> list[pl.Expr]:
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
    n1, n2, n3, n4 = (_how_many(grade) for grade in (1, 2, 3, 4))
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


def _how_many(grade: int) -> pl.Expr:
    """In how many systems the grade is."""
    return functools.reduce(operator.add, ((pl.col(name) == grade).cast(pl.Int8) for name in FUNCTIONAL_SYSTEMS))
