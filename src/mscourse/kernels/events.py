"""The rows of the events table: confirmed changes, relapses, positive scans and SPMS onset.

Like the evidence, a kernel runs twice: once to count, once to write.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.confirmation import Confirmation, confirmed_waits
from mscourse.kernels.loader import part
from mscourse.kernels.progression import cause_on
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, SpmsCandidates, Vector
from mscourse.kernels.steps import still_changed

NAN = float("nan")


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
    confirmed_waits: Vector
    """The waits at which a change is confirmed, as bits."""


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
    may: Vector,
    confirmation: Confirmation,
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
                if len(out.kind) == 0:
                    at += 1
                    continue
                kind, cause, mri = codes.EVENT_IMPROVEMENT, codes.NO_CAUSE, codes.NO_MRI
                reference, settled = changes.reference[candidate], changes.settled[candidate]
                level = changes.level[candidate]
                if changes.direction[candidate] > 0:
                    kind = codes.EVENT_WORSENING
                    cause = cause_on(candidate, until, causes, numbers)
                    mri = _mri_during(patient, reference, event, settled, records, numbers)
                out.confirmed_waits[at] = _waits_of(
                    event, settled, level, measure, offset[patient + 1], records, measured, may, confirmation
                )
                out.known_on[at] = changes.settled_on[candidate]
                at = _put_change(
                    patient, at, out, kind, cause, mri, measure, event, reference, level, settled, records, measured
                )
        if spms.onset[patient] >= 0:
            event = spms.onset[patient]
            at = _put_change(
                patient, at, out, codes.EVENT_SPMS, codes.NO_CAUSE, codes.NO_MRI, 0,
                event, spms.reference[event], spms.reference[event], spms.known[patient], records, spms_measured,
            )  # fmt: skip
            if len(out.kind) > 0:
                out.known_on[at - 1] = out.confirmed_on[at - 1]
        elif spms.onset_day[patient] != codes.NEVER:
            at = _put_dated(at, out, codes.EVENT_SPMS, spms.onset_day[patient])
            if len(out.kind) > 0:
                out.known_on[at - 1] = spms.known_day[patient]
                out.onset_value[at - 1] = spms.value[patient]
                if spms.from_table[patient] == codes.FROM_VISITS and spms.from_field[patient] == codes.FIELD_EDSS:
                    out.measure[at - 1] = codes.FIELD_EDSS
        relapses, scans = records.relapses, records.scans
        for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
            at = _put_dated(at, out, codes.EVENT_RELAPSE, relapses.day[relapse])
        for scan in range(scans.offset[patient], scans.offset[patient + 1]):
            if scans.flags[scan] & codes.SCAN_POSITIVE:
                at = _put_dated(at, out, codes.EVENT_MRI, scans.day[scan])
        out.rows[patient] = at - out.offset[patient]


@part
def _waits_of(
    event: int,
    settled: int,
    level: int,
    measure: int,
    stop: int,
    records: Records,
    measured: Measured,
    may: Vector,
    confirmation: Confirmation,
) -> int:
    """The waits at which a change is confirmed, as bits; none for a last visit that counts by itself."""
    if settled == event:
        return 0
    first_value = measure * len(records.visits.day)
    direction, compared, step = _compared(event, level, first_value, measured)
    return confirmed_waits(
        event, stop, first_value, direction, compared, step, records.visits.day, measured.value, may, confirmation
    )


@part
def _compared(event: int, level: int, first_value: int, measured: Measured) -> tuple[int, float, float]:
    """The direction of a change, the value it is a change from, and the step that counts from there.

    `first_value` is where the values of the measure begin.
    """
    compared = measured.value[first_value + level]
    if measured.value[first_value + event] > compared:
        return 1, compared, measured.step[first_value + level]
    return -1, compared, measured.step_better[first_value + level]


@part
def _sustained(event: int, stop: int, level: int, first_value: int, measured: Measured) -> tuple[int, int]:
    """The last measured visit up to which a confirmed change held without a break, and 1 if that is the last of all."""
    direction, compared, step = _compared(event, level, first_value, measured)
    held = event
    for visit in range(event + 1, stop):
        now = measured.value[first_value + visit]
        if now != now:  # noqa: PLR0124 - NaN: not measured
            continue
        if not still_changed(now, compared, step, direction):
            return held, codes.NO
        held = visit
    return held, codes.YES


@part
def _mri_during(patient: int, reference: int, event: int, settled: int, records: Records, numbers: Numbers) -> int:
    """What scans say of the time from the reference visit (or the event) to the confirming visit."""
    day, scans = records.visits.day, records.scans
    since = day[event] if numbers.mri_from_event else day[reference]
    compared, readable = False, False
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        compared = compared or scans.day[scan] <= day[reference]
        if since < scans.day[scan] <= day[settled]:
            if scans.flags[scan] & codes.SCAN_POSITIVE:
                return codes.MRI_ACTIVE
            readable = readable or scans.flags[scan] & codes.SCAN_READABLE != 0
    known = compared and readable and not records.patients.scan_set_aside[patient]
    return codes.MRI_CLEAR if known else codes.MRI_UNKNOWN


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
    level: int,
    settled: int,
    records: Records,
    measured: Measured,
) -> int:
    """Write one confirmed change, if there is room, and return where the next row goes."""
    if len(out.kind) > 0:
        day, first_value = records.visits.day, measure * len(records.visits.day)
        held, to_end = _sustained(event, records.visits.offset[patient + 1], level, first_value, measured)
        turn = measured.turn[measure]
        unconfirmed = settled == event  # a last visit that counts by itself
        out.kind[at] = kind
        out.measure[at] = measured.field[measure]
        out.cause[at] = cause
        out.mri_during[at] = mri
        out.onset[at] = day[event]
        out.onset_value[at] = turn * measured.value[first_value + event]
        out.reference_date[at] = day[reference]
        out.reference_value[at] = turn * measured.value[first_value + level]
        out.confirmed_on[at] = codes.MISSING if unconfirmed else day[settled]
        out.confirmed_value[at] = NAN if unconfirmed else turn * measured.value[first_value + settled]
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
        out.onset_value[at] = out.reference_value[at] = out.confirmed_value[at] = NAN
        out.reference_date[at] = out.confirmed_on[at] = out.sustained_until[at] = codes.MISSING
        out.sustained_to_end[at] = codes.UNKNOWN
    return at + 1
