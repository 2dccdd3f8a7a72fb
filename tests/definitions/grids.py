"""The grids of a worked example: which there are, what their columns mean, and the values in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dataframely as dy

from mscourse.results.schemas import RESULTS, Changes
from mscourse.results.words import TOPICS
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS

Row = dict[str, Any]

INPUTS = tuple(SCHEMAS)
OUTPUTS = {
    "expected": "states",
    "states": "states",
    "events": "events",
    "evidence": "evidence",
    "assessments": "assessments",
    "topics": "topics",
}
"""Each grid of answers, with the result table it is held against. A page may make `expected` mean events."""

SEPARATOR = re.compile("[,;]")
"""What stands between the words of a cell."""

SETTINGS = "definition"
VARIANTS = "definitions"
SEARCHES = ("changes", "milestones", "separation")
"""What a page may run besides the course: one search by one rule."""
ASKED_ON = "asked_on"
"""The key under which a row of answers keeps the day it is asked for."""

DEFINITION = "asked_of"
"""The key under which a row of answers keeps the name of the definition that it is asked of."""
NO_EVENT = "no_event"
"""The key of a row of answers that says that the definition finds nothing."""

DAYS_OF_INPUTS = {"treatments": {"start": "start_date", "end": "end_date"}}
DAYS_OF_EVENTS = {
    "day": "onset",
    "reference_day": "reference_date",
    "confirmed_day": "confirmed_on",
    "known_day": "known_on",
}
DAYS_OF_EVIDENCE = {
    "record_day": "date",
    "reference_day": "reference_date",
    "confirming_day": "confirming_date",
    "relapse_day": "relapse_date",
}
DAYS_OF_ASSESSMENTS = {"last_day": "last_date", "due_day": "due_date"}
DAYS_OF_PARTS = {"day": "date", "confirmed_day": "confirmed_on"}
DAYS_OF_ANSWERS: dict[str, dict[str, str]] = {
    "states": {"day": ASKED_ON},
    "events": DAYS_OF_EVENTS,
    "evidence": {"day": ASKED_ON, **DAYS_OF_EVIDENCE},
    "assessments": {"day": ASKED_ON, **DAYS_OF_ASSESSMENTS},
    "topics": {"day": ASKED_ON},
    "changes": DAYS_OF_EVENTS,
    "milestones": DAYS_OF_PARTS,
    "separation": DAYS_OF_PARTS,
}
"""Columns of days, as the pages call them, and as the tables do."""

_MEASURE, _NUMBER, _DAY = dy.String(nullable=True), dy.Float64(nullable=True), dy.Int32(nullable=True)
COLUMNS_OF_SEARCHES: dict[str, dict[str, dy.Column]] = {
    "changes": {**Changes.columns(), "measure": _MEASURE},
    "milestones": {
        **dict.fromkeys(("milestone", "value"), _NUMBER),
        **dict.fromkeys(("date", "days", "confirmed_on"), _DAY),
        "measure": _MEASURE,
        "reached": dy.Bool(nullable=True),
    },
    "separation": {
        **dict.fromkeys(("value", "baseline", "lasting", "passing", "independent"), _NUMBER),
        "date": _DAY,
        "measure": _MEASURE,
    },
}
"""The columns of what each search finds; a measure may be one of the user's own."""

COLUMNS_OF_TOPICS: dict[str, dy.Column] = {"keys": dy.List(dy.Enum(TOPICS), nullable=False)}
"""The topics are asked for by the day: all that are in force on it."""


class PageError(ValueError):
    """A page does not follow the grammar: where, and what is wrong."""


