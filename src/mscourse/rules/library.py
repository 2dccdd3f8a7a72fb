"""The published definitions by name, each with a sentence and its references."""

from __future__ import annotations

from mscourse.rules.course import CourseDefinition
from mscourse.rules.fields import Reference
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule

LUBLIN_2014 = Reference(
    authors="Lublin et al.",
    year=2014,
    title="Defining the clinical course of multiple sclerosis: the 2013 revisions",
    journal="Neurology 83:278-286",
    doi="10.1212/WNL.0000000000000560",
)
LUBLIN_2020 = Reference(
    authors="Lublin et al.",
    year=2020,
    title="The 2013 clinical course descriptors for multiple sclerosis: a clarification",
    journal="Neurology 94:1088-1092",
    doi="10.1212/WNL.0000000000009636",
)
LORSCHEIDER_2016 = Reference(
    authors="Lorscheider et al.",
    year=2016,
    title="Defining secondary progressive multiple sclerosis",
    journal="Brain 139:2395-2405",
    doi="10.1093/brain/aww173",
)
MUELLER_2023 = Reference(
    authors="Müller et al.",
    year=2023,
    title="Harmonizing definitions for progression independent of relapse activity in multiple sclerosis",
    journal="JAMA Neurology 80:1232",
    seen="C",
)
KALINCIK_2015 = Reference(
    authors="Kalincik et al.",
    year=2015,
    title="Defining reliable disability outcomes in multiple sclerosis",
    journal="Brain",
    doi="10.1093/brain/awv258",
)

pira_mueller_2023 = WorseningRule(
    name="pira_mueller_2023",
    sentence=(
        "EDSS worsening confirmed after 12 weeks from a roving reference; relapse-independent when no relapse began "
        "from 90 days before to 30 days after the event and the confirming visit."
    ),
    references=(MUELLER_2023, KALINCIK_2015),
)

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

PRESETS: dict[str, CourseDefinition | WorseningRule | SpmsOnsetRule] = {
    preset.name: preset for preset in (lublin_2013, pira_mueller_2023, spms_lorscheider_2016, spms_lorscheider_no_fs)
}
