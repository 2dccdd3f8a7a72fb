"""Pictures as files: SVG, PNG, PDF, and a page of HTML to explore. Nothing is fetched, neither now nor later."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.rules.measures import Measure
from mscourse.views.drawing import inline_svg
from mscourse.views.exports import write_file
from mscourse.views.picking import without_picking
from mscourse.views.report import unbroken_dates
from mscourse.views.timeline import ALL_TESTS, course_specification

if TYPE_CHECKING:
    import altair as alt

SUFFIXES = (".svg", ".png", ".pdf", ".html")
NARROW = 340
"""Pixels of the second drawing of a page, which a telephone shows."""
_SHARP = 2.0
"""Pixels of a PNG for one of the picture: lines stay sharp in print."""
_AROUND = 90
_VIEW_BOX = re.compile(r' viewBox="0 0 ([\d.]+) ([\d.]+)"')


def save(chart: alt.TopLevelMixin | dict[str, Any], path: Path | str) -> Path:
    """Write the chart as the suffix of the name says, .svg, .png, .pdf or .html, and return the path.

    An SVG carries title and description; a page carries the chart to explore, its description, and the table of what
    is drawn. The file is there as a whole or not at all, and needs no network.

    Args:
        chart: of `mscourse.plot`, changed or not; or a Vega-Lite specification.
        path: where to; an older file is replaced.

    Raises:
        UsageError: if the suffix is none of the four.
        OutputError: if the file cannot be written.
    """
    place = picture_path(path)
    specification: dict[str, Any] = chart if isinstance(chart, dict) else chart.to_dict()
    write_file(_content(specification, place.suffix.lower()), place)
    return place


def save_disease_course(
    course: Course,
    patient_id: str,
    path: Path | str,
    *,
    width: float = 760,
    thresholds: bool = False,
    measures: Sequence[Measure] = ALL_TESTS,
) -> Path:
    """Draw one person's disease course and write it as the suffix says: .svg, .png, .pdf or .html.

    The same as `save(disease_course(...), path)`, and a page has a second drawing that a telephone shows.

    Args:
        course: the result of `characterise`.
        patient_id: whose course.
        path: where to; an older file is replaced.
        width: of the picture in pixels.
        thresholds: as for `disease_course`.
        measures: as for `disease_course`.

    Raises:
        UsageError: if the suffix is none of the four, a measure has no panel, or the width leaves no room.
        UnknownPatientError: if there is no such person among the states.
        OutputError: if the file cannot be written.
    """
    place = picture_path(path)
    is_page = place.suffix.lower() == ".html"

    def drawn(at: float) -> dict[str, Any]:
        return course_specification(
            course, patient_id, width=at, thresholds=thresholds, measures=measures, interactive=is_page
        )

    narrow = drawn(NARROW) if is_page and width > NARROW else None
    write_file(_content(drawn(width), place.suffix.lower(), narrow), place)
    return place


def picture_path(path: Path | str) -> Path:
    """The path of a picture, if its suffix says which kind.

    Raises:
        UsageError: if the suffix is none of .svg, .png, .pdf and .html.
    """
    place = Path(path)
    if place.suffix.lower() not in SUFFIXES:
        raise UsageError("The name does not say which kind of picture.", f"It ends in {', '.join(SUFFIXES)}.")
    return place


def _content(specification: dict[str, Any], suffix: str, narrow: dict[str, Any] | None = None) -> bytes:
    import vl_convert  # noqa: PLC0415 - it starts a whole engine, so only where a picture is drawn

    if suffix == ".html":
        return _page(specification, narrow).encode("utf-8")
    still = without_picking(specification)
    if suffix == ".svg":
        return (_sized(_svg(still, "course")) + "\n").encode("utf-8")
    picture: bytes = (
        vl_convert.vegalite_to_png(still, scale=_SHARP) if suffix == ".png" else vl_convert.vegalite_to_pdf(still)
    )
    return picture


def _svg(specification: dict[str, Any], css_class: str) -> str:
    described = {"description": "", **specification}
    return inline_svg(described, name=css_class, title=_title(specification), css_class=css_class)


def _sized(svg: str) -> str:
    """The SVG with a size of its own, for programs that do not go by the view box."""
    return _VIEW_BOX.sub(r'\g<0> width="\1" height="\2"', svg, count=1)


def _title(specification: dict[str, Any]) -> str:
    title = specification.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else str(text)


def _page(specification: dict[str, Any], narrow: dict[str, Any] | None) -> str:
    """The page: the pictures as SVG, so that there is something to see and to print without scripts, and the charts."""
    meta = specification.get("usermeta", {}).get("mscourse", {})
    pictures = {"wide": specification} | ({"narrow": narrow} if narrow else {})
    charts = {name: _untitled(each) for name, each in pictures.items()}
    environment = Environment(
        loader=PackageLoader("mscourse.views"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["dated"] = unbroken_dates
    return environment.get_template("picture.html.j2").render(
        title=_title(specification) or "Disease course",
        subtitle=" ".join(_subtitle(specification)),
        description=specification.get("description", ""),
        rows=meta.get("rows", []),
        room=_room(specification),
        # What is marked up here was escaped where it was made.
        pictures=[Markup(_svg(without_picking(chart), name)) for name, chart in charts.items()],  # noqa: S704 - see above
        data=Markup(_in_script({"charts": charts, "states": meta.get("states", [])})),  # noqa: S704 - see above
        program=Markup(_program()),  # noqa: S704 - see above
    )


def _untitled(specification: dict[str, Any]) -> dict[str, Any]:
    """The chart without what the page itself says: title, and the table."""
    return {key: value for key, value in specification.items() if key not in ("title", "usermeta")}


def _room(specification: dict[str, Any]) -> int:
    """How many pixels a window needs to show it all, with the labels of its axes and the edges of the page."""
    widths = [panel.get("width", 0) for panel in specification.get("vconcat", [])]
    return round(max(widths, default=0)) + _AROUND


def _subtitle(specification: dict[str, Any]) -> list[str]:
    title = specification.get("title", "")
    lines = title.get("subtitle", []) if isinstance(title, dict) else []
    return [lines] if isinstance(lines, str) else list(lines)


def _in_script(data: dict[str, Any]) -> str:
    """The data as JSON that cannot end the script it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@functools.cache
def _program() -> str:
    """The libraries that draw the chart, in one script that fetches nothing."""
    import vl_convert  # noqa: PLC0415 - it starts a whole engine

    program: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return program.replace("</script", "<\\/script")
