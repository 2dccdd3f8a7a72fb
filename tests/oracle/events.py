"""The events of a patient: confirmed changes, relapses, positive scans and SPMS onset."""

from __future__ import annotations

from typing import Any

from mscourse.results.words import EVENT_KINDS, MEASURE_COLUMNS
from mscourse.rules.course import CourseDefinition
from oracle.activity import positive_counts, readable
from oracle.progression import cause, searches
from oracle.records import Records
from oracle.relapses import clean
from oracle.search import Candidate, Change, Reading, change_in, edss_change
from oracle.spms_onset import search_spms_onset, spms_onset
from oracle.visits import scans, with_worst_times

Event = dict[str, Any]


def events(records: Records, definition: CourseDefinition, until: int | None = None) -> list[Event]:
    """Every event as known at `until` (the last record if None), by onset, kind and measure."""
    known = with_worst_times((records if until is None else records.cut(until)).distinct(), definition.worsening)
    found = _confirmed_changes(known, definition)
    found += [_event("relapse", onset, onset) for onset in clean(known, definition.relapses).kept]
    found += [_event("mri_activity", scan["date"], scan["date"]) for scan in scans(known) if positive_counts(scan)]
    found += _spms_onset(known, definition)
    return sorted(found, key=_order)


def _order(event: Event) -> tuple[int, int, int]:
    measure = event["measure"]
    place = -1 if measure is None else MEASURE_COLUMNS.index(measure)
    return event["onset"], EVENT_KINDS.index(event["kind"]), place


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


def _change(kind: str, measure: str, candidate: Candidate, readings: list[Reading], change: Change) -> Event:
    confirming = candidate.settled_by
    lasts = sustained_until(candidate, readings, change)
    return _event(
        kind,
        candidate.event.day,
        candidate.settled_on,
        measure=measure,
        onset_value=candidate.event.value,
        reference_date=candidate.reference.day,
        reference_value=candidate.reference.value,
        confirmed_on=candidate.settled_on,
        confirmed_value=None if confirming is None else confirming.value,
        sustained_until=lasts,
        sustained_to_end=lasts == readings[-1].day,
    )


def sustained_until(candidate: Candidate, readings: list[Reading], change: Change) -> int:
    """The last measured visit up to which the change held at every one."""
    last = candidate.event.day
    for reading in readings:
        if reading.day <= candidate.event.day:
            continue
        if change(candidate.reference.value, reading.value) != candidate.direction:
            break
        last = reading.day
    return last


def _confirmed_changes(records: Records, definition: CourseDefinition) -> list[Event]:
    found = []
    for measure, each in searches(records, definition).items():
        change = change_in(measure, definition.worsening)
        for candidate in each.candidates:
            if candidate.outcome != "confirmed":
                continue
            if candidate.direction == "better":
                found.append(_change("improvement", measure, candidate, each.readings, change))
                continue
            event = _change("worsening", measure, candidate, each.readings, change)
            event["cause"] = cause(candidate, records, definition)
            event["mri_during"] = mri_during(candidate, records)
            found.append(event)
    return found


def mri_during(candidate: Candidate, records: Records) -> str:
    """What the scans say between the reference and the confirming visit: `clear`, `active` or `unknown`."""
    reference = candidate.reference.day
    during = [scan for scan in scans(records) if reference < scan["date"] <= candidate.settled_on]
    if any(positive_counts(scan) for scan in during):
        return "active"
    comparable = any(scan["date"] <= reference for scan in scans(records))
    if comparable and any(readable(scan) for scan in during):
        return "clear"
    return "unknown"


def _spms_onset(records: Records, definition: CourseDefinition) -> list[Event]:
    found, onset = search_spms_onset(records, definition), spms_onset(records, definition)
    if found is None or onset is None:
        return []
    return [_change("spms_onset", "edss", onset, found.readings, edss_change(definition.spms_onset.edss))]
