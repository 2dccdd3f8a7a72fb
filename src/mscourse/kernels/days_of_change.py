"""Which records of a person count on a day, and the next day on which that changes.

Days only go forward, and each kind of record is in order of date. So a position in each kind moves along with the
days. What is judged on a day says until when it holds: the first day on which a record is made or leaves a window that
it rests on. In between nothing need be judged anew.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.causes import first_rise, is_over
from mscourse.kernels.loader import part
from mscourse.kernels.records import Causes, Changes, Numbers, Records, Vector


class Seen(NamedTuple):
    """Where a day stands in the records of a person: the first of each kind after it."""

    visits: int
    relapses: int
    scans: int
    scans_in_window: int
    """The first scan after the day before which the window begins."""
    labels: int
    rises: int
    """The first rise, of all in `Causes.rise`, that is not over."""


@part
def nothing_seen(patient: int, records: Records, numbers: Numbers) -> Seen:
    """Before the first record."""
    visits, scans = int(records.visits.offset[patient]), int(records.scans.offset[patient])
    relapses, labels = int(records.relapses.offset[patient]), int(records.labels.offset[patient])
    return Seen(visits, relapses, scans, scans, labels, first_rise(patient, records, numbers))


@part
def seen_on(
    patient: int, day: int, before: Seen, records: Records, changes: Changes, causes: Causes, numbers: Numbers
) -> Seen:
    """Where the day stands, from where an earlier one stood."""
    visits, relapses, scans, labels = records.visits, records.relapses, records.scans, records.labels
    past_scans = scans.offset[patient + 1]
    rise, past_rises = before.rises, first_rise(patient, records, numbers) + causes.rises[patient]
    while rise < past_rises and is_over(causes.rise[rise], day, visits.day, changes, numbers):
        rise += 1
    return Seen(
        _first_after(before.visits, visits.offset[patient + 1], visits.day, day),
        _first_after(before.relapses, relapses.offset[patient + 1], relapses.day, day),
        _first_after(before.scans, past_scans, scans.day, day),
        _first_after(before.scans_in_window, past_scans, scans.day, day - numbers.window),
        _first_after(before.labels, labels.offset[patient + 1], labels.day, day),
        rise,
    )


@part
def _first_after(at: int, stop: int, days: Vector, day: int) -> int:
    """The first of the rows from `at` on that is dated after the day; `stop` if there is none."""
    while at < stop and days[at] <= day:
        at += 1
    return at


@part
def day_of(at: int, stop: int, days: Vector) -> int:
    """The day of a row; NEVER where the rows are over."""
    return int(days[at]) if at < stop else codes.NEVER


@part
def latest_before(at: int, start: int, days: Vector) -> int:
    """The day of the row before this one; MISSING where the rows begin with it."""
    return int(days[at - 1]) if at > start else codes.MISSING


@part
def sooner(soonest: int, other: int, day: int) -> int:
    """The earlier of two days, the other one only if it is still to come after the day."""
    return min(soonest, other) if other > day else soonest


@part
def next_visit(patient: int, seen: Seen, records: Records) -> int:
    """The day of the next visit, or NEVER."""
    return day_of(seen.visits, records.visits.offset[patient + 1], records.visits.day)


@part
def next_relapse(patient: int, seen: Seen, records: Records) -> int:
    """The day of the next relapse, or NEVER."""
    return day_of(seen.relapses, records.relapses.offset[patient + 1], records.relapses.day)


@part
def next_scan(patient: int, seen: Seen, records: Records) -> int:
    """The day of the next scan, or NEVER."""
    return day_of(seen.scans, records.scans.offset[patient + 1], records.scans.day)


@part
def latest_visit(patient: int, seen: Seen, records: Records) -> int:
    """The day of the latest visit so far; MISSING if there is none."""
    return latest_before(seen.visits, records.visits.offset[patient], records.visits.day)


@part
def latest_relapse(patient: int, seen: Seen, records: Records) -> int:
    """The latest relapse onset so far; MISSING if there is none."""
    return latest_before(seen.relapses, records.relapses.offset[patient], records.relapses.day)
