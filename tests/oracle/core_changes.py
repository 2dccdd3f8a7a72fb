"""Confirmed changes as the CORe software finds them, said slowly: `CDW`, `CDI`, `PIRA` and `CDEseq`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from oracle.core_visits import Own, Visit, is_fall, is_rise

Flags = Callable[[float, float], bool]


@dataclass(frozen=True)
class ChangeRule:
    confirmed: float = 90.75
    after_relapse: float = 30
    sustained: bool = True


@dataclass(frozen=True)
class Event:
    reference: float
    reference_day: int
    edss: float
    day: int
    timepoint: int
    sustained: int


@dataclass
class _Search:
    listed: list[Visit]
    day: int
    edss: float
    origin: int

    def timepoint(self, visit: Visit) -> int:
        return visit.day - self.origin

    def relapse_day(self, visit: Visit) -> float:
        return 0 if visit.gap is None else self.timepoint(visit) - visit.gap


@dataclass(frozen=True)
class _Entry:
    visit: Visit
    days: int


def _begin(visits: list[Visit], rule: ChangeRule, own: Own | None) -> _Search | None:
    if own is not None:
        visits = [visit for visit in visits if visit.day >= own.day]
        visits = [Visit(own.day, own.edss), *visits] if visits else []
    settled = [visit for visit in visits if visit.is_settled(rule.after_relapse)]
    if not settled:
        return None
    return _Search(list(visits), settled[0].day, settled[0].edss, settled[0].day)


def worsening(visits: list[Visit], rule: ChangeRule, own: Own | None = None) -> list[Event]:
    """CDW."""
    return _in_one_sense(visits, rule, own, is_rise)


def improvement(visits: list[Visit], rule: ChangeRule, own: Own | None = None) -> list[Event]:
    """CDI."""
    return _in_one_sense(visits, rule, own, is_fall)


def _in_one_sense(visits: list[Visit], rule: ChangeRule, own: Own | None, flags: Flags) -> list[Event]:
    search, events = _begin(visits, rule, own), []
    while search is not None:
        entries = _qualifying(search, rule, flags)
        if not entries:
            break
        events.append(_event(search, entries[0]))
        search = _moved(search, entries, rule)
    return _reported(events)


def independent(visits: list[Visit], rule: ChangeRule, own: Own | None = None) -> list[Event]:
    """PIRA."""
    search, events = _begin(visits, rule, own), []
    while search is not None:
        entries = _qualifying(search, rule, is_rise)
        if not entries:
            break
        first = entries[0].visit
        if first.gap is not None and first.day - search.listed[0].day >= first.gap:
            search = _after_relapse(search, first, rule)
        else:
            events.append(_event(search, entries[0]))
            search = _moved(search, entries, rule)
    return _reported(events)


def _after_relapse(search: _Search, first: Visit, rule: ChangeRule) -> _Search | None:
    earlier = [search.relapse_day(visit) for visit in search.listed]
    earlier = [day for day in earlier if day < search.relapse_day(first)]
    if not earlier:
        return None
    listed = [visit for visit in search.listed if search.relapse_day(visit) > min(earlier)]
    while listed and listed[0].gap is not None and listed[0].gap < rule.after_relapse:
        listed = listed[1:]
    settled = [visit for visit in listed if visit.is_settled(rule.after_relapse)]
    if not settled:
        return None
    return _Search(listed, settled[0].day, settled[0].edss, search.origin)


def in_turn(visits: list[Visit], rule: ChangeRule, own: Own | None = None) -> tuple[list[Event], list[Event]]:
    """CDEseq: worsening and improvement."""
    rule = replace(rule, sustained=False)
    search = _begin(visits, rule, own)
    worse: list[Event] = []
    better: list[Event] = []
    seen: set[tuple[int, float]] = set()
    while search is not None and len(search.listed) > 1:
        state = (len(search.listed), search.edss)
        if state in seen:  # Round and round: nothing new can come.
            break
        difference = search.listed[0].edss - search.edss
        sense = next((flags for flags in (is_rise, is_fall) if flags(difference, search.edss)), None)
        if sense is None:
            search.listed = search.listed[1:]
            continue
        seen.add(state)
        entries = _qualifying(search, rule, sense, closing_flagged=False)
        if not entries:
            break
        (worse if sense is is_rise else better).append(_event(search, entries[0]))
        search = _moved(search, entries, rule)
    return _reported(worse), _reported(better)


def _qualifying(search: _Search, rule: ChangeRule, flags: Flags, *, closing_flagged: bool = True) -> list[_Entry]:
    closed = [*search.listed, search.listed[0]]
    flagged = [flags(visit.edss - search.edss, search.edss) for visit in closed]
    flagged[-1] = flagged[-1] and closing_flagged
    latest = max(visit.day for visit in search.listed)
    entries = []
    for place, visit in enumerate(closed):
        if not flagged[place]:
            continue
        end = next((at for at in range(place + 1, len(closed)) if not flagged[at]), len(closed))
        held = closed[:end]
        if flags is is_rise:
            held = [other for other in held if other.is_settled(rule.after_relapse)]
        if not held:
            continue
        days = held[-1].day - visit.day
        if days >= rule.confirmed and (not rule.sustained or days >= latest - visit.day):
            entries.append(_Entry(visit, days))
    return entries


def _event(search: _Search, entry: _Entry) -> Event:
    visit = entry.visit
    return Event(search.edss, search.day, visit.edss, visit.day, search.timepoint(visit), entry.days)


def _moved(search: _Search, entries: list[_Entry], rule: ChangeRule) -> _Search | None:
    first = entries[0].visit
    soon = [entry.visit.edss for entry in entries if entry.visit.day - first.day <= rule.confirmed]
    lowest = min([first.edss, *soon, *(entry.visit.edss for entry in entries[1:2])])
    later = [visit for visit in search.listed if visit.day >= first.day]
    same = [visit.day for visit in later if visit.edss == lowest]
    if not same:
        return None
    return _Search([visit for visit in later if visit.day >= same[0]], same[0], lowest, search.origin)


def _reported(events: list[Event]) -> list[Event]:
    by_day: dict[int, Event] = {}
    for event in events:
        by_day.setdefault(event.day, event)
    return [event for event in by_day.values() if event.timepoint > 0]
