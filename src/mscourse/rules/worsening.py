"""What counts as a confirmed change, and what caused it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, described, number

Measure = Literal["edss", "t25fw", "nhpt", "sdmt"]
HALF = 0.5
"""The smallest step of the EDSS."""
MEASURES: tuple[Measure, ...] = ("edss", "t25fw", "nhpt", "sdmt")


@dataclass(frozen=True, kw_only=True)
class EdssThresholds(Checked):
    """The EDSS step that counts, by the reference value.

    `strata` holds pairs (from this reference value on, this step counts), in rising order, the first from 0.
    """

    name: str
    strata: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Check that the strata rise from 0 and every step is half a point or more."""
        super().__post_init__()
        bounds = [bound for bound, _ in self.strata]
        if not bounds or bounds[0] != 0 or bounds != sorted(set(bounds)) or min(step for _, step in self.strata) < HALF:
            raise DefinitionError(
                "EdssThresholds.strata are not usable.",
                "They are pairs (reference value, step) in rising order, the first from 0, steps of 0.5 or more.",
            )


EDSS_THRESHOLDS = {
    "A": EdssThresholds(name="A", strata=((0.0, 1.5), (1.0, 1.0), (5.5, 0.5))),
    "B": EdssThresholds(name="B", strata=((0.0, 1.5), (1.0, 1.0), (6.0, 0.5))),
    "C": EdssThresholds(name="C", strata=((0.0, 1.0), (6.0, 0.5))),
    "D": EdssThresholds(name="D", strata=((0.0, 1.5), (1.0, 1.0))),
}
"""The four threshold sets in use; they part ways at a reference of 0 and of 5.5 and more."""


@dataclass(frozen=True, kw_only=True)
class CauseRule(Checked):
    """Which relapses, near the event or its confirmation, a confirmed worsening is put down to.

    With event visit e and confirming visit c, all bounds included: an onset in [e - before_event, e] makes it
    relapse-associated; one in [e - before_event, e + after_event] or [c - before_confirmation,
    c + after_confirmation] makes it undefined; otherwise it is relapse-independent, if relapses were asked about
    over [e - before_event, c].
    """

    before_event: int = number(90, "days before the event visit", unit="days", low=0, high=3650)
    after_event: int = number(30, "days after the event visit", unit="days", low=0, high=3650)
    before_confirmation: int = number(90, "days before the confirming visit", unit="days", low=0, high=3650)
    after_confirmation: int = number(30, "days after the confirming visit", unit="days", low=0, high=3650)


@dataclass(frozen=True, kw_only=True)
class WorseningRule(Checked):
    """A change from a reference that holds at every visit until it is confirmed.

    The reference starts at the first usable visit (one more than `usable_after_relapse` days after every relapse
    onset on or before it). With `reference="roving"` it moves to the confirming visit of every confirmed change;
    with `"fixed"` it stays, and only the first change in each direction is an event.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...]
    confirm_after: int = number(
        84, "days from the event to the earliest confirming visit", unit="days", low=1, high=3650
    )
    usable_after_relapse: int = number(
        30, "a visit is usable when every relapse onset on or before it is more days ago", unit="days", low=0, high=3650
    )
    edss: EdssThresholds = described(EDSS_THRESHOLDS["B"], "the EDSS step that counts, by the reference value")
    timed_test_fraction: float = number(
        0.2, "T25FW, 9HPT: the fraction of the reference that counts", unit="fraction", low=0.01, high=1, step=0.01
    )
    t25fw_unable_seconds: int = number(
        180, "T25FW: the time of a walk that could not be done because of MS", unit="seconds", low=1, high=3600
    )
    nhpt_unable_seconds: int = number(
        300, "9HPT: the time of a hand that could not do it because of MS", unit="seconds", low=1, high=3600
    )
    sdmt_points: int = number(4, "SDMT: the number of correct answers that counts", unit="answers", low=1, high=110)
    reference: Literal["roving", "fixed"] = choice(
        "roving", "whether the reference moves with confirmed changes", allowed=("roving", "fixed")
    )
    cause: CauseRule = field(default_factory=CauseRule, metadata={"meaning": "which relapses count as its cause"})
    measures: tuple[Measure, ...] = described(("edss",), "which measures are searched, each with its own reference")

    def __post_init__(self) -> None:
        """Check the fields, and that EDSS is among the measures."""
        super().__post_init__()
        if "edss" not in self.measures or len(set(self.measures)) != len(self.measures):
            raise DefinitionError(
                f"WorseningRule.measures cannot be {self.measures!r}.",
                f"They are EDSS and any of {', '.join(MEASURES[1:])}, each once.",
            )
