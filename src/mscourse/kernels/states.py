"""The state of each person on every day on which it can change, merged into stretches."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import is_treated, judge_activity, judge_relapse_free
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import defining_worsening_from, derived_phenotype, label_in_force, spms_known_from
from mscourse.kernels.progression import judge_progression
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, SpmsCandidates, Vector


class States(NamedTuple):
    """One entry per stretch; a patient's entries begin at their `room`, and `rows` counts them.

    The columns after `end` are in the order in which `_state_on` returns them.
    """

    rows: Vector
    stretches: Vector
    """Per patient: how many times a progressive phenotype lasted without a break."""
    days: Vector
    """Per patient: how many entries of `day` are theirs."""
    day: Vector
    """The days on which the patient's state can change, in order, with repetitions."""
    progressive_from: Vector
    """The day on which each of the patient's progressive stretches begins."""
    progressive_until: Vector
    """The day on which it ends; NEVER where it goes on."""
    start: Vector
    end: Vector
    phenotype: Vector
    derived: Vector
    activity: Vector
    activity_reasons: Vector
    timing_uncertain: Vector
    progression: Vector
    progression_reasons: Vector
    worsening: Vector
    cause: Vector
    confirmation_due: Vector
    relapse_free: Vector
    on_treatment: Vector
    spms_onset: Vector
    spms_known_on: Vector


def find_states(
    first: int,
    last: int,
    out: States,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
    room: Vector,
) -> None:
    """Write each patient's stretches from the first record to `until`."""
    for patient in range(first, last):
        first_day, until = records.patients.first_day[patient], records.patients.until[patient]
        spms_from = spms_known_from(patient, spms, numbers)
        worsened_from = defining_worsening_from(patient, spms, numbers)
        first_row = room[patient]
        row, before = first_row - 1, codes.MISSING
        # Where a worsening defined SPMS onset, it counts from the day of a visit, and that is among them anyway.
        by_record = spms_from if worsened_from == codes.NEVER else codes.NEVER
        visit_day = records.visits.day
        seen, past_visits = records.visits.offset[patient], records.visits.offset[patient + 1]
        out.days[patient] = _put_days_of_change(patient, first_row, out.day, by_record, records, numbers)
        for at in range(first_row, first_row + out.days[patient]):
            day = out.day[at]
            if day == before or not first_day <= day <= until:
                continue
            before = day
            while seen < past_visits and visit_day[seen] <= day:
                seen += 1
            state = _state_on(
                patient, day, seen, spms_from, worsened_from, records, measured, changes, causes, spms, numbers
            )
            if row >= first_row and state == _read(out, row):
                continue
            if row >= first_row:
                out.end[row] = day
            row += 1
            out.start[row] = day
            _write(out, row, state)
        if row >= first_row:
            out.end[row] = until + 1
        out.rows[patient] = row - first_row + 1
        _put_progressive_stretches(patient, first_row, row, out)


@part
def _put_progressive_stretches(patient: int, first_row: int, last_row: int, out: States) -> None:
    """Write when a progressive phenotype began and ended."""
    at, progressive = first_row - 1, False
    for row in range(first_row, last_row + 1):
        if out.phenotype[row] != codes.SPMS and out.phenotype[row] != codes.PPMS:
            progressive = False
            continue
        if not progressive:
            at += 1
            out.progressive_from[at] = out.start[row]
        progressive = True
        out.progressive_until[at] = codes.NEVER if row == last_row else out.end[row]
    out.stretches[patient] = at - first_row + 1


State = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int]


