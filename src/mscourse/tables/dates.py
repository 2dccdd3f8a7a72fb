"""Reading the cells of a date column: dates, or days counted from one day."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import polars as pl

from mscourse.errors import UsageError
from mscourse.tables.cells import Cells, text
from mscourse.tables.date_facts import (
    CALENDAR,
    EARLIEST,
    FARTHEST_DAY,
    ISO,
    DateFacts,
    NumberFacts,
    OrderFacts,
    Orders,
    as_numbers,
    cells_like_days,
    parsed,
)
from mscourse.tables.finding_rows import table_finding

Calendar = Literal["dates", "days"]

_TICKS_A_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}

_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
_ISO = rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:{_TIME}|Z|[+-]\d{{2}}:\d{{2}})?$"
_COMPACT = r"^(\d{4})(\d{2})(\d{2})$"
_MONTH = r"^(\d{4})[-/.](\d{1,2})$"
_YEAR = r"^(\d{4})(\.0+)?$"
_WITH_MONTH_NAMES = ("%d-%b-%Y", "%d %b %Y", "%d%b%Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d. %B %Y")


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
    within = without_those_outside(raw)
    if within.null_count() > raw.null_count():
        cells.report("unreadable_date", column, within.is_null() & raw.is_not_null(), raw.to_physical())
    return within


def without_those_outside(raw: pl.Series) -> pl.Series:
    """The cells, dates and times outside the years 1 to 9999 missing."""
    if not isinstance(raw.dtype, pl.Date | pl.Datetime):
        return raw
    days = raw.to_physical()
    if isinstance(raw.dtype, pl.Datetime):
        days = days // _TICKS_A_DAY[raw.dtype.time_unit]
    outside = ~days.is_between(*CALENDAR)
    if not outside.any():
        return raw
    return pl.select(pl.when(~outside).then(raw)).to_series().alias(raw.name)


def read_dates(
    raw: pl.Series,
    column: str,
    cells: Cells,
    *,
    date_format: str | None,
    calendar: Calendar | None,
    years: bool,
    facts: DateFacts | None = None,
) -> tuple[pl.Series, Calendar | None]:
    """The cells as dates, and whether they came as dates or as days (None if all are missing).

    Args:
        raw: the cells as they came.
        column: our name of the column.
        cells: the table while it is read, for the findings.
        date_format: the form in which text dates are written.
        calendar: what the dates of the visits are, where that is known already.
        years: whether a month or a year alone may stand for a date.
        facts: those of the whole column where these cells are a part of it; else its own are taken, as needed.
    """
    raw = within_calendar(raw, column, cells)
    if isinstance(raw.dtype, pl.Date | pl.Datetime):
        read = raw if raw.dtype == pl.Date else raw.dt.replace_time_zone(None).dt.date()
        recorded = facts.recorded if facts else len(read) - read.null_count()
        return read, "dates" if recorded else None
    if raw.dtype.is_numeric():
        numbers = as_numbers(raw)
        counted = facts.numbers if facts else NumberFacts.of(numbers)
        if _are_days(counted, calendar, years=years):
            return _days(numbers, counted, raw, column, cells)
        raw = numbers.cast(pl.Int64, strict=False).cast(pl.String)
    elif raw.dtype == pl.String and date_format is None and not (facts and facts.like_days):
        read = parsed(raw, ISO, EARLIEST)
        if read.null_count() == raw.null_count() < len(raw):
            return read, "dates"
    clean = text(raw)
    recorded = facts.recorded if facts else len(clean) - clean.null_count()
    if not recorded:
        return pl.Series(raw.name, [None] * len(raw), pl.Date), None
    if (facts.like_days if facts else cells_like_days(clean)) * 2 > recorded:
        numbers = clean.cast(pl.Float64, strict=False)
        counted = facts.written if facts else NumberFacts.of(numbers)
        if _are_days(counted, calendar, years=years):
            return _days(numbers, counted, clean, column, cells)
    orders = facts.orders if facts else None
    return _from_text(clean, column, cells, date_format, orders, years=years), "dates"


def _are_days(counted: NumberFacts, calendar: Calendar | None, *, years: bool) -> bool:
    if years and calendar != "days" and counted.all_like_years:
        return False
    return counted.near > 0


def _days(
    numbers: pl.Series, counted: NumberFacts, raw: pl.Series, column: str, cells: Cells
) -> tuple[pl.Series, Calendar]:
    if counted.all_like_years:
        cells.findings.append(table_finding("days_like_years", cells.table, column))
    if counted.all_like_serial_dates:
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


def _from_text(
    clean: pl.Series, column: str, cells: Cells, date_format: str | None, orders: OrderFacts | None, *, years: bool
) -> pl.Series:
    read = parsed(clean, date_format or ISO, dt.date.min if date_format else EARLIEST)
    if read.null_count() == clean.null_count():
        return read
    if date_format:
        # The form says how the day is written; a time of day after it is left off, as it is after any other date.
        day_alone = parsed(clean.str.replace(rf"{_TIME}$", ""), date_format, dt.date.min)
        read = read.zip_with(read.is_not_null(), day_alone)
    for pattern, written in ((_ISO, "$1-$2-$3"), (_COMPACT, "$1-$2-$3")):
        read = _filled(read, clean, pattern, written)
    for form in _WITH_MONTH_NAMES:
        if read.null_count() > clean.null_count():
            read = read.zip_with(read.is_not_null(), parsed(clean, form, dt.date.min))
    if years:
        complete = read
        for pattern, written in ((_MONTH, "$1-$2-15"), (_YEAR, "$1-07-01")):
            read = _filled(read, clean, pattern, written)
        cells.report("incomplete_date", column, complete.is_null() & read.is_not_null(), clean)
    unread = clean.is_not_null() & read.is_null()
    if unread.any():
        _report_unread(clean, unread, column, cells, orders, ask_for_form=date_format is None)
    return read


def _report_unread(
    clean: pl.Series, unread: pl.Series, column: str, cells: Cells, whole: OrderFacts | None, *, ask_for_form: bool
) -> None:
    """Find what is no date: days that do not exist, day and month in an order not said, and anything else."""
    orders = Orders.of(clean.set(~unread, None))
    day_first, month_first = orders.day_first, orders.month_first
    readable = day_first | month_first
    nowhere = (orders.written & ~readable) | (unread & _on_no_day(clean))
    cells.report("no_such_day", column, nowhere, clean)
    unread &= ~nowhere
    if ask_for_form and readable.any():
        formats = (whole or orders.facts).formats
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
    year_first = clean.str.contains(_ISO) & (clean >= EARLIEST.isoformat())
    other_order = parsed(clean.str.replace(_ISO, "$1-$2-$3"), "%Y-%d-%m", EARLIEST)
    return (year_first & other_order.is_null()).fill_null(value=False)


def _filled(read: pl.Series, clean: pl.Series, pattern: str, written: str) -> pl.Series:
    """The dates, with those that match the pattern read as well."""
    open_cells = read.is_null() & clean.str.contains(pattern).fill_null(value=False)
    if not open_cells.any():
        return read
    found = parsed(clean.str.replace(pattern, written), ISO, EARLIEST)
    return found.zip_with(open_cells, read)
