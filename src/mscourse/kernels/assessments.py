"""When each evaluation was last done and when it is due."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Measured, Numbers, Records, Vector
from mscourse.kernels.states import States

KINDS = 3


class Assessments(NamedTuple):
    """`KINDS` entries per patient; status -1 says there is no row: no confirming visit awaited, or the person died."""

    last_date: Vector
    due_date: Vector
    status: Vector


def find_assessments(
    first: int,
    last: int,
    out: Assessments,
    records: Records,
    measured: Measured,
    states: States,
    numbers: Numbers,
) -> None:
    """Judge each patient's evaluations on their last day."""
    visits, scans = records.visits, records.scans
    for patient in range(first, last):
        until = records.patients.until[patient]
        examined, scanned = codes.MISSING, codes.MISSING
        for visit in range(visits.offset[patient], visits.offset[patient + 1]):
            if measured.value[visit] == measured.value[visit]:
                examined = visits.day[visit]
        for scan in range(scans.offset[patient], scans.offset[patient + 1]):
            if scans.flags[scan] & (codes.SCAN_READABLE | codes.SCAN_POSITIVE):
                scanned = scans.day[scan]
        _write(out, patient * KINDS + codes.ASSESS_EXAMINATION, examined, until, numbers)
        _write(out, patient * KINDS + codes.ASSESS_MRI, scanned, until, numbers)
        at = patient * KINDS + codes.ASSESS_CONFIRMATION
        due = codes.MISSING
        if states.rows[patient]:
            due = states.confirmation_due[states.offset[patient] + states.rows[patient] - 1]
        out.last_date[at], out.due_date[at], out.status[at] = codes.MISSING, due, -1
        if records.patients.death[patient] <= until:
            for kind in range(KINDS):
                out.status[patient * KINDS + kind] = -1
        elif due != codes.MISSING:
            late = until >= due + numbers.confirmation_grace
            out.status[at] = codes.ASSESS_OVERDUE if late else codes.ASSESS_DUE_SOON


@part
def _write(out: Assessments, at: int, last_date: int, until: int, numbers: Numbers) -> None:
    out.last_date[at], out.due_date[at], out.status[at] = last_date, codes.MISSING, codes.ASSESS_NEVER
    if last_date == codes.MISSING:
        return
    due = last_date + numbers.interval
    out.due_date[at] = due
    if until >= due:
        out.status[at] = codes.ASSESS_OVERDUE
    elif until >= due - numbers.due_soon:
        out.status[at] = codes.ASSESS_DUE_SOON
    else:
        out.status[at] = codes.ASSESS_DONE
