"""Small panels under the EDSS: walking, hand and cognition tests on the same time axis, where they were recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mscourse.views.curves import change_layer, curve_of, disagreement_layer, mark_layer, step_layer, value_layer
from mscourse.views.disability import HEADING
from mscourse.views.marks import VALUES
from mscourse.views.sheet import TimeAxis, layer
from mscourse.views.shown import Shown
from mscourse.views.text_width import width_of
from mscourse.views.vocabulary import say_day

_HEIGHT = 58
_HEADROOM, _FOOTROOM = 1.15, 0.7
"""The panel goes from 0.7 of the lowest value to 1.15 of the highest: a change of a tenth looks like one."""


@dataclass(frozen=True, kw_only=True)
class _Test:
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    """From the longest to the shortest."""
    hollow_title: tuple[str, ...] = ()
    """The same where the second column, which is drawn hollow, is recorded too."""


TESTS = {
    "t25fw": _Test(columns=("t25fw",), titles=("Timed 25-foot walk (seconds)",)),
    "nhpt": _Test(
        columns=("nhpt_dominant", "nhpt_nondominant"),
        titles=("Nine-hole peg test (seconds)",),
        hollow_title=(
            "Nine-hole peg test (seconds); the other hand hollow",
            "Nine-hole peg test (s); other hand hollow",
        ),
    ),
    "sdmt": _Test(
        columns=("sdmt",),
        titles=(
            "Symbol digit modalities test (correct answers; fewer is worse)",
            "Symbol digit test (answers; fewer is worse)",
            "SDMT (fewer is worse)",
        ),
    ),
}
"""By the name of the measure in the rules."""


def panels_of_tests(
    shown: Shown, axis: TimeAxis, date_axis: dict[str, Any], measures: Sequence[str]
) -> list[dict[str, Any]]:
    """One panel for each of these measures that was recorded, in the order asked for."""
    x = axis.encoding(axis=date_axis | {"labels": False, "ticks": False, "title": None})
    panels = [(measure, _panel(shown, axis, x, TESTS[measure])) for measure in dict.fromkeys(measures)]
    return [{"name": measure, **panel} for measure, panel in panels if panel is not None]


def marks_of_tests(shown: Shown, measures: Sequence[str]) -> set[str]:
    """The marks that occur in the panels, for the legend."""
    columns = {column for measure in measures for column in TESTS[measure].columns}
    marks = {change.name for change in shown.changes if change.measure in columns}
    if any(each.measure in columns for each in shown.disagreements):
        marks.add("disagreement")
    if any(measure in columns for measure, _ in shown.unable):
        marks.add("unable")
    return marks


def _panel(shown: Shown, axis: TimeAxis, x: dict[str, Any], test: _Test) -> dict[str, Any] | None:
    values = {column: shown.values.get(column, []) for column in test.columns}
    unused = [each for each in shown.disagreements if each.measure in test.columns]
    unable = [day for measure, day in shown.unable if measure in test.columns]
    numbers = [each.value for each in [*unused, *(each for found in values.values() for each in found)]]
    if not numbers and not unable:
        return None
    bottom, top = min(numbers, default=0.0) * _FOOTROOM, max(numbers, default=1.0) * _HEADROOM
    ticks = {"tickCount": 3, "title": None, "tickSize": 0, "labelPadding": 6, "format": "~f"}
    y_axis = ticks if numbers else None
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [bottom, top], "nice": False}, "axis": y_axis}
    place = {"x": x, "y": y}
    layers = []
    for column, found in values.items():
        hollow = column == "nhpt_nondominant"
        curve = curve_of(found, axis, shown.definition.window, shown.last)
        layers += [
            step_layer(curve, width=0.8 if hollow else 1.4, **place),
            value_layer(found, axis, place, size=18, hollow=hollow),
        ]
    mark = VALUES["unable"]
    look = {"shape": mark.shape, "size": mark.size, "fill": mark.fill, "stroke": mark.edge}
    crosses = [
        {
            "x": axis.number(day),
            "value": top - (top - bottom) * 0.12,
            "tip": f"Could not be done because of MS, {say_day(day)}.",
            **look,
        }
        for day in unable
    ]
    changes = [change for change in shown.changes if change.measure in test.columns]
    layers += [
        disagreement_layer(unused, axis, **place),
        change_layer(changes, axis, **place),
        mark_layer(crosses, **place),
    ]
    frame = layer([{"x": axis.start, "value": bottom}], {"type": "point", "opacity": 0}, **place)
    both = test.hollow_title and values[test.columns[-1]]
    title = _fitting(test.hollow_title if both else test.titles, axis.width)
    drawn = [frame, *(each for each in layers if each["data"]["values"])]
    return {"layer": drawn, "width": axis.width, "height": _HEIGHT, "title": {"text": title, **HEADING}}


def _fitting(titles: tuple[str, ...], room: float) -> str:
    return next((title for title in titles if width_of(title, 11, bold=True) <= room), titles[-1])
