"""Activity: relapses and scans in the window, and whether their absence is known."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Numbers, Records, Relapses
from mscourse.kernels.relapses import ascertained


@part
def judge_activity(patient: int, day: int, last_visit: int, records: Records, numbers: Numbers) -> tuple[int, int, int]:
    """Activity on the day, its reasons as bits, and whether its timing is uncertain.

    `last_visit` is the day of the latest visit on or before the day.
    """
    after = day - numbers.window
    positive = _has_relapse(patient, after, day, records.relapses) * codes.BECAUSE_RELAPSE
    scans, readable, recent_t2 = 0, False, False
    for scan in range(records.scans.offset[patient], records.scans.offset[patient + 1]):
        if not after < records.scans.day[scan] <= day:
            continue
        flags = records.scans.flags[scan]
        scans += 1
        readable = readable or flags & codes.SCAN_READABLE != 0
        recent_t2 = recent_t2 or (flags & codes.SCAN_T2 != 0 and flags & codes.SCAN_OLD_COMPARISON == 0)
        positive |= codes.BECAUSE_GD_LESION * (flags & codes.SCAN_GD != 0)
        positive |= codes.BECAUSE_NEW_T2 * (flags & codes.SCAN_NEW != 0)
        positive |= codes.BECAUSE_ENLARGING_T2 * (flags & codes.SCAN_ENLARGING != 0)
    if positive:
        t2_only = positive & (codes.BECAUSE_RELAPSE | codes.BECAUSE_GD_LESION) == 0
        return codes.ACTIVE, positive, int(t2_only and not recent_t2)
    missing = 0
    if scans == 0:
        missing |= codes.BECAUSE_NO_MRI
    elif not readable or records.patients.scan_set_aside[patient]:
        missing |= codes.BECAUSE_MRI_NOT_READABLE
    if last_visit <= after:
        missing |= codes.BECAUSE_NO_VISIT
    if not ascertained(patient, after + 1, day, records.patients, records.relapses):
        missing |= codes.BECAUSE_NOT_ASCERTAINED
    if missing:
        return codes.ACTIVITY_INDETERMINATE, missing, 0
    return codes.NOT_ACTIVE, codes.BECAUSE_CLEAR, 0


@part
def judge_relapse_free(
    patient: int, day: int, first_visit: int, last_visit: int, records: Records, numbers: Numbers
) -> int:
    """Whether two years passed without a relapse: YES, NO or UNKNOWN."""
    after = day - numbers.relapse_free_window
    if _has_relapse(patient, after, day, records.relapses):
        return codes.NO
    known = (
        ascertained(patient, after + 1, day, records.patients, records.relapses)
        and last_visit > day - numbers.relapse_free_visit
        and first_visit <= after
    )
    return codes.YES if known else codes.UNKNOWN


@part
def _has_relapse(patient: int, after: int, day: int, relapses: Relapses) -> bool:
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        if after < relapses.day[relapse] <= day:
            return True
    return False


@part
def latest_activity(patient: int, day: int, records: Records) -> int:
    """The latest relapse onset or positive scan by the day, which lies in the window where the person is active."""
    relapses, scans, latest = records.relapses, records.scans, codes.MISSING
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        if relapses.day[relapse] <= day:
            latest = max(latest, relapses.day[relapse])
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        if scans.flags[scan] & codes.SCAN_POSITIVE and scans.day[scan] <= day:
            latest = max(latest, scans.day[scan])
    return int(latest)


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
