"""The states and events of one person as rows of words, for tables to read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from mscourse.rules.course import CourseDefinition
from mscourse.views import vocabulary as say
from mscourse.views.days import before

_KINDS = {
    "worsening": "confirmed worsening",
    "improvement": "confirmed improvement",
    "relapse": "relapse",
    "mri_activity": "new activity on MRI",
    "spms_onset": "SPMS onset",
}
_MRI_DURING = {
    "clear": "no new MRI activity from the reference to the confirmation",
    "active": "new MRI activity between the reference and the confirmation",
    "unknown": "MRI from the reference to the confirmation not sufficient to tell",
}
_TREATED = {True: "on treatment", False: "none", None: "not known"}


def state_rows(states: list[dict[str, Any]], definition: CourseDefinition) -> list[dict[str, str]]:
    """One row per stretch in which nothing of what the table shows changed, latest first."""
    rows = []
    for shown, run in itertools.groupby(states, key=lambda state: _shown(state, definition)):
        stretch = list(run)
        first, last = say.say_day(stretch[0]["start"]), say.say_day(before(stretch[-1]["end"]))
        rows.append({"from": first, "to": last, **shown})
    return rows[::-1]


def event_rows(events: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One row per event: when, what, and in a sentence how it went."""
    return [
        {"onset": say.say_day(event["onset"]), "kind": _KINDS[event["kind"]], "account": _account(event)}
        for event in events
    ]


def _shown(state: Mapping[str, Any], definition: CourseDefinition) -> dict[str, str]:
    reasons = [say.ACTIVITY_REASONS[reason] for reason in state["activity_reason"]]
    activity = say.ACTIVITY[state["activity"]]
    progression, reasons_of_it = say.PROGRESSION[state["progression"]], state["progression_reason"]
    if state["progression"] == "not_applicable":
        progression = say.WORSENING[state["worsening"]]
        if state["worsening_cause"] is not None:
            progression += f", {say.CAUSES[state['worsening_cause']]}"
    elif reasons_of_it:
        progression += f" ({', '.join(say.say_progression_reason(reason, definition) for reason in reasons_of_it)})"
    return {
        "course": say.COURSE_LETTERS[state["phenotype"]],
        "activity": activity if state["activity"] == "not_active" else f"{activity} ({', '.join(reasons)})",
        "progression": progression,
        "treatment": _TREATED[state["on_treatment"]],
    }


def _account(event: Mapping[str, Any]) -> str:
    parts = []
    measure = event["measure"]
    if measure is not None:
        after_it = say.say_bare_value(measure, event["onset_value"])
        # An onset of SPMS that no rise defined has a value and no reference.
        change = after_it
        if event["reference_value"] is not None:
            change = f"{say.say_bare_value(measure, event['reference_value'])} to {after_it}"
        parts.append(f"{say.MEASURES[measure]} {change}")
    if event["confirmed_on"] is not None:
        parts.append(f"confirmed on {say.say_day(event['confirmed_on'])}")
    if event["cause"] is not None:
        parts.append(say.CAUSES[event["cause"]])
    if event["mri_during"] is not None:
        parts.append(_MRI_DURING[event["mri_during"]])
    if event["kind"] == "spms_onset":
        parts.append(f"known from {say.say_day(event['known_on'])}")
    return say.capitalised(", ".join(dict.fromkeys(parts)))
