"""Rates year by year: worsening by its cause, and relapses around the onset of SPMS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views.cohort.chart import RIGHT, Kind, Specification, chart_of, is_narrow, upper_end, whole
from mscourse.views.cohort.words import CAUSES

if TYPE_CHECKING:
    import altair as alt

_AXIS = 46.0
_LOW = 92
"""Pixels of the height of one panel of several."""
_ROOM_OF_A_YEAR = 34.0
_ROOM_FOR_LIMITS = 1.35
"""How far the axis goes beyond the highest rate; limits beyond are cut."""


def worsening_by_cause(worsening: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """A small panel for each cause: confirmed worsenings per person-year in each year, with their intervals.

    Args:
        worsening: what `mscourse.measures.worsening_by_cause_per_year` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(worsening_by_cause_specification(worsening, width=width))


def worsening_by_cause_specification(worsening: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    end = _end_of(worsening)
    years = worsening.get_column("year").unique().sort().to_list()
    seen = worsening.filter(pl.col("events") > 0).get_column("cause").cast(pl.String).to_list()
    shown = [kind for kind in CAUSES if kind.word in seen] or [CAUSES[0]]
    is_calendar = "calendar" in worsening.get_column("per").cast(pl.String).to_list()
    panels = [
        {"height": _LOW, "title": {"text": kind.said}}
        | _bars(
            worsening.filter(pl.col("cause") == kind.word).to_dicts(),
            [kind],
            years,
            end=end,
            width=width,
            axis_of_rates="per person-year",
            axis_title=("year" if is_calendar else "year of follow-up") if kind is shown[-1] else None,
        )
        for kind in shown
    ]
    return whole({"vconcat": panels, "spacing": 10}, description=_describe_worsening(worsening))


def relapse_rate_around_spms(rates: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """Relapses per person-year in each year before and after the onset of SPMS, with their intervals.

    Args:
        rates: what `mscourse.measures.relapse_rate_around_spms` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(relapse_rate_around_spms_specification(rates, width=width))


def relapse_rate_around_spms_specification(rates: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    before, after = palette.PHENOTYPE["rrms"], palette.PHENOTYPE["spms"]
    kinds = [Kind.of("before", "before", before), Kind.of("after", "after", after)]
    rows = [{**row, "cause": "before" if row["year"] < 0 else "after"} for row in rates.to_dicts()]
    years = rates.get_column("year").to_list()
    panel = _bars(
        rows,
        kinds,
        years,
        end=_end_of(rates),
        width=width,
        axis_of_rates="relapses per person-year",
        axis_title="year before (-) and after the onset of SPMS",
    )
    panel["height"] = 180 if is_narrow(width) else 220
    inner = panel["width"]
    onset = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "strokeWidth": 1.5, "strokeDash": [4, 3], "color": palette.INK},
        # A rule with a place on one axis alone has no length.
        "encoding": {"x": {"value": inner / 2}, "y": {"value": 0}, "y2": {"value": panel["height"]}},
    }
    panel["layer"].append(onset)
    return whole(panel, description=_describe_around(rates))


def _end_of(rates: pl.DataFrame) -> float:
    highest = rates.get_column("rate").drop_nulls().max()
    return upper_end(_ROOM_FOR_LIMITS * float(highest) if highest else None)  # type: ignore[arg-type]


def _bars(
    rows: Sequence[dict[str, Any]],
    kinds: Sequence[Kind],
    years: Sequence[int],
    *,
    end: float,
    width: float,
    axis_title: str | None,
    axis_of_rates: str,
) -> Specification:
    """Bars of rates with their intervals, cut at the end of the axis."""
    inner = width - _AXIS - RIGHT - 8
    step = max(1, int(-(-_ROOM_OF_A_YEAR * len(years) // inner)))
    values = [
        {key: row[key] for key in ("year", "cause", "rate")}
        | {name: None if row[name] is None else min(row[name], end) for name in ("lower", "upper")}
        for row in rows
    ]
    labels = {"title": axis_title, "labelAngle": 0, "ticks": False, "values": list(years)[::step]}
    x = {"field": "year", "type": "ordinal", "sort": list(years), "axis": labels}
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, end], "nice": False},
        "axis": {"title": axis_of_rates, "tickCount": 4, "minExtent": _AXIS, "maxExtent": _AXIS},
    }
    return {
        "width": inner,
        "data": {"values": values},
        "layer": [
            *(_of_kind(kind, x, {**y, "field": "rate"}) for kind in kinds),
            {
                "transform": [{"filter": "isValid(datum.lower) && isValid(datum.upper)"}],
                "mark": {"type": "rule", "strokeWidth": 3, "color": "#ffffff"},
                "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
            },
            {
                "transform": [{"filter": "isValid(datum.lower) && isValid(datum.upper)"}],
                "mark": {"type": "rule", "strokeWidth": 1.4, "color": palette.INK},
                "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
            },
        ],
    }


def _of_kind(kind: Kind, x: Specification, y: Specification) -> Specification:
    """The bars of one kind; panels that stand together would share a scale of colours."""
    look = {"fill": kind.fill, "stroke": kind.edge, "strokeDash": [3, 2] if kind.dashed else [1, 0]}
    return {
        "transform": [{"filter": {"field": "cause", "equal": kind.word}}],
        "mark": {"type": "bar", "width": {"band": 0.72}, "strokeWidth": 1, **look},
        "encoding": {"x": x, "y": y},
    }


def _describe_worsening(worsening: pl.DataFrame) -> str:
    totals = worsening.group_by("cause").agg(pl.col("events").sum())
    counts = {str(cause): events for cause, events in totals.iter_rows()}
    told = [f"{counts.get(kind.word, 0):,} {kind.said}" for kind in CAUSES]
    return f"Confirmed worsenings per person-year, by year, one panel for each cause. In all: {'; '.join(told)}."


def _describe_around(rates: pl.DataFrame) -> str:
    told = [f"year {row['year']:+d}: {row['rate']:.2f}" for row in rates.to_dicts() if row["rate"] is not None]
    return f"Relapses per person-year around the onset of SPMS. {'; '.join(told) or 'Nobody was followed'}."
