"""The phenotype: the clinician's label in force, and what the rules say."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.days_of_change import Seen, day_of, next_relapse, sooner
from mscourse.kernels.loader import part
from mscourse.kernels.records import Numbers, Records, SpmsCandidates


class Phenotype(NamedTuple):
    """What is said of the phenotype."""

    phenotype: int
    derived: int
    """What the rules say."""
    spms_onset: int
    spms_known_on: int
    holds_until: int


@part
def spms_known_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which SPMS onset counts: the one on which it was known, in hindsight its own; or NEVER."""
    return int(spms.onset_day[patient] if numbers.hindsight else spms.known_day[patient])


@part
def defining_worsening_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which the worsening that defined SPMS onset counts; NEVER where none did."""
    return codes.NEVER if spms.onset[patient] < 0 else spms_known_from(patient, spms, numbers)


@part
def judge_phenotype(
    patient: int, day: int, seen: Seen, spms_from: int, records: Records, spms: SpmsCandidates
) -> Phenotype:
    """The phenotype on the day: the course last recorded, else what the rules say. SPMS counts from `spms_from`."""
    labels, derived = records.labels, _derived_phenotype(patient, day, seen, spms_from, records)
    phenotype = derived
    if seen.labels > labels.offset[patient]:
        phenotype = int(labels.course[seen.labels - 1])
    onset, known_on = codes.MISSING, codes.MISSING
    if spms_from <= day:
        onset, known_on = int(spms.onset_day[patient]), int(spms.known_day[patient])
    until = min(next_relapse(patient, seen, records), day_of(seen.labels, labels.offset[patient + 1], labels.day))
    return Phenotype(phenotype, derived, onset, known_on, sooner(until, spms_from, day))


@part
def _derived_phenotype(patient: int, day: int, seen: Seen, spms_from: int, records: Records) -> int:
    """What the rules say on the day."""
    onset = records.patients.onset[patient]
    if onset == codes.ONSET_PROGRESSIVE:
        return codes.PPMS
    if spms_from <= day:
        return codes.SPMS
    if onset == codes.ONSET_UNKNOWN and seen.relapses == records.relapses.offset[patient]:
        return codes.MS_UNSPECIFIED
    return codes.RRMS
