"""When each evaluation was last done, and when it is due."""

from __future__ import annotations

from typing import Any

from mscourse.rules.assessments import AssessmentsRule
from mscourse.rules.course import CourseDefinition
from oracle.activity import positive_counts, readable
from oracle.phenotype import phenotype
from oracle.progression import confirmation_due
from oracle.records import Records
from oracle.state import view_of
from oracle.visits import death, measured_days, scans


def assessments(records: Records, definition: CourseDefinition, until: int | None = None) -> list[dict[str, Any]]:
    """Each evaluation and where it stands at `until` (the last record if None)."""
    today = records.last_day() if until is None else until
    if today is None:
        return []
    view = view_of(records, today, definition)
    died = death(view.now)
    if view.now.first_day() is None or (died is not None and died <= today):
        return []
    rule = definition.assessments
    telling = [scan["date"] for scan in scans(view.now) if readable(scan) or positive_counts(scan)]
    rows = [
        _yearly("neurological_examination", measured_days(view.now, "edss"), today, rule),
        _yearly("mri", telling, today, rule),
    ]
    due = confirmation_due(view, phenotype(view))
    if due is not None:
        status = "overdue" if today >= due + rule.confirmation_grace else "due_soon"
        rows.append({"kind": "confirmation_visit", "last_date": None, "due_date": due, "status": status})
    return rows


def _yearly(kind: str, days: list[int], today: int, rule: AssessmentsRule) -> dict[str, Any]:
    if not days:
        return {"kind": kind, "last_date": None, "due_date": None, "status": "never"}
    last = max(days)
    due = last + rule.interval
    status = "overdue" if today >= due else "due_soon" if today >= due - rule.due_soon else "done"
    return {"kind": kind, "last_date": last, "due_date": due, "status": status}
