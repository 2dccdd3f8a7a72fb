"""Random visits and relapses for the searches without a moving reference, and the same people packed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mscourse.derivations.trajectories import Followed, follow, spans
from mscourse.kernels.codes import NEVER
from mscourse.kernels.records import Dated
from mscourse.kernels.trajectories import ConfirmationSpans
from oracle.milestones import Confirming, Seen

GAPS = [20, 30, 30, 31, 60, 60, 76, 77, 84, 90, 90, 90, 91, 100, 168, 180, 181, 270]
"""Days from one visit to the next, of which a few add up to the numbers of some rule."""
FROM_A_VISIT = [-91, -90, -90, -89, -60, -60, -31, -30, -30, -20, -10, -1, 0, 0, 1, 20, 30, 31, 60]
"""Days from a visit to a relapse: mostly the visit is in the relapse's reach."""
EDSS = [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5]
MOVES = [0, 0, 0, 0, 0, 0, 1, 2, 2, 3, -1, -2, -2, -3]
"""Places on that list from one visit to the next: rises that hold for a while, and falls."""
DISTANCES = [0, 0, 0, 0, 0, 1, 20, 30, 31, 60]
WINDOWS = [(77, 814.5), (77, 814.5), (84, math.inf), (30, 180), (77, 121), (0, 30), (161, 180), (-5, 90)]


@dataclass(frozen=True)
class Person:
    """One patient's visits, relapses, and whether they are drawn."""

    visits: list[Seen]
    relapses: list[float]
    drawn: bool


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """A few patients; their days have parts, or none has."""
    part = draw(st.sampled_from([0.0, 0.0, 0.5]))
    return [draw(_person(part)) for _ in range(draw(st.sampled_from([1, 3, 5, 6])))]


@st.composite
def _person(draw: st.DrawFn, part: float) -> Person:
    count = draw(st.sampled_from([0, 2, 5, 6, 8, 9, 10]))
    day = draw(st.sampled_from([-600, -90, 0, 0, 15])) + part
    place = draw(st.integers(0, len(EDSS) - 1))
    visits = []
    for _ in range(count):
        visits.append(Seen(day, EDSS[place], draw(st.sampled_from([True, True, True, False]))))
        day += draw(st.sampled_from(GAPS))
        place = min(max(place + draw(st.sampled_from(MOVES)), 0), len(EDSS) - 1)
    relapses = draw(
        st.lists(
            st.builds(
                lambda visit, distance: visit + distance,
                st.sampled_from([visit.day for visit in visits] or [0.0]),
                st.sampled_from(FROM_A_VISIT),
            ),
            min_size=draw(st.sampled_from([0, 1, 2, 3])),
            max_size=4,
            unique=True,
        )
    )
    return Person(visits, sorted(relapses), draw(st.booleans()))


@st.composite
def confirmings(draw: st.DrawFn) -> Confirming:
    """What may be asked of a confirming visit; whether somebody is drawn is not said here."""
    return Confirming(
        spans=tuple(draw(st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=2, unique=True))),
        after_relapse=draw(st.sampled_from([0, 0, 30, 60])),
        before_relapse=draw(st.sampled_from(DISTANCES)),
        last_visit_within=draw(st.sampled_from([0, 180, 360, math.inf, math.inf])),
    )


def packed(persons: list[Person]) -> Followed:
    """The same people as arrays; whole days as whole numbers."""
    visits = [visit for person in persons for visit in person.visits]
    days = [visit.day for visit in visits]
    onsets = [onset for person in persons for onset in person.relapses]
    kind: Any = np.int32 if all(float(day).is_integer() for day in days + onsets) else np.float64
    return follow(
        offset=_offsets([len(person.visits) for person in persons]),
        day=np.array(days, kind),
        value=np.array([visit.value for visit in visits], np.float64),
        may_confirm=np.array([visit.may_confirm for visit in visits], np.int8),
        onsets=Dated(_offsets([len(person.relapses) for person in persons]), np.array(onsets, kind)),
    )


def drawn(persons: list[Person]) -> np.ndarray[Any, Any]:
    """Who is drawn."""
    return np.array([person.drawn for person in persons], np.int8)


def confirmation(rule: Confirming) -> ConfirmationSpans:
    """The same for the kernels."""
    earliest, latest = spans(*rule.spans)
    return ConfirmationSpans(
        earliest, latest, float(min(rule.after_relapse, NEVER)), float(min(rule.before_relapse, NEVER)),
        float(rule.last_visit_within),
    )  # fmt: skip


def _offsets(lengths: list[int]) -> np.ndarray[Any, Any]:
    return np.append(0, np.cumsum(lengths)).astype(np.int64)
