"""How far a visit is from relapses, and whether that is far enough."""

from __future__ import annotations

from mscourse.rules.relapse_distance import RelapseDistance


def far_enough(onsets: list[int], day: int, distance: RelapseDistance) -> bool:
    """Whether the day is far enough from every onset before it and after it. One on the day itself is at 0, twice."""
    since = [day - onset for onset in onsets if onset <= day]
    ahead = [onset - day for onset in onsets if onset >= day]
    return all(_enough(days, distance.after, distance) for days in since) and all(
        _enough(days, distance.before, distance) for days in ahead
    )


def _enough(days: int, asked: int | None, distance: RelapseDistance) -> bool:
    if asked is None:
        return True
    return days >= asked if distance.inclusive else days > asked
