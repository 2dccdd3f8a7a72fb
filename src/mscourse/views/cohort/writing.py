"""The report of a cohort as a folder: the page, the PDF, every figure with its data, every table."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from mscourse.errors import MissingPackageError
from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.results.course import Course
from mscourse.views.cohort.chart import WIDE
from mscourse.views.cohort.document import Document, Figure
from mscourse.views.cohort.page import page_of
from mscourse.views.cohort.paper import paper_of
from mscourse.views.cohort.report import document_of
from mscourse.views.exports import FolderKind, whole_folder, write_table
from mscourse.views.saving import save

PAGE, PAPER, SIGN, FIGURES, TABLES = "cohort.html", "cohort.pdf", "cohort.json", "figures", "tables"
COHORT_FOLDER = FolderKind(sign=SIGN, names=frozenset({PAGE, PAPER, SIGN, FIGURES, TABLES}))

Progress = Callable[[int, int], None]


def write_cohort(
    course: Course, numbers: CohortNumbers, folder: Path, *, force: bool = False, progress: Progress | None = None
) -> Path:
    """Write the report into the folder, as a whole or not at all, and return the path of its page.

    Args:
        course: the result of `characterise`.
        numbers: what the report shows of it.
        folder: made if it does not exist; an older report in it is replaced as a whole.
        force: keep what else stands in the folder, instead of refusing it.
        progress: called with the figures drawn so far and all that will be.

    Raises:
        OutputError: if the folder holds other things, or cannot be written.
    """
    with whole_folder(folder, COHORT_FOLDER, force=force) as unfinished:
        _write(document_of(course, numbers), course, unfinished, progress)
    return folder / PAGE


def _write(document: Document, course: Course, folder: Path, progress: Progress | None) -> None:
    for number, figure in enumerate(document.figures, start=1):
        _write_figure(figure, folder / FIGURES)
        if progress is not None:
            progress(number, len(document.figures))
    for table in document.tables:
        write_table(table.frame, folder / TABLES / f"{table.name}.csv")
    (folder / PAGE).write_text(page_of(document), encoding="utf-8")
    with suppress(MissingPackageError):
        (folder / PAPER).write_bytes(paper_of(document))
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
