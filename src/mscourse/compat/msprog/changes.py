"""The smallest change that counts, and whether a value is one: `compute_delta` and `is_event`."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from mscourse.compat.frames.tables import Floats
from mscourse.kernels.steps import SLACK
from mscourse.rules.worsening import EDSS_THRESHOLDS

DeltaFunction: TypeAlias = Callable[..., Any]
OUTCOMES = ("edss", "nhpt", "t25fw", "sdmt")
HIGHEST = {"edss": 10, "sdmt": 110}
"""A higher score cannot be."""
UNLIKELY_ABOVE = {"nhpt": 300, "t25fw": 180}
"""A longer time is not timed to the end."""
FIFTH = 5
SDMT_POINTS = 4
ANY_CHANGE = 1e-6
"""Smaller than any two values of an outcome differ, and larger than the slack of a comparison."""
_AT_ZERO, _TO_FIVE, _ABOVE = (step for _, step in EDSS_THRESHOLDS["A"].strata)
_EDSS_FIVE = 5


def known_outcome(outcome: Any) -> str:  # noqa: ANN401 - it is checked here
    """One of the four outcomes, in lower case, or "custom".

    Raises:
        ValueError: if it is none of them.
    """
    name = outcome.lower() if isinstance(outcome, str) else outcome
    if name not in (*OUTCOMES, "custom"):
        raise ValueError(
            f"outcome={outcome!r} is not known. It is one of {', '.join(map(repr, OUTCOMES))}, or 'custom' with "
            "worsening and delta_fun."
        )
    return str(name)


def direction_of(outcome: str, worsening: str | None) -> str:
    """Whether worse is an "increase" or a "decrease"; for the four outcomes that is settled.

    Raises:
        ValueError: if it is neither, or not said for an outcome of the user's own.
    """
    if worsening not in ("increase", "decrease", None):
        raise ValueError(f"worsening={worsening!r} is not known. It is 'increase' or 'decrease'.")
    if outcome in OUTCOMES:
        return "decrease" if outcome == "sdmt" else "increase"
    if worsening is None:
        raise ValueError(
            "An outcome of your own needs worsening. Whether higher values are better cannot be told from them. "
            "Give worsening='increase' or worsening='decrease'."
        )
    return worsening


def compute_delta(baseline: Any, outcome: str = "edss") -> float:  # noqa: ANN401 - text is refused, not parsed
    """The smallest change from this reference value that counts.

    EDSS: 1.5 from 0, 1.0 up to 5, 0.5 from there on. NHPT and T25FW: 20 per cent. SDMT: 20 per cent, at most 4.

    Raises:
        ValueError: if the outcome is not one of the four, or the reference is not on its scale.
    """
    name = known_outcome(outcome)
    if name == "custom":
        raise ValueError("There is no threshold for an outcome of your own. Use your own function for it.")
    if isinstance(baseline, str):
        raise TypeError("baseline is text. It is a number, the reference value.")
    value = float(baseline)
    check_range(np.array([value]), name)
    if name == "edss" and math.isnan(value):
        raise _off_scale(name)
    return float(steps_of(np.array([value]), name, None)[0])


def check_range(values: Floats, outcome: str) -> None:
    """Check that values can be; warn of times that are hardly ever measured.

    Raises:
        ValueError: if a value is not on the scale.
    """
    if outcome not in OUTCOMES:
        return
    if (values < 0).any() or (values > HIGHEST.get(outcome, math.inf)).any():
        raise _off_scale(outcome)
    limit = UNLIKELY_ABOVE.get(outcome, math.inf)
    if (values > limit).any():
        warnings.warn(f"{outcome.upper()} times above {limit} seconds.", UserWarning, stacklevel=3)


def _off_scale(outcome: str) -> ValueError:
    scale = f"from 0 to {HIGHEST[outcome]}" if outcome in HIGHEST else "0 or more"
    return ValueError(
        f"A value of {outcome.upper()} is not on the scale. It is a number {scale}. "
        "Mend the column, or check that outcome names what it holds."
    )


def steps_of(values: Floats, outcome: str, delta_fun: DeltaFunction | None) -> Floats:
    """The smallest change that counts from each of these reference values; a function is asked once for each.

    Raises:
        ValueError: if an EDSS is not on the scale, or the function gives something that is no change.
    """
    if delta_fun is not None:
        distinct, at = np.unique(values, return_inverse=True)
        ask = asking(delta_fun, outcome)
        return np.array([_answer(ask(value)) for value in distinct.tolist()], np.float64)[at]
    if outcome == "edss":
        check_range(values, outcome)
        return np.where(values == 0, _AT_ZERO, np.where(values <= _EDSS_FIVE, _TO_FIVE, _ABOVE))
    fifth = values / FIFTH
    return np.minimum(fifth, SDMT_POINTS) if outcome == "sdmt" else fifth


def _answer(answered: Any) -> float:  # noqa: ANN401 - what a user's function gave
    """The answer as a number; it may hold a patient's value, so that it is not quoted.

    Raises:
        ValueError: if it is no number, or a negative one.
    """
    try:
        step = float(answered)
    except (TypeError, ValueError, OverflowError):
        step = None
    if step is None:
        raise ValueError(
            f"delta_fun gave a {type(answered).__name__} that is not a number. It gives the size of the change."
        )
    if step < 0:
        raise ValueError("delta_fun gave a negative change. It gives the size of the change, without direction.")
    return step


def counted(steps: Any) -> Any:  # noqa: ANN401 - a number or an array
    """The steps, with the smallest change there is where they are 0: to stay as one was is no change."""
    return np.maximum(steps, ANY_CHANGE)


def asking(delta_fun: DeltaFunction, outcome: str) -> Callable[[float], Any]:
    """The function of one value; the outcome's name goes along where a second argument is required.

    Raises:
        ValueError: if it is no function.
    """
    if not callable(delta_fun):
        raise ValueError(  # noqa: TRY004 - as MSprog does
            "delta_fun is no function. It takes a reference value and gives the smallest change."
        )
    try:
        parameters = inspect.signature(delta_fun).parameters.values()
    except (TypeError, ValueError):  # a function written in C does not say
        return delta_fun
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [each for each in parameters if each.kind in places and each.default is inspect.Parameter.empty]
    if len(required) > 1:
        return lambda value: delta_fun(value, outcome)
    return delta_fun


def is_event(  # noqa: PLR0913, PLR0917 - the arguments of the function it stands in for
    x: Any,  # noqa: ANN401 - a number, an array or a column
    baseline: float,
    type: str,  # noqa: A002
    outcome: str | None,
    worsening: str | None = None,
    sub_threshold: bool = False,  # noqa: FBT001, FBT002
    delta_fun: DeltaFunction | None = None,
    baseline_delta: float | None = None,
) -> Any:  # noqa: ANN401 - as x
    """Whether x is a change from the baseline: a worsening ("wors"), an improvement ("impr") or either ("change").

    Args:
        x: a value, or several in an array or a column; the answer is of the same kind.
        baseline: the reference value.
        type: "wors", "impr" or "change".
        outcome: "edss", "nhpt", "t25fw", "sdmt"; any other is the user's own.
        worsening: "increase" or "decrease", for an outcome of the user's own.
        sub_threshold: whether any change counts, however small.
        delta_fun: the smallest change that counts from a reference value.
        baseline_delta: the reference value for `delta_fun`; by default the baseline.

    Raises:
        ValueError: if an argument is not known, or the reference is not on the scale.
    """
    if type not in ("wors", "impr", "change"):
        raise ValueError(f"type={type!r} is not known. It is 'wors', 'impr' or 'change'.")
    name = outcome.lower() if isinstance(outcome, str) and outcome.lower() in OUTCOMES else "custom"
    falls = direction_of(name, worsening) == "decrease"
    higher = x - baseline
    if sub_threshold:
        up, down = higher > 0, higher < 0
    else:
        step = counted(_step_for(baseline if baseline_delta is None else baseline_delta, name, outcome, delta_fun))
        up, down = higher >= step - SLACK, -higher >= step - SLACK
    if type == "change":
        return up | down
    return down if falls == (type == "wors") else up


def _step_for(reference: float, name: str, outcome: str | None, delta_fun: DeltaFunction | None) -> float:
    if delta_fun is not None:
        return _answer(asking(delta_fun, str(outcome))(reference))
    if name == "custom":
        raise ValueError(
            "An outcome of your own needs delta_fun. What change counts is known for four outcomes only. "
            "Give delta_fun, or sub_threshold=True if any change counts."
        )
    return compute_delta(reference, name)
