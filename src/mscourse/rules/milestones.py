"""Which fixed values of a measure are milestones, and when one is reached."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.errors import DefinitionError
from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.fields import described, number
from mscourse.rules.references import MONTOBBIO_2024
from mscourse.rules.relapse_distance import RelapseDistance


@dataclass(frozen=True, kw_only=True)
class MilestoneRule(ConfirmationRule):
    """A milestone is reached at the first visit at or past a value that later visits confirm.

    There is no reference and no step: somebody who is past the value at the first visit has reached it there.
    """

    values: tuple[float, ...] = described(
        (3, 4, 6, 7), "the values, in the measure's own unit, each a milestone by itself"
    )
    event_visit: RelapseDistance = described(
        RelapseDistance(), "how far from relapses the visit that reaches the value has to be"
    )
    sustained_for: int | None = number(
        None,
        "days from there for which every visit has to be at or past the value, as far as the person was followed",
        unit="days",
        low=1,
        high=36500,
    )
    sustained_to_end: bool = described(default=False, meaning="whether every visit has to be, to the last")

    def __post_init__(self) -> None:
        """Check the fields, and that there is a milestone and none twice."""
        super().__post_init__()
        if not self.values or len(set(self.values)) < len(self.values):
            raise DefinitionError(
                f"MilestoneRule.values cannot be {self.values!r}.", "There is at least one value, and each once."
            )


milestones_montobbio_2024 = MilestoneRule(
    name="milestones_montobbio_2024",
    sentence=(
        "EDSS 3, 4, 6 and 7, each reached at the first visit at or above it that a visit 12 weeks later (from a week "
        "earlier to two years later), at least 30 days after a relapse, and every visit up to that one confirm."
    ),
    references=(MONTOBBIO_2024,),
)
