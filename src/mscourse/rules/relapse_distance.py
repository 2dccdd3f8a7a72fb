"""How far a visit has to be from relapses before it may serve."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, described, number


@dataclass(frozen=True, kw_only=True)
class RelapseDistance(Checked):
    """The least distance of a visit from relapse onsets on either side; None looks at no relapse on that side.

    An onset on the day of the visit is at distance 0 on both sides.
    """

    after: int | None = number(
        None, "days that every relapse onset on or before the visit is ago", unit="days", low=0, high=3650
    )
    before: int | None = number(
        None, "days until every relapse onset on or after the visit", unit="days", low=0, high=3650
    )
    inclusive: bool = described(
        default=False, meaning="whether exactly that many days are enough, or only more than that"
    )
