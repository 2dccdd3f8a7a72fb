"""The numbers of a rule, and the rule with one of them moved by its smallest step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from mscourse.errors import DefinitionError
from mscourse.rules.causes import CauseRule, RelapseFreeWindow
from mscourse.rules.worsening import EdssThresholds
from mscourse.tables.schemas import EDSS_STEPS

SMALLEST_EDSS_STEP = 0.5
MOST_ANSWERS = 120
DIRECTIONS = {"up": 1, "down": -1}
Path = tuple[str | int, ...]
_WHOLE_STEP = {"step": 1, "low": float("-inf"), "high": float("inf")}


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number, or a set of thresholds, of a rule: where it stands, and what its field says of it."""

    path: Path
    value: Any
    metadata: Any
    holders: tuple[Any, ...]
    """The rules that it stands in, the outermost first."""

    @property
    def name(self) -> str:
        """The dotted name of the field that holds the number."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A rule in which one number was moved: which, where to, and the rule."""

    name: str
    """The dotted name of the field that holds the number."""
    words: str
    definition: Any


def moved_numbers(definition: Any, *, apart_from: Any = None) -> Iterator[Moved]:
    """Each number of the rule moved up and down, where the rule allows that and it can make a difference.

    With `apart_from`, a rule of the same kind, only the numbers in which the two differ.
    """
    same = {} if apart_from is None else {each.path: each.value for each in numbers(apart_from)}
    for number in numbers(definition):
        if number.path in same and same[number.path] == number.value:
            continue
        for words, value in _moves(number):
            try:
                moved = _with(definition, number.path, value)
            except DefinitionError:
                continue  # Not a rule: a window that ends before it begins, or a wait longer than the next.
            yield Moved(name=number.name, words=f"{number.name} {words}", definition=moved)


def numbers(rule: Any) -> Iterator[Number]:
    """Every number of the rule and of the rules within it. None is no number, and a seed measures nothing."""
    yield from _numbers(rule, (), ())


def _numbers(rule: Any, path: Path, holders: tuple[Any, ...]) -> Iterator[Number]:
    for each in fields(rule):
        yield from _under(getattr(rule, each.name), (*path, each.name), each.metadata, (*holders, rule))


def _under(value: Any, path: Path, metadata: Any, holders: tuple[Any, ...]) -> Iterator[Number]:
    is_number = "low" in metadata and value is not None and metadata["unit"] != "seed"
    if is_number or isinstance(value, EdssThresholds):
        yield Number(path=path, value=value, metadata=metadata, holders=holders)
    elif is_dataclass(value):
        yield from _numbers(value, path, holders)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            if isinstance(item, int | float):
                yield Number(path=(*path, place), value=item, metadata=_WHOLE_STEP, holders=holders)
            elif is_dataclass(item):
                yield from _under(item, (*path, place), metadata, holders)


def _moves(number: Number) -> Iterator[tuple[str, Any]]:
    if isinstance(number.value, EdssThresholds):
        for words, thresholds in _moved_strata(number.value):
            if _tell_apart(number, thresholds):
                yield words, thresholds
        return
    for direction, sign in DIRECTIONS.items():
        value = round(number.value + sign * number.metadata["step"], 9)
        inside = number.metadata["low"] <= value <= number.metadata["high"]
        if inside and not _covered(number, sign) and not _same_answers(number, value):
            yield f"{direction} to {value}", type(number.value)(value)


def _covered(number: Number, sign: int) -> bool:
    """Whether the day that a relapse-free window wins or loses belongs to the span of relapse association anyway.

    A relapse on such a day makes a worsening relapse-associated, or undefined if its date is unsure, whether or not
    the window has the day.
    """
    window, cause = number.holders[-1], number.holders[-2] if len(number.holders) > 1 else None
    if not isinstance(window, RelapseFreeWindow) or not isinstance(cause, CauseRule):
        return False
    at_start = number.path[-1] == "start_days"
    if (window.start if at_start else window.end) != "event":
        return False
    grows = sign < 0 if at_start else sign > 0
    day = number.value + (sign if grows else 0)
    return -cause.associated_before <= day <= cause.associated_after


def _same_answers(number: Number, moved: float) -> bool:
    """Whether the step of the symbol digit test is the same number of whole answers from every reference."""
    rule, name = number.holders[-1], str(number.path[-1])
    if name not in {"sdmt_points", "sdmt_fraction"}:
        return False
    steps = {"sdmt_points": rule.sdmt_points, "sdmt_fraction": rule.sdmt_fraction}
    return all(
        _answers(reference, rule.sdmt_needs, **steps) == _answers(reference, rule.sdmt_needs, **{**steps, name: moved})
        for reference in range(MOST_ANSWERS + 1)
    )


def _answers(reference: int, needs: str, *, sdmt_points: float | None, sdmt_fraction: float | None) -> int:
    steps = [sdmt_points, None if sdmt_fraction is None else round(sdmt_fraction * reference, 9)]
    given = [step for step in steps if step is not None]
    return math.ceil(min(given) if needs == "either" else max(given))


def _tell_apart(number: Number, moved: EdssThresholds) -> bool:
    """Whether some two values of the scale differ by the step of one of the two sets and not by that of the other."""
    rule, name = number.holders[-1], number.path[-1]
    rises = name == "edss"
    falls = name == "edss_improvement" or getattr(rule, "edss_improvement", None) is None
    pairs = [(one, other) for one in EDSS_STEPS for other in EDSS_STEPS]
    return any(
        _counts(number.value, one, other) != _counts(moved, one, other)
        for one, other in pairs
        if (rises and other > one) or (falls and other < one)
    )


def _counts(thresholds: EdssThresholds, reference: float, value: float) -> bool:
    step = next(step for bound, step in reversed(thresholds.strata) if reference >= bound)
    return abs(value - reference) >= step


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


def _with(rule: Any, path: Path, value: object) -> Any:
    """The rule with the value in that place, made anew on the way down to it."""
    if not path:
        return value
    name, *deeper = path
    if isinstance(name, int):
        return (*rule[:name], _with(rule[name], tuple(deeper), value), *rule[name + 1 :])
    return replace(rule, **{name: _with(getattr(rule, name), tuple(deeper), value)})
