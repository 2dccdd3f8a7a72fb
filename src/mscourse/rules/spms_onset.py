"""When a relapsing course has become secondary progressive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
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
    persistence: Literal["confirmed", "to_end_of_follow_up"] = choice(
        "confirmed",
        "whether the rise has to hold until it is confirmed, or at every visit to the last (in hindsight only)",
        allowed=("confirmed", "to_end_of_follow_up"),
    )

    @property
    def looks_ahead(self) -> bool:
        """Whether records after the confirming visit can take the onset back."""
        return self.persistence == "to_end_of_follow_up"


@dataclass(frozen=True, kw_only=True)
class SpmsEntryRule(Checked):
    """The first visit at which a person met the entry criteria of a trial in SPMS, as far as records tell."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    minimum_age: int | None = number(18, "completed years of age, at least", unit="years", low=0, high=120)
    maximum_age: int | None = number(60, "completed years of age, at most", unit="years", low=0, high=120)
    minimum_edss: float = number(3.0, "EDSS at the visit, at least", unit="EDSS points", low=0, high=10, step=0.5)
    maximum_edss: float = number(6.5, "EDSS at the visit, at most", unit="EDSS points", low=0, high=10, step=0.5)
    rise_within: int = number(
        730, "days before the visit in which EDSS was lower by the step", unit="days", low=1, high=36500
    )
    edss: EdssThresholds = described(
        EDSS_THRESHOLDS["C"], "the EDSS step that counts, by the value at the visit itself"
    )
    relapse_free: int = number(
        91, "a relapse onset fewer days before the visit is too recent", unit="days", low=0, high=3650
    )

    def __post_init__(self) -> None:
        """Check the fields, and that no range ends before it begins."""
        super().__post_init__()
        no_age = self.minimum_age is not None and self.maximum_age is not None and self.maximum_age < self.minimum_age
        if no_age or self.maximum_edss < self.minimum_edss:
            raise DefinitionError(
                "SpmsEntryRule has a range that ends before it begins.", "The most is not less than the least."
            )

    @property
    def looks_at_age(self) -> bool:
        """Whether the age plays a part, so that a date of birth is needed."""
        return self.minimum_age is not None or self.maximum_age is not None


@dataclass(frozen=True, kw_only=True)
class SpmsRecordedRule(Checked):
    """The first day on which a clinician recorded SPMS; contradictory labels of one day are passed over."""

    name: str
    sentence: str
    references: tuple[Reference, ...]


SpmsDefinition = SpmsOnsetRule | SpmsEntryRule | SpmsRecordedRule
"""Every kind of rule that dates the onset of SPMS."""
