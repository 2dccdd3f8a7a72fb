"""What can be said of one person's treatments on a day: epochs, activity on the present drug, facts about labels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from mscourse.rules.treatments import TreatmentRule

Day = dt.date | int
"""A calendar date, or a whole day where the records came as days."""

OnDrug = Literal["active", "none", "unknown", "too_early"]


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """One drug from its start to the day before its stop; the words are those of `treatment_epochs`."""

    drug: str
    known_drug: bool
    efficacy: str | None
    """The category of the table of drugs."""
    efficacy_source: str | None
    start: Day
    stop: Day | None
    """The first day without it, as far as it was known on the day."""
    began: str
    switched_from: str | None
    ended: str
    switched_to: str | None


@dataclass(frozen=True, kw_only=True)
class ScanOnDrug:
    """One scan on a drug, in the words of `mri_on_treatment`."""

    date: Day
    attribution: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PresentDrug:
    """The drug of the day, the one begun last, and the activity that can be put to it."""

    epoch: Epoch
    judged_from: Day
    """From then on activity is put to the drug: its start and the rule's onset of action."""
    activity: OnDrug
    """Of all the time from `judged_from` to the day."""
    unknown_because: tuple[str, ...]
    """Reasons of `mri_on_treatment`, `no_scan`, `no_mri_table`, `scan_set_aside`, `no_relapse_table` and
    `relapses_not_ascertained`, told whatever the activity."""
    early_relapses: tuple[Day, ...]
    """Onsets from the start to the day before `judged_from`."""
    relapses: tuple[Day, ...]
    """Onsets from `judged_from` on."""
    rebaseline: Day | None
    rebaseline_from: Day
    rebaseline_to: Day
    """The days between which the re-baseline scan is looked for."""
    rebaseline_is_over: bool
    """Whether the last of them has passed."""
    scans: tuple[ScanOnDrug, ...]


@dataclass(frozen=True, kw_only=True)
class LabelFact:
    """What the label of a drug says of a course in a region: a row of `labels.csv`."""

    drug: str
    region: str
    course: str
    covered: str
    turns_on: str | None
    wording: str
    source: str
    dated: str | None
    read_on: str


@dataclass(frozen=True, kw_only=True)
class TreatmentAccount:
    """One person's treatments on a day."""

    rule: TreatmentRule
    epochs: tuple[Epoch, ...] | None
    """In order of start, those begun by the day; None where no table of treatments was given."""
    on_now: tuple[Epoch, ...]
    """Those that cover the day."""
    present: PresentDrug | None
    """Of several at once, the one begun last."""
    labels: tuple[LabelFact, ...]
    """The facts for the course and the activity of the day; none outside SPMS and PPMS."""
