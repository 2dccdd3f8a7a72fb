"""Whether one person's visits could have shown a worsening by a rule, in plain Python: every three visits are tried."""

from __future__ import annotations

from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from oracle.events import changes
from oracle.readings import Reading, readings_of
from oracle.records import Records
from oracle.relapses import ascertained, clean
from oracle.steps import scale_of
from oracle.visits import measured_columns, with_worst_times


def missing_for(records: Records, rule: WorseningRule, *, names_a_cause: bool, until: int | None = None) -> list[str]:
    """What keeps the rule from classifying the person; nothing where it can."""
    worsenings = [each for each in changes(records, rule, until) if each["kind"] == "worsening"]
    if any(each["cause"] != "unknown" or not names_a_cause for each in worsenings):
        return []
    known = with_worst_times((records if until is None else records.cut(until)).distinct(), rule)
    onsets = clean(known, RelapseRule()).kept
    for place, column in enumerate(measured_columns(rule)):
        readings = readings_of(known, column, onsets, rule, scale_of(column, rule, {}))
        if place > 0 and len(readings) < 2:
            continue
        missing = _missing_in(readings, known, rule, names_a_cause=names_a_cause)
        if missing:
            return [missing]
    return []


def _missing_in(readings: list[Reading], records: Records, rule: WorseningRule, *, names_a_cause: bool) -> str | None:
    if not readings:
        return "no_visit"
    references = [each for each in readings if each.may_be_reference]
    if not references:
        return "no_usable_visit"
    reference = references[0]
    events = [each for each in readings if each.may_be_event and each.day > reference.day]
    if not events:
        return "no_later_visit"
    pairs = [(event, later) for event in events for later in readings if _confirms(event, later, rule)]
    if rule.last_visit == "always" and events[-1] is readings[-1]:
        pairs.append((events[-1], events[-1]))
    if not pairs:
        return "no_confirming_visit"
    if not names_a_cause or any(_asked(reference, event, later, records, rule) for event, later in pairs):
        return None
    return "relapses_not_ascertained"


def _confirms(event: Reading, later: Reading, rule: WorseningRule) -> bool:
    apart = later.day - event.day
    late = 10**6 if rule.confirm_late is None else rule.confirm_late
    return (
        later.may_confirm
        and apart > 0
        and any(wait - (rule.confirm_early or 0) <= apart <= wait + late for wait in rule.waits)
    )


def _asked(reference: Reading, event: Reading, later: Reading, records: Records, rule: WorseningRule) -> bool:
    days = {"event": event.day, "confirmation": later.day}
    begins = [event.day - rule.cause.associated_before]
    begins += [days.get(window.start, reference.day) + window.start_days for window in rule.cause.relapse_free]
    return ascertained(records, min(begins), later.day)
