"""The course drawn simply, for the person: the EDSS as a line, relapses, and scans that showed something new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.days import in_result_days, last_day
from mscourse.views.plain_words import PlainWords
from mscourse.views.sheet import TimeAxis, layer

_WIDTH, _HEIGHT = 620.0, 205
_SHORTEST_SPAN = 365
_YEARS_WITH_A_MARK_EACH = 14
_TEXT = 14
_BELOW = {"relapse": -1.0, "scan": -2.1}
"""Where relapses and scans stand, in points of the EDSS: under the line, above the years."""
_BOTTOM = -2.8
_SIGNS = {
    "score": ("circle", palette.EDSS),
    "relapse": ("triangle-down", palette.RELAPSE),
    "scan": ("diamond", "#ffffff"),
}
"""In the order of the key: told apart by shape, with colour as a help."""
_DAY = 86_400_000
"""Milliseconds."""


@dataclass(frozen=True, kw_only=True)
class PlainPicture:
    """The picture as a Vega-Lite specification, which holds its text alternative, and what stands under it."""

    specification: dict[str, Any]
    caption: str


def plain_picture(course: Course, patient_id: str, words: PlainWords) -> PlainPicture | None:
    """The picture with its words; None if there is no EDSS to draw. The line stops where visits are a window apart."""
    visits = _visits(course, patient_id)
    if not visits:
        return None
    events = course.of("events", patient_id)
    relapses, scans = (
        events.filter(pl.col("kind") == kind).get_column("onset").unique().sort().to_list()
        for kind in ("relapse", "mri_activity")
    )
    axis = _time_axis(course, patient_id)
    scores = _scores(visits, axis, course.definition.window)
    signs = [
        {"x": axis.number(day), "y": _BELOW[sign], "sign": sign}
        for sign, days in (("relapse", relapses), ("scan", scans))
        for day in days
    ]
    written, has_gaps = words.page["picture"], scores[-1]["run"] > 0
    gap = f" {written['gap'].format(window=words.window(course.definition.window))}" if has_gaps else ""
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": _described(visits, relapses, scans, words) + gap,
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": 4,
        "layer": _layers(scores, signs, axis, words),
        "config": {"font": palette.FONT, "background": "white", "aria": False, "view": {"stroke": None}},
    }
    return PlainPicture(specification=specification, caption=written["caption"] + gap)


def _scores(visits: list[dict[str, Any]], axis: TimeAxis, window: int) -> list[dict[str, Any]]:
    """The points of the line, in runs between which more than a window lies."""
    longest = window * (1 if axis.whole_days else _DAY)
    points: list[dict[str, Any]] = []
    for visit in visits:
        x = axis.number(visit["date"])
        run = points[-1]["run"] + (x - points[-1]["x"] > longest) if points else 0
        points.append({"x": x, "y": visit["edss"], "sign": "score", "run": run})
    return points


def _layers(
    scores: list[dict[str, Any]], signs: list[dict[str, Any]], axis: TimeAxis, words: PlainWords
) -> list[dict[str, Any]]:
    label = {"labelFontSize": _TEXT, "titleFontSize": _TEXT, "labelColor": palette.INK, "titleColor": palette.INK}
    x = axis.encoding(axis={**label, **_marks_of_time(axis, words), "grid": False, "domain": False})
    steps = {**label, "title": words.page["picture"]["axis"], "values": [0, 2, 4, 6, 8, 10], "domain": False}
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [_BOTTOM, 10], "nice": False}, "axis": steps}
    rows = [row | {"word": words.page["picture"][row["sign"]]} for row in [*scores, *signs]]
    line = {"type": "line", "interpolate": "step-after", "color": palette.EDSS, "strokeWidth": 2.5}
    mark = {"type": "point", "size": 90, "opacity": 1, "stroke": palette.INK, "strokeWidth": 1.2}
    run = {"field": "run", "type": "nominal"}
    return [layer(scores, line, x=x, y=y, detail=run), layer(rows, mark, x=x, y=y, **_looks(rows))]


def _looks(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The shape and the fill of each sign, with one key for both, of the signs that are there."""
    there = {row["sign"]: row["word"] for row in rows}
    key = {"orient": "top", "title": None, "labelFontSize": _TEXT, "symbolSize": 110, "labelLimit": 400}
    word = {"field": "word", "type": "nominal", "legend": key}
    domain = list(there.values())
    shape, fill = ([look[at] for sign, look in _SIGNS.items() if sign in there] for at in (0, 1))
    return {
        "shape": {**word, "scale": {"domain": domain, "range": shape}},
        "fill": {**word, "scale": {"domain": domain, "range": fill}},
    }


def _visits(course: Course, patient_id: str) -> list[dict[str, Any]]:
    """The EDSS of each day up to the end of the states; where values of a day disagree, none is used."""
    last = last_day(course, patient_id)
    disagree = (pl.col("verdict") == "same_day_disagreement") & (pl.col("field") == "edss")
    unused = course.of("evidence", patient_id).filter(disagree).get_column("date").to_list()
    rows = in_result_days(course, course.cohort.visits).filter(
        (pl.col("patient_id") == patient_id) & pl.col("edss").is_not_null() & (pl.col("date") <= last)
    )
    return rows.filter(~pl.col("date").is_in(unused)).unique("date").select("date", "edss").sort("date").to_dicts()


def _time_axis(course: Course, patient_id: str) -> TimeAxis:
    whole_days = course.cohort.day_offsets
    measure = TimeAxis(start=0, end=1, width=_WIDTH, whole_days=whole_days)
    first: Any = course.of("states", patient_id).get_column("start").min()
    start, end = measure.number(first), measure.number(last_day(course, patient_id))
    day = 1 if whole_days else _DAY
    margin = max((_SHORTEST_SPAN * day - (end - start)) / 2, (end - start) * 0.02)
    return TimeAxis(start=start - margin, end=end + margin, width=_WIDTH, whole_days=whole_days)


def _marks_of_time(axis: TimeAxis, words: PlainWords) -> dict[str, Any]:
    if axis.whole_days:
        return {"title": words.page["picture"]["day_axis"], "format": "d", "labelOverlap": True}
    years = (axis.end - axis.start) / _DAY / 365.25
    step = next((each for each in (1, 2, 5) if years / each <= _YEARS_WITH_A_MARK_EACH), 10)
    return {"title": None, "format": "%Y", "tickCount": {"interval": "year", "step": step}, "labelOverlap": True}


def _described(visits: list[dict[str, Any]], relapses: list[Any], scans: list[Any], words: PlainWords) -> str:
    written = words.page["picture"]
    first, last = visits[0], visits[-1]
    told = [
        written["described"].format(
            first=words.day(first["date"]),
            last=words.day(last["date"]),
            first_score=say.say_bare_value("edss", first["edss"]),
            last_score=say.say_bare_value("edss", last["edss"]),
        )
    ]
    for days, sentence in ((relapses, written["relapses"]), (scans, written["scans"])):
        if days:
            told.append(sentence.format(days=words.listed([words.day(day) for day in days])))
    return " ".join(told)
