"""What becomes of a candidate: the later visits confirm it, refute it, let it lapse, or leave it pending."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector
from mscourse.kernels.steps import still_changed


class Confirmation(NamedTuple):
    """The numbers of confirmation."""

    waits: Vector
    """Days from the event, in rising order."""
    early: int
    late: int
    """NEVER where a confirming visit may come at any later time."""
    holds_everywhere: bool
    sustained_for: int
    """0 where nothing is asked."""
    sustained_to_end: bool


@part
def settle(
    event: int,
    stop: int,
    direction: int,
    reference: float,
    step: float,
    day: Vector,
    value: Vector,
    may: Vector,
    confirmation: Confirmation,
) -> tuple[int, int]:
    """What becomes of a candidate, and the visit that decides it (-1 while it is pending)."""
    waits = confirmation.waits
    for visit in range(event + 1, stop):
        if value[visit] != value[visit]:
            continue
        since = day[visit] - day[event]
        if confirmation.late != codes.NEVER and since > waits[len(waits) - 1] + confirmation.late:
            return codes.CANDIDATE_LAPSED, visit
        holds = still_changed(value[visit], reference, step, direction)
        if not holds and confirmation.holds_everywhere:
            return codes.CANDIDATE_REFUTED, visit
        if may[visit] & codes.MAY_CONFIRM and _in_any_window(since, confirmation):
            return codes.CANDIDATE_CONFIRMED if holds else codes.CANDIDATE_REFUTED, visit
    return codes.CANDIDATE_PENDING, -1


@part
def _in_window(since: int, wait: int, confirmation: Confirmation) -> bool:
    """Whether so many days after the event lie in the window of the wait, both ends included."""
    return bool(
        since >= wait - confirmation.early and (confirmation.late == codes.NEVER or since <= wait + confirmation.late)
    )


@part
def _in_any_window(since: int, confirmation: Confirmation) -> bool:
    """Whether so many days after the event lie in the window of any wait."""
    waits = confirmation.waits
    for wait in range(len(waits)):  # noqa: SIM110 - compiled code takes no generators
        if _in_window(since, waits[wait], confirmation):
            return True
    return False


@part
def first_not_held(event: int, stop: int, direction: int, reference: float, step: float, value: Vector) -> int:
    """The first later visit at which the change no longer holds; -1 if there is none."""
    for visit in range(event + 1, stop):
        if value[visit] == value[visit] and not still_changed(value[visit], reference, step, direction):
            return visit
    return -1


@part
def is_sustained(event: int, ended: int, day: Vector, confirmation: Confirmation) -> bool:
    """Whether a confirmed change lasted as long as it has to; `ended` is the first visit without it, or -1."""
    if ended < 0:
        return True
    return not confirmation.sustained_to_end and day[ended] - day[event] >= confirmation.sustained_for


@part
def is_last_reading(event: int, stop: int, value: Vector) -> bool:
    """Whether no later visit has a value."""
    last = stop - 1
    while value[last] != value[last]:
        last -= 1
    return last == event


@part
def confirmed_waits(
    event: int,
    stop: int,
    first_value: int,
    direction: int,
    reference: float,
    step: float,
    day: Vector,
    value: Vector,
    may: Vector,
    confirmation: Confirmation,
) -> int:
    """The waits at which the change is confirmed, as bits `1 << wait`.

    `first_value` is where the values of the measure, and what its visits may serve as, begin.
    """
    waits = confirmation.waits
    decided, confirmed = 0, 0
    for visit in range(event + 1, stop):
        now = value[first_value + visit]
        if now != now:  # noqa: PLR0124 - NaN: not measured
            continue
        holds = still_changed(now, reference, step, direction)
        if not holds and confirmation.holds_everywhere:
            break
        if not may[first_value + visit] & codes.MAY_CONFIRM:
            continue
        since = day[visit] - day[event]
        for wait in range(len(waits)):
            if not decided & (1 << wait) and _in_window(since, waits[wait], confirmation):
                decided |= 1 << wait
                if holds:
                    confirmed |= 1 << wait
    return confirmed
