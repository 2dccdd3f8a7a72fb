"""What `mscourse measure` can be asked for, one entry each; nothing heavy is loaded to list them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing that is computed around the course, and which options it takes."""

    name: str
    sentence: str
    call: str
    """The name among `mscourse.measures`, and of what prints it in `measure_tables`."""
    kinds: tuple[str, ...] = ()
    """The kinds of rules that `--definition` takes; without any, it is not taken."""
    parameter: str = "rule"
    """The argument of the call that the definition is handed to."""
    default: str | None = None
    """The named definition that is used without `--definition`; None leaves the choice to the call."""
    takes: tuple[str, ...] = ()
    """The further options, as arguments of the call."""


_COURSE = ("CourseDefinition",)
_SPMS = ("SpmsOnsetRule", "SpmsEntryRule", "SpmsRecordedRule")
_TREATMENTS = ("TreatmentRule",)
_ALL = (
    Measure(
        name="relapse-rate",
        sentence="Relapses per person-year with their exact interval, by group if asked.",
        call="relapse_rate",
        kinds=_COURSE,
        parameter="relapse_rule",
        default="lublin_2013",
        takes=("by", "until"),
    ),
    Measure(
        name="no-evidence",
        sentence="Years of follow-up without evidence of disease activity (NEDA).",
        call="no_evidence_of_disease_activity",
        kinds=("NoEvidenceRule",),
        default="neda_3",
    ),
    Measure(
        name="response-scores",
        sentence="Points for the first year of each treatment (Rio, modified Rio, MAGNIMS).",
        call="response_scores",
        kinds=("ResponseScoreRule",),
        default="modified_rio_2013",
    ),
    Measure(
        name="severity",
        sentence="EDSS ranked among people of as many years, within this cohort (MSSS, ARMSS).",
        call="severity_scores",
        kinds=("SeverityRule",),
        default="msss",
    ),
    Measure(
        name="baseline",
        sentence="Table 1: who the people are at their first visit, by group if asked.",
        call="baseline_table",
        kinds=_COURSE,
        parameter="definition",
        default="lublin_2013",
        takes=("by",),
    ),
    Measure(
        name="spms-onset",
        sentence="When SPMS began by each definition, or by one, and what stood in the way.",
        call="compare_spms_onset",
        kinds=_SPMS,
        parameter="rules",
        takes=("until", "assume_onset"),
    ),
    Measure(
        name="transition",
        sentence="Relapse rate and EDSS slope before SPMS onset and from it on.",
        call="before_and_after_spms",
        kinds=_SPMS,
        default="spms_lorscheider_2016",
        takes=("until", "assume_onset"),
    ),
    Measure(
        name="treatments",
        sentence="Epochs on each drug: how they began, how long they lasted, how they ended.",
        call="treatment_epochs",
        kinds=_TREATMENTS,
        default="treatments_with_rebaseline",
        takes=("until",),
    ),
    Measure(
        name="mri-on-treatment",
        sentence="Whether the lesions of each scan can be put to the drug of that day.",
        call="mri_on_treatment",
        kinds=_TREATMENTS,
        default="treatments_with_rebaseline",
        takes=("until",),
    ),
    Measure(
        name="edss-from-systems",
        sentence="The EDSS that the functional systems give, beside the one recorded.",
        call="derive_edss",
        kinds=("EdssFromSystemsRule",),
        default="edss_from_systems",
    ),
    Measure(
        name="mri-reports",
        sentence="Lesions as the text of MRI reports states them, beside those recorded.",
        call="read_reports",
    ),
)
MEASURES = {measure.name: measure for measure in _ALL}
"""Every measure by its name on the command line."""
OPTIONS = {
    "definition": "--definition",
    "by": "--by",
    "until": "--until",
    "assume_onset": "--assume-onset",
}
"""The options that only some measures take, by the argument that each stands for."""


def taken_by(measure: Measure) -> list[str]:
    """The arguments that the measure takes, of those that not all take."""
    return [*(["definition"] if measure.kinds else []), *measure.takes]
