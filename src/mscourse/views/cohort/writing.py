"""The report of a cohort as a folder: the page, the PDF, every figure with its data, every table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mscourse.measures.cohort_report import numbers_of_cohort
from mscourse.measures.groups import By
from mscourse.results.course import Course
from mscourse.views.cohort.chart import WIDE
from mscourse.views.cohort.document import Document, Figure
from mscourse.views.cohort.page import page_of
from mscourse.views.cohort.report import document_of
from mscourse.views.exports import FolderKind, whole_folder, write_table
from mscourse.views.saving import save

PAGE, PAPER, SIGN, FIGURES, TABLES = "cohort.html", "cohort.pdf", "cohort.json", "figures", "tables"
COHORT_FOLDER = FolderKind(sign=SIGN, names=frozenset({PAGE, PAPER, SIGN, FIGURES, TABLES}))

Progress = Callable[[int, int], None]


def write_cohort_report(
    course: Course, folder: Path | str, *, by: By = None, force: bool = False, progress: Progress | None = None
) -> Path:
    """Write the report of a cohort into the folder, as a whole or not at all, and return the path of its page.

    The folder receives `cohort.html`, every figure as SVG, PNG and the CSV of what is drawn under `figures/`, the
    other tables under `tables/`, and `cohort.json`, which says how it was made. With the package typst installed (the
    extra `pdf`), it receives `cohort.pdf` too. Nobody is named in any of them.

    Args:
        course: the result of `characterise`.
        folder: made if it does not exist; an older report in it is replaced as a whole.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column: Table 1, the relapse
            rate and the times to an event are then also given for each group.
        force: keep what else stands in the folder, instead of refusing it.
        progress: called with the figures drawn so far and all that will be.

    Raises:
        UsageError: if people cannot be grouped so.
        OutputError: if the folder holds other things, or cannot be written.
    """
    place = Path(folder)
    with whole_folder(place, COHORT_FOLDER, force=force) as unfinished:
        document = document_of(course, numbers_of_cohort(course, by=by))
        _write(document, course, unfinished, progress)
    return place / PAGE


def _write(document: Document, course: Course, folder: Path, progress: Progress | None) -> None:
    for number, figure in enumerate(document.figures, start=1):
        _write_figure(figure, folder / FIGURES)
        if progress is not None:
            progress(number, len(document.figures))
    for table in document.tables:
        write_table(table.frame, folder / TABLES / f"{table.name}.csv")
    (folder / PAGE).write_text(page_of(document), encoding="utf-8")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    told = json.dumps(_provenance(course, files), indent=2, ensure_ascii=False, default=str)
    (folder / SIGN).write_text(told + "\n", encoding="utf-8")


def _write_figure(figure: Figure, folder: Path) -> None:
    drawn = figure.draw(WIDE)
    for suffix in (".svg", ".png"):
        save({**drawn, "title": figure.title}, folder / f"{figure.name}{suffix}")
    write_table(figure.table.frame, folder / f"{figure.name}.csv")


def _provenance(course: Course, files: list[str]) -> dict[str, Any]:
    """How the report was made: the provenance of the course, and the files that were written."""
    return {"report": "cohort", **course.provenance, "files": [*files, SIGN]}
