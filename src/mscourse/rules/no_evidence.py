"""What counts as evidence of disease activity in a year of follow-up (NEDA)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mscourse.rules.fields import Checked, Reference, described, number
from mscourse.rules.library_of_pira import pira_mueller_2023
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule

GIOVANNONI_2015 = Reference(
    authors="Giovannoni et al.",
    year=2015,
    title="Is it time to target no evident disease activity (NEDA) in multiple sclerosis?",
    journal="Multiple Sclerosis and Related Disorders 4:329",
    doi="10.1016/j.msard.2015.04.006",
)
HAVRDOVA_2009 = Reference(
    authors="Havrdova et al.",
    year=2009,
    title="Effect of natalizumab on clinical and radiological disease activity in multiple sclerosis",
    journal="Lancet Neurology 8:254",
    seen="M",
)
KAPPOS_2016 = Reference(
    authors="Kappos et al.",
    year=2016,
    title="Inclusion of brain volume loss in a revised measure of no evidence of disease activity (NEDA-4)",
    journal="Multiple Sclerosis Journal 22:1297",
)


@dataclass(frozen=True, kw_only=True)
class NoEvidenceRule(Checked):
    """No relapse, no confirmed worsening of whatever cause, no MRI activity, and what else the rule looks at.

    One component that is found is evidence, whatever else is not known; without one, anything unknown leaves the year
    unknown.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...]

    year: int = number(365, "the length of a year of follow-up", unit="days", low=1, high=3650)
    grace: int = number(
        90,
        "an examination or scan at most so many days after a year tells of it, where it has none of its own",
        unit="days",
        low=0,
        high=365,
    )
    relapses: RelapseRule = described(RelapseRule(), "when a relapse counts as one")
    worsening: WorseningRule = described(pira_mueller_2023, "which confirmed worsening counts, whatever its cause")
    t2_allowed: int = number(
        0, "new and enlarging T2 lesions of a year that are let pass", unit="lesions", low=0, high=1000
    )
    brain_volume_loss: float | None = number(
        None, "the loss of brain volume a year that is still let pass", unit="percent", low=0, high=100, step=0.01
    )


neda_3 = NoEvidenceRule(
    name="neda_3",
    sentence=(
        "No relapse, no EDSS worsening confirmed after 12 weeks, and no new, enlarging or enhancing lesion in a year."
    ),
    references=(HAVRDOVA_2009, GIOVANNONI_2015),
)
neda_4 = replace(
    neda_3,
    name="neda_4",
    sentence="As neda_3, and a loss of brain volume of 0.4 % a year or less.",
    references=(KAPPOS_2016,),
    brain_volume_loss=0.4,
)
NO_EVIDENCE_DEFINITIONS = {rule.name: rule for rule in (neda_3, neda_4)}
"""The definitions of a year without evidence of disease activity, by name."""
