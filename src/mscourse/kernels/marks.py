"""What each visit may serve as: reference, event visit or confirming visit."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Measured, Vector, Visits
from mscourse.kernels.relapses import is_apart
from mscourse.kernels.steps import ANY_DIFFERENCE, change_from


class Marks(NamedTuple):
    """For each visit the bits `codes.MAY_...` that hold."""

    may: Vector


class Distance(NamedTuple):
    """A visit serves if onsets lie more than so many days back, and more than so many ahead; -1 asks nothing."""

    after: int
    before: int


class Serving(NamedTuple):
    """Who may serve."""

    reference: Distance
    event: Distance
    confirming: Distance
    scheduled_only: bool
    extrema: int
    """`codes.EXTREMA_...`: whether a reading that stands out among its neighbours may be the reference."""


def mark_visits(
    first: int, last: int, out: Marks, visits: Visits, scheduled: Vector, measured: Measured, serving: Serving
) -> None:
    """Mark every visit of every patient for one measure; `scheduled` is 1 where the visit is known to be so."""
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        for visit in range(start, stop):
            may = 0
            if is_apart(visit, visits, serving.reference.after, serving.reference.before):
                may |= codes.MAY_REFER
            if is_apart(visit, visits, serving.event.after, serving.event.before):
                may |= codes.MAY_BE_EVENT
            if is_apart(visit, visits, serving.confirming.after, serving.confirming.before):
                may |= codes.MAY_CONFIRM
            if serving.scheduled_only and scheduled[visit] != 1:
                may &= ~codes.MAY_CONFIRM
            out.may[visit] = may
        if serving.extrema != codes.EXTREMA_KEPT:
            _unmark_extrema(start, stop, out, measured, serving.extrema == codes.EXTREMA_SKIPPED_ANY)


@part
def _unmark_extrema(start: int, stop: int, out: Marks, measured: Measured, any_difference: bool) -> None:  # noqa: FBT001 - compiled code takes no keyword-only arguments
    """Readings that are worse, or better, than both their neighbours may not be the reference."""
    value = measured.value
    before, middle = -1, -1
    for after in range(start, stop):
        if value[after] != value[after]:
            continue
        if before >= 0:
            worse, better = measured.step[middle], measured.step_better[middle]
            if any_difference:
                worse = better = ANY_DIFFERENCE
            left = change_from(value[before], value[middle], worse, better)
            right = change_from(value[after], value[middle], worse, better)
            if left != 0 and left == right:
                out.may[middle] &= ~codes.MAY_REFER
        before, middle = middle, after
