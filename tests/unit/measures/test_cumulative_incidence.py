"""The cumulative incidence against lifelines, statsmodels, and the estimate written out."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter
from statsmodels.duration.survfunc import CumIncidenceRight

from mscourse.measures.cumulative_incidence import cumulative_incidence
from mscourse.measures.kaplan_meier import kaplan_meier
from unit.measures.times_by_hand import Person, at_risk, frame, having, people_of, remission


def test_by_hand() -> None:
    """Four people: event on day 1 (1/4), death on day 2 (3/4 * 1/3), left on day 3, event on day 4 (1/2 * 1)."""
    outcomes = ["event", "death", "censored", "event"]
    found = cumulative_incidence(frame([Person(0, day, what) for day, what in enumerate(outcomes, start=1)]))
    assert found.get_column("estimate").to_list() == pytest.approx([0.0, 0.25, 0.25, 0.25, 0.75])
    assert found.get_column("death_estimate").to_list() == pytest.approx([0.0, 0.0, 0.25, 0.25, 0.25])
    # The binomial variance 1/4 * 3/4 / 4, of log(-log): divided by (1/4 * log(1/4))^2.
    half = 1.959964 * math.sqrt(3 / 64) / (0.25 * math.log(4))
    assert found.item(1, "lower") == pytest.approx(0.25 ** math.exp(half), abs=1e-6)
    assert found.item(1, "upper") == pytest.approx(0.25 ** math.exp(-half), abs=1e-6)


def written_out(people: list[Person]) -> list[tuple[float, float, float]]:
    """The shares with the event and dead, and the variance of the first, each sum as it stands in the formula."""
    left, share, died, past, found = 1.0, 0.0, 0.0, [], []
    for day in sorted({0, *(each.time for each in people)}):
        risk, events, deaths = len(at_risk(people, day)), having(people, day, "event"), having(people, day, "death")
        if risk:
            share, died = share + left * events / risk, died + left * deaths / risk
            past.append((share, left, risk, events, events + deaths))
            left *= 1 - (events + deaths) / risk
        variance = sum(
            (share - then) ** 2 * ((ended / (n * (n - ended))) if n > ended else 0.0)
            + before**2 * d * (n - d) / n**3
            - 2 * (share - then) * before * d / n**2
            for then, before, n, d, ended in past
        )
        found.append((share, died, variance))
    return found


@settings(deadline=None)
@given(people_of())
def test_it_is_the_sum_over_those_under_observation(people: list[Person]) -> None:
    found = cumulative_incidence(frame(people)).rows(named=True)
    for row, (share, died, variance) in zip(found, written_out(people), strict=True):
        assert row["estimate"] == pytest.approx(share, abs=1e-12)
        assert row["death_estimate"] == pytest.approx(died, abs=1e-12)
        if 1e-9 < share < 1 - 1e-9 and variance > 1e-6:
            half = 1.959964 * math.sqrt(variance) / (share * abs(math.log(share)))
            assert row["lower"] == pytest.approx(share ** math.exp(half), abs=1e-5)
            assert row["upper"] == pytest.approx(share ** math.exp(-half), abs=1e-5)


@settings(deadline=None)
@given(people_of(delayed=False))
def test_with_the_neither_it_adds_up_to_one(people: list[Person]) -> None:
    found = cumulative_incidence(frame(people))
    neither = kaplan_meier(frame(people).with_columns(outcome=pl.col("outcome").replace("death", "event")))
    total = found.get_column("estimate") + found.get_column("death_estimate") + neither.get_column("estimate")
    assert total.to_list() == pytest.approx([1.0] * found.height)


def untied(seed: int, number: int = 40) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    return chance.permutation(300)[:number] + 1, chance.integers(0, 3, number)


@pytest.mark.parametrize("seed", range(5))
def test_without_ties_it_is_that_of_lifelines_and_statsmodels(seed: int) -> None:
    time, what = untied(seed)
    words = ["censored", "event", "death"]
    times = pl.DataFrame({"time_days": time, "outcome": [words[each] for each in what]})
    found = cumulative_incidence(times).filter(pl.col("events") > 0)
    days = found.get_column("time_days").to_list()
    fitted = AalenJohansenFitter(calculate_variance=True).fit(time.astype(float), what, event_of_interest=1)
    assert found.get_column("estimate").to_list() == pytest.approx(
        fitted.cumulative_density_.loc[days].iloc[:, 0].to_list(), abs=1e-12
    )
    theirs = fitted.confidence_interval_.loc[days].to_numpy()
    # Once nobody is left there, its limits are no numbers.
    there = np.isfinite(theirs).all(axis=1)
    assert there.sum() >= len(days) - 1
    ours = found.select("lower", "upper").to_numpy()
    assert ours[there] == pytest.approx(np.sort(theirs[there], axis=1), abs=1e-6)
    other = CumIncidenceRight(time, what)
    at = np.searchsorted(other.times, days)
    assert found.get_column("estimate").to_list() == pytest.approx(other.cinc[0][at].tolist(), abs=1e-12)


@settings(deadline=None)
@given(st.sampled_from(["6-MP", "placebo"]))
def test_where_nobody_dies_it_is_one_minus_the_curve(arm: str) -> None:
    times = remission().filter(pl.col("arm") == arm)
    share, curve = cumulative_incidence(times), kaplan_meier(times)
    assert (1 - share.get_column("estimate")).to_list() == pytest.approx(curve.get_column("estimate").to_list())


def test_nobody_and_no_events_make_rows() -> None:
    assert cumulative_incidence(frame([])).select("at_risk", "estimate", "death_estimate").rows() == [(0, None, None)]
    found = cumulative_incidence(frame([Person(0, 5, "death")]))
    assert found.select("time_days", "estimate", "lower", "death_estimate").rows() == [(0, 0, None, 0), (5, 0, None, 1)]
