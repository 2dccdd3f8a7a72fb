"""Rules written down: as plain values, as JSON, and as a fingerprint."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from mscourse.errors import DefinitionError

_Rule = TypeVar("_Rule")
_WORDS = ("name", "sentence", "references")


@functools.cache
def to_json(rule: Any) -> str:  # noqa: ANN401 - any rule of this package
    """The rule as JSON, with the kind of rule named, so that `from_json` reads it back."""
    return json.dumps({"rule": type(rule).__name__, **dataclasses.asdict(rule)}, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, kind: type[_Rule]) -> _Rule:
    """The rule of the given kind that the text holds; what the text leaves out has its default, if it has one.

    Raises:
        DefinitionError: if the text is not JSON, is another kind of rule, or names a field that does not exist.
    """
    try:
        values = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        raise DefinitionError(f"The definition is not JSON (line {problem.lineno}).") from None
    except (ValueError, RecursionError):
        raise DefinitionError("The definition is not JSON that can be read.", "Numbers are finite.") from None
    if not isinstance(values, dict):
        raise DefinitionError("The definition is not a JSON object.")
    stated = values.pop("rule", kind.__name__)
    if stated != kind.__name__:
        raise DefinitionError(f"The definition is a {stated}.", f"A {kind.__name__} is needed here.")
    return typing.cast("_Rule", _read(values, kind, kind.__name__))


@functools.cache
def fingerprint(rule: Any) -> str:  # noqa: ANN401 - any rule of this package
    """Twelve hexadecimal digits that are the same exactly when two rules compute the same.

    Names, sentences and references do not take part: renaming a rule does not make it another one.
    """
    plain = json.dumps([type(rule).__name__, _without_words(dataclasses.asdict(rule))], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _without_words(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _without_words(each) for key, each in value.items() if key not in _WORDS}
    if isinstance(value, list | tuple):
        return [_without_words(each) for each in value]
    # 4 and 4.0 are one number, whichever way a user typed it.
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _read(value: Any, kind: Any, where: str) -> Any:  # noqa: ANN401
    """The value with lists as tuples and objects as rules; what does not fit is refused by the rule itself."""
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(value, typing.cast("type", kind), where)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType and isinstance(value, Mapping):
        return next((_read(value, each, where) for each in inner if dataclasses.is_dataclass(each)), value)
    if origin is tuple and isinstance(value, list):
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        if len(kinds) != len(value):
            raise DefinitionError(f"{where} has {len(value)} parts.", f"Each has {len(kinds)}.")
        return tuple(_read(each, its_kind, where) for each, its_kind in zip(value, kinds, strict=True))
    return value


def _read_dataclass(values: Any, kind: type, where: str) -> Any:  # noqa: ANN401
    if not isinstance(values, Mapping):
        raise DefinitionError(f"{where} is not a JSON object.")
    types_of_fields = typing.get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise DefinitionError(
            f"{where} has {len(unknown)} fields that do not exist.", f"Its fields are {', '.join(sorted(known))}."
        )
    needed = {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    if not needed <= set(values):
        raise DefinitionError(
            f"{where} lacks {', '.join(sorted(needed - set(values)))}.",
            "What a definition leaves out has its default; these have none.",
            "`mscourse definitions show lublin_2013 --json` writes a whole one.",
        )
    return kind(**{name: _read(value, types_of_fields[name], f"{where}.{name}") for name, value in values.items()})
