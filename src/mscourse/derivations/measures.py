"""The measures of disability, each turned so that up is worse, with the steps that count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.errors import UsageError
from mscourse.kernels.records import Measured
from mscourse.results.words import MEASURE_COLUMNS
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.worsening import EdssThresholds, WorseningRule

COLUMNS_OF_MEASURE = {
    "edss": ("edss",),
    "t25fw": ("t25fw",),
    "nhpt": ("nhpt_dominant", "nhpt_nondominant"),
    "sdmt": ("sdmt",),
}
Values = NDArray[np.float64]
Functions = Mapping[str, Callable[[float], float]]
"""For each custom measure without a step of its own: the change that counts from a reference value."""

NOTHING_MEASURED = Measured(
    field=np.zeros(0, np.int8),
    turn=np.zeros(0, np.int8),
    value=np.zeros(0),
    step=np.zeros(0),
    step_better=np.zeros(0),
)
"""A measure that nobody looks at."""


def columns_of(rule: WorseningRule) -> tuple[str, ...]:
    """The columns that the rule searches, EDSS first, each hand of the peg test by itself, then the user's own."""
    known = [
        column for measure, columns in COLUMNS_OF_MEASURE.items() if measure in rule.measures for column in columns
    ]
    return (*known, *(measure.column for measure in rule.custom))


def words_of(rule: WorseningRule) -> tuple[str, ...]:
    """Every column that a result of the rule may name: those that are known to everybody, then the user's own."""
    return (*MEASURE_COLUMNS, *(measure.column for measure in rule.custom))


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


def measured(visits: pl.DataFrame, rule: WorseningRule, functions: Functions | None = None) -> list[Measured]:
    """The measures of the rule, in the order of `columns_of`."""
    custom = {measure.column: measure for measure in rule.custom}
    found = []
    for column in columns_of(rule):
        value = _value(visits, column)
        if column in custom:
            steps = _custom_step(value, custom[column], functions or {})
            turn = 1 if custom[column].worse == "higher" else -1
        elif column == "edss":
            steps, turn = _edss_step(value, rule.edss), 1
        else:
            steps = _sdmt_step(value, rule) if column == "sdmt" else value * rule.timed_test_fraction
            turn = -1 if column == "sdmt" else 1
        better = steps
        if column == "edss" and rule.edss_improvement is not None:
            better = _edss_step(value, rule.edss_improvement)
        found.append(_turned(words_of(rule).index(column), turn, value, _above_zero(steps), _above_zero(better)))
    return found


def edss_of(visits: pl.DataFrame, thresholds: EdssThresholds) -> Measured:
    """EDSS, with the steps of these thresholds."""
    value = _value(visits, "edss")
    step = _edss_step(value, thresholds)
    return _turned(0, 1, value, step, step)


def _turned(field: int, turn: int, value: Values, step: Values, step_better: Values) -> Measured:
    return Measured(
        field=np.array([field], np.int8),
        turn=np.array([turn], np.int8),
        value=value if turn > 0 else -value,
        step=step,
        step_better=step_better,
    )


def _edss_step(value: Values, thresholds: EdssThresholds) -> Values:
    step = np.zeros(len(value))
    for bound, its_step in thresholds.strata:  # a few comparisons are faster than a search for each value
        step[value >= bound] = its_step
    return step


def _sdmt_step(value: Values, rule: WorseningRule) -> Values:
    """The number of answers, the fraction of the reference, or what is asked of both."""
    if rule.sdmt_fraction is None:
        return np.full(len(value), float(rule.sdmt_points or 0))
    fraction = value * rule.sdmt_fraction
    if rule.sdmt_points is None:
        return fraction
    together = np.minimum if rule.sdmt_needs == "either" else np.maximum
    return np.where(fraction > 0, together(float(rule.sdmt_points), fraction), float(rule.sdmt_points))


def _custom_step(value: Values, measure: CustomMeasure, functions: Functions) -> Values:
    if measure.fraction is not None:
        return np.abs(value) * measure.fraction
    if measure.strata:
        bounds, steps = np.array(measure.strata).T
        below = np.searchsorted(bounds, value, side="right") - 1
        return np.where(below >= 0, steps[np.maximum(below, 0)], np.inf)
    step = np.full(len(value), np.inf)
    recorded = ~np.isnan(value)
    references, which = np.unique(value[recorded], return_inverse=True)
    function = functions[measure.column]
    step[recorded] = np.array([_answer(function(float(each)), measure) for each in references])[which]
    return step


def _answer(answered: Any, measure: CustomMeasure) -> float:  # noqa: ANN401 - what a user's function gave
    """The answer of the user's function as a number; it may hold a patient's value, so that it is not quoted."""
    try:
        return float(answered)
    except (TypeError, ValueError, OverflowError):
        pass
    raise UsageError(
        f"The function for `{measure.column}` gave a {type(answered).__name__} that is not a number.",
        "It gives the change that counts from a reference value; where none counts, that is 0.",
    )


def _above_zero(step: Values) -> Values:
    """The steps, infinite where they are not above 0: nothing counts there."""
    if len(step) and not step.min() > 0:  # also where one is NaN
        return np.where(step > 0, step, np.inf)
    return step


def _value(visits: pl.DataFrame, column: str) -> Values:
    """The column as numbers, NaN where nothing was recorded."""
    return visits.get_column(column).to_numpy().astype(np.float64)
