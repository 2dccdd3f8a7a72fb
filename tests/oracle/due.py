"""Who is due for what, in plain Python, from the records of each person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscourse.rules.course import CourseDefinition
from oracle.assessments import assessments
from oracle.records import Records
from oracle.relapses import clean

Row = dict[str, Any]
KINDS = ("neurological_examination", "mri", "confirmation_visit")


def who_is_due(people: Mapping[str, Records], definition: CourseDefinition, until: int | None = None) -> list[Row]:
    """One row per person and evaluation that is not done, the most urgent first."""
    rows = [row for who, records in people.items() for row in _rows_of(who, records, definition, until)]
    return sorted(rows, key=_urgency)


def standing(records: Records, definition: CourseDefinition, until: int | None = None) -> str:
    """Whether anything is due, or why nothing is asked for."""
    today = records.last_day() if until is None else until
    found = assessments(records, definition, until)
    # Judged on the last day of their own records, whoever has died since is not asked for either.
    if not found or (until is None and records.patient.get("death_date") is not None):
        return "died"
    end = records.patient.get("follow_up_end")
    if end is not None and end < today:
        return "follow_up_ended"
    return "due" if any(row["status"] != "done" for row in found) else "nothing_due"


def _rows_of(who: str, records: Records, definition: CourseDefinition, until: int | None) -> list[Row]:
    today = records.last_day() if until is None else until
    if today is None or standing(records, definition, until) != "due":
        return []
    rows = []
    for found in assessments(records, definition, until):
        if found["status"] == "done":
            continue
        due = found["due_date"]
        row = {"patient_id": who, "as_of": today, **found, "days_overdue": None, "counts_from": None}
        if due is not None:
            row["days_overdue"] = today - due
        if found["kind"] == "confirmation_visit":
            row["counts_from"] = max(due, _free_of_relapses_from(records.cut(today), definition))
        rows.append(row)
    return rows


def _free_of_relapses_from(records: Records, definition: CourseDefinition) -> int:
    """The first day far enough from the last relapse for a visit to confirm."""
    rule = definition.worsening
    distance = rule.confirming_visit or rule.usable
    onsets = clean(records, definition.relapses).kept
    if not onsets or distance.after is None:
        return -(10**6)
    return onsets[-1] + distance.after + (0 if distance.inclusive else 1)


def _urgency(row: Row) -> tuple[Any, ...]:
    confirms, status, late = row["kind"] == "confirmation_visit", row["status"], row["days_overdue"]
    if confirms and status == "overdue":
        group = 1
    elif confirms and late >= 0:
        group = 2
    elif status == "overdue":
        group = 3
    elif status == "never":
        group = 4
    else:
        group = 5
    return group, -(late or 0), not confirms, row["patient_id"], KINDS.index(row["kind"])
