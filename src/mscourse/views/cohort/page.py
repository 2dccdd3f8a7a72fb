"""The report of a cohort as one page of HTML that needs no network and no scripts."""

from __future__ import annotations

import itertools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mscourse.views.cohort.chart import NARROW, WIDE
from mscourse.views.cohort.document import Document, Figure, Table
from mscourse.views.drawing import inline_svg
from mscourse.views.report import unbroken_dates


def page_of(document: Document) -> str:
    """The page, with each figure drawn twice: for a window, and for a telephone."""
    environment = Environment(
        loader=PackageLoader("mscourse.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dated"] = unbroken_dates
    numbers = itertools.count(1)
    sections = [
        {
            "section": section,
            "figures": [_figure(figure, next(numbers)) for figure in section.figures],
            "tables": [_table(table) for table in section.tables],
        }
        for section in document.sections
    ]
    return environment.get_template("cohort.html.j2").render(document=document, sections=sections)


def _figure(figure: Figure, number: int) -> dict[str, Any]:
    pictures = [
        inline_svg(figure.draw(width), name=f"{figure.name}-{css_class}", title=figure.title, css_class=css_class)
        for width, css_class in ((WIDE, "wide"), (NARROW, "narrow"))
    ]
    return {
        "figure": figure,
        "number": number,
        "pictures": [Markup(picture) for picture in pictures],  # noqa: S704 - drawn and escaped there
        "tables": [_table(table) for table in (figure.table, *figure.beside)],
    }


def _table(table: Table) -> dict[str, Any]:
    return {"table": table, "headings": table.headings, "rows": table.rows}
