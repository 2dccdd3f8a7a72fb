"""Comparing two values of a measure, turned so that up is worse."""

from __future__ import annotations

from mscourse.kernels.loader import part

SLACK = 1e-9
"""5.5 s to 6.6 s is 20 per cent, and has to count though 6.6 - 5.5 < 1.1 in binary."""
ANY_DIFFERENCE = 2 * SLACK
"""The step of a change that counts however small it is."""


@part
def change_from(value: float, reference: float, step: float, step_better: float) -> int:
    """1 if the value is worse than the reference by the step, -1 if better by its step, else 0 (also for NaN)."""
    if value - reference >= step - SLACK:
        return 1
    if reference - value >= step_better - SLACK:
        return -1
    return 0


@part
def change(value: float, reference: float, step: float) -> int:
    """1 if the value is worse than the reference by the step, -1 if it is better by it, else 0 (also for NaN)."""
    return change_from(value, reference, step, step)


@part
def still_changed(value: float, reference: float, step: float, direction: int) -> bool:
    """Whether the value is still changed in that direction by the step."""
    return bool(direction * (value - reference) >= step - SLACK)
