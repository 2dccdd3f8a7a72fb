"""What has changed for one person since a day: the states of both days compared, and what became known in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.tables.days import EPOCH, day_number
from mscourse.views import vocabulary as say
from mscourse.views.days import last_day
from mscourse.views.rows import event_rows
from mscourse.views.words import Section

YEAR = 365
FEW_EVENTS = 5
_TREATED = {True: "on treatment", False: "no treatment on record", None: "treatment not known"}


def changed_since(course: Course, patient_id: str, since: say.Day | str | None = None) -> Section:
    """What differs between that day and the last one of the states, what came in between, and the events.

    An event belongs here if it became known after that day, however long before it began.

    Args:
        course: the result of `characterise`.
        patient_id: whose changes.
        since: by default 365 days before the last day of their states.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the day does not read as one, or lies after the last day.
    """
    states = course.of("states", patient_id).sort("start")
    last = last_day(course, patient_id)
    day = _chosen(course, last, since)
    told = [
        *_compared(states, day),
        *_treatments(course, patient_id, day, last),
        *_events(course, patient_id, day),
    ]
    return Section(title=f"What has changed since {say.say_day(day)}", sentences=tuple(told))


def _chosen(course: Course, last: say.Day, since: say.Day | str | None) -> say.Day:
    days = course.cohort.day_offsets
    end = day_number(last, day_offsets=days)
    number = end - YEAR if since is None else day_number(since, day_offsets=days)
    if number > end:
        raise UsageError(
            "There is nothing to compare: the day lies after the last day of the records.",
            "What has changed is told from an earlier day to the last one.",
        )
    return number if days else EPOCH + dt.timedelta(days=number)


def _compared(states: pl.DataFrame, day: say.Day) -> list[tuple[str, str]]:
    """Each part of the state: as it was, as it is, and what else it was in between."""
    then = states.filter((pl.col("start") <= day) & (pl.col("end") > day)).to_dicts()
    if not then:
        begun = say.say_day(states.item(0, "start"))
        return [("", f"The records begin on {begun}, so there is no earlier state to compare with.")]
    first, *between = [_parts(row) for row in states.filter(pl.col("end") > day).to_dicts()]
    now = between[-1] if between else first
    told, unchanged = [], []
    for subject, present in now.items():
        others = list(
            dict.fromkeys(state[subject] for state in between if state[subject] not in (first[subject], present))
        )
        if first[subject] != present:
            told.append((subject, _sentence(f"{first[subject]} on {say.say_day(day)}, {present} now", others)))
        elif any(state[subject] != present for state in between):
            told.append((subject, _sentence(f"{present} then and now", others)))
        else:
            unchanged.append(subject.lower())
    if unchanged:
        told.append(("Unchanged", f"{say.listed(unchanged)}."))
    return told


def _sentence(compared: str, others: Iterable[str]) -> str:
    listed = list(others)
    return say.capitalised(f"{compared}; in between {say.listed(listed)}." if listed else f"{compared}.")


def _parts(state: Mapping[str, Any]) -> dict[str, str]:
    """The state by subject. Progression is said where it applies, and else worsening, under one name for both."""
    judged = state["progression"] != "not_applicable"
    return {
        "Course": say.COURSE_LETTERS[state["phenotype"]],
        "Activity": say.ACTIVITY[state["activity"]],
        "Progression or worsening": say.PROGRESSION[state["progression"]]
        if judged
        else say.WORSENING[state["worsening"]],
        "Treatment": _TREATED[state["on_treatment"]],
    }


def _treatments(course: Course, patient_id: str, day: Any, last: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    account = course.treatments_of(patient_id, last)
    if account is None:
        return []
    told = []
    for epoch in account.epochs or ():
        start: Any = epoch.start
        stop: Any = epoch.stop
        if start > day:
            told.append(f"{epoch.drug} begun on {say.say_day(start)}")
        if stop is not None and day < stop <= last:
            told.append(f"{epoch.drug} ended on {say.say_day(stop)}")
    return [("Treatments", say.capitalised(f"{'; '.join(told)}."))] if told else []


def _events(course: Course, patient_id: str, day: say.Day) -> list[tuple[str, str]]:
    """The latest few events that became known after the day."""
    events = course.of("events", patient_id).filter(pl.col("known_on") > day).sort("known_on", "onset", "kind")
    if events.is_empty():
        return [("Events", "None became known in this time.")]
    told = [("Events", _event(row)) for row in event_rows(events.tail(FEW_EVENTS).to_dicts())]
    more = events.height - len(told)
    return [*told, ("Events", f"And {more:,} earlier in the tables.")] if more > 0 else told


def _event(row: Mapping[str, str]) -> str:
    account = f": {row['account']}" if row["account"] else ""
    return f"{say.capitalised(row['onset'])}, {row['kind']}{account}."
