"""One person's disease course in one picture."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.results.course import Course
from mscourse.results.words import window_in_words
from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.days import in_result_days, last_day
from mscourse.views.lanes import draw_lanes
from mscourse.views.legend import draw_legend
from mscourse.views.sheet import TimeAxis, layer, width_of

if TYPE_CHECKING:
    import altair as alt

_EDSS_HEIGHT = 170
_LEFT = 26.0
_SHORTEST_SPAN = 180
_TAIL = 0.025
"""How far past the last day the last state is drawn, as a part of the whole: one that has only begun can be seen."""
_WIDE_ENOUGH_FOR_YEARS = 42.0
_YEAR = 365.25
_MONTHS_UP_TO = 2
"""Years; up to here the axis names the months."""
_EDSS_SCALE = {"domain": [0, 10], "nice": False}
_CONFIG = {
    "font": palette.FONT,
    "background": "white",
    "aria": False,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "color": palette.INK,
        "subtitleColor": palette.QUIET,
        "fontSize": 14,
        "subtitleFontSize": 12,
        "offset": 8,
    },
    "axis": {
        "labelColor": palette.QUIET,
        "labelFontSize": 11,
        "titleColor": palette.QUIET,
        "titleFontSize": 11,
        "gridColor": palette.GRID,
        "tickColor": palette.GRID,
        "domain": False,
    },
}


def disease_course(course: Course, patient_id: str, *, width: float = 640, titled: bool = True) -> alt.VConcatChart:
    """The disease course of one person as an Altair chart, to save, to show or to change.

    EDSS as steps over time (dashed where there is none for longer than the window), relapses, scans and
    treatments, and under them the characterisation as a ribbon: phenotype, activity, progression. What could not be
    judged is hatched; what awaits confirmation is open. The last state is drawn a little past the last day. The text
    alternative is the chart's `description`.

    Args:
        course: the result of `characterise`.
        patient_id: whose course.
        width: of the whole graphic, in pixels; 340 suits a telephone.
        titled: whether the person and the present label stand above it.

    Raises:
        UnknownPatientError: if there is no such person among the states.
    """
    import altair as alt  # noqa: PLC0415 - the report draws without it

    specification = course_specification(course, patient_id, width=width, titled=titled)
    chart: alt.VConcatChart = alt.VConcatChart.from_dict(specification)
    return chart


def course_specification(course: Course, patient_id: str, *, width: float = 640, titled: bool = True) -> dict[str, Any]:
    """The same graphic as a Vega-Lite specification: what the report turns into SVG, many at a time."""
    states = course.of("states", patient_id).sort("start").to_dicts()
    axis = _time_axis(states, width - _LEFT - 10, whole_days=course.cohort.day_offsets)
    lanes = draw_lanes(course, patient_id, states, axis)
    visits = _visits(course, patient_id, states)
    steps, gaps = _steps(visits, axis, course.definition.window)
    gap = f"no usable EDSS for more than {window_in_words(course.definition.window)}" if gaps else None
    disagreements = _disagreements(course, patient_id, states)
    legend, legend_height = draw_legend(lanes, axis, gap, disagreement=bool(disagreements))
    panels = [
        _disability(course, patient_id, states[-1], axis, [steps, gaps], disagreements),
        lanes.sheet.panel(lanes.height),
        legend.panel(legend_height),
    ]
    title = {"text": f"Disease course of {patient_id}", "subtitle": _wrapped(states[-1]["label"], width)}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": describe(course, patient_id),
        **({"title": title} if titled else {}),
        "vconcat": [panel for panel in panels if panel["layer"]],
        "spacing": 2,
        "padding": 4,
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "config": _CONFIG,
    }


def describe(course: Course, patient_id: str) -> str:
    """The text alternative of the graphic: what it shows, in a few sentences."""
    states = course.of("states", patient_id).sort("start").to_dicts()
    visits = _visits(course, patient_id, states)
    events = course.of("events", patient_id)
    span = f"{say.say_day(states[0]['start'])} to {say.say_day(last_day(course, patient_id))}"
    sentences = [f"Disease course of {patient_id} from {span}."]
    if visits:
        first, last = visits[0], visits[-1]
        sentences.append(
            f"EDSS was {say.say_bare_value('edss', first['edss'])} {say.on_day(first['date'])} and "
            f"{say.say_bare_value('edss', last['edss'])} {say.on_day(last['date'])}, over "
            f"{say.count(len(visits), 'visit')}."
        )
    disagreements = dict.fromkeys(row["date"] for row in _disagreements(course, patient_id, states))
    if disagreements:
        sentences.append(f"EDSS values that disagree are not used: {say.listed([*map(say.say_day, disagreements)])}.")
    for kind, one, many in (
        ("relapse", "relapse", "relapses"),
        ("mri_activity", "MRI with new activity", "MRIs with new activity"),
    ):
        days = [say.say_day(day) for day in events.filter(pl.col("kind") == kind).get_column("onset").sort().to_list()]
        sentences.append(f"{say.count(len(days), one, many)}: {say.listed(days)}." if days else f"No {one}.")
    if states[-1]["spms_onset"] is not None:
        sentences.append(
            f"By the rule SPMS began {say.on_day(states[-1]['spms_onset'])}, known from "
            f"{say.say_day(states[-1]['spms_known_on'])}."
        )
    sentences.append(f"At the end: {states[-1]['label']}.")
    return " ".join(sentences)


def _time_axis(states: list[dict[str, Any]], width: float, *, whole_days: bool) -> TimeAxis:
    measure = TimeAxis(start=0, end=1, width=width, whole_days=whole_days)
    start, end = measure.number(states[0]["start"]), measure.number(states[-1]["end"])
    day = 1 if whole_days else 86_400_000
    end += max(end - start, _SHORTEST_SPAN * day) * _TAIL
    missing = max(_SHORTEST_SPAN * day - (end - start), 0)
    margin = max(missing / 2, (end - start) * 0.008)
    return TimeAxis(start=start - margin, end=end + margin, width=width, whole_days=whole_days, margin=margin)


def _visits(course: Course, patient_id: str, states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per day with an EDSS that was used, up to the end of the states."""
    unused = pl.col("date").is_in(_days_of_disagreement(course, patient_id))
    return _recorded(course, patient_id, states).filter(~unused).unique("date").sort("date").to_dicts()


