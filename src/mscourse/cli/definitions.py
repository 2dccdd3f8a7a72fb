"""`mscourse definitions`: which definitions there are, and every number in them."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer

from mscourse.errors import UsageError


def list_definitions() -> None:
    """List the definitions that are known by name, each with one sentence."""
    from mscourse.cli.terminal import show_table
    from mscourse.rules.library import PRESETS

    show_table(
        ["name", "kind", "in one sentence"],
        [[name, _KINDS[type(rule).__name__], rule.sentence] for name, rule in PRESETS.items()],
    )


def show_definition(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `mscourse definitions list` has it.")],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="As a JSON file that --definition takes back once it is changed.")
    ] = False,
) -> None:
    """Show every number of a definition with its meaning, unit and sources.

    Example: mscourse definitions show lublin_2013 --json > mine.json
    """
    from mscourse.cli.terminal import show, show_table
    from mscourse.rules.library import PRESETS
    from mscourse.rules.written import fingerprint, to_json

    if name not in PRESETS:
        raise UsageError(f"There is no definition named {name!r}.", f"There are {', '.join(PRESETS)}.")
    rule = PRESETS[name]
    if as_json:
        typer.echo(to_json(rule), nl=False)
        return
    show(f"{name} ({_KINDS[type(rule).__name__]}, fingerprint {fingerprint(rule)})")
    show(rule.sentence)
    show()
    show_table(["field", "value", "meaning"], list(_fields(rule)))
    show()
    for reference in rule.references:
        show(f"Source: {reference}")


_KINDS = {"CourseDefinition": "course", "WorseningRule": "worsening", "SpmsOnsetRule": "SPMS onset"}
_SAID_BY_THE_MEANING = ("fraction", "score")
"""Units that read oddly after a number: the meaning beside it names them."""


def _fields(rule: Any, within: str = "") -> list[list[str]]:  # noqa: ANN401 - any rule
    """Every field of a rule and of the rules inside it: dotted name, value with unit, meaning."""
    rows = []
    for field in dataclasses.fields(rule):
        value, name = getattr(rule, field.name), f"{within}{field.name}"
        if field.name in ("name", "sentence", "references"):
            continue
        if dataclasses.is_dataclass(value) and not hasattr(value, "strata"):
            rows += _fields(value, f"{name}.")
        else:
            rows.append([name, _value(value, field.metadata.get("unit")), field.metadata.get("meaning", "")])
    return rows


def _value(value: Any, unit: str | None) -> str:  # noqa: ANN401 - any value of a field
    if hasattr(value, "strata"):
        return "; ".join(f"from {bound:g}: {step:g}" for bound, step in value.strata)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "nothing"}[value]
    return f"{value} {unit}" if unit and unit not in _SAID_BY_THE_MEANING else str(value)
