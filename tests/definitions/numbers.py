"""The numbers of a definition, and the definition with one of them moved by its smallest step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from mscourse.errors import DefinitionError
from mscourse.rules.course import CourseDefinition
from mscourse.rules.worsening import EdssThresholds
from mscourse.tables.schemas import EDSS_STEPS

SMALLEST_EDSS_STEP = 0.5
DIRECTIONS = {"up": 1, "down": -1}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A definition in which one number was moved: which, where to, and the definition."""

    name: str
    """The dotted name of the field that holds the number."""
    words: str
    definition: CourseDefinition


def moved_numbers(definition: CourseDefinition) -> Iterator[Moved]:
    """Each number of the definition moved up and down, where the rule allows that."""
    for path, present, metadata in _numbers(definition, ()):
        name = ".".join(path)
        moves = _moved_strata(present) if isinstance(present, EdssThresholds) else _moved_number(present, metadata)
        for words, value in moves:
            yield Moved(name=name, words=f"{name} {words}", definition=_with(definition, path, value))


def _numbers(rule: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Every number of the rule and of the rules within it, with its path and what is said of it."""
    for each in fields(rule):
        value, here = getattr(rule, each.name), (*path, each.name)
        if "low" in each.metadata or isinstance(value, EdssThresholds):
            yield here, value, each.metadata
        elif is_dataclass(value):
            yield from _numbers(value, here)


def _moved_number(present: float, metadata: Any) -> Iterator[tuple[str, float]]:
    for direction, sign in DIRECTIONS.items():
        value = round(present + sign * metadata["step"], 9)
        if metadata["low"] <= value <= metadata["high"]:
            yield f"{direction} to {value}", type(present)(value)


def _moved_strata(present: EdssThresholds) -> Iterator[tuple[str, EdssThresholds]]:
    """The thresholds with one stratum beginning one EDSS value earlier or later, or one step half a point off."""
    for place, (bound, step) in enumerate(present.strata):
        for direction, sign in DIRECTIONS.items():
            on_scale = EDSS_STEPS.index(bound) + sign
            moves = {f"step from {bound} {direction} to": (bound, step + sign * SMALLEST_EDSS_STEP)}
            if on_scale >= 0 and bound != 0:
                moves[f"stratum from {bound} {direction} to"] = (EDSS_STEPS[on_scale], step)
            for words, stratum in moves.items():
                strata = (*present.strata[:place], stratum, *present.strata[place + 1 :])
                try:
                    yield f"{words} {stratum}", EdssThresholds(name="moved", strata=strata)
                except DefinitionError:
                    continue  # Not a set of thresholds: two strata from one value, or a step below half a point.


def _with(rule: Any, path: tuple[str, ...], value: object) -> Any:
    name, *deeper = path
    return replace(rule, **{name: _with(getattr(rule, name), tuple(deeper), value) if deeper else value})
