"""When a later visit confirms an earlier one, for the rules that compare with a fixed value or a fixed baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, described, number
from mscourse.rules.measures import MEASURES, CustomMeasure, Measure
from mscourse.rules.relapse_distance import RelapseDistance

MOST_WAITS = 8
_LONGEST = 3650


@dataclass(frozen=True, kw_only=True)
class ConfirmationRule(Checked):
    """What one measure is asked, and when a visit confirms: every visit up to it has to agree."""

    name: str
    sentence: str
    references: tuple[Reference, ...]

    measure: Measure = choice("edss", "which measure is looked at; of the peg test each hand", allowed=MEASURES)
    custom: CustomMeasure | None = described(None, "a measure in a column of the user's own, in place of it")

    confirm_after: int = number(
        84, "days from the event to the confirming visit, give or take the next two", unit="days", low=1, high=3650
    )
    confirm_also_after: tuple[int, ...] = described((), "further waits in days; any of them will do")
    confirm_early: int | None = number(
        7, "days by which a confirming visit may come earlier than that", unit="days", low=0, high=3650
    )
    confirm_late: int | None = number(
        730, "days by which it may come later; without an end if left out", unit="days", low=0, high=36500
    )
    confirming_visit: RelapseDistance = described(
        RelapseDistance(after=30, inclusive=True), "how far from relapses a confirming visit has to be"
    )
    scheduled_only: bool = described(default=False, meaning="whether only scheduled visits confirm")
    last_visit: Literal["never", "always", "early_dropout", "by_chance"] = choice(
        "never",
        "whether what is seen at the last visit alone counts: never, always, where follow-up was short, or by chance",
        allowed=("never", "always", "early_dropout", "by_chance"),
    )
    last_visit_within: int | None = number(
        None, "early drop-out: days from the first to the last visit", unit="days", low=1, high=36500
    )
    last_visit_chance: float | None = number(
        None, "by chance: the probability", unit="probability", low=0, high=1, step=0.01
    )
    seed: int | None = number(None, "by chance: the seed", unit="seed", low=0, high=2**31 - 1)

    def __post_init__(self) -> None:
        """Check the fields, and that those that belong together are there together."""
        super().__post_init__()
        check_confirmation(self)

    @property
    def waits(self) -> tuple[int, ...]:
        """Every number of days after which a visit confirms, in rising order."""
        return (self.confirm_after, *self.confirm_also_after)


def check_confirmation(rule: Any) -> None:  # noqa: ANN401 - any rule with the fields of confirmation
    """Nothing, if the settings of confirmation that belong together are there together.

    Raises:
        DefinitionError: if they are not.
    """
    kind = type(rule).__name__
    if list(rule.waits) != sorted(set(rule.waits)) or len(rule.waits) > MOST_WAITS or rule.waits[-1] > _LONGEST:
        raise DefinitionError(
            f"{kind}.confirm_also_after cannot be {rule.confirm_also_after!r}.",
            f"Further waits are longer than confirm_after, in rising order, {MOST_WAITS - 1} at most, and "
            f"none is longer than {_LONGEST} days.",
        )
    if (rule.confirm_early or 0) >= rule.confirm_after:
        raise DefinitionError(
            f"{kind}.confirm_early is not less than confirm_after.", "A confirming visit comes after the event visit."
        )
    together = {"last_visit_within": "early_dropout", "last_visit_chance": "by_chance", "seed": "by_chance"}
    for name, policy in together.items():
        if (rule.last_visit == policy) != (getattr(rule, name) is not None):
            raise DefinitionError(
                f"{kind}.{name} and last_visit='{policy}' belong together.",
                "Both are given, or neither. With one seed the same people are drawn, in whatever order they come.",
            )
