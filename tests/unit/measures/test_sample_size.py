"""Sample sizes: by hand, by other ways of counting, and by made-up trials."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.sample_size import chance_of_event, sample_size_relapse_rate, sample_size_time_to_event


@pytest.mark.parametrize(("ratio", "power", "events"), [(0.5, 0.8, 66), (2.0, 0.8, 66), (0.7, 0.9, 331)])
def test_events_are_four_times_the_squared_quantiles_over_the_squared_logarithm(
    ratio: float, power: float, events: int
) -> None:
    """(1.959964 + 0.841621)^2 is 7.8489 and (1.959964 + 1.281552)^2 is 10.5074."""
    found = sample_size_time_to_event(ratio, hazard=0.1, accrual_years=1, follow_up_years=2, power=power)
    assert found.item(0, "events") == events
    assert events == math.ceil(4 * {0.8: 7.8489, 0.9: 10.5074}[power] / math.log(ratio) ** 2)


def test_people_of_a_trial_by_hand() -> None:
    """All at once, two years: chances 1 - exp(-0.4) and 1 - exp(-0.2), 66 events."""
    row = sample_size_time_to_event(0.5, hazard=0.2, accrual_years=0, follow_up_years=2, power=0.8).row(0, named=True)
    chances = 1 - math.exp(-0.4), 1 - math.exp(-0.2)
    assert (row["chance_reference"], row["chance_compared"]) == pytest.approx(chances)
    each = math.ceil(66 / sum(chances))
    assert (row["people_reference"], row["people_compared"], row["people"]) == (each, each, 2 * each)


@given(st.floats(0.01, 2), st.floats(0.01, 5), st.floats(0, 5), st.floats(0, 1))
def test_the_chance_of_an_event_is_the_mean_over_the_accrual(
    hazard: float, accrual: float, follow_up: float, lost: float
) -> None:
    """With the chance of somebody who is followed for a while, added up over the days of coming."""
    steps = 2000
    total = 0.0
    for step in range(steps):
        followed = follow_up + accrual * (step + 0.5) / steps
        total += hazard / (hazard + lost) * (1 - math.exp(-(hazard + lost) * followed))
    assert chance_of_event(hazard, accrual, follow_up, lost) == pytest.approx(total / steps, rel=1e-4)


def test_two_for_one_shares_the_people_out() -> None:
    row = sample_size_time_to_event(
        0.6, hazard=0.15, accrual_years=2, follow_up_years=1, lost_per_year=0.05, allocation=2
    ).row(0, named=True)
    assert row["events"] == math.ceil(10.5074 / (2 / 9 * math.log(0.6) ** 2))
    expected = row["people_reference"] * row["chance_reference"] + row["people_compared"] * row["chance_compared"]
    assert row["events"] <= expected < row["events"] + 2
    assert row["people_compared"] == pytest.approx(2 * row["people_reference"], abs=2)


def test_people_for_a_relapse_rate_by_hand() -> None:
    """(1/0.5 + 1/0.35) / 2 + 2 * 0.8 is 4.02857; times 10.50742 over log(0.7)^2 = 0.1272170 it is 332.74."""
    row = sample_size_relapse_rate(0.5, 0.7, dispersion=0.8, years=2).row(0, named=True)
    assert (row["people_reference"], row["people_compared"], row["people"]) == (333, 333, 666)


def test_without_dispersion_it_is_the_number_for_poisson_counts() -> None:
    row = sample_size_relapse_rate(1.0, 0.5, dispersion=0, years=1, power=0.8).row(0, named=True)
    assert row["people_reference"] == math.ceil(7.8489 * 3 / math.log(2) ** 2)


@pytest.mark.parametrize("allocation", [1.0, 2.0])
def test_made_up_trials_tell_the_rates_apart_as_often_as_planned(allocation: float) -> None:
    """With the dispersion known, everybody followed for as long, the most likely rates are the plain ones."""
    rate, ratio, dispersion, years, trials = 0.6, 0.65, 0.9, 2.0, 4000
    row = sample_size_relapse_rate(rate, ratio, dispersion=dispersion, years=years, allocation=allocation, power=0.8)
    chance = np.random.default_rng(11)
    logarithm, variance = np.zeros(trials), np.zeros(trials)
    for sign, people, mean in (
        (-1, row.item(0, "people_reference"), rate * years),
        (1, row.item(0, "people_compared"), rate * ratio * years),
    ):
        size = 1 / dispersion
        seen = chance.negative_binomial(size, size / (size + mean), (trials, people)).mean(axis=1)
        logarithm += sign * np.log(seen)
        variance += (1 / seen + dispersion) / people
    told = float(np.mean(np.abs(logarithm) / np.sqrt(variance) > 1.959964))
    assert told == pytest.approx(0.8, abs=0.025)


@pytest.mark.parametrize(
    "changed",
    [
        {"rate": 0},
        {"ratio": 1},
        {"ratio": -0.5},
        {"dispersion": -1},
        {"years": math.inf},
        {"allocation": 0},
        {"alpha": 0},
        {"power": 1},
    ],
)
def test_a_relapse_plan_out_of_range_is_refused(changed: dict[str, float]) -> None:
    plan = {"rate": 0.5, "ratio": 0.7, "dispersion": 0.8, "years": 2.0, **changed}
    with pytest.raises(UsageError, match=r"out of its range|no difference"):
        sample_size_relapse_rate(**plan)


@pytest.mark.parametrize(
    "changed",
    [
        {"hazard_ratio": 1},
        {"hazard": -0.1},
        {"accrual_years": 0, "follow_up_years": 0},
        {"lost_per_year": -1},
        {"alpha": 2},
    ],
)
def test_a_plan_of_times_out_of_range_is_refused(changed: dict[str, float]) -> None:
    plan = {"hazard_ratio": 0.7, "hazard": 0.1, "accrual_years": 1.0, "follow_up_years": 2.0, **changed}
    with pytest.raises(UsageError, match=r"out of its range|no difference"):
        sample_size_time_to_event(**plan)
