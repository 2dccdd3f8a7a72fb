"""The paragraph for a paper: which definition, which numbers, which records, which versions."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from typing import Any

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.differences import differences
from mscourse.rules.edss_from_systems import EdssFromSystemsRule
from mscourse.rules.fields import Reference
from mscourse.rules.kinds import Rule, definition_of
from mscourse.rules.left_open import LEFT_OPEN
from mscourse.rules.library import PRESETS
from mscourse.rules.milestones import MilestoneRule
from mscourse.rules.no_evidence import NoEvidenceRule
from mscourse.rules.response_scores import ResponseScoreRule
from mscourse.rules.separation import SeparationRule
from mscourse.rules.severity import SeverityRule
from mscourse.rules.spms_onset import SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule, SpmsRecordedRule
from mscourse.rules.treatments import TreatmentRule
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.views.methods_of_change import change_in_words, measures_in_words
from mscourse.views.methods_of_course import course_in_words, records_in_words, span_in_words, time_in_words
from mscourse.views.methods_of_edss_from_systems import edss_from_systems_in_words
from mscourse.views.methods_of_milestones import measure_in_words, milestones_in_words
from mscourse.views.methods_of_no_evidence import no_evidence_in_words
from mscourse.views.methods_of_response_scores import response_in_words
from mscourse.views.methods_of_separation import separation_in_words
from mscourse.views.methods_of_settings import say_difference, say_plainly
from mscourse.views.methods_of_severity import severity_in_words
from mscourse.views.methods_of_spms_onset import spms_onset_in_words
from mscourse.views.methods_of_treatments import treatments_in_words

_FEW = 3
"""So many changes of a published rule are told one by one."""


def methods_text(thing: Rule | Course | Mapping[str, Any], *, until: object = None) -> str:
    """What a paper says of a rule, in one paragraph; of a course, in a short methods section in Markdown.

    Every number stands as it is used, none from memory.

    Args:
        thing: a rule of any kind, a course, or the provenance of one (`course.provenance`, or provenance.json read).
        until: of a rule, the last day whose records were looked at; a course says its own.

    Raises:
        UsageError: if it is none of these, or `until` is given for a course.
        DefinitionError: if the provenance holds no definition that reads back.
    """
    if isinstance(thing, Rule):
        return _of_rule(thing, until)
    if until is not None:
        raise UsageError("`until` is for the methods of a rule.", "A course says itself up to when it was worked out.")
    if isinstance(thing, Course):
        return _of_course(thing.definition, thing.provenance)
    if isinstance(thing, Mapping):
        definition = definition_of(thing)
        if not isinstance(definition, CourseDefinition):
            return _of_rule(definition, thing.get("until"), version=_version_in(thing))
        return _of_course(definition, thing)
    raise UsageError(
        f"There is no methods text for a {type(thing).__name__}.",
        "It is written for a rule, a course, or the provenance of a course.",
    )


def _version() -> str:
    try:
        return importlib.metadata.version("mscourse")
    except importlib.metadata.PackageNotFoundError:
        return "of a version that is not installed"


def changes(rule: Rule) -> list[str]:
    """A line for the rule, or for each rule inside it, that has a published name and other numbers than published.

    A definition that has a published name itself speaks for the rules inside it. Settings have the names that they
    have in the file, where they were changed.
    """
    own = _changed(rule)
    if own:
        return [f"The definition is {own}."]
    return [f"A rule is {changed}." for changed in map(_changed, _inner(rule)) if changed]


def _inner(rule: Rule) -> list[Rule]:
    """The rules with a name of their own inside the rule."""
    if isinstance(rule, CourseDefinition):
        return [rule.worsening, rule.spms_onset]
    if isinstance(rule, NoEvidenceRule):
        return [rule.worsening]
    return [rule.worsening] if isinstance(rule, ResponseScoreRule) and rule.worsening is not None else []


def _published(rule: Rule) -> Rule | None:
    """The published rule whose name and kind this one has, where it computes something else."""
    published = PRESETS.get(rule.name)
    if published is None or type(published) is not type(rule) or fingerprint(published) == fingerprint(rule):
        return None
    return published


def _changed(rule: Rule) -> str:
    published = _published(rule)
    if published is None:
        return ""
    differing = [
        f"{each.name} {say_plainly(each.other)} (published {say_plainly(each.one)})"
        for each in differences(published, rule)
    ]
    return f"changed from `{rule.name}`: {', '.join(differing)}"


def _by(rule: Rule, noun: str, *, told: bool = False) -> str:
    """The rule by its name, and what was changed where it is that of a published one, unless that is told already."""
    mark, published = f"fingerprint {fingerprint(rule)}", _published(rule)
    if published is None:
        return f"the {noun} `{rule.name}` ({mark})"
    return f"a {noun} changed from `{rule.name}` ({mark}{'' if told else _what_changed(published, rule)})"


def _what_changed(published: Rule, rule: Rule) -> str:
    """What was changed, where that is little; every number stands in the text in any case."""
    differing = differences(published, rule)
    if len(differing) > _FEW:
        return f"; {len(differing)} settings are not as published"
    return f"; {'; '.join(map(say_difference, differing))}"


def _version_in(provenance: Mapping[str, Any]) -> str | None:
    """The version of the program that made the results."""
    version = provenance.get("versions", {}).get("mscourse")
    return None if version is None else str(version)


def _of_rule(rule: Rule, until: object, *, version: str | None = None) -> str:
    opening, in_words = next(says for kind, says in _OPENINGS.items() if isinstance(rule, kind))
    done, body = opening(rule), in_words(rule)
    span = "" if until is None else f" Records up to {until} were used."
    sources = "; ".join(str(reference).rstrip(".") for reference in _references(rule))
    left_open = LEFT_OPEN.get(rule.name) if PRESETS.get(rule.name) == rule else None
    ours = f" Not stated by the sources, and settled in the program: {left_open}." if left_open else ""
    return (
        f"{done} with mscourse {version or _version()} by {_by(rule, 'definition')}. {body}{span}"
        f"{f' Sources: {sources}.' if sources else ''}{ours}"
    )


def _of_course(definition: CourseDefinition, provenance: Mapping[str, Any]) -> str:
    paragraphs = [
        "# Methods",
        _what(definition, provenance),
        _worsening(definition),
        _spms_onset(definition),
        *([records_in_words(provenance)] if "rows" in provenance else []),
        "Research software, not a medical device.",
    ]
    sources = [f"- {reference}" for reference in _references(definition)]
    return "\n\n".join([*paragraphs, *(["## Sources", "\n".join(sources)] if sources else [])]) + "\n"


def _what(definition: CourseDefinition, provenance: Mapping[str, Any]) -> str:
    versions = provenance.get("versions", {})
    others = ", ".join(f"{name} {version}" for name, version in versions.items() if name != "mscourse")
    program = f"mscourse {_version_in(provenance) or _version()}{f' ({others})' if others else ''}"
    # A published sentence speaks of the published numbers.
    sentence = "" if _published(definition) is not None else f" {definition.sentence}"
    return (
        f"Disease courses were described with {program} by {_by(definition, 'definition')}, "
        f"{span_in_words(provenance)}.{sentence} {time_in_words(provenance)} "
        f"{course_in_words(definition)}"
    )


def _worsening(definition: CourseDefinition) -> str:
    rule = definition.worsening
    by = _by(rule, "rule", told=_published(definition) is not None)
    return f"Worsening in {measures_in_words(rule)} was determined by {by}. {change_in_words(rule)}"


def _spms_onset(definition: CourseDefinition) -> str:
    rule = definition.spms_onset
    by = _by(rule, "rule", told=_published(definition) is not None)
    return (
        f"SPMS onset was dated by {by}. {spms_onset_in_words(rule)} A course that the clinician had recorded took "
        "precedence."
    )


def _body_of_course(rule: CourseDefinition) -> str:
    return f"{course_in_words(rule)} {_worsening(rule)} {_spms_onset(rule)}"


_SPMS_ONSET = "The onset of secondary progressive MS (SPMS) was dated"
_OPENINGS: dict[type, tuple[Callable[[Any], str], Callable[[Any], str]]] = {
    CourseDefinition: (lambda _: "Disease courses were described", _body_of_course),
    WorseningRule: (lambda rule: f"Confirmed changes in {measures_in_words(rule)} were determined", change_in_words),
    SpmsOnsetRule: (lambda _: _SPMS_ONSET, spms_onset_in_words),
    SpmsEntryRule: (lambda _: _SPMS_ONSET, spms_onset_in_words),
    SpmsRecordedRule: (lambda _: _SPMS_ONSET, spms_onset_in_words),
    SpmsOwnRule: (lambda _: _SPMS_ONSET, spms_onset_in_words),
    MilestoneRule: (lambda rule: f"Milestones on the {measure_in_words(rule)} were dated", milestones_in_words),
    SeparationRule: (lambda rule: f"Changes in {measure_in_words(rule)} were separated", separation_in_words),
    NoEvidenceRule: (lambda _: "Years without evidence of disease activity were determined", no_evidence_in_words),
    ResponseScoreRule: (lambda _: "The response to treatment was scored", response_in_words),
    SeverityRule: (lambda _: "Severity was scored", severity_in_words),
    EdssFromSystemsRule: (
        lambda _: "EDSS was derived from functional systems and ambulation",
        edss_from_systems_in_words,
    ),
    TreatmentRule: (lambda _: "Treatments were joined to epochs, and lesions put to them,", treatments_in_words),
}
"""By the kind of rule: what was done, and what the rule says of it."""


def _references(rule: Rule) -> list[Reference]:
    inner = (reference for each in _inner(rule) for reference in each.references)
    return list(dict.fromkeys((*rule.references, *inner)))
