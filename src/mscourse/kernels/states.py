"""The state of each person on every day on which it can change, merged into stretches."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import is_treated, judge_activity, judge_relapse_free
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import derived_phenotype, label_in_force, spms_known_from
from mscourse.kernels.progression import judge_progression
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, SpmsCandidates, Vector


class States(NamedTuple):
    """One entry per stretch; a patient's entries begin at their `room`, and `rows` counts them.

    The columns after `end` are in the order in which `_state_on` returns them.
    """

    rows: Vector
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
        rises = _rises(patient, records, changes, numbers)
        spms_from = spms_known_from(patient, records, spms, numbers)
        row, before = room[patient] - 1, codes.MISSING
        for day in _days_of_change(patient, records, numbers):
            if day == before or not first_day <= day <= until:
                continue
            before = day
            state = _state_on(patient, day, rises, spms_from, records, measured, changes, causes, spms, numbers)
            if row >= room[patient] and state == _read(out, row):
                continue
            if row >= room[patient]:
                out.end[row] = day
            row += 1
            out.start[row] = day
            _write(out, row, state)
        if row >= room[patient]:
            out.end[row] = until + 1
        out.rows[patient] = row - room[patient] + 1


State = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int]


@part
def _state_on(
    patient: int,
    day: int,
    rises: Vector,
    spms_from: int,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> State:
    """Everything that is said of the patient on the day."""
    visit_day = records.visits.day
    start, stop = records.visits.offset[patient], records.visits.offset[patient + 1]
    seen = start
    while seen < stop and visit_day[seen] <= day:
        seen += 1
    first_visit = visit_day[start] if seen > start else codes.NEVER
    last_visit = visit_day[seen - 1] if seen > start else codes.MISSING

    derived = derived_phenotype(patient, day, spms_from, records)
    label = label_in_force(patient, day, records.labels)
    phenotype = derived if label < 0 else label
    activity, activity_reasons, uncertain = judge_activity(patient, day, last_visit, records, numbers)
    progression, progression_reasons, worsening, cause, due = judge_progression(
        patient, day, phenotype, rises, spms_from, records, measured, changes, causes, numbers
    )
    relapse_free = judge_relapse_free(patient, day, first_visit, last_visit, records, numbers)
    onset, known_on = codes.MISSING, codes.MISSING
    if spms_from <= day:
        onset, known_on = visit_day[spms.onset[patient]], visit_day[spms.known[patient]]
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
def _rises(patient: int, records: Records, changes: Changes, numbers: Numbers) -> list[int]:
    """The patient's candidate rises of all measures, as positions in `changes`."""
    offset, visits = records.visits.offset, len(records.visits.day)
    return [
        measure * visits + visit
        for measure in range(numbers.measures)
        for visit in range(offset[patient], offset[patient + 1])
        if changes.verdict[measure * visits + visit] != codes.NO_CANDIDATE
        and changes.direction[measure * visits + visit] > 0
    ]


@part
def _days_of_change(patient: int, records: Records, numbers: Numbers) -> list[int]:
    """Every day on which the state can change, in order, with repetitions."""
    patients, visits, relapses = records.patients, records.visits, records.relapses
    scans, treatments, labels = records.scans, records.treatments, records.labels
    window = numbers.window
    days = [
        patients.first_day[patient],
        patients.known_from[patient] + window - 1,
        patients.known_from[patient] + numbers.relapse_free_window - 1,
        patients.known_to[patient] + 1,
    ]
    for visit in range(visits.offset[patient], visits.offset[patient + 1]):
        days.append(visits.day[visit])
        days.append(visits.day[visit] + window)
        days.append(visits.day[visit] + numbers.relapse_free_visit)
    if visits.offset[patient] < visits.offset[patient + 1]:
        days.append(visits.day[visits.offset[patient]] + numbers.relapse_free_window)
    for relapse in range(relapses.offset[patient], relapses.offset[patient + 1]):
        days.append(relapses.day[relapse])
        days.append(relapses.day[relapse] + window)
        days.append(relapses.day[relapse] + numbers.relapse_free_window)
    for scan in range(scans.offset[patient], scans.offset[patient + 1]):
        days.append(scans.day[scan])
        days.append(scans.day[scan] + window)
    for row in range(treatments.offset[patient], treatments.offset[patient + 1]):
        days.append(treatments.start[row])
        days.append(treatments.end[row])
    days.extend([labels.day[row] for row in range(labels.offset[patient], labels.offset[patient + 1])])
    days.sort()
    return days


def states_at_most(visits: Vector, relapses: Vector, scans: Vector, treatments: Vector, labels: Vector) -> Vector:
    """How many stretches a person with that many rows can have: one per day of change."""
    return 5 + 3 * visits + 3 * relapses + 2 * scans + 2 * treatments + labels
