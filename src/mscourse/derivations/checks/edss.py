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
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS, SCHEMAS

_BY_AMBULATION = {level: edss for level, _, edss in AMBULATION_DECIDES if edss > 5}
_NO_CONTRADICTION_BELOW = 0.5
_SCORES = (*FUNCTIONAL_SYSTEMS, "ambulation")
_LARGEST = {name: int(operator.attrgetter("max")(SCHEMAS["visits"].columns()[name])) for name in _SCORES}
"""The highest grade of each score."""


def check_edss(visits: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about visits whose EDSS does not fit its functional systems; the scores must be in range."""
    recorded = visits.filter(pl.col("edss").is_not_null() & pl.any_horizontal(pl.col(*_SCORES).is_not_null()))
    if recorded.is_empty():
        return []
    # There are far fewer combinations of scores than visits, so each combination is judged once.
    combination = recorded.select(_combination()).to_series()
    judged = recorded.select("edss", *_SCORES)[combination.arg_unique()].with_columns(_combination())
    return [
        row_findings(name, "visits", recorded.filter(combination.is_in(found.implode())), "edss", pl.col("edss"))
        for name, found in _not_fitting(judged).items()
        if len(found)
    ]


def _combination() -> pl.Expr:
    """One number for each combination of EDSS and scores: its digits are theirs, a missing score being the largest."""
    number = (2 * pl.col("edss")).cast(pl.Int32)
    for name in _SCORES:
        missing = _LARGEST[name] + 1
        number = number * (missing + 1) + pl.col(name).fill_null(missing)
    return number.alias("_combination")


def _not_fitting(judged: pl.DataFrame) -> dict[str, pl.Series]:
    """For each check, the combinations of scores that it finds."""
    rows = judged.with_columns(converted(edss_from_systems))
    checks = {
        "edss_below_system": (pl.col("edss") < 5) & (pl.col("edss") < pl.max_horizontal(_counted())),
        "edss_against_ambulation": _against_ambulation(),
        "edss_zero_or_one_against_systems": _against_number_of_systems(),
        "edss_high_without_motor_signs": (pl.col("edss") >= 6)
        & (pl.col("fs_pyramidal") < 2)
        & (pl.col("fs_cerebellar") < 2),
    }
    combination, bad = rows.get_column("_combination"), rows.select(**checks)
    found = {name: combination.filter(bad.get_column(name)) for name in checks}
    complete = rows.filter(pl.all_horizontal(pl.col(*_SCORES).is_not_null()))
    if not complete.is_empty():
        off = complete.with_columns(_distance_from_derived(complete))
        combination, distance = off.get_column("_combination"), off.get_column("_off")
        found["edss_near_derived"] = combination.filter(distance == _NO_CONTRADICTION_BELOW)
        found["edss_far_from_derived"] = combination.filter(distance > _NO_CONTRADICTION_BELOW)
    return found


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
    both = pl.concat([complete, complete.with_columns(_counted())])
    distance = (with_derived_edss(both, edss_from_systems).get_column("derived_edss") - both.get_column("edss")).abs()
    nearest = pl.min_horizontal(distance.head(complete.height), distance.tail(complete.height))
    granted = disputed & (nearest <= _NO_CONTRADICTION_BELOW)
    return complete.select(_off=pl.when(granted).then(0.0).otherwise(nearest)).to_series()
