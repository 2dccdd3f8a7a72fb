"""What is computed around the course: rates, scores and tables of a cohort, found in one place.

    import mscourse as ms

    ms.measures.relapse_rate(ms.read_cohort("data/"), by="sex")

A name belongs here by one line of import and its place in the list; `docs/reference/measures.md` follows by itself.
Some modules have the name of what they hold: loading all of them here keeps each name that of the function.
"""

from mscourse.derivations.edss_from_systems import derive_edss
from mscourse.derivations.mri_report_text import mri_with_counts_read, read_reports
from mscourse.derivations.spms_agreement import spms_agreement
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.derivations.transition import before_and_after_spms, pooled_relapse_rates
from mscourse.derivations.treatments import mri_on_treatment, treatment_epochs, treatment_findings
from mscourse.measures.agreement import agreement, agreement_counts
from mscourse.measures.baseline_table import baseline_table
from mscourse.measures.classified import classified_people, share_classified, why_not_classified
from mscourse.measures.completeness import completeness, completeness_of_cohort, lacking_by_reason
from mscourse.measures.course_lanes import course_lanes
from mscourse.measures.cox import cox
from mscourse.measures.cumulative_incidence import cumulative_incidence
from mscourse.measures.due import due_by_person, due_counts, due_standing, who_is_due
from mscourse.measures.feasibility import Criterion, feasibility, one_of, that, within
from mscourse.measures.kaplan_meier import kaplan_meier, median_time, numbers_at_risk
from mscourse.measures.log_rank import log_rank
from mscourse.measures.no_evidence import no_evidence_of_disease_activity, share_without_evidence
from mscourse.measures.people_at import people_at
from mscourse.measures.people_flow import people_flow, row_flow
from mscourse.measures.relapse_rate import relapse_rate, relapse_time
from mscourse.measures.relapse_rate_around_spms import relapse_rate_around_spms
from mscourse.measures.relapse_rate_ratio import relapse_rate_ratio
from mscourse.measures.response_scores import response_scores
from mscourse.measures.sample_size import sample_size_relapse_rate, sample_size_time_to_event
from mscourse.measures.severity import severity_scores, severity_table
from mscourse.measures.state_distribution import state_distribution
from mscourse.measures.state_flow import state_flow
from mscourse.measures.time_to import time_to
from mscourse.measures.transition_rates import transition_rates
from mscourse.measures.worsening_by_cause import worsening_by_cause_per_year

__all__ = [
    "Criterion",
    "agreement",
    "agreement_counts",
    "baseline_table",
    "before_and_after_spms",
    "classified_people",
    "compare_spms_onset",
    "completeness",
    "completeness_of_cohort",
    "course_lanes",
    "cox",
    "cumulative_incidence",
    "derive_edss",
    "due_by_person",
    "due_counts",
    "due_standing",
    "feasibility",
    "kaplan_meier",
    "lacking_by_reason",
    "log_rank",
    "median_time",
    "mri_on_treatment",
    "mri_with_counts_read",
    "no_evidence_of_disease_activity",
    "numbers_at_risk",
    "one_of",
    "people_at",
    "people_flow",
    "pooled_relapse_rates",
    "read_reports",
    "relapse_rate",
    "relapse_rate_around_spms",
    "relapse_rate_ratio",
    "relapse_time",
    "response_scores",
    "row_flow",
    "sample_size_relapse_rate",
    "sample_size_time_to_event",
    "severity_scores",
    "severity_table",
    "share_classified",
    "share_without_evidence",
    "spms_agreement",
    "state_distribution",
    "state_flow",
    "that",
    "time_to",
    "transition_rates",
    "treatment_epochs",
    "treatment_findings",
    "who_is_due",
    "why_not_classified",
    "within",
    "worsening_by_cause_per_year",
]


def __dir__() -> list[str]:
    return __all__
