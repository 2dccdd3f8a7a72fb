"""Time and memory against the number of people, both in powers of ten, each line with its name at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.lines import Line, Run
from benchmarks.words import CHANGES, COURSE, Said
from mscourse.views.cohort.chart import Specification, whole

WIDTH = 470
HEIGHTS = {"The whole course": 270, "Confirmed changes of EDSS alone": 200}
BETWEEN_NAMES = 15
"""Pixels from one name to the next, at least."""
MOVES = (0, -8, 8, -16, 16, -24, 24, -32, 32)
"""Pixels by which a name may be moved down from the end of its line, the first that is free."""
FEW_POWERS = 3
"""Powers of ten on an axis below which there are ticks between them."""
_LETTER = 6.0
_BESIDE = 9
Point = tuple[float, float]


def picture(run: Run, field: str, *, title: str) -> Specification:
    """Two panels, one for each kind of work, on the same scales.

    Args:
        run: what was measured.
        field: of a line, `seconds` or `peak_mb`.
        title: of the axis.
    """
    panels = dict(zip(HEIGHTS, (COURSE, CHANGES), strict=True))
    shown = {name: series(run, field, words) for name, words in panels.items()}
    points = [point for each in shown.values() for line in each.values() for point in line]
    if not points:
        points = [(1.0, 1.0)]
    scales = Scales(points)
    drawn = [
        panel(name, shown[name], words, scales, title, is_last=name == list(panels)[-1])
        for name, words in panels.items()
    ]
    looks = {"scale": dict.fromkeys(("color", "strokeDash", "shape"), "independent")}
    return whole({"vconcat": drawn, "spacing": 18, "resolve": looks}, description=in_words(shown, panels, title))


def series(run: Run, field: str, words: Mapping[str, Said]) -> dict[str, list[Point]]:
    """The points of each line: people, and what they took."""
    found = {what: [point for line in run.of(what) for point in _point(line, field)] for what in words}
    return {what: points for what, points in found.items() if points}


def _point(line: Line, field: str) -> list[Point]:
    value = getattr(line, field)
    return [(float(line.patients), float(value))] if line.patients and value else []


class Scales:
    """Both axes in powers of ten, around all points."""

    def __init__(self, points: Sequence[Point]) -> None:
        people, values = zip(*points, strict=True)
        self.x = (min(people) / 1.3, max(people) * 1.3)
        self.y = (min(values) / 1.6, max(values) * 1.6)

    def height_of(self, value: float, height: float) -> float:
        """How many pixels below the upper edge a value is drawn."""
        low, high = (math.log10(edge) for edge in self.y)
        return height * (high - math.log10(value)) / (high - low)

    def value_at(self, pixels: float, height: float) -> float:
        """The value that is drawn so far below the upper edge."""
        low, high = (math.log10(edge) for edge in self.y)
        return float(10 ** (high - (high - low) * pixels / height))

    def place_of(self, people: float) -> float:
        """How many pixels from the left so many people are drawn."""
        low, high = (math.log10(edge) for edge in self.x)
        return WIDTH * (math.log10(people) - low) / (high - low)


def panel(
    name: str, lines: Mapping[str, list[Point]], words: Mapping[str, Said], scales: Scales, title: str, *, is_last: bool
) -> Specification:
    """One kind of work: its lines, their points, and their names."""
    height = HEIGHTS[name]
    rows = [{"what": what, "people": at, "took": took} for what, points in lines.items() for at, took in points]
    x = _axis("people", scales.x, "people" if is_last else None)
    y = _axis("took", scales.y, title)
    look = {
        "color": _by_what(words, [said.colour for said in words.values()]),
        "strokeDash": _by_what(words, [list(said.dashes) for said in words.values()]),
    }
    shape = _by_what(words, [said.shape for said in words.values()])
    encoded = {"x": x, "y": y, "color": look["color"]}
    point = {"type": "point", "filled": True, "size": 46, "opacity": 1}
    names = [{**row, "name": words[row["what"]].label} for row in names_of(lines, words, scales, height)]
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": _BESIDE, "fontSize": 11}
    called = {**encoded, "text": {"field": "name"}}
    return {
        "title": name,
        "width": WIDTH,
        "height": height,
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"x": x, "y": y, **look}},
            {"mark": point, "encoding": {**encoded, "shape": shape}},
            {
                "data": {"values": names},
                "mark": {**text, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"},
                "encoding": {key: value for key, value in called.items() if key != "color"},
            },
            {"data": {"values": names}, "mark": text, "encoding": called},
        ],
    }


def _axis(field: str, domain: tuple[float, float], title: str | None) -> Specification:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"type": "log", "domain": list(domain), "nice": False},
        "axis": {
            "title": title,
            "values": ticks(*domain),
            "labelExpr": "datum.value < 1 ? format(datum.value, '~g') : format(datum.value, ',')",
            "minExtent": 58 if field == "took" else 0,
        },
    }


def _by_what(words: Mapping[str, Said], values: Sequence[Any]) -> Specification:
    return {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": list(words), "range": list(values)},
        "legend": None,
    }


def ticks(low: float, high: float) -> list[float]:
    """Powers of ten between both, and steps of 1, 2 and 5 where these are few."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if math.log10(high / low) < FEW_POWERS else (1,)
    return [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]


