"""The first visit at which a person met the entry criteria of a trial, and the visit that came closest."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Measured, Records, Vector, Visits
from mscourse.kernels.relapses import ascertained
from mscourse.kernels.steps import SLACK

# The criteria, as bits `1 << criterion`, in the order of `CRITERIA`.
AGE_OUTSIDE, AGE_UNKNOWN, BEFORE_FIRST, EDSS_OUTSIDE, NO_RISE, PROGRESSIVE, RELAPSE_RECENT, NOT_ASCERTAINED = range(8)
CRITERIA = (
    "age_outside",
    "age_unknown",
    "before_first_relapse",
    "edss_outside",
    "no_rise",
    "progressive_onset",
    "relapse_too_recent",
    "relapses_not_ascertained",
)


class Entries(NamedTuple):
    """One entry per patient."""

    onset: Vector
    """The first visit that met every criterion, or -1."""
    closest: Vector
    """The visit that failed the fewest, the latest of several; -1 with an onset, or without any value."""
    failed: Vector
    """The criteria that it failed, as bits."""


class EntryNumbers(NamedTuple):
    """The numbers of the rule."""

    minimum_age: int
    """Negative where the age plays no part, as the other one is `NEVER` then."""
    maximum_age: int
    minimum_edss: float
    maximum_edss: float
    rise_within: int
    relapse_free: int


def find_entries(
    first: int, last: int, out: Entries, records: Records, measured: Measured, age: Vector, numbers: EntryNumbers
) -> None:
    """Look at every visit with an EDSS; `age` holds the completed years at each, -1 where they are not known."""
    visits = records.visits
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        out.onset[patient], out.closest[patient], out.failed[patient] = -1, -1, 0
        fewest = len(CRITERIA) + 1
        for visit in range(start, stop):
            if measured.value[visit] != measured.value[visit]:
                continue
            failed = _relapse_criteria(patient, visit, records, numbers)
            if not numbers.minimum_edss <= measured.value[visit] <= numbers.maximum_edss:
                failed |= 1 << EDSS_OUTSIDE
            if not _has_risen(visit, start, visits, measured, numbers.rise_within):
                failed |= 1 << NO_RISE
            if numbers.minimum_age >= 0 and age[visit] < 0:
                failed |= 1 << AGE_UNKNOWN
            elif not numbers.minimum_age <= age[visit] <= numbers.maximum_age and numbers.minimum_age >= 0:
                failed |= 1 << AGE_OUTSIDE
            if failed == 0:
                out.onset[patient], out.closest[patient], out.failed[patient] = visit, -1, 0
                break
            number = 0
            for criterion in range(len(CRITERIA)):
                number += failed >> criterion & 1
            if number <= fewest:
                fewest = number
                out.closest[patient], out.failed[patient] = visit, failed


@part
def _relapse_criteria(patient: int, visit: int, records: Records, numbers: EntryNumbers) -> int:
    """A relapsing onset, and relapses not too recent."""
    since, day = records.visits.since_relapse[visit], records.visits.day[visit]
    failed = 0
    if records.patients.onset[patient] == codes.ONSET_PROGRESSIVE:
        failed |= 1 << PROGRESSIVE
    if records.patients.onset[patient] == codes.ONSET_UNKNOWN and since == codes.NEVER:
        failed |= 1 << BEFORE_FIRST
    if since < numbers.relapse_free:
        failed |= 1 << RELAPSE_RECENT
    if not ascertained(patient, day - numbers.relapse_free + 1, day, records.patients, records.relapses):
        failed |= 1 << NOT_ASCERTAINED
    return failed


@part
def _has_risen(visit: int, start: int, visits: Visits, measured: Measured, within: int) -> bool:
    """Whether an earlier visit, not too long ago, was lower by the step of this one's value."""
    for earlier in range(visit - 1, start - 1, -1):
        if visits.day[visit] - visits.day[earlier] > within:
            break
        if measured.value[visit] - measured.value[earlier] >= measured.step[visit] - SLACK:
            return True
    return False
