"""The kernel that separates a change finds what its plain-Python twin finds, plain and compiled."""

from __future__ import annotations

import math
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.trajectories import separated
from mscourse.kernels import loader
from mscourse.kernels.separation import SeparationNumbers
from mscourse.kernels.steps import ANY_DIFFERENCE
from oracle.milestones import Confirming, Seen
from oracle.separation import Parts, Separation, separation
from oracle.trajectories import DISTANCES, Person, confirmation, confirmings, drawn, packed, people

NOT_COMPILED, COMPILED = 10**9, 1


def edss_step(reference: float) -> float:
    """The rise of set A."""
    return 1.5 if reference < 1 else 1.0 if reference < 5.5 else 0.5


separations = st.builds(
    Separation,
    step=st.sampled_from([edss_step, edss_step, None]),
    lasting_after=st.sampled_from([0, 90, 180, 180, 365, math.inf]),
    baseline_after=st.sampled_from([0, 30, 30]),
    baseline_before=st.sampled_from(DISTANCES),
    reach_after=st.sampled_from([0, 60, 90, 90, 90, 90, 180]),
    reach_before=st.sampled_from([0, 0, 0, 20, 30, 90]),
    lowest=st.sampled_from([0, -math.inf, 2.5]),
)


def _found(persons: list[Person], rule: Separation, confirming: Confirming) -> list[list[float]]:
    """Per patient all numbers found in one line, empty without a baseline."""
    followed = packed(persons)
    values = np.array([visit.value for person in persons for visit in person.visits], np.float64)
    step = np.array([rule.step(value) if rule.step else ANY_DIFFERENCE for value in values], np.float64)
    numbers = SeparationNumbers(
        float(rule.lasting_after), float(rule.baseline_after), float(rule.baseline_before),
        float(rule.reach_after), float(rule.reach_before), float(rule.lowest),
    )  # fmt: skip
    found = separated(followed, step, drawn(persons), confirmation(confirming), numbers)
    lines = []
    onset = 0
    for place, person in enumerate(persons):
        own = range(int(followed.visits.offset[place]), int(followed.visits.offset[place + 1]))
        kept = [visit for visit in own if found.level[visit] >= 0]
        rises = [
            followed.visits.day[visit] for visit in found.event[onset : onset + len(person.relapses)] if visit >= 0
        ]
        onset += len(person.relapses)
        columns = (found.lasting, found.passing, found.independent)
        lines.append(
            [found.baseline[kept[0]], *(column[visit] for column in columns for visit in kept), *rises] if kept else []
        )
    return lines


def _expected(persons: list[Person], rule: Separation, confirming: Confirming) -> list[list[float]]:
    found = [
        separation(person.visits, person.relapses, rule, replace(confirming, drawn=person.drawn)) for person in persons
    ]
    return [_line(parts) if parts else [] for parts in found]


def _line(parts: Parts) -> list[float]:
    return [
        parts.baseline, *parts.lasting, *parts.passing, *parts.independent, *(day for day, _ in parts.rises)
    ]  # fmt: skip


@pytest.mark.parametrize("compile_from", [NOT_COMPILED, COMPILED], ids=["plain", "compiled"])
@given(persons=people(), rule=separations, confirming=confirmings())
def test_the_kernel_equals_the_twin(
    compile_from: int, persons: list[Person], rule: Separation, confirming: Confirming
) -> None:
    with mock.patch.object(loader, "COMPILE_FROM", compile_from):
        assert _found(persons, rule, confirming) == _expected(persons, rule, confirming)


@given(persons=people(), rule=separations, confirming=confirmings())
def test_the_parts_add_up_to_the_change_wherever_the_scale_does_not_end(
    persons: list[Person], rule: Separation, confirming: Confirming
) -> None:
    for person in persons:
        parts = separation(person.visits, person.relapses, replace(rule, lowest=-math.inf), confirming)
        for visit, *its_parts in zip(*_columns(parts), strict=True) if parts else ():
            assert sum(its_parts) == visit - parts.baseline


def _columns(parts: Parts) -> tuple[list[float], ...]:
    return [visit.value for visit in parts.visits], parts.lasting, parts.passing, parts.independent


