"""Splits the change from the baseline into what relapses left, what they brought for a while, and the rest."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.loader import part
from mscourse.kernels.records import Dated, Vector
from mscourse.kernels.steps import change
from mscourse.kernels.trajectories import (
    ConfirmationSpans,
    Trajectories,
    counts_unconfirmed,
    far_from_relapses,
    first_confirming,
)


class Separated(NamedTuple):
    """Per visit, turned as the values are; before a patient's baseline all of it is 0."""

    level: Vector
    """The visit whose value remains once the passing part is taken off; before the baseline -1."""
    baseline: Vector
    lasting: Vector
    passing: Vector
    independent: Vector
    event: Vector
    """Per relapse: the visit at which a lasting rise began, or -1."""


class SeparationNumbers(NamedTuple):
    """The numbers of the rule."""

    lasting_after: float
    baseline_after_relapse: float
    baseline_before_relapse: float
    reach_after: float
    """Days after a relapse in which a visit is put down to it."""
    reach_before: float
    """Days before a relapse in which a visit is put down to it."""
    lowest: float
    """The best value that there is, turned as the values are."""


def separate_changes(
    first: int,
    last: int,
    out: Separated,
    visits: Trajectories,
    step: Vector,
    onsets: Dated,
    drawn: Vector,
    confirmation: ConfirmationSpans,
    numbers: SeparationNumbers,
) -> None:
    """Look at each relapse in turn for a rise within its reach. `step` is what counts from each visit's value."""
    for patient in range(first, last):
        stop = visits.offset[patient + 1]
        start = _first_visit(visits.offset[patient], stop, visits, numbers)
        for visit in range(visits.offset[patient], stop):
            out.level[visit] = visit if visit >= start else -1
            out.lasting[visit] = 0.0
        for relapse in range(onsets.offset[patient], onsets.offset[patient + 1]):
            out.event[relapse] = -1
        if start == stop:
            continue
        best = _lowest(visits.offset[patient], start + 1, visits)
        settled_until = visits.day[start]  # No relapse up to that day gets a look of its own.
        for relapse in range(onsets.offset[patient], onsets.offset[patient + 1]):
            onset = onsets.day[relapse]
            if onset <= settled_until:
                continue
            reference, event = _where_to_look(start, stop, best, onset, out, visits, numbers)
            while event < stop and _in_reach(visits.day[event], onset, numbers):
                if not _is_worse(event, reference, visits, step):
                    event += 1
                    continue
                held_to = _first_not_worse(event + 1, stop, reference, visits, step)
                confirming = first_confirming(event, stop, visits, confirmation)
                if counts_unconfirmed(event, start, stop, visits, confirmation.last_visit_within, drawn[patient]):
                    confirming = event
                if confirming < 0:
                    _lower(event, event + 1, reference, out, visits)
                    event += 1
                elif held_to <= confirming:
                    _lower(event, held_to, held_to, out, visits)
                    event = held_to
                else:
                    settled_until = visits.day[confirming]
                    if held_to < stop and visits.day[held_to - 1] - visits.day[event] <= numbers.lasting_after:
                        _lower(event, held_to, held_to, out, visits)
                    else:
                        end = _end_of_span(event, confirming, stop, visits, numbers.lasting_after)
                        if relapse + 1 < onsets.offset[patient + 1]:
                            last_before = _last_by(onsets.day[relapse + 1], start, stop, visits)
                            end = min(end, max(last_before, confirming))
                        low = _lowest(event, end + 1, visits)
                        _lower(event, confirming + 1, low, out, visits)
                        # Every visit of the span is worse than the reference, so this is more than nothing.
                        _add_lasting(event, stop, visits.value[low] - visits.value[reference], out)
                        out.event[relapse] = event
                    break
        for visit in range(start, stop):
            _sum_up(visit, visits.value[best], out, visits, numbers.lowest)


