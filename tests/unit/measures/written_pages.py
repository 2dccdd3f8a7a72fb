"""The pages on what is computed around the course, read: their numbers, and their worked examples with the calls."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.derivations.characterise import characterise
from mscourse.derivations.edss_from_systems import derive_edss
from mscourse.derivations.mri_report_text import read_reports
from mscourse.derivations.transition import before_and_after_spms, pooled_relapse_rates
from mscourse.measures.classified import classified_people, share_classified
from mscourse.measures.completeness import completeness, lacking_by_reason
from mscourse.measures.due import due_by_person, due_standing, who_is_due
from mscourse.measures.no_evidence import no_evidence_of_disease_activity
from mscourse.measures.relapse_rate import relapse_rate, relapse_time
from mscourse.measures.response_scores import response_scores
from mscourse.measures.severity import severity_scores
from mscourse.results.course import Course
from mscourse.rules.assessments import AssessmentsRule
from mscourse.rules.course import CourseDefinition
from mscourse.rules.edss_from_systems import edss_from_systems
from mscourse.rules.library import PRESETS, SPMS_DEFINITIONS, lublin_2013
from mscourse.rules.no_evidence import neda_3, neda_4
from mscourse.rules.response_scores import RESPONSE_SCORES
from mscourse.rules.severity import armss, msss
from mscourse.tables.cohort import Cohort
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS
from unit.measures.calls_of_statistics import STATISTICS
from unit.measures.records_of_one import cohort

_DEFAULTS = {name: each.default for name, each in inspect.signature(before_and_after_spms).parameters.items()}


@dataclass(frozen=True, kw_only=True)
class BeforeAndAfter:
    """The numbers that the function itself has, as a rule has its own."""

    apart_from_relapses: int = field(
        default=_DEFAULTS["apart_from_relapses"], metadata={"step": 1, "low": 0, "high": 3650}
    )
    confidence: float = field(default=_DEFAULTS["confidence"], metadata={"step": 0.01, "low": 0.01, "high": 0.99})


def _before_and_after(records: Cohort, rule: Any, settings: dict[str, str]) -> pl.DataFrame:
    return before_and_after_spms(records, SPMS_DEFINITIONS[settings.get("rule", "spms_recorded")], **asdict(rule))


def _pooled(records: Cohort, rule: Any, settings: dict[str, str]) -> pl.DataFrame:
    pooled = pooled_relapse_rates(_before_and_after(records, rule, settings))
    return pooled.select(pl.col("period").cast(pl.String).alias("group"), pl.exclude("period"))


FOLDER = Path(__file__).parents[3] / "docs" / "definitions" / "around-the-course"
RULES: dict[str, Any] = {
    **{rule.name: rule for rule in (edss_from_systems, neda_3, neda_4, msss, armss)},
    **RESPONSE_SCORES,
    "relapses": lublin_2013.relapses,
    "assessments": lublin_2013.assessments,
    "lublin_2013": lublin_2013,
    "before_and_after_spms": BeforeAndAfter(),
}
Settings = dict[str, str]


def _course(records: Cohort, rule: AssessmentsRule | CourseDefinition, settings: Settings) -> Course:
    """The course on the day that the example asks about, with the rule in its place."""
    definition = replace(lublin_2013, assessments=rule) if isinstance(rule, AssessmentsRule) else rule
    return characterise(records, definition, until=settings.get("until"))


def _completeness(records: Cohort, rule: CourseDefinition, settings: Settings) -> pl.DataFrame:
    """Of every statement, or of the one that the example names."""
    found = completeness(_course(records, rule, settings))
    named = settings.get("statement")
    return found if named is None else found.filter(pl.col("statement").cast(pl.String) == named)


def _definitions(settings: Settings) -> list[Any]:
    """The definitions that the example names."""
    return [{**PRESETS, **SPMS_DEFINITIONS}[name] for name in settings["definitions"].split(", ")]


CALLS: dict[str, Callable[..., pl.DataFrame]] = {
    "derive_edss": lambda records, rule, _: derive_edss(records, rule),
    "relapse_rate": lambda records, _, settings: relapse_rate(records, **settings),
    "relapse_time": lambda records, *_: relapse_time(records),
    "no_evidence_of_disease_activity": lambda records, rule, _: no_evidence_of_disease_activity(records, rule),
    "response_scores": lambda records, rule, _: response_scores(records, rule),
    "severity_scores": lambda records, rule, _: severity_scores(records, rule),
    "before_and_after_spms": _before_and_after,
    "pooled_relapse_rates": _pooled,
    "read_reports": lambda records, *_: read_reports(records),
    "who_is_due": lambda records, rule, settings: who_is_due(_course(records, rule, settings)),
    "due_by_person": lambda records, rule, settings: due_by_person(_course(records, rule, settings)),
    "due_standing": lambda records, rule, settings: due_standing(_course(records, rule, settings)),
    "completeness": _completeness,
    "lacking_by_reason": lambda records, rule, settings: lacking_by_reason(_course(records, rule, settings)),
    "classified_people": lambda records, _, settings: classified_people(records, _definitions(settings)),
    "share_classified": lambda records, _, settings: share_classified(records, _definitions(settings)),
    **{name: lambda records, _, settings, call=call: call(records, **settings) for name, call in STATISTICS.items()},
}
KEYS = ("patient_id", "group", "statement", "name", "from_state", "state", "cause")
"""The column that tells the rows of a frame apart; without any of them it is one row about everybody."""
Grid = tuple[list[str], list[list[str]]]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A heading that states a fact, with its grids by name, each the header and the rows."""

    page: str
    heading: str
    grids: dict[str, Grid]
    call: str
    rule: str

    @property
    def settings(self) -> dict[str, str]:
        """What the example sets for itself."""
        return dict(self.grids.get("definition", ([], []))[1])


