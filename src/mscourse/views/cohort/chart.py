"""What the figures of a cohort have in common: their frame, their axes, and how words get a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mscourse.views import palette

if TYPE_CHECKING:
    import altair as alt

Specification = dict[str, Any]
WIDE, NARROW = 680, 330
RIGHT = 14
"""Pixels beside the last tick, for its label."""
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_TELEPHONE = 420
_LEGEND_ROW = 17
_CONFIG = {
    "font": palette.FONT,
    "background": "white",
    "view": {"stroke": None},
    "title": {"anchor": "start", "color": palette.INK, "fontSize": 12, "fontWeight": 600, "offset": 6},
    "axis": {
        "labelColor": palette.QUIET,
        "labelFontSize": 11,
        "titleColor": palette.QUIET,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": palette.GRID,
        "tickColor": palette.GRID,
        "domain": False,
    },
    "legend": {"labelColor": palette.INK, "labelFontSize": 11, "labelLimit": 300, "title": None, "orient": "top"},
    "text": {"color": palette.INK, "fontSize": 11},
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing in a figure: its word in the frame, what the legend says, and how it looks."""

    word: str
    said: str
    fill: str
    edge: str
    ink: str = palette.INK
    dashed: bool = False
    """What could not be judged, or is not there."""

    @classmethod
    def of(cls, word: str, said: str, look: palette.Look) -> Kind:
        """The kind that looks as in one person's course."""
        return cls(word=word, said=said, fill=look.fill, edge=look.edge, ink=look.ink, dashed=look.hatched)


def whole(panel: Specification, *, description: str) -> Specification:
    """The panel, or what is put together from several, as a specification of its own."""
    return {"$schema": _SCHEMA, "description": description, **panel, "padding": 4, "config": _CONFIG}


def chart_of(specification: Specification) -> alt.Chart:
    """The specification as an Altair chart, to show, to change, or to write with `mscourse.plot.save`."""
    import altair as alt  # noqa: PLC0415 - the report draws without it

    chart: alt.Chart = alt.Chart.from_dict(specification)
    return chart


def is_narrow(width: float) -> bool:
    """Whether the figure is for a telephone: fewer ticks, and legends below each other."""
    return width < _TELEPHONE


def scales_of(kinds: Sequence[Kind], field: str, *, width: float, legend: bool = True) -> Specification:
    """Fill, edge and dashes of marks that have the kind's words in a field; one legend for the three."""
    domain = [kind.said for kind in kinds]
    shown = {"columns": columns_of(domain, width), "symbolType": "square", "symbolSize": 130} if legend else None

    def scale(values: Sequence[Any]) -> Specification:
        return {"field": field, "type": "nominal", "scale": {"domain": domain, "range": list(values)}, "legend": shown}

    return {
        "fill": scale([kind.fill for kind in kinds]),
        "stroke": scale([kind.edge for kind in kinds]),
        "strokeDash": scale([[3, 2] if kind.dashed else [1, 0] for kind in kinds]),
    }


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a legend that a figure draws itself."""

    words: str
    shape: str
    fill: str
    edge: str
    dashed: bool = False


def legend_panel(items: Sequence[Item], width: float) -> Specification:
    """The legend as a panel: where several layers have looks of their own, Vega-Lite would draw one for each scale."""
    columns = columns_of([item.words for item in items], width)
    room = width / columns
    layers: list[Specification] = []
    for at, item in enumerate(items):
        x, y = room * (at % columns), _LEGEND_ROW * (at // columns + 0.5)
        look = {
            "shape": item.shape,
            "fill": item.fill,
            "stroke": item.edge,
            "strokeDash": [3, 2] if item.dashed else [1, 0],
        }
        layers += [
            {
                "data": {"values": [{}]},
                "mark": {"type": "point", "size": 80, "opacity": 1, "x": x + 6, "y": y, **look},
                "encoding": {},
            },
            {
                "data": {"values": [{"words": item.words}]},
                "mark": {"type": "text", "align": "left", "baseline": "middle", "x": x + 18, "y": y},
                "encoding": {"text": {"field": "words"}},
            },
        ]
    return {"width": width, "height": _LEGEND_ROW * -(-len(items) // columns), "layer": layers}


def columns_of(words: Sequence[str], width: float) -> int:
    """How many columns of a legend fit beside each other."""
    widest = max((len(word) for word in words), default=1)
    return max(1, min(len(words), int(width // (widest * 6.2 + 34))))


def percent_axis(title: str, extent: float) -> Specification:
    """An axis of shares in percent that takes so much room, so that panels stand in line."""
    return {
        "title": title,
        "format": "d",
        "labelExpr": "datum.label + ' %'",
        "values": [0, 25, 50, 75, 100],
        "minExtent": extent,
        "maxExtent": extent,
    }


def upper_end(highest: float | None) -> float:
    """A round number above the highest value of an axis."""
    if not highest:
        return 1.0
    size = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 10.0 ** -len(f"{1 / highest:.0f}")
    return next((step * size for step in (1, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 50) if step * size >= highest), highest)
