"""Fields of rules: each number carries its meaning, unit, range and smallest step once."""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mscourse.errors import DefinitionError

_ROOM = 60
_EDSS = "EDSS points"
_EXACT = 2**53
"""Whole numbers up to here are the same as floating-point numbers."""
_PLAIN: dict[Any, Any] = {int: int, float: int | float, str: str}


def number(default: float | None, meaning: str, *, unit: str, low: float, high: float, step: float = 1) -> Any:  # noqa: ANN401 - like dataclasses.field, the value stands for the field's type
    """A numeric field. `step` is the smallest change that the definition's page must notice.

    Where the field's type allows it, None says that the rule does not look at this.
    """
    metadata = {"meaning": meaning, "unit": unit, "low": low, "high": high, "step": step}
    return dataclasses.field(default=default, metadata=metadata)


def choice(default: Any, meaning: str, *, allowed: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A field with a closed list of values."""
    return dataclasses.field(default=default, metadata={"meaning": meaning, "allowed": allowed})


def described(default: Any, meaning: str) -> Any:  # noqa: ANN401
    """A field that is neither a plain number nor a closed list; the rule checks it itself."""
    return dataclasses.field(default=default, metadata={"meaning": meaning})


class Checked:
    """A rule whose fields are checked against their own types and metadata when it is made."""

    def __post_init__(self) -> None:
        """Check each field.

        Raises:
            DefinitionError: if a value is of the wrong kind, a number is out of its range, or a choice is not on its
                list.
        """
        rule_class: type = type(self)
        kinds = _kinds(rule_class)
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value, rule = getattr(self, field.name), field.metadata
            name = f"{type(self).__name__}.{field.name}"
            if "allowed" in rule and not any(value is each or value == each for each in rule["allowed"]):
                raise DefinitionError(
                    f"{name} cannot be {_shown(value)}.", f"It is one of {', '.join(map(repr, rule['allowed']))}."
                )
            fits = _fits(value, kinds[field.name]) and _within(value, rule) and _on_scale(value, rule)
            if not fits:
                raise DefinitionError(f"{name} cannot be {_shown(value)}.", f"It is {_wanted(rule, field.type)}.")


def _within(value: Any, rule: Mapping[str, Any]) -> bool:  # noqa: ANN401
    """Whether the value is inside the range of its field, if that has one."""
    return "low" not in rule or value is None or rule["low"] <= value <= rule["high"]


def _on_scale(value: Any, rule: Mapping[str, Any]) -> bool:  # noqa: ANN401
    """Whether a value of the EDSS, of which there are only so many, is one of them; other steps bind nobody."""
    return rule.get("unit") != _EDSS or value is None or value % rule["step"] == 0


@functools.cache
def _kinds(rule: type) -> dict[str, Any]:
    return typing.get_type_hints(rule)


def _fits(value: Any, kind: Any) -> bool:  # noqa: ANN401 - any value and any type that a rule's field has
    """Whether the value is of the kind: whole numbers for int, finite ones for float, text that can be shown."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is type(None):
        return value is None
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, each) for each in inner)
    if origin is typing.Literal:
        return isinstance(value, str) and value in inner
    if origin is tuple:
        expected = inner[:1] * len(value) if isinstance(value, tuple) and inner[-1] is Ellipsis else inner
        return (
            isinstance(value, tuple)
            and len(value) == len(expected)
            and all(_fits(each, its_kind) for each, its_kind in zip(value, expected, strict=True))
        )
    if kind in _PLAIN:
        return isinstance(value, _PLAIN[kind]) and _is_plain(value)
    return isinstance(value, kind)


def _is_plain(value: Any) -> bool:  # noqa: ANN401
    """Whether a number is finite, of a size that is computed with and no truth value, and text is one line."""
    if isinstance(value, str):
        return value.isprintable()
    return not isinstance(value, bool) and (abs(value) <= _EXACT if isinstance(value, int) else math.isfinite(value))


def _wanted(rule: Mapping[str, Any], kind: Any) -> str:  # noqa: ANN401 - a type as written in a rule
    if "low" in rule:
        whole = "a whole number" if "int" in str(kind) else "a number"
        nothing = " or None" if "None" in str(kind) else ""
        steps = f" in steps of {rule['step']}" if rule["unit"] == _EDSS else ""
        return f"{whole} from {rule['low']} to {rule['high']}{steps} ({rule['unit']}){nothing}"
    return {"str": "text in one line", "bool": "true or false"}.get(str(kind), f"of the kind {kind}")


def _shown(value: object) -> str:
    """The value in as many characters as an error message has room for."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        return "a number of thousands of digits"
    return text if len(text) <= _ROOM else f"{text[:_ROOM]}…"


@dataclass(frozen=True, kw_only=True)
class Reference(Checked):
    """A published source.

    `seen` says how the number was taken from it: `S` read in a public text, `C` read in the code of a
    reference implementation, `M` general knowledge of the field.
    """

    authors: str
    year: int
    title: str
    journal: str
    doi: str | None = None
    seen: str = "S"

    def __str__(self) -> str:
        doi = f" doi:{self.doi}" if self.doi else ""
        return f"{self.authors} {self.year}. {self.title}. {self.journal}.{doi}"