@dataclass(frozen=True, kw_only=True)
class WrittenPage:
    """A page: its headings, its numbers as they stand there, and its examples."""

    name: str
    headings: list[str]
    numbers: list[tuple[str, str, str]]
    """The rule, the field and the value."""
    examples: list[Example]


def pages() -> list[WrittenPage]:
    """Every page, by name."""
    return [_page(path) for path in sorted(FOLDER.glob("*.md"))]


def _page(path: Path) -> WrittenPage:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    about = dict(line.split(": ", 1) for line in front.splitlines())
    sections = dict(part.split("\n", 1) for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:])
    parts = re.split(r"^### ", sections["Worked examples"], flags=re.MULTILINE)[1:]
    examples = [_example(path.stem, part, about) for part in parts]
    numbers = [
        (rule.removeprefix("in ").strip("`"), row[0].strip("`"), row[1].strip("`"))
        for rule, (_, rows) in _grids(sections["The numbers"]).items()
        for row in rows
    ]
    return WrittenPage(name=path.stem, headings=list(sections), numbers=numbers, examples=examples)


def _example(page: str, part: str, about: dict[str, str]) -> Example:
    heading, text = part.split("\n", 1)
    grids = _grids(text)
    settings = dict(grids.get("definition", ([], []))[1])
    call, rule = settings.get("call", about["call"]), settings.get("preset", about.get("preset", "relapses"))
    return Example(page=page, heading=heading, grids=grids, call=call, rule=rule)


def _grids(text: str) -> dict[str, Grid]:
    blocks = re.findall(r"(?:^\|.*\n)+", text + "\n", flags=re.MULTILINE)
    tables = [[_cells(line) for line in block.splitlines()] for block in blocks]
    return {header[0]: (header, rows) for header, _, *rows in tables}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def records_of(example: Example) -> Cohort:
    """The records of an example."""
    tables = {name: _rows(name, grid) for name, grid in example.grids.items() if name in SCHEMAS}
    return cohort(**tables)


def _rows(table: str, grid: Grid) -> list[dict[str, Any]]:
    schema = SCHEMAS[table].create_empty().schema
    named = [_column(table, name, set(schema)) for name in grid[0][1:]]
    return [
        {"patient_id": row[0], **{name: _value(cell, schema[name]) for name, cell in zip(named, row[1:], strict=True)}}
        for row in grid[1]
    ]


def _column(table: str, name: str, columns: set[str]) -> str:
    """The column that a header stands for: `day` is the date of the record, `visual` a functional system."""
    if name == "day":
        return DATE_OF_RECORD[table]
    return name if name in columns else f"fs_{name}"


def _value(cell: str, kind: pl.DataType) -> Any:
    if not cell:
        return None
    if kind.is_float():
        return float(cell)
    if kind == pl.Boolean:
        return cell == "true"
    return int(cell) if kind.is_integer() or kind == pl.Date else cell


def differences(example: Example) -> list[str]:
    """Where the answers are not those that the page states."""
    settings = {name: value for name, value in example.settings.items() if name not in {"preset", "call"}}
    found = CALLS[example.call](records_of(example), RULES[example.rule], settings)
    header, rows = example.grids["expected"]
    columns = ["date" if name == "day" else name for name in header]
    key = next((pl.col(name).cast(pl.String) for name in KEYS if name in found.columns), pl.lit(None, pl.String))
    seen = found.with_columns(expected=key.fill_null("everybody")).select(columns)
    answers = seen.filter(pl.col("expected").is_in([row[0] for row in rows])).rows()
    if len(answers) != len(rows):
        return [f"{len(answers)} rows of these, and the page has {len(rows)}: {answers}"]
    said = [[_said(*both) for both in zip(answer, row, strict=True)] for answer, row in zip(answers, rows, strict=True)]
    wanted = [[cell or None for cell in row] for row in rows]
    return [f"{found} and the page says {row}" for found, row in zip(said, wanted, strict=True) if found != row]


def _said(value: Any, like: str) -> str | None:
    """A value as it is written, a number with as many decimals as the page gives it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        decimals = len(like.partition(".")[2])
        return f"{value:.{decimals}f}"
    if isinstance(value, list):
        return ", ".join(value) or None
    return None if value is None else str(value)
