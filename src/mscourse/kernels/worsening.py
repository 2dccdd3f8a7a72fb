"""The search for confirmed change: candidates are settled one at a time, in order of date."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.confirmation import Confirmation, first_not_held, is_last_reading, is_sustained, settle
from mscourse.kernels.loader import part
from mscourse.kernels.records import Changes, Dated, Measured, Vector, Visits
from mscourse.kernels.steps import ANY_DIFFERENCE, change_from


class Moving(NamedTuple):
    """What moves the reference, and where to."""

    on_worsening: bool
    on_improvement: bool
    moves_to: int
    small_worsening: bool
    small_improvement: bool
    after_relapse: int
    """Days; -1 where a relapse does not move it."""
    never_better: bool
    best_of_first: int


def find_changes(
    first: int,
    last: int,
    out: Changes,
    visits: Visits,
    relapses: Dated,
    measured: Measured,
    may: Vector,
    last_visit_within: Vector,
    confirmation: Confirmation,
    moving: Moving,
) -> None:
    """Search every patient's visits for confirmed worsening and improvement of one measure.

    `last_visit_within` says for each patient up to how many days after the first reading a worsening at the last
    one counts; -1 for never.
    """
    day, value = visits.day, measured.value
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        for visit in range(start, stop):
            out.verdict[visit] = codes.NO_CANDIDATE
            out.reference_on[visit] = -1
        reference, in_force_from = _start_reference(start, stop, value, may, moving.best_of_first)
        level, event = reference, in_force_from + 1
        considered = codes.MISSING
        worse_closed, better_closed = False, False
        while event < stop:
            if value[event] != value[event]:
                event += 1
                continue
            if moving.after_relapse >= 0:
                moved = _after_relapses(patient, reference, event, stop, day, value, may, relapses, moving)
                if moved != reference:
                    known = _first_visit_on(event, stop, day, considered)
                    _hold(out, in_force_from, known, reference, level)
                    keeps = moving.never_better and moved < stop and value[level] > value[moved]
                    level = level if keeps else moved
                    reference, in_force_from = moved, max(moved, known)
                    worse_closed, better_closed = False, False
                    if moved >= event:
                        event = moved + 1
                        continue
            if not may[event] & codes.MAY_BE_EVENT:
                event += 1
                continue
            step, step_better = measured.step[level], measured.step_better[level]
            direction = change_from(value[event], value[level], step, step_better)
            if (direction > 0 and worse_closed) or (direction < 0 and better_closed):
                direction = 0
            settled, confirmed = -1, False
            if direction != 0:
                its_step = step if direction > 0 else step_better
                verdict, settled = _settle_fully(
                    patient, start, event, stop, direction, value[level], its_step, day, value, may,
                    last_visit_within, confirmation,
                )  # fmt: skip
                out.verdict[event] = verdict
                out.direction[event] = direction
                out.reference[event] = reference
                out.level[event] = level
                out.considered[event] = max(considered, day[event])
                out.settled[event] = settled
                out.settled_on[event] = codes.NEVER
                if verdict == codes.CANDIDATE_PENDING:
                    break
                considered = max(out.considered[event], day[settled])
                out.settled_on[event] = considered
                if settled == event:  # the last visit, which counts by itself
                    break
                confirmed = verdict == codes.CANDIDATE_CONFIRMED
            moves = confirmed and (moving.on_worsening if direction > 0 else moving.on_improvement)
            if confirmed and not moves:
                worse_closed, better_closed = worse_closed or direction > 0, better_closed or direction < 0
                event = settled + 1
                continue
            if not confirmed:
                direction = _small_direction(value[event], value[level], moving)
                if direction != 0:
                    verdict, settled = settle(
                        event, stop, direction, value[level], ANY_DIFFERENCE, day, value, may, confirmation
                    )
                    if verdict == codes.CANDIDATE_PENDING:
                        break
                    considered = max(considered, day[settled])
                    moves = verdict == codes.CANDIDATE_CONFIRMED
            if not moves:
                event += 1
                continue
            known = _first_visit_on(settled, stop, day, considered)
            _hold(out, in_force_from, known, reference, level)
            reference = _moved_reference(event, settled, stop, value, may, moving.moves_to)
            level, in_force_from = reference, max(reference, known)
            worse_closed, better_closed = False, False
            event = settled + 1 if moving.moves_to == codes.MOVES_TO_BEST else reference + 1
        _hold(out, in_force_from, stop, reference, level)


@part
def _start_reference(start: int, stop: int, value: Vector, may: Vector, best_of_first: int) -> tuple[int, int]:
    """The visit the reference starts at, and the one from which it is in force: `stop` if there is none."""
    reference = first_that_may_refer(start, stop, value, may)
    last = reference
    for _ in range(best_of_first - 1):
        last = first_that_may_refer(last + 1, stop, value, may)
        if last < stop and value[last] < value[reference]:
            reference = last
    return reference, last


@part
def first_that_may_refer(start: int, stop: int, value: Vector, may: Vector) -> int:
    """The first visit with a value that may be the reference; `stop` if there is none."""
    for visit in range(start, stop):
        if may[visit] & codes.MAY_REFER and value[visit] == value[visit]:
            return visit
    return stop


@part
def _settle_fully(
    patient: int,
    start: int,
    event: int,
    stop: int,
    direction: int,
    reference: float,
    step: float,
    day: Vector,
    value: Vector,
    may: Vector,
    last_visit_within: Vector,
    confirmation: Confirmation,
) -> tuple[int, int]:
    """What becomes of a candidate, with what is asked of the time after its confirmation and of a last visit."""
    verdict, settled = settle(event, stop, direction, reference, step, day, value, may, confirmation)
    if verdict == codes.CANDIDATE_CONFIRMED and (confirmation.sustained_for > 0 or confirmation.sustained_to_end):
        ended = first_not_held(event, stop, direction, reference, step, value)
        if not is_sustained(event, ended, day, confirmation):
            return codes.CANDIDATE_REFUTED, max(ended, settled)
    if verdict == codes.CANDIDATE_PENDING and direction > 0 and last_visit_within[patient] >= 0:
        first_reading = start
        while value[first_reading] != value[first_reading]:
            first_reading += 1
        if day[event] - day[first_reading] <= last_visit_within[patient] and is_last_reading(event, stop, value):
            # The event visit itself: there is no confirming one.
            return codes.CANDIDATE_CONFIRMED, event
    return verdict, settled


@part
def _small_direction(value: float, level: float, moving: Moving) -> int:
    """The direction of a change too small to be an event that moves the reference all the same, else 0."""
    direction = change_from(value, level, ANY_DIFFERENCE, ANY_DIFFERENCE)
    if (direction > 0 and moving.small_worsening) or (direction < 0 and moving.small_improvement):
        return direction
    return 0


@part
def _after_relapses(
    patient: int,
    reference: int,
    event: int,
    stop: int,
    day: Vector,
    value: Vector,
    may: Vector,
    relapses: Dated,
    moving: Moving,
) -> int:
    """The reference that the visit is compared with once relapses have moved it; `stop` if there is none."""
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        onset = relapses.day[relapse]
        if reference >= stop or day[event] <= onset + moving.after_relapse:
            break
        if onset > day[reference]:
            visit = reference
            while visit < stop and day[visit] < onset:
                visit += 1
            reference = first_that_may_refer(visit, stop, value, may)
    return reference


@part
def _moved_reference(event: int, settled: int, stop: int, value: Vector, may: Vector, moves_to: int) -> int:
    """Where a confirmed change moves the reference; `stop` if no visit may be it."""
    if moves_to == codes.MOVES_TO_CONFIRMING:
        return first_that_may_refer(settled, stop, value, may)
    if moves_to == codes.MOVES_TO_EVENT:
        return first_that_may_refer(event, stop, value, may)
    best = event
    for visit in range(event + 1, settled + 1):
        if value[visit] < value[best]:
            best = visit
    return best


@part
def _first_visit_on(visit: int, stop: int, day: Vector, earliest: int) -> int:
    """The visit itself, or the first after it that is not before that day; `stop` if there is none."""
    while visit < stop and day[visit] < earliest:
        visit += 1
    return visit


@part
def _hold(out: Changes, start: int, stop: int, reference: int, level: int) -> None:
    """Write down that the reference is in force from one visit up to the next."""
    for visit in range(start, stop):
        out.reference_on[visit] = reference
        out.level_on[visit] = level
