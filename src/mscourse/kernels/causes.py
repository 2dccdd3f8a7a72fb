"""What caused a worsening: relapses near its event and its confirming visit."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import (
    Causes,
    Changes,
    Measured,
    Numbers,
    Records,
    SpmsCandidates,
    Vector,
    Windows,
)
from mscourse.kernels.relapses import ascertained
from mscourse.kernels.steps import still_changed


class Points(NamedTuple):
    """The days that windows hang on."""

    reference: int
    previous: int
    last_different: int
    event: int
    confirmation: int
    """NEVER while the change is not confirmed."""


def find_causes(
    first: int,
    last: int,
    out: Causes,
    records: Records,
    measured: Measured,
    changes: Changes,
    spms: SpmsCandidates,
    windows: Windows,
    numbers: Numbers,
) -> None:
    """Judge every candidate rise, of every measure, and the worsening that defined SPMS onset."""
    offset, day = records.visits.offset, records.visits.day
    visits = len(day)
    for patient in range(first, last):
        rise = first_rise(patient, records, numbers)
        for measure in range(numbers.measures):
            for visit in range(offset[patient], offset[patient + 1]):
                at = measure * visits + visit
                if changes.verdict[at] != codes.NO_CANDIDATE and changes.direction[at] > 0:
                    out.rise[rise] = at
                    rise += 1
                    settled = changes.settled[at] if changes.verdict[at] == codes.CANDIDATE_CONFIRMED else -1
                    points = _points(patient, visit, changes.reference[at], settled, measure, records, measured)
                    _judge(patient, at, points, out, records, windows)
        out.rises[patient] = rise - first_rise(patient, records, numbers)
        onset = spms.onset[patient]
        if onset >= 0:
            points = _points(patient, onset, spms.reference[onset], spms.known[patient], 0, records, measured)
            _judge(patient, numbers.measures * visits + patient, points, out, records, windows)


@part
def first_rise(patient: int, records: Records, numbers: Numbers) -> int:
    """Where a patient's positions begin in `Causes.rise`."""
    return int(records.visits.offset[patient]) * numbers.measures


@part
def is_over(at: int, day: int, visit_day: Vector, changes: Changes, numbers: Numbers) -> bool:
    """Whether nothing is said any more, from the day on, of the rise at that position."""
    verdict, begins = changes.verdict[at], at % len(visit_day)
    if numbers.hindsight:
        if verdict != codes.CANDIDATE_CONFIRMED:
            return bool(verdict != codes.CANDIDATE_PENDING)
    elif changes.settled_on[at] > day:
        return False
    elif verdict == codes.CANDIDATE_CONFIRMED:
        begins = changes.settled[at]
    else:
        return True
    return bool(visit_day[begins] + numbers.window <= day)


@part
def _points(
    patient: int, event: int, reference: int, settled: int, measure: int, records: Records, measured: Measured
) -> Points:
    """The days of a rise; `settled` is its confirming visit, or -1."""
    day, value = records.visits.day, measured.value
    first_value = measure * len(day)
    previous, different, earliest = -1, -1, event
    for visit in range(event - 1, records.visits.offset[patient] - 1, -1):
        before = value[first_value + visit]
        if before != before:  # noqa: PLR0124 - NaN: not measured
            continue
        earliest = visit
        if previous < 0:
            previous = visit
        if still_changed(value[first_value + event], before, measured.step[first_value + visit], 1):
            different = visit
            break
    return Points(
        int(day[reference]),
        int(day[event if previous < 0 else previous]),
        int(day[earliest if different < 0 else different]),
        int(day[event]),
        codes.NEVER if settled < 0 else int(day[settled]),
    )


@part
def _day_of(point: int, points: Points) -> int:
    """The day of a point."""
    if point == codes.AT_REFERENCE:
        return points.reference
    if point == codes.AT_PREVIOUS:
        return points.previous
    if point == codes.AT_LAST_DIFFERENT:
        return points.last_different
    return points.event if point == codes.AT_EVENT else points.confirmation


@part
def _may_lie_in_window(onset: int, uncertainty: int, points: Points, windows: Windows) -> bool:
    """Whether the onset may lie in one of the windows; while unconfirmed, in those that begin before confirmation."""
    if _meets(onset, uncertainty, points.event - windows.associated_before, points.event + windows.associated_after):
        return True
    for window in range(len(windows.start)):
        begins, ends = _span(window, points, windows)
        if _meets(onset, uncertainty, begins, ends):
            return True
    return False


@part
def _span(window: int, points: Points, windows: Windows) -> tuple[int, int]:
    """The first and last day of a window; empty while unconfirmed if it begins at the confirmation, else open."""
    starts_at, ends_at = windows.start[window], windows.end[window]
    unconfirmed = points.confirmation == codes.NEVER
    if unconfirmed and starts_at == codes.AT_CONFIRMATION:
        return codes.NEVER, -codes.NEVER
    begins = _day_of(starts_at, points) + windows.start_days[window]
    if unconfirmed and ends_at == codes.AT_CONFIRMATION:
        return begins, codes.NEVER
    return begins, _day_of(ends_at, points) + windows.end_days[window]


@part
def _meets(onset: int, uncertainty: int, begins: int, ends: int) -> bool:
    """Whether an onset known to within so many days may lie in the stretch, both ends included."""
    return begins <= ends and onset + uncertainty >= begins and onset - uncertainty <= ends


@part
def _earliest_day(points: Points, windows: Windows) -> int:
    """The first day of all windows; while unconfirmed, of those that begin before confirmation."""
    earliest = points.event - windows.associated_before
    for window in range(len(windows.start)):
        begins, ends = _span(window, points, windows)
        if begins <= ends:
            earliest = min(earliest, begins)
    return earliest


@part
def _judge(patient: int, at: int, points: Points, out: Causes, records: Records, windows: Windows) -> None:
    """Write what relapses say of one rise."""
    relapses = records.relapses
    event, confirmed = points.event, points.confirmation
    pending = Points(points.reference, points.previous, points.last_different, event, codes.NEVER)
    out.asked[at] = ascertained(patient, _earliest_day(pending, windows), event, records.patients, relapses)
    out.cause[at], out.revised_on[at], out.relapse[at] = codes.NO_CAUSE, codes.NEVER, codes.NEVER
    blocked_from, associated, near, later = codes.NEVER, codes.NEVER, codes.NEVER, codes.NEVER
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        onset, uncertainty = int(relapses.day[relapse]), int(relapses.uncertainty[relapse])
        if _may_lie_in_window(onset, uncertainty, pending, windows):
            blocked_from = min(blocked_from, onset)
        if confirmed == codes.NEVER:
            continue
        surely = (
            onset - uncertainty >= event - windows.associated_before
            and onset + uncertainty <= event + windows.associated_after
        )
        if surely and onset <= confirmed:
            associated = min(associated, onset)
        if _may_lie_in_window(onset, uncertainty, points, windows):
            if onset <= confirmed:
                near = min(near, onset)
            else:
                later = min(later, onset)
    out.blocked_from[at] = blocked_from
    if confirmed == codes.NEVER:
        return
    if associated != codes.NEVER:
        out.cause[at], out.relapse[at] = codes.ASSOCIATED, associated
    elif near != codes.NEVER:
        out.cause[at], out.relapse[at] = codes.UNDEFINED, near
    else:
        asked_from = _earliest_day(points, windows)
        asked = ascertained(patient, asked_from, confirmed, records.patients, relapses)
        out.cause[at] = codes.INDEPENDENT if asked else codes.CAUSE_UNKNOWN
        out.revised_on[at], out.relapse[at] = later, later
