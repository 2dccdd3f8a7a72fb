"""The search for SPMS onset: from a reference, one candidate after another, until one is SPMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from oracle.confirmation import Candidate
from oracle.readings import Reading
from oracle.search import Search, of_candidate
from oracle.steps import Scale

Next = Literal["move_the_reference", "keep_the_reference", "stop"]


def search_for_spms(
    readings: list[Reading],
    scale: Scale,
    confirm_after: int,
    after_confirmed: Callable[[Candidate], Next],
    scale_of_causes: Scale,
) -> Search:
    """Every candidate, settled one at a time in order of date.

    Args:
        readings: the measured visits.
        scale: which difference counts.
        confirm_after: days from the event to the earliest confirming visit.
        after_confirmed: where a confirmed candidate leaves the reference.
        scale_of_causes: which difference counts when the cause is judged.
    """
    start = next((place for place, reading in enumerate(readings) if reading.usable), None)
    if start is None:
        return Search(readings, scale, [], [])
    reference, place, settled_on = readings[start], start + 1, readings[start].day
    references: list[tuple[int, Reading | None]] = [(reference.day, reference)]
    candidates: list[Candidate] = []
    while place < len(readings):
        direction = scale.change(reference.value, readings[place].value)
        place += 1
        if direction is None:
            continue
        considered = of_candidate(direction, reference, readings, place - 1, scale_of_causes, settled_on)
        candidate = _settled(considered, readings[place:], scale, confirm_after)
        candidates.append(candidate)
        if candidate.settled_by is None:
            break
        settled_on = candidate.known_on
        if candidate.outcome == "confirmed":
            going_on = after_confirmed(candidate)
            if going_on == "stop":
                break
            if going_on == "move_the_reference":
                reference = candidate.settled_by
                references.append((settled_on, reference))
                place = readings.index(reference) + 1
    return Search(readings, scale, candidates, references)


def _settled(candidate: Candidate, later: list[Reading], scale: Scale, confirm_after: int) -> Candidate:
    """What the later visits make of a candidate: the first that says anything decides."""
    for visit in later:
        if scale.change(candidate.reference.value, visit.value) != candidate.direction:
            return replace(candidate, outcome="refuted", settled_by=visit)
        if visit.usable and visit.day - candidate.event.day >= confirm_after:
            return replace(candidate, outcome="confirmed", settled_by=visit)
    return candidate
