"""The visits at which a measure has a value, and what each of them may serve as."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule
from oracle.distances import far_enough
from oracle.records import Records
from oracle.steps import Scale
from oracle.visits import measured_days, value_on


@dataclass(frozen=True)
class Reading:
    """One measured visit: its day, its value, and what it may serve as.

    It is usable if it is far enough from relapses for that.
    """

    day: int
    value: float
    usable: bool
    may_be_reference: bool
    may_be_event: bool
    may_confirm: bool


def readings_for_spms(records: Records, onsets: list[int], rule: SpmsOnsetRule) -> list[Reading]:
    """Every measured EDSS in order of date: a usable one may be the reference, and may confirm."""
    distance = RelapseDistance(after=rule.usable_after_relapse)
    days = measured_days(records, "edss")
    usable = {day: far_enough(onsets, day, distance) for day in days}
    return [
        Reading(
            day=day,
            value=value_on(records, day, "edss"),
            usable=usable[day],
            may_be_reference=usable[day],
            may_be_event=True,
            may_confirm=usable[day],
        )
        for day in days
    ]


def readings_of(records: Records, column: str, onsets: list[int], rule: WorseningRule, scale: Scale) -> list[Reading]:
    """Every measured visit in order of date."""
    readings = [_reading(records, day, column, onsets, rule) for day in measured_days(records, column)]
    if rule.local_extrema == "kept":
        return readings
    return [
        replace(reading, may_be_reference=reading.usable and not _is_local_extremum(place, readings, rule, scale))
        for place, reading in enumerate(readings)
    ]


def _reading(records: Records, day: int, column: str, onsets: list[int], rule: WorseningRule) -> Reading:
    usable = far_enough(onsets, day, rule.usable)
    confirming = rule.usable if rule.confirming_visit is None else rule.confirming_visit
    scheduled = value_on(records, day, "scheduled") is True
    return Reading(
        day=day,
        value=value_on(records, day, column),
        usable=usable,
        may_be_reference=usable,
        may_be_event=far_enough(onsets, day, rule.event_visit),
        may_confirm=far_enough(onsets, day, confirming) and (scheduled or not rule.scheduled_only),
    )


def _is_local_extremum(place: int, readings: list[Reading], rule: WorseningRule, scale: Scale) -> bool:
    """Whether the visits before and after it both are worse than it, or both better."""
    if place in (0, len(readings) - 1):
        return False
    differs = scale.change if rule.local_extrema == "skipped" else scale.difference
    value = readings[place].value
    before, after = differs(value, readings[place - 1].value), differs(value, readings[place + 1].value)
    return before is not None and before == after
