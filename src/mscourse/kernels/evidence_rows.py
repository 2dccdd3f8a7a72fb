"""All rows of the evidence table, patient after patient."""

from __future__ import annotations

from mscourse.kernels.evidence import Evidence
from mscourse.kernels.evidence_of_candidates import (
    put_compared_visits,
    put_disagreements,
    put_spms_onset,
    put_spms_worsening,
    put_worsening,
)
from mscourse.kernels.evidence_of_records import put_activity, put_phenotype
from mscourse.kernels.records import (
    Causes,
    Changes,
    Measured,
    Numbers,
    Records,
    SpmsCandidates,
    SpmsNumbers,
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
    numbers: Numbers,
    spms_numbers: SpmsNumbers,
) -> None:
    """Count each patient's rows and, where the columns have room, write them from the patient's offset on."""
    for patient in range(first, last):
        at = out.offset[patient]
        at = put_phenotype(patient, at, out, records)
        at = put_spms_onset(patient, at, out, records, measured, spms, numbers, spms_numbers)
        at = put_activity(patient, at, out, records, numbers)
        for measure in range(numbers.measures):
            at = put_worsening(patient, measure, at, out, records, measured, changes, causes, numbers, states)
            at = put_compared_visits(patient, measure, at, out, records, measured, changes, numbers, states)
        at = put_spms_worsening(patient, at, out, records, measured, changes, causes, spms, numbers, states)
        at = put_disagreements(patient, at, out, records, numbers)
        out.rows[patient] = at - out.offset[patient]
