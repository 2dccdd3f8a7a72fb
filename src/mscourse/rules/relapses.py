"""When a recorded relapse counts as one."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, number


@dataclass(frozen=True, kw_only=True)
class RelapseRule(Checked):
    """Pseudo-relapses go out first; then an onset too close to the last kept one belongs to it."""

    minimum_duration_hours: int = number(
        24, "a relapse known to be shorter is a pseudo-relapse", unit="hours", low=0, high=8760
    )
    minimum_interval: int = number(
        30, "an onset fewer days after the last kept onset belongs to that relapse", unit="days", low=0, high=3650
    )