@part
def _state_on(
    patient: int,
    day: int,
    seen: int,
    spms_from: int,
    worsened_from: int,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> State:
    """Everything that is said of the patient on the day; `seen` is the first visit after it."""
    visit_day, start = records.visits.day, records.visits.offset[patient]
    first_visit = visit_day[start] if seen > start else codes.NEVER
    last_visit = visit_day[seen - 1] if seen > start else codes.MISSING

    derived = derived_phenotype(patient, day, spms_from, records)
    label = label_in_force(patient, day, records.labels)
    phenotype = derived if label < 0 else label
    activity, activity_reasons, uncertain = judge_activity(patient, day, last_visit, records, numbers)
    progression, progression_reasons, worsening, cause, due = judge_progression(
        patient, day, seen, phenotype, worsened_from, records, measured, changes, causes, numbers
    )
    relapse_free = judge_relapse_free(patient, day, first_visit, last_visit, records, numbers)
    onset, known_on = codes.MISSING, codes.MISSING
    if spms_from <= day:
        onset, known_on = spms.onset_day[patient], spms.known_day[patient]
    return (
        phenotype, derived, activity, activity_reasons, uncertain, progression, progression_reasons,
        worsening, cause, due, relapse_free, is_treated(patient, day, records), onset, known_on,
    )  # fmt: skip


@part
def _write(out: States, row: int, state: State) -> None:
    out.phenotype[row] = state[0]
    out.derived[row] = state[1]
    out.activity[row] = state[2]
    out.activity_reasons[row] = state[3]
    out.timing_uncertain[row] = state[4]
    out.progression[row] = state[5]
    out.progression_reasons[row] = state[6]
    out.worsening[row] = state[7]
    out.cause[row] = state[8]
    out.confirmation_due[row] = state[9]
    out.relapse_free[row] = state[10]
    out.on_treatment[row] = state[11]
    out.spms_onset[row] = state[12]
    out.spms_known_on[row] = state[13]


@part
def _read(out: States, row: int) -> State:
    return (
        out.phenotype[row], out.derived[row], out.activity[row], out.activity_reasons[row],
        out.timing_uncertain[row], out.progression[row], out.progression_reasons[row], out.worsening[row],
        out.cause[row], out.confirmation_due[row], out.relapse_free[row], out.on_treatment[row],
        out.spms_onset[row], out.spms_known_on[row],
    )  # fmt: skip


@part
def _put_days_of_change(patient: int, at: int, out: Vector, spms_from: int, records: Records, numbers: Numbers) -> int:
    """Write every day on which the state can change, in order, with repetitions; return how many there are.

    `spms_from` is one more of them, unless it is NEVER.
    """
    first, window = at, numbers.window
    patients, visits, relapses = records.patients, records.visits, records.relapses
    scans, treatments, labels = records.scans, records.treatments, records.labels
    out[at] = patients.first_day[patient]
    out[at + 1] = patients.known_from[patient] + window - 1
    out[at + 2] = patients.known_from[patient] + numbers.relapse_free_window - 1
    out[at + 3] = patients.known_to[patient] + 1
    at += 4
    if spms_from != codes.NEVER:
        out[at] = spms_from
        at += 1
    if visits.offset[patient] < visits.offset[patient + 1]:
        out[at] = visits.day[visits.offset[patient]] + numbers.relapse_free_window
        at += 1
    for visit in range(visits.offset[patient], visits.offset[patient + 1]):
        out[at] = visits.day[visit]
        out[at + 1] = visits.day[visit] + window
        out[at + 2] = visits.day[visit] + numbers.relapse_free_visit
        at += 3
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        out[at] = relapses.day[relapse]
        out[at + 1] = relapses.day[relapse] + window
        out[at + 2] = relapses.day[relapse] + numbers.relapse_free_window
        at += 3
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        out[at] = scans.day[scan]
        out[at + 1] = scans.day[scan] + window
        at += 2
    for row in range(treatments.offset[patient], treatments.offset[patient + 1]):
        out[at] = treatments.start[row]
        out[at + 1] = treatments.end[row]
        at += 2
    for row in range(labels.offset[patient], labels.offset[patient + 1]):
        out[at] = labels.day[row]
        at += 1
    _sort(out, first, at)
    return at - first


@part
def _sort(days: Vector, start: int, stop: int) -> None:
    """Put the days from `start` to `stop` in order, in place (Shell's method: kernels allocate nothing)."""
    gap = 1
    while gap < (stop - start) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(start + gap, stop):
            day, to = days[at], at
            while to >= start + gap and days[to - gap] > day:
                days[to] = days[to - gap]
                to -= gap
            days[to] = day
        gap //= 3


def states_at_most(visits: Vector, relapses: Vector, scans: Vector, treatments: Vector, labels: Vector) -> Vector:
    """How many stretches a person with that many rows can have: one per day of change."""
    return 6 + 3 * visits + 3 * relapses + 2 * scans + 2 * treatments + labels
