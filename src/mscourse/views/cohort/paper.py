"""The report of a cohort as a tagged PDF, set by typst."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from mscourse.errors import MissingPackageError
from mscourse.views.cohort.document import Document, Figure, Table

_MOST_ROWS = 40
"""Longer tables stay in their files."""
_FACE = "Libertinus Serif"
_WIDTH = 560
"""Pixels that a page is wide: letters of a figure are then a little smaller than those of the text."""


def paper_of(document: Document) -> bytes:
    """The PDF: tagged after PDF/UA, with title, language and a text alternative for every figure.

    Raises:
        MissingPackageError: if typst is not installed.
    """
    try:
        import typst  # noqa: F401, PLC0415 - optional, and only where a PDF is written
    except ImportError:
        raise MissingPackageError(
            "Writing a PDF needs the package typst.", hint="pip install 'mscourse[pdf]', or print cohort.html."
        ) from None
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        told = _told(document, folder)
        (folder / "report.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        main = folder / "main.typ"
        main.write_bytes(resources.files("mscourse.views").joinpath("templates/cohort.typ").read_bytes())
        return _set(main, folder)


def _set(main: Path, folder: Path) -> bytes:
    """The PDF, as alike on every machine as the words in it allow.

    Typst's own faces come first. Names of groups may hold letters that these do not have, and PDF/UA refuses a letter
    that cannot be shown: then the machine's faces help out, and where they do not either, the PDF is still tagged,
    but nothing vouches for the standard.
    """
    import typst  # noqa: PLC0415 - as above

    try:
        return typst.compile(main, root=folder, ignore_system_fonts=True, pdf_standards=["ua-1"], format="pdf")
    except typst.TypstError:
        pass
    try:
        return typst.compile(main, root=folder, pdf_standards=["ua-1"], format="pdf")
    except typst.TypstError:
        return typst.compile(main, root=folder, format="pdf")


def _told(document: Document, folder: Path) -> dict[str, Any]:
    """What the template reads; the figures are drawn into the folder."""
    return {
        "title": document.title,
        "lead": document.lead,
        "notice": document.notice,
        "notice_short": "mscourse: research software, not a medical device",
        "sections": [
            {
                "title": section.title,
                "paragraphs": list(section.paragraphs),
                "figures": [_figure(figure, folder) for figure in section.figures],
                "tables": [_table(table) for table in section.tables if table.rows],
                "code": section.code,
            }
            for section in document.sections
        ],
    }


def _figure(figure: Figure, folder: Path) -> dict[str, Any]:
    import vl_convert  # noqa: PLC0415 - it starts a whole engine, so only where a picture is drawn

    drawn = figure.draw(_WIDTH)
    file = f"{figure.name}.svg"
    # Set in the face of the text: the others are not in the PDF, and Vega-Lite gives no outlines.
    config = {**drawn["config"], "font": _FACE}
    (folder / file).write_text(vl_convert.vegalite_to_svg({**drawn, "config": config}), encoding="utf-8")
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
