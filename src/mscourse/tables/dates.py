"""Reading the cells of a date column: dates, or days counted from one day."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from typing import Literal

import polars as pl

from mscourse.errors import UsageError
from mscourse.tables.cells import Cells, text
from mscourse.tables.days import EPOCH
from mscourse.tables.finding_rows import table_finding

Calendar = Literal["dates", "days"]

FARTHEST_DAY = 99_999
"""Days farther than this (270 years) from day 0 are not day offsets."""
_FIRST_YEAR, _LAST_YEAR = 1880, 2100
_SERIAL_DATES = (25_000, 60_000)
"""The spreadsheet numbers of dates from 1968 to 2064."""
_EARLIEST = dt.date(1000, 1, 1)
"""Years are written with four digits; a smaller number is a year cut short."""
_CALENDAR = (dt.date.min.toordinal() - EPOCH.toordinal(), dt.date.max.toordinal() - EPOCH.toordinal())
"""The first and the last day that can be handled as a date: those of the years 1 to 9999."""
_TICKS_A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}

_NUMBER = r"^[+-]?\d{1,5}(\.\d+)?$"
_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
_ISO = rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:{_TIME}|Z|[+-]\d{{2}}:\d{{2}})?$"
_COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
_MONTH = r"^(\d{4})[-/.](\d{1,2})$"
_YEAR = r"^(\d{4})(\.0+)?$"
_DAY_MONTH = r"^\d{1,2}[-/.\s]\d{1,2}[-/.\s](\d{2}|\d{4})([T ].*)?$"
_WITH_MONTH_NAMES = ("%d-%b-%Y", "%d %b %Y", "%d%b%Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d. %B %Y")
_CANDIDATES = tuple(
    f"{first}{mark}{second}{mark}{year}"
    for mark in "/.- "
    for year in ("%Y", "%y")
    for first, second in (("%d", "%m"), ("%m", "%d"))
)


def check_format(date_format: str | None) -> None:
    """Nothing, if dates can be written and read back in that form.

    Raises:
        UsageError: if it is no form of a date.
    """
    if date_format is None:
        return
    if not isinstance(date_format, str):
        raise UsageError("date_format is not text.", "It names day, month and year, such as %d/%m/%Y.")
    day = dt.date(2024, 5, 17)
    try:
        read = pl.Series([day.strftime(date_format)]).str.to_date(date_format, strict=False)
    except (pl.exceptions.PolarsError, ValueError):
        read = pl.Series([None], dtype=pl.Date)
    if read[0] != day:
        raise UsageError(
            f"{date_format!r} is not the form of a date.",
            "It names day, month and year, such as %d/%m/%Y.",
        )


def within_calendar(raw: pl.Series, column: str, cells: Cells) -> pl.Series:
    """The cells, dates and times outside the years 1 to 9999 missing and found: nothing can be done with them."""
    if not isinstance(raw.dtype, pl.Date | pl.Datetime):
        return raw
    days = raw.to_physical()
    if isinstance(raw.dtype, pl.Datetime):
        days = days // _TICKS_A_DAY[raw.dtype.time_unit]
    outside = ~days.is_between(*_CALENDAR)
    if not outside.any():
        return raw
    cells.report("unreadable_date", column, outside.fill_null(value=False), raw.to_physical())
    return pl.select(pl.when(~outside).then(raw)).to_series().alias(raw.name)


def read_dates(
    raw: pl.Series, column: str, cells: Cells, *, date_format: str | None, calendar: Calendar | None, years: bool
) -> tuple[pl.Series, Calendar | None]:
    """The cells as dates, and whether they came as dates or as days (None if all are missing).

    Args:
        raw: the cells as they came.
        column: our name of the column.
        cells: the table while it is read, for the findings.
        date_format: the form in which text dates are written.
        calendar: what the dates of the visits are, where that is known already.
        years: whether a month or a year alone may stand for a date.
    """
    raw = within_calendar(raw, column, cells)
    if raw.dtype == pl.Date:
        return raw, "dates" if raw.null_count() < len(raw) else None
    if raw.dtype == pl.Datetime:
        read = raw.dt.replace_time_zone(None).dt.date()
        return read, "dates" if read.null_count() < len(read) else None
    if raw.dtype.is_numeric():
        numbers = raw.cast(pl.Float64).fill_nan(None)
        if _are_days(numbers, calendar, years=years):
            return _days(numbers, raw, column, cells)
        raw = numbers.cast(pl.Int64, strict=False).cast(pl.String)
    clean = text(raw)
    recorded = len(clean) - clean.null_count()
    if not recorded:
        return pl.Series(raw.name, [None] * len(raw), pl.Date), None
    if clean.str.contains(_NUMBER).sum() * 2 > recorded:
        numbers = clean.cast(pl.Float64, strict=False)
        if _are_days(numbers, calendar, years=years):
            return _days(numbers, clean, column, cells)
    return _from_text(clean, column, cells, date_format, years=years), "dates"


def are_years(raw: pl.Series) -> bool:
    """Whether every cell that is recorded is a plausible year and nothing more."""
    numbers = text(raw).cast(pl.Float64, strict=False)
    in_range = numbers.is_between(_FIRST_YEAR, _LAST_YEAR)
    return bool(in_range.any() and numbers.null_count() == text(raw).null_count() and in_range.all())


def _are_days(numbers: pl.Series, calendar: Calendar | None, *, years: bool) -> bool:
    if numbers.null_count() == len(numbers):
        return False
    if years and calendar != "days" and bool(numbers.is_between(_FIRST_YEAR, _LAST_YEAR).all()):
        return False
    return bool((numbers.abs() <= FARTHEST_DAY).any())


def _days(numbers: pl.Series, raw: pl.Series, column: str, cells: Cells) -> tuple[pl.Series, Calendar]:
    if numbers.is_between(_FIRST_YEAR, _LAST_YEAR).all():
        cells.findings.append(table_finding("days_like_years", cells.table, column))
    if numbers.is_between(*_SERIAL_DATES).all():
        cells.findings.append(table_finding("days_like_serial_dates", cells.table, column))
    read = numbers.cast(pl.Int32, strict=False)
    not_numbers = numbers.is_null() & raw.is_not_null() if raw.dtype == pl.String else numbers.is_nan()
    cells.report("unreadable_date", column, not_numbers.fill_null(value=False), raw)
    far = (numbers.abs() > FARTHEST_DAY).fill_null(value=False)
    fraction = ~far & (numbers != numbers.floor()).fill_null(value=False)
    cells.report("not_whole_number", column, fraction, raw)
    cells.report("unreadable_date", column, far, raw)
    unread = fraction | far
    return (read.set(unread, None) if unread.any() else read).cast(pl.Date), "days"


def _from_text(clean: pl.Series, column: str, cells: Cells, date_format: str | None, *, years: bool) -> pl.Series:
    read = _parsed(clean, date_format or "%Y-%m-%d", dt.date.min if date_format else _EARLIEST)
    if read.null_count() == clean.null_count():
        return read
    if date_format:
        # The form says how the day is written; a time of day after it is left off, as it is after any other date.
        day_alone = _parsed(clean.str.replace(rf"{_TIME}$", ""), date_format, dt.date.min)
        read = read.zip_with(read.is_not_null(), day_alone)
    for pattern, written in ((_ISO, "$1-$2-$3"), (_COMPACT, "$1-$2-$3")):
        read = _filled(read, clean, pattern, written)
    for form in _WITH_MONTH_NAMES:
        if read.null_count() > clean.null_count():
            read = read.zip_with(read.is_not_null(), _parsed(clean, form, dt.date.min))
    if years:
        complete = read
        for pattern, written in ((_MONTH, "$1-$2-15"), (_YEAR, "$1-07-01")):
            read = _filled(read, clean, pattern, written)
        cells.report("incomplete_date", column, complete.is_null() & read.is_not_null(), clean)
    unread = clean.is_not_null() & read.is_null()
    if unread.any():
        _report_unread(clean, unread, column, cells, ask_for_form=date_format is None)
    return read


def _report_unread(clean: pl.Series, unread: pl.Series, column: str, cells: Cells, *, ask_for_form: bool) -> None:
    """Find what is no date: days that do not exist, day and month in an order not said, and anything else."""
    day_month = unread & clean.str.contains(_DAY_MONTH).fill_null(value=False)
    written = clean.set(~day_month, None).str.replace(r"[T ]\d{1,2}:.*$", "")
    readings = {form: _parsed(written, form, _EARLIEST).is_not_null() for form in _CANDIDATES}
    day_first, month_first = (_any_of(readings, first) for first in ("%d", "%m"))
    readable = day_first | month_first
    nowhere = (day_month & ~readable) | (unread & _on_no_day(clean))
    cells.report("no_such_day", column, nowhere, clean)
    unread &= ~nowhere
    if ask_for_form and readable.any():
        formats = _fitting(readings, readable)
        for which, order in (
            (day_first & ~month_first, "is written day first, which has to be said"),
            (month_first & ~day_first, "is written month first, which has to be said"),
            (day_first & month_first, "could be day first or month first, which has to be said"),
        ):
            cells.report("ambiguous_date", column, which, clean, order=order, formats=formats)
        unread &= ~readable
    cells.report("unreadable_date", column, unread, clean)


def _on_no_day(clean: pl.Series) -> pl.Series:
    """Whether each cell, unread so far, is written with the year first and no order of month and day makes it a day."""
    year_first = clean.str.contains(_ISO) & (clean >= _EARLIEST.isoformat())
    other_order = _parsed(clean.str.replace(_ISO, "$1-$2-$3"), "%Y-%d-%m", _EARLIEST)
    return (year_first & other_order.is_null()).fill_null(value=False)


def _any_of(readings: dict[str, pl.Series], first: str) -> pl.Series:
    """Whether each cell is read by any of the forms that begin so."""
    return functools.reduce(operator.or_, (read for form, read in readings.items() if form.startswith(first)))


def _parsed(clean: pl.Series, form: str, earliest: dt.date) -> pl.Series:
    """The dates that are written in the form, without those before the earliest and those after the year 9999."""
    read = clean.str.to_date(form, strict=False)
    outside = ~read.to_physical().is_between((earliest - EPOCH).days, _CALENDAR[1])
    return read.set(outside.fill_null(value=False), None) if outside.any() else read


def _filled(read: pl.Series, clean: pl.Series, pattern: str, written: str) -> pl.Series:
    """The dates, with those that match the pattern read as well."""
    open_cells = read.is_null() & clean.str.contains(pattern).fill_null(value=False)
    if not open_cells.any():
        return read
    found = _parsed(clean.str.replace(pattern, written), "%Y-%m-%d", _EARLIEST)
    return found.zip_with(open_cells, read)


def _fitting(readings: dict[str, pl.Series], readable: pl.Series) -> str:
    """The date formats that read every cell that any of them reads."""
    fitting = [form for form, read in readings.items() if (read | ~readable).all()]
    return " or ".join(fitting) if fitting else "%d/%m/%Y or %m/%d/%Y"
