"""The measures of disability, each turned so that up is worse, with the step that counts."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.kernels.records import Measured
from mscourse.results.words import MEASURE_COLUMNS
from mscourse.rules.worsening import EdssThresholds, WorseningRule

COLUMNS_OF_MEASURE = {
    "edss": ("edss",),
    "t25fw": ("t25fw",),
    "nhpt": ("nhpt_dominant", "nhpt_nondominant"),
    "sdmt": ("sdmt",),
}
Values = NDArray[np.float64]


def with_worst_times(visits: pl.DataFrame, rule: WorseningRule) -> pl.DataFrame:
    """The visits with the worst time for tests of the rule that could not be done because of MS."""
    worst = {"t25fw": rule.t25fw_unable_seconds, "nhpt": rule.nhpt_unable_seconds}
    for test, seconds in worst.items():
        if test in rule.measures:
            could_not = pl.col(f"{test}_unable").fill_null(value=False)
            visits = visits.with_columns(
                pl.when(pl.col(column).is_null() & could_not)
                .then(float(seconds))
                .otherwise(pl.col(column))
                .alias(column)
                for column in COLUMNS_OF_MEASURE[test]
            )
    return visits


def measured(visits: pl.DataFrame, rule: WorseningRule) -> list[Measured]:
    """The measures of the rule, EDSS first, each hand of the peg test by itself."""
    ordered = [measure for measure in COLUMNS_OF_MEASURE if measure in rule.measures]
    return [_measured(visits, column, rule) for measure in ordered for column in COLUMNS_OF_MEASURE[measure]]


def edss_of(visits: pl.DataFrame, thresholds: EdssThresholds) -> Measured:
    """EDSS, with the steps of these thresholds."""
    value = _value(visits, "edss")
    step = np.zeros(len(value))
    for bound, its_step in thresholds.strata:
        step[value >= bound] = its_step
    return Measured(field=np.zeros(1, np.int8), value=value, step=step)


def _measured(visits: pl.DataFrame, column: str, rule: WorseningRule) -> Measured:
    if column == "edss":
        return edss_of(visits, rule.edss)
    field, value = np.array([MEASURE_COLUMNS.index(column)], np.int8), _value(visits, column)
    if column == "sdmt":
        return Measured(field=field, value=-value, step=np.full(len(value), float(rule.sdmt_points)))
    return Measured(field=field, value=value, step=value * rule.timed_test_fraction)


def _value(visits: pl.DataFrame, column: str) -> Values:
    """The column as numbers, NaN where nothing was recorded."""
    return visits.get_column(column).to_numpy().astype(np.float64)
