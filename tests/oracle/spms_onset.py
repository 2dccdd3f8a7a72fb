"""SPMS onset: when a relapsing course has become secondary progressive."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsOnsetRule
from oracle.answers import answered_once
from oracle.confirmation import Candidate
from oracle.readings import Reading, readings_for_spms
from oracle.records import Records
from oracle.relapses import ascertained, between, clean
from oracle.search import Search
from oracle.spms_search import Next, search_for_spms
from oracle.steps import edss_scale, scale_of
from oracle.visits import FUNCTIONAL_SYSTEMS, SYSTEMS_AND_AMBULATION, value_on, visit_days

MOVES_THE_REFERENCE = {
    "before_first_relapse",
    "event_visit_not_usable",
    "relapse_between",
    "relapses_not_ascertained",
}
"""After these refusals the reference moves to the confirming visit; after the others it stays."""


@dataclass(frozen=True)
class Refusal:
    """A criterion that a confirmed rise failed, and the relapse it failed for."""

    verdict: str
    relapse: int | None = None


def onset_type(records: Records, definition: CourseDefinition) -> str | None:
    """How the disease began: as recorded, else as assumed, else None."""
    recorded: str | None = records.patient.get("onset_type")
    return recorded or definition.assume_onset


@answered_once
def search_spms_onset(records: Records, definition: CourseDefinition) -> Search | None:
    """Every candidate for SPMS onset; None with a progressive onset, where nothing is searched for."""
    if onset_type(records, definition) == "progressive":
        return None
    rule = definition.spms_onset
    onsets = clean(records, definition.relapses).kept

    def after_confirmed(candidate: Candidate) -> Next:
        if candidate.direction == "better":
            return "move_the_reference"
        if rule.persistence == "to_end_of_follow_up" and lost_on(candidate, readings, rule) is not None:
            return "keep_the_reference"
        refused = {refusal.verdict for refusal in refusals(candidate, records, definition)}
        if not refused:
            return "stop"
        return "move_the_reference" if refused & MOVES_THE_REFERENCE else "keep_the_reference"

    readings = readings_for_spms(records, onsets, rule)
    cause_scale = scale_of("edss", definition.worsening)
    found = search_for_spms(readings, edss_scale(rule.edss), rule.confirm_after, after_confirmed, cause_scale)
    if rule.persistence == "to_end_of_follow_up":
        return replace(found, candidates=_looking_back(found.candidates, readings, rule))
    return found


def lost_on(rise: Candidate, readings: list[Reading], rule: SpmsOnsetRule) -> Reading | None:
    """The first visit after the rise at which it is no longer there, however long after the confirmation."""
    scale = edss_scale(rule.edss)
    later = [reading for reading in readings if reading.day > rise.event.day]
    return next((each for each in later if scale.change(rise.reference.value, each.value) != "worse"), None)


def _looking_back(candidates: list[Candidate], readings: list[Reading], rule: SpmsOnsetRule) -> list[Candidate]:
    """The candidates once more: a confirmed rise that was lost is refuted on that day, and only then is it settled."""
    seen: list[Candidate] = []
    for candidate in candidates:
        earlier = [each.known_on for each in seen if each.outcome != "pending"]
        again = replace(candidate, considered_from=max([candidate.event.day, *earlier]))
        if candidate.outcome == "confirmed" and candidate.direction == "worse":
            lost = lost_on(candidate, readings, rule)
            if lost is not None:
                again = replace(again, outcome="refuted", settled_by=lost)
        seen.append(again)
    return seen


@answered_once
def spms_onset(records: Records, definition: CourseDefinition) -> Candidate | None:
    """The confirmed rise that is SPMS onset, or None."""
    found = search_spms_onset(records, definition)
    if found is None:
        return None
    for candidate in found.worsenings:
        if candidate.outcome == "confirmed" and not refusals(candidate, records, definition):
            return candidate
    return None


def refusals(rise: Candidate, records: Records, definition: CourseDefinition) -> list[Refusal]:
    """Every criterion that the confirmed rise fails; none makes it SPMS."""
    found = _refused_for_relapses(rise, records, definition)
    if not _high_enough(rise, records, definition):
        found.append(Refusal("edss_below_minimum"))
    if functional_systems_apply(rise, records, definition):
        if not _pyramidal_enough(rise, records, definition):
            found.append(Refusal("pyramidal_below_minimum"))
        if leading_system(rise, records) == "not_held":
            found.append(Refusal("leading_system_not_held"))
    return found


def _refused_for_relapses(rise: Candidate, records: Records, definition: CourseDefinition) -> list[Refusal]:
    """Criterion b, and, with an unknown onset, the first relapse."""
    rule = definition.spms_onset
    onsets = clean(records, definition.relapses).kept
    event, confirming = rise.event.day, rise.settled_on
    earlier = [onset for onset in onsets if onset <= event]
    found = []
    if onset_type(records, definition) is None and not earlier:
        found.append(Refusal("before_first_relapse"))
    if not rise.event.usable:
        found.append(Refusal("event_visit_not_usable", earlier[-1]))
    readings = readings_for_spms(records, onsets, rule)
    last_usable = max(reading.day for reading in readings if reading.usable and reading.day < event)
    since = between(onsets, last_usable + 1, event)
    if since:
        found.append(Refusal("relapse_between", since[-1]))
    if not ascertained(records, last_usable, confirming):
        found.append(Refusal("relapses_not_ascertained"))
    return found


def _days_of(rise: Candidate, records: Records) -> list[int]:
    """Every visit from the event to the confirming one."""
    return [day for day in visit_days(records) if rise.event.day <= day <= rise.settled_on]


def _high_enough(rise: Candidate, records: Records, definition: CourseDefinition) -> bool:
    """Criterion c: EDSS is high enough at every measured visit from the event to the confirming one, or to the last."""
    days = _days_of(rise, records)
    if definition.spms_onset.persistence == "to_end_of_follow_up":
        days = [day for day in visit_days(records) if day >= rise.event.day]
    values = [value_on(records, day, "edss") for day in days]
    return all(value >= definition.spms_onset.minimum_edss for value in values if value is not None)


def functional_systems_recorded(rise: Candidate, records: Records) -> bool:
    """Whether any functional system was scored up to the confirming visit. Ambulation alone is not enough."""
    days = [day for day in visit_days(records) if day <= rise.settled_on]
    return any(value_on(records, day, system) is not None for day in days for system in FUNCTIONAL_SYSTEMS)


def functional_systems_apply(rise: Candidate, records: Records, definition: CourseDefinition) -> bool:
    """Whether criteria d and e are asked at all."""
    return definition.spms_onset.functional_systems and functional_systems_recorded(rise, records)


def _pyramidal_enough(rise: Candidate, records: Records, definition: CourseDefinition) -> bool:
    """Criterion d: the pyramidal score at the event visit; missing, it is taken as enough at a high EDSS."""
    score = value_on(records, rise.event.day, "fs_pyramidal")
    if score is None:
        return rise.event.value >= definition.spms_onset.pyramidal_assumed_from_edss
    return bool(score >= definition.spms_onset.minimum_pyramidal)


def leading_system(rise: Candidate, records: Records) -> str:
    """Criterion e: `held`, `not_held`, or `unknown` where no system rose or none can be compared."""
    rises = {}
    for system in SYSTEMS_AND_AMBULATION:
        before = value_on(records, rise.reference.day, system)
        at_event = value_on(records, rise.event.day, system)
        if before is not None and at_event is not None:
            rises[system] = at_event - before
    largest = max(rises.values(), default=0)
    if largest <= 0:
        return "unknown"
    leading = [system for system, by in rises.items() if by == largest]
    return "held" if any(_stays_above_reference(system, rise, records) for system in leading) else "not_held"


def _stays_above_reference(system: str, rise: Candidate, records: Records) -> bool:
    before = value_on(records, rise.reference.day, system)
    scores = [value_on(records, day, system) for day in _days_of(rise, records)]
    return all(score > before for score in scores if score is not None)