@dataclass(frozen=True)
class Grid:
    """A Markdown table: the word in its first header cell, its other columns, and its rows as text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int


def grids_in(lines: list[tuple[int, str]], where: str) -> Iterator[Grid]:
    """Every Markdown table among the numbered lines, in order.

    Raises:
        PageError: if a row has more or fewer cells than the header.
    """
    block: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        if line.lstrip().startswith("|"):
            block.append((number, line))
        elif block:
            yield _grid(block, where)
            block = []


def _grid(block: list[tuple[int, str]], where: str) -> Grid:
    cells = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for _, line in block]
    for (number, _), row in zip(block, cells, strict=True):
        if len(row) != len(cells[0]):
            raise PageError(f"{where}:{number}: the row has {len(row)} cells, the header {len(cells[0])}.")
    name, *columns = cells[0]
    return Grid(name=name, columns=tuple(columns), rows=tuple(cells[2:]), line=block[0][0])


def records_of(grid: Grid, where: str, own: frozenset[str] = frozenset()) -> list[tuple[str, Row]]:
    """The rows of a grid of records, each with its patient, under the columns of the record tables.

    Columns of the user's `own` hold numbers.

    Raises:
        PageError: if a column is not one of the table, or a cell is not of its column's kind.
    """
    schema = {**dict.fromkeys(own, _NUMBER), **SCHEMAS[grid.name].columns()}
    days = DAYS_OF_INPUTS.get(grid.name, {"day": DATE_OF_RECORD[grid.name]} if grid.name in DATE_OF_RECORD else {})
    names = [days.get(column, column) for column in grid.columns]
    return list(_typed_rows(grid, names, schema, where))


def answers_of(grid: Grid, table: str, where: str) -> list[tuple[str, Row]]:
    """The rows of a grid of answers, each with its patient, under the columns of the result table.

    The day that a state, evidence, an assessment or topics are asked for stands under `ASKED_ON`.

    Raises:
        PageError: if a column is not one of the table, or a cell is not of its column's kind.
    """
    columns = {**COLUMNS_OF_SEARCHES, "topics": COLUMNS_OF_TOPICS}.get(table) or RESULTS[table].columns()
    schema = {ASKED_ON: dy.Int32(), **columns}
    days = DAYS_OF_ANSWERS[table]
    names = [days.get(column, column) for column in grid.columns]
    needed = days.get("day")
    if needed not in names:
        raise PageError(f"{where}:{grid.line}: the grid `{grid.name}` needs a column `day`.")
    return list(_typed_rows(grid, names, schema, where))


def settings_of(grid: Grid) -> tuple[tuple[str, str], ...]:
    """The settings of an example: dotted names of the definition, and `preset`, `until` and `hindsight`."""
    return tuple((row[0], row[1]) for row in grid.rows)


def variants_of(grid: Grid, where: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The settings of each definition that a grid of definitions names, one row each.

    Raises:
        PageError: if the grid has other columns than `setting` and `value`.
    """
    if grid.columns != ("setting", "value"):
        raise PageError(f"{where}:{grid.line}: the grid `{VARIANTS}` has the columns `setting` and `value`.")
    names = dict.fromkeys(row[0] for row in grid.rows)
    return {name: tuple((row[1], row[2]) for row in grid.rows if row[0] == name and row[1]) for name in names}


def answers_by_definition(grid: Grid, table: str, patients: list[str], where: str) -> list[tuple[str, Row]]:
    """The rows of a grid of answers whose first column names definitions, each for its patient and one definition.

    Several definitions that agree stand in one cell, separated by commas. A row that says nothing but its definition
    says that nothing is found by it.

    Raises:
        PageError: as `answers_of`; and if there are several patients and no column `patient`.
    """
    column = grid.columns.index("patient") if "patient" in grid.columns else None
    if column is None and len(patients) != 1:
        raise PageError(f"{where}:{grid.line}: with several patients the grid needs a column `patient`.")
    found = []
    for row in grid.rows:
        names, cells = row[0], list(row[1:])
        patient = patients[0] if column is None else cells.pop(column)
        columns = tuple(each for each in grid.columns if each != "patient")
        says_nothing = not any(cells)
        one_row = Grid(name=grid.name, columns=columns, rows=((patient, *cells),), line=grid.line)
        answer: Row = {NO_EVENT: True} if says_nothing else answers_of(one_row, table, where)[0][1]
        found += [(patient, {DEFINITION: name.strip(), **answer}) for name in names.split(",")]
    return found


def _typed_rows(grid: Grid, names: list[str], schema: dict[str, dy.Column], where: str) -> Iterator[tuple[str, Row]]:
    for column, name in zip(grid.columns, names, strict=True):
        if name not in schema:
            raise PageError(f"{where}:{grid.line}: the grid `{grid.name}` has no column `{column}`.")
    for offset, (patient, *cells) in enumerate(grid.rows):
        row = {}
        for name, cell in zip(names, cells, strict=True):
            try:
                row[name] = typed(cell, schema[name])
            except ValueError as problem:
                raise PageError(f"{where}:{grid.line + 2 + offset}: `{cell}` under {name}: {problem}") from None
        yield patient, row


def typed(cell: str, column: dy.Column) -> Any:
    """The value that a cell holds; an empty cell is None, or the empty list in a column of lists.

    Raises:
        ValueError: if the text is not of the column's kind.
    """
    if isinstance(column, dy.List):
        return [_word(word.strip(), column.inner) for word in SEPARATOR.split(cell)] if cell else []
    if not cell:
        return None
    if isinstance(column, dy.Bool):
        return _yes_or_no(cell)
    return _word(cell, column)


def _word(text: str, column: dy.Column) -> Any:
    """The number or the word that the text is."""
    if isinstance(column, dy.Float64):
        return float(text)
    if isinstance(column, dy.Date | dy.Int16 | dy.Int32):
        return int(text)
    if isinstance(column, dy.Enum) and text not in column.categories:
        message = f"it is one of {', '.join(column.categories)}."
        raise ValueError(message)
    return text


def _yes_or_no(cell: str) -> bool:
    if cell not in {"true", "false"}:
        message = "it is `true` or `false`."
        raise ValueError(message)
    return cell == "true"
