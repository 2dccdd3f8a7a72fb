"""Activity: relapses and scans in the window, and whether their absence is known."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.days_of_change import Seen
from mscourse.kernels.loader import part
from mscourse.kernels.records import Numbers, Records
from mscourse.kernels.relapses import ascertained


@part
def judge_activity(patient: int, day: int, seen: Seen, records: Records, numbers: Numbers) -> tuple[int, int, int]:
    """Activity on the day, its reasons as bits, and whether its timing is uncertain."""
    after = day - numbers.window
    positive = codes.BECAUSE_RELAPSE * (latest_relapse(patient, seen, records) > after)
    readable, recent_t2 = False, False
    for scan in range(seen.scans_in_window, seen.scans):
        flags = records.scans.flags[scan]
        readable = readable or flags & codes.SCAN_READABLE != 0
        recent_t2 = recent_t2 or (flags & codes.SCAN_T2 != 0 and flags & codes.SCAN_OLD_COMPARISON == 0)
        positive |= codes.BECAUSE_GD_LESION * (flags & codes.SCAN_GD != 0)
        positive |= codes.BECAUSE_NEW_T2 * (flags & codes.SCAN_NEW != 0)
        positive |= codes.BECAUSE_ENLARGING_T2 * (flags & codes.SCAN_ENLARGING != 0)
    if positive:
        t2_only = positive & (codes.BECAUSE_RELAPSE | codes.BECAUSE_GD_LESION) == 0
        return codes.ACTIVE, positive, int(t2_only and not recent_t2)
    missing = 0
    if seen.scans_in_window == seen.scans:
        missing |= codes.BECAUSE_NO_MRI
    elif not readable or records.patients.scan_set_aside[patient]:
        missing |= codes.BECAUSE_MRI_NOT_READABLE
    if seen.visits_in_window == seen.visits:
        missing |= codes.BECAUSE_NO_VISIT
    if not ascertained(patient, after + 1, day, records.patients, records.relapses):
        missing |= codes.BECAUSE_NOT_ASCERTAINED
    if missing:
        return codes.ACTIVITY_INDETERMINATE, missing, 0
    return codes.NOT_ACTIVE, codes.BECAUSE_CLEAR, 0


@part
def judge_relapse_free(patient: int, day: int, seen: Seen, records: Records, numbers: Numbers) -> int:
    """Whether two years passed without a relapse: YES, NO or UNKNOWN."""
    after = day - numbers.relapse_free_window
    if latest_relapse(patient, seen, records) > after:
        return codes.NO
    visits, first = records.visits, records.visits.offset[patient]
    known = (
        ascertained(patient, after + 1, day, records.patients, records.relapses)
        and seen.visits > first
        and visits.day[seen.visits - 1] > day - numbers.relapse_free_visit
        and visits.day[first] <= after
    )
    return codes.YES if known else codes.UNKNOWN


@part
def latest_relapse(patient: int, seen: Seen, records: Records) -> int:
    """The latest relapse onset so far; MISSING if there is none."""
    relapses = records.relapses
    return int(relapses.day[seen.relapses - 1]) if seen.relapses > relapses.offset[patient] else codes.MISSING


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
def is_treated(patient: int, day: int, records: Records) -> int:
    """Whether a treatment covers the day: YES, NO, or UNKNOWN where one that is not known of may cover it."""
    if treated_since(patient, day, records) != codes.NEVER:
        return codes.YES
    if not records.treatments.given[0] or records.patients.treatment_set_aside[patient]:
        return codes.UNKNOWN
    return codes.NO
