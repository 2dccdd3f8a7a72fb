"""The EDSS panel of the disease-course graphic: steps, gaps, worsenings, relapses, SPMS onset, thresholds on demand."""

from __future__ import annotations

from typing import Any

from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.curves import (
    TIP,
    Curve,
    change_layer,
    curve_of,
    disagreement_layer,
    step_layer,
    value_layer,
)
from mscourse.views.sheet import TimeAxis, layer
from mscourse.views.shown import Change, Shown
from mscourse.views.text_width import width_of

_HEIGHT = 170
_ROOM_OF_A_RELAPSE = 25.0
_SCALE = {"domain": [0, 10], "nice": False}
HEADING = {"fontSize": 11, "fontWeight": 600, "anchor": "start", "frame": "group"}


def edss_panel(shown: Shown, axis: TimeAxis, date_axis: dict[str, Any], *, thresholds: bool) -> dict[str, Any]:
    """The panel as a Vega-Lite layer; `date_axis` says how days are labelled under it."""
    x = axis.encoding(axis=date_axis)
    y_axis = {"values": list(range(0, 11, 2)), "title": None, "tickSize": 0, "labelPadding": 6}
    y = {"field": "value", "type": "quantitative", "scale": _SCALE, "axis": y_axis}
    place = {"x": x, "y": y}
    curve = edss_curve(shown, axis)
    changes = [change for change in shown.changes if change.measure == "edss"]
    relapses = [
        {"x": axis.number(record.day), "tip": record.said}
        for record in shown.of_table("relapses")
        if record.name != "relapse_passed_over" and 0 <= axis.pixel(record.day) <= axis.width
    ]
    frame = layer([{"x": axis.start, "value": 0}], {"type": "point", "opacity": 0}, **place)
    across = axis.stretch(date_axis)
    layers = [
        layer(curve.gaps, {"type": "rect", "color": palette.GAP}, **across),
        layer(relapses, {"type": "rule", "color": palette.RELAPSE, **_strength(len(relapses), axis)}, x=x, **TIP),
        *(_threshold_layers(shown, changes, axis, {**across, "y": y}) if thresholds else []),
        step_layer(curve, width=2, **place),
        value_layer(shown.values.get("edss", []), axis, place, size=22),
        disagreement_layer([each for each in shown.disagreements if each.measure == "edss"], axis, **place),
        change_layer(changes, axis, **place),
        *_onset_marker(shown, axis, x, y),
    ]
    drawn = [frame, *(each for each in layers if each["data"]["values"])]
    title = {"text": "Disability (EDSS)", **HEADING}
    return {"name": "edss", "layer": drawn, "width": axis.width, "height": _HEIGHT, "title": title}


def _strength(relapses: int, axis: TimeAxis) -> dict[str, float]:
    """How strong the line of a relapse is: where they stand close, the curve has to be seen through them."""
    close = relapses * _ROOM_OF_A_RELAPSE > axis.width
    return {"strokeWidth": 0.6, "opacity": 0.5} if close else {"strokeWidth": 1, "opacity": 0.75}


def edss_curve(shown: Shown, axis: TimeAxis) -> Curve:
    """The EDSS as steps, with the gaps."""
    return curve_of(shown.values.get("edss", []), axis, shown.definition.window, shown.last)


def minimum_of_spms(shown: Shown) -> float | None:
    """The lowest EDSS at which the rule lets SPMS begin, where it asked that of this person."""
    rule = shown.definition.spms_onset
    asked = any(state["derived_phenotype"] in ("rrms", "spms", "ms_unspecified") for state in shown.states)
    return rule.minimum_edss if asked and isinstance(rule, SpmsOnsetRule) else None


def _threshold_layers(
    shown: Shown, changes: list[Change], axis: TimeAxis, place: dict[str, Any]
) -> list[dict[str, Any]]:
    """For each worsening its reference and the value that counts as a step from it; the lowest EDSS of SPMS."""
    references, needed = [], []
    for change in changes:
        if change.reference_value is None or change.reference_date is None:
            continue
        begins = max(axis.number(change.reference_date), axis.start)
        ends = axis.number(shown.last if change.confirmed_on is None else change.confirmed_on)
        step = _step(shown, change.reference_value)
        reference, counts = (
            say.say_value("edss", value) for value in (change.reference_value, change.reference_value + step)
        )
        row = {"x": begins, "x2": ends}
        tip = f"Reference of the worsening of {say.say_day(change.onset)}: {reference}."
        references.append({**row, "value": change.reference_value, "tip": tip})
        tip = f"A rise of {step:g} from the reference counts: {counts}."
        needed.append({**row, "value": change.reference_value + step, "tip": tip})
    minimum = minimum_of_spms(shown)
    lowest = [] if minimum is None else [{"x": axis.start, "x2": axis.end, "value": minimum}]
    line = {"type": "rule", "color": palette.THRESHOLD, "strokeWidth": 1.4}
    return [
        layer(lowest, {"type": "rule", "color": palette.QUIET, "strokeWidth": 1, "strokeDash": [8, 3, 2, 3]}, **place),
        layer(references, {**line, "strokeDash": [2, 2]}, **place, **TIP),
        layer(needed, {**line, "strokeDash": [6, 3]}, **place, **TIP),
    ]


def _step(shown: Shown, reference: float) -> float:
    """The rise that counts from this reference, as the rule has it."""
    strata = shown.definition.worsening.edss.strata
    return next(step for bound, step in reversed(strata) if reference >= bound)


def _onset_marker(shown: Shown, axis: TimeAxis, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The onset of SPMS by the rule as a line, the day it was known as a dotted one, and both in words."""
    onset, known = shown.states[-1]["spms_onset"], shown.states[-1]["spms_known_on"]
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
    row = {"x": axis.number(onset), "value": 9.5, "text": words, "tip": f"SPMS by the rule: {began}, {known_from}."}
    written = {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}
    rule = {"type": "rule", "color": palette.INK}
    return [
        layer([row], {**rule, "strokeWidth": 1.5}, x=x, **TIP),
        layer([{"x": axis.number(known)}], {**rule, "strokeWidth": 1.2, "strokeDash": [1, 3]}, x=x),
        layer([row], {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}, **written),
        layer([row], text, **written),
    ]
