"""How a change from the baseline is split: what relapses left, what they brought for a while, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.fields import choice, described, number
from mscourse.rules.references import MONTOBBIO_2024
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, EdssThresholds


@dataclass(frozen=True, kw_only=True)
class SeparationRule(ConfirmationRule):
    """A worsening within reach of a relapse is put down to it: for good if it lasts, for a while if it passes."""

    # Which worsening counts
    any_worsening: bool = described(
        default=False, meaning="whether every worsening counts, however small; else the steps below"
    )
    edss: EdssThresholds = described(EDSS_THRESHOLDS["A"], "the EDSS step that counts, by the reference value")
    timed_test_fraction: float = number(
        0.2, "T25FW, 9HPT: the fraction of the reference that counts", unit="fraction", low=0.01, high=1, step=0.01
    )
    sdmt_points: int | None = number(
        4, "SDMT: the number of correct answers that counts", unit="answers", low=1, high=110
    )
    sdmt_fraction: float | None = number(
        0.2, "SDMT: the fraction of the reference that counts", unit="fraction", low=0.01, high=1, step=0.01
    )
    sdmt_needs: Literal["either", "both"] = choice(
        "either", "SDMT: whether the answers or the fraction are enough, or both are needed", allowed=("either", "both")
    )

    # Where it is looked for
    baseline: RelapseDistance = described(
        RelapseDistance(after=30, inclusive=True), "how far from relapses the visit that ends the baseline has to be"
    )
    associated_before: int = number(
        90, "days before a worsening in which a relapse is its cause; 0 looks at none", unit="days", low=0, high=3650
    )
    associated_after: int = number(
        0, "days after a worsening in which a relapse is its cause; 0 looks at none", unit="days", low=0, high=3650
    )

    # Whether it lasts
    lasting_after: int = number(
        180,
        "a confirmed worsening that still holds more than so many days after it began lasts",
        unit="days",
        low=0,
        high=36500,
    )
    lasting_to_end: bool = described(default=False, meaning="whether it has to hold at every visit to the last instead")

    def __post_init__(self) -> None:
        """Check the fields, and that something says which change of the SDMT counts."""
        super().__post_init__()
        if self.sdmt_points is None and self.sdmt_fraction is None:
            raise DefinitionError(
                "SeparationRule has neither sdmt_points nor sdmt_fraction.", "At least one says which change counts."
            )


separation_montobbio_2024 = SeparationRule(
    name="separation_montobbio_2024",
    sentence=(
        "An EDSS worsening within 90 days after a relapse, confirmed 12 weeks later, is lasting where it holds for "
        "more than 180 days and passing where it does not; the rest of the change is relapse-independent."
    ),
    references=(MONTOBBIO_2024,),
)
