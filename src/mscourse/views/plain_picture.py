"""The course drawn simply, for the person: the EDSS as a line, relapses, and scans that showed something new."""

from __future__ import annotations

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


def plain_picture(course: Course, patient_id: str, words: PlainWords) -> dict[str, Any] | None:
    """The picture as a Vega-Lite specification with its text alternative; None if there is no EDSS to draw."""
    visits = _visits(course, patient_id)
    if not visits:
        return None
    events = course.of("events", patient_id)
    relapses, scans = (
        events.filter(pl.col("kind") == kind).get_column("onset").unique().sort().to_list()
        for kind in ("relapse", "mri_activity")
    )
    axis = _time_axis(course, patient_id)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": _described(visits, relapses, scans, words),
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": 4,
        "layer": _layers(visits, relapses, scans, axis, words),
        "config": {"font": palette.FONT, "background": "white", "aria": False, "view": {"stroke": None}},
    }


def _layers(
    visits: list[dict[str, Any]], relapses: list[Any], scans: list[Any], axis: TimeAxis, words: PlainWords
) -> list[dict[str, Any]]:
    label = {"labelFontSize": _TEXT, "titleFontSize": _TEXT, "labelColor": palette.INK, "titleColor": palette.INK}
    x = axis.encoding(axis={**label, **_marks_of_time(axis, words), "grid": False, "domain": False})
    scores = {**label, "title": words.page["picture"]["axis"], "values": [0, 2, 4, 6, 8, 10], "domain": False}
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [_BOTTOM, 10], "nice": False}, "axis": scores}
    points = [{"x": axis.number(row["date"]), "y": row["edss"], "sign": "score"} for row in visits]
    signs = [
        {"x": axis.number(day), "y": _BELOW[sign], "sign": sign}
        for sign, days in (("relapse", relapses), ("scan", scans))
        for day in days
    ]
    shown = [sign for sign in ("score", "relapse", "scan") if any(row["sign"] == sign for row in [*points, *signs])]
    key = {"orient": "top", "title": None, "labelFontSize": _TEXT, "symbolSize": 110, "labelLimit": 400}
    # The words of the key are found by the sign, so that two signs may share a word.
    texts = {sign: words.page["picture"][sign] for sign in shown}
    rows = [row | {"word": texts[row["sign"]]} for row in [*points, *signs]]
    shapes = {"score": "circle", "relapse": "triangle-down", "scan": "diamond"}
    colours = {"score": palette.EDSS, "relapse": palette.RELAPSE, "scan": "#ffffff"}
    word = {"field": "word", "type": "nominal", "legend": key}
    domain = [texts[sign] for sign in shown]
    shape = {**word, "scale": {"domain": domain, "range": [shapes[sign] for sign in shown]}}
    fill = {**word, "scale": {"domain": domain, "range": [colours[sign] for sign in shown]}}
    line = {"type": "line", "interpolate": "step-after", "color": palette.EDSS, "strokeWidth": 2.5}
    mark = {"type": "point", "size": 90, "opacity": 1, "stroke": palette.INK, "strokeWidth": 1.2}
    return [layer(points, line, x=x, y=y), layer(rows, mark, x=x, y=y, shape=shape, fill=fill)]


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
    day = 1 if whole_days else 86_400_000
    margin = max((_SHORTEST_SPAN * day - (end - start)) / 2, (end - start) * 0.02)
    return TimeAxis(start=start - margin, end=end + margin, width=_WIDTH, whole_days=whole_days)


def _marks_of_time(axis: TimeAxis, words: PlainWords) -> dict[str, Any]:
    if axis.whole_days:
        return {"title": words.page["picture"]["day_axis"], "format": "d", "labelOverlap": True}
    years = (axis.end - axis.start) / 86_400_000 / 365.25
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
