"""What the cells of a date column have in common, by which each of them is read; it adds up over the parts of a table.

Whether a column holds dates or days, and in which order day and month may be, is seen in all its cells together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.tables.cells import text
from mscourse.tables.days import EPOCH

FARTHEST_DAY = 99_999
"""Days farther than this (270 years) from day 0 are not day offsets."""
EARLIEST = dt.date(1000, 1, 1)
"""Years are written with four digits; a smaller number is a year cut short."""
CALENDAR = (dt.date.min.toordinal() - EPOCH.toordinal(), dt.date.max.toordinal() - EPOCH.toordinal())
"""The first and the last day that can be handled as a date: those of the years 1 to 9999."""
ISO = "%Y-%m-%d"

_YEARS = (1880, 2100)
_SERIAL_DATES = (25_000, 60_000)
"""The spreadsheet numbers of dates from 1968 to 2064."""
_NUMBER = r"^[+-]?\d{1,5}(\.\d+)?$"
_DAY_MONTH = r"^\d{1,2}[-/.\s]\d{1,2}[-/.\s](\d{2}|\d{4})([T ].*)?$"
_DAY_FIRST, _MONTH_FIRST = ("%d", "%m"), ("%m", "%d")
_FORMS = tuple(
    f"{first}{mark}{second}{mark}{year}"
    for mark in "/.- "
    for year in ("%Y", "%y")
    for first, second in (_DAY_FIRST, _MONTH_FIRST)
)


@dataclass(frozen=True, kw_only=True)
class NumberFacts:
    """Of the cells that are numbers: how many there are, and how many of them could be what."""

    numbers: int = 0
    near: int = 0
    """Not farther from day 0 than a day offset can be."""
    like_years: int = 0
    like_serial_dates: int = 0

    @classmethod
    def of(cls, numbers: pl.Series) -> NumberFacts:
        """The facts of these numbers; a missing cell is none."""
        return cls(
            numbers=len(numbers) - numbers.null_count(),
            near=int((numbers.abs() <= FARTHEST_DAY).sum()),
            like_years=int(numbers.is_between(*_YEARS).sum()),
            like_serial_dates=int(numbers.is_between(*_SERIAL_DATES).sum()),
        )

    def __add__(self, other: NumberFacts) -> NumberFacts:
        """The facts of both together."""
        return NumberFacts(
            numbers=self.numbers + other.numbers,
            near=self.near + other.near,
            like_years=self.like_years + other.like_years,
            like_serial_dates=self.like_serial_dates + other.like_serial_dates,
        )

    @property
    def all_like_years(self) -> bool:
        """Whether every one of them is a plausible year."""
        return self.like_years == self.numbers

    @property
    def all_like_serial_dates(self) -> bool:
        """Whether every one of them is a spreadsheet's number of a date of a life now."""
        return self.like_serial_dates == self.numbers


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """Of the cells that are written day first or month first: how many there are, and how many each form reads."""

    cells: int = 0
    read_by: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: OrderFacts) -> OrderFacts:
        """The facts of both together."""
        return OrderFacts(cells=self.cells + other.cells, read_by=self.read_by + other.read_by)

    @property
    def formats(self) -> str:
        """The date formats that read every cell that any of them reads, in words."""
        fitting = [form for form in _FORMS if self.read_by[form] == self.cells]
        return " or ".join(fitting) if fitting else "%d/%m/%Y or %m/%d/%Y"


@dataclass(frozen=True, kw_only=True)
class Orders:
    """Of each cell, whether it is written as day, month and year in either order, and as what it is then read."""

    written: pl.Series
    day_first: pl.Series
    month_first: pl.Series
    facts: OrderFacts

    @classmethod
    def of(cls, clean: pl.Series) -> Orders:
        """The orders of these cells, none of which is read otherwise."""
        written = clean.str.contains(_DAY_MONTH).fill_null(value=False)
        days = clean.set(~written, None).str.replace(r"[T ]\d{1,2}:.*$", "")
        by_order = {
            order: pl.repeat(value=False, n=len(clean), eager=True) for order in (_DAY_FIRST[0], _MONTH_FIRST[0])
        }
        read_by: Counter[str] = Counter()
        for form in _FORMS:
            read = parsed(days, form, EARLIEST).is_not_null()
            by_order[form[:2]] |= read
            read_by[form] += int(read.sum())
        day_first, month_first = by_order.values()
        cells = int((day_first | month_first).sum())
        facts = OrderFacts(cells=cells, read_by=+read_by)
        return cls(written=written, day_first=day_first, month_first=month_first, facts=facts)


