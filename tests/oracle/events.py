"""The events of a patient: confirmed changes, relapses, positive scans and SPMS onset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscourse.results.words import EVENT_KINDS, MEASURE_COLUMNS
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule
from oracle.activity import positive_counts, readable
from oracle.causes import cause
from oracle.confirmation import Candidate, confirmed_after, first_that_does_not_hold
from oracle.progression import searches_by
from oracle.records import Records
from oracle.relapses import clean
from oracle.search import Search
from oracle.spms_in_the_course import met_in_course, record_on
from oracle.spms_onset import search_spms_onset, spms_onset
from oracle.steps import Step
from oracle.visits import scans, with_worst_times

Event = dict[str, Any]


def events(records: Records, definition: CourseDefinition, until: int | None = None) -> list[Event]:
    """Every event as known at `until` (the last record if None), by onset, kind and measure."""
    known = with_worst_times((records if until is None else records.cut(until)).distinct(), definition.worsening)
    found = _confirmed_changes(known, definition.worsening, definition.relapses, {})
    found += [_event("relapse", onset, onset) for onset in clean(known, definition.relapses).kept]
    found += [_event("mri_activity", scan["date"], scan["date"]) for scan in scans(known) if positive_counts(scan)]
    found += _spms_onset(known, definition)
    return _sorted(found, definition.worsening)


def changes(
    records: Records,
    rule: WorseningRule,
    until: int | None = None,
    functions: Mapping[str, Step] | None = None,
    hygiene: RelapseRule | None = None,
) -> list[Event]:
    """Every confirmed change by the rule alone, each with the waits after which it is confirmed.

    Args:
        records: one patient's records.
        rule: what counts as a confirmed change.
        until: the last day whose records are looked at; the last record if None.
        functions: the step that counts by the reference value, for measures of the user's own that have no other.
        hygiene: which relapses count.
    """
    known = with_worst_times((records if until is None else records.cut(until)).distinct(), rule)
    return _sorted(_confirmed_changes(known, rule, hygiene or RelapseRule(), functions or {}, with_waits=True), rule)


def _sorted(found: list[Event], rule: WorseningRule) -> list[Event]:
    """The events by onset, kind and measure, those without a measure first."""
    measures = [None, *MEASURE_COLUMNS, *(measure.column for measure in rule.custom)]
    return sorted(
        found, key=lambda each: (each["onset"], EVENT_KINDS.index(each["kind"]), measures.index(each["measure"]))
    )


def _event(kind: str, onset: int, known_on: int, **rest: object) -> Event:
    columns = (
        "measure",
        "cause",
        "mri_during",
        "onset_value",
        "reference_date",
        "reference_value",
        "confirmed_on",
        "confirmed_value",
        "sustained_until",
        "sustained_to_end",
    )
    return {"kind": kind, "onset": onset, "known_on": known_on, **dict.fromkeys(columns), **rest}


def _change(kind: str, measure: str, candidate: Candidate, found: Search) -> Event:
    confirming = candidate.settled_by
    lasts = sustained_until(candidate, found)
    return _event(
        kind,
        candidate.event.day,
        candidate.known_on,
        measure=measure,
        onset_value=candidate.event.value,
        reference_date=candidate.reference.day,
        reference_value=candidate.reference.value,
        confirmed_on=None if confirming is None else confirming.day,
        confirmed_value=None if confirming is None else confirming.value,
        sustained_until=lasts,
        sustained_to_end=lasts == found.readings[-1].day,
    )


def sustained_until(candidate: Candidate, found: Search) -> int:
    """The last measured visit up to which the change held at every one."""
    ended = first_that_does_not_hold(candidate, found.after(candidate), found.scale.change)
    return max(each.day for each in found.readings if ended is None or each.day < ended.day)


def _confirmed_changes(
    records: Records,
    rule: WorseningRule,
    hygiene: RelapseRule,
    functions: Mapping[str, Step],
    *,
    with_waits: bool = False,
) -> list[Event]:
    found = []
    for measure, each in searches_by(records, rule, hygiene, functions).items():
        for candidate in each.candidates:
            if candidate.outcome != "confirmed":
                continue
            event = _change("worsening" if candidate.direction == "worse" else "improvement", measure, candidate, each)
            if candidate.direction == "worse":
                event["cause"] = cause(candidate, records, rule.cause, hygiene).name
                event["mri_during"] = mri_during(candidate, records, rule)
            if with_waits:
                event["confirmed_after"] = confirmed_after(candidate, each.after(candidate), each.scale.change, rule)
            found.append(event)
    return found


def mri_during(candidate: Candidate, records: Records, rule: WorseningRule) -> str:
    """What the scans say up to the confirming visit: `clear`, `active` or `unknown`."""
    reference = candidate.reference.day
    since = reference if rule.mri_from == "reference" else candidate.event.day
    during = [scan for scan in scans(records) if since < scan["date"] <= candidate.settled_on]
    if any(positive_counts(scan) for scan in during):
        return "active"
    comparable = any(scan["date"] <= reference for scan in scans(records))
    if "mri" not in records.set_aside and comparable and any(readable(scan) for scan in during):
        return "clear"
    return "unknown"


def _spms_onset(records: Records, definition: CourseDefinition) -> list[Event]:
    if not isinstance(definition.spms_onset, SpmsOnsetRule):
        return _by_record(records, definition)
    found, onset = search_spms_onset(records, definition), spms_onset(records, definition)
    return [] if found is None or onset is None else [_change("spms_onset", "edss", onset, found)]


def _by_record(records: Records, definition: CourseDefinition) -> list[Event]:
    """The onset by a rule that looks for no rise: a day, and the EDSS of a visit on it."""
    met = met_in_course(records, definition, hindsight=False)
    if met is None:
        return []
    _, field, value = record_on(records, met[0], definition)
    return [_event("spms_onset", *met, measure="edss" if field == "edss" else None, onset_value=value)]
