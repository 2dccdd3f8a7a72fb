"""How single values are printed in the tables of a cohort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

NOTHING = "\N{EN DASH}"
_YEAR = 365.25


def number(value: float | None) -> str:
    """A count, its thousands apart."""
    return NOTHING if value is None else f"{value:,}"


def decimal(places: int) -> Callable[[float | None], str]:
    """A number with so many places."""
    return lambda value: NOTHING if value is None else f"{value:,.{places}f}"


def rate(value: float | None) -> str:
    """A rate per person-year with three places that count."""
    if value is None:
        return NOTHING
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def share(value: float | None) -> str:
    """A share as percent."""
    return NOTHING if value is None else f"{100 * value:.1f} %"


def percent(value: float | None) -> str:
    """What is percent already."""
    return NOTHING if value is None else f"{value:.1f} %"


def years_of_days(value: int | None) -> str:
    """Days as years with two places."""
    return NOTHING if value is None else f"{value / _YEAR:.2f}"


def years(value: float | None) -> str:
    """Years as they are."""
    return NOTHING if value is None else f"{value:g}"


def day(value: dt.date | int | None) -> str:
    """A date, or a whole day."""
    return NOTHING if value is None else str(value)


def word(words: Mapping[str, str]) -> Callable[[Any], str]:
    """The word as it is said; one that is in no list stays."""
    return lambda value: NOTHING if value is None else words.get(str(value), str(value))


def text(value: object) -> str:
    """The value as text."""
    return NOTHING if value is None else str(value)