WORKED = {
    "a rise that lasts gains its lowest value": (
        (0, 100, 200, 300, 400, 500), (2, 4, 3, 3, 3, 3), (60,), (0, 1, 1, 1, 1, 1), (0, 1, 0, 0, 0, 0), (0,) * 6,
    ),
    "a rise that was confirmed and passed": (
        (0, 100, 200, 300, 400), (2, 4, 4, 2, 2), (60,), (0,) * 5, (0, 2, 2, 0, 0), (0,) * 5,
    ),
    "180 days exactly pass": (
        (0, 100, 190, 280, 370), (2, 4, 4, 4, 2), (60,), (0,) * 5, (0, 2, 2, 2, 0), (0,) * 5,
    ),
    "181 days last": (
        (0, 100, 190, 281, 370), (2, 4, 4, 4, 2), (60,), (0, 2, 2, 2, 2), (0,) * 5, (0, 0, 0, 0, -2),
    ),
    "a rise that is not confirmed": (
        (0, 100, 200, 300), (2, 4, 2, 2), (60,), (0,) * 4, (0, 2, 0, 0), (0,) * 4,
    ),
    "a rise at the last visit": ((0, 100), (2, 4), (60,), (0, 0), (0, 2), (0, 0)),
    "a relapse while another rise awaits confirmation": (
        (0, 100, 200, 300, 400), (2, 3, 4, 4, 4), (60, 150), (0, 1, 1, 1, 1), (0, 0, 1, 0, 0), (0, 0, 0, 1, 1),
    ),
    "a relapse ends the span of the one before": (
        (0, 100, 200, 300, 400), (2, 4, 4, 3, 3), (60, 240), (0, 2, 2, 2, 2), (0,) * 5, (0, 0, 0, -1, -1),
    ),
    "a visit out of reach": ((0, 100, 200, 300), (2, 4, 4, 4), (5,), (0,) * 4, (0,) * 4, (0, 2, 2, 2)),
    "visits before the baseline leave": ((0, 20, 120, 220), (2, 3, 3, 3), (-10, -5), (0, 0), (0, 0), (1, 1)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("days", "values", "relapses", "lasting", "passing", "independent"), WORKED.values(), ids=WORKED
)
def test_what_both_find_in_records_worked_by_hand(
    days: tuple[int, ...],
    values: tuple[float, ...],
    relapses: tuple[float, ...],
    lasting: tuple[float, ...],
    passing: tuple[float, ...],
    independent: tuple[float, ...],
) -> None:
    person = Person([Seen(*each) for each in zip(days, values, strict=True)], list(relapses), drawn=False)
    (found,), (expected,) = (each([person], Separation(edss_step), Confirming()) for each in (_found, _expected))
    assert found == expected
    assert found[: 1 + 3 * len(lasting)] == [2, *lasting, *passing, *independent]


EDGES = {
    "a relapse on the day of the rise": (
        (0, 100, 200, 300), (2, 4, 4, 4), (100,), Separation(edss_step), Confirming(), (0, 2, 2, 2),
    ),
    "a rise as many days before the relapse as its reach": (
        (0, 70, 170, 270), (2, 4, 4, 4), (100,), Separation(edss_step, reach_before=30), Confirming(), (0, 2, 2, 2),
    ),
    "a rise one day further before the relapse": (
        (0, 69, 170, 270), (2, 4, 4, 4), (100,), Separation(edss_step, reach_before=30), Confirming(), (0, 0, 0, 0),
    ),
    "a visit exactly as late as a rise has to last takes part in what it gained": (
        (0, 100, 190, 280, 370), (2, 4, 4, 3, 3), (60,), Separation(edss_step), Confirming(), (0, 1, 1, 1, 1),
    ),
    "a visit on the day of the next relapse does too": (
        (0, 100, 190, 240, 370), (2, 4, 4, 3, 3), (60, 240), Separation(edss_step), Confirming(), (0, 1, 1, 1, 1),
    ),
    "a visit before the one that contradicts a rise is not looked at again": (
        (0, 100, 110, 195, 265), (2, 4, 4, 4, 2), (60,), Separation(edss_step, lasting_after=0),
        Confirming(spans=((77, 91), (161, 175))), (0, 0, 0, 0, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("days", "values", "relapses", "rule", "confirming", "lasting"), EDGES.values(), ids=EDGES)
def test_what_lasts_at_the_edges_worked_by_hand(
    days: tuple[int, ...],
    values: tuple[float, ...],
    relapses: tuple[float, ...],
    rule: Separation,
    confirming: Confirming,
    lasting: tuple[float, ...],
) -> None:
    person = Person([Seen(*each) for each in zip(days, values, strict=True)], list(relapses), drawn=False)
    (found,), (expected,) = (each([person], rule, confirming) for each in (_found, _expected))
    assert found == expected
    assert found[1 : 1 + len(lasting)] == list(lasting)
