"""The report of a cohort as a tagged PDF, set by typst."""

from __future__ import annotations

from typing import Any

from mscourse.views.cohort.document import Document, Figure, Table
from mscourse.views.typesetting import typeset, typst_or

_MOST_ROWS = 40
"""Longer tables stay in their files."""
_FACE = "Libertinus Serif"
_INSTEAD = "print cohort.html"
_WIDTH = 560
"""Pixels that a page is wide: letters of a figure are then a little smaller than those of the text."""


def paper_of(document: Document) -> bytes:
    """The PDF: tagged after PDF/UA, with title, language and a text alternative for every figure.

    Raises:
        MissingPackageError: if typst is not installed.
    """
    typst_or(_INSTEAD)
    pictures: dict[str, str] = {}
    return typeset("cohort", _told(document, pictures), pictures, instead=_INSTEAD)


def _told(document: Document, pictures: dict[str, str]) -> dict[str, Any]:
    """What the template reads; the figures are drawn among the pictures."""
    return {
        "title": document.title,
        "lead": document.lead,
        "notice": document.notice,
        "notice_short": "mscourse: research software, not a medical device",
        "sections": [
            {
                "title": section.title,
                "paragraphs": list(section.paragraphs),
                "figures": [_figure(figure, pictures) for figure in section.figures],
                "tables": [_table(table) for table in section.tables if table.rows],
                "code": section.code,
            }
            for section in document.sections
        ],
    }


def _figure(figure: Figure, pictures: dict[str, str]) -> dict[str, Any]:
    import vl_convert  # noqa: PLC0415 - it starts a whole engine, so only where a picture is drawn

    drawn = figure.draw(_WIDTH)
    file = f"{figure.name}.svg"
    # Set in the face of the text: the others are not in the PDF, and Vega-Lite gives no outlines.
    pictures[file] = vl_convert.vegalite_to_svg({**drawn, "config": {**drawn["config"], "font": _FACE}})
    tables = (figure.table, *figure.beside)
    return {
        "title": figure.title,
        "caption": figure.caption,
        "alt": drawn["description"],
        "file": file,
        "tables": [_table(table) for table in tables if len(table.rows) <= _MOST_ROWS],
        "left_out": [
            f"{table.caption}: {len(table.rows)} rows, in the file {table.name}.csv."
            for table in tables
            if len(table.rows) > _MOST_ROWS
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {"caption": table.caption, "headings": table.headings, "rows": table.rows, "note": table.note}
