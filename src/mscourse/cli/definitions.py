"""`mscourse definitions`: which definitions there are, every number in them, and where two of them differ."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mscourse.errors import UsageError

if TYPE_CHECKING:
    from mscourse.cli.named_definitions import NamedDefinition
    from mscourse.rules.kinds import Rule


class Kind(StrEnum):
    """The kinds of definitions, as they are asked for."""

    course = "course"
    change = "change"
    spms_onset = "spms-onset"
    milestones = "milestones"
    separation = "separation"
    no_evidence = "no-evidence"
    response_scores = "response-scores"
    severity = "severity"
    edss_from_systems = "edss-from-systems"
    treatments = "treatments"


_RULES = {
    "CourseDefinition": (Kind.course, "course"),
    "WorseningRule": (Kind.change, "confirmed change"),
    "SpmsOnsetRule": (Kind.spms_onset, "SPMS onset by a confirmed rise"),
    "SpmsEntryRule": (Kind.spms_onset, "SPMS onset by entry criteria"),
    "SpmsRecordedRule": (Kind.spms_onset, "SPMS onset as recorded"),
    "MilestoneRule": (Kind.milestones, "milestones"),
    "SeparationRule": (Kind.separation, "separation"),
    "NoEvidenceRule": (Kind.no_evidence, "years without evidence"),
    "ResponseScoreRule": (Kind.response_scores, "response score"),
    "SeverityRule": (Kind.severity, "severity score"),
    "EdssFromSystemsRule": (Kind.edss_from_systems, "EDSS from functional systems"),
    "TreatmentRule": (Kind.treatments, "treatments"),
}
"""The kind of each rule, and what one of it is called."""
_HEADINGS = {
    Kind.course: "The course (mscourse characterise)",
    Kind.change: "Confirmed change (mscourse events)",
    Kind.spms_onset: "SPMS onset (part of the course; mscourse measure spms-onset)",
    Kind.milestones: "Milestones (find_milestones in Python)",
    Kind.separation: "Changes split by relapses (separate in Python)",
    Kind.no_evidence: "Years without evidence of disease activity (mscourse measure no-evidence)",
    Kind.response_scores: "Response to treatment (mscourse measure response-scores)",
    Kind.severity: "Severity (mscourse measure severity)",
    Kind.edss_from_systems: "EDSS from functional systems (mscourse measure edss-from-systems)",
    Kind.treatments: "Treatments (mscourse measure treatments)",
}
_ANY = "A name as `mscourse definitions list` has it, a JSON file, or a folder of results."


def list_definitions(
    *,
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="Only definitions of this kind.", show_default=False)
    ] = None,
) -> None:
    """List the definitions that are known by name, each with one sentence."""
    from mscourse.cli.terminal import show, show_heading, show_table
    from mscourse.rules.library import PRESETS

    groups = [(each, [rule for rule in PRESETS.values() if _kind(rule) is each]) for each in Kind]
    shown = [(each, rules) for each, rules in groups if rules and kind in (None, each)]
    for place, (each, rules) in enumerate(shown):
        if place:
            show()
        show_heading(_HEADINGS[each])
        show()
        show_table(["name", "in one sentence"], [[rule.name, rule.sentence] for rule in rules])
    if not shown:
        show("There is no published definition of this kind.")


def show_definition(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE|OUT", help=_ANY)],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="As a JSON file that --definition takes back once it is changed.")
    ] = False,
    as_methods: Annotated[
        bool, typer.Option("--methods", help="As a paragraph for the methods section of a paper.")
    ] = False,
) -> None:
    """Show the settings of a definition, each with its meaning, and its sources.

    Settings that ask nothing are left out; the JSON file has them all.

    Example: mscourse definitions show lublin_2013 --json > mine.json
    """
    from mscourse.cli.named_definitions import named_definition

    if as_json and as_methods:
        raise UsageError("--json and --methods exclude each other.", hint="leave one of them out.")
    named = named_definition(name)
    if as_json:
        from mscourse.rules.written import to_json

        typer.echo(to_json(named.rule), nl=False)
    elif as_methods:
        _show_methods(named)
    else:
        _show_settings(named.rule, name)


def compare_definitions(
    one: Annotated[str, typer.Argument(metavar="A", help=_ANY)],
    other: Annotated[str, typer.Argument(metavar="B", help="The same.")],
) -> None:
    """Show the settings in which two definitions of one kind differ.

    Names, sentences and sources are not compared.

    Example: mscourse definitions diff pira_mueller_2023 pira_kappos_2020
    """
    from mscourse.cli.named_definitions import named_definition
    from mscourse.cli.terminal import show, show_table
    from mscourse.rules.differences import differences
    from mscourse.rules.written import fingerprint
    from mscourse.views.methods_of_settings import say_setting

    left, right = named_definition(one).rule, named_definition(other).rule
    if type(left) is not type(right):
        raise UsageError(
            f"{one} and {other} are of different kinds ({_called(left)} and {_called(right)}).",
            "Only definitions of one kind have the same settings.",
            "`mscourse definitions list` shows them by kind.",
        )
    rows = differences(left, right)
    if not rows:
        show(f"{one} and {other} compute the same (fingerprint {fingerprint(left)}).")
        return
    # Names are long: with them as headings no table would fit a terminal.
    show(f"A: {one} (fingerprint {fingerprint(left)})")
    show(f"B: {other} (fingerprint {fingerprint(right)})")
    show()
    show_table(
        ["setting", "A", "B", "meaning"],
        [[row.name, say_setting(row.one), say_setting(row.other), row.one.meaning] for row in rows],
    )
    show()
    show("1 setting differs." if len(rows) == 1 else f"{len(rows)} settings differ.")


def _kind(rule: Rule) -> Kind:
    return _RULES[type(rule).__name__][0]


def _called(rule: Rule) -> str:
    """What a rule of this kind is called."""
    return _RULES[type(rule).__name__][1]


def _show_methods(named: NamedDefinition) -> None:
    """Print the paragraph; into a file or a pipe without breaks, for a text that breaks its lines itself."""
    from mscourse.cli.terminal import show
    from mscourse.views.methods import methods_text

    text = methods_text(named.rule if named.provenance is None else named.provenance).rstrip()
    if not sys.stdout.isatty():
        typer.echo(text)
        return
    for line in text.splitlines():
        show(line)


def _show_settings(rule: Rule, name: str) -> None:
    import shlex

    from mscourse.cli.terminal import show, show_heading, show_table
    from mscourse.rules.differences import settings
    from mscourse.rules.left_open import LEFT_OPEN
    from mscourse.rules.library import PRESETS
    from mscourse.rules.written import fingerprint
    from mscourse.views.methods_of_settings import asking, say_setting

    every, told = settings(rule), asking(rule)
    show_heading(f"{rule.name} ({_called(rule)}, fingerprint {fingerprint(rule)})")
    show(rule.sentence)
    onset = getattr(rule, "spms_onset", None)
    if onset is not None:
        show(f"The onset of SPMS: {onset.name} ({_called(onset)}, fingerprint {fingerprint(onset)}). {onset.sentence}")
    show()
    if told:
        show_table(
            ["setting", "value", "meaning"],
            [[setting.name, say_setting(setting), setting.meaning] for setting in told],
        )
    else:
        show("It has no settings.")
    show()
    silent = len(every) - len(told)
    if silent:
        show(f"{silent} more {'setting asks' if silent == 1 else 'settings ask'} nothing here; --json has them all.")
    published = PRESETS.get(rule.name)
    if published is not None and fingerprint(published) != fingerprint(rule):
        show(f"Not as published: `mscourse definitions diff {rule.name} {shlex.quote(name)}` shows what was changed.")
    elif published is not None and rule.name in LEFT_OPEN:
        show(f"Not stated by the sources as far as they were read, and settled here: {LEFT_OPEN[rule.name]}.")
    for reference in rule.references:
        show(f"Source: {reference}")
