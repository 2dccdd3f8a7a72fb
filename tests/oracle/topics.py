"""The topics to talk about: from the state of a day, and from the treatments that cover it."""

from __future__ import annotations

from typing import Any

from mscourse.rules.course import CourseDefinition
from oracle.activity import positive_counts
from oracle.progression import PROGRESSIVE, View
from oracle.records import Records
from oracle.relapses import clean
from oracle.state import State, state, view_of
from oracle.visits import death, scans

Topic = dict[str, Any]

KEYS = (
    "benefits_and_risks_of_stronger_treatment",
    "give_treatment_time",
    "rehabilitation_to_improve_function",
    "therapy_to_lower_relapse_risk",
    "rehabilitation_and_symptoms_to_maintain_function",
    "review_treatment_response",
    "discuss_worsening",
    "keep_yearly_evaluation",
    "confirm_worsening",
    "examination_due",
    "mri_due",
    "discuss_transition",
)
"""Every topic, in the order in which those of one day are listed."""

ASKS_FOR_AN_EXAMINATION = {
    "no_visit_in_window",
    "too_short_to_judge",
    "worsening_unconfirmed",
    "cause_undefined",
    "relapses_not_ascertained",
}
ASKS_FOR_A_SCAN = {"no_mri_in_window", "mri_not_readable"}


def topics(
    records: Records,
    definition: CourseDefinition,
    until: int | None = None,
    *,
    hindsight: bool = False,
    days: list[int] | None = None,
) -> list[Topic]:
    """The stretches `[start, end)` over which a topic stays, by start and key, from the first record to `until`.

    Each day of change is asked anew, and nothing is taken to change between them; `days` asks others instead.
    """
    first, last = records.first_day(), records.last_day() if until is None else until
    if first is None or last is None:
        return []
    asked = days_of_change(records, definition) if days is None else days
    keys_on = {
        day: topics_on(records, day, definition, hindsight=hindsight, until=last)
        for day in sorted(set(asked))
        if first <= day <= last
    }
    stretches = [each for key in KEYS for each in _stretches(key, keys_on, last + 1)]
    return sorted(stretches, key=lambda each: each["start"])


def _stretches(key: str, keys_on: dict[int, list[str]], end: int) -> list[Topic]:
    """The stretches over which one topic stays, the last of which ends at the end."""
    stretches: list[Topic] = []
    since = None
    for day, keys in [*keys_on.items(), (end, [])]:
        if key in keys and since is None:
            since = day
        if key not in keys and since is not None:
            stretches.append({"start": since, "end": day, "key": key})
            since = None
    return stretches


def topics_on(
    records: Records, t: int, definition: CourseDefinition, *, hindsight: bool = False, until: int | None = None
) -> list[str]:
    """The topics of one day, in their order; none without a record by then, or for a person who has died."""
    died = death(records)
    found = state(records, t, definition, hindsight=hindsight, until=until)
    if found is None or (died is not None and died <= t):
        return []
    view = view_of(records, t, definition, hindsight=hindsight, until=until)
    of_the_course = _of_a_progressive_course if found["phenotype"] in PROGRESSIVE else _of_another_course
    keys = of_the_course(found, view) | _of_any_course(found)
    return [key for key in KEYS if key in keys]


def _of_a_progressive_course(found: State, view: View) -> set[str]:
    """The topics of treatment and rehabilitation in secondary or primary progressive MS."""
    active, progressing = found["activity"] == "active", found["progression"] == "with_progression"
    if active and progressing and in_spite_of_treatment(view):
        return {"benefits_and_risks_of_stronger_treatment"}
    keys = set()
    if active and progressing and found["on_treatment"]:
        keys.add("give_treatment_time")
    elif active:
        keys.add("therapy_to_lower_relapse_risk")
    if progressing:
        keys.add("rehabilitation_to_improve_function")
    if not active and found["progression"] == "without_progression":
        keys.add("rehabilitation_and_symptoms_to_maintain_function")
    return keys


def _of_another_course(found: State, view: View) -> set[str]:
    """The topics of treatment, worsening and follow-up in every other phenotype."""
    keys = set()
    if found["activity"] == "active":
        if active_in_spite_of_treatment(view):
            keys.add("review_treatment_response")
        elif found["on_treatment"]:
            keys.add("give_treatment_time")
        else:
            keys.add("therapy_to_lower_relapse_risk")
    if found["worsening"] == "worsening":
        keys.add("discuss_worsening")
    if found["activity"] == "not_active" and found["worsening"] == "no_worsening":
        keys.add("keep_yearly_evaluation")
    return keys


def _of_any_course(found: State) -> set[str]:
    """The topics of what has to be cleared up, whatever the phenotype."""
    keys = set()
    if "awaiting_confirmation" in (found["progression"], found["worsening"]):
        keys.add("confirm_worsening")
    reasons = {*found["activity_reason"], *found["progression_reason"]}
    if reasons & ASKS_FOR_AN_EXAMINATION or found["worsening"] == "indeterminate":
        keys.add("examination_due")
    if reasons & ASKS_FOR_A_SCAN:
        keys.add("mri_due")
    if {found["phenotype"], found["derived_phenotype"]} == {"rrms", "spms"}:
        keys.add("discuss_transition")
    return keys


def in_spite_of_treatment(view: View) -> bool:
    """Whether one and the same treatment had begun long enough before some activity and before some progression."""
    return any(
        _long_enough_before(start, activity_days(view), view)
        and _long_enough_before(start, progression_onsets(view), view)
        for start in starts_of_treatments(view)
    )


def active_in_spite_of_treatment(view: View) -> bool:
    """Whether a treatment had begun long enough before some activity."""
    return any(_long_enough_before(start, activity_days(view), view) for start in starts_of_treatments(view))


def _long_enough_before(start: int, days: list[int], view: View) -> bool:
    return any(day - start >= view.definition.topics.started_before for day in days)


def starts_of_treatments(view: View) -> list[int]:
    """The starts of the treatments that cover the day; the end is the first day off one."""
    return [
        row["start_date"]
        for row in view.now.treatments or []
        if row["start_date"] <= view.t and (row.get("end_date") is None or view.t < row["end_date"])
    ]


def activity_days(view: View) -> list[int]:
    """The relapse onsets that count and the positive scans, in the window."""
    onsets = clean(view.now, view.definition.relapses).kept
    positive = [scan["date"] for scan in scans(view.now) if positive_counts(scan)]
    return [day for day in [*onsets, *positive] if view.in_window(day)]


def progression_onsets(view: View) -> list[int]:
    """The event visits of the worsenings that count as progression in the window; they may lie before it."""
    onset = view.spms_onset()
    return [rise.event.day for rise in view.confirmed() if rise == onset or view.cause(rise) == "relapse_independent"]


def days_of_change(records: Records, definition: CourseDefinition) -> list[int]:
    """Every day on which a topic may change, and the days beside it.

    A record enters on its date and leaves the window on its end; a treatment and a life have their ends; and so has
    the span in which relapses were asked about.
    """
    window, about = definition.window, records.patient
    days = {moved for day in records.days() for moved in (day, day + window)}
    days |= {row["end_date"] for row in records.treatments or [] if row.get("end_date") is not None}
    if about.get("relapses_known_from") is not None:
        days.add(about["relapses_known_from"] + window - 1)
    if about.get("relapses_known_to") is not None:
        days.add(about["relapses_known_to"] + 1)
    if about.get("death_date") is not None:
        days.add(about["death_date"])
    return sorted({day + beside for day in days for beside in (-1, 0, 1)})
