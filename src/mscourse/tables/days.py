"""A day as the tables hold it: days since 1970-01-01, or the day itself where records came as days."""

from __future__ import annotations

import datetime as dt

from mscourse.errors import UsageError

EPOCH = dt.date(1970, 1, 1)


def day_number(day: dt.date | str | int, *, day_offsets: bool) -> int:
    """The day that a user named, as a number.

    Raises:
        UsageError: if it does not read as a date, or is a date where the records came as days, or the reverse.
    """
    if day_offsets:
        if isinstance(day, int) or (isinstance(day, str) and day.strip().lstrip("-").isdigit()):
            return int(day)
        raise UsageError("The records came as days, not dates.", "A day is a whole number, such as 400.")
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day.strip())
        except ValueError:
            raise UsageError(f"{day!r} is not a date.", "Dates are written like 2024-05-01.") from None
    if isinstance(day, dt.date):
        # A date-time is floored to its date.
        return (dt.date(day.year, day.month, day.day) - EPOCH).days
    raise UsageError("The records have dates, not days.", "A date is written like 2024-05-01.")
