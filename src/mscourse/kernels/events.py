"""The rows of the events table: confirmed changes, relapses, positive scans and SPMS onset.

Like the evidence, a kernel runs twice: once to count, once to write.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.progression import cause_on
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, Scans, SpmsCandidates, Vector
from mscourse.kernels.worsening import sustained


class Events(NamedTuple):
    """One entry per row; `rows` counts those of each patient, `offset` says where they begin."""

    rows: Vector
    offset: Vector
    kind: Vector
    measure: Vector
    cause: Vector
    mri_during: Vector
    onset: Vector
    onset_value: Vector
    reference_date: Vector
    reference_value: Vector
    confirmed_on: Vector
    confirmed_value: Vector
    known_on: Vector
    sustained_until: Vector
    sustained_to_end: Vector


def find_rows(
    first: int,
    last: int,
    out: Events,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    spms_measured: Measured,
    numbers: Numbers,
) -> None:
    """Count each patient's events and, where the columns have room, write them from the patient's offset on."""
    offset, total = records.visits.offset, len(records.visits.day)
    for patient in range(first, last):
        at = out.offset[patient]
        until = records.patients.until[patient]
        for measure in range(numbers.measures):
            for event in range(offset[patient], offset[patient + 1]):
                candidate = measure * total + event
                if changes.verdict[candidate] != codes.CANDIDATE_CONFIRMED:
                    continue
                kind, cause, mri = codes.EVENT_IMPROVEMENT, codes.NO_CAUSE, codes.NO_MRI
                reference, settled = changes.reference[candidate], changes.settled[candidate]
                if changes.direction[candidate] > 0:
                    kind = codes.EVENT_WORSENING
                    cause = cause_on(candidate, until, causes, numbers)
                    days = records.visits.day
                    mri = _mri_during(patient, days[reference], days[settled], records.scans)
                at = _put_change(
                    patient, at, out, kind, cause, mri, measure, event, reference, settled, records, measured
                )
        if spms.onset[patient] >= 0:
            event = spms.onset[patient]
            at = _put_change(
                patient, at, out, codes.EVENT_SPMS, codes.NO_CAUSE, codes.NO_MRI, 0,
                event, spms.reference[event], spms.known[patient], records, spms_measured,
            )  # fmt: skip
        relapses, scans = records.relapses, records.scans
        for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
            at = _put_dated(at, out, codes.EVENT_RELAPSE, relapses.day[relapse])
        for scan in range(scans.offset[patient], scans.offset[patient + 1]):
            if scans.flags[scan] & codes.SCAN_POSITIVE:
                at = _put_dated(at, out, codes.EVENT_MRI, scans.day[scan])
        out.rows[patient] = at - out.offset[patient]


@part
def _mri_during(patient: int, reference: int, confirmed: int, scans: Scans) -> int:
    """What scans say of the time from the reference visit to the confirming visit."""
    compared, readable = False, False
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        if scans.day[scan] <= reference:
            compared = True
        elif scans.day[scan] <= confirmed:
            if scans.flags[scan] & codes.SCAN_POSITIVE:
                return codes.MRI_ACTIVE
            readable = readable or scans.flags[scan] & codes.SCAN_READABLE != 0
    return codes.MRI_CLEAR if compared and readable else codes.MRI_UNKNOWN


@part
def _put_change(
    patient: int,
    at: int,
    out: Events,
    kind: int,
    cause: int,
    mri: int,
    measure: int,
    event: int,
    reference: int,
    settled: int,
    records: Records,
    measured: Measured,
) -> int:
    """Write one confirmed change, if there is room, and return where the next row goes."""
    if len(out.kind) > 0:
        day, first_value = records.visits.day, measure * len(records.visits.day)
        held, to_end = sustained(event, settled, records.visits.offset[patient + 1], reference, first_value, measured)
        out.kind[at] = kind
        out.measure[at] = measured.field[measure]
        out.cause[at] = cause
        out.mri_during[at] = mri
        out.onset[at] = day[event]
        out.onset_value[at] = abs(measured.value[first_value + event])
        out.reference_date[at] = day[reference]
        out.reference_value[at] = abs(measured.value[first_value + reference])
        out.confirmed_on[at] = day[settled]
        out.confirmed_value[at] = abs(measured.value[first_value + settled])
        out.known_on[at] = day[settled]
        out.sustained_until[at] = day[held]
        out.sustained_to_end[at] = to_end
    return at + 1


@part
def _put_dated(at: int, out: Events, kind: int, day: int) -> int:
    """Write one event that is known the day it happens."""
    if len(out.kind) > 0:
        out.kind[at] = kind
        out.measure[at], out.cause[at], out.mri_during[at] = -1, codes.NO_CAUSE, codes.NO_MRI
        out.onset[at], out.known_on[at] = day, day
        out.onset_value[at] = out.reference_value[at] = out.confirmed_value[at] = float("nan")
        out.reference_date[at] = out.confirmed_on[at] = out.sustained_until[at] = codes.MISSING
        out.sustained_to_end[at] = codes.UNKNOWN
    return at + 1
