"""mscourse says where a person's multiple sclerosis stands, on any date, and shows why.

The public names load on first use, so that `import mscourse` costs nothing:

    import mscourse as ms

    cohort = ms.read_cohort("data/")
    course = ms.characterise(cohort)
    course.at("2024-05-01")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscourse import errors, measures, plot, presets
    from mscourse.derivations.characterise import characterise
    from mscourse.derivations.check import check
    from mscourse.derivations.find_events import find_events
    from mscourse.derivations.find_milestones import find_milestones
    from mscourse.derivations.separate import separate
    from mscourse.in_parts import write_course
    from mscourse.reports import write_cohort_report
    from mscourse.results.course import Course
    from mscourse.rules.spms_onset import CANNOT_BE_JUDGED, SpmsOwnRule
    from mscourse.sources import read_cohort
    from mscourse.tables.cohort import Cohort
    from mscourse.updating import update_course
    from mscourse.views.methods import methods_text
    from mscourse.views.patient_report import write_patient_report
    from mscourse.views.plain_page import write_plain_page
    from mscourse.views.report import write_report

__version__ = "0.1.0"

__all__ = [
    "CANNOT_BE_JUDGED",
    "Cohort",
    "Course",
    "SpmsOwnRule",
    "__version__",
    "characterise",
    "check",
    "errors",
    "find_events",
    "find_milestones",
    "measures",
    "methods_text",
    "plot",
    "presets",
    "read_cohort",
    "separate",
    "update_course",
    "write_cohort_report",
    "write_course",
    "write_patient_report",
    "write_plain_page",
    "write_report",
]

_MODULES = ("errors", "measures", "plot", "presets")
_HOMES = {
    "CANNOT_BE_JUDGED": "mscourse.rules.spms_onset",
    "Cohort": "mscourse.tables.cohort",
    "Course": "mscourse.results.course",
    "SpmsOwnRule": "mscourse.rules.spms_onset",
    "characterise": "mscourse.derivations.characterise",
    "check": "mscourse.derivations.check",
    "find_events": "mscourse.derivations.find_events",
    "find_milestones": "mscourse.derivations.find_milestones",
    "methods_text": "mscourse.views.methods",
    "read_cohort": "mscourse.sources",
    "separate": "mscourse.derivations.separate",
    "update_course": "mscourse.updating",
    "write_cohort_report": "mscourse.reports",
    "write_course": "mscourse.in_parts",
    "write_patient_report": "mscourse.views.patient_report",
    "write_plain_page": "mscourse.views.plain_page",
    "write_report": "mscourse.views.report",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"mscourse.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mscourse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
