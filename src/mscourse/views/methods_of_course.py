"""The sentences of a methods section on the course: what was said of whom, when, and from which records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscourse.rules.course import CourseDefinition
from mscourse.tables.schemas import SCHEMAS
from mscourse.views.methods_of_relapses import relapses_in_words
from mscourse.views.methods_of_settings import days


def course_in_words(definition: CourseDefinition) -> str:
    """What describes the course by the definition, apart from worsening and SPMS onset."""
    assumed = (
        " An onset that was not recorded was assumed to be relapsing." if definition.assume_onset == "relapsing" else ""
    )
    window, grace = definition.window, definition.activity.comparison_grace
    return (
        f"Activity, progression and worsening were judged over the past {window} days.{assumed} "
        f"{relapses_in_words(definition.relapses)} A course was active with a relapse, or with a "
        "gadolinium-enhancing, new or enlarging T2 lesion, in that time; not active without these, where relapses had "
        "been asked about and new and enlarging T2 lesions of the brain had been read; and indeterminate otherwise. T2 "
        f"lesions counted against a scan more than {window + grace} days older (that time and {days(grace)}) were of "
        "uncertain timing. Progression was relapse-independent worsening in SPMS or PPMS, and the worsening that dated "
        "SPMS onset; to be without it, a person needed a usable visit at least "
        f"{days(definition.progression.shortest_comparison)} before the latest one.{_longer_times(definition)}"
    )


def _longer_times(definition: CourseDefinition) -> str:
    """The time frames beside the window, where they are not the usual ones."""
    usual = CourseDefinition.__dataclass_fields__
    sentences = []
    if any(getattr(definition, name) != usual[name].default for name in ("relapse_free_window", "relapse_free_visit")):
        sentences.append(
            f" Freedom from relapses was asked of the past {definition.relapse_free_window} days, with a visit in the "
            f"past {definition.relapse_free_visit} days."
        )
    due = definition.assessments
    if due != type(due)():
        sentences.append(
            f" A neurological examination and an MRI were due {days(due.interval)} after the last one (soon, in the "
            f"{days(due.due_soon)} before), and a confirming visit was overdue {days(due.confirmation_grace)} after "
            "its day."
        )
    if definition.topics != type(definition.topics)():
        sentences.append(
            " Activity and progression were in spite of a treatment that began at least "
            f"{days(definition.topics.started_before)} before."
        )
    return "".join(sentences)


def time_in_words(provenance: Mapping[str, Any]) -> str:
    """Which records each answer turned on."""
    if provenance.get("hindsight"):
        return "With hindsight: later records may confirm or refute an event, which then counts from its onset."
    return "The answer for a date uses only what was recorded by that date."


def span_in_words(provenance: Mapping[str, Any]) -> str:
    """Up to when the records were looked at."""
    until = provenance.get("until")
    return f"up to {until}" if until is not None else "up to each person's last record"


def records_in_words(provenance: Mapping[str, Any]) -> str:
    """What became of the rows of each table, and which tables there were not."""
    rows: Mapping[str, Mapping[str, int]] = provenance["rows"]
    tables = "; ".join(
        f"{name}: {count['given']:,} {'row' if count['given'] == 1 else 'rows'} given, {count['used']:,} used, "
        f"{count['set_aside']:,} set aside for errors, {count['passed_over']:,} passed over by a rule"
        for name, count in rows.items()
    )
    missing = [name for name in SCHEMAS if name not in rows]
    unknown = f" Not given, and so unknown: {', '.join(missing)}." if missing else ""
    # What was set aside is among the counts.
    notes = "".join(f" {note}" for note in provenance.get("source_notes", ()) if "set aside" not in note)
    people = provenance.get("people")
    whose = "" if people is None else f" of {people:,} {'person' if people == 1 else 'people'}"
    return f"Records{whose}: {tables}.{unknown}{notes}"
