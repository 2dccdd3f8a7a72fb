"""The calls find what their plain-Python twins find, plain and compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import given

from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from mscourse.kernels import loader
from oracle import core_changes
from oracle.core_changes import ChangeRule, Event
from oracle.core_spms import SpmsRule, spms
from oracle.core_strategies import Person, change_rules, date_of, people, spms_rules, table

NEVER_COMPILED, ALWAYS_COMPILED = 10**9, 1


def _both_ways(call: Callable[[], Any]) -> list[Any]:
    """What the call gives back run plain, and run compiled."""
    found = []
    for compile_from in (NEVER_COMPILED, ALWAYS_COMPILED):
        with mock.patch.object(loader, "COMPILE_FROM", compile_from):
            found.append(call())
    return found


@pytest.mark.parametrize("with_systems", [True, False], ids=["spmsDx", "spmsDx_no_fss"])
@given(persons=people(with_systems=True), rule=spms_rules)
def test_secondary_progression(with_systems: bool, persons: list[Person], rule: SpmsRule) -> None:  # noqa: FBT001
    rule = replace(rule, with_systems=with_systems)
    times = (rule.after_relapse, rule.progression, rule.regression, rule.stable)
    visits = table(persons)
    call = spmsDx if with_systems else spmsDx_no_fss
    least = (rule.least_edss, rule.least_pyramidal) if with_systems else (rule.least_edss,)
    expected = [_spms_row(str(place), person, rule) for place, person in enumerate(persons)]

    for found in _both_ways(lambda: call(visits, *least, *times)):
        assert found.rows() == expected


def _spms_row(name: str, person: Person, rule: SpmsRule) -> tuple[Any, ...]:
    found = spms(person.visits, rule, person.own)
    if found is None:
        return name, 0, None, None, None
    return name, 1, date_of(found[0].day), found[0].edss, found[1]


@pytest.mark.parametrize(
    ("call", "twin"),
    [(CDW, core_changes.worsening), (CDI, core_changes.improvement), (PIRA, core_changes.independent)],
    ids=["CDW", "CDI", "PIRA"],
)
@given(persons=people(with_systems=False), rule=change_rules)
def test_changes_in_one_sense(call: Any, twin: Any, persons: list[Person], rule: ChangeRule) -> None:
    visits = table(persons)
    expected = _rows([twin(person.visits, rule, person.own) for person in persons], tells_day=call is PIRA)

    for found in _both_ways(lambda: call(visits, rule.confirmed, rule.after_relapse, rule.sustained)):
        assert found.rows() == expected


@given(persons=people(with_systems=False), rule=change_rules)
def test_changes_in_turn(persons: list[Person], rule: ChangeRule) -> None:
    visits = table(persons)
    expected = [core_changes.in_turn(person.visits, rule, person.own) for person in persons]

    for found in _both_ways(lambda: CDEseq(visits, rule.confirmed, rule.after_relapse)):
        for frame, events in zip(found, zip(*expected, strict=True), strict=True):
            assert frame.rows() == _rows(list(events), tells_day=False)


def _rows(events: list[list[Event]], *, tells_day: bool) -> list[tuple[Any, ...]]:
    return [
        (
            str(place), event.reference, date_of(event.reference_day), event.edss, date_of(event.day),
            event.edss - event.reference, *([event.timepoint] if tells_day else []), event.sustained,
        )
        for place, found in enumerate(events)
        for event in found
    ]  # fmt: skip


def test_many_people_are_searched_on_every_core() -> None:
    one = pl.DataFrame({"dateEDSS": [date_of(day) for day in (0, 100, 200)], "EDSS": [2.0, 4, 4]})
    many = pl.concat([one.with_columns(ID=pl.lit(name), daysPostRelapse=pl.lit(None)) for name in range(2500)])

    found = CDW(many)

    assert found.height == 2500
    assert found.select("dEDSS", "sust.prog").unique().rows() == [(2.0, 100)]
    assert spmsDx_no_fss(many).get_column("SPMS").sum() == 2500
