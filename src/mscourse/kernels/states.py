"""The state of each person on every day on which it can change, merged into stretches."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import is_treated, judge_activity, judge_relapse_free
from mscourse.kernels.days_of_change import Seen, next_day_of_change, nothing_seen, seen_on
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import defining_worsening_from, derived_phenotype, label_in_force, spms_known_from
from mscourse.kernels.progression import judge_progression
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, SpmsCandidates, Vector


class States(NamedTuple):
    """One entry per stretch; a patient's entries begin at their `offset`, and `rows` counts them.

    The columns after `end` are in the order in which `_state_on` returns them.
    """

    rows: Vector
    offset: Vector
    stretches: Vector
    """Per patient: how many times a progressive phenotype lasted without a break."""
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
    """Write each patient's stretches from the first record to `until`, one patient's right after another's.

    There is room for the first patient's entries from `room` on, and for as many as `states_at_most`.
    """
    at = room[first] if first < last else 0
    for patient in range(first, last):
        day, until = records.patients.first_day[patient], records.patients.until[patient]
        spms_from = spms_known_from(patient, spms, numbers)
        worsened_from = defining_worsening_from(patient, spms, numbers)
        # Where a worsening defined SPMS onset, it counts from the day of a visit, and that is one of change anyway.
        by_record = spms_from if worsened_from == codes.NEVER else codes.NEVER
        out.offset[patient] = at
        first_row, seen = at, nothing_seen(patient, records, numbers)
        while day <= until:
            seen = seen_on(patient, day, seen, records, changes, causes, numbers)
            state = _state_on(
                patient, day, seen, spms_from, worsened_from, records, measured, changes, causes, spms, numbers
            )
            if at == first_row or state != _read(out, at - 1):
                if at > first_row:
                    out.end[at - 1] = day
                out.start[at] = day
                _write(out, at, state)
                at += 1
            day = next_day_of_change(patient, day, seen, by_record, records, numbers)
        if at > first_row:
            out.end[at - 1] = until + 1
        out.rows[patient] = at - first_row
        _put_progressive_stretches(patient, first_row, at - 1, out)


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
    seen: Seen,
    spms_from: int,
    worsened_from: int,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> State:
    """Everything that is said of the patient on the day."""
    derived = derived_phenotype(patient, day, seen, spms_from, records)
    label = label_in_force(patient, seen, records.labels)
    phenotype = derived if label < 0 else label
    activity, activity_reasons, uncertain = judge_activity(patient, day, seen, records, numbers)
    progression, progression_reasons, worsening, cause, due = judge_progression(
        patient, day, seen, phenotype, worsened_from, records, measured, changes, causes, numbers
    )
    relapse_free = judge_relapse_free(patient, day, seen, records, numbers)
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


def states_at_most(visits: Vector, relapses: Vector, scans: Vector, treatments: Vector, labels: Vector) -> Vector:
    """How many stretches a person with that many rows can have: one per day of change."""
    return 6 + 3 * visits + 3 * relapses + 2 * scans + 2 * treatments + labels
