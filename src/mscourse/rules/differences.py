"""The settings of a rule one by one, and those in which two rules differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mscourse.errors import UsageError
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EdssThresholds

WORDS = ("name", "sentence", "references")
"""What a rule says of itself and does not compute with."""
_WHOLE = (CustomMeasure, EdssThresholds, RelapseDistance)
"""Kinds of values that have fields of their own and are one setting all the same."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One value that a rule computes with."""

    name: str
    """Dotted where it is a setting of a rule inside the rule, as `worsening.confirm_after`."""
    value: Any
    field: dataclasses.Field[Any]
    rule: Any
    """The rule that has the field, be it the whole rule or one inside it."""

    @property
    def meaning(self) -> str:
        """What the field says of itself."""
        return str(self.field.metadata.get("meaning", ""))

    @property
    def unit(self) -> str | None:
        """The unit of a number."""
        return self.field.metadata.get("unit")

    @property
    def within(self) -> str:
        """The name of the rule inside the rule that it belongs to; empty for a setting of the rule itself."""
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A setting that has one value in the one rule and another in the other."""

    one: Setting
    other: Setting

    @property
    def name(self) -> str:
        """The name of the setting."""
        return self.one.name


def settings(rule: Any) -> list[Setting]:  # noqa: ANN401 - any rule of this package
    """Every value that a rule, and the rules inside it, compute with, in the order of their fields."""
    return list(_settings(rule, ""))


def differences(one: Any, other: Any) -> list[Difference]:  # noqa: ANN401 - any two rules of this package
    """The settings in which two rules of one kind differ; none exactly when they have the same fingerprint.

    Raises:
        UsageError: if the rules are of different kinds, which have no settings in common.
    """
    if type(one) is not type(other):
        raise UsageError(
            f"A {type(one).__name__} and a {type(other).__name__} cannot be compared.",
            "Only rules of one kind have the same settings.",
        )
    return [
        Difference(one=left, other=right)
        for left, right in _pairs(one, other, "")
        if _computed(left.value) != _computed(right.value)
    ]


def _pairs(one: Any, other: Any, within: str) -> Iterator[tuple[Setting, Setting]]:  # noqa: ANN401
    """The settings of two rules of one kind, side by side; two rules inside them of different kinds are one setting."""
    for field in dataclasses.fields(one):
        left, right = getattr(one, field.name), getattr(other, field.name)
        name = f"{within}{field.name}"
        if _has_settings(left) and _has_settings(right) and type(left) is not type(right):
            kinds = [f"{rule.name} ({type(rule).__name__})" for rule in (left, right)]
            yield (
                Setting(name=name, value=kinds[0], field=field, rule=one),
                Setting(name=name, value=kinds[1], field=field, rule=other),
            )
        else:
            yield from zip(_of_field(one, field, within), _of_field(other, field, within), strict=True)


def _settings(rule: Any, within: str) -> Iterator[Setting]:  # noqa: ANN401
    for field in dataclasses.fields(rule):
        yield from _of_field(rule, field, within)


def _of_field(rule: Any, field: dataclasses.Field[Any], within: str) -> Iterator[Setting]:  # noqa: ANN401
    """The setting of a field, or those of the rule that it holds."""
    if field.name in WORDS:
        return
    value, name = getattr(rule, field.name), f"{within}{field.name}"
    if _has_settings(value):
        yield from _settings(value, f"{name}.")
    # A setting may be left out in one rule and be thresholds in another: it is one setting in both.
    else:
        yield Setting(name=name, value=value, field=field, rule=rule)


def _has_settings(value: Any) -> bool:  # noqa: ANN401
    """Whether a field holds a rule whose settings stand by themselves."""
    return dataclasses.is_dataclass(value) and not isinstance(value, _WHOLE)


def _computed(value: Any) -> Any:  # noqa: ANN401
    """What is computed with: of thresholds the numbers, not their name."""
    return value.strata if isinstance(value, EdssThresholds) else value
