"""The change from the baseline in three parts, in plain Python, for one patient at a time.

Higher is worse here. Bumps and gains are amounts, added up and taken off as a clinician would on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from oracle.milestones import Confirming, Seen, far, last_visit_counts, who_confirms

ROUNDING = 1e-9


@dataclass(frozen=True)
class Separation:
    """What counts as a rise, when it lasts, and how far a relapse reaches."""

    step: Callable[[float], float] | None
    """The rise that counts from a reference value; None where any rise does."""
    lasting_after: float = 180
    baseline_after: float = 30
    baseline_before: float = 0
    reach_after: float = 90
    reach_before: float = 0
    lowest: float = 0


@dataclass
class Parts:
    """The visits that are kept, from the baseline on, and what the value of each is made of."""

    visits: list[Seen]
    baseline: float
    lasting: list[float]
    passing: list[float]
    independent: list[float] = field(default_factory=list)
    rises: list[tuple[float, float]] = field(default_factory=list)
    """The day and the gain of each rise that lasts, relapse by relapse."""


def separation(visits: list[Seen], relapses: list[float], rule: Separation, confirming: Confirming) -> Parts | None:
    """The parts at every visit from the baseline on; None where no visit can be the baseline."""
    eligible = [
        place
        for place, visit in enumerate(visits)
        if far(relapses, visit.day, rule.baseline_after, rule.baseline_before)
    ]
    if not eligible:
        return None
    first = eligible[0]
    kept = visits[first:]
    baseline = min(visit.value for visit in visits[: first + 1])
    parts = Parts(kept, baseline, [0.0] * len(kept), [0.0] * len(kept))
    onsets = sorted({onset for onset in relapses if onset > kept[0].day})
    settled_until: float | None = None
    for number, onset in enumerate(onsets):
        if settled_until is not None and onset <= settled_until:
            continue
        following = onsets[number + 1] if number + 1 < len(onsets) else None
        settled_until = _look_at(onset, following, parts, relapses, rule, confirming)
    parts.lasting = [sum(gain for day, gain in parts.rises if day <= visit.day) for visit in kept]
    parts.independent = [
        max(visit.value - lasting - passing, rule.lowest) - baseline
        for visit, lasting, passing in zip(kept, parts.lasting, parts.passing, strict=True)
    ]
    return parts


def _look_at(
    onset: float,
    following: float | None,
    parts: Parts,
    relapses: list[float],
    rule: Separation,
    confirming: Confirming,
) -> float | None:
    """Find the rise that the relapse brought, if any; the day that confirmed it."""
    visits = parts.visits
    gap = max(rule.baseline_before, rule.reach_before)
    earlier = [place for place, visit in enumerate(visits) if visit.day <= onset and onset - visit.day > gap]
    reference = parts.baseline
    if earlier:
        reference = max(visits[earlier[-1]].value - parts.passing[earlier[-1]], parts.baseline)
    worse = [_is_worse(visit.value, reference, rule) for visit in visits]
    reached = [_in_reach(visit.day, onset, rule) for visit in visits]
    on_or_after = [place for place, visit in enumerate(visits) if visit.day >= onset]
    last_to_look_at = on_or_after[0] if on_or_after else len(visits) - 1
    after_reference = range(earlier[-1] + 1 if earlier else 0, last_to_look_at + 1)
    place = next((each for each in after_reference if reached[each]), len(visits))
    while place < len(visits) and reached[place]:
        if not worse[place]:
            place += 1
            continue
        confirmed_by = who_confirms(visits, place, relapses, confirming)
        if last_visit_counts(visits, place, 0, confirming):
            confirmed_by = place
        if confirmed_by is not None and all(worse[place : confirmed_by + 1]):
            _confirmed(range(place, confirmed_by + 1), reference, following, worse, parts, rule)
            return visits[confirmed_by].day
        if confirmed_by is None:
            _bump(parts, range(place, place + 1), reference)
            place += 1
        else:
            back = next(each for each in range(place + 1, confirmed_by + 1) if not worse[each])
            _bump(parts, range(place, back), visits[back].value)
            place = back
    return None


def _confirmed(
    until_confirmed: range,
    reference: float,
    following: float | None,
    worse: list[bool],
    parts: Parts,
    rule: Separation,
) -> None:
    visits = parts.visits
    event, confirmed_by = until_confirmed[0], until_confirmed[-1]
    back = next((each for each in range(confirmed_by + 1, len(visits)) if not worse[each]), None)
    if back is not None and rule.lasting_after > 0:
        lasted = visits[back - 1].day - visits[event].day
        if not lasted > rule.lasting_after:
            _bump(parts, range(event, back), visits[back].value)
            return
    span = [
        place
        for place in range(event, len(visits))
        if place <= confirmed_by
        or (
            visits[place].day - visits[event].day <= rule.lasting_after
            and (following is None or visits[place].day <= following)
        )
    ]
    low = min(visits[place].value for place in span)
    _bump(parts, until_confirmed, low)
    parts.rises.append((visits[event].day, max(low - reference, 0.0)))


def _bump(parts: Parts, places: range, down_to: float) -> None:
    """What stands above the value passes; of two bumps at one visit the higher one counts."""
    for place in places:
        parts.passing[place] = max(parts.passing[place], parts.visits[place].value - down_to)


def _is_worse(value: float, reference: float, rule: Separation) -> bool:
    if rule.step is None:
        return value - reference > ROUNDING
    return value - reference >= rule.step(reference) - ROUNDING


def _in_reach(day: float, onset: float, rule: Separation) -> bool:
    if day == onset:
        return rule.reach_after + rule.reach_before > 0
    if day > onset:
        return rule.reach_after > 0 and day - onset <= rule.reach_after
    return rule.reach_before > 0 and onset - day <= rule.reach_before
