"""Which courses of a drug are one, when it can be judged, and which scan it is judged from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, number

WATTJES_2021 = Reference(
    authors="Wattjes et al.",
    year=2021,
    title="MAGNIMS-CMSC-NAIMS consensus recommendations on the use of MRI in patients with multiple sclerosis",
    journal="Lancet Neurology 20:653",
    doi="10.1016/S1474-4422(21)00095-8",
)


@dataclass(frozen=True, kw_only=True)
class TreatmentRule(Checked):
    """Courses of one drug with a short pause are one epoch, and its scans are read against a re-baseline scan."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    bridged_pause: int = number(
        30, "days without the drug, at most, that do not end an epoch", unit="days", low=0, high=3650
    )
    switch_within: int = number(
        90,
        "days after the end of an epoch, at most, in which another drug makes it a switch",
        unit="days",
        low=0,
        high=3650,
    )
    onset_of_action: int = number(
        180, "days from the start after which the drug is judged", unit="days", low=0, high=3650
    )
    carry_over: int = number(0, "days after the end in which the drug may still act", unit="days", low=0, high=3650)
    rebaseline_from: int = number(
        90, "days from the start to the earliest re-baseline scan", unit="days", low=0, high=3650
    )
    rebaseline_to: int = number(
        270, "days from the start to the latest re-baseline scan", unit="days", low=0, high=3650
    )
    unnamed_comparison: Literal["unknown", "previous_scan"] = choice(
        "unknown",
        "what T2 lesions were counted against where the scan does not say",
        allowed=("unknown", "previous_scan"),
    )

    def __post_init__(self) -> None:
        """Check the fields, and that the re-baseline window does not end before it begins."""
        super().__post_init__()
        if self.rebaseline_to < self.rebaseline_from:
            raise DefinitionError(
                f"TreatmentRule.rebaseline_to is {self.rebaseline_to}, before rebaseline_from.",
                "The window of the re-baseline scan ends on or after the day on which it begins.",
            )


OF_OURS = "ours"
SOURCES = {
    "bridged_pause": (OF_OURS, "no published definition was found; a missed refill is not a stop"),
    "switch_within": (OF_OURS, "no published definition was found; it leaves room for a washout"),
    "onset_of_action": (OF_OURS, "six months, from when a contrast-enhancing lesion is put to the drug"),
    "carry_over": (OF_OURS, "none is assumed; how long a drug acts on differs from drug to drug"),
    "rebaseline_from": (OF_OURS, "the beginning of three to nine months; the CMSC asked for about six"),
    "rebaseline_to": (OF_OURS, "the end of three to nine months; the CMSC asked for about six"),
    "unnamed_comparison": (OF_OURS, "nothing is inferred from other scans unless asked for"),
}
"""Where each setting is from. None is a published number: all are settings of ours, to be changed at will."""

treatments_with_rebaseline = TreatmentRule(
    name="treatments_with_rebaseline",
    sentence=(
        "Courses of one drug with a pause of 30 days at most are one epoch; new T2 lesions are put to the drug when "
        "they are counted against a scan of its third to ninth month or later, enhancing ones from its sixth month on."
    ),
    references=(WATTJES_2021,),
)
