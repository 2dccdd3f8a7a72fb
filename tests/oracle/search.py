"""The search for confirmed change: from a reference, one candidate after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from mscourse.rules.worsening import EdssThresholds, WorseningRule
from oracle.records import Records
from oracle.relapses import long_after
from oracle.visits import measured_days, value_on

Direction = Literal["worse", "better"]
Outcome = Literal["pending", "refuted", "confirmed"]
Next = Literal["move_the_reference", "keep_the_reference", "stop"]

ROUNDING = 1e-9
"""5.5 s to 6.6 s is 20 %, whatever the computer's arithmetic makes of it."""


@dataclass(frozen=True)
class Reading:
    """One measured visit: its day, the value, and whether it is usable (long enough after every relapse)."""

    day: int
    value: float
    usable: bool


@dataclass(frozen=True)
class Candidate:
    """A change that was considered, since when, and what became of it at which visit."""

    direction: Direction
    reference: Reading
    event: Reading
    considered_from: int
    outcome: Outcome
    settled_by: Reading | None

    @property
    def settled_on(self) -> int:
        """The day of the visit that confirmed or refuted it."""
        if self.settled_by is None:
            message = "a pending candidate is not settled"
            raise ValueError(message)
        return self.settled_by.day


@dataclass(frozen=True)
class Search:
    """What a search found: every candidate in order, and the reference it ended with."""

    readings: list[Reading]
    candidates: list[Candidate]
    reference: Reading | None

    @property
    def worsenings(self) -> list[Candidate]:
        """The candidates for the worse."""
        return [candidate for candidate in self.candidates if candidate.direction == "worse"]


Change = Callable[[float, float], Direction | None]
"""Whether a value is a step away from a reference value, and which way."""


def edss_change(thresholds: EdssThresholds) -> Change:
    """How EDSS changes: by the step that belongs to the reference."""

    def change(reference: float, value: float) -> Direction | None:
        step = next(step for bound, step in reversed(thresholds.strata) if reference >= bound)
        return _direction(value - reference, step)

    return change


def change_in(column: str, rule: WorseningRule) -> Change:
    """How a measure changes by the rule. More seconds are worse, fewer correct answers are worse."""
    if column == "edss":
        return edss_change(rule.edss)
    if column == "sdmt":
        return lambda reference, value: _direction(reference - value, rule.sdmt_points)
    return lambda reference, value: _direction(value - reference, rule.timed_test_fraction * reference)


def _direction(worse_by: float, step: float) -> Direction | None:
    if worse_by >= step - ROUNDING:
        return "worse"
    if -worse_by >= step - ROUNDING:
        return "better"
    return None


def readings_of(records: Records, column: str, onsets: list[int], usable_after_relapse: int) -> list[Reading]:
    """Every measured visit in order of date."""
    return [
        Reading(day, value_on(records, day, column), long_after(onsets, day, usable_after_relapse))
        for day in measured_days(records, column)
    ]


def search(
    readings: list[Reading],
    change: Change,
    confirm_after: int,
    after_confirmed: Callable[[Candidate], Next],
    *,
    once_each_way: bool = False,
) -> Search:
    """Every candidate, settled one at a time in order of date.

    Args:
        readings: the measured visits.
        change: whether a value is a step away from a reference value.
        confirm_after: days from the event to the earliest confirming visit.
        after_confirmed: where a confirmed candidate leaves the reference.
        once_each_way: whether only the first confirmed change in each direction is an event.
    """
    start = next((place for place, reading in enumerate(readings) if reading.usable), None)
    if start is None:
        return Search(readings, [], None)
    reference, place, settled_on = readings[start], start + 1, readings[start].day
    candidates: list[Candidate] = []
    closed: set[Direction] = set()
    while place < len(readings):
        event = readings[place]
        direction = change(reference.value, event.value)
        place += 1
        if direction is None or direction in closed:
            continue
        considered = Candidate(direction, reference, event, max(event.day, settled_on), "pending", None)
        candidate = _settled(considered, readings[place:], change, confirm_after)
        candidates.append(candidate)
        if candidate.settled_by is None:
            break
        settled_on = candidate.settled_by.day
        if candidate.outcome == "confirmed":
            going_on = after_confirmed(candidate)
            if going_on == "stop":
                break
            if going_on == "move_the_reference":
                reference = candidate.settled_by
                place = readings.index(reference) + 1
            if once_each_way:
                closed.add(direction)
    return Search(readings, candidates, reference)


def _settled(candidate: Candidate, later: list[Reading], change: Change, confirm_after: int) -> Candidate:
    """What the later visits make of a candidate: the first that says anything decides."""
    for visit in later:
        if change(candidate.reference.value, visit.value) != candidate.direction:
            return replace(candidate, outcome="refuted", settled_by=visit)
        if visit.usable and visit.day - candidate.event.day >= confirm_after:
            return replace(candidate, outcome="confirmed", settled_by=visit)
    return candidate
