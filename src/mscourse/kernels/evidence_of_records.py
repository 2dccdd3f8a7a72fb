"""Evidence for activity and phenotype: one row per record, for as long as it counts."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.evidence import Evidence, plain_source, put
from mscourse.kernels.loader import part
from mscourse.kernels.records import Numbers, Records

_MISSING_VALUE = float("nan")


@part
def put_activity(patient: int, at: int, out: Evidence, records: Records, numbers: Numbers) -> int:
    """Relapse rows, scans, and the visits at which relapses were asked about."""
    at = _put_relapses(patient, at, out, records, numbers)
    at = _put_scans(patient, at, out, records, numbers)
    if not records.relapses.given[0]:
        return at
    visits, until = records.visits, records.patients.until[patient]
    stop = visits.offset[patient + 1]
    for visit in range(visits.offset[patient], stop):
        day = visits.day[visit]
        ends = day + numbers.window
        if visit + 1 < stop:
            ends = min(ends, visits.day[visit + 1])
        source = plain_source(codes.FROM_VISITS, day, codes.FIELD_DATE, _MISSING_VALUE)
        at = put(out, at, until, codes.CLAIM_ACTIVITY, codes.COUNTS, day, ends, source, codes.MISSING, codes.NO_NOTE)
    return at


@part
def _put_relapses(patient: int, at: int, out: Evidence, records: Records, numbers: Numbers) -> int:
    relapses, until = records.relapses, records.patients.until[patient]
    for row in range(relapses.row_offset[patient], relapses.row_offset[patient + 1]):
        day, status = relapses.row_day[row], relapses.row_status[row]
        verdict, note, belongs_to = codes.COUNTS, codes.NO_NOTE, codes.MISSING
        if status == codes.RELAPSE_MERGED:
            verdict, note, belongs_to = codes.NO_VERDICT, codes.MERGED, relapses.row_belongs_to[row]
        elif status == codes.RELAPSE_PSEUDO:
            verdict, note = codes.NO_VERDICT, codes.PSEUDO
        source = plain_source(codes.FROM_RELAPSES, day, codes.FIELD_ONSET_DATE, _MISSING_VALUE)
        at = put(out, at, until, codes.CLAIM_ACTIVITY, verdict, day, day + numbers.window, source, belongs_to, note)
    return at


@part
def _put_scans(patient: int, at: int, out: Evidence, records: Records, numbers: Numbers) -> int:
    scans, until = records.scans, records.patients.until[patient]
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        day, flags = scans.day[scan], scans.flags[scan]
        ends = day + numbers.window
        t2_note = codes.COMPARISON_OLD if flags & codes.SCAN_OLD_COMPARISON else codes.NO_NOTE
        if flags & codes.SCAN_POSITIVE == 0:
            readable = flags & codes.SCAN_READABLE != 0
            value = 0.0 if readable else _MISSING_VALUE
            source = plain_source(codes.FROM_MRI, day, codes.FIELD_NEW, value)
            verdict = codes.COUNTS if readable else codes.SCAN_NOT_READABLE
            at = put(out, at, until, codes.CLAIM_ACTIVITY, verdict, day, ends, source, codes.MISSING, codes.NO_NOTE)
        if flags & codes.SCAN_GD:
            source = plain_source(codes.FROM_MRI, day, codes.FIELD_GD, float(scans.gd[scan]))
            at = put(
                out, at, until, codes.CLAIM_ACTIVITY, codes.COUNTS, day, ends, source, codes.MISSING, codes.NO_NOTE
            )
        if flags & codes.SCAN_NEW:
            source = plain_source(codes.FROM_MRI, day, codes.FIELD_NEW, float(scans.new[scan]))
            at = put(out, at, until, codes.CLAIM_ACTIVITY, codes.COUNTS, day, ends, source, codes.MISSING, t2_note)
        if flags & codes.SCAN_ENLARGING:
            source = plain_source(codes.FROM_MRI, day, codes.FIELD_ENLARGING, float(scans.enlarging[scan]))
            at = put(out, at, until, codes.CLAIM_ACTIVITY, codes.COUNTS, day, ends, source, codes.MISSING, t2_note)
    return at


@part
def put_phenotype(patient: int, at: int, out: Evidence, records: Records) -> int:
    """The labels, each while it is in force, and how the disease began."""
    labels, patients, relapses = records.labels, records.patients, records.relapses
    until, stop = patients.until[patient], labels.offset[patient + 1]
    for row in range(labels.offset[patient], stop):
        ends = labels.day[row + 1] if row + 1 < stop else codes.NEVER
        field = codes.FIELD_CIS + labels.course[row]
        source = plain_source(codes.FROM_COURSES, labels.day[row], field, _MISSING_VALUE)
        at = put(
            out, at, until, codes.CLAIM_PHENOTYPE, codes.COUNTS, labels.day[row], ends, source,
            codes.MISSING, codes.NO_NOTE,
        )  # fmt: skip
    known_from, note = patients.first_day[patient], codes.NO_NOTE
    source = plain_source(codes.FROM_PATIENTS, codes.MISSING, codes.FIELD_ONSET_TYPE, _MISSING_VALUE)
    if patients.onset_assumed[patient]:
        note = codes.ASSUMED_ONSET
    elif patients.onset[patient] == codes.ONSET_UNKNOWN:
        first_relapse = relapses.offset[patient]
        if first_relapse == relapses.offset[patient + 1]:
            return at
        known_from = relapses.day[first_relapse]
        source = plain_source(codes.FROM_RELAPSES, known_from, codes.FIELD_ONSET_DATE, _MISSING_VALUE)
    return put(
        out, at, until, codes.CLAIM_PHENOTYPE, codes.COUNTS, known_from, codes.NEVER, source, codes.MISSING, note
    )
