"""When a relapsing course has become secondary progressive."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, Reference, choice, described, number
from mscourse.rules.worsening import EDSS_THRESHOLDS, EdssThresholds


@dataclass(frozen=True, kw_only=True)
class SpmsOnsetRule(Checked):
    """A confirmed rise of EDSS, away from relapses, to at least a moderate level, in the motor system."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    confirm_after: int = number(
        91, "days from the event to the earliest confirming visit", unit="days", low=1, high=3650
    )
    usable_after_relapse: int = number(
        30, "a visit is usable when every relapse onset on or before it is more days ago", unit="days", low=0, high=3650
    )
    edss: EdssThresholds = described(EDSS_THRESHOLDS["B"], "the EDSS step that counts, by the reference value")
    minimum_edss: float = number(
        4.0, "EDSS at every visit from the event to the confirming visit", unit="EDSS points", low=0, high=10, step=0.5
    )
    minimum_pyramidal: int = number(2, "pyramidal score at the event visit", unit="score", low=0, high=6)
    pyramidal_assumed_from_edss: float = number(
        5.5,
        "from this EDSS on a missing pyramidal score is taken as sufficient",
        unit="EDSS points",
        low=0,
        high=10,
        step=0.5,
    )
    functional_systems: bool = choice(
        default=True, meaning="whether the pyramidal and leading-system criteria apply", allowed=(True, False)
    )
