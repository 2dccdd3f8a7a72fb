"""The exact Poisson interval against known values and against the distribution itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.poisson import chi_square_quantile, gamma_below, poisson_interval


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0.0, 3.688879),
        (1, 0.025318, 5.571643),
        (2, 0.242209, 7.224688),
        (5, 1.623486, 11.668332),
        (10, 4.795389, 18.390356),
    ],
)
def test_the_interval_is_that_of_the_tables(count: int, lower: float, upper: float) -> None:
    assert poisson_interval(count) == pytest.approx((lower, upper), abs=1e-6)


@pytest.mark.parametrize(
    ("probability", "degrees", "value"),
    [(0.95, 1, 3.841459), (0.95, 2, 5.991465), (0.975, 10, 20.483177), (0.025, 10, 3.246973), (0.99, 30, 50.892181)],
)
def test_the_chi_square_quantiles_are_those_of_the_tables(probability: float, degrees: int, value: float) -> None:
    assert chi_square_quantile(probability, degrees) == pytest.approx(value, abs=1e-6)


def poisson_up_to(count: int, mean: float) -> float:
    """The probability of so many events or fewer, added up."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


@given(st.integers(0, 400), st.floats(0.5, 0.999))
def test_each_end_leaves_half_of_the_rest_outside(count: int, confidence: float) -> None:
    lower, upper = poisson_interval(count, confidence)
    tail = (1 - confidence) / 2
    assert poisson_up_to(count, upper) == pytest.approx(tail, abs=1e-9)
    if count:
        assert 1 - poisson_up_to(count - 1, lower) == pytest.approx(tail, abs=1e-9)


def test_large_counts_are_close_to_the_normal_distribution() -> None:
    lower, upper = poisson_interval(1_000_000)
    assert (lower - 1_000_000, upper - 1_000_000) == pytest.approx((-1959, 1961), abs=1.5)


def test_nothing_lies_below_zero() -> None:
    assert gamma_below(2.0, 0.0) == 0.0


@pytest.mark.parametrize(("count", "confidence"), [(-1, 0.95), (3, 0.0), (3, 1.0), (3, 95.0)])
def test_an_interval_that_does_not_exist_is_refused(count: int, confidence: float) -> None:
    with pytest.raises(UsageError, match="no such interval"):
        poisson_interval(count, confidence)
