"""Who was in which state a few years apart: bands from state to state, as wide as their people."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views.cohort.chart import Kind, Specification, chart_of, is_narrow, scales_of, whole
from mscourse.views.cohort.words import GONE, STATES

if TYPE_CHECKING:
    import altair as alt

_STEPS = 16
_NODE = 15.0
"""Half the width of a bar, in pixels."""
_LABELLED = 0.05
_EDGE = 0.06

Place = tuple[float, str]


def alluvial(flow: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """Bars of the states at each year, and between them bands for those who were in the one, then in the other.

    Args:
        flow: what `mscourse.measures.state_flow` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(alluvial_specification(flow, width=width))


def alluvial_specification(flow: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    every = (*STATES[str(flow.get_column("of").item(0))], *GONE)
    rows = flow.to_dicts()
    years = sorted({row["from_years"] for row in rows} | {row["to_years"] for row in rows})
    people = sum(row["people"] for row in rows if row["from_years"] == years[0])
    numbers = _numbers(rows)
    used = [kind for kind in every if any(word == kind.word for _, word in numbers)]
    tops = _tops(numbers, years, used, people)
    node = _NODE / (width - 16)
    x = {year: _EDGE + (1 - 2 * _EDGE) * at / (len(years) - 1) for at, year in enumerate(years)}
    place = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
    down = {"type": "quantitative", "scale": {"domain": [1, 0]}, "axis": None}
    scales = scales_of(used, "state", width=width)
    bands = {
        "data": {"values": _bands(rows, used, tops, x, node=node, people=people)},
        "mark": {"type": "area", "fillOpacity": 0.55, "strokeWidth": 0.5, "strokeOpacity": 0.5},
        "encoding": {
            "x": {**place, "field": "x"},
            "y": {**down, "field": "top"},
            "y2": {"field": "bottom"},
            "detail": {"field": "band"},
            **scales,
        },
    }
    nodes = {"values": _nodes(numbers, used, tops, x, node=node, people=people)}
    bars = {
        "data": nodes,
        "mark": {"type": "rect", "strokeWidth": 1},
        "encoding": {
            "x": {**place, "field": "left"},
            "x2": {"field": "right"},
            "y": {**down, "field": "top"},
            "y2": {"field": "bottom"},
            **scales,
        },
    }
    said = {
        "data": nodes,
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "x": {**place, "field": "x"},
            "y": {**down, "field": "middle"},
            "text": {"field": "percent"},
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }
    ticks = {
        "data": {"values": [{"x": x[year], "year": _tick(year, years)} for year in years]},
        "mark": {"type": "text", "baseline": "top", "y": "height", "dy": 6},
        "encoding": {"x": {**place, "field": "x"}, "text": {"field": "year"}},
    }
    panel = {"width": width - 16, "height": 240 if is_narrow(width) else 320, "layer": [bands, bars, said, ticks]}
    return whole(panel, description=describe(flow))


def describe(flow: pl.DataFrame) -> str:
    """The largest movements in words."""
    said = {kind.word: kind.said for kind in (*STATES[str(flow.get_column("of").item(0))], *GONE)}
    moved = flow.filter(pl.col("from_state") != pl.col("to_state")).sort("people", descending=True).head(5).to_dicts()
    told = [
        f"{row['people']:,} from {said[row['from_state']]} to {said[row['to_state']]} "
        f"between years {row['from_years']:g} and {row['to_years']:g}"
        for row in moved
    ]
    return f"People by state, by years since the first record. Largest movements: {'; '.join(told) or 'none'}."


def _numbers(rows: list[dict[str, Any]]) -> dict[Place, int]:
    """How many people are in each state in each year."""
    first = min((row["from_years"] for row in rows), default=0)
    numbers: dict[Place, int] = {}
    for row in rows:
        if row["from_years"] == first:
            start = (row["from_years"], row["from_state"])
            numbers[start] = numbers.get(start, 0) + row["people"]
        end = (row["to_years"], row["to_state"])
        numbers[end] = numbers.get(end, 0) + row["people"]
    return numbers


def _tops(numbers: dict[Place, int], years: list[float], used: list[Kind], people: int) -> dict[Place, float]:
    """Where each bar begins, from above, as a part of the height."""
    tops: dict[Place, float] = {}
    for year in years:
        top = 0.0
        for kind in used:
            tops[year, kind.word] = top
            top += numbers.get((year, kind.word), 0) / people
    return tops


def _nodes(
    numbers: dict[Place, int],
    used: list[Kind],
    tops: dict[Place, float],
    x: dict[float, float],
    *,
    node: float,
    people: int,
) -> list[dict[str, Any]]:
    nodes = []
    for year, kind in itertools.product(x, used):
        part = numbers.get((year, kind.word), 0) / people
        top = tops[year, kind.word]
        if part:
            nodes.append(
                {
                    "state": kind.said,
                    "x": x[year],
                    "left": x[year] - node,
                    "right": x[year] + node,
                    "top": top,
                    "bottom": top + part,
                    "middle": top + part / 2,
                    "percent": f"{100 * part:.0f} %" if part >= _LABELLED else "",
                    "ink": kind.ink,
                }
            )
    return nodes


def _bands(
    rows: list[dict[str, Any]],
    used: list[Kind],
    tops: dict[Place, float],
    x: dict[float, float],
    *,
    node: float,
    people: int,
) -> list[dict[str, Any]]:
    """The outlines of the bands, leaving each bar, and reaching the next, in the order of the states."""
    order = [kind.word for kind in used]
    said = {kind.word: kind.said for kind in used}
    leaving, reaching = dict(tops), dict(tops)
    outlines: list[dict[str, Any]] = []
    ordered = sorted(
        rows, key=lambda row: (row["from_years"], order.index(row["from_state"]), order.index(row["to_state"]))
    )
    for number, row in enumerate(ordered):
        part = row["people"] / people
        start, end = (row["from_years"], row["from_state"]), (row["to_years"], row["to_state"])
        above, below = leaving[start], reaching[end]
        leaving[start] += part
        reaching[end] += part
        begin, stop = x[start[0]] + node, x[end[0]] - node
        for step in range(_STEPS + 1):
            passed = step / _STEPS
            bent = passed * passed * (3 - 2 * passed)
            top = above + (below - above) * bent
            outlines.append(
                {
                    "band": number,
                    "state": said[row["from_state"]],
                    "x": round(begin + (stop - begin) * passed, 4),
                    "top": round(top, 5),
                    "bottom": round(top + part, 5),
                }
            )
    return outlines


def _tick(year: float, years: list[float]) -> str:
    return "first record" if year == years[0] == 0 else f"year {year:g}"
