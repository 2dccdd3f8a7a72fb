"""When a progressive course is with progression, without it, or cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, number


@dataclass(frozen=True, kw_only=True)
class ProgressionRule(Checked):
    """Beyond the confirmed worsening itself: how long a person must have been followed to be without progression."""

    shortest_comparison: int = number(
        270,
        "days between the latest usable visit and some earlier one, below which follow-up is too short to judge",
        unit="days",
        low=0,
        high=3650,
    )
