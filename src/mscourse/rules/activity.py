"""What makes the disease active: relapses and MRI, within the window."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, number


@dataclass(frozen=True, kw_only=True)
class ActivityRule(Checked):
    """A relapse or a positive scan in the window makes active; a clear scan and no relapse, asked about, not active."""

    comparison_grace: int = number(
        90,
        "a T2 count is of uncertain timing when its comparison scan is more than the window and this much older",
        unit="days",
        low=0,
        high=3650,
    )
