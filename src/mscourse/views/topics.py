"""The topics in force for a person on a day, in words: for a clinician, and in plain language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import polars as pl

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.results.words import window_of
from mscourse.views.days import last_day
from mscourse.views.vocabulary import Day

LANGUAGES = ("en", "de")
_PENDING = ("awaiting_confirmation", "no_later_visit")
_ON_TREATMENT_OR_NOT = "therapy_to_lower_relapse_risk"
"""The topic that stands where there is no treatment, and also where it is not known whether there is."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that the course gives reason to speak about. It is never an order and never names a drug."""

    key: str
    since: Day
    """The first day of its stretch."""
    clinician: str
    plain: str
    """The same for readers from about the age of twelve."""
    source: str


def topics_in_force(
    course: Course, patient_id: str, day: Day | str | None = None, *, language: str = "en"
) -> list[Topic]:
    """The topics of this person on that day, by default the last of their states, in the order of the list.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the day does not read as one, or there are no words in that language.
    """
    written = words_in(language)
    last = last_day(course, patient_id)
    chosen = last if day is None else day
    theirs = pl.col("patient_id") == patient_id
    rows = course.topics_at(chosen).filter(theirs).sort("key").to_dicts()
    if not rows:
        return []
    (state,) = course.at(chosen).filter(theirs).to_dicts()
    clinician, plain = (_filled_in(course, patient_id, state, written, register) for register in ("clinician", "plain"))
    return [
        Topic(
            key=row["key"],
            since=row["start"],
            clinician=_sentence(row["key"], "clinician", state, written).format(**clinician),
            plain=_sentence(row["key"], "plain", state, written).format(**plain),
            source=written["topics"][row["key"]]["source"],
        )
        for row in rows
    ]


@functools.cache
def words_in(language: str) -> Mapping[str, Any]:
    """The words of the topics in that language, as they stand in its file.

    Raises:
        UsageError: if there are none.
    """
    if language not in LANGUAGES:
        raise UsageError(
            f"There are no words for the topics in the language {language!r}.",
            f"The languages are {', '.join(LANGUAGES)}.",
        )
    file = resources.files("mscourse") / "data" / "topics" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _sentence(key: str, register: str, state: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    sentence: str = written["topics"][key][register]
    if key == _ON_TREATMENT_OR_NOT and state["on_treatment"] is None:
        sentence += f" {written['treatment_unknown'][register]}"
    return sentence


def _filled_in(
    course: Course, patient_id: str, state: Mapping[str, Any], written: Mapping[str, Any], register: str
) -> dict[str, str]:
    """What goes into the places of the sentences."""
    cause = state["worsening_cause"]
    return {
        "cause": "" if cause is None else written["causes"][cause][register],
        "onset": _day(_first_pending(course, patient_id, state["index_date"]), written),
        "due": _day(state["confirmation_due"], written),
        "window": _window(course.definition.window, written),
    }


def _first_pending(course: Course, patient_id: str, day: Day) -> Day | None:
    """The event visit of the worsening that has been pending for longest, which is the one that is due first."""
    rows = course.evidence_at(day).filter(
        (pl.col("patient_id") == patient_id) & (pl.col("claim") == "worsening") & pl.col("verdict").is_in(_PENDING)
    )
    earliest: Any = rows.get_column("date").min()
    first: Day | None = earliest
    return first


def _window(days: int, written: Mapping[str, Any]) -> str:
    """The time frame behind `in the past`: months where it is whole years, else days."""
    number, unit = window_of(days)
    words: str = written["window"][unit]
    return words.format(number=number)


def _day(day: Day | None, written: Mapping[str, Any]) -> str:
    if day is None:
        missing: str = written["days"]["missing"]
        return missing
    return written["days"]["numbered"].format(number=day) if isinstance(day, int) else day.isoformat()
