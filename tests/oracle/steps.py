"""Which difference from a reference counts, measure by measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from mscourse.rules.measures import CustomMeasure
from mscourse.rules.worsening import EdssThresholds, WorseningRule

Direction = Literal["worse", "better"]
Step = Callable[[float], float]
"""The difference that counts, by the value of the reference."""

ROUNDING = 1e-9
"""5.5 s to 6.6 s is 20 %, whatever the computer's arithmetic makes of it."""

NEVER = math.inf


@dataclass(frozen=True)
class Scale:
    """A measure: which way is worse, and the rise and the fall that count from a reference."""

    step_for_worse: Step
    step_for_better: Step
    higher_is_worse: bool = True

    def worse_by(self, reference: float, value: float) -> float:
        """How much worse the value is than the reference; below 0 where it is better."""
        return value - reference if self.higher_is_worse else reference - value

    def change(self, reference: float, value: float) -> Direction | None:
        """Which way the value differs from the reference by the step that belongs to the reference; None if not."""
        worse_by = self.worse_by(reference, value)
        if _reached(worse_by, self.step_for_worse(reference)):
            return "worse"
        if _reached(-worse_by, self.step_for_better(reference)):
            return "better"
        return None

    def difference(self, reference: float, value: float) -> Direction | None:
        """Which way the value differs from the reference by anything at all; None if not."""
        worse_by = self.worse_by(reference, value)
        if abs(worse_by) <= ROUNDING:
            return None
        return "worse" if worse_by > 0 else "better"


def _reached(difference: float, step: float) -> bool:
    """Whether the difference is the step or more; a step that is not a number above 0 counts nothing."""
    return isinstance(step, int | float) and step > 0 and difference >= step - ROUNDING


def edss_scale(rise: EdssThresholds, fall: EdssThresholds | None = None) -> Scale:
    """How EDSS changes: by the step that belongs to the reference."""
    return Scale(_by_strata(rise.strata), _by_strata((fall or rise).strata))


def scale_of(column: str, rule: WorseningRule, functions: Mapping[str, Step] | None = None) -> Scale:
    """How a measure changes by the rule. More seconds are worse, fewer correct answers are worse."""
    if column == "edss":
        return edss_scale(rule.edss, rule.edss_improvement)
    if column == "sdmt":
        return Scale(_sdmt_step(rule), _sdmt_step(rule), higher_is_worse=False)
    for measure in rule.custom:
        if measure.column == column:
            step = _custom_step(measure, functions or {})
            return Scale(step, step, higher_is_worse=measure.worse == "higher")
    step = _fraction(rule.timed_test_fraction)
    return Scale(step, step)


def _fraction(fraction: float) -> Step:
    return lambda reference: fraction * abs(reference)


def _by_strata(strata: tuple[tuple[float, float], ...]) -> Step:
    """The step of the last stratum that begins at or below the reference."""
    return lambda reference: next((step for bound, step in reversed(strata) if reference >= bound), NEVER)


def _sdmt_step(rule: WorseningRule) -> Step:
    def step(reference: float) -> float:
        points, fraction = rule.sdmt_points, rule.sdmt_fraction
        asked = [] if points is None else [float(points)]
        asked += [] if fraction is None else [fraction * reference]
        meaningful = [each for each in asked if each > 0]
        if not meaningful:
            return NEVER
        return min(meaningful) if rule.sdmt_needs == "either" else max(meaningful)

    return step


def _custom_step(measure: CustomMeasure, functions: Mapping[str, Step]) -> Step:
    if measure.strata:
        return _by_strata(measure.strata)
    if measure.fraction is not None:
        return _fraction(measure.fraction)
    return functions[measure.column]
