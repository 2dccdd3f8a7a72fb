"""How often people go from one state to another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from mscourse.views import palette
from mscourse.views.cohort.chart import RIGHT, Specification, chart_of, is_narrow, whole
from mscourse.views.cohort.words import STATES, said_of

if TYPE_CHECKING:
    import altair as alt

_SHORT = {"MS, not yet specified": "unspecified"}
_ROW = 24
_WIDE_LABELS, _NARROW_LABELS = 176.0, 146.0


def transitions(rates: pl.DataFrame, *, width: float = 640) -> alt.Chart:
    """The rate of each transition that was seen, with its interval, on a scale of powers of ten.

    Args:
        rates: what `mscourse.measures.transition_rates` gives.
        width: of the whole figure, in pixels.
    """
    return chart_of(transitions_specification(rates, width=width))


def transitions_specification(rates: pl.DataFrame, *, width: float) -> Specification:
    """The same in Vega-Lite."""
    said = said_of(STATES[str(rates.get_column("of").item(0))])
    rows: list[dict[str, Any]] = [
        {
            "transition": f"{_short(said[row['from_state']])} → {_short(said[row['to_state']])}",
            "rate": row["rate"],
            "lower": row["lower"],
            "upper": row["upper"],
            "number": f"{row['transitions']:,} in {row['person_years']:,.0f} y",
        }
        for row in rates.filter(pl.col("transitions") > 0).to_dicts()
    ]
    labels = _NARROW_LABELS if is_narrow(width) else _WIDE_LABELS
    numbers = 0.0 if is_narrow(width) else 100.0
    low = min((row["lower"] for row in rows), default=0.1)
    high = max((row["upper"] for row in rows), default=1.0)
    domain = [10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high))]
    x = {
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain},
        "axis": {
            "title": "transitions per person-year",
            "format": "~g",
            "values": _powers(domain),
            "labelOverlap": "greedy",
        },
    }
    y = {
        "field": "transition",
        "type": "nominal",
        "sort": [row["transition"] for row in rows],
        # The words are few and known, and have room: in a face that Vega-Lite cannot measure a limit would cut them.
        "axis": {"title": None, "ticks": False, "minExtent": labels, "maxExtent": labels, "labelLimit": 0},
    }
    layers: list[Specification] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "color": palette.EDSS},
            "encoding": {"x": {**x, "field": "lower"}, "x2": {"field": "upper"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "color": palette.EDSS, "opacity": 1},
            "encoding": {"x": {**x, "field": "rate"}, "y": y},
        },
    ]
    inner = width - labels - numbers - RIGHT - 8
    if numbers:
        text = {"type": "text", "align": "right", "x": inner + numbers, "color": palette.QUIET}
        layers.append({"mark": text, "encoding": {"y": y, "text": {"field": "number"}}})
    panel = {
        "width": inner,
        "height": {"step": _ROW},
        "data": {"values": rows},
        "layer": layers,
    }
    return whole(panel, description=describe(rates))


def describe(rates: pl.DataFrame) -> str:
    """The transitions that were seen, most frequent first."""
    said = said_of(STATES[str(rates.get_column("of").item(0))])
    seen = rates.filter(pl.col("transitions") > 0).sort("rate", descending=True).to_dicts()
    told = [f"{said[row['from_state']]} to {said[row['to_state']]} {row['rate']:.3f}" for row in seen]
    return f"Transitions per person-year: {'; '.join(told) or 'none were seen'}."


def _short(said: str) -> str:
    return _SHORT.get(said, said)


def _powers(domain: list[float]) -> list[float]:
    first, last = (round(math.log10(end)) for end in domain)
    return [10.0**power for power in range(first, last + 1)]
