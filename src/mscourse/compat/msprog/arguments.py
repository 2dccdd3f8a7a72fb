"""What the caller asked for, checked and in one form; nothing of the caller's is changed."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

Pair = tuple[float, float]
_ROOM = 60
CHECKPOINTS = ("prec", "event", "conf")
PRECEDING = ("baseline", "last", "last_delta")
_INDEPENDENT: dict[str, Any] = {"prec": (0, 0), "event": (90, 30), "conf": (90, 30)}


def one_of(name: str, value: Any, allowed: Sequence[Any]) -> Any:  # noqa: ANN401 - what the caller gave
    """The value.

    Raises:
        ValueError: if it is not allowed.
    """
    if not any(value is each or value == each for each in allowed):
        raise ValueError(f"{name}={value!r} is not known. It is one of {', '.join(map(repr, allowed))}.")
    return value


def _number(name: str, value: Any) -> float:  # noqa: ANN401
    number = math.nan
    if not isinstance(value, str) and hasattr(value, "__float__"):
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            number = float(value)
    if math.isnan(number):
        shown = repr(value)
        shown = shown if len(shown) <= _ROOM else f"{shown[:_ROOM]}…"
        raise ValueError(f"{name} holds {shown}, which is not a number. It is given in days.")
    return number


def _listed(value: Any) -> list[Any] | None:  # noqa: ANN401
    """The members of a list, a tuple or an array; None of anything else."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, (list, tuple)) else None


def days_pair(name: str, value: Any) -> Pair:  # noqa: ANN401
    """Days before and after; one number x is (x, 0).

    Raises:
        ValueError: if it is neither a number nor a pair.
    """
    listed = _listed(value)
    if listed is None:
        return _number(name, value), 0.0
    if len(listed) == 1:
        return _number(name, listed[0]), 0.0
    if len(listed) != 2:  # noqa: PLR2004 - before and after
        raise ValueError(f"{name} has {len(listed)} members. It is one number of days, or two: before and after.")
    return _number(name, listed[0]), _number(name, listed[1])


def confirmation_days(value: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The days after an event on which it is to be confirmed, as they were written: they name the columns.

    Raises:
        ValueError: if there is none, or one that is no number.
    """
    listed = _listed(value)
    days = tuple(listed if listed is not None else [value])
    if not days or any(not 0 <= _number("conf_days", day) < math.inf for day in days) or len(set(days)) != len(days):
        raise ValueError(
            "conf_days is one number of days, 0 or more, or a list of such numbers of which no two are the same."
        )
    return days


def tolerances(value: Any, days: tuple[Any, ...]) -> tuple[Pair, ...]:  # noqa: ANN401
    """For each of the days, how many days earlier and later will do; one number is both.

    Raises:
        ValueError: if a day has none, or it is neither a number nor a pair.
    """
    if isinstance(value, Mapping):
        missing = [day for day in days if day not in value]
        if missing:
            raise ValueError(f"conf_tol_days says nothing of {missing[0]!r}. It needs an entry for each of conf_days.")
        return tuple(_tolerance(value[day]) for day in days)
    return (_tolerance(value),) * len(days)


def _tolerance(value: Any) -> Pair:  # noqa: ANN401
    listed = _listed(value)
    if listed is None or len(listed) == 1:
        both = _number("conf_tol_days", value if listed is None else listed[0])
        return both, both
    return days_pair("conf_tol_days", value)


def windows(days: tuple[Any, ...], tolerance: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The first and the last day after an event on which it can be confirmed."""
    return tuple((int(day) - left, int(day) + right) for day, (left, right) in zip(days, tolerance, strict=True))


def imputation(value: Any, seed: int | None) -> Pair:  # noqa: ANN401
    """The probability that worsening at the last visit counts, and up to how many days after the first visit.

    Raises:
        ValueError: if it is negative, or a probability between 0 and 1 without a seed.
    """
    asked = _number("impute_last_visit", value)
    if asked < 0:
        raise ValueError("impute_last_visit is negative. It is a probability from 0 to 1, or a number of days above 1.")
    if 0 < asked < 1 and seed is None:
        raise ValueError(
            "impute_last_visit is a probability, and there is no seed. Chance has to fall the same way the next time. "
            "Give seed=1, or any other whole number."
        )
    return (1.0, asked) if asked > 1 else (asked, math.inf)


def independence(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Around the preceding visit, the event and its confirmation: the days before and after without a relapse.

    A bound that is None joins the interval to the next one. `prec_type` is always there.

    Raises:
        ValueError: if an entry is missing, unknown, or no pair; or if nothing says where the first interval opens.
    """
    given = _INDEPENDENT if value is None else value
    if not isinstance(given, Mapping) or not set(CHECKPOINTS) <= set(given) <= {*CHECKPOINTS, "prec_type"}:
        raise ValueError(
            "relapse_indep is a dictionary with 'prec', 'event' and 'conf', each days before and after, and perhaps "
            "'prec_type'."
        )
    resolved: dict[str, Any] = {name: _bounds(name, given[name]) for name in CHECKPOINTS}
    opened = False
    for before, after in resolved.values():
        opened = opened or before is not None
        if after is not None and not opened:
            raise ValueError(
                "relapse_indep has an interval that closes and does not open. The first bound of 'prec' may be None "
                "only if the second one is. Give 'prec' its days before."
            )
    resolved["prec_type"] = one_of("prec_type", given.get("prec_type", PRECEDING[0]), PRECEDING)
    return resolved


def _bounds(name: str, value: Any) -> tuple[float | None, float | None]:  # noqa: ANN401
    listed = _listed(value)
    if listed is None or len(listed) != 2:  # noqa: PLR2004 - before and after
        raise ValueError(f"relapse_indep[{name!r}] is not a pair. It is days before and days after, either maybe None.")
    before, after = (None if bound is None else _number("relapse_indep", bound) for bound in listed)
    return before, after


def lasting(value: Any, name: str = "require_sust_days") -> float:  # noqa: ANN401
    """The days that a change has to last; 0 for none.

    Raises:
        ValueError: if it is no number, or negative.
    """
    days = _number(name, value)
    if days < 0:
        raise ValueError(f"{name} is negative. It is a number of days, 0 for none, infinite for the rest.")
    return days
