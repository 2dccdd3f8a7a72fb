"""Measures of disability beyond those that every cohort knows: a column of the user's own, and what counts on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, choice, described, number

Measure = Literal["edss", "t25fw", "nhpt", "sdmt"]
MEASURES: tuple[Measure, ...] = ("edss", "t25fw", "nhpt", "sdmt")
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, kw_only=True)
class CustomMeasure(Checked):
    """A column of numbers in `visits` of the user's own, and the change that counts on it.

    The change is a step by the reference value, in `strata` as EDSS thresholds are written, or a `fraction` of the
    reference; or both are left out and a function is handed to `find_events` under the column's name.
    """

    column: str = field(metadata={"meaning": "the column of visits that holds it"})
    worse: Literal["higher", "lower"] = choice("higher", "which way is worse", allowed=("higher", "lower"))
    strata: tuple[tuple[float, float], ...] = described(
        (), "pairs (from this reference value on, this step counts), in rising order"
    )
    fraction: float | None = number(
        None, "the fraction of the reference that counts", unit="fraction", low=0.001, high=10, step=0.01
    )

    def __post_init__(self) -> None:
        """Check that the name is a column's, and that at most one kind of step is given."""
        super().__post_init__()
        if not _COLUMN.fullmatch(self.column) or self.column in (*MEASURES, "nhpt_dominant", "nhpt_nondominant"):
            raise DefinitionError(
                "CustomMeasure.column is not a name that a measure can have.",
                "It is written in small letters, digits and underscores, and is none of the measures that are known.",
            )
        bounds = [bound for bound, _ in self.strata]
        if bounds != sorted(set(bounds)) or any(step <= 0 for _, step in self.strata):
            raise DefinitionError(
                "CustomMeasure.strata are not usable.",
                "They are pairs (reference value, step) in rising order, every step above 0.",
            )
        if self.strata and self.fraction is not None:
            raise DefinitionError("CustomMeasure has both strata and a fraction.", "One of them says what counts.")

    @property
    def has_step(self) -> bool:
        """Whether it says itself what counts; if not, a function does."""
        return bool(self.strata) or self.fraction is not None
