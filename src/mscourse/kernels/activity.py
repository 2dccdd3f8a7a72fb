"""Activity: relapses and scans in the window, and whether their absence is known."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.days_of_change import (
    Seen,
    day_of,
    latest_relapse,
    latest_visit,
    next_relapse,
    next_scan,
    next_visit,
    sooner,
)
from mscourse.kernels.loader import part
from mscourse.kernels.records import Numbers, Records
from mscourse.kernels.relapses import ascertained


class Activity(NamedTuple):
    """What is said of activity."""

    activity: int
    reasons: int
    """Bits."""
    timing_uncertain: int
    holds_until: int


class Said(NamedTuple):
    """One of three values, and until when it holds."""

    value: int
    holds_until: int


@part
def judge_activity(patient: int, day: int, seen: Seen, records: Records, numbers: Numbers) -> Activity:
    """Activity on the day."""
    after, scans = day - numbers.window, records.scans
    reasons = codes.BECAUSE_RELAPSE * (latest_relapse(patient, seen, records) > after)
    readable, recent_t2 = False, False
    for scan in range(seen.scans_in_window, seen.scans):
        flags = scans.flags[scan]
        readable = readable or flags & codes.SCAN_READABLE != 0
        recent_t2 = recent_t2 or (flags & codes.SCAN_T2 != 0 and flags & codes.SCAN_OLD_COMPARISON == 0)
        reasons |= codes.BECAUSE_GD_LESION * (flags & codes.SCAN_GD != 0)
        reasons |= codes.BECAUSE_NEW_T2 * (flags & codes.SCAN_NEW != 0)
        reasons |= codes.BECAUSE_ENLARGING_T2 * (flags & codes.SCAN_ENLARGING != 0)
    activity, uncertain = codes.ACTIVE, 0
    if reasons == 0:
        reasons = _why_not_known(patient, day, seen, readable, records, numbers)
        activity = codes.ACTIVITY_INDETERMINATE if reasons else codes.NOT_ACTIVE
        reasons = reasons or codes.BECAUSE_CLEAR
    elif reasons & (codes.BECAUSE_RELAPSE | codes.BECAUSE_GD_LESION) == 0 and not recent_t2:
        uncertain = 1
    until = _next_change_within(patient, day, numbers.window, numbers.window, seen, records)
    until = min(until, next_scan(patient, seen, records))
    until = min(until, day_of(seen.scans_in_window, seen.scans, scans.day) + numbers.window)
    return Activity(activity, reasons, uncertain, until)


@part
def _why_not_known(
    patient: int,
    day: int,
    seen: Seen,
    readable: bool,  # noqa: FBT001 - kernels take positions alone
    records: Records,
    numbers: Numbers,
) -> int:
    """Why it is not known that there was no activity, as bits; `readable` where a scan in the window is."""
    after, missing = day - numbers.window, 0
    if seen.scans_in_window == seen.scans:
        missing |= codes.BECAUSE_NO_MRI
    elif not readable or records.patients.scan_set_aside[patient]:
        missing |= codes.BECAUSE_MRI_NOT_READABLE
    if latest_visit(patient, seen, records) <= after:
        missing |= codes.BECAUSE_NO_VISIT
    if not ascertained(patient, after + 1, day, records.patients, records.relapses):
        missing |= codes.BECAUSE_NOT_ASCERTAINED
    return missing


@part
def judge_relapse_free(patient: int, day: int, seen: Seen, records: Records, numbers: Numbers) -> Said:
    """Whether two years passed without a relapse: YES, NO or UNKNOWN."""
    after, visits = day - numbers.relapse_free_window, records.visits
    first_visit = day_of(visits.offset[patient], seen.visits, visits.day)
    value = codes.UNKNOWN
    if latest_relapse(patient, seen, records) > after:
        value = codes.NO
    elif (
        ascertained(patient, after + 1, day, records.patients, records.relapses)
        and latest_visit(patient, seen, records) > day - numbers.relapse_free_visit
        and first_visit <= after
    ):
        value = codes.YES
    until = _next_change_within(patient, day, numbers.relapse_free_window, numbers.relapse_free_visit, seen, records)
    return Said(value, sooner(until, first_visit + numbers.relapse_free_window, day))


@part
def _next_change_within(patient: int, day: int, window: int, visit_window: int, seen: Seen, records: Records) -> int:
    """The next day on which relapses in a window, or whether they are known of there, can change."""
    patients, seen_last = records.patients, latest_visit(patient, seen, records)
    until = next_relapse(patient, seen, records)
    until = sooner(until, latest_relapse(patient, seen, records) + window, day)
    # While there is a visit in its window, the next one changes nothing: only that the latest leaves it.
    ends = seen_last + visit_window
    until = min(until, ends if ends > day else next_visit(patient, seen, records))
    until = sooner(until, patients.known_from[patient] + window - 1, day)
    return sooner(until, patients.known_to[patient] + 1, day)


@part
def latest_activity(patient: int, seen: Seen, records: Records) -> int:
    """The latest relapse onset or positive scan in the window of a person who is active."""
    latest, scans = latest_relapse(patient, seen, records), records.scans
    for scan in range(seen.scans_in_window, seen.scans):
        if scans.flags[scan] & codes.SCAN_POSITIVE:
            latest = max(latest, int(scans.day[scan]))
    return latest


@part
def treated_since(patient: int, day: int, records: Records) -> int:
    """The earliest start of the treatments that cover the day; NEVER where none does."""
    treatments, since = records.treatments, codes.NEVER
    for row in range(treatments.offset[patient], treatments.offset[patient + 1]):
        if treatments.start[row] <= day < treatments.end[row]:
            since = min(since, treatments.start[row])
    return since


@part
def judge_treated(patient: int, day: int, records: Records) -> Said:
    """Whether a treatment covers the day: YES, NO, or UNKNOWN where one that is not known of may cover it."""
    treatments, value = records.treatments, codes.NO
    if treated_since(patient, day, records) != codes.NEVER:
        value = codes.YES
    elif not treatments.given[0] or records.patients.treatment_set_aside[patient]:
        value = codes.UNKNOWN
    return Said(value, next_treatment_change(patient, day, records))


@part
def next_treatment_change(patient: int, day: int, records: Records) -> int:
    """The next day on which a treatment begins or ends, or NEVER."""
    treatments, until = records.treatments, codes.NEVER
    for row in range(treatments.offset[patient], treatments.offset[patient + 1]):
        until = sooner(until, treatments.start[row], day)
        until = sooner(until, treatments.end[row], day)
    return until
