"""Values of rules in the words of a clinic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.rules.causes import RelapseFreeWindow
from mscourse.rules.differences import differences, settings
from mscourse.rules.library import lublin_2013, pira_mueller_2023, spms_lorscheider_no_fs
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.milestones import milestones_montobbio_2024
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.separation import separation_montobbio_2024
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE, EdssThresholds
from mscourse.views import methods_of_settings as say


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (7, "7 days (1 week)"),
        (84, "84 days (12 weeks)"),
        (90, "90 days"),
        (3650, "3,650 days"),
    ],
)
def test_days_have_their_weeks_where_these_are_whole(number: int, words: str) -> None:
    assert say.days(number) == words


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (RelapseDistance(), "not looked at"),
        (RelapseDistance(after=0, before=0, inclusive=True), "not looked at"),
        (RelapseDistance(after=0), "not on the day of a relapse onset"),
        (RelapseDistance(after=30), "more than 30 days after the last relapse onset"),
        (RelapseDistance(before=30, inclusive=True), "at least 30 days before the next relapse onset"),
        (
            RelapseDistance(after=30, before=10),
            "more than 30 days after the last and more than 10 days before the next relapse onset",
        ),
    ],
)
def test_a_distance_from_relapses(distance: RelapseDistance, words: str) -> None:
    assert say.say_distance(distance) == words
    assert say.asks_something(distance) == (words != "not looked at")


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"start_days": -90, "end_days": 30}, "from 90 days before to 30 days after the event"),
        ({"start_days": -90}, "from 90 days before the event up to it"),
        ({"end_days": 30}, "from the event to 30 days after it"),
        ({"start_days": -90, "end_days": -31}, "from 90 to 31 days before the event"),
        ({"start_days": 10, "end_days": 30}, "from 10 to 30 days after the event"),
        ({}, "on the day of the event"),
        ({"start_days": -5, "end_days": -5}, "5 days before the event"),
        ({"start": "reference"}, "from the reference visit to the event"),
        (
            {"start": "previous_visit", "start_days": 1, "end": "confirmation", "end_days": -30},
            "from 1 day after the visit before the event to 30 days before the confirming visit",
        ),
    ],
)
def test_a_window(window: dict[str, Any], words: str) -> None:
    assert say.say_window(RelapseFreeWindow(**window)) == words


@pytest.mark.parametrize(
    ("thresholds", "words"),
    [
        (
            EDSS_THRESHOLDS["A"],
            "1.5 points from a reference of 0, 1.0 point from 1.0 to 5.0, and 0.5 points from 5.5 on",
        ),
        (EDSS_THRESHOLDS["C"], "1.0 point from a reference of 0 to 5.5 and 0.5 points from 6.0 on"),
        (
            IMPROVEMENT_OF_CORE,
            "1.5 points from a reference of 0 to 1.5, 1.0 point from 2.0 to 6.0, and 0.5 points from 6.5 on",
        ),
        (EdssThresholds(name="flat", strata=((0, 1),)), "1.0 point whatever the reference"),
        (
            EdssThresholds(name="odd", strata=((0, 1), (5.25, 0.5))),
            "1.0 point from a reference of 0 to less than 5.25 and 0.5 points from 5.25 on",
        ),
    ],
)
def test_thresholds(thresholds: EdssThresholds, words: str) -> None:
    assert say.say_steps(thresholds) == words


def test_thresholds_are_a_set_by_their_numbers_and_not_by_their_name() -> None:
    assert say.named_set(EdssThresholds(name="ours", strata=EDSS_THRESHOLDS["D"].strata)) == "D"
    assert say.named_set(EdssThresholds(name="D", strata=EDSS_THRESHOLDS["A"].strata)) == "A"
    assert say.named_set(IMPROVEMENT_OF_CORE) == ""


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (CustomMeasure(column="pdds", fraction=0.25), "25% of the reference"),
        (
            CustomMeasure(column="pdds", strata=((0, 2), (4, 1))),
            "2 from a reference of 0 on, 1 from a reference of 4 on",
        ),
        (CustomMeasure(column="pdds"), "what a function of the user's own says for the reference"),
    ],
)
def test_the_step_of_a_measure_of_the_users_own(measure: CustomMeasure, words: str) -> None:
    assert say.say_custom_step(measure) == words


def test_every_choice_of_every_rule_has_words() -> None:
    rules = (lublin_2013, milestones_montobbio_2024, separation_montobbio_2024)
    unsaid = [
        (setting.name, value)
        for rule in rules
        for setting in settings(rule)
        for value in setting.field.metadata.get("allowed", ())
        if isinstance(value, str) and value not in say.MEASURES and value not in say.CHOICES.get(setting.field.name, {})
    ]

    assert unsaid == []


def matter(rule: Any) -> set[str]:
    return {setting.name for setting in settings(rule) if say.matters(setting)}


def test_settings_of_measures_that_are_not_looked_at_do_not_matter() -> None:
    assert not {name for name in matter(pira_mueller_2023) if name.startswith(("sdmt", "t25fw", "nhpt", "timed"))}
    assert {"sdmt_points"} == {
        name for name in matter(replace(pira_mueller_2023, measures=("sdmt",))) if name.startswith(("sdmt", "edss"))
    }


@pytest.mark.parametrize(
    ("rule", "idle"),
    [
        (replace(pira_mueller_2023, reference="fixed", small_changes="any"), "small_changes"),
        (replace(pira_mueller_2023, reference="fixed"), "reference_moves_to"),
        (replace(pira_mueller_2023, reference_never_better=True), "reference_never_better"),
        (replace(pira_mueller_2023, sustained_for=200, sustained_to_end=True), "sustained_for"),
        (replace(milestones_montobbio_2024, sustained_for=200, sustained_to_end=True), "sustained_for"),
        (replace(separation_montobbio_2024, lasting_to_end=True), "lasting_after"),
        (replace(separation_montobbio_2024, any_worsening=True), "edss"),
        (spms_lorscheider_no_fs, "minimum_pyramidal"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_setting_that_another_one_makes_idle_does_not_matter(rule: Any, idle: str) -> None:
    assert idle in {setting.name for setting in settings(rule)}
    assert idle not in matter(rule)


def test_a_switch_that_is_off_against_its_default_matters() -> None:
    assert "functional_systems" in matter(spms_lorscheider_no_fs)


def test_values_are_said_with_their_units() -> None:
    said = {setting.name: say.say_setting(setting) for setting in settings(lublin_2013)}

    assert said["window"] == "365 days"
    assert said["worsening.measures"] == "EDSS"
    assert said["worsening.timed_test_fraction"] == "20%"
    assert said["worsening.sdmt_fraction"] == "not looked at"
    assert said["worsening.confirm_late"] == "no end"
    assert said["worsening.confirming_visit"] == "as a usable visit"
    assert said["worsening.scheduled_only"] == "no"
    assert said["worsening.custom"] == "none"
    assert said["spms_onset.minimum_edss"] == "4.0 EDSS points"
    assert said["spms_onset.minimum_pyramidal"] == "2"
    assert said["relapses.minimum_duration_hours"] == "24 hours"


def test_a_difference_is_told_with_both_values() -> None:
    changed = replace(lublin_2013, spms_onset=replace(lublin_2013.spms_onset, confirm_after=182))
    (difference,) = differences(lublin_2013, changed)

    assert say.say_difference(difference) == (
        "SPMS onset, days from the event to the earliest confirming visit: 182 days (26 weeks), published 91 days "
        "(13 weeks)"
    )
