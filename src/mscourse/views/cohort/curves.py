"""Curves of the time to an event: Kaplan and Meier's with numbers at risk, and the cumulative incidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views.cohort.chart import RIGHT, Specification, chart_of, is_narrow, percent_axis, whole
from mscourse.views.cohort.words import EVERYBODY, GONE, LINES, MOST_GROUPS, say_group

if TYPE_CHECKING:
    import altair as alt

_YEAR = 365.25
_AXIS, _AXIS_OF_GROUPS = 46.0, 84.0
_ROW = 17
_FEW_TICKS = 6
_DIED = "died without it"


def kaplan_meier(
    curve: pl.DataFrame,
    at_risk: pl.DataFrame | None = None,
    *,
    width: float = 640,
    event: str = "the event",
    since: str = "the first record",
) -> alt.Chart:
    """The share of people without the event over time, with limits, and the numbers at risk under the axis.

    Args:
        curve: what `mscourse.measures.kaplan_meier` gives; of more than six groups everybody is drawn alone.
        at_risk: what `mscourse.measures.numbers_at_risk` gives, at the days to print.
        width: of the whole figure, in pixels.
        event: in words, such as `SPMS`.
        since: from when on time counts, in words.
    """
    return chart_of(kaplan_meier_specification(curve, at_risk, width=width, event=event, since=since))


def kaplan_meier_specification(
    curve: pl.DataFrame, at_risk: pl.DataFrame | None, *, width: float, event: str, since: str
) -> Specification:
    """The same in Vega-Lite."""
    shown = shown_groups(curve)
    rows = [
        {"line": name, "years": row["time_days"] / _YEAR, **_percents(row, "estimate", "lower", "upper")}
        for row in shown.to_dicts()
        for name in [_line_of(row)]
    ]
    names = list(dict.fromkeys(row["line"] for row in rows))
    extent = _AXIS if names == [EVERYBODY] else _AXIS_OF_GROUPS
    x = _x_axis(rows, f"years since {since}", width)
    panel = _panel(rows, names, x, title=f"without {event}", extent=extent, width=width)
    below = [] if at_risk is None else [_numbers_at_risk(shown_groups(at_risk), names, x, extent=extent, width=width)]
    return whole(
        {"vconcat": [panel, *below], "spacing": 2}, description=describe_curve(curve, event=event, since=since)
    )


def cumulative_incidence(
    incidence: pl.DataFrame,
    at_risk: pl.DataFrame | None = None,
    *,
    width: float = 640,
    event: str = "the event",
    since: str = "the first record",
) -> alt.Chart:
    """The share of everybody who had the event by each day, and of those who died without it.

    Args:
        incidence: what `mscourse.measures.cumulative_incidence` gives; everybody is drawn, not the groups.
        at_risk: what `mscourse.measures.numbers_at_risk` gives, at the days to print.
        width: of the whole figure, in pixels.
        event: in words, such as `SPMS`.
        since: from when on time counts, in words.
    """
    return chart_of(cumulative_incidence_specification(incidence, at_risk, width=width, event=event, since=since))


def cumulative_incidence_specification(
    incidence: pl.DataFrame, at_risk: pl.DataFrame | None, *, width: float, event: str, since: str
) -> Specification:
    """The same in Vega-Lite."""
    rows: list[dict[str, Any]] = []
    for row in incidence.filter(pl.col("by").is_null()).to_dicts():
        years = row["time_days"] / _YEAR
        died = row["death_estimate"]
        rows += [
            {"line": event, "years": years, **_percents(row, "estimate", "lower", "upper")},
            {"line": _DIED, "years": years, "estimate": None if died is None else 100 * died},
        ]
    x = _x_axis(rows, f"years since {since}", width)
    panel = _panel(rows, [event, _DIED], x, title="people", extent=_AXIS, width=width)
    last = [row for row in rows if row["estimate"] is not None][-2:]
    said = "; ".join(f"{row['line']} {row['estimate']:.0f} %" for row in last)
    description = f"Share of people over the years since {since}. At the end: {said}."
    if at_risk is None:
        return whole(panel, description=description)
    everybody = at_risk.filter(pl.col("by").is_null())
    below = _numbers_at_risk(everybody, [EVERYBODY], x, extent=_AXIS, width=width)
    return whole({"vconcat": [panel, below], "spacing": 2}, description=description)


def describe_curve(curve: pl.DataFrame, *, event: str, since: str) -> str:
    """The curve in words: the share at a few years."""
    parts = []
    for group in shown_groups(curve).partition_by("group", maintain_order=True):
        rows = group.to_dicts()
        longest = rows[-1]["time_days"] / _YEAR
        points = [year for year in (1, 2, 5, 10, 15, 20) if year <= longest]
        at = [(year, [row for row in rows if row["time_days"] <= year * _YEAR][-1]) for year in points]
        told = [f"{row['estimate']:.0%} after {year}" for year, row in at if row["estimate"] is not None]
        told = told or ["nobody is followed for a year"]
        parts.append(f"{_line_of(rows[0])}: {', '.join(told)}")
    return f"Share of people without {event}, by years since {since}. {'; '.join(parts)}."


def shown_groups(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the groups, or of everybody where there are no groups, or too many to tell their lines apart."""
    groups = frame.filter(pl.col("by").is_not_null())
    if 0 < groups.get_column("group").n_unique() <= MOST_GROUPS:
        return groups
    return frame.filter(pl.col("by").is_null())


