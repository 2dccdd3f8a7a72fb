"""The closed lists of the result tables. Kernels hand back positions in these lists."""

from __future__ import annotations

from typing import Literal

PHENOTYPES = ("cis", "rrms", "spms", "ppms", "ms_unspecified")
ACTIVITIES = ("active", "not_active", "indeterminate")
ACTIVITY_REASONS = (
    "enlarging_t2",
    "gd_lesion",
    "mri_clear_and_no_relapse",
    "mri_not_readable",
    "new_t2",
    "no_mri_in_window",
    "no_visit_in_window",
    "relapse",
    "relapses_not_ascertained",
)
PROGRESSIONS = (
    "with_progression",
    "awaiting_confirmation",
    "without_progression",
    "indeterminate",
    "not_applicable",
)
PROGRESSION_REASONS = (
    "cause_undefined",
    "no_visit_in_window",
    "relapses_not_ascertained",
    "too_short_to_judge",
    "worsening_unconfirmed",
)
WORSENINGS = ("worsening", "awaiting_confirmation", "indeterminate", "no_worsening")
CAUSES = ("relapse_independent", "relapse_associated", "undefined", "unknown")
"""In the order in which they decide `worsening_cause`."""
EVENT_KINDS = ("worsening", "improvement", "relapse", "mri_activity", "spms_onset")
MRI_DURING = ("clear", "active", "unknown")
CLAIMS = ("phenotype", "spms_onset", "activity", "progression", "worsening")
VERDICTS = (
    "counts",
    "confirmed",
    "awaiting_confirmation",
    "not_held",
    "no_later_visit",
    "event_visit_not_usable",
    "relapse_between",
    "inside_relapse_window",
    "edss_below_minimum",
    "pyramidal_below_minimum",
    "leading_system_not_held",
    "before_first_relapse",
    "relapses_not_ascertained",
    "scan_not_readable",
    "same_day_disagreement",
)
NOTES = (
    "leading_system_unknown",
    "functional_systems_not_recorded",
    "assumed_relapsing_onset",
    "comparison_scan_old",
    "merged_relapse",
    "pseudo_relapse",
)
EVIDENCE_TABLES = ("patients", "visits", "relapses", "mri", "recorded_courses")
EVIDENCE_FIELDS = (
    "edss",
    "t25fw",
    "nhpt_dominant",
    "nhpt_nondominant",
    "sdmt",
    "date",
    "onset_date",
    "onset_type",
    "gd_lesions",
    "new_t2_lesions",
    "enlarging_t2_lesions",
    "cis",
    "rrms",
    "spms",
    "ppms",
)
MEASURE_COLUMNS = ("edss", "t25fw", "nhpt_dominant", "nhpt_nondominant", "sdmt")
ASSESSMENT_KINDS = ("neurological_examination", "mri", "confirmation_visit")
ASSESSMENT_STATUSES = ("done", "due_soon", "overdue", "never")
TOPICS = (
    "benefits_and_risks_of_stronger_treatment",
    "give_treatment_time",
    "rehabilitation_to_improve_function",
    "therapy_to_lower_relapse_risk",
    "rehabilitation_and_symptoms_to_maintain_function",
    "review_treatment_response",
    "discuss_worsening",
    "keep_yearly_evaluation",
    "confirm_worsening",
    "examination_due",
    "mri_due",
    "discuss_transition",
)
"""In the order in which the specification comes to them."""

_YEAR = 365


def window_of(days: int) -> tuple[int, Literal["months", "days"]]:
    """A time frame as a number and its unit: months where it is whole years, else days."""
    return (days // _YEAR * 12, "months") if days % _YEAR == 0 else (days, "days")


def window_in_words(days: int) -> str:
    """The same in words: `12 months`, `400 days`."""
    number, unit = window_of(days)
    return f"{number} {unit}"
