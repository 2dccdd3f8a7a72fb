"""Rows of the evidence and of the assessments, each as one sentence that a neurologist would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule, SpmsRecordedRule
from mscourse.views import vocabulary as say

Row = Mapping[str, Any]

_ONSET = {
    "relapsing": "The disease began with relapses.",
    "progressive": "The disease was progressive from the beginning.",
}
_LESIONS = {
    "gd_lesions": "gadolinium-enhancing lesion",
    "new_t2_lesions": "new T2 lesion",
    "enlarging_t2_lesions": "enlarging T2 lesion",
}
_UNSETTLED = ("awaiting_confirmation", "no_later_visit")
_NOTES_OF_SPMS = {
    "leading_system_unknown": (
        " Which functional system led the rise cannot be told, so that criterion was not applied."
    ),
    "functional_systems_not_recorded": (
        " No functional systems are recorded, so only EDSS and relapses were asked of it."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the sentences about a person's rows turn on besides the rows; empty where it is not known."""

    onset_type: str | None = None
    """How the disease began, as recorded."""
    derived_phenotype: str | None = None
    """What the rules say the course is, on the day that is spoken of."""
    enhancement_read: frozenset[say.Day] = frozenset()
    """The days of the scans on which gadolinium-enhancing lesions were counted."""


_NOBODY = Person()


def evidence_sentence(row: Row, definition: CourseDefinition, person: Person = _NOBODY) -> str:
    """The sentence for one row of the evidence table.

    Args:
        row: a row as a mapping of its columns.
        definition: the definition that made it; thresholds are quoted from it.
        person: whose row it is.
    """
    if row["claim"] == "phenotype":
        return _phenotype(row, person.onset_type)
    if row["claim"] == "activity":
        return _activity(row, definition, person)
    if row["claim"] == "spms_onset":
        return _spms_onset(row, definition, person)
    return _change(row, "progression" if row["claim"] == "progression" else "worsening")


def refused_rise_sentence(rows: Sequence[Row], definition: CourseDefinition) -> str:
    """The sentence for a confirmed rise that is not SPMS: one row for each criterion that it failed."""
    reasons = ", and ".join(_refusal(row, definition) for row in rows)
    confirming = say.say_day(rows[0]["confirming_date"])
    return f"Not SPMS on this rise: {_rise(rows[0])} was confirmed on {confirming}, but {reasons}."


def cannot_become_spms(row: Row, definition: CourseDefinition, person: Person = _NOBODY) -> bool:
    """Whether this rise, not settled yet, fails a criterion of SPMS onset that was decided on its first day."""
    if row["claim"] != "spms_onset" or row["verdict"] not in _UNSETTLED:
        return False
    below: bool = row["value"] < _looking_for_rises(definition).minimum_edss
    return below or person.derived_phenotype == "ms_unspecified"


def assessment_sentence(row: Row, judged_on: say.Day | None = None) -> str:
    """The sentence for one row of the assessments, such as `Neurological examination: last 2024-03-01, next due ...`.

    Of MRI the last scan is not always meant: one that could neither show nor exclude activity leaves the next one due.
    What fell due by the day on which it is judged is due since then, and what is still to come is due from then.
    """
    name, status, due = say.ASSESSMENTS[row["kind"]], row["status"], say.say_day(row["due_date"])
    telling = " that could show or exclude activity" if row["kind"] == "mri" else ""
    if status == "never":
        return f"{name}: none on record{telling}."
    if row["kind"] == "confirmation_visit":
        has_come = judged_on is not None and row["due_date"] <= judged_on
        end = {
            "overdue": f"overdue, was due from {due}",
            "due_soon": f"due {'since' if has_come else 'from'} {due}",
        }.get(status, f"due {due}")
        return f"{name}: {end}, to confirm or refute the latest worsening."
    end = {"overdue": f"overdue since {due}", "due_soon": f"due soon, on {due}"}.get(status, f"next due {due}")
    last = f"last one{telling}" if telling else "last"
    return f"{name}: {last} {say.say_day(row['last_date'])}, {end}."


def _phenotype(row: Row, onset_type: str | None) -> str:
    if row["note"] == "assumed_relapsing_onset":
        return "How the disease began is not recorded; a relapsing onset is assumed, as the definition was told to."
    if row["table"] == "recorded_courses":
        return f"The clinician recorded {say.COURSE_LETTERS[row['field']]} {say.on_day(row['date'])}."
    if row["table"] == "relapses":
        return (
            f"Relapsing since the first relapse on record, {say.on_day(row['date'])}; "
            "how the disease began is not recorded."
        )
    return _ONSET.get(onset_type or "", "How the disease began is on record.")


