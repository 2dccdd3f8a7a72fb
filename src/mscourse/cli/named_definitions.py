"""Definitions by what a person calls them: a published name, a file, or a folder of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mscourse.errors import SourceError, UsageError
from mscourse.rules.kinds import Rule, definition_of, rule_from_json
from mscourse.rules.library import PRESETS

PROVENANCE = "provenance.json"
_NEAR = 0.5
_SUGGESTED = 3


@dataclass(frozen=True, kw_only=True)
class NamedDefinition:
    """A definition, and the provenance of the results that were made by it where it comes from those."""

    rule: Rule
    provenance: Mapping[str, Any] | None = None


def named_definition(name: str) -> NamedDefinition:
    """The definition of that published name, or in that JSON file, or by which the results in that folder were made.

    Raises:
        UsageError: if there is no such name.
        SourceError: if there is such a file or folder, and it cannot be read.
        DefinitionError: if it holds no definition, or one that does not work.
    """
    if name in PRESETS:
        return NamedDefinition(rule=PRESETS[name])
    path = Path(name)
    if path.is_dir():
        path /= PROVENANCE
    elif path.suffix != ".json":
        raise UsageError(
            f"There is no definition named {name!r}.",
            "A definition is a name from `mscourse definitions list`, a .json file, or a folder of results.",
            _suggestion(name),
        )
    text = _text(path)
    provenance = _provenance(text)
    if provenance is None:
        return NamedDefinition(rule=rule_from_json(text))
    return NamedDefinition(rule=definition_of(provenance), provenance=provenance)


def nearest_names(name: str) -> list[str]:
    """The published names that look most like this one, the nearest first; none where none does."""
    import difflib

    return difflib.get_close_matches(name.casefold(), PRESETS, n=_SUGGESTED, cutoff=_NEAR)


def _suggestion(name: str) -> str:
    near = nearest_names(name)
    return f"did you mean {' or '.join(near)}?" if near else "`mscourse definitions list`."


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SourceError(
            f"The definition {path} cannot be read.",
            f"It is a .json file, or a folder of results with {PROVENANCE} in it.",
        ) from None


def _provenance(text: str) -> Mapping[str, Any] | None:
    """What the text holds, if it is the provenance of results rather than a definition alone."""
    try:
        values = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and "definition" in values and "rule" not in values else None
