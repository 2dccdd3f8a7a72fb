"""All rows of the evidence table, patient after patient."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.evidence import Evidence
from mscourse.kernels.evidence_of_candidates import (
    put_compared_visits,
    put_disagreements,
    put_spms_onset,
    put_spms_worsening,
    put_worsening,
)
from mscourse.kernels.evidence_of_records import put_activity, put_phenotype
from mscourse.kernels.loader import part
from mscourse.kernels.records import (
    Causes,
    Changes,
    Measured,
    Numbers,
    Records,
    SpmsCandidates,
    SpmsNumbers,
    Vector,
)
from mscourse.kernels.states import States


def find_evidence(
    first: int,
    last: int,
    out: Evidence,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    states: States,
    room: Vector,
    numbers: Numbers,
    spms_numbers: SpmsNumbers,
) -> None:
    """Count each patient's rows and, where the columns have room, write them from the patient's offset on."""
    for patient in range(first, last):
        at = out.offset[patient]
        begin = _progressive_from(patient, states, room)
        end = _progressive_until(patient, states, room)
        at = put_phenotype(patient, at, out, records)
        at = put_spms_onset(patient, at, out, records, measured, spms, numbers, spms_numbers)
        at = put_activity(patient, at, out, records, numbers)
        for measure in range(numbers.measures):
            at = put_worsening(patient, measure, at, out, records, measured, changes, causes, numbers, begin, end)
            at = put_compared_visits(patient, measure, at, out, records, measured, changes, numbers, begin, end)
        at = put_spms_worsening(patient, at, out, records, measured, changes, causes, spms, numbers, begin, end)
        at = put_disagreements(patient, at, out, records, numbers)
        out.rows[patient] = at - out.offset[patient]


@part
def _is_progressive(row: int, states: States) -> bool:
    return bool(states.phenotype[row] == codes.SPMS or states.phenotype[row] == codes.PPMS)


@part
def _progressive_from(patient: int, states: States, room: Vector) -> list[int]:
    """The days on which a progressive phenotype begins."""
    start, stop = room[patient], room[patient] + states.rows[patient]
    return [
        states.start[row]
        for row in range(start, stop)
        if _is_progressive(row, states) and not (row > start and _is_progressive(row - 1, states))
    ]


@part
def _progressive_until(patient: int, states: States, room: Vector) -> list[int]:
    """The days on which a progressive phenotype ends; NEVER where it goes on."""
    start, stop = room[patient], room[patient] + states.rows[patient]
    return [
        states.end[row] if row + 1 < stop else codes.NEVER
        for row in range(start, stop)
        if _is_progressive(row, states) and not (row + 1 < stop and _is_progressive(row + 1, states))
    ]