def _activity(row: Row, definition: CourseDefinition, person: Person) -> str:
    day = say.on_day(row["date"])
    if row["note"] == "pseudo_relapse":
        hours = definition.relapses.minimum_duration_hours
        return (
            f"The relapse reported {day} does not count: it came with fever or infection, or lasted less than "
            f"{hours:g} hours."
        )
    if row["note"] == "merged_relapse":
        return (
            f"The relapse reported {day} belongs to the one of {say.say_day(row['relapse_date'])}, which began less "
            f"than {definition.relapses.minimum_interval:g} days earlier, and does not count by itself."
        )
    if row["table"] == "relapses":
        return f"A relapse began {day}."
    if row["table"] == "visits":
        return f"Seen {day}, when a relapse could be reported."
    return _scan(row, definition, person)


def _scan(row: Row, definition: CourseDefinition, person: Person) -> str:
    scan = f"MRI {say.on_day(row['date'])}"
    if row["verdict"] == "scan_not_readable":
        return (
            f"{scan} shows no activity but cannot rule it out: its new and enlarging T2 lesions were not both read, "
            "or it shows the cord alone."
        )
    if not row["value"]:
        read = row["date"] in person.enhancement_read
        enhancement = " and no enhancing lesions" if read else " (enhancement not assessed)"
        return f"{scan}: no new or enlarging T2 lesions{enhancement}."
    lesions = say.count(int(row["value"]), _LESIONS[row["field"]])
    if row["note"] == "comparison_scan_old":
        return (
            f"{scan}: {lesions}, counted against a scan more than "
            f"{definition.window + definition.activity.comparison_grace:g} days older, so when "
            f"{'it' if row['value'] == 1 else 'they'} appeared is uncertain."
        )
    return f"{scan}: {lesions}."


def no_spms_sentence(definition: CourseDefinition, opening: str) -> str:
    """The sentence where the rule for SPMS onset has looked and found nothing that it could name."""
    rule = definition.spms_onset
    if isinstance(rule, SpmsOnsetRule):
        return f"{opening}: no rise of EDSS by a full step from the reference is on record."
    if isinstance(rule, SpmsEntryRule):
        return f"{opening}: no visit has met every criterion of the rule ({rule.name})."
    if isinstance(rule, SpmsRecordedRule):
        return f"{opening}: no clinician has recorded it."
    return f"{opening}: the rule ({rule.name}) gives no onset."


def _looking_for_rises(definition: CourseDefinition) -> SpmsOnsetRule:
    """The rule for SPMS onset, for rows about a rise: only this kind of rule makes them."""
    return cast("SpmsOnsetRule", definition.spms_onset)


def _defining_record(row: Row, rule: SpmsEntryRule | SpmsRecordedRule | SpmsOwnRule) -> str:
    """The record that dated SPMS onset where no rise was looked for."""
    day = say.say_day(row["date"])
    if isinstance(rule, SpmsRecordedRule):
        return f"SPMS began on {day}, the first day on which a clinician recorded it."
    if isinstance(rule, SpmsEntryRule):
        edss = say.say_value("edss", row["value"])
        return f"SPMS began on {day}: this visit, with {edss}, was the first to meet every criterion ({rule.name})."
    known = "" if row["confirming_date"] is None else f"; this was known on {say.say_day(row['confirming_date'])}"
    return f"SPMS began on {day} by the rule {rule.name}{known}."


def _spms_onset(row: Row, definition: CourseDefinition, person: Person) -> str:
    if not isinstance(definition.spms_onset, SpmsOnsetRule):
        return _defining_record(row, definition.spms_onset)
    rise, confirming = _rise(row), say.say_day(row["confirming_date"])
    if row["verdict"] == "confirmed":
        note = _NOTES_OF_SPMS.get(row["note"] or "", "")
        return f"SPMS began with this rise: {rise}, confirmed on {confirming}.{note}"
    if row["verdict"] in _UNSETTLED:
        return _unsettled_rise(row, definition, person)
    if row["verdict"] == "not_held":
        return f"Not SPMS on this rise: {rise} had gone by {confirming}."
    return refused_rise_sentence([row], definition)


