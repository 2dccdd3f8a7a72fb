"""Which relapses a confirmed worsening is put down to, and which keep it from being relapse-independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, choice, described, number

Point = Literal["reference", "previous_visit", "last_different_visit", "event", "confirmation"]
POINTS: tuple[Point, ...] = ("reference", "previous_visit", "last_different_visit", "event", "confirmation")
"""The days that a window can hang on, in the order in which they come."""
_LONGEST = 3650


@dataclass(frozen=True, kw_only=True)
class RelapseFreeWindow(Checked):
    """Days without a relapse onset, both ends included; days before a point are negative.

    `reference` is the reference visit, `previous_visit` the last measured visit before the event,
    `last_different_visit` the last one before it from which the event differs by the step that counts (the first
    visit, if there is none).
    """

    start: Point = choice("event", "the day that the window's beginning is counted from", allowed=POINTS)
    start_days: int = number(0, "days from there to the window's first day", unit="days", low=-_LONGEST, high=_LONGEST)
    end: Point = choice("event", "the day that the window's end is counted from", allowed=POINTS)
    end_days: int = number(0, "days from there to the window's last day", unit="days", low=-_LONGEST, high=_LONGEST)

    def __post_init__(self) -> None:
        """Check the fields, and that the window does not end before it begins."""
        super().__post_init__()
        start, end = POINTS.index(self.start), POINTS.index(self.end)
        if start > end or (start == end and self.start_days > self.end_days):
            raise DefinitionError(
                "RelapseFreeWindow ends before it begins.",
                f"Its days come in this order: {', '.join(POINTS)}; days before one are negative.",
            )


AROUND_EVENT = RelapseFreeWindow(start="event", start_days=-90, end="event", end_days=30)
AROUND_CONFIRMATION = RelapseFreeWindow(start="confirmation", start_days=-90, end="confirmation", end_days=30)


@dataclass(frozen=True, kw_only=True)
class CauseRule(Checked):
    """Which relapses make a confirmed worsening relapse-associated, and which keep it from being independent.

    With event visit e, all bounds included: an onset in [e - associated_before, e + associated_after] makes it
    relapse-associated; otherwise one in any of the windows makes it undefined; otherwise it is relapse-independent,
    if relapses were asked about from the first of these days up to the confirming visit, and unknown if not.
    """

    associated_before: int = number(
        90, "days before the event in which a relapse makes it relapse-associated", unit="days", low=0, high=_LONGEST
    )
    associated_after: int = number(
        0, "days after the event in which a relapse makes it relapse-associated", unit="days", low=0, high=_LONGEST
    )
    relapse_free: tuple[RelapseFreeWindow, ...] = described(
        (AROUND_EVENT, AROUND_CONFIRMATION), "the windows without a relapse that make it relapse-independent"
    )
