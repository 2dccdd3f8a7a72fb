"""Which facts about labels belong to a course and its activity on a day. Facts, never advice."""

from __future__ import annotations

import functools

from mscourse.results.treatments import LabelFact
from mscourse.tables.drugs import label_facts

_COURSES = {
    ("spms", "active"): ("active_spms",),
    ("spms", "not_active"): ("non_active_spms",),
    ("spms", "indeterminate"): ("active_spms", "non_active_spms"),
}


def facts_of_labels(phenotype: str, activity: str) -> tuple[LabelFact, ...]:
    """What labels say of this course, in order of drug, region and course; nothing outside SPMS and PPMS.

    Where activity is indeterminate, what they say of active and of not active SPMS. A label that turns on two years
    without relapses belongs to SPMS whatever the activity: a person may be active by MRI alone.
    """
    courses = ("ppms",) if phenotype == "ppms" else _COURSES.get((phenotype, activity), ())
    return tuple(fact for fact in _facts() if fact.course in courses or (phenotype == "spms" and fact.turns_on))


@functools.cache
def _facts() -> tuple[LabelFact, ...]:
    return tuple(LabelFact(**row) for row in label_facts().sort("drug", "region", "course").to_dicts())
