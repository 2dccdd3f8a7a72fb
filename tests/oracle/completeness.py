"""What could be said of one person on each day, and what was missing, in plain Python."""

from __future__ import annotations

from typing import Any

from mscourse.rules.course import CourseDefinition
from oracle.progression import FIRST_THREE_REASONS, reasons_to_doubt
from oracle.records import Records
from oracle.relapses import ascertained
from oracle.state import state, view_of
from oracle.visits import death, visit_days

Lacking = dict[str, list[str] | None]
"""For each statement that applies what is missing; None where it can be made."""


def last_counted_day(records: Records, until: int | None = None) -> int | None:
    """The last day of follow-up, before death and not after `until`; None where it comes before the first record."""
    last = records.last_day() if until is None else until
    first, end, died = records.first_day(), records.patient.get("follow_up_end"), death(records)
    if first is None or last is None or first > last:
        return None
    last = last if end is None else min(last, end)
    last = last if died is None else min(last, died - 1)
    return last if last >= first else None


def lacking_on(
    records: Records, t: int, definition: CourseDefinition, *, hindsight: bool = False, until: int | None = None
) -> Lacking:
    """What is missing for each statement on one day; in hindsight with what later records, up to `until`, say."""
    now = state(records, t, definition, hindsight=hindsight, until=until)
    assert now is not None
    found: Lacking = {
        "phenotype": ["onset_type_not_recorded"] if now["phenotype"] == "ms_unspecified" else None,
        "activity": now["activity_reason"] if now["activity"] == "indeterminate" else None,
        "worsening": None,
        "relapse_free_two_years": None,
        "on_treatment": ["treatments_not_given"] if now["on_treatment"] is None else None,
    }
    if now["progression"] != "not_applicable":
        found["progression"] = now["progression_reason"] if now["progression"] == "indeterminate" else None
    if now["worsening"] == "indeterminate":
        view = view_of(records, t, definition, hindsight=hindsight, until=until)
        found["worsening"] = sorted(reasons_to_doubt(view) & FIRST_THREE_REASONS)
    if now["relapse_free_two_years"] is None:
        found["relapse_free_two_years"] = _why_two_years_are_open(records.cut(t), t, definition)
    return found


def _why_two_years_are_open(known: Records, t: int, definition: CourseDefinition) -> list[str]:
    days = visit_days(known)
    reasons = []
    if not days or min(days) > t - definition.relapse_free_window:
        reasons.append("followed_too_short")
    if not days or max(days) <= t - definition.relapse_free_visit:
        reasons.append("no_visit_in_window")
    if not ascertained(known, t - definition.relapse_free_window + 1, t):
        reasons.append("relapses_not_ascertained")
    return reasons


def completeness(
    records: Records,
    definition: CourseDefinition,
    days: list[int],
    until: int | None = None,
    *,
    hindsight: bool = False,
) -> dict[str, dict[str, Any]]:
    """Per statement the days on which it applied, those on which it could be made, and what lacks on the last.

    Nothing is taken to change between the given days.
    """
    first, last = records.first_day(), last_counted_day(records, until)
    if first is None or last is None:
        return {}
    begins = sorted({first, last, *(day for day in days if first <= day <= last)})
    found: dict[str, dict[str, Any]] = {}
    for day, following in zip(begins, [*begins[1:], last + 1], strict=True):
        lacking = lacking_on(records, day, definition, hindsight=hindsight, until=until)
        for statement, missing in lacking.items():
            row = found.setdefault(statement, {"days": 0, "days_known": 0, "reasons": {}, "on_last_day": "nothing"})
            row["days"] += following - day
            row["days_known"] += (following - day) * (missing is None)
            for reason in missing or []:
                row["reasons"][reason] = row["reasons"].get(reason, 0) + following - day
            if day == last:
                row["on_last_day"] = missing
    return found
