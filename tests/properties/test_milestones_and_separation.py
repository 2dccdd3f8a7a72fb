"""Milestones and separated changes of whole cohorts are those of the plain-Python twins, by any rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.find_milestones import find_milestones
from mscourse.derivations.separate import separate
from mscourse.kernels import loader
from mscourse.presets import pira_mueller_2023
from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.milestones import MilestoneRule, milestones_montobbio_2024
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.separation import SeparationRule, separation_montobbio_2024
from mscourse.rules.worsening import EDSS_THRESHOLDS
from oracle import Records
from oracle.by_rule import milestones, parts
from oracle.worsening_rules import CUSTOM, FUNCTIONS, VALUES, people_for
from properties.cohorts import as_cohort

distances = st.builds(
    RelapseDistance,
    after=st.sampled_from([None, None, 0, 30, 60]),
    before=st.sampled_from([None, None, None, 0, 14, 30]),
    inclusive=st.booleans(),
)


def _asked(draw: st.DrawFn) -> dict[str, Any]:
    """Any measure, and any confirmation."""
    policy = draw(st.sampled_from(["never", "never", "always", "early_dropout", "by_chance"]))
    by_chance = policy == "by_chance"
    waits = draw(st.sampled_from([(84,), (84,), (28,), (84, 168)]))
    return {
        "measure": draw(st.sampled_from(["edss", "edss", "t25fw", "nhpt", "sdmt"])),
        "custom": draw(st.sampled_from([None, None, None, *CUSTOM])),
        "confirm_after": waits[0],
        "confirm_also_after": waits[1:],
        "confirm_early": draw(st.sampled_from([None, 0, 7, 7])),
        "confirm_late": draw(st.sampled_from([None, 730, 730, 30])),
        "confirming_visit": draw(distances),
        "scheduled_only": draw(st.sampled_from([False, False, False, True])),
        "last_visit": policy,
        "last_visit_within": 300 if policy == "early_dropout" else None,
        "last_visit_chance": 0.5 if by_chance else None,
        "seed": draw(st.integers(0, 3)) if by_chance else None,
    }


@st.composite
def milestone_rules(draw: st.DrawFn) -> MilestoneRule:
    rule = replace(milestones_montobbio_2024, **_asked(draw))
    column = rule.custom.column if rule.custom else {"nhpt": "nhpt_dominant"}.get(rule.measure, rule.measure)
    return replace(
        rule,
        values=tuple(draw(st.lists(st.sampled_from(VALUES[column]), min_size=1, max_size=3, unique=True))),
        event_visit=draw(distances),
        sustained_for=draw(st.sampled_from([None, None, 100, 200])),
        sustained_to_end=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def separation_rules(draw: st.DrawFn) -> SeparationRule:
    return replace(
        separation_montobbio_2024,
        **_asked(draw),
        any_worsening=draw(st.sampled_from([False, False, True])),
        edss=draw(st.sampled_from(list(EDSS_THRESHOLDS.values()))),
        sdmt_points=draw(st.sampled_from([None, 4, 3])),
        sdmt_needs=draw(st.sampled_from(["either", "both"])),
        baseline=draw(distances),
        associated_before=draw(st.sampled_from([0, 30, 90, 90, 180])),
        associated_after=draw(st.sampled_from([0, 0, 0, 30])),
        lasting_after=draw(st.sampled_from([0, 90, 180, 180, 365])),
        lasting_to_end=draw(st.sampled_from([False, False, False, True])),
    )


def _people(draw: st.DrawFn, rule: ConfirmationRule) -> list[Records]:
    searched = replace(
        pira_mueller_2023,
        measures=() if rule.custom else (rule.measure,),
        custom=(rule.custom,) if rule.custom else (),
        scheduled_only=rule.scheduled_only,
    )
    return draw(people_for(searched))


@st.composite
def _milestones_asked(draw: st.DrawFn) -> tuple[MilestoneRule, list[Records]]:
    rule = draw(milestone_rules())
    return rule, _people(draw, rule)


@st.composite
def _separation_asked(draw: st.DrawFn) -> tuple[SeparationRule, list[Records]]:
    rule = draw(separation_rules())
    people = _people(draw, rule)
    return rule, [replace(records, relapses=records.relapses or []) for records in people]


untils = st.sampled_from([None, None, 300, 600])


def _rows(frame: pl.DataFrame, who: str) -> list[dict[str, Any]]:
    return frame.filter(patient_id=who).drop("patient_id", "definition").to_dicts()


def _cohort(people: list[Records]) -> Any:
    return as_cohort({records.patient_id: records for records in people})


@pytest.mark.parametrize("compile_from", [10**9, 1], ids=["plain", "compiled"])
@given(asked=_milestones_asked(), until=untils)
def test_milestones(compile_from: int, asked: tuple[MilestoneRule, list[Records]], until: int | None) -> None:
    rule, people = asked
    with mock.patch.object(loader, "COMPILE_FROM", compile_from):
        found = find_milestones(_cohort(people), rule, until=until)
    for records in people:
        assert _rows(found, records.patient_id) == milestones(records, rule, until)


@pytest.mark.parametrize("compile_from", [10**9, 1], ids=["plain", "compiled"])
@given(asked=_separation_asked(), until=untils)
def test_separation(compile_from: int, asked: tuple[SeparationRule, list[Records]], until: int | None) -> None:
    rule, people = asked
    own = rule.custom is not None and rule.custom.column in FUNCTIONS and not rule.any_worsening
    with mock.patch.object(loader, "COMPILE_FROM", compile_from):
        found = separate(_cohort(people), rule, until=until, functions=FUNCTIONS if own else None)
    for records in people:
        expected = parts(records, rule, until, FUNCTIONS)
        rows = _rows(found, records.patient_id)
        assert len(rows) == len(expected)
        for row, its_expected in zip(rows, expected, strict=True):
            assert row == pytest.approx(its_expected, abs=1e-9)
