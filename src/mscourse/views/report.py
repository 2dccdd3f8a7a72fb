"""The report: one page for a cohort and for each of its first people, in one file that needs nothing else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from mscourse.errors import OutputError
from mscourse.results.course import TABLES, Course
from mscourse.results.words import window_in_words
from mscourse.tables.schemas import SCHEMAS
from mscourse.views import vocabulary as say
from mscourse.views.course_in_words import disease_course_table
from mscourse.views.days import before, last_day
from mscourse.views.drawing import inline_svg
from mscourse.views.methods import changes
from mscourse.views.rows import event_rows, state_rows
from mscourse.views.timeline import course_specification
from mscourse.views.whole_cohort import completeness_in_cohort, due_in_cohort
from mscourse.views.words import patient_summary

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_WIDE, _NARROW = 680, 330
_SEVERITIES = {"error": 0, "warning": 1, "note": 2}


def write_report(
    course: Course,
    folder: Path | str,
    *,
    patients: int = 50,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write `report.html` into the folder and return its path: the cohort, then the first people one by one.

    The file needs no network and no JavaScript.

    Args:
        course: the result of `characterise`.
        folder: made if it does not exist.
        patients: how many people get a page of their own, in the order of the states.
        progress: called with the people drawn so far and all that will be.

    Raises:
        OutputError: if the file cannot be written.
    """
    everyone = course.patient_ids
    shown = everyone[:patients]
    part = _of_people(course, shown)
    pages = []
    for number, patient_id in enumerate(shown, start=1):
        pages.append(_page(part, patient_id, number))
        if progress is not None:
            progress(number, len(shown))
    page = _template().render(
        pages=pages,
        people=len(everyone),
        summary=_summary(course, shown),
        provenance=_provenance(course),
        window=window_in_words(course.definition.window),
        hindsight=course.hindsight,
    )
    path = Path(folder) / "report.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as problem:
        raise OutputError(
            "The report cannot be written into that folder.", hint="choose a folder that you may write to."
        ) from problem
    return path


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("mscourse.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dated"] = unbroken_dates
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("report.html.j2")


def unbroken_dates(text: str) -> Markup:
    """The text, escaped, with its dates kept on one line."""
    kept = _DATE.sub(r'<span class="day">\g<0></span>', str(escape(text)))
    return Markup(kept)  # noqa: S704 - escaped in the line above


def _of_people(course: Course, patient_ids: list[str]) -> Course:
    """The course of these people alone, so that each page looks through little."""
    theirs = pl.col("patient_id").is_in(patient_ids)
    tables = {name: course.cohort.table(name) for name in SCHEMAS}
    records: dict[str, Any] = {name: table.filter(theirs) for name, table in tables.items() if table is not None}
    results: dict[str, Any] = {name: getattr(course, name).filter(theirs) for name in TABLES}
    return dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, **records), **results)


def _page(course: Course, patient_id: str, number: int) -> dict[str, Any]:
    """What the template needs for one person."""
    name, title = f"patient-{number}", f"Disease course of {patient_id}"
    pictures = [
        inline_svg(
            course_specification(course, patient_id, width=width, titled=False),
            name=f"{name}-{css_class}",
            title=title,
            css_class=css_class,
        )
        for width, css_class in ((_WIDE, "wide"), (_NARROW, "narrow"))
    ]
    states = course.of("states", patient_id).sort("start").to_dicts()
    standing, *rest = patient_summary(course, patient_id)
    return {
        "name": name,
        "patient_id": patient_id,
        "label": states[-1]["label"],
        "last_day": say.say_day(last_day(course, patient_id)),
        "pictures": [Markup(picture) for picture in pictures],  # noqa: S704 - drawn and escaped here
        "standing": standing,
        "sections": rest,
        "drawn": disease_course_table(course, patient_id).to_dicts(),
        "states": state_rows(states, course.definition),
        "events": event_rows(course.of("events", patient_id).sort("onset").to_dicts()),
    }


def _summary(course: Course, shown: list[str]) -> dict[str, Any]:
    """The cohort in numbers: people, rows, where everyone stands on their last day, who is due, findings."""
    last = course.states.sort("start").group_by("patient_id", maintain_order=True).last()
    judged = last.filter(pl.col("progression") != "not_applicable")
    counts = course.provenance.get("rows", {})
    return {
        "span": _span(course),
        "tables": [
            {"name": say.TABLES[name], "counts": counts.get(name)} for name in SCHEMAS if counts.get(name) is not None
        ],
        "missing": [say.TABLES[name] for name in SCHEMAS if course.cohort.table(name) is None],
        "distributions": [
            _distribution("Course", last.get_column("phenotype"), say.COURSE_NAMES),
            _distribution("Activity", last.get_column("activity"), say.ACTIVITY),
            _distribution("Progression (SPMS and PPMS)", judged.get_column("progression"), say.PROGRESSION),
            _distribution("Worsening (everybody)", last.get_column("worsening"), say.WORSENING),
        ],
        "due": due_in_cohort(course, shown),
        "completeness": completeness_in_cohort(course),
        "findings": _findings(course.findings),
    }


def _span(course: Course) -> str:
    if course.states.is_empty():
        return ""
    start, end = course.states.get_column("start").min(), course.states.get_column("end").max()
    return f"{say.say_day(start)} to {say.say_day(before(end))}"  # type: ignore[arg-type]


def _distribution(title: str, column: pl.Series, words: dict[str, str]) -> dict[str, Any]:
    found = dict(column.value_counts().iter_rows())
    rows = [
        {"words": text, "count": found.get(value, 0), "percent": 100 * found.get(value, 0) / max(column.len(), 1)}
        for value, text in words.items()
        if found.get(value, 0)
    ]
    return {"title": title, "total": column.len(), "rows": rows}


def _findings(findings: pl.DataFrame) -> list[dict[str, Any]]:
    grouped = findings.group_by("severity", "table", "rule").agg(
        pl.len().alias("count"),
        pl.col("message").first(),
        pl.col("action").first(),
        pl.col("message").n_unique().alias("messages"),
    )
    rows = grouped.to_dicts()
    for row in rows:
        # A message that differs from row to row names one of them; for all of them the name of the check speaks.
        if row["messages"] > 1:
            row["message"] = say.capitalised(row["rule"].replace("_", " ")) + "."
        row["table"] = say.TABLES.get(row["table"], row["table"])
    return sorted(rows, key=lambda row: (_SEVERITIES[row["severity"]], -row["count"], row["table"], row["rule"]))


def _provenance(course: Course) -> dict[str, Any]:
    definition = course.definition
    rules: list[Any] = [definition, definition.worsening, definition.spms_onset]
    return {
        "definition": definition,
        "changes": changes(definition),
        "fingerprint": course.provenance.get("fingerprint", ""),
        "versions": course.provenance.get("versions", {}),
        "notes": course.provenance.get("source_notes", []),
        "rules": rules,
        "references": list(dict.fromkeys(str(each) for rule in rules for each in rule.references)),
        "until": course.provenance.get("until"),
    }
