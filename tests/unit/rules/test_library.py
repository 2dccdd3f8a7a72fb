"""The named definitions: what each says of itself, and that no two are the same."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mscourse import presets
from mscourse.rules.library import PRESETS
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_each_has_one_sentence_and_a_reference(preset: Any) -> None:
    assert preset.sentence.endswith(".")
    assert ". " not in preset.sentence
    assert len(preset.references) >= 1


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_each_source_says_how_it_was_seen(preset: Any) -> None:
    assert {reference.seen for reference in preset.references} <= {"S", "C", "M"}


@pytest.mark.parametrize("name", PRESETS)
def test_each_has_its_name_among_the_presets(name: str) -> None:
    assert getattr(presets, name) is PRESETS[name]
    assert name in presets.__all__


def test_no_two_compute_the_same() -> None:
    prints = Counter(fingerprint(preset) for preset in PRESETS.values())
    assert [name for name, preset in PRESETS.items() if prints[fingerprint(preset)] > 1] == []


def test_only_what_looks_ahead_needs_hindsight() -> None:
    ahead = {name for name, rule in PRESETS.items() if isinstance(rule, WorseningRule) and rule.looks_ahead}
    assert ahead == {"cdw_core", "cdi_core", "pira_core"}
