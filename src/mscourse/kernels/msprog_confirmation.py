"""How MSprog confirms a change: which visits are looked at, and whether it holds there."""

from __future__ import annotations

from mscourse.kernels.loader import part
from mscourse.kernels.msprog_records import Choices
from mscourse.kernels.records import Vector
from mscourse.kernels.steps import change
from mscourse.kernels.trajectories import ConfirmationSpans, Trajectories, can_confirm


@part
def direction(value: float, reference: float, step: float, any_change: bool) -> int:  # noqa: FBT001 - compiled
    """1 if the value is worse than the reference, -1 if it is better, else 0."""
    if any_change:
        return int(value > reference) - int(value < reference)
    return change(value, reference, step)


@part
def is_local_extremum(visit: int, start: int, stop: int, value: Vector, step: Vector, extrema: int) -> bool:
    """Whether both neighbours lie on the same side of the visit; not where it repeats the value before the last."""
    if extrema == 0 or visit == start or visit == stop - 1:
        return False
    compared = value[visit]
    if visit - start > 1 and value[visit - 2] == compared:
        return False
    before = direction(value[visit - 1], compared, step[visit], extrema > 1)
    return before != 0 and before == direction(value[visit + 1], compared, step[visit], extrema > 1)


@part
def first_in_span(span: int, event: int, stop: int, visits: Trajectories, spans: ConfirmationSpans) -> int:
    """The earliest visit before `stop` that can confirm in this span; -1 if there is none."""
    for visit in range(event + 1, stop):
        if can_confirm(visit, event, span, visits, spans):
            return visit
    return -1


@part
def holds(
    sense: int, event: int, settled: int, reference: float, step: float, value: Vector,
    any_change: bool, every_visit: bool,  # noqa: FBT001 - compiled
) -> bool:  # fmt: skip
    """Whether the change is there up to the settling visit, or at that visit if the others do not matter."""
    for visit in range(event + 1 if every_visit else settled, settled + 1):
        if direction(value[visit], reference, step, any_change) != sense:
            return False
    return True


@part
def first_without(sense: int, start: int, stop: int, reference: float, step: float, value: Vector) -> int:
    """The first visit at which the change is not there; `stop` if there is none."""
    for visit in range(start, stop):
        if change(value[visit], reference, step) != sense:
            return visit
    return stop


@part
def lasts(
    sense: int, event: int, broken: int, stop: int, reference: float, step: float,
    value: Vector, day: Vector, choices: Choices,
) -> bool:  # fmt: skip
    """Whether the change lasts as long as it is asked to; `broken` is the first visit without it."""
    if choices.sustain == 0:
        return True
    if choices.every_visit:
        return bool(broken == stop or day[broken] - day[event] >= choices.sustain)
    for visit in range(event + 1, stop):
        if visit == stop - 1 or day[visit] - day[event] >= choices.sustain:
            return change(value[visit], reference, step) == sense
    return True


@part
def last_delta(
    sense: int, event: int, settled: int, start: int, stop: int, value: Vector, step: Vector, choices: Choices
) -> int:
    """The latest visit from which the event is a change that holds up to the settling visit; else the first."""
    least = value[event]  # the least change from the event to the settling visit
    for visit in range(event + 1 if choices.every_visit else settled, settled + 1):
        least = min(least, value[visit]) if sense > 0 else max(least, value[visit])
    for visit in range(event - 1, start, -1):
        if change(least, value[visit], step[visit]) == sense and not is_local_extremum(
            visit, start, stop, value, step, choices.extrema
        ):
            return visit
    return start
