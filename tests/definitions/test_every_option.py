"""Every option of a rule of confirmed change decides some worked example, and every named definition runs in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from definitions.engines import ENGINES
from definitions.pages import Example, pages
from definitions.searches import Run, differences_of_run, runs_of
from mscourse.errors import DefinitionError
from mscourse.rules.differences import differences, settings
from mscourse.rules.edss_from_systems import EdssFromSystemsRule
from mscourse.rules.left_open import LEFT_OPEN
from mscourse.rules.library import PRESETS, pira_mueller_2023
from mscourse.rules.no_evidence import NoEvidenceRule
from mscourse.rules.response_scores import ResponseScoreRule
from mscourse.rules.severity import SeverityRule
from mscourse.rules.treatments import TreatmentRule
from mscourse.rules.worsening import WorseningRule

ENGINE = "local"
PLAIN = WorseningRule(name="plain", sentence="Every setting at its default.", references=())
DEFAULTS = {setting.name: setting.value for setting in settings(PLAIN)}
CHOICES = {
    setting.name: setting.field.metadata["allowed"]
    for setting in settings(PLAIN)
    if "allowed" in setting.field.metadata
}
RULES = [name for name, rule in PRESETS.items() if isinstance(rule, WorseningRule)]


def _of_changes() -> Iterator[tuple[Example, Run, WorseningRule]]:
    for page in pages():
        for example in page.examples:
            if example.runs == "changes":
                yield from ((example, run, run.rule()) for run in runs_of(example))


RUNS = list(_of_changes())
"""Every worked example of confirmed change with each definition that it runs."""


def present(rule: Any, name: str) -> Any:
    """The value of a setting, however deep."""
    for part in name.split("."):
        rule = getattr(rule, part)
    return rule


def at_default(rule: Any, name: str) -> Any:
    """The rule with one setting, however deep, at its default."""
    outer, _, inner = name.partition(".")
    if not inner:
        return replace(rule, **{outer: DEFAULTS[outer]})
    return replace(rule, **{outer: replace(getattr(rule, outer), **{inner: DEFAULTS[name]})})


def turns_on(example: Example, run: Run, rule: WorseningRule, name: str) -> bool:
    """Whether the example fails with the setting at its default, or the rule refuses that."""
    try:
        changed = at_default(rule, name)
    except DefinitionError:
        return True  # The setting belongs to another one, which is refused without it.
    return next(differences_of_run(example, run, changed, ENGINE), None) is not None


@pytest.mark.parametrize("name", DEFAULTS)
def test_some_example_turns_on_the_setting(name: str) -> None:
    set_by = [each for each in RUNS if present(each[2], name) != DEFAULTS[name]]
    assert any(turns_on(*each, name) for each in set_by), f"no worked example turns on {name}."


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, allowed in CHOICES.items() for value in allowed if value is not None]
)
def test_some_example_turns_on_the_choice(name: str, value: Any) -> None:
    set_by = [each for each in RUNS if present(each[2], name) == value]
    assert set_by, f"no worked example runs with {name} at {value}."
    if value != DEFAULTS[name]:
        assert any(turns_on(*each, name) for each in set_by), f"no worked example turns on {name} at {value}."


def _of_default(rule: Any, name: str) -> Any:
    """The rule with one setting, however deep, as the default definition has it."""
    outer, _, inner = name.partition(".")
    value = present(pira_mueller_2023, name)
    return replace(rule, **{outer: replace(getattr(rule, outer), **{inner: value}) if inner else value})


def _can_be_of_default(name: str, setting: str) -> bool:
    """Whether the setting can be as in the default while the others stay: a fraction of the SDMT cannot go alone."""
    try:
        _of_default(PRESETS[name], setting)
    except DefinitionError:
        return False
    return True


APART = [
    pytest.param(name, difference.name, id=f"{name} {difference.name}")
    for name in RULES
    for difference in differences(pira_mueller_2023, PRESETS[name])
    if _can_be_of_default(name, difference.name)
]


@pytest.mark.parametrize(("preset", "setting"), APART)
def test_an_example_shows_each_setting_that_sets_a_named_definition_apart(preset: str, setting: str) -> None:
    changed = _of_default(PRESETS[preset], setting)
    mine = [(example, run) for example, run, _ in RUNS if run.preset == preset and run.label in {preset, None}]
    noticed = (line for example, run in mine for line in differences_of_run(example, run, changed, ENGINE))
    assert next(noticed, None), f"no worked example of {preset} turns on {setting}."


@pytest.mark.parametrize("name", RULES)
def test_every_named_definition_runs_and_finds_something(name: str) -> None:
    mine = [each for each in RUNS if each[1].preset == name and each[1].label in {name, None}]
    nothing = replace(PRESETS[name], measures=("edss",), confirm_after=3650, last_visit="never")
    assert any(next(differences_of_run(example, run, nothing, ENGINE), None) for example, run, _ in mine)


@pytest.mark.parametrize("name", RULES)
def test_a_page_lists_every_named_definition(name: str) -> None:
    listed = [page.name for page in pages() if name in page.front_matter.get("variants", "").split(", ")]
    assert listed


def test_what_the_sources_leave_open_is_said_of_every_named_definition() -> None:
    around = (NoEvidenceRule, ResponseScoreRule, SeverityRule, EdssFromSystemsRule, TreatmentRule)

    assert {*RULES, *(name for name, rule in PRESETS.items() if isinstance(rule, around))} <= set(LEFT_OPEN)
    assert set(LEFT_OPEN) <= set(PRESETS)


def test_both_engines_run() -> None:
    assert set(ENGINES) == {"oracle", "local"}
