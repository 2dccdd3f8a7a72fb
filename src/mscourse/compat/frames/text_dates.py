"""Dates that come as text: read by the caller's format, or as ISO dates; never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MISSING_TIME = np.iinfo(np.int64).min
"""No time: what NumPy holds for a missing datetime."""
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the clock on the wall, wherever it hung
_MICROSECOND = dt.timedelta(microseconds=1)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(\D|$)")
_TIME_OF_DAY = re.compile(r"%[-_^0#]*[HIMSfpcXTRrs]")


def read_text_dates(texts: Sequence[str], date_format: str | None, column: str) -> NDArray[np.int64]:
    """Microseconds since 1970-01-01 on the wall's clock; empty text is missing.

    Raises:
        ValueError: if a text does not follow the format, or is no ISO date where no format is given.
    """
    try:
        return np.array([_microseconds(text.strip(), date_format) for text in texts], np.int64)
    except (ValueError, OverflowError):
        # The refused text is a patient's record: it is not repeated, and neither is the error that holds it.
        pass
    if date_format is None:
        raise ValueError(
            f"Column {column!r} holds dates as text, and not all of them read as YYYY-MM-DD. Whether 01/02/2020 is in "
            "January or in February cannot be told from the text. Say how they are written with date_format, for "
            "example date_format='%d/%m/%Y'."
        )
    raise ValueError(
        f"Column {column!r} holds dates as text that do not follow date_format={date_format!r}. Every date of both "
        "tables has to. Mend the format or the dates."
    )


def has_time_of_day(texts: Sequence[str], date_format: str | None) -> bool:
    """Whether dates written like this tell more than the day."""
    if date_format is None:
        return any(len(text.strip()) > len("YYYY-MM-DD") for text in texts)
    return _TIME_OF_DAY.search(date_format) is not None


def _microseconds(text: str, date_format: str | None) -> int:
    if not text:
        return int(MISSING_TIME)
    if date_format is not None:
        moment = dt.datetime.strptime(text, date_format)  # noqa: DTZ007 - as above
    elif _ISO.match(text):
        moment = dt.datetime.fromisoformat(text)
    else:
        raise ValueError
    return (moment.replace(tzinfo=None) - _EPOCH) // _MICROSECOND
