"""The first visit at or past a fixed value that is confirmed."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector
from mscourse.kernels.trajectories import (
    ConfirmationSpans,
    Trajectories,
    counts_unconfirmed,
    far_from_relapses,
    first_confirming,
)


class Reached(NamedTuple):
    """Per patient: the visits, or -1."""

    event: Vector
    """The visit at which the value was reached."""
    confirming: Vector
    """The visit that confirmed it; -1 as well where the last visit counts unconfirmed."""


class MilestoneNumbers(NamedTuple):
    """The value, and the numbers of the rule."""

    value: float
    """Turned as the visits' values are."""
    after_relapse: float
    before_relapse: float
    sustained_for: float


def find_reached(
    first: int,
    last: int,
    out: Reached,
    visits: Trajectories,
    drawn: Vector,
    confirmation: ConfirmationSpans,
    numbers: MilestoneNumbers,
) -> None:
    """Look at each visit at or past the value in turn, until one is confirmed and held for long enough."""
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        out.event[patient] = -1
        out.confirming[patient] = -1
        for event in range(start, stop):
            if not visits.value[event] >= numbers.value:
                continue
            if not far_from_relapses(event, visits, numbers.after_relapse, numbers.before_relapse):
                continue
            confirming = first_confirming(event, stop, visits, confirmation)
            if confirming >= 0:
                if _first_short(event + 1, confirming + 1, visits, numbers.value) >= 0:
                    continue
            elif not counts_unconfirmed(event, start, stop, visits, confirmation.last_visit_within, drawn[patient]):
                continue
            short = _first_short(event + 1, stop, visits, numbers.value)
            if short < 0 or visits.day[short] - visits.day[event] >= numbers.sustained_for:
                out.event[patient] = event
                out.confirming[patient] = confirming
                break


@part
def _first_short(begin: int, end: int, visits: Trajectories, value: float) -> int:
    """The first visit of these that is short of the value; -1 if none is."""
    for visit in range(begin, end):
        if not visits.value[visit] >= value:
            return visit
    return -1
