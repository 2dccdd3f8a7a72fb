"""Picking a date in the graphic: a Vega parameter, and the state on that day in words. No network is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.days import before
from mscourse.views.sheet import TimeAxis, layer
from mscourse.views.shown import Shown
from mscourse.views.text_width import wrapped

PICKED = "picked"
"""The name of the parameter, and the beginning of the names of the layers and the panel that belong to it."""
_COMPOSED = ("vconcat", "hconcat", "concat", "layer")
"""The ways in which Vega-Lite puts charts together."""
_SIZE = 12
_LINE = 15
_BOLDER = 1.07
_SAFE = 0.96
"""Of the width; what is cut off here would be missed."""
_FINEST = 2
"""Pixels between two days that a click can pick; the box beside the picture takes every day."""
_HINT = "Pick a date, or click on the curve: the state on that day is said here."
_NOTHING_PICKED = "!isValid(picked.day)"


def picked_panel(shown: Shown, axis: TimeAxis) -> dict[str, Any]:
    """The panel in which the state on the picked day is said: the label of the stretch that holds the day."""
    rows = [_stretch(state, axis) for state in shown.states]
    tallest = max(row["lines"].count("\n") for row in rows) + 1
    day = "toNumber(picked.day[0])" if axis.whole_days else "picked.day[0]"
    said = f"'day ' + {day} + ': '" if axis.whole_days else f"{day} + ': '"
    text = {
        "type": "text",
        "align": "left",
        "baseline": "top",
        "fontSize": _SIZE,
        "lineHeight": _LINE,
        "lineBreak": "\n",
    }
    text |= {"x": 0, "y": 2}
    words = {"text": {"field": "words", "type": "nominal"}}
    state = layer(rows, {**text, "color": palette.INK, "fontWeight": 600}, **words)
    state["transform"] = [
        {"filter": f"isValid(picked.day) && datum.start <= {day} && {day} <= datum.last"},
        {"calculate": f"{said} + datum.lines", "as": "words"},
    ]
    hint = layer([{"words": "\n".join(wrapped(_HINT, _SIZE, axis.width))}], {**text, "color": palette.QUIET}, **words)
    hint["transform"] = [{"filter": _NOTHING_PICKED}]
    return {"name": f"{PICKED}_state", "layer": [hint, state], "width": axis.width, "height": tallest * _LINE + 2}


def picking_layer(shown: Shown, axis: TimeAxis, **place: object) -> dict[str, Any]:
    """Unseen points, one for every few pixels and every day on which something changes: a click takes the nearest."""
    days = {before(state["end"]) for state in shown.states} | {state["start"] for state in shown.states}
    first, last = shown.states[0]["start"], shown.last
    unit = 1 if axis.whole_days else 86_400_000
    step = max(round((axis.end - axis.start) / axis.width * _FINEST / unit), 1)
    days |= set(_every(first, last, step))
    rows = [{"x": axis.number(day), "value": 5, "day": _plain(day)} for day in sorted(days)]
    picking = layer(rows, {"type": "point", "opacity": 0, "tooltip": None}, **place)
    picking["name"] = f"{PICKED}_days"
    kind = "number" if axis.whole_days else "date"
    picking["params"] = [
        {
            "name": PICKED,
            "select": {"type": "point", "fields": ["day"], "nearest": True, "on": "click", "clear": False},
            "bind": {"day": {"input": kind, "name": "State on day" if axis.whole_days else "State on"}},
        }
    ]
    return picking


def picked_line(axis: TimeAxis, name: str, x: dict[str, Any], height: float) -> dict[str, Any]:
    """The picked day as a line down a panel to this height; `x` is the time axis of the panel."""
    day = "toNumber(picked.day[0])" if axis.whole_days else "toDate(picked.day[0])"
    down = {"y": {"value": 0}, "y2": {"value": height}}
    line = layer([{}], {"type": "rule", "color": palette.INK, "strokeWidth": 2, "strokeDash": [5, 2]}, x=x, **down)
    within = f"{axis.start} <= datum.x && datum.x <= {axis.end}"
    line["transform"] = [{"filter": f"!({_NOTHING_PICKED})"}, {"calculate": day, "as": "x"}, {"filter": within}]
    line["name"] = f"{PICKED}_line_in_{name}"
    return line


def without_picking(specification: dict[str, Any]) -> dict[str, Any]:
    """The same graphic for paper: without the panel and the layers that only a mouse or a keyboard can fill."""
    still = {key: value for key, value in specification.items() if key not in ("usermeta", "params")}
    for kind in _COMPOSED:
        if kind in still:
            still[kind] = [without_picking(part) for part in still[kind] if not _is_for_picking(part)]
    others = [each for each in specification.get("params", []) if each.get("name") != PICKED]
    return {**still, **({"params": others} if others else {})}


def _is_for_picking(part: dict[str, Any]) -> bool:
    return str(part.get("name", "")).startswith(f"{PICKED}_")


def said_by_day(shown: Shown) -> list[dict[str, Any]]:
    """The stretches with their first and last day and what is said of them, for a page to read out."""
    return [_stretch_in_words(state) for state in shown.states]


def _stretch_in_words(state: dict[str, Any]) -> dict[str, Any]:
    start, last = state["start"], before(state["end"])
    said = f"{state['label']}. So from {say.say_day(start)} to {say.say_day(last)}."
    return {"start": _plain(start), "last": _plain(last), "said": said}


def _stretch(state: dict[str, Any], axis: TimeAxis) -> dict[str, Any]:
    stretch = _stretch_in_words(state)
    day = f"day {stretch['start']}: " if axis.whole_days else f"{stretch['start']}: "
    lines = wrapped(day + stretch.pop("said"), _SIZE * _BOLDER, axis.width * _SAFE)
    return {**stretch, "lines": "\n".join(lines).removeprefix(day)}


def _plain(day: say.Day) -> int | str:
    """The day as the parameter holds it: a number, or a date as text, which is in order of time too."""
    return day if isinstance(day, int) else day.isoformat()


def _every(first: say.Day, last: say.Day, step: int) -> list[say.Day]:
    if isinstance(first, int) and isinstance(last, int):
        return list(range(first, last + 1, step))
    if isinstance(first, dt.date) and isinstance(last, dt.date):
        return [first + dt.timedelta(days=days) for days in range(0, (last - first).days + 1, step)]
    raise TypeError("Days and dates cannot be mixed in one course.")
