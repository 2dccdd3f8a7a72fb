"""The definition of the whole course: one rule for each question, and one window."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mscourse.rules.activity import ActivityRule
from mscourse.rules.assessments import AssessmentsRule
from mscourse.rules.fields import Checked, Reference, choice, number
from mscourse.rules.progression import ProgressionRule
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsDefinition
from mscourse.rules.topics import TopicsRule
from mscourse.rules.worsening import WorseningRule


@dataclass(frozen=True, kw_only=True)
class CourseDefinition(Checked):
    """What `characterise` computes: phenotype, activity, progression and worsening within one window."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    worsening: WorseningRule
    spms_onset: SpmsDefinition
    window: int = number(365, "the time frame of activity, progression and worsening", unit="days", low=1, high=3650)
    relapse_free_window: int = number(730, "the time frame of relapse_free_two_years", unit="days", low=1, high=3650)
    relapse_free_visit: int = number(
        365, "days within which a visit must lie for relapse_free_two_years to be known", unit="days", low=1, high=3650
    )
    assume_onset: Literal["relapsing"] | None = choice(
        None, "what to assume of an onset that was not recorded", allowed=(None, "relapsing")
    )
    relapses: RelapseRule = field(default_factory=RelapseRule, metadata={"meaning": "when a relapse counts as one"})
    activity: ActivityRule = field(default_factory=ActivityRule, metadata={"meaning": "what makes active"})
    progression: ProgressionRule = field(
        default_factory=ProgressionRule, metadata={"meaning": "when progression can be judged"}
    )
    assessments: AssessmentsRule = field(
        default_factory=AssessmentsRule, metadata={"meaning": "when evaluations are due"}
    )
    topics: TopicsRule = field(default_factory=TopicsRule, metadata={"meaning": "which topics the course opens"})
