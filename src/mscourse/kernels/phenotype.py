"""The phenotype: the clinician's label in force, and what the rules say."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Labels, Numbers, Records, SpmsCandidates


@part
def label_in_force(patient: int, day: int, labels: Labels) -> int:
    """The course last recorded on or before the day, or -1."""
    course = -1
    for row in range(labels.offset[patient], labels.offset[patient + 1]):
        if labels.day[row] > day:
            break
        course = labels.course[row]
    return course


@part
def spms_known_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which SPMS onset counts: the one on which it was known, in hindsight its own; or NEVER."""
    return int(spms.onset_day[patient] if numbers.hindsight else spms.known_day[patient])


@part
def defining_worsening_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which the worsening that defined SPMS onset counts; NEVER where none did."""
    return codes.NEVER if spms.onset[patient] < 0 else spms_known_from(patient, spms, numbers)


@part
def derived_phenotype(patient: int, day: int, spms_from: int, records: Records) -> int:
    """What the rules say on the day."""
    onset = records.patients.onset[patient]
    if onset == codes.ONSET_PROGRESSIVE:
        return codes.PPMS
    if spms_from <= day:
        return codes.SPMS
    first_relapse = records.relapses.offset[patient]
    if onset == codes.ONSET_UNKNOWN and not (
        first_relapse < records.relapses.offset[patient + 1] and records.relapses.day[first_relapse] <= day
    ):
        return codes.MS_UNSPECIFIED
    return codes.RRMS
