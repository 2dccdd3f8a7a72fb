"""The definition pages, read: front matter and worked examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from definitions.grids import (
    ASKED_ON,
    INPUTS,
    OUTPUTS,
    SEARCHES,
    SETTINGS,
    VARIANTS,
    Grid,
    PageError,
    Row,
    answers_by_definition,
    answers_of,
    grids_in,
    records_of,
    settings_of,
    variants_of,
)
from definitions.settings import NAMED, Settings, custom_columns, with_settings
from mscourse.rules.course import CourseDefinition
from mscourse.tables.schemas import DATE_OF_RECORD

FOLDER = Path(__file__).parents[2] / "docs" / "definitions"
EXAMPLES = "## Worked examples"
COURSE = "course"
OUTSIDE_THE_DEFINITION = ("until", "hindsight", "preset")

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
    settings: Settings = ()
    variants: dict[str, Settings] = field(default_factory=dict)
    """The settings of each definition that the example names for itself."""
    answers: dict[str, Answers]
    """The rows of each result that the example speaks of."""
    runs: str = COURSE
    """What is run: the course, or one of the searches."""
    preset: str = ""
    """The named definition of the page."""

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
        settings = [(name, text) for name, text in self.settings if name not in OUTSIDE_THE_DEFINITION]
        changed: CourseDefinition = with_settings(base, settings)
        return changed


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
    runs = front_matter.get("runs", COURSE)
    if runs not in {COURSE, *SEARCHES}:
        raise PageError(f"{where}:1: a page runs {COURSE}, {', '.join(SEARCHES)}; not `{runs}`.")
    expects = "events" if front_matter.get("expects") == "events" else OUTPUTS["expected"]
    outputs = {**OUTPUTS, "expected": expects} if runs == COURSE else {"expected": runs}
    examples = tuple(
        _example(name, section, outputs, runs, front_matter.get("preset", "")) for section in _sections(body)
    )
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


def _example(page: str, section: list[tuple[int, str]], outputs: dict[str, str], runs: str, preset: str) -> Example:
    where = f"{page}.md"
    line, heading = section[0]
    grids = _grids(section, {*INPUTS, *outputs, SETTINGS, *([] if runs == COURSE else [VARIANTS])}, where)
    settings = settings_of(grids[SETTINGS]) if SETTINGS in grids else ()
    variants = variants_of(grids[VARIANTS], where) if VARIANTS in grids else {}
    own = frozenset(custom_columns([*settings, *(pair for pairs in variants.values() for pair in pairs)]))
    records = {name: records_of(grid, where, own) for name, grid in grids.items() if name in INPUTS}
    stated = [grid for name, grid in grids.items() if name in outputs]
    if not stated:
        raise PageError(f"{where}:{line}: the example states no answer.")
    answers = {outputs[grid.name]: _answers(grid, outputs[grid.name], records, variants, where) for grid in stated}
    return Example(
        page=page,
        line=line,
        heading=heading.removeprefix("### "),
        records=records,
        settings=settings,
        variants=variants,
        answers=answers,
        runs=runs,
        preset=dict(settings).get("preset", preset),
    )


def _grids(section: list[tuple[int, str]], known: set[str], where: str) -> dict[str, Grid]:
    """The grids of an example by name."""
    grids: dict[str, Grid] = {}
    for grid in grids_in(section[1:], where):
        if grid.name in grids:
            raise PageError(f"{where}:{grid.line}: a second grid `{grid.name}` in one example.")
        if grid.name not in known:
            raise PageError(f"{where}:{grid.line}: there is no grid `{grid.name}`.")
        grids[grid.name] = grid
    return grids


def _answers(grid: Grid, table: str, records: dict[str, Answers], variants: dict[str, Settings], where: str) -> Answers:
    """The answers of a grid, by patient; in a search also by definition, if its first column names definitions."""
    named = {name.strip() for row in grid.rows for name in row[0].split(",")}
    if table not in SEARCHES or not named or not named <= {*NAMED, *variants}:
        return answers_of(grid, table, where)
    unsaid = sorted(set(variants) - named)
    if unsaid:
        raise PageError(f"{where}:{grid.line}: the grid says nothing of {', '.join(unsaid)}.")
    patients = list(dict.fromkeys(patient for rows in records.values() for patient, _ in rows))
    return answers_by_definition(grid, table, patients, where)
