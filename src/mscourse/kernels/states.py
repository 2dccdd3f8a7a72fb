"""The state of each person on every day on which it can change, merged into stretches."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import Activity, Said, judge_activity, judge_relapse_free, judge_treated
from mscourse.kernels.days_of_change import nothing_seen, seen_on
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import Phenotype, defining_worsening_from, judge_phenotype, spms_known_from
from mscourse.kernels.progression import Progression, judge_progression
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, SpmsCandidates, Vector


class States(NamedTuple):
    """One entry per stretch; a patient's entries begin at their `offset`, and `rows` counts them.

    The columns after `end` are in the order in which `_state` returns them.
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


State = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int]


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
        out.offset[patient] = at
        first_row, seen = at, nothing_seen(patient, records, numbers)
        # Nothing is said yet, so everything is judged on the first day; from then on what no longer holds.
        phenotype = Phenotype(0, 0, 0, 0, codes.MISSING)
        activity = Activity(0, 0, 0, codes.MISSING)
        progression = Progression(0, 0, 0, 0, 0, codes.MISSING)
        relapse_free, treated = Said(0, codes.MISSING), Said(0, codes.MISSING)
        while day <= until:
            seen = seen_on(patient, day, seen, records, changes, causes, numbers)
            if day >= phenotype.holds_until:
                phenotype = judge_phenotype(patient, day, seen, spms_from, records, spms)
            if day >= activity.holds_until:
                activity = judge_activity(patient, day, seen, records, numbers)
            if day >= progression.holds_until:
                progression = judge_progression(
                    patient, day, seen, phenotype, worsened_from, records, measured, changes, causes, numbers
                )
            if day >= relapse_free.holds_until:
                relapse_free = judge_relapse_free(patient, day, seen, records, numbers)
            if day >= treated.holds_until:
                treated = judge_treated(patient, day, records)
            state = _state(phenotype, activity, progression, relapse_free, treated)
            at = _put(out, first_row, at, day, state)
            day = min(
                phenotype.holds_until, activity.holds_until, progression.holds_until,
                relapse_free.holds_until, treated.holds_until,
            )  # fmt: skip
        if at > first_row:
            out.end[at - 1] = until + 1
        out.rows[patient] = at - first_row
        _put_progressive_stretches(patient, first_row, at - 1, out)


@part
def _put(out: States, first_row: int, at: int, day: int, state: State) -> int:
    """Begin a stretch on the day where the state is another one, and return where the next one goes."""
    if at > first_row:
        if state == _read(out, at - 1):
            return at
        out.end[at - 1] = day
    out.start[at] = day
    _write(out, at, state)
    return at + 1


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


@part
def _state(
    phenotype: Phenotype, activity: Activity, progression: Progression, relapse_free: Said, treated: Said
) -> State:
    """Everything that is said on a day."""
    return (
        phenotype.phenotype, phenotype.derived, activity.activity, activity.reasons, activity.timing_uncertain,
        progression.progression, progression.reasons, progression.worsening, progression.cause,
        progression.confirmation_due, relapse_free.value, treated.value, phenotype.spms_onset,
        phenotype.spms_known_on,
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
