"""The searches of the CORe software for confirmed changes: worsening, improvement, and both in turn.

Each pass looks at a list of visits, closed by a copy of its first one, for those that are changed for long enough:
the *entries*. The earliest of them is the event, and the reference moves to the best of them.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.core_records import CoreVisits, falls, first_settled, is_settled, rises
from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector


class CoreChanges(NamedTuple):
    """Events found, a patient's from the number of their first visit on."""

    found: Vector
    """One entry per patient: how many."""
    event: Vector
    reference_value: Vector
    reference_day: Vector
    since_reference: Vector
    """Days from the patient's first reference."""
    sustained: Vector
    """Days that the change lasts."""


class CoreEntries(NamedTuple):
    """Room for the visits that a pass looks at; per patient one more than there are visits."""

    visit: Vector
    lasts: Vector
    """1 where the visit is changed for long enough."""
    days: Vector
    """For how long; only where it lasts."""


class CoreNumbers(NamedTuple):
    """The numbers of the rule, in days."""

    confirmed: float
    """How long a change is to last."""
    after_relapse: float
    to_the_end: bool
    """Whether it is to last to the last visit."""
    apart_from_relapses: bool
    """Whether a worsening with a relapse since the first visit looked at is none, and the search starts again."""
    closing_counts: bool
    """Whether the copy that closes the list may itself be changed for long enough."""


class CorePass(NamedTuple):
    """What a pass starts from."""

    length: int
    """Visits looked at; 0 ends the search."""
    day: int
    """The date of the reference."""
    value: float
    """EDSS of the reference."""


WORSE, BETTER = 1, -1


def find_core_changes(
    first: int, last: int, out: CoreChanges, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers, sense: int
) -> None:
    """Look for changes in one sense, 1 for worse and -1 for better."""
    for patient in range(first, last):
        base = visits.offset[patient] + patient
        out.found[patient] = 0
        now = _first_pass(patient, base, room, visits, numbers)
        first_day = now.day
        while now.length > 0:
            event = _qualify(base, now, sense, room, visits, numbers)
            if event < 0:
                break
            if numbers.apart_from_relapses and _has_relapse(base, event, room, visits):
                now = _after_relapse(base, event, now, first_day, room, visits, numbers)
                continue
            _record(patient, event, now, first_day, out, room, visits)
            now = _moved(base, event, now, room, visits, numbers)


def find_core_sequence(
    first: int,
    last: int,
    worsening: CoreChanges,
    room: CoreEntries,
    improvement: CoreChanges,
    visits: CoreVisits,
    numbers: CoreNumbers,
) -> None:
    """Look for changes in either sense, whichever the first visit looked at shows."""
    for patient in range(first, last):
        base = visits.offset[patient] + patient
        worsening.found[patient] = improvement.found[patient] = 0
        now = _first_pass(patient, base, room, visits, numbers)
        first_day = now.day
        # Without a time to confirm, visits of one day could send the reference to and fro for ever.
        passes = (now.length + 1) * (now.length + 1)
        while now.length > 1 and passes > 0:
            passes -= 1
            value = visits.value[room.visit[base]]
            if not rises(value, now.value) and not falls(value, now.value):
                now = _kept_from(base, 1, now, now.day, now.value, room)
                continue
            sense = WORSE if rises(value, now.value) else BETTER
            event = _qualify(base, now, sense, room, visits, numbers)
            if event < 0:
                break
            if sense == WORSE:
                _record(patient, event, now, first_day, worsening, room, visits)
            else:
                _record(patient, event, now, first_day, improvement, room, visits)
            now = _moved(base, event, now, room, visits, numbers)


@part
def _first_pass(patient: int, base: int, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers) -> CorePass:
    """All visits, and the first settled one as reference."""
    start, stop = visits.offset[patient], visits.offset[patient + 1]
    settled = first_settled(start, stop, visits, numbers.after_relapse)
    if settled == stop:
        return CorePass(0, 0, 0.0)
    for visit in range(start, stop):
        room.visit[base + visit - start] = visit
    return CorePass(stop - start, visits.day[settled], visits.value[settled])


@part
def _is_changed(value: float, reference: float, sense: int) -> bool:
    return rises(value, reference) if sense == WORSE else falls(value, reference)


