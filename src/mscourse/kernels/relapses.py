"""Which relapse rows are relapses, and how far each visit is from the last one."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Dated, Patients, Relapses, Vector, Visits


class Pseudo(NamedTuple):
    """Which rows are pseudo-relapses."""

    is_pseudo: Vector


class Settled(NamedTuple):
    """What became of each relapse row, and the kept onset that a merged one belongs to."""

    status: Vector
    belongs_to: Vector


def settle_relapses(first: int, last: int, out: Settled, onsets: Dated, pseudo: Pseudo, minimum_interval: int) -> None:
    """Pass over pseudo-relapses; then merge an onset too close to the last kept one. Rows are in order of date."""
    for patient in range(first, last):
        kept = codes.MISSING
        for row in range(onsets.offset[patient], onsets.offset[patient + 1]):
            out.belongs_to[row] = codes.MISSING
            if pseudo.is_pseudo[row]:
                out.status[row] = codes.RELAPSE_PSEUDO
            elif kept != codes.MISSING and onsets.day[row] - kept < minimum_interval:
                out.status[row] = codes.RELAPSE_MERGED
                out.belongs_to[row] = kept
            else:
                out.status[row] = codes.RELAPSE_KEPT
                kept = onsets.day[row]


class Distances(NamedTuple):
    """Days from each visit to the onsets around it; NEVER where there is none."""

    since_relapse: Vector
    """Back to the latest onset on or before the visit."""
    until_relapse: Vector
    """On to the next onset on or after the visit."""


def measure_distances(first: int, last: int, out: Distances, visits: Dated, onsets: Dated) -> None:
    """Days from each visit to the onsets around it; visits and onsets are in order of date."""
    for patient in range(first, last):
        start, stop = onsets.offset[patient], onsets.offset[patient + 1]
        later = start  # the first onset after the visit
        upcoming = start  # the first onset on or after it
        for visit in range(visits.offset[patient], visits.offset[patient + 1]):
            day = visits.day[visit]
            while later < stop and onsets.day[later] <= day:
                later += 1
            while upcoming < stop and onsets.day[upcoming] < day:
                upcoming += 1
            out.since_relapse[visit] = day - onsets.day[later - 1] if later > start else codes.NEVER
            out.until_relapse[visit] = onsets.day[upcoming] - day if upcoming < stop else codes.NEVER


@part
def first_relapse_within(start: int, stop: int, day: Vector, earliest: float, latest: float) -> int:
    """The first onset from `earliest` to `latest`, both included, among rows start..stop-1; NEVER if none."""
    for relapse in range(start, stop):
        if day[relapse] > latest:
            break
        if day[relapse] >= earliest:
            return int(day[relapse])
    return codes.NEVER


@part
def last_relapse_within(start: int, stop: int, day: Vector, earliest: int, latest: int) -> int:
    """The last onset from `earliest` to `latest`, both included, among rows start..stop-1; MISSING if none."""
    found = codes.MISSING
    for relapse in range(start, stop):
        if earliest <= day[relapse] <= latest:
            found = int(day[relapse])
    return found


@part
def ascertained(patient: int, earliest: int, latest: int, patients: Patients, relapses: Relapses) -> bool:
    """Whether relapses were asked about on every day from `earliest` to `latest`."""
    return bool(relapses.given[0] and patients.known_from[patient] <= earliest and latest <= patients.known_to[patient])


@part
def is_apart(visit: int, visits: Visits, after: int, before: int) -> bool:
    """Whether the visit is more than so many days after every relapse, and more than so many before the next."""
    return bool(visits.since_relapse[visit] > after and visits.until_relapse[visit] > before)


@part
def is_usable_between(visit: int, value: float, visits: Visits, after: int, before: int) -> bool:
    """Whether the visit has a value and is more than so many days after the relapse before it and before the next."""
    return bool(value == value and is_apart(visit, visits, after, before))  # noqa: PLR0124 - NaN is not itself


@part
def is_usable(visit: int, value: float, since_relapse: Vector, usable_after: int) -> bool:
    """Whether the visit has a value and is more than `usable_after` days after every relapse on or before it."""
    return bool(value == value and since_relapse[visit] > usable_after)  # noqa: PLR0124 - NaN is not itself
