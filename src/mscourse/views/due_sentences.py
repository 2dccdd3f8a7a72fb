"""What is due, said in sentences for a list of people to call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscourse.views import vocabulary as say


def due_sentence(row: Mapping[str, Any]) -> str:
    """The sentence for one row of who is due, such as `MRI: overdue since 2024-05-01 (83 days); last one ...`."""
    kind, status, late = row["kind"], row["status"], row["days_overdue"]
    name = say.ASSESSMENTS[kind]
    telling = " that could show or exclude activity" if kind == "mri" else ""
    if status == "never":
        return f"{name}: none on record{telling}."
    if kind == "confirmation_visit":
        return f"{name} after a worsening: {_confirming(row)}."
    last = f"last one{telling}" if telling else "last"
    return f"{name}: {_when(row, 'overdue' if late >= 0 else 'due')}; {last} {say.say_day(row['last_date'])}."


def one_visit_sentence(person: Mapping[str, Any]) -> str:
    """That one visit can be both the yearly examination and the confirming visit."""
    return f"One visit with an EDSS, from {say.say_day(person['one_visit_from'])} on, serves as both."


def _confirming(row: Mapping[str, Any]) -> str:
    """When it is due; after a relapse a visit counts only later than that."""
    due = _when(row, row["status"] if row["status"] == "overdue" else "due")
    too_early = row["counts_from"] > max(row["as_of"], row["due_date"])
    return f"{due}; after a relapse, a visit counts from {say.say_day(row['counts_from'])} on" if too_early else due


def _when(row: Mapping[str, Any], word: str) -> str:
    late, day = row["days_overdue"], say.say_day(row["due_date"])
    if late == 0:
        return f"{word} since today, {day}"
    return f"{word} since {day} ({say.count(late, 'day')})" if late > 0 else f"{word} from {day}"
