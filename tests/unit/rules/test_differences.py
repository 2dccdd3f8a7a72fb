"""The settings in which two rules differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from mscourse.errors import DefinitionError, UsageError
from mscourse.rules.course import CourseDefinition
from mscourse.rules.differences import differences, settings
from mscourse.rules.kinds import definition_of, rule_from_json
from mscourse.rules.library import PRESETS, lublin_2013, pira_mueller_2023, spms_lorscheider_2016, spms_recorded
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, EdssThresholds
from mscourse.rules.written import fingerprint, to_json
from oracle.strategies import definitions

EVERY_RULE = list(PRESETS.values())


@given(one=definitions(), other=definitions())
def test_rules_differ_exactly_when_their_fingerprints_do(one: CourseDefinition, other: CourseDefinition) -> None:
    assert bool(differences(one, other)) == (fingerprint(one) != fingerprint(other))


def test_a_difference_has_both_values_and_the_dotted_name() -> None:
    changed = replace(lublin_2013, worsening=replace(lublin_2013.worsening, confirm_after=168))

    (only,) = differences(lublin_2013, changed)

    assert (only.name, only.one.value, only.other.value) == ("worsening.confirm_after", 84, 168)
    assert (only.one.unit, only.one.within) == ("days", "worsening")
    assert only.one.meaning == "days from the event to the earliest confirming visit"


def test_another_kind_of_rule_inside_a_rule_is_one_difference() -> None:
    changed = replace(lublin_2013, spms_onset=spms_recorded)

    (only,) = differences(lublin_2013, changed)

    assert (only.name, only.one.value, only.other.value) == ("spms_onset", lublin_2013.spms_onset, spms_recorded)
    assert differences(changed, replace(changed, spms_onset=replace(spms_recorded, name="ours"))) == []


def test_a_setting_that_is_left_out_in_one_rule_is_one_difference() -> None:
    changed = replace(
        pira_mueller_2023, confirming_visit=RelapseDistance(before=10), edss_improvement=EDSS_THRESHOLDS["A"]
    )

    assert [each.name for each in differences(pira_mueller_2023, changed)] == ["edss_improvement", "confirming_visit"]


def test_names_sentences_sources_and_the_names_of_thresholds_are_no_differences() -> None:
    renamed = replace(
        pira_mueller_2023,
        name="ours",
        sentence="In our words.",
        references=(),
        edss=EdssThresholds(name="ours", strata=EDSS_THRESHOLDS["B"].strata),
    )

    assert differences(pira_mueller_2023, renamed) == []
    assert fingerprint(renamed) == fingerprint(pira_mueller_2023)


def test_rules_of_different_kinds_are_refused() -> None:
    with pytest.raises(UsageError, match="A WorseningRule and a SpmsOnsetRule cannot be compared"):
        differences(pira_mueller_2023, spms_lorscheider_2016)


def test_every_value_that_is_computed_with_is_a_setting() -> None:
    names = [setting.name for setting in settings(lublin_2013)]

    assert len(names) == len(set(names))
    assert {
        "window",
        "worsening.usable",
        "worsening.cause.relapse_free",
        "spms_onset.edss",
        "relapses.minimum_interval",
    } <= {*names}
    assert not any(name.endswith(("name", "sentence", "references")) for name in names)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_rule_of_any_kind_reads_back_from_its_json(rule: object) -> None:
    read = rule_from_json(to_json(rule))

    assert read == rule
    assert fingerprint(read) == fingerprint(rule)


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"rule": ["WorseningRule"]}'])
def test_what_does_not_say_which_rule_it_is_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="does not say which kind of rule"):
        rule_from_json(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"rule": "HighTwice", "level": 6.0}',
        to_json(lublin_2013).replace('"spms_onset": {', '"spms_onset": {"rule": "HighTwice",'),
    ],
    ids=["by itself", "in a course"],
)
def test_a_rule_of_a_class_that_is_not_there_is_for_python_only(text: str) -> None:
    with pytest.raises(DefinitionError, match=r"[Rr]ules of one's own are for Python only"):
        rule_from_json(text)


def test_a_provenance_without_a_definition_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no definition in the provenance"):
        definition_of({"versions": {}})
