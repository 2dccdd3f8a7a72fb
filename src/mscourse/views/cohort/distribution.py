"""In which state people are, over the calendar or over the years since the first symptom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views.cohort.chart import RIGHT, Specification, chart_of, is_narrow, percent_axis, scales_of, whole
from mscourse.views.cohort.words import STATES, said_of

if TYPE_CHECKING:
    import altair as alt

_AXIS = 46.0
_LABELLED = 7.0
"""Percent from which a part of a bar has room for its number."""
_WIDE_ENOUGH = 25.0
_BAND = 0.86


def state_distribution(distribution: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """One bar for each day or year: the shares of the states among those who are in one, and how many these are.

    Args:
        distribution: what `mscourse.measures.state_distribution` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(state_distribution_specification(distribution, width=width))


def state_distribution_specification(distribution: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    kinds = STATES[str(distribution.get_column("of").item(0))]
    said, inks = said_of(kinds), {kind.word: kind.ink for kind in kinds}
    points, title = points_of_time(distribution)
    inner = width - _AXIS - RIGHT - 8
    roomy = inner * _BAND / max(len(points), 1) >= _WIDE_ENOUGH
    rows: list[dict[str, Any]] = []
    numbers = dict.fromkeys(points.values(), 0)
    for row in distribution.filter(pl.col("state").is_in(list(said))).to_dicts():
        point, share = points[_point(row)], 100 * (row["share"] or 0)
        numbers[point] += row["people"]
        if not row["people"]:
            continue
        rows.append(
            {
                "point": point,
                "state": said[row["state"]],
                "place": list(said).index(row["state"]),
                "share": share,
                "number": f"{share:.0f}" if roomy and share >= _LABELLED else "",
                "ink": inks[row["state"]],
            }
        )
    order = list(points.values())
    # A point at which nobody is in a state has no bar, but keeps its place: the numbers below stand under their bars.
    x = {"field": "point", "type": "ordinal", "sort": order, "scale": {"domain": order}}
    y = {"field": "share", "type": "quantitative", "stack": "zero", "scale": {"domain": [0, 100]}}
    place = {"order": {"field": "place"}}
    axis = {"title": title.removeprefix("by "), "labelAngle": 0, "labelOverlap": True, "ticks": False}
    used = tuple(kind for kind in kinds if any(row["state"] == kind.said for row in rows))
    bars = {
        "width": inner,
        "height": 200 if is_narrow(width) else 260,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "width": {"band": _BAND}, "strokeWidth": 0.8},
                "encoding": {
                    "x": {**x, "axis": axis},
                    "y": {**y, "axis": percent_axis("of those in a state", _AXIS)},
                    **scales_of(used or kinds, "state", width=width),
                    **place,
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "x": x,
                    "y": {**y, "bandPosition": 0.5},
                    "text": {"field": "number"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                    **place,
                },
            },
        ],
    }
    return whole({"vconcat": [bars, _people(numbers, x, inner)], "spacing": 2}, description=describe(distribution))


def points_of_time(distribution: pl.DataFrame) -> tuple[dict[Any, str], str]:
    """Each date or number of years with its label, in order, and the title of the axis."""
    by_date = distribution.get_column("date").drop_nulls()
    if by_date.is_empty():
        years = distribution.get_column("years").unique().sort().to_list()
        return {year: f"{year:g}" for year in years}, "by years since the first symptom"
    days = by_date.unique().sort().to_list()
    if by_date.dtype.is_integer():
        return {day: f"{day}" for day in days}, "by day"
    labels = [str(day.year) for day in days]
    if len(set(labels)) == len(labels):
        ends = {f"{day.month}-{day.day}" for day in days}
        return dict(zip(days, labels, strict=True)), f"on {days[0]:%-d %B} of each year" if len(
            ends
        ) == 1 else "by year"
    return {day: day.isoformat() for day in days}, "by date"


def describe(distribution: pl.DataFrame) -> str:
    """The first and the last bar in words."""
    kinds = STATES[str(distribution.get_column("of").item(0))]
    points, title = points_of_time(distribution)
    told = []
    for point in dict.fromkeys([next(iter(points)), list(points)[-1]]):
        rows = {row["state"]: row for row in distribution.to_dicts() if _point(row) == point}
        parts = [
            f"{kind.said} {rows[kind.word]['share']:.0%}"
            for kind in kinds
            if rows[kind.word]["share"] and rows[kind.word]["people"]
        ]
        told.append(f"{points[point]}: {', '.join(parts) or 'nobody in a state'}")
    return f"Shares of the states, {title}. {'; '.join(told)}."


def _point(row: dict[str, Any]) -> Any:  # noqa: ANN401 - a date, a day or a number of years
    return row["years"] if row["date"] is None else row["date"]


def _people(numbers: dict[str, int], x: Specification, inner: float) -> Specification:
    """How many people are in a state at each point, under the bars."""
    widest = max((len(f"{number:,}") for number in numbers.values()), default=1) * 6.5 + 6
    step = max(1, int(-(-widest * len(numbers) // inner)))
    rows = [
        {"point": point, "people": f"{number:,}" if at % step == 0 else ""}
        for at, (point, number) in enumerate(numbers.items())
    ]
    return {
        "width": inner,
        "height": 16,
        "title": {
            "text": "people in a state",
            "fontWeight": "normal",
            "fontSize": 11,
            "color": palette.QUIET,
            "offset": 2,
        },
        "data": {"values": rows},
        "mark": {"type": "text", "baseline": "middle"},
        "encoding": {"x": {**x, "axis": None}, "text": {"field": "people"}},
    }