def _disagreements(course: Course, patient_id: str, states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values of each day on which the recorded EDSS disagree, so that none of them was used."""
    unused = pl.col("date").is_in(_days_of_disagreement(course, patient_id))
    return _recorded(course, patient_id, states).filter(unused).unique().sort("date", "edss").to_dicts()


def _days_of_disagreement(course: Course, patient_id: str) -> list[Any]:
    disagree = (pl.col("verdict") == "same_day_disagreement") & (pl.col("field") == "edss")
    return course.of("evidence", patient_id).filter(disagree).get_column("date").to_list()


def _recorded(course: Course, patient_id: str, states: list[dict[str, Any]]) -> pl.DataFrame:
    visits = in_result_days(course, course.cohort.visits)
    theirs = (pl.col("patient_id") == patient_id) & (pl.col("date") < states[-1]["end"])
    return visits.filter(theirs & pl.col("edss").is_not_null()).select("date", "edss")


def _disability(
    course: Course,
    patient_id: str,
    state: dict[str, Any],
    axis: TimeAxis,
    curve: list[list[dict[str, Any]]],
    disagreements: list[dict[str, Any]],
) -> dict[str, Any]:
    """The EDSS panel: steps, gaps, visits, values that disagree, relapses as thin lines, SPMS onset."""
    x = axis.encoding(axis=_date_axis(axis))
    y_axis = {"values": list(range(0, 11, 2)), "title": None, "tickSize": 0, "labelPadding": 6}
    y = {"field": "edss", "type": "quantitative", "scale": _EDSS_SCALE, "axis": y_axis}
    steps, gaps = curve
    onsets = course.of("events", patient_id).filter(pl.col("kind") == "relapse").get_column("onset").to_list()
    relapses = [{"x": axis.number(day)} for day in onsets if 0 <= axis.pixel(day) <= axis.width]
    unused = [{"x": axis.number(row["date"]), "edss": row["edss"]} for row in disagreements]
    line = {"type": "line", "interpolate": "step-after", "color": palette.EDSS}
    run = {"field": "run", "type": "nominal"}
    tip = [
        {"field": "day", "type": "nominal", "title": "visit"},
        {"field": "edss", "type": "quantitative", "title": "EDSS", "format": ".1f"},
    ]
    point = {"type": "point", "size": 22, "filled": True, "color": palette.EDSS, "opacity": 1}
    layers = [
        layer(relapses, {"type": "rule", "color": palette.RELAPSE, "strokeWidth": 1, "opacity": 0.55}, x=x),
        layer(steps, {**line, "strokeWidth": 2}, x=x, y=y, detail=run),
        layer(gaps, {**line, "strokeWidth": 1.5, "strokeDash": [4, 3]}, x=x, y=y, detail=run),
        layer(steps, point, x=x, y=y, tooltip=tip),
        layer(unused, {**point, "size": 40, "shape": "square", "fill": "#ffffff", "stroke": palette.EDSS}, x=x, y=y),
        *_onset_marker(state, axis, x, y),
    ]
    heading = {"text": "Disability (EDSS)", "fontSize": 11, "fontWeight": 600, "anchor": "start", "frame": "group"}
    frame = layer([{"edss": 0, "x": axis.start}], {"type": "point", "opacity": 0}, x=x, y=y)
    drawn = [frame, *(each for each in layers if each["data"]["values"])]
    return {"layer": drawn, "width": axis.width, "height": _EDSS_HEIGHT, "title": heading}


def _steps(
    visits: list[dict[str, Any]], axis: TimeAxis, window: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The curve in runs: solid between visits at most a window apart, dashed across longer gaps."""
    solid: list[dict[str, Any]] = []
    dashed: list[dict[str, Any]] = []
    run = 0
    for row, following in itertools.zip_longest(visits, visits[1:]):
        point = {"x": axis.number(row["date"]), "edss": row["edss"], "day": say.say_day(row["date"])}
        solid.append(point | {"run": run})
        if following is not None and _days_between(row["date"], following["date"]) > window:
            dashed += [
                point | {"run": run},
                {"x": axis.number(following["date"]), "edss": following["edss"], "run": run},
            ]
            run += 1
    return solid, dashed


def _days_between(start: say.Day, end: say.Day) -> int:
    if isinstance(start, int) and isinstance(end, int):
        return end - start
    if isinstance(start, dt.date) and isinstance(end, dt.date):
        return (end - start).days
    raise TypeError("Days and dates cannot be mixed in one course.")


def _onset_marker(state: dict[str, Any], axis: TimeAxis, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The onset of SPMS by the rule as a line, the day it was known as a dotted one, and both in words."""
    onset, known = state["spms_onset"], state["spms_known_on"]
    if onset is None:
        return []
    leftwards = axis.pixel(onset) > axis.width / 2
    began, known_from = f"began {say.say_day(onset)}", f"known {say.say_day(known)}"
    room = max(axis.pixel(onset), axis.width - axis.pixel(known))
    words = [f"SPMS by the rule: {began}", known_from]
    if width_of(words[0], 11) + 6 > room:
        words = ["SPMS by the rule:", began, known_from]
    text = {
        "type": "text",
        "align": "right" if leftwards else "left",
        "dx": -6 if leftwards else axis.pixel(known) - axis.pixel(onset) + 6,
        "baseline": "middle",
        "fontSize": 11,
        "lineHeight": 14,
        "color": palette.INK,
    }
    row = {"x": axis.number(onset), "edss": 9.5, "text": words}
    written = {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}
    rule = {"type": "rule", "color": palette.INK}
    return [
        layer([row], {**rule, "strokeWidth": 1.5}, x=x),
        layer([{"x": axis.number(known)}], {**rule, "strokeWidth": 1.2, "strokeDash": [1, 3]}, x=x),
        layer([row], {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, **written),
        layer([row], text, **written),
    ]


def _date_axis(axis: TimeAxis) -> dict[str, Any]:
    if axis.whole_days:
        return {"title": "day", "labelOverlap": True, "format": "d"}
    plain = {"title": None, "labelOverlap": True}
    years = (axis.end - axis.start) / 86_400_000 / _YEAR
    shown = axis.width / _WIDE_ENOUGH_FOR_YEARS
    if years > _MONTHS_UP_TO:
        step = next((each for each in (1, 2, 5, 10) if years / each <= shown), 20)
        return {**plain, "format": "%Y", "tickCount": {"interval": "year", "step": step}}
    step = next((each for each in (1, 2, 3) if years * 12 / each <= shown * 0.65), 6)
    return {**plain, "format": "%b %Y", "tickCount": {"interval": "month", "step": step}}


def _wrapped(label: str, width: float) -> list[str]:
    """The label in lines that fit the width."""
    lines, longest = [""], int(width / 6.2)
    for word in label.split():
        if len(lines[-1]) + len(word) + 1 > longest and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
