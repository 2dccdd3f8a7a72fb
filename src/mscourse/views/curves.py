"""The values of a measure as steps over time, with gaps where nothing was assessed."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.marks import ALL, Mark
from mscourse.views.sheet import TimeAxis, as_it_is, layer
from mscourse.views.shown import Change, Value

TIP = {"tooltip": {"field": "tip", "type": "nominal"}}


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The steps, each in a run of its own between gaps, and the gaps as stretches of time."""

    steps: list[dict[str, Any]]
    gaps: list[dict[str, Any]]


def curve_of(values: list[Value], axis: TimeAxis, window: int, last: say.Day) -> Curve:
    """Each value as a step that ends at the next visit, or when it leaves the window: from there on there is a gap.

    Args:
        values: of one measure, in order of date.
        axis: the time axis.
        window: how many days a value speaks for.
        last: the last day that is drawn.
    """
    steps: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    run = 0
    for value, following in itertools.zip_longest(values, values[1:]):
        begins = axis.number(value.day)
        leaves = axis.number(_later(value.day, window))
        ends = axis.number(last if following is None else following.day)
        row = {"value": value.value, "run": run}
        steps.append({"x": begins, **row})
        if leaves < ends:
            steps.append({"x": leaves, **row})
            gaps.append({"x": leaves, "x2": ends})
            run += 1
        elif following is None and ends > begins:
            steps.append({"x": ends, **row})
    return Curve(steps=steps, gaps=gaps)


def step_layer(curve: Curve, *, width: float, **place: object) -> dict[str, Any]:
    """The steps as a line that is broken at the gaps."""
    line = {"type": "line", "interpolate": "step-after", "color": palette.EDSS, "strokeWidth": width}
    return layer(curve.steps, line, **place, detail={"field": "run", "type": "nominal"})


def value_layer(
    values: list[Value], axis: TimeAxis, place: dict[str, Any], *, size: float, hollow: bool = False
) -> dict[str, Any]:
    """A dot for each value; over it stands what the evidence says of it."""
    rows = [{"x": axis.number(each.day), "value": each.value, "tip": each.said} for each in values]
    fill = "#ffffff" if hollow else palette.EDSS
    dot = {"type": "point", "size": size, "fill": fill, "stroke": palette.EDSS, "strokeWidth": 1.2, "opacity": 1}
    return layer(rows, dot, **place, **TIP)


def change_layer(changes: list[Change], axis: TimeAxis, **place: object) -> dict[str, Any]:
    """A mark for each worsening at its event visit, by its cause."""
    rows = [_marked(axis, each.onset, each.value, ALL[each.name], each.said) for each in changes]
    return mark_layer([row for row in rows if axis.start <= row["x"] <= axis.end], **place)


def disagreement_layer(values: list[Value], axis: TimeAxis, **place: object) -> dict[str, Any]:
    """An open square for each value that is not used because others of its day differ."""
    rows = [_marked(axis, each.day, each.value, ALL["disagreement"], each.said) for each in values]
    return mark_layer(rows, **place)


def mark_layer(rows: list[dict[str, Any]], **place: object) -> dict[str, Any]:
    """The marks, each with its own shape, size and colours."""
    own = {"shape": "shape", "size": "size", "fill": "fill", "stroke": "stroke"}
    paint = {channel: as_it_is(field) for channel, field in own.items()}
    return layer(rows, {"type": "point", "strokeWidth": 1.4, "opacity": 1}, **place, **paint, **TIP)


def _marked(axis: TimeAxis, day: say.Day, value: float, mark: Mark, said: str) -> dict[str, Any]:
    look = {"shape": mark.shape, "size": mark.size, "fill": mark.fill, "stroke": mark.edge}
    return {"x": axis.number(day), "value": value, "tip": said, **look}


def _later(day: say.Day, days: int) -> say.Day:
    return day + days if isinstance(day, int) else day + dt.timedelta(days=days)
