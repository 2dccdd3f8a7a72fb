"""The published definitions by name, each with a sentence and its references."""

from __future__ import annotations

from dataclasses import replace

from mscourse.rules.course import CourseDefinition
from mscourse.rules.edss_from_systems import edss_from_systems
from mscourse.rules.kinds import Rule
from mscourse.rules.library_of_change import CHANGES
from mscourse.rules.library_of_pira import RELAPSE_INDEPENDENT, pira_mueller_2023
from mscourse.rules.milestones import milestones_montobbio_2024
from mscourse.rules.no_evidence import NO_EVIDENCE_DEFINITIONS
from mscourse.rules.references import EXPAND, LORSCHEIDER_2016, LUBLIN_2014, LUBLIN_2020
from mscourse.rules.response_scores import RESPONSE_SCORES
from mscourse.rules.separation import separation_montobbio_2024
from mscourse.rules.severity import SEVERITY_SCORES
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule, SpmsRecordedRule
from mscourse.rules.treatments import treatments_with_rebaseline

__all__ = [
    "PRESETS",
    "SPMS_DEFINITIONS",
    "lublin_2013",
    "pira_mueller_2023",
    "spms_expand",
    "spms_lorscheider_2016",
    "spms_lorscheider_2016_to_end",
    "spms_lorscheider_no_fs",
    "spms_lorscheider_no_fs_to_end",
    "spms_recorded",
]

spms_lorscheider_2016 = SpmsOnsetRule(
    name="spms_lorscheider_2016",
    sentence=(
        "A rise of EDSS to 4.0 or more without a relapse, confirmed after three months in the leading functional "
        "system, with a pyramidal score of 2 or more; known on the confirming visit and never taken back."
    ),
    references=(LORSCHEIDER_2016,),
)

spms_lorscheider_no_fs = SpmsOnsetRule(
    name="spms_lorscheider_no_fs",
    sentence="As spms_lorscheider_2016, without the pyramidal and leading-system criteria, for data without them.",
    references=(LORSCHEIDER_2016,),
    functional_systems=False,
)

spms_lorscheider_2016_to_end = replace(
    spms_lorscheider_2016,
    name="spms_lorscheider_2016_to_end",
    sentence=(
        "As spms_lorscheider_2016, with the rise and the level of EDSS held at every visit to the end of follow-up: a "
        "look back that later visits can take back."
    ),
    persistence="to_end_of_follow_up",
)

spms_lorscheider_no_fs_to_end = replace(
    spms_lorscheider_no_fs,
    name="spms_lorscheider_no_fs_to_end",
    sentence=(
        "As spms_lorscheider_2016_to_end, without the pyramidal and leading-system criteria, for data without them."
    ),
    persistence="to_end_of_follow_up",
)

spms_expand = SpmsEntryRule(
    name="spms_expand",
    sentence=(
        "The first visit that met the entry criteria of the EXPAND trial: age 18 to 60, EDSS 3.0 to 6.5, a rise within "
        "two years and no relapse within three months."
    ),
    references=(replace(EXPAND, seen="M"),),
)

spms_recorded = SpmsRecordedRule(
    name="spms_recorded",
    sentence="The first day on which a clinician recorded secondary progressive MS.",
    references=(LUBLIN_2014,),
)

SPMS_DEFINITIONS: dict[str, SpmsDefinition] = {
    rule.name: rule
    for rule in (
        spms_lorscheider_2016,
        spms_lorscheider_no_fs,
        spms_expand,
        spms_recorded,
        spms_lorscheider_2016_to_end,
        spms_lorscheider_no_fs_to_end,
    )
}
"""Every named definition of SPMS onset. A course rests on any of them, in hindsight on those that look ahead."""

lublin_2013 = CourseDefinition(
    name="lublin_2013",
    sentence=(
        "The 2013 course descriptors within one year, as clarified in 2020: phenotype; active, not active or "
        "indeterminate; with or without progression."
    ),
    references=(LUBLIN_2014, LUBLIN_2020),
    worsening=pira_mueller_2023,
    spms_onset=spms_lorscheider_2016,
)

_ALL: tuple[Rule, ...] = (
    lublin_2013,
    *RELAPSE_INDEPENDENT,
    *CHANGES,
    *SPMS_DEFINITIONS.values(),
    milestones_montobbio_2024,
    separation_montobbio_2024,
    *NO_EVIDENCE_DEFINITIONS.values(),
    *RESPONSE_SCORES.values(),
    *SEVERITY_SCORES.values(),
    edss_from_systems,
    treatments_with_rebaseline,
)
PRESETS = {preset.name: preset for preset in _ALL}
