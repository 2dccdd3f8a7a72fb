"""The settings of worked examples: fields of rules by their dotted names, and what the text beside them means."""

from __future__ import annotations

import types
import typing
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from definitions.grids import PageError
from mscourse.rules.causes import RelapseFreeWindow
from mscourse.rules.library import PRESETS, SPMS_DEFINITIONS
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.milestones import milestones_montobbio_2024
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.separation import separation_montobbio_2024
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE, EdssThresholds

NAMED: dict[str, Any] = {
    **PRESETS,
    **{rule.name: rule for rule in (milestones_montobbio_2024, separation_montobbio_2024)},
}
"""Every rule that a page can name."""

THRESHOLDS = {**EDSS_THRESHOLDS, "CORe": IMPROVEMENT_OF_CORE}
NOTHING = "none"

Settings = tuple[tuple[str, str], ...]
"""Dotted names with the text of their values."""


def with_settings(rule: Any, settings: Iterable[tuple[str, str]]) -> Any:
    """The rule with each of these fields, however deep, set to what the text says; all at once.

    Raises:
        PageError: if there is no such field, or the text is not of its kind.
    """
    deeper: dict[str, list[tuple[str, str]]] = defaultdict(list)
    values: dict[str, Any] = {}
    kinds = typing.get_type_hints(type(rule))
    for path, text in settings:
        name, _, rest = path.partition(".")
        if name not in {each.name for each in fields(rule)}:
            raise PageError(f"{type(rule).__name__} has no field {name}.")
        if rest:
            deeper[name].append((rest, text))
        else:
            values[name] = _value(text, kinds[name], name)
    for name, within in deeper.items():
        present = getattr(rule, name)
        values[name] = with_settings(RelapseDistance() if present is None else present, within)
    return replace(rule, **values)


def _value(text: str, kind: Any, name: str) -> Any:
    """What the text means for a field of that kind."""
    if isinstance(kind, types.UnionType):
        if text == NOTHING:
            return None
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        return _value(text, inner[0], name)
    if typing.get_origin(kind) is tuple:
        return tuple(_item(each.strip(), typing.get_args(kind)[0], name) for each in text.split(",") if each.strip())
    return _item(text, kind, name)


def _item(text: str, kind: Any, name: str) -> Any:
    if kind is EdssThresholds:
        return THRESHOLDS[text]
    if kind is RelapseFreeWindow:
        return window(text)
    if kind is CustomMeasure:
        return custom_measure(text)
    if is_dataclass(kind):
        return {**SPMS_DEFINITIONS, **NAMED}[text]
    if kind is bool:
        if text not in {"true", "false"}:
            raise PageError(f"{name} is `true` or `false`, not `{text}`.")
        return text == "true"
    return kind(text) if kind in {int, float} else text


def window(text: str) -> RelapseFreeWindow:
    """The window that is written as `event-90..event+30`."""
    first, dots, last = text.partition("..")
    if not dots:
        raise PageError(f"a window is written as `event-90..event+30`, not `{text}`.")
    start, start_days = _point(first)
    end, end_days = _point(last)
    return RelapseFreeWindow(start=start, start_days=start_days, end=end, end_days=end_days)


def _point(text: str) -> tuple[Any, int]:
    for sign in "+-":
        name, found, days = text.partition(sign)
        if found:
            return name.strip(), int(f"{sign}{days}")
    return text.strip(), 0


def custom_measure(text: str) -> CustomMeasure:
    """The measure that is written as `pdds higher 0:1 4:0.5` or `pasat lower fraction 0.2`."""
    column, worse, *steps = text.split()
    direction: Any = worse
    if steps[:1] == ["fraction"]:
        return CustomMeasure(column=column, worse=direction, fraction=float(steps[1]))
    strata = tuple((float(bound), float(step)) for bound, _, step in (each.partition(":") for each in steps))
    return CustomMeasure(column=column, worse=direction, strata=strata)


def custom_columns(settings: Iterable[tuple[str, str]]) -> set[str]:
    """The columns of the user's own that these settings name."""
    return {each.split()[0] for name, text in settings if name == "custom" for each in text.split(",")}
