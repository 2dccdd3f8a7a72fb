"""A polars frame of the caller, read into arrays, and arrays turned into polars frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import polars as pl

from mscourse.compat.frames.tables import (
    Floats,
    Integers,
    Subjects,
    Times,
    no_column,
    no_dates,
    no_flags,
    no_numbers,
    no_subjects,
)
from mscourse.compat.frames.text_dates import MISSING_TIME, has_time_of_day, read_text_dates

_WORDS = (pl.String, pl.Categorical, pl.Enum)
_TIME_UNIT: Literal["us"] = "us"
_DAY = 86_400_000_000


class PolarsTable:
    """A polars frame; see `Table`."""

    has_index = False

    def __init__(self, frame: pl.DataFrame, name: str) -> None:
        self.frame, self.name = frame, name

    def _column(self, column: Any) -> pl.Series:  # noqa: ANN401 - labels are checked here
        if not isinstance(column, str) or column not in self.frame.columns:
            raise no_column(self.name, column)
        return self.frame.get_column(column)

    def subjects(self, column: Any) -> Subjects:  # noqa: ANN401
        """Who each row belongs to; rows of one subject need not stand together."""
        values = self._column(column)
        if values.dtype.is_nested() or values.dtype == pl.Object:
            raise no_subjects(self.name, column)
        run = values.rle_id().to_numpy()
        heads = np.flatnonzero(np.append(True, run[1:] != run[:-1])[: len(run)])
        seen: dict[Any, int] = {}
        first: list[int] = []
        codes = np.empty(len(heads), np.int64)
        # One step for each stretch of rows of one subject: few, where the table is in order.
        for at, key in enumerate(values.gather(heads).to_list()):
            if key is None or key != key:  # noqa: PLR0124 - NaN
                codes[at] = -1
                continue
            codes[at] = code = seen.setdefault(key, len(seen))
            if code == len(first):
                first.append(int(heads[at]))
        return Subjects(code=codes[run] if len(run) else codes, keys=list(seen), native=values.gather(first))

    def numbers(self, column: Any) -> Floats:  # noqa: ANN401
        """The column as numbers, NaN where missing."""
        values = self._column(column)
        if values.dtype in _WORDS:
            values = values.cast(pl.String).str.strip_chars()
        elif not (values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Null)):
            raise no_numbers(self.name, column)
        try:
            return values.cast(pl.Float64).to_numpy().astype(np.float64)
        except pl.exceptions.PolarsError:
            # The refusal quotes the text, which is a patient's.
            pass
        raise no_numbers(self.name, column)

    def flags(self, column: Any) -> Floats:  # noqa: ANN401
        """1 for true, 0 for false, NaN where missing."""
        if self._column(column).dtype in _WORDS:
            raise no_flags(self.name, column)
        values = self.numbers(column)
        return np.where(np.isnan(values), values, values != 0)

    def zone_of(self, column: Any) -> Any:  # noqa: ANN401
        """The time zone of a column of times, None where it has none."""
        return getattr(self._column(column).dtype, "time_zone", None)

    def times(self, column: Any, date_format: str | None, zone: Any) -> Times:  # noqa: ANN401
        """The column as times on the wall's clock in that zone."""
        values = self._column(column)
        if values.dtype in _WORDS:
            return self._from_text(values.cast(pl.String), date_format, column)
        if values.dtype == pl.Null:
            return Times(microseconds=np.full(len(values), MISSING_TIME), kind=pl.Date)
        if values.dtype == pl.Date:
            # Days are shorter to multiply than to cast.
            days = values.to_physical().cast(pl.Int64)
            return Times(microseconds=(days * _DAY).fill_null(MISSING_TIME).to_numpy(), kind=pl.Date)
        if not isinstance(values.dtype, pl.Datetime):
            raise no_dates(self.name, column)
        local = values.dt.convert_time_zone(str(zone)) if zone and values.dtype.time_zone else values
        wall = local.dt.replace_time_zone(None).dt.cast_time_unit(_TIME_UNIT).to_physical()
        return Times(microseconds=wall.fill_null(MISSING_TIME).to_numpy(), kind=local.dtype)

    def _from_text(self, texts: pl.Series, date_format: str | None, column: Any) -> Times:  # noqa: ANN401
        distinct = texts.drop_nulls().unique()
        listed = distinct.to_list()
        read = pl.Series(read_text_dates(listed, date_format, column), dtype=pl.Int64)
        kind = pl.Datetime(_TIME_UNIT) if has_time_of_day(listed, date_format) else pl.Date
        if not listed:
            return Times(microseconds=np.full(len(texts), MISSING_TIME), kind=kind)
        microseconds = texts.replace_strict(distinct, read, default=MISSING_TIME, return_dtype=pl.Int64)
        return Times(microseconds=microseconds.fill_null(MISSING_TIME).to_numpy(), kind=kind)

    def dates(self, microseconds: Integers, kind: Any) -> pl.Series:  # noqa: ANN401
        """The way back: a column of dates of that kind."""
        times = pl.Series(microseconds.view("datetime64[us]"))
        if kind == pl.Date:
            return times.cast(pl.Date)
        zoned = times.dt.replace_time_zone(kind.time_zone, ambiguous="earliest", non_existent="null")
        return zoned.dt.cast_time_unit(kind.time_unit)

    def build(self, columns: Mapping[Any, Any], index: Any = None) -> pl.DataFrame:  # noqa: ANN401
        """A new frame; an index, which polars does not have, is for others."""
        del index
        return pl.DataFrame([_series(name, values) for name, values in columns.items()])

    def taken(self, rows: Integers, columns: Mapping[Any, Any]) -> pl.DataFrame:
        """The caller's rows at these positions, with these columns put in place or added."""
        return self.frame[rows].with_columns([_series(name, values) for name, values in columns.items()])


def _series(name: Any, values: Any) -> pl.Series:  # noqa: ANN401
    if isinstance(values, pl.Series):
        return values.alias(name)
    if isinstance(values, np.ma.MaskedArray):
        held = pl.Series(name, np.asarray(values.data))
        return held.set(pl.Series(np.ma.getmaskarray(values)), None)
    if values.dtype == object:
        return pl.Series(name, values.tolist(), dtype=pl.String)
    return pl.Series(name, values, nan_to_null=True)
