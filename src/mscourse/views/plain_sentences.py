"""Where a person stands, in plain words for the person: what was found, and what is not known and why.

Only what the state says is said. What could not be judged is never a no: it goes among what is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mscourse.results.course import Course
from mscourse.views.days import last_day
from mscourse.views.plain_words import PlainWords
from mscourse.views.standing import Standing, why_worsening_is_open
from mscourse.views.vocabulary import Day


@dataclass(frozen=True, kw_only=True)
class PlainFacts:
    """Sentences, by whether something is known."""

    found: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def plain_facts(now: Standing, words: PlainWords) -> PlainFacts:
    """The course, activity, progression or worsening, and treatment of the day, in plain words."""
    facts = PlainFacts()
    _course(now, words, facts)
    _activity(now, words, facts)
    _change(now, words, facts)
    _treatment(now, words, facts)
    return facts


def plain_assessments(course: Course, patient_id: str, words: PlainWords) -> list[str]:
    """When the next check-up and scan are due, in plain words."""
    rows = course.of("assessments", patient_id).to_dicts()
    if not rows:
        return []
    last = last_day(course, patient_id)
    return [words.page[row["kind"]][_status(row, last)].format(due=words.day(row["due_date"])) for row in rows]


def _status(row: dict[str, Any], last: Day) -> str:
    """The status that the sentence is written for: a visit whose day has come has been due since then."""
    status: str = row["status"]
    is_waited_for = row["kind"] == "confirmation_visit" and status == "due_soon"
    return "overdue" if is_waited_for and row["due_date"] <= last else status


def _course(now: Standing, words: PlainWords, facts: PlainFacts) -> None:
    phenotype = now.state["phenotype"]
    told = words.page["course"][phenotype]
    if phenotype == "ms_unspecified":
        facts.unknown.append(told)
        return
    begun = now.begun("phenotype")
    since = "beginning" if begun == now.history[0]["start"] else "day"
    facts.found.append(f"{told} {words.page['since'][since].format(day=words.day(begun))}")


def _activity(now: Standing, words: PlainWords, facts: PlainFacts) -> None:
    state, written = now.state, words.page["activity"]
    activity = state["activity"]
    window = words.window(now.course.definition.window)
    if activity == "not_active":
        facts.found.append(written[activity].format(window=window))
        return
    reasons = [words.page["activity_reasons"][reason] for reason in state["activity_reason"]]
    told = words.because(written[activity], reasons, window=window)
    if activity == "indeterminate":
        facts.unknown.append(told)
        return
    facts.found.append(told)
    if state["activity_timing_uncertain"]:
        facts.unknown.append(written["timing"])


def _change(now: Standing, words: PlainWords, facts: PlainFacts) -> None:
    """Progression where it applies, and else worsening; then what is pending besides."""
    state = now.state
    subject = "progression" if state["progression"] != "not_applicable" else "worsening"
    value = state[subject]
    places = {"window": words.window(now.course.definition.window)}
    if value == "indeterminate":
        reasons = state["progression_reason"] if subject == "progression" else why_worsening_is_open(now)
        told = words.because(
            words.page[subject][value], [words.page["reasons"][reason] for reason in reasons], **places
        )
        facts.unknown.append(told)
        # One that could not be judged for want of a later visit is itself the one that is pending.
        _pending(state, words, facts, is_told="worsening_unconfirmed" in reasons)
        return
    if value == "worsening":
        places["cause"] = words.cause(state["worsening_cause"])
    told = words.page[subject][value].format(**places)
    if value == "awaiting_confirmation":
        facts.unknown.append(f"{told} {_confirm(state, words)}")
        return
    if value == "without_progression" and state["worsening"] == "worsening":
        told += f" {words.page['more']['worsening'].format(cause=words.cause(state['worsening_cause']))}"
    facts.found.append(told)
    _pending(state, words, facts)


def _pending(state: Any, words: PlainWords, facts: PlainFacts, *, is_told: bool = False) -> None:  # noqa: ANN401 - a row
    """A worsening that awaits its confirmation besides what was said, or the day from which it can be confirmed."""
    if state["confirmation_due"] is None:
        return
    if is_told:
        facts.unknown[-1] += f" {_confirm(state, words)}"
    else:
        facts.unknown.append(f"{words.page['more']['pending']} {_confirm(state, words)}")


def _confirm(state: Any, words: PlainWords) -> str:  # noqa: ANN401 - a row of the states
    due = state["confirmation_due"]
    written = words.page["confirm"]
    told: str = written["later"] if due is None else written["day"].format(due=words.day(due))
    return told


def _treatment(now: Standing, words: PlainWords, facts: PlainFacts) -> None:
    treated = now.state["on_treatment"]
    if treated is None:
        facts.unknown.append(words.topics["treatment_unknown"]["plain"])
    else:
        facts.found.append(words.page["treatment"]["on" if treated else "off"])
