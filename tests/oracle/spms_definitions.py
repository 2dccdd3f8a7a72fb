"""SPMS onset of one patient by any kind of definition, in plain Python, and what stood in the way of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mscourse.presets import lublin_2013
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule
from oracle.records import Records, Row
from oracle.relapses import ascertained, clean
from oracle.search import Search
from oracle.spms_onset import onset_type, refusals, search_spms_onset, spms_onset
from oracle.steps import edss_scale
from oracle.visits import measured_days, value_on

UNKNOWN = {
    "age_unknown", "awaiting_confirmation", "no_later_visit", "no_recorded_course", "no_usable_visit", "no_visit",
    "relapses_not_ascertained",
}  # fmt: skip
Met = tuple[int, int]
"""The day of the onset, and the day on which it was known."""


def spms_by(
    records: Records,
    rule: SpmsDefinition,
    assume_onset: str | None = None,
    relapses: RelapseRule = lublin_2013.relapses,
) -> Row:
    """The row of the comparison for one definition."""
    definition = replace(lublin_2013, assume_onset=assume_onset, relapses=relapses)
    if isinstance(rule, SpmsOnsetRule):
        met, failed, closest = _by_search(records, replace(definition, spms_onset=rule))
    elif isinstance(rule, SpmsEntryRule):
        met, failed, closest = _by_entry(records, rule, definition)
    else:
        met, failed, closest = _by_record(records)
    # Who was not asked about relapses may have had the first one.
    unknown = UNKNOWN | ({"before_first_relapse"} if "relapses_not_ascertained" in failed else set())
    answer = "spms" if met else "cannot_be_judged" if set(failed) <= unknown else "not_spms"
    onset, known_on = met or (None, None)
    return {"answer": answer, "onset": onset, "known_on": known_on, "failed": sorted(failed), "closest": closest}


def _fewest(tried: dict[int, list[str]]) -> dict[int, list[str]]:
    """The attempts with the fewest failures."""
    fewest = min(len(failed) for failed in tried.values())
    return {day: failed for day, failed in tried.items() if len(failed) == fewest}


def _by_search(records: Records, definition: CourseDefinition) -> tuple[Met | None, list[str], int | None]:
    found = search_spms_onset(records, definition)
    if found is None:
        return None, ["progressive_onset"], None
    onset = spms_onset(records, definition)
    if onset is not None:
        return (onset.event.day, onset.settled_on), [], None
    refused = {
        rise.event.day: [refusal.verdict for refusal in refusals(rise, records, definition)]
        for rise in found.worsenings
        if rise.outcome == "confirmed"
    }
    if refused:
        first = min(_fewest(refused))
        return None, refused[first], first
    for outcome, said in (("pending", "awaiting_confirmation"), ("refuted", "not_held")):
        days = [rise.event.day for rise in found.worsenings if rise.outcome == outcome]
        if days:
            return None, [said], days[0]
    return None, [_without_a_rise(found)], None


def _without_a_rise(found: Search) -> str:
    if not found.readings:
        return "no_visit"
    usable = [reading for reading in found.readings if reading.usable]
    if not usable:
        return "no_usable_visit"
    return "no_later_visit" if usable[0] is found.readings[-1] else "no_rise"


def _by_entry(
    records: Records, rule: SpmsEntryRule, definition: CourseDefinition
) -> tuple[Met | None, list[str], int | None]:
    tried: dict[int, list[str]] = {}
    for day in measured_days(records, "edss"):
        tried[day] = _not_met(records, day, rule, definition)
        if not tried[day]:
            return (day, day), [], None
    if not tried:
        return None, ["no_visit"], None
    latest = max(_fewest(tried))
    return None, tried[latest], latest


def _not_met(records: Records, day: int, rule: SpmsEntryRule, definition: CourseDefinition) -> list[str]:
    """The entry criteria that the visit fails."""
    failed = []
    onsets = [onset for onset in clean(records, definition.relapses).kept if onset <= day]
    kind = onset_type(records, definition)
    if kind == "progressive":
        failed.append("progressive_onset")
    if kind is None and not onsets:
        failed.append("before_first_relapse")
    value = value_on(records, day, "edss")
    if value < rule.minimum_edss or value > rule.maximum_edss:
        failed.append("edss_outside")
    step = edss_scale(rule.edss).change
    recent = [each for each in measured_days(records, "edss") if day - rule.rise_within <= each < day]
    # The step belongs to the value at the visit: seen from there, the earlier one is better by it.
    if not any(step(value, value_on(records, each, "edss")) == "better" for each in recent):
        failed.append("no_rise")
    if rule.looks_at_age:
        failed += _age(records, day, rule)
    if any(day - onset < rule.relapse_free for onset in onsets):
        failed.append("relapse_too_recent")
    if not ascertained(records, day - rule.relapse_free + 1, day):
        failed.append("relapses_not_ascertained")
    return failed


def _age(records: Records, day: int, rule: SpmsEntryRule) -> list[str]:
    born = records.patient.get("birth_date")
    if born is None:
        return ["age_unknown"]
    birth, today = (dt.date(1970, 1, 1) + dt.timedelta(days=each) for each in (born, day))
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    if years < 0:
        return ["age_unknown"]
    too_young = rule.minimum_age is not None and years < rule.minimum_age
    too_old = rule.maximum_age is not None and years > rule.maximum_age
    return ["age_outside"] if too_young or too_old else []


def _by_record(records: Records) -> tuple[Met | None, list[str], None]:
    labels = records.recorded_courses or []
    said = {row["date"]: {each["course"] for each in labels if each["date"] == row["date"]} for row in labels}
    agreed = {day: courses for day, courses in said.items() if len(courses) == 1}
    days = [day for day, courses in agreed.items() if courses == {"spms"}]
    if days:
        return (min(days), min(days)), [], None
    return None, ["recorded_otherwise" if agreed else "no_recorded_course"], None
