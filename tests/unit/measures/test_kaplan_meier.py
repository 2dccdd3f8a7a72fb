"""The curve against published estimates, against lifelines, and against the estimate written out."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from lifelines import KaplanMeierFitter

from mscourse.errors import UsageError
from mscourse.measures.kaplan_meier import kaplan_meier, median_time, numbers_at_risk
from unit.measures.times_by_hand import Person, at_risk, days_of, frame, having, people_of, remission


def test_the_curve_of_the_treated_is_the_published_one() -> None:
    steps = kaplan_meier(remission(), by="arm").filter((pl.col("group") == "6-MP") & (pl.col("events") > 0))
    assert steps.select("time_days", "at_risk", "events").rows() == [
        (6, 21, 3),
        (7, 17, 1),
        (10, 15, 1),
        (13, 12, 1),
        (16, 11, 1),
        (22, 7, 1),
        (23, 6, 1),
    ]
    published = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert steps.get_column("estimate").to_list() == pytest.approx(published, abs=5e-5)
    # The limits are ours; another test holds them against lifelines.
    lower = [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert steps.get_column("lower").to_list() == pytest.approx(lower, abs=5e-5)
    upper = [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]
    assert steps.get_column("upper").to_list() == pytest.approx(upper, abs=5e-5)


def test_the_medians_are_the_published_ones() -> None:
    """23 and 8 weeks; the limits are where the limits of the curve, which lifelines gives too, are down to one half."""
    found = median_time(remission(), by="arm")
    assert found.select("group", "people", "events", "median", "lower", "upper").rows() == [
        (None, 42, 30, 12, 8, 17),
        ("6-MP", 21, 9, 23, 13, None),
        ("placebo", 21, 21, 8, 4, 11),
    ]


def test_where_half_are_left_for_certain_that_day_is_the_median() -> None:
    times = frame([Person(0, day, "event") for day in (1, 2, 3, 4)])
    assert median_time(times).item(0, "median") == 2


@settings(deadline=None)
@given(people_of(delayed=False))
def test_without_delayed_entry_it_is_the_curve_of_lifelines(people: list[Person]) -> None:
    steps = kaplan_meier(frame(people), confidence=0.9)
    fitted = KaplanMeierFitter(alpha=0.1).fit(
        [each.time for each in people], [each.outcome == "event" for each in people]
    )
    days = steps.get_column("time_days").to_list()
    assert steps.get_column("estimate").to_list() == pytest.approx(
        fitted.survival_function_.loc[days].iloc[:, 0].to_list(), abs=1e-12
    )
    inside = steps.filter(pl.col("lower").is_not_null())
    theirs = fitted.confidence_interval_.loc[inside.get_column("time_days").to_list()].to_numpy().T
    assert inside.get_column("lower").to_list() == pytest.approx(theirs[0].tolist(), abs=1e-9)
    assert inside.get_column("upper").to_list() == pytest.approx(theirs[1].tolist(), abs=1e-9)


@settings(deadline=None)
@given(people_of())
def test_it_is_the_product_over_those_under_observation(people: list[Person]) -> None:
    steps = kaplan_meier(frame(people)).rows(named=True)
    assert [step["time_days"] for step in steps] == days_of(people)
    share, variance = 1.0, 0.0
    for step in steps:
        day, risk = step["time_days"], len(at_risk(people, step["time_days"]))
        events = having(people, day, "event")
        assert (step["at_risk"], step["events"]) == (risk, events)
        assert step["censored"] == having(people, day, "censored") + having(people, day, "death")
        share *= 1 - events / risk if risk else 1.0
        assert step["estimate"] == pytest.approx(share, abs=1e-12)
        if risk > events:
            variance += events / (risk * (risk - events))
        if 0 < share < 1:
            half = 1.959964 * math.sqrt(variance) / abs(math.log(share))
            assert step["lower"] == pytest.approx(share ** math.exp(half), abs=1e-6)
            assert step["upper"] == pytest.approx(share ** math.exp(-half), abs=1e-6)
        else:
            assert (step["lower"], step["upper"]) == (None, None)


@settings(deadline=None)
@given(people_of())
def test_everybody_is_somewhere_on_every_day(people: list[Person]) -> None:
    for row in numbers_at_risk(frame(people), range(16)).iter_rows(named=True):
        day = row["time_days"]
        assert row["at_risk"] == len(at_risk(people, day))
        parts = ("at_risk", "not_yet", "events", "deaths", "censored")
        assert sum(row[part] for part in parts) == len(people)
        assert row["deaths"] == sum(each.time < day and each.outcome == "death" for each in people)


@given(people_of())
def test_the_order_of_rows_plays_no_role(people: list[Person]) -> None:
    shuffled = frame(people).sample(fraction=1.0, shuffle=True, seed=7)
    assert kaplan_meier(frame(people), by="arm").equals(kaplan_meier(shuffled, by="arm"))


def test_nobody_makes_a_row_without_an_estimate() -> None:
    nobody = kaplan_meier(frame([]))
    assert nobody.select("time_days", "at_risk", "estimate", "lower").rows() == [(0, 0, None, None)]
    assert median_time(frame([])).select("people", "events", "median").rows() == [(0, 0, None)]
    assert numbers_at_risk(frame([]), [0, 5]).get_column("at_risk").to_list() == [0, 0]


def test_without_events_the_curve_stays_at_one() -> None:
    steps = kaplan_meier(frame([Person(0, 3, "censored"), Person(0, 5, "death")]))
    assert steps.get_column("estimate").to_list() == [1.0, 1.0, 1.0]
    assert steps.get_column("upper").to_list() == [None, None, None]


def test_those_left_out_are_counted_and_play_no_part() -> None:
    times = frame([Person(0, 4, "event"), Person(0, 9, "censored")])
    left = times.with_columns(outcome=pl.when(pl.col("time_days") == 4).then("outcome"))
    assert median_time(left).select("people", "left_out", "events").rows() == [(1, 1, 1)]
    assert kaplan_meier(left).get_column("at_risk").to_list() == [1, 1]


def test_unknown_groups_come_last() -> None:
    times = frame([Person(0, 4, "event", "b"), Person(0, 9, "censored", "a")])
    unknown = times.with_columns(arm=pl.when(pl.col("arm") == "b").then("arm"))
    assert median_time(unknown, by="arm").select("by", "group", "people").rows() == [
        (None, None, 2),
        ("arm", "b", 1),
        ("arm", None, 1),
    ]


@pytest.mark.parametrize(
    ("times", "match"),
    [
        (pl.DataFrame({"time_days": [1]}), "not usable"),
        (pl.DataFrame({"time_days": [1.5], "outcome": ["event"]}), "whole days"),
        (pl.DataFrame({"time_days": [1], "outcome": ["relapse"]}), "not usable"),
        (pl.DataFrame({"time_days": [-1], "outcome": ["event"]}), "not usable"),
        (pl.DataFrame({"time_days": [3], "entry_days": [3], "outcome": ["event"]}), "not usable"),
        (pl.DataFrame({"time_days": [None], "outcome": ["event"]}, schema_overrides={"time_days": pl.Int32}), "usable"),
    ],
)
def test_what_is_no_time_is_refused(times: pl.DataFrame, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        kaplan_meier(times)


def test_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(UsageError, match="no such limits"):
        kaplan_meier(remission(), confidence=95)
    with pytest.raises(UsageError, match="no column"):
        kaplan_meier(remission(), by="sex")
    for days in ([], [-1, 4]):
        with pytest.raises(UsageError, match="days are not usable"):
            numbers_at_risk(remission(), days)
