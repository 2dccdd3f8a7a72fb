"""The search for confirmed change: candidates are settled one at a time, in order of date."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Changes, Measured, Vector, Visits
from mscourse.kernels.relapses import is_usable

_SLACK = 1e-9  # 5.5 s to 6.6 s is 20 per cent, and has to count though 6.6 - 5.5 < 1.1 in binary


@part
def change(value: float, reference: float, step: float) -> int:
    """1 if the value is worse than the reference by the step, -1 if it is better by it, else 0 (also for NaN)."""
    if value - reference >= step - _SLACK:
        return 1
    if reference - value >= step - _SLACK:
        return -1
    return 0


@part
def first_usable(start: int, stop: int, value: Vector, since_relapse: Vector, usable_after: int) -> int:
    """The first visit with a value, more than `usable_after` days after every relapse; `stop` if there is none."""
    for visit in range(start, stop):
        if is_usable(visit, value[visit], since_relapse, usable_after):
            return visit
    return stop


@part
def settle(
    event: int,
    stop: int,
    direction: int,
    reference: float,
    step: float,
    day: Vector,
    value: Vector,
    since_relapse: Vector,
    confirm_after: int,
    usable_after: int,
) -> tuple[int, int]:
    """What becomes of a candidate, and the visit that decides it (-1 while it is pending)."""
    for visit in range(event + 1, stop):
        if value[visit] != value[visit]:
            continue
        if change(value[visit], reference, step) != direction:
            return codes.CANDIDATE_REFUTED, visit
        if day[visit] - day[event] >= confirm_after and since_relapse[visit] > usable_after:
            return codes.CANDIDATE_CONFIRMED, visit
    return codes.CANDIDATE_PENDING, -1


def find_changes(
    first: int,
    last: int,
    out: Changes,
    visits: Visits,
    measured: Measured,
    confirm_after: int,
    usable_after: int,
    roving: bool,  # noqa: FBT001 - compiled code takes no keyword-only arguments
) -> None:
    """Search every patient's visits for confirmed worsening and improvement of one measure."""
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        for visit in range(start, stop):
            out.verdict[visit] = codes.NO_CANDIDATE
            out.reference_on[visit] = -1
        reference = first_usable(start, stop, measured.value, visits.since_relapse, usable_after)
        in_force_from = reference
        considered = codes.MISSING
        worsened, improved = False, False
        event = reference + 1
        while event < stop:
            direction = change(measured.value[event], measured.value[reference], measured.step[reference])
            if direction == 0 or (direction > 0 and worsened) or (direction < 0 and improved):
                event += 1
                continue
            verdict, settled = settle(
                event, stop, direction, measured.value[reference], measured.step[reference],
                visits.day, measured.value, visits.since_relapse, confirm_after, usable_after,
            )  # fmt: skip
            out.verdict[event] = verdict
            out.direction[event] = direction
            out.reference[event] = reference
            out.considered[event] = max(considered, visits.day[event])
            out.settled[event] = settled
            out.settled_on[event] = codes.NEVER if settled < 0 else visits.day[settled]
            if verdict == codes.CANDIDATE_PENDING:
                break
            considered = visits.day[settled]
            if verdict == codes.CANDIDATE_CONFIRMED:
                if roving:
                    _hold(out.reference_on, in_force_from, settled, reference)
                    reference, in_force_from = settled, settled
                else:
                    worsened, improved = worsened or direction > 0, improved or direction < 0
                event = settled
            event += 1
        _hold(out.reference_on, in_force_from, stop, reference)


@part
def sustained(
    event: int, settled: int, stop: int, reference: int, first_value: int, measured: Measured
) -> tuple[int, int]:
    """The last measured visit up to which a confirmed change held without a break, and 1 if that is the last of all.

    `first_value` is where the values of the measure begin.
    """
    value, step = measured.value, measured.step[first_value + reference]
    compared = value[first_value + reference]
    direction = change(value[first_value + event], compared, step)
    held, last, broken = settled, settled, False
    for visit in range(settled + 1, stop):
        now = value[first_value + visit]
        if now != now:  # noqa: PLR0124 - NaN: not measured
            continue
        last = visit
        broken = broken or change(now, compared, step) != direction
        if not broken:
            held = visit
    return held, int(held == last)


@part
def _hold(reference_on: Vector, start: int, stop: int, reference: int) -> None:
    for visit in range(start, stop):
        reference_on[visit] = reference