def names_of(
    lines: Mapping[str, list[Point]], words: Mapping[str, Said], scales: Scales, height: float
) -> list[dict[str, Any]]:
    """Where the name of each line is written: beside its end, or above or below where something is in its way there."""
    drawn = [spot for points in lines.values() for spot in along(points, scales, height)]
    placed: list[Box] = []
    rows = []
    for what, points in sorted(lines.items(), key=lambda one: -one[1][-1][1]):
        people, took = points[-1]
        left, down = scales.place_of(people) + _BESIDE, scales.height_of(took, height)
        boxes = [Box(left, left + _LETTER * len(words[what].label), down + moved) for moved in MOVES]
        free = [box for box in boxes if not any(map(box.meets, placed)) and not any(map(box.holds, drawn))]
        apart = [box for box in boxes if not any(map(box.meets, placed))]
        chosen = (free or apart or boxes)[0]
        placed.append(chosen)
        rows.append({"what": what, "people": people, "took": scales.value_at(chosen.middle, height)})
    return rows


class Box(NamedTuple):
    """Where a name would stand, in pixels."""

    left: float
    right: float
    middle: float

    def meets(self, other: Box) -> bool:
        """Whether the two are in each other's way."""
        beside = self.right < other.left or other.right < self.left
        return not beside and abs(self.middle - other.middle) < BETWEEN_NAMES

    def holds(self, spot: Point) -> bool:
        """Whether a spot lies in it."""
        return self.left <= spot[0] <= self.right and abs(self.middle - spot[1]) < BETWEEN_NAMES / 2


def along(points: Sequence[Point], scales: Scales, height: float) -> list[Point]:
    """Spots along a line, in pixels, near enough for no name to slip between them."""
    spots = [(scales.place_of(people), scales.height_of(took, height)) for people, took in points]
    found = spots[:1]
    for (left, down), (right, further) in pairwise(spots):
        steps = max(int(math.hypot(right - left, further - down) / 4), 1)
        found += [
            (left + (right - left) * step / steps, down + (further - down) * step / steps)
            for step in range(1, steps + 1)
        ]
    return found


def in_words(
    shown: Mapping[str, Mapping[str, list[Point]]], panels: Mapping[str, Mapping[str, Said]], title: str
) -> str:
    """The picture in words: where each line ends."""
    told = [
        f"{panels[name][what].label}: {points[-1][1]:,.4g} at {points[-1][0]:,.0f} people"
        for name, lines in shown.items()
        for what, points in lines.items()
    ]
    return f"Lines of {title} against the number of people. {'; '.join(told) or 'Nothing was measured'}."
