"""Secondary progression as the CORe software dates it, said slowly: pass after pass over a list of visits.

With `first_run_smoothed` the answer is that of MSoutcomes 0.2.1, which lets a lone visit that begins the list progress.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from oracle.core_visits import Own, Scores, Visit, is_rise


@dataclass(frozen=True)
class SpmsRule:
    with_systems: bool = True
    least_edss: float = 4
    least_pyramidal: float = 2
    after_relapse: float = 30
    progression: float = 90.75
    regression: float = 272.25
    stable: float = 181.5
    first_run_smoothed: bool = False


@dataclass(frozen=True)
class Fact:
    """A visit with what is found out about it once and for all."""

    visit: Visit
    relapse_between: bool
    rise_prior: float | None

    @property
    def day(self) -> int:
        return self.visit.day

    @property
    def edss(self) -> float:
        return self.visit.edss


@dataclass(frozen=True)
class Base:
    """The reference of a pass."""

    day: int
    edss: float
    scores: Scores


def spms(visits: list[Visit], rule: SpmsRule, own: Own | None = None) -> tuple[Visit, float | None] | None:
    """The visit that SPMS is dated to and the EDSS before it; the visits are in order of date."""
    looked_at = visits
    if rule.with_systems:
        scored = [place for place, visit in enumerate(visits) if visit.has_scores()]
        looked_at = visits[scored[0] :] if scored else []
    if len(visits) < 3 or len(looked_at) < 3:
        return None
    settled = [visit for visit in looked_at if visit.is_settled(rule.after_relapse)]
    if own is not None:
        initial = Base(own.day, own.edss, own.scores)
    elif settled:
        initial = _base(settled[0])
    else:
        return None
    found = _search(_facts(looked_at), initial, rule)
    if found is None:
        return None
    earlier = [visit for visit in visits if visit.day < found.day]
    of_last_day = [visit for visit in earlier if visit.day == earlier[-1].day] if earlier else []
    return found.visit, of_last_day[0].edss if of_last_day else None


def _base(visit: Visit, scores: Scores | None = None) -> Base:
    return Base(visit.day, visit.edss, visit.scores if scores is None else scores)


def _facts(visits: list[Visit]) -> list[Fact]:
    facts = []
    for place, visit in enumerate(visits):
        before = visits[place - 1] if place else None
        since = visit.day - before.day if before else 0
        between = visit.gap is not None and visit.gap <= since
        facts.append(Fact(visit, between, visit.edss - before.edss if before else None))
    return facts


def _search(every: list[Fact], initial: Base, rule: SpmsRule) -> Fact | None:
    base = initial
    listed = [fact for fact in every if fact.day >= base.day]
    while len(listed) > 1:
        shown = _Pass(listed, base, rule)
        candidate = shown.candidate()
        if candidate is None:
            return None
        moved = shown.moved_by_relapse(candidate)
        if moved is not None:
            base = _base(next(fact.visit for fact in every if fact.day == moved))
            listed = [fact for fact in every if fact.day > moved]
            continue
        event = listed[candidate]
        if shown.is_spms(candidate, every[-1].day):
            return event
        lasts = shown.progression_days[candidate]
        progresses = shown.progressing[candidate]
        if progresses and event.day + lasts < every[-1].day:
            listed = [fact for fact in listed if fact.day > event.day + lasts]
            base = initial if rule.with_systems else base
            continue
        listed = [fact for fact in listed if fact.day > event.day]
        if (progresses and event.relapse_between) or shown.improved[candidate]:
            base, listed = _moved_to(event.visit, listed, rule)
        elif rule.with_systems:
            base = initial
    return None


def _moved_to(event: Visit, listed: list[Fact], rule: SpmsRule) -> tuple[Base, list[Fact]]:
    """The candidate as reference, or the first visit after it that has any score."""
    if not rule.with_systems or event.has_scores():
        return _base(event, (completed_pyramidal(event), *event.scores[1:])), listed
    while len(listed) > 1 and not listed[0].visit.has_scores():
        listed = listed[1:]
    return _base(listed[0].visit), listed


def completed_pyramidal(visit: Visit) -> float:
    score = visit.scores[0]
    if score is None:
        return 2 if visit.edss >= 5.5 else 0
    return 2 if score < 2 and visit.edss >= 5.5 else score


class _Pass:
    """The visits of one pass, with what is found out about them from its reference."""

    def __init__(self, listed: list[Fact], base: Base, rule: SpmsRule) -> None:
        self.listed, self.base, self.rule = listed, base, rule
        self.difference = [fact.edss - base.edss for fact in listed]
        raw = [
            is_rise(difference, base.edss) and fact.edss >= rule.least_edss
            for difference, fact in zip(self.difference, listed, strict=True)
        ]
        self.progressing = _smoothed(raw, first_too=rule.first_run_smoothed)
        self.improved = [difference <= -0.5 for difference in self.difference]
        self.progression_days = [self._progression_days(place) for place in range(len(listed))]

    def _progression_days(self, place: int) -> int:
        if not self.progressing[place]:
            return 0
        end = next((at for at in range(place, len(self.listed)) if not self.progressing[at]), len(self.listed))
        settled = [fact for fact in self.listed[:end] if fact.visit.is_settled(self.rule.after_relapse)]
        return settled[-1].day - self.listed[place].day if settled else 0

    def _regression_days(self, place: int) -> int:
        if not self.improved[place]:
            return 0
        end = next((at for at in range(place, len(self.listed)) if not self.improved[at]), len(self.listed))
        return self.listed[end - 1].day - self.listed[place].day

    def candidate(self) -> int | None:
        for place in range(len(self.listed)):
            long_worse = self.progression_days[place] > self.rule.progression
            if long_worse or self._regression_days(place) > self.rule.regression:
                return place
        return None

    def moved_by_relapse(self, candidate: int) -> int | None:
        """The day of the reference that a relapse leaves behind."""
        significant = [
            place
            for place, fact in enumerate(self.listed[:candidate])
            if fact.day != self.base.day
            and fact.relapse_between
            and fact.edss > 3.0
            and self.difference[place] >= 0.5
            and fact.rise_prior is not None
            and fact.rise_prior >= 0.5
            and self.base.edss < 6.0
        ]
        if not significant:
            return None
        between = self.listed[significant[-1] + 1 : candidate]
        for place, fact in enumerate(between):
            if self._stays(fact, between[place + 1 :]) and (not self.rule.with_systems or fact.visit.has_scores()):
                return fact.day
        return self.listed[candidate].day

    def _stays(self, fact: Fact, later: list[Fact]) -> bool:
        width = 1.5 if fact.edss == 0 else 1.0
        end = fact.day
        for other in later:
            if not abs(other.edss - fact.edss) < width:
                break
            end = other.day
        return end - fact.day > self.rule.stable

    def is_spms(self, candidate: int, last_day: int) -> bool:
        event, rule = self.listed[candidate], self.rule
        lasts = self.progression_days[candidate]
        lowest = self._confirming_edss(event)
        holds = (
            self.progressing[candidate]
            and lasts >= rule.progression
            and event.day + lasts >= last_day
            and not event.relapse_between
            and event.edss >= rule.least_edss
            and lowest is not None
            and lowest >= rule.least_edss
        )
        if not rule.with_systems:
            return holds
        return holds and completed_pyramidal(event.visit) >= rule.least_pyramidal and self._leads(candidate)

    def _confirming_edss(self, event: Fact) -> float | None:
        later = [fact for fact in self.listed if fact.day > event.day]
        late = [place for place, fact in enumerate(later) if fact.day - event.day > self.rule.progression]
        return min(fact.edss for fact in later[: late[0] + 1]) if late else None

    def _rises(self, fact: Fact, unknown: Callable[[int], float]) -> list[float]:
        return [
            unknown(system) if now is None or before is None else now - before
            for system, (now, before) in enumerate(zip(fact.visit.scores, self.base.scores, strict=True))
        ]

    def _leads(self, candidate: int) -> bool:
        here = self._rises(self.listed[candidate], lambda system: 0 if system else 1)
        raised = [0]
        if self.progressing[candidate] and max(here) > 0:
            for system in [system for system, rise in enumerate(here) if rise == max(here)]:
                away = math.inf
                end = self.listed[candidate]
                for fact in self.listed[candidate:]:
                    away = self._rises(fact, lambda _: 1)[system]
                    if away == 0:
                        break
                    end = fact
                raised.append(end.day - self.listed[candidate].day)
        return any(days >= self.rule.progression for days in raised)


def _smoothed(raw: list[bool], *, first_too: bool) -> list[bool]:
    smoothed: list[bool] = []
    for progresses, run in groupby(raw):
        length = len(list(run))
        is_first = not smoothed
        lone = not progresses and length == 1 and (first_too or not is_first)
        smoothed += [True if lone else progresses] * length
    return smoothed
