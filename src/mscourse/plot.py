"""The pictures, by name: of one person, and of a cohort."""

from mscourse.views.cohort.alluvial import alluvial
from mscourse.views.cohort.counts import completeness, people_flow, who_is_due
from mscourse.views.cohort.curves import cumulative_incidence, kaplan_meier
from mscourse.views.cohort.distribution import state_distribution
from mscourse.views.cohort.swimmer import swimmer
from mscourse.views.cohort.transitions import transitions
from mscourse.views.cohort.yearly import relapse_rate_around_spms, worsening_by_cause
from mscourse.views.course_in_words import disease_course_table, disease_course_text
from mscourse.views.saving import save, save_disease_course
from mscourse.views.timeline import disease_course

__all__ = [
    "alluvial",
    "completeness",
    "cumulative_incidence",
    "disease_course",
    "disease_course_table",
    "disease_course_text",
    "kaplan_meier",
    "people_flow",
    "relapse_rate_around_spms",
    "save",
    "save_disease_course",
    "state_distribution",
    "swimmer",
    "transitions",
    "who_is_due",
    "worsening_by_cause",
]
