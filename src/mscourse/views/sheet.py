"""A sheet to draw on: time across, pixels down; boxes, hatching, text and marks gathered into a few chart layers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from mscourse.views import palette
from mscourse.views.marks import Mark
from mscourse.views.text_width import width_of
from mscourse.views.vocabulary import Day

_EPOCH = dt.date(1970, 1, 1)
_MILLISECONDS = 86_400_000
_HATCH_STEP = 6.0


@dataclass(frozen=True, kw_only=True)
class TimeAxis:
    """The stretch of time that is drawn, and how many pixels wide."""

    start: float
    end: float
    width: float
    whole_days: bool
    margin: float = 0.0
    """How much of it, as the axis counts, stays empty at either end."""

    @property
    def right_edge(self) -> float:
        """How many pixels from the left the last state is drawn to: a little past its last day."""
        return self.width * (1 - self.margin / (self.end - self.start))

    def number(self, day: Day) -> float:
        """The day as the axis counts: milliseconds since 1970, or whole days."""
        return float(day) if isinstance(day, int) else float((day - _EPOCH).days * _MILLISECONDS)

    def pixel(self, day: Day) -> float:
        """How many pixels from the left the day begins."""
        return (self.number(day) - self.start) / (self.end - self.start) * self.width

    def at(self, pixel: float) -> float:
        """What the axis counts at this many pixels from the left."""
        return self.start + pixel / self.width * (self.end - self.start)

    def encoding(self, field_name: str = "x", axis: dict[str, Any] | None = None) -> dict[str, Any]:
        """The Vega-Lite encoding of a field along this axis."""
        kind: dict[str, Any] = {"zero": False} if self.whole_days else {"type": "utc"}
        scale = {**kind, "domain": [self.start, self.end], "nice": False}
        measured = "quantitative" if self.whole_days else "temporal"
        return {"field": field_name, "type": measured, "scale": scale, "axis": axis}

    def stretch(self, axis: dict[str, Any] | None = None) -> dict[str, Any]:
        """The encodings of stretches from `x` to `x2`; their bounds are those of the other layers of the panel.

        Vega-Lite reads bounds given here twice, as dates and as numbers, and takes the two for a conflict.
        """
        x = self.encoding(axis=axis)
        scale = {key: value for key, value in x["scale"].items() if key != "domain"}
        return {"x": {**x, "scale": scale}, "x2": {"field": "x2"}}


def layer(rows: list[dict[str, Any]], mark: dict[str, Any], **encoding: object) -> dict[str, Any]:
    """One Vega-Lite layer: its rows, its mark, its encodings."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


@dataclass(kw_only=True)
class Sheet:
    """What is to be drawn, in pixels from the top left corner of the area below the time axis."""

    axis: TimeAxis
    text_size: float = 11.0
    boxes: list[dict[str, Any]] = field(default_factory=list)
    dashed: list[dict[str, Any]] = field(default_factory=list)
    hatches: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    titles: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)

    def box(self, left: float, right: float, top: float, height: float, look: palette.Look, tip: str = "") -> None:
        """Draw a box, hatched with a dashed outline where its look says so."""
        at = self.axis.at
        shape = {"x": at(left), "x2": at(right), "y": top, "y2": top + height}
        row = {**shape, "fill": look.fill, "stroke": look.edge, "tip": tip}
        (self.dashed if look.hatched else self.boxes).append(row)
        if look.hatched:
            self._hatch(left, right, top, height)

    def label(
        self, left: float, right: float, top: float, height: float, look: palette.Look, *, last: bool = False
    ) -> bool:
        """Write the longest of the look's words that fits into the box, or behind it if it is the last of its lane.

        Returns whether words were written, and not a mere sign.
        """
        room_behind = self.axis.width - right - 4
        for words in look.words:
            if width_of(words, self.text_size) + 6 <= right - left:
                self.text(words, left + 4, top + height / 2, ink=look.ink, halo=look.hatched)
                return len(words) > 1
            if last and width_of(words, self.text_size) < room_behind:
                self.text(words, right + 4, top + height / 2)
                return len(words) > 1
        return False

    def text(self, words: str, left: float, middle: float, *, ink: str = palette.INK, halo: bool = False) -> None:
        """Write from `left`, vertically centred; a halo keeps it readable on hatching."""
        row = {"x": self.axis.at(left), "y": middle, "text": words, "ink": ink, "halo": halo}
        self.texts.append(row)

    def title(self, words: str, middle: float) -> None:
        """Write a small heading at the left edge."""
        self.titles.append({"x": self.axis.at(0), "y": middle, "text": words})

    def mark(self, pixel: float, middle: float, mark: Mark, tip: str = "") -> None:
        """Draw a small shape."""
        row = {"x": self.axis.at(pixel), "y": middle, "shape": mark.shape, "size": mark.size, "tip": tip}
        self.marks.append(row | {"fill": mark.fill, "stroke": mark.edge})

    def _hatch(self, left: float, right: float, top: float, height: float) -> None:
        start = left - height
        while start < right:
            start += _HATCH_STEP
            near, far = max(start, left), min(start + height, right)
            if near < far:
                row = {"x": self.axis.at(near), "x2": self.axis.at(far)}
                self.hatches.append(row | {"y": top + height - (near - start), "y2": top + height - (far - start)})

    def panel(self, height: float) -> dict[str, Any]:
        """Everything drawn so far as one layered Vega-Lite panel of this height."""
        scale = {"domain": [height, 0], "nice": False, "zero": False}
        y = {"field": "y", "type": "quantitative", "scale": scale, "axis": None}
        place = {"x": self.axis.encoding(), "y": y}
        corners = {**self.axis.stretch(), "y": y, "y2": {"field": "y2"}}
        paint = {
            "fill": as_it_is("fill"),
            "stroke": as_it_is("stroke"),
            "tooltip": {"field": "tip", "type": "nominal"},
        }
        words = {**place, "text": {"field": "text", "type": "nominal"}}
        text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": self.text_size}
        point = {"type": "point", "strokeWidth": 1.4, "opacity": 1}
        halo = {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
        bold = {**text, "fontWeight": 600, "color": palette.INK}
        layers = [
            layer(self.boxes, {"type": "rect", "strokeWidth": 1}, **corners, **paint),
            layer(self.dashed, {"type": "rect", "strokeWidth": 1, "strokeDash": [3, 2]}, **corners, **paint),
            layer(self.hatches, {"type": "rule", "strokeWidth": 0.8, "color": palette.HATCH}, **corners),
            layer(self.marks, point, **place, **paint, shape=as_it_is("shape"), size=as_it_is("size")),
            layer([row for row in self.texts if row["halo"]], halo, **words),
            layer(self.texts, text, **words, color=as_it_is("ink")),
            layer(self.titles, bold, **words),
        ]
        drawn = [each for each in layers if each["data"]["values"]]
        return {"layer": drawn, "width": self.axis.width, "height": height}


def as_it_is(field_name: str) -> dict[str, Any]:
    """The encoding of a field that holds the very shape, size or colour."""
    return {"field": field_name, "type": "quantitative" if field_name == "size" else "nominal", "scale": None}
