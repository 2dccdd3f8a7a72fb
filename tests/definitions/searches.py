"""Worked examples of one search: the rules they run, and what the engines find otherwise than they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import oracle
from definitions.engines import Records, cohort_of
from definitions.grids import DEFINITION, NO_EVENT, PageError, Row
from definitions.pages import Answers, Example
from definitions.settings import NAMED, Settings, with_settings
from mscourse.derivations.find_events import find_events
from mscourse.derivations.find_milestones import find_milestones
from mscourse.derivations.separate import separate
from oracle import by_rule

CONFIRMED_CHANGES = {"worsening", "improvement"}
ENOUGH = 1e-9
OUTSIDE = ("preset", "until")

Found = dict[str, list[Row]]
"""What was found for each patient."""
Search = Callable[[Example, Any], Found]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One definition of an example: a named rule, and what the example sets for itself."""

    label: str | None
    """How the answers call it; None where the example runs one definition only."""
    preset: str
    settings: Settings

    def rule(self, named: Mapping[str, Any] = NAMED) -> Any:
        """The rule that is run, with the named rules as they are or as a test has moved them."""
        if self.preset not in named:
            raise PageError(f"there is no definition `{self.preset}`.")
        return with_settings(named[self.preset], self.settings)


def runs_of(example: Example) -> list[Run]:
    """Every definition that the example runs."""
    common = _within(example.settings)
    labels = dict.fromkeys(row[DEFINITION] for _, row in _rows(example) if DEFINITION in row)
    if not labels:
        return [Run(label=None, preset=example.preset, settings=common)]
    runs = []
    for label in labels:
        own = example.variants.get(label, ())
        preset = dict(own).get("preset", example.preset if label in example.variants else label)
        runs.append(Run(label=label, preset=preset, settings=(*common, *_within(own))))
    return runs


def _within(settings: Settings) -> Settings:
    return tuple(pair for pair in settings if pair[0] not in OUTSIDE)


def _rows(example: Example) -> Answers:
    return example.answers[example.runs]


def differences_of_run(example: Example, run: Run, rule: Any, engine: str) -> Iterator[str]:
    """What the engine finds by the rule otherwise than the example says of this definition."""
    stated = [(patient, row) for patient, row in _rows(example) if row.get(DEFINITION) == run.label]
    kinds = {row["kind"] for _, row in _rows(example) if row.get("kind")} or CONFIRMED_CHANGES
    found = SEARCHES[engine][example.runs](example, rule)
    for patient in example.patients:
        rows = [row for owner, row in stated if owner == patient and NO_EVENT not in row]
        answers = [row for row in found.get(patient, []) if row.get("kind") in {*kinds, None}]
        for line in _unlike(rows, answers, complete=example.runs != "separation"):
            yield f"{example.page}.md:{example.line}: {run.label or run.preset}, {patient}: {line}"


def differences(example: Example, engine: str, named: Mapping[str, Any] = NAMED) -> list[str]:
    """What the engine finds otherwise than the example says, in one sentence each."""
    return [line for run in runs_of(example) for line in differences_of_run(example, run, run.rule(named), engine)]


def _unlike(stated: list[Row], answers: list[Row], *, complete: bool) -> Iterator[str]:
    for row in stated:
        asked = {name: value for name, value in row.items() if name != DEFINITION}
        if not any(all(_same(value, each[name]) for name, value in asked.items()) for each in answers):
            yield f"{asked} is not among {answers}"
    if complete and len(stated) != len(answers):
        yield f"{len(answers)} are found, not {len(stated)}: {answers}"


def _same(stated: Any, found: Any) -> bool:
    if isinstance(stated, float) and isinstance(found, int | float):
        return abs(stated - found) < ENOUGH
    return bool(stated == found)


def _twin(search: Callable[..., list[Row]]) -> Search:
    def found(example: Example, rule: Any) -> Found:
        return {
            patient: search(_of(example.records, patient), rule, until=example.until) for patient in example.patients
        }

    return found


def _of(records: Records, patient: str) -> oracle.Records:
    """The records of one patient, for the twin."""
    given = {name: [row for owner, row in rows if owner == patient] for name, rows in records.items()}
    about = given.pop("patients", [])
    return oracle.Records(patient_id=patient, patient=about[0] if about else {}, **{"visits": [], **given})


def _local(find: Callable[..., Any]) -> Search:
    def found(example: Example, rule: Any) -> Found:
        rows: Found = {}
        columns = [measure.column for measure in _custom(rule)]
        cohort = cohort_of(example.records, columns)
        for row in find(cohort, rule, until=example.until).to_dicts():
            rows.setdefault(row["patient_id"], []).append(row)
        return rows

    return found


def _custom(rule: Any) -> tuple[Any, ...]:
    """The measures of the user's own in any rule: several, one or none."""
    custom = rule.custom
    return custom if isinstance(custom, tuple) else (custom,) if custom is not None else ()


SEARCHES: dict[str, dict[str, Search]] = {
    "oracle": {
        "changes": _twin(oracle.changes),
        "milestones": _twin(by_rule.milestones),
        "separation": _twin(by_rule.parts),
    },
    "local": {"changes": _local(find_events), "milestones": _local(find_milestones), "separation": _local(separate)},
}