def _line_of(row: dict[str, Any]) -> str:
    return EVERYBODY if row["by"] is None else say_group(row["group"])


def _percents(row: dict[str, Any], *columns: str) -> dict[str, float | None]:
    return {name: None if row[name] is None else 100 * row[name] for name in columns}


def _x_axis(rows: list[dict[str, Any]], title: str, width: float) -> Specification:
    longest = max((row["years"] for row in rows), default=0.0)
    axis = {"title": title, "grid": False, "tickCount": _FEW_TICKS if is_narrow(width) else 12, "format": "~r"}
    return {
        "field": "years",
        "type": "quantitative",
        "scale": {"domain": [0, max(longest, 1.0)], "nice": False},
        "axis": axis,
    }


def _panel(
    rows: list[dict[str, Any]], names: list[str], x: Specification, *, title: str, extent: float, width: float
) -> Specification:
    looks = [(GONE[0].fill, [2, 3]) if name == _DIED else LINES[at % len(LINES)] for at, name in enumerate(names)]
    legend = (
        None
        if names == [EVERYBODY]
        else {"symbolType": "stroke", "symbolSize": 700, "symbolStrokeWidth": 2, "symbolOpacity": 1}
    )
    colour = {"domain": names, "range": [colour for colour, _ in looks]}
    line = {"field": "line", "type": "nominal"}
    y = {"type": "quantitative", "scale": {"domain": [0, 100]}, "axis": percent_axis(title, extent)}
    limits = {
        "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.14},
        "transform": [{"filter": "isValid(datum.lower)"}],
        "encoding": {
            "x": x,
            "y": {**y, "field": "lower"},
            "y2": {"field": "upper"},
            "color": {**line, "scale": colour, "legend": legend},
        },
    }
    curve = {
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "transform": [{"filter": "isValid(datum.estimate)"}],
        "encoding": {
            "x": x,
            "y": {**y, "field": "estimate"},
            "color": {**line, "scale": colour, "legend": legend},
            "strokeDash": {
                **line,
                "scale": {"domain": names, "range": [dashes for _, dashes in looks]},
                "legend": legend,
            },
        },
    }
    return {
        "width": width - extent - RIGHT - 8,
        "height": 210 if is_narrow(width) else 280,
        "data": {"values": [*rows, *_ends_of_limits(rows)]},
        "layer": [limits, curve],
    }


def _ends_of_limits(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where a line loses its limits, as it does at 0 %: those of its last step hold up to there."""
    lasting: dict[str, dict[str, Any]] = {}
    ends: list[dict[str, Any]] = []
    for row in rows:
        before = lasting.pop(row["line"], None)
        if row.get("lower") is not None:
            lasting[row["line"]] = row
        elif before is not None:
            ends.append({name: before[name] for name in ("line", "lower", "upper")} | {"years": row["years"]})
    return ends


def _numbers_at_risk(
    at_risk: pl.DataFrame, names: list[str], x: Specification, *, extent: float, width: float
) -> Specification:
    """The numbers under the axis, as far as it goes."""
    longest = x["scale"]["domain"][1]
    rows = [
        {"line": _line_of(row), "years": row["time_days"] / _YEAR, "at_risk": f"{row['at_risk']:,}"}
        for row in at_risk.filter(pl.col("time_days") / _YEAR <= longest).to_dicts()
    ]
    years = sorted({row["years"] for row in rows})
    most = max((len(row["at_risk"]) for row in rows), default=1) * 6.5 + 8
    step = -(-len(years) * most // (width - extent))
    kept = set(years[:: int(max(step, 1))])
    single, padding = names == [EVERYBODY], most / 2 + 4
    return {
        "width": width - extent - RIGHT - 8,
        "height": _ROW * len(names),
        "title": {"text": "at risk", "fontWeight": "normal", "fontSize": 11, "color": palette.QUIET, "offset": 2},
        "data": {"values": [row for row in rows if row["years"] in kept]},
        "mark": {"type": "text", "baseline": "middle"},
        "encoding": {
            "x": {**x, "axis": None},
            "y": {
                "field": "line",
                "type": "nominal",
                "sort": names,
                "axis": {
                    "title": None,
                    "labels": not single,
                    "ticks": False,
                    "labelPadding": padding,
                    "minExtent": extent,
                    "maxExtent": extent,
                    "labelLimit": extent - padding,
                },
            },
            "text": {"field": "at_risk"},
        },
    }
