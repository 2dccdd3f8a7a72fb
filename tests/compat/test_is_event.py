"""The smallest change that counts, and whether a value is one."""

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import compute_delta, is_event


@pytest.mark.parametrize(
    ("reference", "outcome", "delta"),
    [
        (0, "edss", 1.5),
        (0.25, "edss", 1.0),
        (5, "edss", 1.0),
        (5.25, "edss", 0.5),
        (5.5, "edss", 0.5),
        (10, "edss", 0.5),
        (3, "nhpt", 0.6),
        (300, "nhpt", 60),
        (180, "t25fw", 36),
        (0, "t25fw", 0),
        (10, "sdmt", 2),
        (20, "sdmt", 4),
        (21, "sdmt", 4),
        (110, "sdmt", 4),
        (0, "sdmt", 0),
    ],
)
def test_the_smallest_change_that_counts(reference: float, outcome: str, delta: float) -> None:
    assert compute_delta(reference, outcome) == delta


def test_edss_is_the_outcome_unless_another_is_named() -> None:
    assert compute_delta(2) == 1.0


@pytest.mark.parametrize("outcome", ["EDSS", "Edss"])
def test_outcomes_are_known_in_any_case(outcome: str) -> None:
    assert compute_delta(2, outcome) == 1.0
    assert is_event(3, 2, "wors", outcome)


@pytest.mark.parametrize(
    ("reference", "outcome"),
    [(-0.5, "edss"), (10.5, "edss"), (math.nan, "edss"), (-1, "nhpt"), (-1, "t25fw"), (-1, "sdmt"), (111, "sdmt")],
)
def test_a_reference_off_the_scale_is_refused(reference: float, outcome: str) -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        compute_delta(reference, outcome)


@pytest.mark.parametrize("outcome", ["nhpt", "t25fw", "sdmt"])
def test_from_a_missing_reference_no_change_is_known(outcome: str) -> None:
    assert math.isnan(compute_delta(math.nan, outcome))
    assert not is_event(50, math.nan, "change", outcome)


@pytest.mark.parametrize("outcome", ["custom", "other", None])
def test_other_outcomes_have_no_threshold(outcome: Any) -> None:
    with pytest.raises(ValueError, match="outcome"):
        compute_delta(2, outcome)


@pytest.mark.parametrize("reference", ["2", None])
def test_the_reference_is_a_number(reference: Any) -> None:
    with pytest.raises(TypeError):
        compute_delta(reference)


@pytest.mark.parametrize(("outcome", "seconds"), [("nhpt", 301), ("t25fw", 181)])
def test_unlikely_times_are_warned_of_once(outcome: str, seconds: float) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert is_event(500, seconds, "wors", outcome)

    assert [warning.category for warning in caught] == [UserWarning]


@pytest.mark.parametrize(
    ("value", "reference", "kind", "outcome", "answer"),
    [
        (3, 2, "wors", "edss", True),
        (2.5, 2, "wors", "edss", False),
        (1, 2, "wors", "edss", False),
        (1, 2, "impr", "edss", True),
        (1, 2, "change", "edss", True),
        (12, 2, "wors", "edss", True),
        (46, 50, "wors", "sdmt", True),
        (47, 50, "wors", "sdmt", False),
        (54, 50, "impr", "sdmt", True),
        (54, 50, "wors", "sdmt", False),
        (math.nan, 2, "change", "edss", False),
    ],
)
def test_a_change_of_an_outcome(value: float, reference: float, kind: str, outcome: str, *, answer: bool) -> None:
    assert is_event(value, reference, kind, outcome) == answer


@pytest.mark.parametrize(("value", "answer"), [(6.6, True), (6.5, False)])
def test_a_fifth_counts_though_it_falls_short_in_binary(value: float, *, answer: bool) -> None:
    assert is_event(value, 5.5, "wors", "t25fw") == answer


@pytest.mark.parametrize("kind", ["wors", "impr", "change"])
@pytest.mark.parametrize("outcome", ["sdmt", "t25fw", "nhpt"])
def test_to_stay_at_zero_is_no_change(kind: str, outcome: str) -> None:
    assert not is_event(0, 0, kind, outcome)


def test_any_change_from_zero_counts() -> None:
    assert is_event(1, 0, "impr", "sdmt")
    assert is_event(0.1, 0, "wors", "t25fw")


def test_below_the_threshold_any_change_counts_and_the_reference_is_not_looked_at() -> None:
    assert is_event(2.5, 2, "wors", "edss", sub_threshold=True)
    assert is_event(1.5, 2, "impr", "edss", sub_threshold=True)
    assert not is_event(2, 2, "change", "edss", sub_threshold=True)
    assert not is_event(math.nan, 2, "change", "edss", sub_threshold=True)
    assert is_event(13, 12, "wors", "edss", sub_threshold=True)


def test_several_values_at_once() -> None:
    values = [1.0, 3.0, math.nan]

    assert is_event(np.array(values), 2, "wors", "edss").tolist() == [False, True, False]
    assert is_event(pd.Series(values, index=[7, 7, 8]), 2, "impr", "edss").index.tolist() == [7, 7, 8]
    assert is_event(pl.Series(values[:2]), 2, "change", "edss").to_list() == [True, True]


def test_an_outcome_of_ones_own() -> None:
    assert is_event(9, 10, "wors", "custom", worsening="decrease", delta_fun=lambda _: 1)
    assert is_event(11, 10, "wors", "mine", worsening="increase", delta_fun=lambda _: 1)
    with pytest.raises(ValueError, match="worsening"):
        is_event(9, 10, "wors", "custom", delta_fun=lambda _: 1)
    with pytest.raises(ValueError, match="delta_fun"):
        is_event(9, 10, "wors", "custom", worsening="decrease")


def test_the_direction_of_a_known_outcome_is_settled() -> None:
    assert is_event(3, 2, "wors", "edss", worsening="decrease")


@pytest.mark.parametrize("arguments", [{"type": "foo"}, {"type": "wors", "worsening": "change"}])
def test_unknown_words_are_refused(arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is not known"):
        is_event(3, 2, outcome="edss", **arguments)


def test_the_function_is_asked_once_for_the_value_it_is_to_be_asked_for() -> None:
    asked: list[float] = []

    def delta(value: float) -> float:
        asked.append(value)
        return 1

    assert is_event(3, 2, "wors", "edss", delta_fun=delta, baseline_delta=7)
    assert asked == [7]


def test_the_function_hears_of_the_outcome_only_if_it_has_to() -> None:
    def with_outcome(_: float, outcome: str) -> float:
        return 1 if outcome == "edss" else 9

    def with_option(_: float, strict: Any = False) -> float:  # noqa: FBT002 - what users write
        return 2 if strict else 1

    assert is_event(3, 2, "wors", "edss", delta_fun=with_outcome)
    assert is_event(3, 2, "wors", "edss", delta_fun=with_option)
    assert is_event(4, 2, "wors", "edss", delta_fun=abs)
    assert not is_event(3, 2, "wors", "edss", delta_fun=abs)


def test_an_error_in_the_function_is_not_hidden() -> None:
    def broken(_: float) -> float:
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        is_event(3, 2, "wors", "edss", delta_fun=broken)
