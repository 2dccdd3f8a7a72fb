"""Fields of rules: each number carries its meaning, unit, range and smallest step once."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from mscourse.errors import DefinitionError


@dataclass(frozen=True, kw_only=True)
class Reference:
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


def number(default: float, meaning: str, *, unit: str, low: float, high: float, step: float = 1) -> Any:  # noqa: ANN401 - like dataclasses.field, the value stands for the field's type
    """A numeric field. `step` is the smallest change that the definition's page must notice."""
    metadata = {"meaning": meaning, "unit": unit, "low": low, "high": high, "step": step}
    return dataclasses.field(default=default, metadata=metadata)


def choice(default: Any, meaning: str, *, allowed: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A field with a closed list of values."""
    return dataclasses.field(default=default, metadata={"meaning": meaning, "allowed": allowed})


def described(default: Any, meaning: str) -> Any:  # noqa: ANN401
    """A field that is neither a plain number nor a closed list; the rule checks it itself."""
    return dataclasses.field(default=default, metadata={"meaning": meaning})


class Checked:
    """A rule whose fields are checked against their own metadata when it is made."""

    def __post_init__(self) -> None:
        """Check each field.

        Raises:
            DefinitionError: if a number is out of its range or a choice is not on its list.
        """
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value, rule = getattr(self, field.name), field.metadata
            name = f"{type(self).__name__}.{field.name}"
            if "low" in rule and not _within(value, rule["low"], rule["high"]):
                raise DefinitionError(
                    f"{name} cannot be {value!r}.",
                    f"It is a number from {rule['low']} to {rule['high']} ({rule['unit']}).",
                )
            if "allowed" in rule and value not in rule["allowed"]:
                raise DefinitionError(
                    f"{name} cannot be {value!r}.",
                    f"It is one of {', '.join(map(repr, rule['allowed']))}.",
                )


def _within(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
