"""One person's disease course in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.results.words import window_in_words
from mscourse.rules.measures import Measure
from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.course_in_words import rows_of, text_of
from mscourse.views.disability import edss_curve, edss_panel, minimum_of_spms
from mscourse.views.function_tests import TESTS, marks_of_tests, panels_of_tests
from mscourse.views.lanes import draw_lanes
from mscourse.views.legend import Line, draw_legend
from mscourse.views.picking import picked_line, picked_panel, picking_layer, said_by_day
from mscourse.views.sheet import TimeAxis
from mscourse.views.shown import Shown, what_is_shown
from mscourse.views.text_width import wrapped

if TYPE_CHECKING:
    import altair as alt

ALL_TESTS: tuple[Measure, ...] = ("t25fw", "nhpt", "sdmt")
_LEFT = 26.0
_NARROWEST = 240
_SHORTEST_SPAN = 180
_TAIL = 0.025
"""How far past the last day the last state is drawn, as a part of the whole: one that has only begun can be seen."""
_WIDE_ENOUGH_FOR_YEARS = 42.0
_YEAR = 365.25
_MONTHS_UP_TO = 2
"""Years; up to here the axis names the months."""
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


def disease_course(
    course: Course,
    patient_id: str,
    *,
    width: float = 640,
    titled: bool = True,
    thresholds: bool = False,
    measures: Sequence[Measure] = ALL_TESTS,
) -> alt.VConcatChart:
    """The disease course of one person as an Altair chart, to show, to change, or to write with `mscourse.plot.save`.

    EDSS as steps over time, with a gap where no EDSS speaks for more than the window; worsenings by their cause, open
    while not confirmed; relapses, scans and treatments, and under them the characterisation as a ribbon: phenotype,
    activity, progression. What could not be judged is hatched. The last state is drawn a little past the last day.
    Over each mark stands the sentence of its evidence, and a date can be picked to have the state on it said. The text
    alternative is the chart's `description`, and what is drawn, as rows, its `usermeta`.

    Args:
        course: the result of `characterise`.
        patient_id: whose course.
        width: of the whole graphic, in pixels; 340 suits a telephone.
        titled: whether the person and the present label stand above it.
        thresholds: whether the reference of each worsening, the value that counts as a step from it, and the lowest
            EDSS of SPMS onset are drawn too.
        measures: the tests that get a small panel where they were recorded: any of `t25fw`, `nhpt`, `sdmt`.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if a measure is not one of these, or the width leaves no room.
    """
    import altair as alt  # noqa: PLC0415 - the report draws without it

    specification = course_specification(
        course,
        patient_id,
        width=width,
        titled=titled,
        thresholds=thresholds,
        measures=measures,
        interactive=True,
    )
    chart: alt.VConcatChart = alt.VConcatChart.from_dict(specification)
    return chart


def course_specification(
    course: Course,
    patient_id: str,
    *,
    width: float = 640,
    titled: bool = True,
    thresholds: bool = False,
    measures: Sequence[Measure] = ALL_TESTS,
    interactive: bool = False,
) -> dict[str, Any]:
    """The same graphic as a Vega-Lite specification: what the report turns into SVG, many at a time."""
    _refuse(width, measures)
    shown = what_is_shown(course, patient_id)
    axis = _time_axis(shown.states, width - _LEFT - 10, whole_days=shown.whole_days)
    lanes = draw_lanes(shown, axis)
    date_axis = _date_axis(axis)
    disability = edss_panel(shown, axis, date_axis, thresholds=thresholds)
    height = draw_legend(
        lanes,
        gap=_gap_in_words(shown, axis),
        lines=_lines(shown) if thresholds else (),
        marks=frozenset(_marks_of_edss(shown) | marks_of_tests(shown, measures)),
    )
    # The legend stands on the sheet of the lanes: one panel less to lay out for each picture of a report.
    below = {"name": "lanes", **lanes.sheet.panel(height)}
    panels = [disability, *panels_of_tests(shown, axis, date_axis, measures), below]
    if interactive:
        x, y = axis.encoding(axis=date_axis), disability["layer"][0]["encoding"]["y"]
        disability["layer"].insert(1, picking_layer(shown, axis, x=x, y=y))
        disability["layer"].append(picked_line(axis, "curve", x, disability["height"]))
        below["layer"].append(picked_line(axis, "lanes", axis.encoding(), lanes.height))
        panels.insert(0, picked_panel(shown, axis))
    else:
        _leave_out_tips(panels)
    title = {"text": f"Disease course of {patient_id}", "subtitle": wrapped(shown.states[-1]["label"], 12, width - 8)}
    meta = {"mscourse": {"patient_id": patient_id, "rows": rows_of(shown), "states": said_by_day(shown)}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": text_of(shown),
        **({"title": title} if titled else {}),
        **({"usermeta": meta} if interactive else {}),
        "vconcat": panels,
        "spacing": 9,
        "padding": 4,
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "config": _CONFIG,
    }


def _leave_out_tips(panels: list[dict[str, Any]]) -> None:
    """Take out what only a mouse would show: it costs time, and a drawing on paper has no mouse."""
    for each in (each for panel in panels for each in panel["layer"]):
        each["encoding"].pop("tooltip", None)
        for row in each["data"]["values"]:
            row.pop("tip", None)


def _refuse(width: float, measures: Sequence[str]) -> None:
    unknown = [measure for measure in measures if measure not in TESTS]
    if isinstance(measures, str) or unknown:
        raise UsageError("One of the measures has no panel.", f"Measures are a list of any of {', '.join(TESTS)}.")
    if width < _NARROWEST:
        raise UsageError("The graphic is too narrow to read.", f"It is at least {_NARROWEST} pixels wide.")


def _gap_in_words(shown: Shown, axis: TimeAxis) -> str | None:
    if not edss_curve(shown, axis).gaps:
        return None
    return f"no EDSS in the past {window_in_words(shown.definition.window)}"


def _marks_of_edss(shown: Shown) -> set[str]:
    marks = {change.name for change in shown.changes if change.measure == "edss"}
    return marks | ({"disagreement"} if any(each.measure == "edss" for each in shown.disagreements) else set())


def _lines(shown: Shown) -> tuple[Line, ...]:
    minimum = minimum_of_spms(shown)
    lines = []
    if any(change.measure == "edss" and change.reference_date is not None for change in shown.changes):
        lines += [
            Line(words="reference of a worsening", colour=palette.THRESHOLD, dashes=(2, 2)),
            Line(words="rise from it that counts", colour=palette.THRESHOLD, dashes=(6, 3)),
        ]
    if minimum is not None:
        words = f"lowest EDSS of SPMS onset ({say.say_bare_value('edss', minimum)})"
        lines.append(Line(words=words, colour=palette.QUIET, dashes=(8, 3, 2, 3)))
    return tuple(lines)


def _time_axis(states: list[dict[str, Any]], width: float, *, whole_days: bool) -> TimeAxis:
    measure = TimeAxis(start=0, end=1, width=width, whole_days=whole_days)
    start, end = measure.number(states[0]["start"]), measure.number(states[-1]["end"])
    day = 1 if whole_days else 86_400_000
    end += max(end - start, _SHORTEST_SPAN * day) * _TAIL
    missing = max(_SHORTEST_SPAN * day - (end - start), 0)
    margin = max(missing / 2, (end - start) * 0.008)
    return TimeAxis(start=start - margin, end=end + margin, width=width, whole_days=whole_days, margin=margin)


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
