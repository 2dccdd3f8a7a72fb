"""What is computed around the course: rates, scores and tables of a cohort, found in one place.

    import mscourse as ms

    ms.measures.relapse_rate(ms.read_cohort("data/"), by="sex")

A name belongs here by one line of import and its place in the list; `docs/reference/measures.md` follows by itself.
Some modules have the name of what they hold: loading all of them here keeps each name that of the function.
"""

from mscourse.derivations.edss_from_systems import derive_edss
from mscourse.derivations.mri_report_text import mri_with_counts_read, read_reports
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.derivations.transition import before_and_after_spms, pooled_relapse_rates
from mscourse.derivations.treatments import mri_on_treatment, treatment_epochs, treatment_findings
from mscourse.measures.baseline_table import baseline_table
from mscourse.measures.feasibility import Criterion, feasibility, one_of, that, within
from mscourse.measures.no_evidence import no_evidence_of_disease_activity, share_without_evidence
from mscourse.measures.people_at import people_at
from mscourse.measures.relapse_rate import relapse_rate, relapse_time
from mscourse.measures.response_scores import response_scores
from mscourse.measures.severity import severity_scores, severity_table

__all__ = [
    "Criterion",
    "baseline_table",
    "before_and_after_spms",
    "compare_spms_onset",
    "derive_edss",
    "feasibility",
    "mri_on_treatment",
    "mri_with_counts_read",
    "no_evidence_of_disease_activity",
    "one_of",
    "people_at",
    "pooled_relapse_rates",
    "read_reports",
    "relapse_rate",
    "relapse_time",
    "response_scores",
    "severity_scores",
    "severity_table",
    "share_without_evidence",
    "that",
    "treatment_epochs",
    "treatment_findings",
    "within",
]


def __dir__() -> list[str]:
    return __all__
