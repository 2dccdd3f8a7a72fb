"""EDSS against the functional-system and ambulation scores of the same visit.

The scores are converted as for the EDSS (visual and bowel/bladder have raw grades of their own), and the scale is
derived from them by the rule table of Neurostatus. A recorded EDSS is never replaced: what does not fit is a finding.
Cerebral grade 1 (fatigue only) may or may not be counted, so both are granted.
"""

from __future__ import annotations

import functools
import operator

import polars as pl

from mscourse.derivations.edss_table import converted, how_many, with_derived_edss
from mscourse.rules.edss_from_systems import AMBULATION_DECIDES, edss_from_systems
from mscourse.tables.finding_rows import row_findings
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

_BY_AMBULATION = {level: edss for level, _, edss in AMBULATION_DECIDES if edss > 5}
_NO_CONTRADICTION_BELOW = 0.5


def check_edss(visits: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about visits whose EDSS does not fit its functional systems; the scores must be in range."""
    recorded = visits.filter(
        pl.col("edss").is_not_null() & pl.any_horizontal(pl.col(*FUNCTIONAL_SYSTEMS, "ambulation").is_not_null())
    )
    if recorded.is_empty():
        return []
    rows = recorded.with_columns(converted(edss_from_systems))
    checks = {
        "edss_below_system": (pl.col("edss") < 5) & (pl.col("edss") < pl.max_horizontal(_counted())),
        "edss_against_ambulation": _against_ambulation(),
        "edss_zero_or_one_against_systems": _against_number_of_systems(),
        "edss_high_without_motor_signs": (pl.col("edss") >= 6)
        & (pl.col("fs_pyramidal") < 2)
        & (pl.col("fs_cerebellar") < 2),
    }
    complete = rows.filter(pl.all_horizontal(pl.col(*FUNCTIONAL_SYSTEMS, "ambulation").is_not_null()))
    off = complete.with_columns(_distance_from_derived(complete))
    return [
        row_findings(name, "visits", found, "edss", pl.col("edss"))
        for name, found in (
            *((name, rows.filter(bad)) for name, bad in checks.items()),
            ("edss_near_derived", off.filter(pl.col("_off") == _NO_CONTRADICTION_BELOW)),
            ("edss_far_from_derived", off.filter(pl.col("_off") > _NO_CONTRADICTION_BELOW)),
        )
        if not found.is_empty()
    ]


def _counted() -> list[pl.Expr]:
    """The scores with cerebral grade 1 not counted."""
    cerebral = pl.col("fs_cerebral")
    without_fatigue = pl.when(cerebral == 1).then(0).otherwise(cerebral).alias("fs_cerebral")
    return [*(pl.col(name) for name in FUNCTIONAL_SYSTEMS[:-1]), without_fatigue]


def _against_ambulation() -> pl.Expr:
    edss, ambulation = pl.col("edss"), pl.col("ambulation")
    by_ambulation = ambulation.replace_strict(_BY_AMBULATION, default=None, return_dtype=pl.Float64)
    return (
        ((edss <= 4) & (ambulation > 1))
        | ((edss == 4.5) & (ambulation > 2))
        | ((edss == 5) & (ambulation > 3))
        | ((edss >= 5.5) & ambulation.is_not_null() & edss.ne_missing(by_ambulation))
    )


def _against_number_of_systems() -> pl.Expr:
    signs = [(system > 0).fill_null(value=False) for system in _counted()]
    with_signs = functools.reduce(operator.add, (sign.cast(pl.Int8) for sign in signs))
    none_at_all = pl.all_horizontal(pl.col(*FUNCTIONAL_SYSTEMS) == 0)
    zero = (pl.col("edss") == 0) & (with_signs > 0)
    one = (pl.col("edss") == 1) & ((with_signs > 1) | none_at_all)
    return zero | one


def _distance_from_derived(complete: pl.DataFrame) -> pl.Series:
    """How far the recorded EDSS is from the derived one; where the table is disputed half a point is granted."""
    n2, n3, n4 = (how_many(grade) for grade in (2, 3, 4))
    disputed = (pl.col("ambulation") <= 2) & (n4 == 1) & ((n3 >= 3) | ((n3 == 0) & (n2 >= 1)))
    edss = complete.get_column("edss")
    distances = [
        (with_derived_edss(scores, edss_from_systems).get_column("derived_edss") - edss).abs()
        for scores in (complete, complete.with_columns(_counted()))
    ]
    nearest = pl.min_horizontal(*distances)
    granted = disputed & (nearest <= _NO_CONTRADICTION_BELOW)
    return complete.select(_off=pl.when(granted).then(0.0).otherwise(nearest)).to_series()
