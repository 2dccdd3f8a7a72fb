"""EDSS against the functional-system and ambulation scores of the same visit.

The scores are converted as for the EDSS (visual and bowel/bladder have raw grades of their own), and the scale is
derived from them by the rule table of Neurostatus. A recorded EDSS is never replaced: what does not fit is a finding.
Cerebral grade 1 (fatigue only) may or may not be counted, so both are granted.
"""

from __future__ import annotations

import functools
import operator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.tables.finding_rows import row_findings
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

Scores = NDArray[np.int16]
_VISUAL = {0: 0, 1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4}
_BOWEL_BLADDER = {0: 0, 1: 1, 2: 2, 3: 3, 4: 3, 5: 4, 6: 5}
_BY_AMBULATION = {4: 5.5, 5: 6.0, 6: 6.0, 7: 6.0, 8: 6.5, 9: 6.5, 10: 7.0, 11: 7.5, 12: 8.0, 13: 8.5, 14: 9.0}
_BY_AMBULATION |= {15: 9.5, 16: 10.0}
_NO_CONTRADICTION_BELOW = 0.5


def check_edss(visits: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about visits whose EDSS does not fit its functional systems; the scores must be in range."""
    recorded = visits.filter(
        pl.col("edss").is_not_null() & pl.any_horizontal(pl.col(*FUNCTIONAL_SYSTEMS, "ambulation").is_not_null())
    )
    if recorded.is_empty():
        return []
    rows = recorded.with_columns(converted_systems())
    checks = {
        "edss_below_system": (pl.col("edss") < 5) & (pl.col("edss") < pl.max_horizontal(_counted())),
        "edss_against_ambulation": _against_ambulation(),
        "edss_zero_or_one_against_systems": _against_number_of_systems(),
        "edss_high_without_motor_signs": (pl.col("edss") >= 6)
        & (pl.col("fs_pyramidal") < 2)
        & (pl.col("fs_cerebellar") < 2),
    }
    complete = rows.filter(pl.all_horizontal(pl.col(*FUNCTIONAL_SYSTEMS, "ambulation").is_not_null()))
    off = complete.with_columns(pl.Series("_off", _distance_from_derived(complete)))
    return [
        row_findings(name, "visits", found, "edss", pl.col("edss"))
        for name, found in (
            *((name, rows.filter(bad)) for name, bad in checks.items()),
            ("edss_near_derived", off.filter(pl.col("_off") == _NO_CONTRADICTION_BELOW)),
            ("edss_far_from_derived", off.filter(pl.col("_off") > _NO_CONTRADICTION_BELOW)),
        )
        if not found.is_empty()
    ]


def converted_systems() -> list[pl.Expr]:
    """The functional-system scores as they count for the EDSS."""
    return [
        pl.col("fs_visual").replace_strict(_VISUAL, default=None, return_dtype=pl.Int16),
        pl.col("fs_bowel_bladder").replace_strict(_BOWEL_BLADDER, default=None, return_dtype=pl.Int16),
    ]


def derived_edss(systems: Scores, ambulation: Scores) -> NDArray[np.float64]:
    """The EDSS that converted scores and the ambulation score give: the rules from top to bottom, the first that fits.

    Args:
        systems: one row per visit, one column per functional system, as they count for the EDSS.
        ambulation: one score per visit.
    """
    n1, n2, n3, n4 = (_how_many(systems, grade) for grade in (1, 2, 3, 4))
    rules = (
        *((ambulation == level, edss) for level, edss in _BY_AMBULATION.items()),
        (ambulation == 3, 5.0),
        (systems.max(axis=1, initial=0) >= 5, 5.0),
        (n4 >= 2, 5.0),
        ((n4 == 1) & (n3 >= 3), 5.0),
        ((n4 == 1) & ((n3 >= 1) | (n2 >= 1)), 4.5),
        (n3 >= 6, 5.0),
        (ambulation == 2, 4.5),
        (n4 == 1, 4.0),
        (n3 == 5, 4.5),
        ((n3 == 2) & (n2 == 0), 3.5),
        (n3 >= 2, 4.0),
        ((n3 == 1) & (n2 >= 3), 4.0),
        ((n3 == 1) & (n2 >= 1), 3.5),
        (n3 == 1, 3.0),
        (n2 >= 6, 4.0),
        (n2 == 5, 3.5),
        (n2 >= 3, 3.0),
        (n2 == 2, 2.5),
        (n2 == 1, 2.0),
        (ambulation == 1, 2.0),
        (n1 >= 2, 1.5),
        (n1 == 1, 1.0),
    )
    return np.select([holds for holds, _ in rules], [edss for _, edss in rules], default=0.0)


def _how_many(systems: Scores, grade: int) -> NDArray[np.int64]:
    count: NDArray[np.int64] = np.count_nonzero(systems == grade, axis=1)
    return count


def _counted() -> list[pl.Expr]:
    """The scores with cerebral grade 1 not counted."""
    cerebral = pl.col("fs_cerebral")
    return [*(pl.col(name) for name in FUNCTIONAL_SYSTEMS[:-1]), pl.when(cerebral == 1).then(0).otherwise(cerebral)]


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


def _distance_from_derived(complete: pl.DataFrame) -> NDArray[np.float64]:
    """How far the recorded EDSS is from the derived one; where the table is disputed half a point is granted."""
    systems, ambulation = complete.select(FUNCTIONAL_SYSTEMS).to_numpy(), complete.get_column("ambulation").to_numpy()
    edss = complete.get_column("edss").to_numpy()
    without_fatigue = systems.copy()
    without_fatigue[without_fatigue[:, -1] == 1, -1] = 0
    n2, n3, n4 = (_how_many(systems, grade) for grade in (2, 3, 4))
    disputed = (ambulation <= 2) & (n4 == 1) & ((n3 >= 3) | ((n3 == 0) & (n2 >= 1)))
    distances = [np.abs(edss - derived_edss(scores, ambulation)) for scores in (systems, without_fatigue)]
    nearest = np.minimum(*distances)
    return np.where(disputed & (nearest <= _NO_CONTRADICTION_BELOW), 0.0, nearest)
