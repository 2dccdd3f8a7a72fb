"""The first confirmed visit at or past a fixed value, in plain Python, for one patient at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """One visit with a value."""

    day: float
    value: float
    may_confirm: bool = True


@dataclass(frozen=True)
class Confirming:
    """Which later visit confirms: so many days later, and so far from relapses."""

    spans: tuple[tuple[float, float], ...] = ((77, 814.5),)
    after_relapse: float = 30
    before_relapse: float = 0
    last_visit_within: float = math.inf
    drawn: bool = False
    """Whether the person's last visit counts though nothing can confirm it."""


@dataclass(frozen=True)
class Milestone:
    """The value, and what is asked of the visit that reaches it."""

    value: float
    higher_is_worse: bool = True
    after_relapse: float = 0
    before_relapse: float = 0
    sustained_for: float = 0


def days_since(relapses: list[float], day: float) -> float:
    """Days since the latest relapse on or before the day."""
    return min((day - onset for onset in relapses if onset <= day), default=math.inf)


def days_until(relapses: list[float], day: float) -> float:
    """Days until the next relapse on or after the day."""
    return min((onset - day for onset in relapses if onset >= day), default=math.inf)


def far(relapses: list[float], day: float, after: float, before: float) -> bool:
    """Whether the day is that many days after every earlier relapse and before every later one."""
    return days_since(relapses, day) >= after and days_until(relapses, day) >= before


def who_confirms(visits: list[Seen], event: int, relapses: list[float], rule: Confirming) -> int | None:
    """The place of the first visit that can confirm the one at `event`."""
    for place in range(event + 1, len(visits)):
        waited = visits[place].day - visits[event].day
        if (
            visits[place].may_confirm
            and far(relapses, visits[place].day, rule.after_relapse, rule.before_relapse)
            and any(fewest <= waited <= most for fewest, most in rule.spans)
        ):
            return place
    return None


def last_visit_counts(visits: list[Seen], event: int, first: int, rule: Confirming) -> bool:
    """Whether the visit is the last one and counts though unconfirmed."""
    is_last = event == len(visits) - 1
    return is_last and visits[event].day - visits[first].day <= rule.last_visit_within and rule.drawn


def milestone(
    visits: list[Seen], relapses: list[float], rule: Milestone, confirming: Confirming
) -> tuple[int, int | None] | None:
    """The places of the visit that reached the value and of the one that confirmed it; None if it was not reached.

    Where the last visit counts unconfirmed, no visit confirmed it.
    """
    at_level = [visit.value >= rule.value if rule.higher_is_worse else visit.value <= rule.value for visit in visits]
    for event in range(len(visits)):
        if not (at_level[event] and far(relapses, visits[event].day, rule.after_relapse, rule.before_relapse)):
            continue
        confirmed_by = who_confirms(visits, event, relapses, confirming)
        held_until = confirmed_by if confirmed_by is not None else event
        confirmed = confirmed_by is not None and all(at_level[event : confirmed_by + 1])
        if not confirmed and not (confirmed_by is None and last_visit_counts(visits, event, 0, confirming)):
            continue
        lost = [visits[place].day for place in range(held_until + 1, len(visits)) if not at_level[place]]
        if not lost or lost[0] - visits[event].day >= rule.sustained_for:
            return event, confirmed_by
    return None
