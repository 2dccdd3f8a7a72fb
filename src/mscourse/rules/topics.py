"""Which topics of conversation a course opens: the one number that their rule has."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, number


@dataclass(frozen=True, kw_only=True)
class TopicsRule(Checked):
    """A treatment can be judged by activity and progression that came long enough after its start."""

    started_before: int = number(
        180,
        "days from the start of a treatment from which activity or progression is in spite of it",
        unit="days",
        low=0,
        high=3650,
    )
