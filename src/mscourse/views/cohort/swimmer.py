"""The courses of some people side by side, in lanes (a swimmer plot)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views.cohort.chart import Item, Specification, chart_of, is_narrow, legend_panel, scales_of, whole
from mscourse.views.cohort.words import PHENOTYPES, said_of
from mscourse.views.marks import CHANGES, RECORDS, Mark

if TYPE_CHECKING:
    import altair as alt

_AXIS = 26.0
_MARK = 62.0
_TALL = 260.0
_LANES_LOW, _LANES_HIGH = 12.5, 20.0
_FEW = 15
_ONSET = Mark(words="onset of SPMS", shape="stroke", fill=palette.INK, edge=palette.INK, size=110)
_UPRIGHT = "M-0.12,-1L0.12,-1L0.12,1L-0.12,1Z"
_DEATH = Mark(
    words="death", shape="M-0.75,-0.75L0.75,0.75M-0.75,0.75L0.75,-0.75", fill=palette.INK, edge=palette.INK, size=80
)
_ORDER = (_ONSET, RECORDS["relapse"], *CHANGES.values(), _DEATH)


def swimmer(lanes: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """A lane for each person: the course over the years, relapses, worsenings, the onset of SPMS and death.

    Args:
        lanes: what `mscourse.measures.course_lanes` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(swimmer_specification(lanes, width=width))


def swimmer_specification(lanes: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    said = said_of(PHENOTYPES)
    rows = lanes.to_dicts()
    number = max((row["lane"] for row in rows), default=0)
    longest = max((row["end_years"] or row["start_years"] for row in rows), default=1.0)
    stretches = [
        {"lane": row["lane"], "state": said[row["word"]], "from": row["start_years"], "to": row["end_years"]}
        for row in rows
        if row["what"] == "phenotype"
    ]
    shown = [(_mark(row), row) for row in rows if row["what"] != "phenotype"]
    marks = [mark for mark in _ORDER if any(mark is each for each, _ in shown)]
    points = [{"lane": row["lane"], "mark": mark.words, "at": row["start_years"]} for mark, row in shown]
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, longest], "nice": False},
        "axis": {"title": "years since the first record", "tickCount": 6 if is_narrow(width) else 12, "format": "~r"},
    }
    y = {
        "field": "lane",
        "type": "ordinal",
        "axis": {"title": None, "labels": False, "ticks": False, "grid": False},
    }
    used = [kind for kind in PHENOTYPES if any(row["state"] == kind.said for row in stretches)]
    layers: list[Specification] = [
        {
            "data": {"values": stretches},
            "mark": {"type": "bar", "height": {"band": 0.62}, "strokeWidth": 0.8},
            "encoding": {
                "x": {**x, "field": "from"},
                "x2": {"field": "to"},
                "y": y,
                **scales_of(used, "state", width=width, legend=False),
            },
        },
        *(_points(points, mark, x, y) for mark in marks),
    ]
    panel = {
        "width": width - _AXIS,
        "height": {"step": _LANES_HIGH if number <= _FEW else _LANES_LOW},
        "layer": layers,
    }
    items = [
        *(Item(words=kind.said, shape="square", fill=kind.fill, edge=kind.edge, dashed=kind.dashed) for kind in used),
        *(Item(words=mark.words, shape=_shape(mark), fill=mark.fill, edge=mark.edge) for mark in marks),
    ]
    return whole({"vconcat": [legend_panel(items, width - _AXIS), panel], "spacing": 6}, description=describe(lanes))


def describe(lanes: pl.DataFrame) -> str:
    """What the lanes hold, counted."""
    number = lanes.get_column("lane").n_unique()
    counts = dict(lanes.group_by(pl.col("what").cast(pl.String)).len().iter_rows())
    words = {
        "relapse": "relapses",
        "worsening": "confirmed worsenings",
        "spms_onset": "onsets of SPMS",
        "death": "deaths",
    }
    told = ", ".join(f"{counts.get(word, 0)} {said}" for word, said in words.items())
    return f"The courses of {number} people, the longest first, by years since the first record: {told}."


def _mark(row: dict[str, Any]) -> Mark:
    if row["what"] == "relapse":
        return RECORDS["relapse"]
    if row["what"] == "worsening":
        return CHANGES[row["word"]]
    return _ONSET if row["what"] == "spms_onset" else _DEATH


def _shape(mark: Mark) -> str:
    return _UPRIGHT if mark is _ONSET else mark.shape


def _points(points: list[dict[str, Any]], mark: Mark, x: Specification, y: Specification) -> Specification:
    """The marks of one kind, with a white edge that parts them from the lane."""
    look = {
        "shape": _shape(mark),
        "size": _TALL if mark is _ONSET else _MARK,
        "fill": mark.fill,
        "stroke": "#ffffff",
        "strokeWidth": 0.9,
    }
    if mark is _DEATH:
        look |= {"stroke": mark.edge, "strokeWidth": 2}
    return {
        "data": {"values": [point for point in points if point["mark"] == mark.words]},
        "mark": {"type": "point", "opacity": 1, **look},
        "encoding": {"x": {**x, "field": "at"}, "y": y},
    }
