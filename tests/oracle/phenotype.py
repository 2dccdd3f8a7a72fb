"""The phenotype: the clinician's label, or what the rules say."""

from __future__ import annotations

from mscourse.rules.course import CourseDefinition
from oracle.progression import View
from oracle.records import Records
from oracle.relapses import clean
from oracle.spms_onset import onset_type


def label_in_force(records: Records) -> tuple[int, str] | None:
    """The latest label and its day. Labels of one day that contradict each other are passed over."""
    labels: dict[int, set[str]] = {}
    for row in records.recorded_courses or []:
        labels.setdefault(row["date"], set()).add(row["course"])
    agreed = [(day, next(iter(courses))) for day, courses in labels.items() if len(courses) == 1]
    return max(agreed, default=None)


def first_relapse(records: Records, definition: CourseDefinition) -> int | None:
    """The first relapse that counts."""
    return min(clean(records, definition.relapses).kept, default=None)


def derived_phenotype(view: View) -> str:
    """What the rules say of the phenotype at t."""
    onset = onset_type(view.now, view.definition)
    if onset == "progressive":
        return "ppms"
    if view.spms() is not None:
        return "spms"
    if onset == "relapsing" or first_relapse(view.now, view.definition) is not None:
        return "rrms"
    return "ms_unspecified"


def phenotype(view: View) -> str:
    """The phenotype at t."""
    label = label_in_force(view.now)
    return derived_phenotype(view) if label is None else label[1]
