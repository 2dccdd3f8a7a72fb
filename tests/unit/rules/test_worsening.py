"""Rules of confirmed change: what they refuse and say so, and what follows from their settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.errors import DefinitionError
from mscourse.rules.causes import AROUND_CONFIRMATION, AROUND_EVENT, CauseRule, RelapseFreeWindow
from mscourse.rules.library import pira_mueller_2023
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, EdssThresholds

PDDS = CustomMeasure(column="pdds", strata=((0, 1),))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measures": ()}, "any of edss, t25fw, nhpt, sdmt, each once; with `custom` there may be none"),
        ({"measures": ("sdmt", "sdmt")}, "WorseningRule.measures cannot be"),
        ({"custom": (PDDS, PDDS)}, "WorseningRule.measures cannot be"),
        ({"sdmt_points": None}, "neither sdmt_points nor sdmt_fraction"),
        ({"sdmt_points": 0}, "It is a whole number from 1 to 110 (answers) or None"),
        ({"sdmt_needs": "any"}, "It is one of 'either', 'both'"),
        ({"reference": "moving"}, "It is one of 'roving', 'fixed', 'roving_improvement', 'roving_worsening'"),
        ({"confirm_also_after": (84,)}, "Further waits are longer than confirm_after, in rising order"),
        ({"confirm_also_after": (336, 168)}, "in rising order"),
        ({"confirm_also_after": (168.5,)}, "WorseningRule.confirm_also_after cannot be (168.5,)"),
        ({"confirm_early": 84}, "confirm_early is not less than confirm_after"),
        ({"last_visit": "early_dropout"}, "last_visit_within and last_visit='early_dropout' belong together"),
        ({"last_visit_within": 365}, "last_visit_within and last_visit='early_dropout' belong together"),
        ({"last_visit": "by_chance", "seed": 1}, "last_visit_chance and last_visit='by_chance' belong together"),
        ({"last_visit_chance": 0.5}, "last_visit_chance and last_visit='by_chance' belong together"),
        ({"last_visit": "by_chance", "last_visit_chance": 0.5}, "seed and last_visit='by_chance' belong together"),
        ({"seed": 1}, "the same people are drawn, in whatever order they come"),
        ({"cause": CauseRule(associated_after=85)}, "CauseRule.associated_after is more than confirm_after"),
        ({"usable": 30}, "WorseningRule.usable cannot be 30"),
        ({"scheduled_only": 1}, "It is true or false"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_the_reason(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        replace(pira_mueller_2023, **changes)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"measures": (), "custom": (PDDS,)},
        {"measures": ("sdmt",), "sdmt_points": None, "sdmt_fraction": 0.1},
        {"confirm_also_after": (168, 336)},
        {"confirm_early": 83},
        {"last_visit": "early_dropout", "last_visit_within": 365},
        {"last_visit": "by_chance", "last_visit_chance": 0.5, "seed": 0},
        {"cause": CauseRule(associated_after=84)},
    ],
)
def test_its_neighbour_is_a_rule(changes: dict[str, Any]) -> None:
    rule = replace(pira_mueller_2023, **changes)
    assert {name: getattr(rule, name) for name in changes} == changes


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ({"start": "event", "end": "reference"}, "RelapseFreeWindow ends before it begins"),
        ({"start": "event", "end": "event", "start_days": 1}, "days before one are negative"),
        ({"start": "birth"}, "It is one of 'reference', 'previous_visit', 'last_different_visit', 'event'"),
        ({"end_days": 3651}, "It is a whole number from -3650 to 3650 (days)"),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_the_reason(window: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        RelapseFreeWindow(**window)
    assert message in str(refused.value)


def test_a_window_may_be_a_single_day() -> None:
    assert RelapseFreeWindow(start="event", start_days=5, end="event", end_days=5).end_days == 5


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ({"column": "PDDS"}, "written in small letters, digits and underscores"),
        ({"column": "edss"}, "none of the measures that are known"),
        ({"column": "pdds", "strata": ((4, 1), (0, 1))}, "pairs (reference value, step) in rising order"),
        ({"column": "pdds", "strata": ((0, 0),)}, "every step above 0"),
        ({"column": "pdds", "strata": ((0, 1),), "fraction": 0.2}, "has both strata and a fraction"),
        ({"column": "pdds", "worse": "up"}, "It is one of 'higher', 'lower'"),
        ({"column": "pdds", "fraction": 0}, "It is a number from 0.001 to 10 (fraction) or None"),
    ],
)
def test_a_custom_measure_that_cannot_be_is_refused_with_the_reason(measure: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        CustomMeasure(**measure)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("distance", "message"),
    [
        ({"after": -1}, "It is a whole number from 0 to 3650 (days) or None"),
        ({"before": 30.5}, "It is a whole number from 0 to 3650 (days) or None"),
        ({"inclusive": "yes"}, "It is true or false"),
    ],
)
def test_a_distance_that_cannot_be_is_refused_with_the_reason(distance: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        RelapseDistance(**distance)
    assert message in str(refused.value)


@pytest.mark.parametrize("strata", [(), ((1.0, 1.0),), ((0.0, 1.5), (6.0, 0.5), (1.0, 1.0)), ((0.0, 0.4),)])
def test_thresholds_that_cannot_be_are_refused_with_the_reason(strata: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(DefinitionError) as refused:
        EdssThresholds(name="X", strata=strata)
    assert "in rising order, the first from 0, steps of 0.5 or more" in str(refused.value)


def test_every_wait_is_one_of_the_waits() -> None:
    assert pira_mueller_2023.waits == (84,)
    assert replace(pira_mueller_2023, confirm_also_after=(168, 336)).waits == (84, 168, 336)


@pytest.mark.parametrize(
    ("changes", "ahead"),
    [
        ({}, ()),
        ({"usable": RelapseDistance(after=30, before=7)}, ("usable.before",)),
        ({"event_visit": RelapseDistance(before=0)}, ("event_visit.before",)),
        ({"confirming_visit": RelapseDistance(before=7)}, ("confirming_visit.before",)),
        ({"confirming_visit": RelapseDistance(after=7)}, ()),
        ({"local_extrema": "skipped"}, ("local_extrema",)),
        ({"last_visit": "always"}, ("last_visit",)),
        ({"sustained_for": 180, "sustained_to_end": True}, ("sustained_for", "sustained_to_end")),
    ],
)
def test_a_rule_names_the_settings_that_look_ahead(changes: dict[str, Any], ahead: tuple[str, ...]) -> None:
    assert replace(pira_mueller_2023, **changes).looks_ahead == ahead


def test_the_default_is_that_of_mueller_2023() -> None:
    assert pira_mueller_2023.cause.relapse_free == (AROUND_EVENT, AROUND_CONFIRMATION)
    assert pira_mueller_2023.edss is EDSS_THRESHOLDS["B"]
    assert (pira_mueller_2023.confirm_after, pira_mueller_2023.usable) == (84, RelapseDistance(after=30))
