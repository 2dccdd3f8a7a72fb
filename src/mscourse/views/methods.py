"""The paragraph for a paper: which definition, which numbers, which records, which versions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.fields import Reference
from mscourse.rules.library import PRESETS
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import EdssThresholds, WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.tables.schemas import SCHEMAS

Rule = CourseDefinition | WorseningRule | SpmsOnsetRule
_WORDS = ("name", "sentence", "references")


def methods_text(course: Course) -> str:
    """A short methods section in Markdown: every number stands as it was used, none from memory."""
    definition = course.definition
    paragraphs = [
        "# Methods",
        _what(course),
        _worsening(definition.worsening),
        _spms(definition),
        _records(course),
        "Research software, not a medical device.",
        "## Sources",
        "\n".join(f"- {reference}" for reference in _references(definition)),
    ]
    return "\n\n".join(paragraphs) + "\n"


def changes(rule: Rule) -> list[str]:
    """A line for the rule, or for each rule inside it, that has a published name and other numbers than published.

    A definition that has a published name itself speaks for the rules inside it.
    """
    own = _changed(rule)
    if own:
        return [f"The definition is {own}."]
    inner: tuple[Rule, ...] = (rule.worsening, rule.spms_onset) if isinstance(rule, CourseDefinition) else ()
    return [f"A rule is {changed}." for changed in map(_changed, inner) if changed]


def _changed(rule: Rule) -> str:
    """What was changed from the published rule whose name it has, in words; nothing if it is the published one."""
    published = PRESETS.get(rule.name)
    if published is None or type(published) is not type(rule) or fingerprint(published) == fingerprint(rule):
        return ""
    before = dict(_values(published))
    differing = [
        f"{name} {_said(value)} (published {_said(before[name])})"
        for name, value in _values(rule)
        if value != before[name]
    ]
    return f"changed from `{rule.name}`: {', '.join(differing)}"


def _values(rule: Any, within: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any rule
    """Every value that a rule and the rules inside it compute with, by its dotted name."""
    for field in dataclasses.fields(rule):
        value, name = getattr(rule, field.name), f"{within}{field.name}"
        if field.name in _WORDS:
            continue
        if dataclasses.is_dataclass(value):
            yield from _values(value, f"{name}.")
        else:
            yield name, value


def _said(value: Any) -> str:  # noqa: ANN401 - any value of a rule
    if isinstance(value, tuple):
        return ", ".join(f"{_said(each[0])}: {_said(each[1])}" if isinstance(each, tuple) else each for each in value)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "nothing"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _named(rule: Rule) -> str:
    """The name of the rule, and what was changed where it is that of a published one."""
    return _changed(rule) or f"`{rule.name}`"


def _what(course: Course) -> str:
    definition, provenance = course.definition, course.provenance
    versions = provenance["versions"]
    others = ", ".join(f"{name} {version}" for name, version in versions.items() if name != "mscourse")
    until = provenance["until"]
    span = f"up to {until}" if until is not None else "up to each person's last record"
    time = (
        "With hindsight: later records may confirm or refute an event, which then counts from its onset."
        if course.hindsight
        else "The answer for a date uses only what was recorded by that date."
    )
    assumed = (
        " An onset that was not recorded was assumed to be relapsing." if definition.assume_onset == "relapsing" else ""
    )
    return (
        f"Disease courses were characterised with mscourse {versions['mscourse']} ({others}) by the definition "
        f"{_named(definition)} (fingerprint {fingerprint(definition)}), {span}. {definition.sentence} "
        f"Activity, progression and worsening were judged over the past {definition.window} days. {time}{assumed} "
        "Relapses known to be shorter than "
        f"{definition.relapses.minimum_duration_hours} hours, or with fever or infection, were passed over, and an "
        f"onset fewer than {definition.relapses.minimum_interval} days after the last one belonged to that relapse. "
        "What was not assessed is indeterminate, never not active."
    )


def _worsening(rule: WorseningRule) -> str:
    cause = rule.cause
    return (
        f"Worsening ({', '.join(measure.upper() for measure in rule.measures)}; rule {_named(rule)}): a change from a "
        f"{rule.reference} reference of at least {_steps(rule.edss)} EDSS points that held at every visit until it was "
        f"confirmed at least {rule.confirm_after} days later, at a visit more than {rule.usable_after_relapse} days "
        f"after every relapse. It was relapse-associated with a relapse onset in the {cause.before_event} days before "
        f"the event, undefined with one up to {cause.after_event} days after it or from {cause.before_confirmation} "
        f"days before to {cause.after_confirmation} days after its confirmation, and relapse-independent otherwise, "
        "where relapses had been asked about."
        + (f" T25FW and 9HPT changed by {rule.timed_test_fraction:.0%} or more." if len(rule.measures) > 1 else "")
        + (f" SDMT changed by {rule.sdmt_points} or more answers." if "sdmt" in rule.measures else "")
    )


def _spms(definition: CourseDefinition) -> str:
    rule = definition.spms_onset
    systems = (
        f", with a pyramidal score of {rule.minimum_pyramidal} or more and the leading functional system still raised"
        if rule.functional_systems
        else ""
    )
    return (
        f"SPMS onset (rule {_named(rule)}): a rise of at least {_steps(rule.edss)} EDSS points, without a relapse, to "
        f"{rule.minimum_edss} or more, confirmed at least {rule.confirm_after} days later{systems}. A course that the "
        "clinician had recorded took precedence."
    )


def _steps(edss: EdssThresholds) -> str:
    return ", ".join(f"{step:.1f} (reference from {bound:.1f})" for bound, step in edss.strata)


def _records(course: Course) -> str:
    counts = course.cohort.counts
    tables = "; ".join(
        f"{name}: {count.given:,} {'row' if count.given == 1 else 'rows'} given, {count.used:,} used, "
        f"{count.set_aside:,} set aside for errors, {count.passed_over:,} passed over by a rule"
        for name, count in counts.items()
    )
    missing = [name for name in SCHEMAS if course.cohort.table(name) is None]
    unknown = f" Not given, and so unknown: {', '.join(missing)}." if missing else ""
    # What was set aside is among the counts.
    notes = "".join(f" {note}" for note in course.cohort.source_notes if "set aside" not in note)
    people = len(course.patient_ids)
    return f"Records of {people:,} {'person' if people == 1 else 'people'}: {tables}.{unknown}{notes}"


def _references(definition: CourseDefinition) -> list[Reference]:
    every = (*definition.references, *definition.worsening.references, *definition.spms_onset.references)
    return list(dict.fromkeys(every))
