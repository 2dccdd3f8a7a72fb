"""SPMS onset in the course by a rule that looks for no rise: entry criteria, the clinician's label, the user's own."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from mscourse.rules.course import CourseDefinition
from mscourse.rules.fields import number
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import RecordsSoFar, SpmsEntryRule, SpmsOwnRule, SpmsRecordedRule
from oracle.records import Records
from oracle.relapses import clean
from oracle.spms_definitions import spms_by
from oracle.spms_onset import onset_type
from oracle.visits import measured_days, value_on

Met = tuple[int, int]
"""The day of the onset, and the day on which it was known."""
Record = tuple[str, str, float | None]
"""The table and the field of a record, and its EDSS."""


@dataclass(frozen=True, kw_only=True)
class TwoHighVisits(SpmsOwnRule):
    """Two visits in a row at a level of EDSS without a relapse between them, or a treatment that has ended."""

    name: str = "two_high_visits"
    sentence: str = "SPMS began at the first of two visits in a row with EDSS at the level and no relapse between them."
    level: float = number(4.0, "EDSS at both visits", unit="EDSS points", low=0, high=10, step=0.5)
    or_treatment: bool = False

    def onset(self, records: RecordsSoFar) -> Any:
        """By the frames, as a user would write it."""
        onsets = records.relapses["onset_date"].to_list()
        seen = records.visits.drop_nulls("edss").select("date", "edss").rows()
        for (day, edss), (next_day, next_edss) in itertools.pairwise(seen):
            free = not any(day < onset <= next_day for onset in onsets)
            if edss >= self.level and next_edss >= self.level and free:
                return day
        ended = records.treatments.drop_nulls("end_date")
        return ended["start_date"].min() if self.or_treatment and ended.height else None

    def in_plain_python(self, records: Records, relapses: RelapseRule) -> int | None:
        """The same, by the records of the oracle."""
        onsets = clean(records, relapses).kept
        days = measured_days(records, "edss")
        for place in range(1, len(days)):
            before, day = days[place - 1 : place + 1]
            both_high = min(value_on(records, before, "edss"), value_on(records, day, "edss")) >= self.level
            if both_high and not any(before < onset <= day for onset in onsets):
                return before
        ended = [row["start_date"] for row in records.treatments or [] if row.get("end_date") is not None]
        return min(ended, default=None) if self.or_treatment else None


def met_in_course(records: Records, definition: CourseDefinition, *, hindsight: bool) -> Met | None:
    """The onset by the records that are seen; none where the disease began progressive."""
    rule = definition.spms_onset
    if onset_type(records, definition) == "progressive":
        return None
    if isinstance(rule, TwoHighVisits):
        return met_by_own(records, rule, definition.relapses, hindsight=hindsight)
    assert isinstance(rule, SpmsEntryRule | SpmsRecordedRule)
    found = spms_by(records, rule, definition.assume_onset, definition.relapses)
    return None if found["onset"] is None else (found["onset"], found["known_on"])


def met_by_own(records: Records, rule: TwoHighVisits, relapses: RelapseRule, *, hindsight: bool = False) -> Met | None:
    """Asked on each day with a record, in order, with what was recorded by then; in hindsight once, with everything."""
    days = sorted(set(records.days()))
    for day in days[-1:] if hindsight else days:
        onset = rule.in_plain_python(records.cut(day), relapses)
        if onset is not None:
            return onset, day
    return None


def record_on(records: Records, day: int, definition: CourseDefinition) -> Record:
    """The record that the evidence names: a visit with an EDSS, a label, a relapse that counts, or the day alone."""
    if not isinstance(definition.spms_onset, SpmsRecordedRule) and day in measured_days(records, "edss"):
        return "visits", "edss", value_on(records, day, "edss")
    courses = {row["course"] for row in records.recorded_courses or [] if row["date"] == day}
    if len(courses) == 1:
        return "recorded_courses", courses.pop(), None
    if day in clean(records, definition.relapses).kept:
        return "relapses", "onset_date", None
    return "visits", "date", None