@part
def _first_visit(begin: int, stop: int, visits: Trajectories, numbers: SeparationNumbers) -> int:
    """The first visit far enough from relapses to begin with; `stop` if there is none."""
    for visit in range(begin, stop):
        if far_from_relapses(visit, visits, numbers.baseline_after_relapse, numbers.baseline_before_relapse):
            return visit
    return stop


@part
def _lowest(begin: int, end: int, visits: Trajectories) -> int:
    """The first of these visits with the best value."""
    best = begin
    for visit in range(begin + 1, end):
        if visits.value[visit] < visits.value[best]:
            best = visit
    return best


@part
def _where_to_look(
    start: int, stop: int, best: int, onset: float, out: Separated, visits: Trajectories, numbers: SeparationNumbers
) -> tuple[int, int]:
    """The visit to compare with, and the first visit after it in reach of the relapse (`stop` if none is).

    An earlier passing rise is taken off the value compared with, which is never better than the baseline.
    """
    gap = max(numbers.baseline_before_relapse, numbers.reach_before)
    before = _last_by(onset, start, stop, visits)
    while before >= start and onset - visits.day[before] <= gap:
        before -= 1
    reference = best
    if before >= start and visits.value[out.level[before]] > visits.value[best]:
        reference = out.level[before]
    for visit in range(before + 1, stop):
        if _in_reach(visits.day[visit], onset, numbers):
            return reference, visit
        if visits.day[visit] >= onset:
            break  # Later visits are further away still.
    return reference, stop


@part
def _in_reach(day: float, onset: float, numbers: SeparationNumbers) -> bool:
    """Whether what is seen on the day is put down to the relapse; a reach of 0 days reaches nothing."""
    if day > onset:
        return bool(day - onset <= numbers.reach_after)
    if day < onset:
        return bool(onset - day <= numbers.reach_before)
    return bool(numbers.reach_after + numbers.reach_before > 0)


@part
def _is_worse(visit: int, reference: int, visits: Trajectories, step: Vector) -> bool:
    """Whether the visit is worse than the reference visit by the step that counts from there."""
    return bool(change(visits.value[visit], visits.value[reference], step[reference]) == 1)


@part
def _first_not_worse(
    begin: int,
    stop: int,
    reference: int,
    visits: Trajectories,
    step: Vector,
) -> int:
    """The first visit from there on at which the rise no longer holds; `stop` if there is none."""
    for visit in range(begin, stop):
        if not _is_worse(visit, reference, visits, step):
            return visit
    return stop


@part
def _last_by(day: float, start: int, stop: int, visits: Trajectories) -> int:
    """The last visit on or before the day, which is not before the first of them."""
    visit = start
    while visit + 1 < stop and visits.day[visit + 1] <= day:
        visit += 1
    return visit


@part
def _end_of_span(event: int, confirming: int, stop: int, visits: Trajectories, lasting_after: float) -> int:
    """The last visit that what is gained for good is measured at: the confirming one, or the last early enough."""
    visit = confirming
    while visit + 1 < stop and visits.day[visit + 1] - visits.day[event] <= lasting_after:
        visit += 1
    return visit


@part
def _lower(begin: int, end: int, to: int, out: Separated, visits: Trajectories) -> None:
    """Let what the visits have above the value of another one pass; of two such values the better one decides."""
    for visit in range(begin, end):
        if visits.value[to] < visits.value[out.level[visit]]:
            out.level[visit] = to


@part
def _add_lasting(event: int, stop: int, gain: float, out: Separated) -> None:
    for visit in range(event, stop):
        out.lasting[visit] += gain


@part
def _sum_up(visit: int, baseline: float, out: Separated, visits: Trajectories, lowest: float) -> None:
    """What passes is what stands above the level; what is left without it and without what lasts is independent."""
    level = visits.value[out.level[visit]]
    out.baseline[visit] = baseline
    out.passing[visit] = visits.value[visit] - level
    out.independent[visit] = max(level - out.lasting[visit], lowest) - baseline
