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
    return list(_differences(one, other, ""))


def _differences(one: Any, other: Any, within: str) -> Iterator[Difference]:  # noqa: ANN401
    for left, right in zip(_own(one, within), _own(other, within), strict=True):
        if _is_rule(left.value) and type(left.value) is type(right.value):
            yield from _differences(left.value, right.value, f"{left.name}.")
        # A rule may be left out in one of them, or be of another kind: it is one setting in both.
        elif _computed(left.value) != _computed(right.value):
            yield Difference(one=left, other=right)


def _settings(rule: Any, within: str) -> Iterator[Setting]:  # noqa: ANN401
    for setting in _own(rule, within):
        if _is_rule(setting.value):
            yield from _settings(setting.value, f"{setting.name}.")
        else:
            yield setting


def _own(rule: Any, within: str) -> Iterator[Setting]:  # noqa: ANN401
    """The fields of the rule itself that it computes with."""
    for field in dataclasses.fields(rule):
        if field.name not in WORDS:
            yield Setting(name=f"{within}{field.name}", value=getattr(rule, field.name), field=field, rule=rule)


def _is_rule(value: Any) -> bool:  # noqa: ANN401
    """Whether the value is a rule with settings of its own, rather than one setting."""
    return dataclasses.is_dataclass(value) and not isinstance(value, _WHOLE)


def _computed(value: Any) -> Any:  # noqa: ANN401
    """What is computed with: of thresholds the numbers, not their name."""
    return value.strata if isinstance(value, EdssThresholds) else value
