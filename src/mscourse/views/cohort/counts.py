"""Counts of people in bars: who is due, what could be said, and the flow of people and rows into the report."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.cohort.chart import RIGHT, Kind, Specification, chart_of, is_narrow, scales_of, whole

if TYPE_CHECKING:
    import altair as alt

_WIDE_LABELS, _NARROW_LABELS = 176.0, 128.0
_ROW = 34
_LETTERS = 20
"""Of a line of a label, on a telephone."""
_LABELLED = 0.08
STATUSES = (
    Kind(word="overdue", said="overdue", fill="#a63a06", edge="#7d2b04", ink="#ffffff"),
    Kind(word="never", said="never done", fill="#eab596", edge="#7d2b04"),
    Kind(word="due_soon", said="due soon", fill="#ffffff", edge="#a63a06", dashed=True),
)
KNOWN = (
    Kind(word="known", said="could be made", fill=palette.EDSS, edge=palette.EDSS, ink="#ffffff"),
    Kind(word="unknown", said="could not be made", fill="#ffffff", edge=palette.HATCH, dashed=True),
)
STATEMENTS = {
    "phenotype": "course",
    "activity": "activity",
    "progression": "progression (SPMS, PPMS)",
    "worsening": "worsening (everybody)",
    "relapse_free_two_years": "two years without relapse",
    "on_treatment": "treatment",
}
STAGES = {
    "with_records": "people with records",
    "by_the_last_day": "with a record by the last day",
    "with_rows_set_aside": "with a row set aside",
    "course_told": "course known on the last day",
    "activity_told": "activity known on the last day",
    "worsening_told": "worsening known on the last day",
}


def who_is_due(due: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """For how many people each evaluation is overdue, was never done, or is due soon.

    Args:
        due: what `mscourse.measures.due_counts` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(who_is_due_specification(due, width=width))


def who_is_due_specification(due: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    names = {kind: say.ASSESSMENTS[kind] for kind in map(str, due.get_column("kind"))}
    numbers = {(names[str(row["kind"])], kind): row[kind.word] for row in due.to_dicts() for kind in STATUSES}
    told = "; ".join(
        f"{names[str(row['kind'])]}: {row['overdue']:,} overdue, {row['never']:,} never done, {row['due_soon']:,} soon"
        for row in due.to_dicts()
    )
    return _bars(numbers, "people", "d", f"People for whom an evaluation is due. {told}.", width)


def completeness(known: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """For how much of the time each statement about the course could be made.

    Args:
        known: what `mscourse.measures.completeness_of_cohort` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(completeness_specification(known, width=width))


def completeness_specification(known: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    rows = [row for row in known.to_dicts() if row["share"] is not None]
    numbers: dict[tuple[str, Kind], float] = {}
    for row in rows:
        name, share = STATEMENTS[str(row["statement"])], 100 * row["share"]
        numbers[name, KNOWN[0]], numbers[name, KNOWN[1]] = share, 100 - share
    told = "; ".join(f"{STATEMENTS[str(row['statement'])]} {row['share']:.0%}" for row in rows)
    description = f"Share of the person-time in which each statement could be made: {told or 'none'}."
    return _bars(numbers, "% of the person-time", ".0f", description, width)


def people_flow(flow: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """How many people have records, and of how many what is known on their last day.

    Args:
        flow: what `mscourse.measures.people_flow` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(people_flow_specification(flow, width=width))


def people_flow_specification(flow: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    part = Kind(word="part", said="people", fill=palette.PHENOTYPE["rrms"].fill, edge=palette.PHENOTYPE["rrms"].edge)
    rows = flow.to_dicts()
    numbers = {(STAGES[str(row["stage"])], part): row["people"] for row in rows}
    told = "; ".join(f"{STAGES[str(row['stage'])]} {row['people']:,}" for row in rows)
    return _bars(numbers, "people", "d", f"People in the report: {told}.", width, legend=False)


def _bars(
    numbers: Mapping[tuple[str, Kind], float],
    title: str,
    number_format: str,
    description: str,
    width: float,
    *,
    legend: bool = True,
) -> Specification:
    """Horizontal bars, one for each name, of the kinds beside each other; small parts bear no number."""
    if is_narrow(width):
        numbers = {(_broken(name), kind): number for (name, kind), number in numbers.items()}
    names = list(dict.fromkeys(name for name, _ in numbers))
    kinds = list(dict.fromkeys(kind for _, kind in numbers))
    totals = [sum(number for (name, _), number in numbers.items() if name == each) for each in names]
    longest = max([*totals, 1])
    rows: list[dict[str, Any]] = []
    for (name, kind), number in numbers.items():
        inside = number / longest >= _LABELLED
        rows.append(
            {
                "name": name,
                "kind": kind.said,
                "place": kinds.index(kind),
                "number": number,
                "said": _said(number, number_format) if inside else "",
                "ink": kind.ink,
            }
        )
    labels = _NARROW_LABELS if is_narrow(width) else _WIDE_LABELS
    y = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "axis": {
            "title": None,
            "ticks": False,
            "minExtent": labels,
            "maxExtent": labels,
            "labelPadding": 6,
            "labelLimit": 400,
            "labelExpr": "split(datum.label, '\\n')",
        },
    }
    x = {"field": "number", "type": "quantitative", "stack": "zero", "scale": {"domain": [0, longest]}}
    axis = {"title": title, "tickCount": 4, "format": "~s" if longest >= 1000 else "d", "tickMinStep": 1}  # noqa: PLR2004
    place = {"order": {"field": "place"}}
    nothing = [{"name": name} for name, total in zip(names, totals, strict=True) if not total]
    panel = {
        "width": width - labels - RIGHT - 8,
        "height": {"step": _ROW},
        "data": {"values": [row for row in rows if row["number"]] or rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.66}, "strokeWidth": 1},
                "encoding": {
                    "x": {**x, "axis": axis},
                    "y": {**y, "scale": {"domain": names}},
                    **scales_of(kinds, "kind", width=width, legend=legend),
                    **place,
                },
            },
            {
                "mark": {"type": "text"},
                "encoding": {
                    "x": {**x, "bandPosition": 0.5},
                    "y": {**y, "scale": {"domain": names}},
                    "text": {"field": "said"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                    **place,
                },
            },
            {
                "data": {"values": nothing},
                "mark": {"type": "text", "align": "left", "x": 6, "color": palette.QUIET},
                "encoding": {"y": {**y, "scale": {"domain": names}}, "text": {"value": "0"}},
            },
        ],
    }
    return whole(panel, description=description)


def _broken(name: str) -> str:
    """The name on lines that a telephone has room for."""
    return "\n".join(textwrap.wrap(name, _LETTERS))


def _said(number: float, number_format: str) -> str:
    return f"{number:,}" if number_format == "d" else f"{number:{number_format}}"
