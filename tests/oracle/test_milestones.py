"""The kernel of milestones finds what its plain-Python twin finds, plain and compiled."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.trajectories import reached
from mscourse.kernels import loader
from mscourse.kernels.milestones import MilestoneNumbers
from oracle.milestones import Confirming, Milestone, Seen, milestone
from oracle.trajectories import DISTANCES, Person, confirmation, confirmings, drawn, packed, people

NOT_COMPILED, COMPILED = 10**9, 1

milestones = st.builds(
    Milestone,
    value=st.sampled_from([2.5, 3, 3, 4, 4, 6, float("nan")]),
    after_relapse=st.sampled_from(DISTANCES),
    before_relapse=st.sampled_from(DISTANCES),
    sustained_for=st.sampled_from([0, 0, 90, 180, float("inf")]),
)


def _found(persons: list[Person], rule: Milestone, confirming: Confirming) -> list[tuple[int, int | None] | None]:
    followed = packed(persons)
    numbers = MilestoneNumbers(
        float(rule.value), float(rule.after_relapse), float(rule.before_relapse), float(rule.sustained_for)
    )
    found = reached(followed, drawn(persons), confirmation(confirming), numbers)
    starts = list(followed.visits.offset)
    return [
        None if event < 0 else (int(event - start), int(confirmed - start) if confirmed >= 0 else None)
        for event, confirmed, start in zip(found.event, found.confirming, starts, strict=False)
    ]


def _expected(persons: list[Person], rule: Milestone, confirming: Confirming) -> list[tuple[int, int | None] | None]:
    return [
        milestone(person.visits, person.relapses, rule, replace(confirming, drawn=person.drawn)) for person in persons
    ]


@pytest.mark.parametrize("compile_from", [NOT_COMPILED, COMPILED], ids=["plain", "compiled"])
@given(persons=people(), rule=milestones, confirming=confirmings())
def test_the_kernel_equals_the_twin(
    compile_from: int, persons: list[Person], rule: Milestone, confirming: Confirming
) -> None:
    with mock.patch.object(loader, "COMPILE_FROM", compile_from):
        assert _found(persons, rule, confirming) == _expected(persons, rule, confirming)


def _person(*values: float, relapses: tuple[float, ...] = ()) -> Person:
    return Person([Seen(90 * place, value) for place, value in enumerate(values)], list(relapses), drawn=False)


@pytest.mark.parametrize(
    ("person", "rule", "expected"),
    [
        (_person(2, 6, 6, 6, 4, 6, 6), Milestone(6), (1, 2)),
        (_person(2, 6, 6, 6, 4, 6, 6), Milestone(6, sustained_for=270), (1, 2)),
        (_person(2, 6, 6, 6, 4, 6, 6), Milestone(6, sustained_for=271), (5, 6)),
        (_person(2, 6, 5, 6), Milestone(6), None),
        (_person(2, 6, 6, 6, relapses=(80,)), Milestone(6), (1, 2)),
        (_person(2, 6, 6, 6, relapses=(80,)), Milestone(6, after_relapse=30), (2, 3)),
    ],
)
def test_what_both_find_in_records_worked_by_hand(
    person: Person, rule: Milestone, expected: tuple[int, int] | None
) -> None:
    assert _found([person], rule, Confirming()) == _expected([person], rule, Confirming()) == [expected]


def test_a_value_may_be_worse_the_lower_it_is() -> None:
    visits = [Seen(90 * place, value) for place, value in enumerate((50, 38, 45, 39, 39, 39))]
    assert milestone(visits, [], Milestone(40, higher_is_worse=False), Confirming()) == (3, 4)
