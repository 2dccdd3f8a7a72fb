"""What later visits make of a change: whether it is confirmed, and whether it lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from mscourse.rules.worsening import WorseningRule
from oracle.readings import Reading
from oracle.steps import Direction

Outcome = Literal["pending", "refuted", "lapsed", "confirmed"]
Differs = Callable[[float, float], Direction | None]
"""Which way a value differs from a reference value, if it does."""


@dataclass(frozen=True)
class Candidate:
    """A change that was considered, since when, and what became of it at which visit.

    A last visit that counts without being confirmed has an outcome and no visit that settled it.
    `previous_visit` is the day of the measured visit before the event, `last_different_visit` that of the last one
    before it from which the event is a step worse.
    """

    direction: Direction
    reference: Reading
    event: Reading
    considered_from: int
    previous_visit: int
    last_different_visit: int
    outcome: Outcome = "pending"
    settled_by: Reading | None = None

    @property
    def settled_on(self) -> int:
        """The day of the visit that confirmed or refuted it, or let it lapse."""
        if self.outcome == "pending":
            message = "a pending candidate is not settled"
            raise ValueError(message)
        return self.event.day if self.settled_by is None else self.settled_by.day

    @property
    def known_on(self) -> int:
        """The day from which its outcome is known: not before it was considered."""
        return max(self.settled_on, self.considered_from)


def settled(candidate: Candidate, later: list[Reading], differs: Differs, rule: WorseningRule) -> Candidate:
    """The candidate with what the later visits make of it: the first that says anything decides."""
    for visit in later:
        if _too_late(visit, candidate.event, rule):
            return replace(candidate, outcome="lapsed", settled_by=visit)
        holds = differs(candidate.reference.value, visit.value) == candidate.direction
        can_confirm = any(_can_confirm(visit, candidate.event, wait, rule) for wait in rule.waits)
        if not holds and (can_confirm or rule.holds_at == "every_visit"):
            return replace(candidate, outcome="refuted", settled_by=visit)
        if can_confirm:
            return replace(candidate, outcome="confirmed", settled_by=visit)
    return candidate


def _too_late(visit: Reading, event: Reading, rule: WorseningRule) -> bool:
    """Whether every window in which the event can be confirmed has ended."""
    return rule.confirm_late is not None and visit.day > event.day + max(rule.waits) + rule.confirm_late


def _can_confirm(visit: Reading, event: Reading, wait: int, rule: WorseningRule) -> bool:
    """Whether the visit may confirm, and lies in the window of this wait."""
    waited = visit.day - event.day
    early, late = rule.confirm_early or 0, rule.confirm_late
    return visit.may_confirm and waited >= wait - early and (late is None or waited <= wait + late)


def first_that_does_not_hold(candidate: Candidate, later: list[Reading], differs: Differs) -> Reading | None:
    """The first later visit at which the change does not hold; every visit counts."""
    values = (visit for visit in later if differs(candidate.reference.value, visit.value) != candidate.direction)
    return next(values, None)


def unless_it_did_not_last(
    candidate: Candidate, later: list[Reading], differs: Differs, rule: WorseningRule
) -> Candidate:
    """The candidate, refuted if it was confirmed and then did not last as long as the rule asks."""
    ended = first_that_does_not_hold(candidate, later, differs)
    if candidate.outcome != "confirmed" or candidate.settled_by is None or ended is None:
        return candidate
    too_soon = rule.sustained_for is not None and ended.day - candidate.event.day < rule.sustained_for
    if not (too_soon or rule.sustained_to_end):
        return candidate
    refuted_by = ended if ended.day > candidate.settled_on else candidate.settled_by
    return replace(candidate, outcome="refuted", settled_by=refuted_by)


def counts_as_last_visit(candidate: Candidate, readings: list[Reading], rule: WorseningRule, *, drawn: bool) -> bool:
    """Whether a worsening at the last visit counts though nothing can confirm it."""
    if candidate.direction != "worse" or candidate.event != readings[-1]:
        return False
    if rule.last_visit == "early_dropout":
        assert rule.last_visit_within is not None
        return candidate.event.day - readings[0].day <= rule.last_visit_within
    return rule.last_visit == "always" or (rule.last_visit == "by_chance" and drawn)


def confirmed_after(candidate: Candidate, later: list[Reading], differs: Differs, rule: WorseningRule) -> list[int]:
    """The waits after which a confirmed change is confirmed."""
    if candidate.settled_by is None:
        return []
    ended = first_that_does_not_hold(candidate, later, differs)

    def confirms(wait: int) -> bool:
        able = [visit for visit in later if _can_confirm(visit, candidate.event, wait, rule)]
        if not able:
            return False
        if rule.holds_at == "confirming_visit":
            return differs(candidate.reference.value, able[0].value) == candidate.direction
        return ended is None or able[0].day < ended.day

    return [wait for wait in rule.waits if confirms(wait)]
