"""`find_events` gives what the plain-Python twin gives, for random rules over every option, and obeys the same laws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mscourse.derivations.find_events import find_events
from mscourse.kernels import loader
from mscourse.presets import pira_mueller_2023
from mscourse.rules.worsening import WorseningRule
from oracle import Records, changes
from oracle.strategies import shifted
from oracle.worsening_rules import FUNCTIONS, people_for, worsening_rules
from properties.cohorts import as_cohort

Row = dict[str, Any]
ENOUGH_TO_COMPILE = 200


@st.composite
def _asked(draw: st.DrawFn, fewest: int = 1, most: int = 4) -> tuple[WorseningRule, list[Records]]:
    """A rule, and a few people with the measures that it searches."""
    rule = draw(worsening_rules())
    return rule, draw(people_for(rule, fewest, most))


asked = _asked()


def _found(people: Iterable[Records], rule: WorseningRule) -> pl.DataFrame:
    """What the engine finds, in days."""
    functions = {each.column: FUNCTIONS[each.column] for each in rule.custom if each.column in FUNCTIONS}
    cohort = as_cohort({each.patient_id: each for each in people})
    return find_events(cohort, rule, functions=functions).with_columns(pl.col(pl.Date).to_physical())


def _rows(found: pl.DataFrame, who: str) -> list[Row]:
    return found.filter(pl.col("patient_id") == who).drop("patient_id", "definition").to_dicts()


def _expected(records: Records, rule: WorseningRule) -> list[Row]:
    return changes(records, rule, functions=FUNCTIONS)


@given(asked=_asked(fewest=4, most=8))
def test_every_confirmed_change(asked: tuple[WorseningRule, list[Records]]) -> None:
    """Plain functions, a few people at a time."""
    rule, people = asked
    found = _found(people, rule)

    for each in people:
        assert _rows(found, each.patient_id) == _expected(each, rule)


def _random_rules_and_people(count: int) -> list[tuple[WorseningRule, list[Records]]]:
    """The same rules every time, each with a few people."""
    drawn: list[tuple[WorseningRule, list[Records]]] = []

    @settings(
        max_examples=count, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(asked=_asked(fewest=4, most=8))
    def draw(asked: tuple[WorseningRule, list[Records]]) -> None:
        drawn.append(asked)

    draw()
    return drawn


def test_every_confirmed_change_by_compiled_functions() -> None:
    """So many copies of a few people that the engine compiles: each copy has what its original has."""
    compared = 0
    for rule, people in _random_rules_and_people(25):
        crowd = [
            replace(each, patient_id=f"P{number:03d}")
            for number, each in enumerate(people * (ENOUGH_TO_COMPILE // len(people) + 1))
        ]
        found = _found(crowd, rule)
        assert len(crowd) >= loader.COMPILE_FROM

        for each in crowd[: 2 * len(people)]:
            assert _rows(found, each.patient_id) == _expected(each, rule)
        compared += found.height
    assert compared > 0


@given(asked=asked, randomly=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(asked: tuple[WorseningRule, list[Records]], randomly: Any) -> None:
    """Neither that of a person's visits, relapses and scans, nor that of the people."""
    rule, people = asked

    def shuffled(rows: list[Row] | None) -> list[Row] | None:
        return None if rows is None else randomly.sample(rows, len(rows))

    other = [
        replace(each, visits=shuffled(each.visits) or [], relapses=shuffled(each.relapses), mri=shuffled(each.mri))
        for each in randomly.sample(people, len(people))
    ]
    one, two = _found(people, rule), _found(other, rule)
    for each in people:
        assert _rows(one, each.patient_id) == _rows(two, each.patient_id)


@given(asked=asked)
def test_names_change_nothing(asked: tuple[WorseningRule, list[Records]]) -> None:
    """Other ids in another order; only chance looks at them."""
    rule, people = asked
    if rule.last_visit == "by_chance":
        rule = replace(rule, last_visit="always", last_visit_chance=None, seed=None)
    one = _found(people, rule)
    two = _found((replace(each, patient_id=f"X{9 - int(each.patient_id[1:])}") for each in people), rule)
    for each in people:
        assert _rows(one, each.patient_id) == _rows(two, f"X{9 - int(each.patient_id[1:])}")


@given(asked=asked, by=st.integers(-3000, 20000))
def test_the_calendar_changes_nothing(asked: tuple[WorseningRule, list[Records]], by: int) -> None:
    """The same records so many days later hold the same changes so many days later."""
    rule, people = asked
    dated = ["onset", "reference_date", "confirmed_on", "known_on", "sustained_until"]
    one, two = _found(people, rule), _found((shifted(each, by) for each in people), rule)
    assert one.with_columns(pl.col(dated) + by).to_dicts() == two.to_dicts()


@given(asked=asked)
def test_who_else_is_in_the_cohort_changes_nothing(asked: tuple[WorseningRule, list[Records]]) -> None:
    """Everyone by themselves is the cohort."""
    rule, people = asked
    together = _found(people, rule)
    for each in people:
        assert _rows(_found([each], rule), each.patient_id) == _rows(together, each.patient_id)


@given(asked=asked)
def test_what_was_known_stays_known_without_looking_ahead(asked: tuple[WorseningRule, list[Records]]) -> None:
    """Cut at any visit: the changes known by then are the same ones; only a cause may be revised later."""
    rule, people = asked
    if rule.looks_ahead:
        rule = replace(
            rule,
            **{name: replace(getattr(rule, name), before=None) for name in ("usable", "event_visit")},
            confirming_visit=rule.confirming_visit and replace(rule.confirming_visit, before=None),
            local_extrema="kept",
            last_visit="never",
            last_visit_within=None,
            last_visit_chance=None,
            seed=None,
            sustained_for=None,
            sustained_to_end=False,
        )
    whole = _found(people, rule)
    for each in people:
        days = sorted({row["date"] for row in each.visits})
        day = days[2 * len(days) // 3]
        then = _rows(_found([each.cut(day)], rule), each.patient_id)
        now = [row for row in _rows(whole, each.patient_id) if row["known_on"] <= day]
        lasting = ("kind", "measure", "onset", "reference_date", "reference_value", "confirmed_on", "known_on")
        assert [[row[name] for name in lasting] for row in then] == [[row[name] for name in lasting] for row in now]


@pytest.mark.parametrize("copies", [1, ENOUGH_TO_COMPILE])
def test_chance_draws_the_same_people_in_the_engine_and_in_its_twin(copies: int) -> None:
    """One of two, by their ids."""
    rule = replace(pira_mueller_2023, last_visit="by_chance", last_visit_chance=0.5, seed=11)
    told = Records(visits=[{"date": 0, "edss": 3.0}, {"date": 90, "edss": 4.0}], relapses=[])
    people = [replace(told, patient_id=f"P{number}") for number in range(12 * copies)]
    found = _found(people, rule)

    assert found.get_column("patient_id").to_list() == sorted(each.patient_id for each in people if changes(each, rule))
    assert 0 < found.height < len(people)
