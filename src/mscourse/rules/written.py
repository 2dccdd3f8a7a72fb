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
    return json.dumps({"rule": type(rule).__name__, **_plain(rule)}, indent=2, ensure_ascii=False) + "\n"


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
    plain = json.dumps([type(rule).__name__, _without_words(_plain(rule))], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _plain(rule: Any) -> dict[str, Any]:  # noqa: ANN401
    """The rule as plain values; of a rule inside it that may be of several kinds, the kind if it is not the first."""
    values = dataclasses.asdict(rule)
    hints = typing.get_type_hints(type(rule))
    for field in dataclasses.fields(rule):
        kinds, inner = _kinds_of_rules(hints[field.name]), getattr(rule, field.name)
        if len(kinds) > 1 and dataclasses.is_dataclass(inner) and type(inner) is not kinds[0]:
            values[field.name] = {"rule": type(inner).__name__, **values[field.name]}
    return values


def _kinds_of_rules(kind: Any) -> list[type]:  # noqa: ANN401 - any type that a rule's field has
    """The kinds of rules that a field may hold, in the order in which it names them."""
    if typing.get_origin(kind) is not types.UnionType:
        return []
    return [each for each in typing.get_args(kind) if isinstance(each, type) and dataclasses.is_dataclass(each)]


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
    kinds_of_rules = _kinds_of_rules(kind)
    if kinds_of_rules and isinstance(value, Mapping):
        return _read_dataclass(*_stated(value, kinds_of_rules, where), where)
    if origin is tuple and isinstance(value, list):
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        if len(kinds) != len(value):
            raise DefinitionError(f"{where} has {len(value)} parts.", f"Each has {len(kinds)}.")
        return tuple(_read(each, its_kind, where) for each, its_kind in zip(value, kinds, strict=True))
    return value


def _stated(values: Mapping[str, Any], kinds: list[type], where: str) -> tuple[Mapping[str, Any], type]:
    """The values without the kind of rule that they state, and that kind; the first one where they state none.

    A class of the user's own that stands under one of the kinds is found once it is defined.
    """
    if "rule" not in values:
        return values, kinds[0]
    known = {each.__name__: each for kind in kinds for each in (kind, *_below(kind))}
    stated = values["rule"]
    if not isinstance(stated, str) or stated not in known:
        raise DefinitionError(
            f"{where} is of a kind of rule that is not known here.",
            f"It is one of {', '.join(kind.__name__ for kind in kinds)}, or a class of your own.",
            "rules of one's own are for Python only: there the class has to be defined, or its module imported, before"
            " a definition that names it is read.",
        )
    return {name: value for name, value in values.items() if name != "rule"}, known[stated]


def _below(kind: type) -> list[type]:
    """Every class made from the kind; of two with one name the later comes last."""
    found: list[type] = []
    subclasses: list[type] = kind.__subclasses__()
    for made in subclasses:
        found += [made, *_below(made)]
    return found


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
