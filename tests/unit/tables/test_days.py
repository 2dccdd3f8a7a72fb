"""A day that a user names: a date, or a whole day where the records came so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from mscourse.errors import UsageError
from mscourse.tables.days import day_number


@pytest.mark.parametrize(
    "day", ["1970-02-01", " 1970-02-01 ", dt.date(1970, 2, 1), dt.datetime(1970, 2, 1, 23, 59, tzinfo=dt.UTC)]
)
def test_a_date(day: Any) -> None:
    assert day_number(day, day_offsets=False) == 31


@pytest.mark.parametrize(("day", "number"), [(400, 400), ("400", 400), (" -7 ", -7), (0, 0), (np.int64(9), 9)])
def test_a_whole_day(day: Any, number: int) -> None:
    assert day_number(day, day_offsets=True) == number


@pytest.mark.parametrize("day", ["01/02/1970", "soon", "", 31, True, "9999-12-31", dt.date(1500, 1, 1)])
def test_not_a_date(day: Any) -> None:
    with pytest.raises(UsageError):
        day_number(day, day_offsets=False)


@pytest.mark.parametrize("day", ["1970-02-01", dt.date(1970, 2, 1), "4.5", "²", "", True, 100_000, "9" * 30, 2**31])
def test_not_a_day(day: Any) -> None:
    with pytest.raises(UsageError):
        day_number(day, day_offsets=True)
