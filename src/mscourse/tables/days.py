"""A day as the tables hold it: days since 1970-01-01, or the day itself where records came as days."""

from __future__ import annotations

import datetime as dt
from numbers import Integral

from mscourse.errors import UsageError

EPOCH = dt.date(1970, 1, 1)


FURTHEST = 99_999
"""Days from 1970-01-01 either way that are taken for a day of somebody's life: the years 1696 to 2243."""


def day_number(day: dt.date | str | int, *, day_offsets: bool) -> int:
    """The day that a user named, as a number.

    Raises:
        UsageError: if it does not read as a date, is a date where the records came as days or the reverse, or lies
            further from 1970 (from day 0) than anybody lives.
    """
    number = _whole_day(day) if day_offsets else _date(day)
    if abs(number) > FURTHEST:
        raise UsageError(
            "The day is too far away.",
            f"A day lies within {FURTHEST} days of day 0." if day_offsets else "A date lies between 1697 and 2243.",
        )
    return number


def _whole_day(day: dt.date | str | int) -> int:
    # NumPy's whole numbers are Integral too; True is one that nobody means.
    text = "" if isinstance(day, bool | dt.date) or not isinstance(day, Integral | str) else str(day).strip()
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(FURTHEST)) + 1:
        raise UsageError("The records came as days, not dates.", "A day is a whole number, such as 400.")
    return int(text)


def _date(day: dt.date | str | int) -> int:
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day.strip())
        except ValueError:
            raise UsageError(f"{day!r} is not a date.", "Dates are written like 2024-05-01.") from None
    if not isinstance(day, dt.date):
        raise UsageError("The records have dates, not days.", "A date is written like 2024-05-01.")
    # A date-time is floored to its date.
    return (dt.date(day.year, day.month, day.day) - EPOCH).days
