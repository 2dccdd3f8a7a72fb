"""The phenotype: the clinician's label in force, and what the rules say."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.days_of_change import Seen
from mscourse.kernels.loader import part
from mscourse.kernels.records import Labels, Numbers, Records, SpmsCandidates


@part
def label_in_force(patient: int, seen: Seen, labels: Labels) -> int:
    """The course last recorded, or -1."""
    return int(labels.course[seen.labels - 1]) if seen.labels > labels.offset[patient] else -1


@part
def spms_known_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which SPMS onset counts: the one on which it was known, in hindsight its own; or NEVER."""
    return int(spms.onset_day[patient] if numbers.hindsight else spms.known_day[patient])


@part
def defining_worsening_from(patient: int, spms: SpmsCandidates, numbers: Numbers) -> int:
    """The day from which the worsening that defined SPMS onset counts; NEVER where none did."""
    return codes.NEVER if spms.onset[patient] < 0 else spms_known_from(patient, spms, numbers)


@part
def derived_phenotype(patient: int, day: int, seen: Seen, spms_from: int, records: Records) -> int:
    """What the rules say on the day."""
    onset = records.patients.onset[patient]
    if onset == codes.ONSET_PROGRESSIVE:
        return codes.PPMS
    if spms_from <= day:
        return codes.SPMS
    if onset == codes.ONSET_UNKNOWN and seen.relapses == records.relapses.offset[patient]:
        return codes.MS_UNSPECIFIED
    return codes.RRMS
