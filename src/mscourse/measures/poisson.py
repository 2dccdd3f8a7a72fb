"""The exact interval of a count that follows a Poisson distribution, and of the rates that such counts make."""

from __future__ import annotations

import math

import polars as pl

from mscourse.errors import UsageError

_SMALLEST = 1e-300
_PRECISION = 1e-16
_HALVINGS = 200


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact (Garwood) interval of the expected number of events where `count` were seen.

    Its ends are half the quantiles of the chi-square distribution with twice the count, and twice the count plus two,
    degrees of freedom; the lower end of a count of 0 is 0.

    Raises:
        UsageError: if the count is below 0 or the confidence is not between 0 and 1.
    """
    if count < 0 or not 0 < confidence < 1:
        raise UsageError("There is no such interval.", "A count is 0 or more, a confidence lies between 0 and 1.")
    tail = (1 - confidence) / 2
    lower = chi_square_quantile(tail, 2 * count) / 2 if count else 0.0
    return lower, chi_square_quantile(1 - tail, 2 * count + 2) / 2


def with_rates(counted: pl.DataFrame, count: str, confidence: float) -> pl.DataFrame:
    """The rows with `rate`, `lower` and `upper` per year of their `person_years`, missing where there are none."""
    years = counted.get_column("person_years").to_list()
    limits = [
        (number / time, *(end / time for end in poisson_interval(number, confidence))) if time > 0 else (None,) * 3
        for number, time in zip(counted.get_column(count).to_list(), years, strict=True)
    ]
    rates = pl.DataFrame(limits, schema=dict.fromkeys(("rate", "lower", "upper"), pl.Float64), orient="row")
    return counted.hstack(rates).with_columns(confidence=pl.lit(confidence))


def chi_square_quantile(probability: float, degrees: int) -> float:
    """The value that a chi-square variable of so many degrees of freedom stays below with this probability."""
    shape, low, high = degrees / 2, 0.0, degrees + 1.0
    while gamma_below(shape, high / 2) < probability:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if gamma_below(shape, middle / 2) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def gamma_below(shape: float, value: float) -> float:
    """The probability that a gamma variable of the shape, with scale 1, stays below the value."""
    if value <= 0:
        return 0.0
    front = math.exp(shape * math.log(value) - value - math.lgamma(shape))
    if value < shape + 1:
        return front * _series(shape, value)
    return 1 - front * _continued_fraction(shape, value)


def _series(shape: float, value: float) -> float:
    """The lower incomplete gamma function without its front factor, for values up to about the shape."""
    term = total = 1 / shape
    step = shape
    while term > total * _PRECISION:
        step += 1
        term *= value / step
        total += term
    return total


def _continued_fraction(shape: float, value: float) -> float:
    """The upper incomplete gamma function without its front factor, for larger values, by Lentz's method."""
    below = value + 1 - shape
    numerator, denominator = 1 / _SMALLEST, 1 / below
    found, change, step = denominator, 0.0, 0
    while abs(change - 1) > 10 * _PRECISION:
        step += 1
        factor = -step * (step - shape)
        below += 2
        denominator = _not_zero(factor * denominator + below)
        numerator = _not_zero(below + factor / numerator)
        denominator = 1 / denominator
        change = denominator * numerator
        found *= change
    return found


def _not_zero(number: float) -> float:
    return number if abs(number) > _SMALLEST else _SMALLEST
