"""The whole cohort in two tables of the report: who is due for what, and what could be said of how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mscourse.measures.completeness import completeness_of_cohort, lacking_by_reason
from mscourse.measures.due import due_by_person, due_counts, due_standing, who_is_due
from mscourse.results.course import Course
from mscourse.results.words import window_in_words
from mscourse.views import vocabulary as say
from mscourse.views.due_sentences import due_sentence, one_visit_sentence

MOST_PEOPLE = 20
_NOT_ASKED_FOR = {"follow_up_ended": "whose follow-up had ended", "died": "who had died"}
_STATEMENTS = {
    "phenotype": "Course",
    "activity": "Activity",
    "progression": "Progression (SPMS and PPMS)",
    "worsening": "Worsening (everybody)",
    "relapse_free_two_years": "Two years free of relapses",
    "on_treatment": "Treatment",
}
_OWN_REASONS = {
    "followed_too_short": "fewer than {days} days since the first visit",
    "onset_type_not_recorded": "neither how the disease began, nor a relapse, nor a course was recorded",
    "treatments_not_given": "no table of treatments",
}


def due_in_cohort(course: Course, pages: Sequence[str]) -> dict[str, Any]:
    """What the template needs to say who is due: counts by kind, then the most urgent people.

    Args:
        course: the result of `characterise`.
        pages: the ids of those who have a page of their own, in its order.
    """
    standing = dict(due_standing(course).group_by("standing").len().rows())
    persons, rows = due_by_person(course), who_is_due(course)
    places = {patient_id: number for number, patient_id in enumerate(pages, start=1)}
    until = course.provenance.get("until")
    return {
        "counts": [{**row, "name": say.ASSESSMENTS[row["kind"]]} for row in due_counts(course).to_dicts()],
        "due": standing.get("due", 0),
        "not_asked_for": [f"{standing[name]:,} {words}" for name, words in _NOT_ASKED_FOR.items() if name in standing],
        "people": [
            {
                "patient_id": person["patient_id"],
                "page": places.get(person["patient_id"]),
                "as_of": say.say_day(person["as_of"]),
                "sentences": _sentences(rows, person),
            }
            for person in persons.head(MOST_PEOPLE).to_dicts()
        ],
        "until": f"day {until}" if until is not None and course.cohort.day_offsets else until,
        "command": f"mscourse due DATA{'' if until is None else f' --until {until}'} --out due.csv",
    }


def completeness_in_cohort(course: Course) -> list[dict[str, Any]]:
    """One row per statement: of how many people and days it could be made, and what was missing where it could not."""
    lacking = lacking_by_reason(course).to_dicts()
    return [
        {
            "name": _STATEMENTS[row["statement"]],
            "people": row["people"],
            "percent": None if row["share"] is None else 100 * row["share"],
            "people_on_last_day": row["people_on_last_day"],
            "unknown": row["unknown_on_last_day"],
            "reasons": [
                _reason(course, each, row["person_days"]) for each in lacking if each["statement"] == row["statement"]
            ],
        }
        for row in completeness_of_cohort(course).to_dicts()
    ]


def _sentences(rows: pl.DataFrame, person: dict[str, Any]) -> list[str]:
    theirs = rows.filter(pl.col("patient_id") == person["patient_id"]).to_dicts()
    said = [due_sentence(row) for row in theirs]
    return said if person["one_visit_from"] is None else [*said, one_visit_sentence(person)]


def _reason(course: Course, row: dict[str, Any], person_days: int) -> dict[str, Any]:
    return {
        "words": reason_in_words(course, row["statement"], row["reason"]),
        "people": row["people"],
        "percent": 100 * row["person_days"] / person_days,
    }


def reason_in_words(course: Course, statement: str, reason: str) -> str:
    """Why a statement could not be made, with the time that the reason is about."""
    definition = course.definition
    if reason in _OWN_REASONS:
        return _OWN_REASONS[reason].format(days=definition.relapse_free_window)
    if statement in ("progression", "worsening"):
        return say.say_progression_reason(reason, definition)
    days = definition.relapse_free_visit if statement == "relapse_free_two_years" else definition.window
    asked_about = definition.relapse_free_window if statement == "relapse_free_two_years" else definition.window
    if reason == "relapses_not_ascertained":
        return f"relapses were not asked about on every day of the past {window_in_words(asked_about)}"
    return f"{say.ACTIVITY_REASONS[reason]} in the past {window_in_words(days)}"
