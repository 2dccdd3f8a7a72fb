"""Which relapse rows are relapses, and how far each visit is from the last one."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Dated, Patients, Relapses, Vector


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
    """Days from each visit back to the latest kept onset."""

    since_relapse: Vector


def measure_distances(first: int, last: int, out: Distances, visits: Dated, onsets: Dated) -> None:
    """Days since the latest onset on or before each visit; NEVER where there is none."""
    for patient in range(first, last):
        relapse = onsets.offset[patient]
        for visit in range(visits.offset[patient], visits.offset[patient + 1]):
            while relapse < onsets.offset[patient + 1] and onsets.day[relapse] <= visits.day[visit]:
                relapse += 1
            if relapse > onsets.offset[patient]:
                out.since_relapse[visit] = visits.day[visit] - onsets.day[relapse - 1]
            else:
                out.since_relapse[visit] = codes.NEVER


@part
def first_relapse_within(start: int, stop: int, day: Vector, earliest: int, latest: int) -> int:
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
def is_usable(visit: int, value: float, since_relapse: Vector, usable_after: int) -> bool:
    """Whether the visit has a value and is more than `usable_after` days after every relapse on or before it."""
    return bool(value == value and since_relapse[visit] > usable_after)  # noqa: PLR0124 - NaN is not itself
