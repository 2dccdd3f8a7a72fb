"""The kinds of rules by name, and rules of any kind read back from what was written down."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from typing import Any

from mscourse.errors import DefinitionError
from mscourse.rules.course import CourseDefinition
from mscourse.rules.edss_from_systems import EdssFromSystemsRule
from mscourse.rules.milestones import MilestoneRule
from mscourse.rules.no_evidence import NoEvidenceRule
from mscourse.rules.response_scores import ResponseScoreRule
from mscourse.rules.separation import SeparationRule
from mscourse.rules.severity import SeverityRule
from mscourse.rules.spms_onset import SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule, SpmsRecordedRule
from mscourse.rules.treatments import TreatmentRule
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import from_json

Rule = (
    CourseDefinition
    | WorseningRule
    | SpmsOnsetRule
    | SpmsEntryRule
    | SpmsRecordedRule
    | SpmsOwnRule
    | MilestoneRule
    | SeparationRule
    | NoEvidenceRule
    | ResponseScoreRule
    | SeverityRule
    | EdssFromSystemsRule
    | TreatmentRule
)
KINDS: dict[str, type[Rule]] = {kind.__name__: kind for kind in typing.get_args(Rule) if kind is not SpmsOwnRule}
"""Every kind of rule that stands by itself, under the name that its JSON has in `rule`; a user's own is in none."""


def rule_from_json(text: str) -> Rule:
    """The rule that the text holds, of whatever kind it says it is.

    Raises:
        DefinitionError: if the text is not the JSON of a rule.
    """
    try:
        values = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        values = None
    stated = values.get("rule") if isinstance(values, dict) else None
    if isinstance(stated, str) and stated not in KINDS:
        raise DefinitionError(
            "The definition is of a kind of rule that does not come with mscourse.",
            f"Its field `rule` is one of {', '.join(KINDS)}. Rules of one's own are for Python only.",
            "in Python, with the class defined, `mscourse.rules.written.from_json(text, YourRule)` reads it.",
        )
    if not isinstance(stated, str):
        raise DefinitionError(
            "The definition does not say which kind of rule it is.",
            f"It is a JSON object whose field `rule` is one of {', '.join(KINDS)}.",
            "`mscourse definitions show lublin_2013 --json` writes one.",
        )
    return from_json(text, KINDS[stated])


def definition_of(provenance: Mapping[str, Any]) -> Rule:
    """The definition by which a result was made, from its provenance (`course.provenance`, provenance.json).

    Raises:
        DefinitionError: if the mapping is no provenance, or its definition does not read back.
    """
    if not isinstance(provenance.get("definition"), Mapping):
        raise DefinitionError(
            "There is no definition in the provenance.",
            "The provenance of a result holds the whole definition under `definition`.",
        )
    return rule_from_json(json.dumps(provenance["definition"]))