def _unsettled_rise(row: Row, definition: CourseDefinition, person: Person) -> str:
    rule, rise = _looking_for_rises(definition), _rise(row)
    if person.derived_phenotype == "ms_unspecified":
        return (
            f"Not SPMS on this rise: {rise}; no relapse is on record before it, and how the disease began is not known."
        )
    if cannot_become_spms(row, definition, person):
        return (
            f"Not SPMS on this rise, whether or not it is confirmed: {rise}; SPMS needs "
            f"{say.say_value('edss', rule.minimum_edss)} or more at every visit from the rise on."
        )
    if row["verdict"] == "no_later_visit":
        return f"Not decided: {rise}; no visit has confirmed or refuted it since."
    return (
        f"A rise that would date SPMS onset if it is confirmed and meets the other criteria: {rise}; a visit at least "
        f"{rule.confirm_after:g} days later has to show it still."
    )


def _refusal(row: Row, definition: CourseDefinition) -> str:
    """The criterion of SPMS onset that a confirmed rise failed, as the end of a sentence."""
    rule, relapse = _looking_for_rises(definition), say.say_day(row["relapse_date"])
    refusals = {
        "event_visit_not_usable": (
            f"the visit lies within {rule.usable_after_relapse:g} days of the relapse of {relapse}"
        ),
        "relapse_between": (
            f"the relapse of {relapse} began after the last visit usable as a comparison and before the rise"
        ),
        "relapses_not_ascertained": (
            "relapses were not asked about for all of the time from the last usable visit before it to the confirmation"
        ),
        "edss_below_minimum": (
            f"EDSS was below {say.say_bare_value('edss', rule.minimum_edss)} at one of the visits from the rise to its "
            "confirmation"
        ),
        "pyramidal_below_minimum": f"SPMS needs a pyramidal score of {rule.minimum_pyramidal:g} or more at the rise",
        "leading_system_not_held": "the functional system that rose most fell back before the rise was confirmed",
        "before_first_relapse": "it comes before the first relapse on record, and how the disease began is not known",
    }
    return refusals[row["verdict"]]


def _change(row: Row, claim: str) -> str:
    """A row of progression or worsening: any measure, any verdict."""
    verdict = row["verdict"]
    if verdict == "same_day_disagreement":
        return f"Not used: the values of {say.MEASURES[row['field']]} recorded for {say.say_day(row['date'])} disagree."
    if verdict == "counts" and row["field"] == "edss" and row["value"] == say.DEATH_FROM_MS:
        return f"{say.say_value('edss', row['value'])} {say.on_day(row['date'])}: death from MS."
    if verdict == "counts":
        value = f"{say.say_value(row['field'], row['value'])} {say.on_day(row['date'])}"
        return say.capitalised(f"{value}{_reference(row)}.")
    rise, confirming = _rise(row), say.say_day(row["confirming_date"])
    plain = {
        "confirmed": say.capitalised(f"{rise}, confirmed on {confirming}: {claim}."),
        "awaiting_confirmation": f"Possible {claim}, awaiting a confirming visit: {rise}.",
        "no_later_visit": f"Not decided: {rise}; no visit has confirmed or refuted it since.",
        "not_held": f"No {claim} from this change: {rise} had gone by {confirming}.",
    }
    return plain[verdict] if verdict in plain else _not_independent(row, claim, rise)


def _not_independent(row: Row, claim: str, rise: str) -> str:
    """A worsening, confirmed or not yet, that relapses keep from being called independent of them."""
    confirming = row["confirming_date"]
    stage = "is not confirmed yet" if confirming is None else f"was confirmed on {say.say_day(confirming)}"
    obstacles = {
        "inside_relapse_window": (
            f"the relapse of {say.say_day(row['relapse_date'])} is too near to call it independent of relapses"
        ),
        "relapses_not_ascertained": (
            "relapses were not asked about for all of the time around it, so it cannot be called independent of them"
        ),
    }
    return f"Not counted as {claim}: {rise} {stage}, but {obstacles[row['verdict']]}."


def _rise(row: Row) -> str:
    return f"{say.say_value(row['field'], row['value'])} {say.on_day(row['date'])}{_bracketed_reference(row)}"


def _bracketed_reference(row: Row) -> str:
    if row["reference_date"] is None:
        return ""
    value = say.say_bare_value(row["field"], row["reference_value"])
    return f" (reference {value} of {say.say_day(row['reference_date'])})"


def _reference(row: Row) -> str:
    if row["reference_date"] is None or row["reference_date"] == row["date"]:
        return ", the reference for later visits" if row["reference_date"] is not None else ""
    value = say.say_bare_value(row["field"], row["reference_value"])
    return f", against a reference of {value} {say.on_day(row['reference_date'])}"
