"""The definition pages, read: front matter and worked examples."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from definitions.grids import (
    ASKED_ON,
    INPUTS,
    OUTPUTS,
    SETTINGS,
    Grid,
    PageError,
    Row,
    answers_of,
    grids_in,
    records_of,
    settings_of,
)
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import PRESETS
from mscourse.rules.worsening import EDSS_THRESHOLDS
from mscourse.tables.schemas import DATE_OF_RECORD

FOLDER = Path(__file__).parents[2] / "docs" / "definitions"
EXAMPLES = "## Worked examples"
OUTSIDE_THE_DEFINITION = ("until", "hindsight")

Answers = list[tuple[str, Row]]
"""Rows of answers, each with its patient."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example: a fact, the records, how they are looked at, and the answers."""

    page: str
    line: int
    heading: str
    records: dict[str, Answers]
    """The rows of each table that was given."""
    settings: tuple[tuple[str, str], ...] = ()
    answers: dict[str, Answers]
    """The rows of `states`, `events`, `evidence` and `assessments`, for each that the example holds."""

    @property
    def patients(self) -> list[str]:
        """Everyone with a row in some grid, in the order of appearance."""
        grids = [*self.records.values(), *self.answers.values()]
        return list(dict.fromkeys(patient for rows in grids for patient, _ in rows))

    @property
    def hindsight(self) -> bool:
        """Whether the example looks back from the end of the records."""
        return dict(self.settings).get("hindsight") == "true"

    @property
    def until(self) -> int | None:
        """The last day whose records are looked at, where the example says so."""
        stated = dict(self.settings).get("until")
        return None if stated is None else int(stated)

    @property
    def last_day(self) -> int:
        """The last day of a record or of a question."""
        days: list[int] = [
            row[DATE_OF_RECORD[name]]
            for name, rows in self.records.items()
            if name in DATE_OF_RECORD
            for _, row in rows
        ]
        days += [row[ASKED_ON] for rows in self.answers.values() for _, row in rows if ASKED_ON in row]
        return max(days)

    def definition(self, base: CourseDefinition) -> CourseDefinition:
        """The definition of the example: the base, with what the example sets for itself."""
        for name, text in self.settings:
            if name not in OUTSIDE_THE_DEFINITION:
                base = with_setting(base, name.split("."), text)
        return base


@dataclass(frozen=True, kw_only=True)
class Page:
    """A definition page: its front matter and its worked examples."""

    name: str
    front_matter: dict[str, str]
    headings: tuple[str, ...]
    examples: tuple[Example, ...]


@cache
def pages() -> tuple[Page, ...]:
    """Every definition page, by name."""
    return tuple(read_page(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md")))


def read_page(name: str, text: str) -> Page:
    """The page that the text holds.

    Raises:
        PageError: if the text does not follow the grammar of the pages.
    """
    where = f"{name}.md"
    lines = list(enumerate(text.splitlines(), start=1))
    front_matter, body = _front_matter(lines, where)
    headings = tuple(line.removeprefix("## ") for _, line in body if line.startswith("## "))
    table_of_expected = "events" if front_matter.get("expects") == "events" else OUTPUTS["expected"]
    examples = tuple(_example(name, section, {**OUTPUTS, "expected": table_of_expected}) for section in _sections(body))
    return Page(name=name, front_matter=front_matter, headings=headings, examples=examples)


def _front_matter(lines: list[tuple[int, str]], where: str) -> tuple[dict[str, str], list[tuple[int, str]]]:
    fences = [position for position, (_, line) in enumerate(lines) if line == "---"]
    if not fences or fences[0] != 0:
        raise PageError(f"{where}:1: a page begins with its front matter, between two lines of three dashes.")
    pairs = [line.partition(":") for _, line in lines[1 : fences[1]]]
    return {key.strip(): value.strip() for key, _, value in pairs}, lines[fences[1] + 1 :]


def _sections(body: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """The lines of each worked example, its heading first."""
    sections: list[list[tuple[int, str]]] = []
    inside = False
    for number, line in body:
        if line.startswith("## "):
            inside = line == EXAMPLES
        elif inside and line.startswith("### "):
            sections.append([(number, line)])
        elif inside and sections:
            sections[-1].append((number, line))
    return sections


def _example(page: str, section: list[tuple[int, str]], outputs: dict[str, str]) -> Example:
    where = f"{page}.md"
    line, heading = section[0]
    grids: dict[str, Grid] = {}
    for grid in grids_in(section[1:], where):
        if grid.name in grids:
            raise PageError(f"{where}:{grid.line}: a second grid `{grid.name}` in one example.")
        if grid.name not in {*INPUTS, *outputs, SETTINGS}:
            raise PageError(f"{where}:{grid.line}: there is no grid `{grid.name}`.")
        grids[grid.name] = grid
    records = {name: records_of(grid, where) for name, grid in grids.items() if name in INPUTS}
    stated = [grid for name, grid in grids.items() if name in outputs]
    if not stated:
        raise PageError(f"{where}:{line}: the example states no answer.")
    return Example(
        page=page,
        line=line,
        heading=heading.removeprefix("### "),
        records=records,
        settings=settings_of(grids[SETTINGS]) if SETTINGS in grids else (),
        answers={outputs[grid.name]: answers_of(grid, outputs[grid.name], where) for grid in stated},
    )


def with_setting(rule: Any, path: list[str], text: str) -> Any:
    """The rule with one field, however deep, set to what the text says.

    Raises:
        PageError: if there is no such field.
    """
    name, *deeper = path
    if name not in {each.name for each in fields(rule)}:
        raise PageError(f"{type(rule).__name__} has no field {name}.")
    present = getattr(rule, name)
    if deeper:
        return replace(rule, **{name: with_setting(present, deeper, text)})
    return replace(rule, **{name: _setting(name, present, text)})


def _setting(name: str, present: object, text: str) -> object:
    if name == "edss":
        return EDSS_THRESHOLDS[text]
    if is_dataclass(present):
        return PRESETS[text]
    if isinstance(present, bool):
        return text == "true"
    if isinstance(present, int | float):
        return type(present)(text)
    if isinstance(present, tuple):
        return tuple(word.strip() for word in text.split(","))
    return text
