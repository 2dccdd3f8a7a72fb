"""The days on which a person's state can change, one after the other, and which records count on each.

Days only go forward, and each kind of record is in order of date. So a position in each kind that moves along with
the days says which records lie before a day and which in its window, and the next day of change as well.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.causes import first_rise, is_over
from mscourse.kernels.loader import part
from mscourse.kernels.records import Causes, Changes, Numbers, Records, Vector


class Seen(NamedTuple):
    """Where a day stands in the records of a person; each is a position in that kind of record."""

    visits: int
    """The first visit after the day."""
    visits_in_window: int
    """The first visit after the day before which the window begins; so with scans."""
    relapses: int
    scans: int
    scans_in_window: int
    labels: int
    rises: int
    """The first rise, of all in `Causes.rise`, of which something may be said still."""


@part
def nothing_seen(patient: int, records: Records, numbers: Numbers) -> Seen:
    """Before the first record."""
    visits, scans = int(records.visits.offset[patient]), int(records.scans.offset[patient])
    relapses, labels = int(records.relapses.offset[patient]), int(records.labels.offset[patient])
    return Seen(visits, visits, relapses, scans, scans, labels, first_rise(patient, records, numbers))


@part
def seen_on(
    patient: int, day: int, before: Seen, records: Records, changes: Changes, causes: Causes, numbers: Numbers
) -> Seen:
    """Where the day stands, from where an earlier one stood."""
    visits, relapses, scans, labels = records.visits, records.relapses, records.scans, records.labels
    after = day - numbers.window
    past_visits, past_scans = visits.offset[patient + 1], scans.offset[patient + 1]
    rise, past_rises = before.rises, first_rise(patient, records, numbers) + causes.rises[patient]
    while rise < past_rises and is_over(causes.rise[rise], day, visits.day, changes, numbers):
        rise += 1
    return Seen(
        _first_after(before.visits, past_visits, visits.day, day),
        _first_after(before.visits_in_window, past_visits, visits.day, after),
        _first_after(before.relapses, relapses.offset[patient + 1], relapses.day, day),
        _first_after(before.scans, past_scans, scans.day, day),
        _first_after(before.scans_in_window, past_scans, scans.day, after),
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
def next_day_of_change(patient: int, day: int, seen: Seen, spms_from: int, records: Records, numbers: Numbers) -> int:
    """The first day after this one on which the state can change; NEVER if there is none.

    A new record can change it, and a record that leaves a window. `spms_from` is one more such day, unless it is
    NEVER.
    """
    soonest = min(_coming_visit_day(patient, day, seen, records, numbers), _coming_treatment_day(patient, day, records))
    relapses, scans, labels = records.relapses, records.scans, records.labels
    if seen.relapses < relapses.offset[patient + 1]:
        soonest = min(soonest, relapses.day[seen.relapses])
    if seen.relapses > relapses.offset[patient]:
        latest = relapses.day[seen.relapses - 1]
        soonest = _sooner(soonest, latest + numbers.window, day)
        soonest = _sooner(soonest, latest + numbers.relapse_free_window, day)
    if seen.scans < scans.offset[patient + 1]:
        soonest = min(soonest, scans.day[seen.scans])
    if seen.scans_in_window < seen.scans:
        soonest = min(soonest, scans.day[seen.scans_in_window] + numbers.window)
    if seen.labels < labels.offset[patient + 1]:
        soonest = min(soonest, labels.day[seen.labels])
    known_from = records.patients.known_from[patient]
    soonest = _sooner(soonest, known_from + numbers.window - 1, day)
    soonest = _sooner(soonest, known_from + numbers.relapse_free_window - 1, day)
    soonest = _sooner(soonest, records.patients.known_to[patient] + 1, day)
    return _sooner(soonest, spms_from, day)


@part
def _coming_visit_day(patient: int, day: int, seen: Seen, records: Records, numbers: Numbers) -> int:
    """The first day after this one on which a visit is recorded or begins or ceases to count."""
    visits, soonest = records.visits, codes.NEVER
    first = visits.offset[patient]
    if seen.visits < visits.offset[patient + 1]:
        soonest = min(soonest, visits.day[seen.visits])
    if seen.visits_in_window < seen.visits:
        soonest = min(soonest, visits.day[seen.visits_in_window] + numbers.window)
    if seen.visits > first:
        soonest = _sooner(soonest, visits.day[seen.visits - 1] + numbers.relapse_free_visit, day)
        soonest = _sooner(soonest, visits.day[first] + numbers.relapse_free_window, day)
    return soonest


@part
def _coming_treatment_day(patient: int, day: int, records: Records) -> int:
    """The first day after this one on which a treatment begins or ends."""
    treatments, soonest = records.treatments, codes.NEVER
    for row in range(treatments.offset[patient], treatments.offset[patient + 1]):
        soonest = _sooner(soonest, treatments.start[row], day)
        soonest = _sooner(soonest, treatments.end[row], day)
    return soonest


@part
def _sooner(soonest: int, other: int, day: int) -> int:
    """The earlier of two days, the other one only if it is still to come after the day."""
    return min(soonest, other) if other > day else soonest
