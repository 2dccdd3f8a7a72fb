"""Confirmed change, its cause, and the relapses that count: the examples of the published definitions."""

from __future__ import annotations

from typing import Any

import pytest

from mscourse.presets import lublin_2013
from mscourse.rules.worsening import EDSS_THRESHOLDS, Measure
from oracle import Records, events
from oracle.told import CLEAR, asked_about, changes, ids, relapsing, visits, with_worsening

# Confirmed change, by threshold set, from a fixed reference

FIXED: list[tuple[Any, ...]] = [
    ("from 0 one point is no event", {0: 0.0, 100: 1.0, 200: 1.0}, [], []),
    ("from 0 a point and a half is", {0: 0.0, 100: 1.5, 200: 1.5}, [100], [100]),
    ("from 5.0 one point is an event", {0: 5.0, 100: 6.0, 200: 6.0}, [100], [100]),
    ("from 5.5 half a point is one in set A alone", {0: 5.5, 100: 6.0, 200: 6.0}, [100], []),
    ("a visit in between that does not hold refutes", {0: 4.0, 100: 6.0, 150: 4.5, 200: 5.0}, [], []),
    ("90 days confirm where 84 are asked for", {0: 3.5, 365: 4.5, 455: 4.5}, [365], [365]),
    (
        "from a fixed reference a fall and a rise may be no worsening",
        {0: 4.5, 100: 3.5, 200: 3.5, 300: 5.0, 400: 5.0},
        [],
        [],
    ),
]


@pytest.mark.parametrize(("sentence", "edss", "set_a", "set_b"), FIXED, ids=ids(FIXED))
def test_worsening_from_a_fixed_reference(
    sentence: str, edss: dict[int, float], set_a: list[int], set_b: list[int]
) -> None:
    found = []
    for name in ("A", "B"):
        definition = with_worsening(reference="fixed", edss=EDSS_THRESHOLDS[name])
        found.append([event for kind, event, _ in changes(relapsing(edss), definition) if kind == "worsening"])
    assert found == [set_a, set_b], sentence


def test_a_roving_reference_finds_the_improvement_and_then_the_worsening() -> None:
    found = changes(relapsing({0: 4.5, 100: 3.5, 200: 3.5, 300: 5.0, 400: 5.0}))
    assert found == [("improvement", 100, 200), ("worsening", 300, 400)]


TIMED: list[tuple[Any, ...]] = [
    ("20 percent slower at 25 feet is worse", "t25fw", "t25fw", {0: 5.0, 100: 6.0, 200: 6.1}, [(100, 200)]),
    ("18 percent slower is not", "t25fw", "t25fw", {0: 5.0, 100: 5.9, 200: 6.5}, []),
    ("four correct answers fewer is worse", "sdmt", "sdmt", {0: 50, 100: 46, 200: 45}, [(100, 200)]),
    (
        "a fall from a later best does not count from the first visit",
        "sdmt",
        "sdmt",
        {0: 46, 100: 52, 300: 47, 400: 47},
        [],
    ),
    ("either hand counts for itself", "nhpt", "nhpt_nondominant", {0: 20.0, 100: 24.0, 200: 24.0}, [(100, 200)]),
]


@pytest.mark.parametrize(("sentence", "measure", "column", "values", "expected"), TIMED, ids=ids(TIMED))
def test_other_measures(
    sentence: str, measure: Measure, column: str, values: dict[int, float], expected: list[tuple[int, int]]
) -> None:
    rows: list[dict[str, Any]] = [{"date": day, column: value} for day, value in values.items()]
    found = events(Records({}, rows, []), with_worsening(measures=("edss", measure)))
    worsenings = [event for event in found if event["kind"] == "worsening"]
    assert [(event["onset"], event["confirmed_on"]) for event in worsenings] == expected, sentence
    assert {event["measure"] for event in worsenings} <= {column}


def test_a_walk_that_could_not_be_done_because_of_ms_is_worse_than_any_time() -> None:
    rows: list[dict[str, Any]] = [
        {"date": 0, "t25fw": 90.0},
        {"date": 100, "t25fw_unable": True},
        {"date": 200, "t25fw_unable": True},
    ]
    found = events(Records({}, rows, []), with_worsening(measures=("edss", "t25fw")))
    assert [(event["onset_value"], event["confirmed_value"]) for event in found] == [(180.0, 180.0)]


# What a confirmed worsening is put down to

CAUSES: list[tuple[Any, ...]] = [
    ("no relapse at all", [], "relapse_independent"),
    ("a relapse 65 days before the event", [300], "relapse_associated"),
    ("a relapse 95 days before the event", [270], "relapse_independent"),
    ("a relapse exactly 90 days before the event", [275], "relapse_associated"),
    ("a relapse 25 days after the event", [390], "undefined"),
    ("a relapse 31 days before the confirming visit", [469], "undefined"),
]


@pytest.mark.parametrize(("sentence", "onsets", "expected"), CAUSES, ids=ids(CAUSES))
def test_the_cause_of_a_worsening(sentence: str, onsets: list[int], expected: str) -> None:
    found = events(relapsing({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, *onsets), lublin_2013)
    assert [event["cause"] for event in found if event["kind"] == "worsening"] == [expected], sentence


def test_without_a_relapse_table_the_cause_is_unknown() -> None:
    found = events(Records({}, visits({0: 3.5, 365: 4.5, 500: 4.5})), lublin_2013)
    assert [event["cause"] for event in found] == ["unknown"]


@pytest.mark.parametrize(
    ("scan_days", "expected"),
    [([0, 480], "clear"), ([0], "unknown"), ([480], "unknown")],
    ids=["a clear scan and one to compare it with", "no scan after the reference", "nothing to compare the scan with"],
)
def test_mri_during_a_worsening(scan_days: list[int], expected: str) -> None:
    scans = [{"date": day, **CLEAR} for day in scan_days]
    records = Records({}, visits({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}), [], scans)
    assert [event["mri_during"] for event in events(records, lublin_2013)] == [expected]


# Relapses

RELAPSES: list[tuple[Any, ...]] = [
    ("25 days apart are one relapse", [100, 125], [100]),
    ("exactly 30 days apart are two", [100, 130], [100, 130]),
    ("the distance counts from the last one kept", [100, 125, 150], [100, 150]),
]


@pytest.mark.parametrize(("sentence", "onsets", "kept"), RELAPSES, ids=ids(RELAPSES))
def test_relapses_that_count(sentence: str, onsets: list[int], kept: list[int]) -> None:
    found = events(Records({}, visits({0: 2.0}), asked_about(*onsets)), lublin_2013)
    assert [event["onset"] for event in found] == kept, sentence


def test_twelve_hours_are_no_relapse() -> None:
    records = Records({}, visits({0: 2.0}), [{"onset_date": 100, "duration_hours": 12}])
    assert events(records, lublin_2013) == []