@part
def _qualify(base: int, now: CorePass, sense: int, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers) -> int:
    """Mark the entries that last, from the closing one back; the first of them, or -1."""
    room.visit[base + now.length] = room.visit[base]
    latest = visits.day[room.visit[base + now.length - 1]]
    found = -1
    broken = base + now.length + 1  # The entry that ends the run looked at, and the one that it lasts to.
    held_to = _held_to(base, broken, sense, room, visits, numbers)
    for entry in range(base + now.length, base - 1, -1):
        visit = room.visit[entry]
        room.lasts[entry] = 0
        is_closing = entry == base + now.length
        if not _is_changed(visits.value[visit], now.value, sense) or (is_closing and not numbers.closing_counts):
            broken = entry
            held_to = -1
            continue
        if held_to < 0:
            held_to = _held_to(base, broken, sense, room, visits, numbers)
        if held_to < base:
            continue
        days = visits.day[room.visit[held_to]] - visits.day[visit]
        if days >= numbers.confirmed and (not numbers.to_the_end or days >= latest - visits.day[visit]):
            room.lasts[entry], room.days[entry] = 1, days
            found = entry
    return found


@part
def _held_to(base: int, broken: int, sense: int, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers) -> int:
    """The last entry before the one that ends the run; for a worsening the last settled one, wherever it is."""
    entry = broken - 1
    if sense == WORSE:
        while entry >= base and not is_settled(room.visit[entry], visits, numbers.after_relapse):
            entry -= 1
    return entry


@part
def _record(
    patient: int, event: int, now: CorePass, first_day: int, out: CoreChanges, room: CoreEntries, visits: CoreVisits
) -> None:
    """Write the event down, unless it is not after the first reference or another is known on that day."""
    visit = room.visit[event]
    start, day = visits.offset[patient], visits.day[visit]
    if day <= first_day:
        return
    for row in range(start, start + out.found[patient]):
        if visits.day[out.event[row]] == day:
            return
    row = start + out.found[patient]
    out.event[row] = visit
    out.reference_value[row], out.reference_day[row] = now.value, now.day
    out.since_reference[row], out.sustained[row] = day - first_day, room.days[event]
    out.found[patient] += 1


@part
def _moved(
    base: int, event: int, now: CorePass, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers
) -> CorePass:
    """The pass after an event: the reference is the lowest of those entries that last, soon after it or next."""
    day = visits.day[room.visit[event]]
    lowest = visits.value[room.visit[event]]
    is_next = True
    for entry in range(event + 1, base + now.length + 1):
        if not room.lasts[entry]:
            continue
        visit = room.visit[entry]
        if is_next or visits.day[visit] - day <= numbers.confirmed:
            lowest = min(lowest, visits.value[visit])
        is_next = False
    entry = base
    while entry < base + now.length and (
        visits.day[room.visit[entry]] < day or visits.value[room.visit[entry]] != lowest
    ):
        entry += 1
    if entry == base + now.length:
        return CorePass(0, now.day, now.value)
    reference_day = visits.day[room.visit[entry]]
    while entry > base and visits.day[room.visit[entry - 1]] == reference_day:
        entry -= 1
    return _kept_from(base, entry - base, now, reference_day, lowest, room)


@part
def _kept_from(base: int, dropped: int, now: CorePass, day: int, value: float, room: CoreEntries) -> CorePass:
    """The visits but for the first ones, with that reference."""
    for entry in range(base, base + now.length - dropped):
        room.visit[entry] = room.visit[entry + dropped]
    return CorePass(now.length - dropped, day, value)


@part
def _has_relapse(base: int, event: int, room: CoreEntries, visits: CoreVisits) -> bool:
    """Whether the latest relapse before the event was on the first visit looked at, or after it."""
    visit = room.visit[event]
    return bool(visits.day[visit] - visits.day[room.visit[base]] >= visits.gap[visit])


@part
def _relapse_day(visit: int, first_day: int, visits: CoreVisits) -> float:
    """The latest relapse, in days from the first reference; 0 where none is known."""
    gap = visits.gap[visit]
    return 0.0 if gap != gap else visits.day[visit] - first_day - gap  # noqa: PLR0124 - NaN


@part
def _after_relapse(
    base: int, event: int, now: CorePass, first_day: int, room: CoreEntries, visits: CoreVisits, numbers: CoreNumbers
) -> CorePass:
    """The pass after a worsening with a relapse: another reference, without the visits of the earliest relapse."""
    onset = _relapse_day(room.visit[event], first_day, visits)
    earliest = onset
    for entry in range(base, base + now.length):
        earliest = min(earliest, _relapse_day(room.visit[entry], first_day, visits))
    if earliest == onset:
        return CorePass(0, now.day, now.value)
    count = 0
    for entry in range(base, base + now.length):
        visit = room.visit[entry]
        if _relapse_day(visit, first_day, visits) > earliest:
            # Visits soon after a relapse are not begun with.
            if count == 0 and visits.gap[visit] < numbers.after_relapse:
                continue
            room.visit[base + count] = visit
            count += 1
    for entry in range(base, base + count):
        visit = room.visit[entry]
        if is_settled(visit, visits, numbers.after_relapse):
            return CorePass(count, visits.day[visit], visits.value[visit])
    return CorePass(0, now.day, now.value)
