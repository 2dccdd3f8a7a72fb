"""Rules as JSON and as fingerprints: what reads back, what is refused, what makes two rules the same."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given

from mscourse.errors import DefinitionError
from mscourse.rules.causes import CauseRule, RelapseFreeWindow
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import PRESETS, lublin_2013, pira_mueller_2023
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import IMPROVEMENT_OF_CORE, WorseningRule
from mscourse.rules.written import fingerprint, from_json, to_json
from oracle.strategies import definitions


@given(definition=definitions())
def test_what_is_written_reads_back_as_the_same_rule(definition: CourseDefinition) -> None:
    read = from_json(to_json(definition), CourseDefinition)

    assert read == definition
    assert fingerprint(read) == fingerprint(definition)


def test_a_name_or_a_sentence_does_not_change_the_fingerprint() -> None:
    renamed = dataclasses.replace(lublin_2013, name="ours", sentence="In our words.", references=())

    assert fingerprint(renamed) == fingerprint(lublin_2013)


def test_four_and_four_point_nought_are_one_number() -> None:
    spms = dataclasses.replace(lublin_2013.spms_onset, minimum_edss=4)

    assert fingerprint(spms) == fingerprint(lublin_2013.spms_onset)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_each_preset_reads_back_as_the_same_rule(preset: Any) -> None:
    read = from_json(to_json(preset), type(preset))

    assert read == preset
    assert fingerprint(read) == fingerprint(preset)


def test_what_a_rule_may_leave_out_reads_back_whether_it_is_there_or_not() -> None:
    rule = dataclasses.replace(
        pira_mueller_2023,
        edss_improvement=IMPROVEMENT_OF_CORE,
        confirming_visit=RelapseDistance(after=10, before=7, inclusive=True),
        custom=(CustomMeasure(column="pdds", strata=((0, 1), (4, 0.5))), CustomMeasure(column="pasat", fraction=0.2)),
        confirm_also_after=(168, 336),
        cause=CauseRule(relapse_free=(RelapseFreeWindow(start="reference", end="confirmation", end_days=7),)),
    )

    assert from_json(to_json(rule), WorseningRule) == rule


def test_what_the_text_leaves_out_has_its_default() -> None:
    values = json.loads(to_json(lublin_2013))
    del values["window"], values["relapses"]

    assert from_json(json.dumps(values), CourseDefinition) == lublin_2013


def test_what_has_no_default_is_named_where_it_is_missing() -> None:
    with pytest.raises(DefinitionError, match="lacks name, references, sentence, spms_onset, worsening"):
        from_json('{"window": 730}', CourseDefinition)


def test_a_byte_order_mark_is_no_part_of_the_definition() -> None:
    assert from_json("\ufeff" + to_json(lublin_2013), CourseDefinition) == lublin_2013


def _changed(**values: Any) -> str:
    return json.dumps(json.loads(to_json(lublin_2013)) | values)


def _worsening(**values: Any) -> str:
    return _changed(worsening=json.loads(to_json(lublin_2013))["worsening"] | values)


def _strata(strata: object) -> str:
    return _worsening(edss={"name": "X", "strata": strata})


REFUSED = {
    "not JSON": "{",
    "a list": "[]",
    "nested beyond reading": "[" * 100_000,
    "a number of thousands of digits": '{"window": ' + "9" * 5_000 + "}",
    "an unknown field": _changed(windows=365),
    "a fraction of a day": _changed(window=365.5),
    "a truth value for a number": _changed(window=True),
    "a number out of its range": _changed(window=0),
    "a number far out of its range": _changed(window=10**400),
    "text for a number": _changed(window="365"),
    "not a number": _strata([[0, float("nan")]]),
    "infinity": _strata([[0, float("inf")]]),
    "a choice that is none": _changed(assume_onset="progressive"),
    "a number for a sentence": _changed(sentence=4),
    "a list for a name": _changed(name=["x"]),
    "a name that cannot be shown": _changed(name="\ud800"),
    "no references": _changed(references=None),
    "text for references": _changed(references="abc"),
    "a reference without a year": _changed(references=[{"authors": "A", "year": "x", "title": "t", "journal": "j"}]),
    "a rule that is none": _changed(worsening=4),
    "a measure twice": _worsening(measures=["edss", "edss"]),
    "no measure at all": _worsening(measures=[]),
    "a window that ends before it begins": _worsening(cause={"relapse_free": [{"start": "event", "end": "reference"}]}),
    "a window from a day that there is not": _worsening(cause={"relapse_free": [{"start": "birth", "end": "event"}]}),
    "a distance of text": _worsening(usable={"after": "30"}),
    "a number for a distance": _worsening(usable=30),
    "waits that are no list": _worsening(confirm_also_after=168),
    "half a day of waiting": _worsening(confirm_also_after=[168.5]),
    "strata of a custom measure that fall": _worsening(custom=[{"column": "pdds", "strata": [[4, 1], [0, 1]]}]),
    "a measure that does not exist": _worsening(measures=["edss", "pasat"]),
    "strata of one number": _strata([[0]]),
    "strata of three numbers": _strata([[0, 1, 2]]),
    "strata of text": _strata("abc"),
    "no strata": _strata([]),
    "strata that do not begin at 0": _strata([[1.0, 1.0]]),
    "strata that fall": _strata([[0, 1.5], [6.0, 0.5], [1.0, 1.0]]),
    "a step of nothing": _strata([[0, 0]]),
    "half of the fractional score": _changed(
        spms_onset=json.loads(to_json(lublin_2013))["spms_onset"] | {"minimum_pyramidal": 2.5}
    ),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        from_json(text, CourseDefinition)

    assert len(str(refused.value)) < 500


def test_another_kind_of_rule_is_refused_by_name() -> None:
    with pytest.raises(DefinitionError, match="The definition is a WorseningRule"):
        from_json(to_json(pira_mueller_2023), CourseDefinition)
    assert from_json(to_json(pira_mueller_2023), WorseningRule) == pira_mueller_2023


@pytest.mark.parametrize("between", [4.3, 3.75, 0.25])
def test_a_setting_on_the_edss_keeps_to_its_steps(between: float) -> None:
    rule = lublin_2013.spms_onset
    with pytest.raises(
        DefinitionError, match=r"(?s)minimum_edss cannot be .*from 0 to 10 in steps of 0.5 \(EDSS points\)"
    ):
        dataclasses.replace(rule, minimum_edss=between)
    assert dataclasses.replace(rule, minimum_edss=4.5).minimum_edss == 4.5