@dataclass(frozen=True, kw_only=True)
class DateFacts:
    """What the cells of one date column have in common; those of two parts of it add up."""

    recorded: int = 0
    """Cells that hold anything; a date outside the years 1 to 9999 is nothing."""
    like_days: int = 0
    """Cells that are written as a day offset is."""
    numbers: NumberFacts = NumberFacts()
    """The cells as numbers, as they came."""
    written: NumberFacts = NumberFacts()
    """The cells as numbers, as their text says it: of a column of numbers, without fractions."""
    orders: OrderFacts = field(default_factory=OrderFacts)
    """The cells written day first or month first; not looked for where the form of dates was named."""

    @classmethod
    def of(cls, raw: pl.Series, *, date_format: str | None) -> DateFacts:
        """The facts of these cells, which hold no date outside the calendar."""
        if isinstance(raw.dtype, pl.Date | pl.Datetime):
            return cls(recorded=len(raw) - raw.null_count())
        if raw.dtype.is_numeric():
            numbers = as_numbers(raw)
            whole = numbers.cast(pl.Int64, strict=False).cast(pl.Float64)
            written = NumberFacts.of(whole)
            return cls(
                recorded=written.numbers, like_days=written.near, numbers=NumberFacts.of(numbers), written=written
            )
        return cls._of_text(text(raw), date_format)

    @classmethod
    def _of_text(cls, clean: pl.Series, date_format: str | None) -> DateFacts:
        recorded = len(clean) - clean.null_count()
        odd = clean.drop_nulls()
        if date_format is None:
            # What reads as an ISO date is neither a number nor in doubt.
            odd = odd.filter(parsed(odd, ISO, EARLIEST).is_null())
        if odd.is_empty():
            return cls(recorded=recorded)
        numbers = NumberFacts.of(odd.cast(pl.Float64, strict=False))
        in_doubt = odd.filter(odd.str.contains(_DAY_MONTH)) if date_format is None else odd.clear()
        return cls(
            recorded=recorded,
            like_days=cells_like_days(odd),
            numbers=numbers,
            written=numbers,
            orders=Orders.of(in_doubt).facts if len(in_doubt) else OrderFacts(),
        )

    def __add__(self, other: DateFacts) -> DateFacts:
        """The facts of both together."""
        return DateFacts(
            recorded=self.recorded + other.recorded,
            like_days=self.like_days + other.like_days,
            numbers=self.numbers + other.numbers,
            written=self.written + other.written,
            orders=self.orders + other.orders,
        )

    def as_dict(self) -> dict[str, Any]:
        """The facts as JSON can hold them."""
        orders = {"cells": self.orders.cells, "read_by": dict(self.orders.read_by)}
        return vars(self) | {"numbers": vars(self.numbers), "written": vars(self.written), "orders": orders}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> DateFacts:
        """The facts out of what `as_dict` made of them."""
        orders = OrderFacts(cells=written["orders"]["cells"], read_by=Counter(written["orders"]["read_by"]))
        numbers, by_text = (NumberFacts(**written[name]) for name in ("numbers", "written"))
        return cls(
            recorded=written["recorded"],
            like_days=written["like_days"],
            numbers=numbers,
            written=by_text,
            orders=orders,
        )

    @property
    def are_years(self) -> bool:
        """Whether every cell that is recorded is a plausible year and nothing more."""
        return 0 < self.numbers.like_years == self.numbers.numbers == self.recorded


def as_numbers(raw: pl.Series) -> pl.Series:
    """The cells of a column of numbers as decimal numbers."""
    return raw.cast(pl.Float64).fill_nan(None)


def cells_like_days(clean: pl.Series) -> int:
    """How many of the cells are written as a day offset is."""
    return int(clean.str.contains(_NUMBER).sum())


def parsed(clean: pl.Series, form: str, earliest: dt.date) -> pl.Series:
    """The dates that are written in the form, without those before the earliest and those after the year 9999."""
    read = clean.str.to_date(form, strict=False)
    outside = ~read.to_physical().is_between((earliest - EPOCH).days, CALENDAR[1])
    return read.set(outside.fill_null(value=False), None) if outside.any() else read
