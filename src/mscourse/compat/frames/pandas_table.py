"""A pandas frame of the caller, read into arrays, and arrays turned into pandas frames."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

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
from mscourse.compat.frames.text_dates import MISSING_TIME, read_text_dates


class PandasTable:
    """A pandas frame; see `Table`. Index labels play no role."""

    has_index = True

    def __init__(self, frame: Any, name: str) -> None:  # noqa: ANN401 - pandas need not be installed
        # The caller's frame is of pandas, so importing it costs nothing.
        self.pandas: Any = importlib.import_module("pandas")
        self.frame, self.name = frame, name

    def _column(self, column: Any) -> Any:  # noqa: ANN401
        found = list(self.frame.columns).count(column)
        if found != 1:
            raise no_column(self.name, column, found)
        return self.frame[column]

    def _plain(self, column: Any) -> Any:  # noqa: ANN401
        """The column without categories."""
        values = self._column(column)
        if isinstance(values.dtype, self.pandas.CategoricalDtype):
            return values.astype(values.cat.categories.dtype)
        return values

    def _is_text(self, values: Any) -> bool:  # noqa: ANN401
        if values.dtype.kind in "iufbmM":
            return False
        present = values[values.notna().to_numpy(bool)]
        return any(isinstance(value, str) for value in present.tolist())

    def subjects(self, column: Any) -> Subjects:  # noqa: ANN401
        """Who each row belongs to."""
        values = self._column(column)
        try:
            codes, distinct = self.pandas.factorize(values, use_na_sentinel=True)
        except TypeError:
            # As for numbers.
            distinct = None
        if distinct is None:
            raise no_subjects(self.name, column)
        native = self.pandas.Index(distinct)
        return Subjects(code=codes.astype(np.int64), keys=native.tolist(), native=native)

    def numbers(self, column: Any) -> Floats:  # noqa: ANN401
        """The column as numbers, NaN where missing."""
        values = self._plain(column)
        if values.dtype.kind in "mM":
            raise no_numbers(self.name, column)
        try:
            numbers: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
        except (TypeError, ValueError):
            # The refusal quotes the text, which is a patient's.
            pass
        else:
            return numbers
        raise no_numbers(self.name, column)

    def flags(self, column: Any) -> Floats:  # noqa: ANN401
        """1 for true, 0 for false, NaN where missing."""
        if self._is_text(self._plain(column)):
            raise no_flags(self.name, column)
        values = self.numbers(column)
        return np.where(np.isnan(values), values, values != 0)

    def zone_of(self, column: Any) -> Any:  # noqa: ANN401
        """The time zone of a column of times, None where it has none."""
        return getattr(self._plain(column).dtype, "tz", None)

    def times(self, column: Any, date_format: str | None, zone: Any) -> Times:  # noqa: ANN401
        """The column as times on the wall's clock in that zone."""
        values = self._plain(column)
        if values.dtype.kind in "iufbm":
            if not values.isna().all():
                raise no_dates(self.name, column)
            return Times(microseconds=np.full(len(values), MISSING_TIME), kind=(self._usual_unit(), None))
        if values.dtype.kind != "M":
            if self._is_text(values):
                return self._from_text(values, date_format, column)
            values = self._from_objects(values, column)
        if getattr(values.dtype, "tz", None) is not None:
            values = values.dt.tz_convert(zone) if zone is not None else values
        kind = (values.dt.unit, getattr(values.dtype, "tz", None))
        wall = values.dt.tz_localize(None) if kind[1] is not None else values
        return Times(microseconds=wall.to_numpy().astype("datetime64[us]").view(np.int64), kind=kind)

    def _usual_unit(self) -> str:
        """The precision that this pandas reads dates with."""
        unit: str = self.pandas.to_datetime(["2000-01-01"]).unit
        return unit

    def _from_objects(self, values: Any, column: Any) -> Any:  # noqa: ANN401
        try:
            read = self.pandas.to_datetime(values.astype(object))
        except (TypeError, ValueError, OverflowError):
            # As for numbers.
            read = None
        if read is None or read.dtype.kind != "M" or _holds_numbers(values):
            raise no_dates(self.name, column)
        return read

    def _from_text(self, values: Any, date_format: str | None, column: Any) -> Times:  # noqa: ANN401
        codes, distinct = self.pandas.factorize(values, use_na_sentinel=True)
        listed = list(distinct)
        if not all(isinstance(text, str) for text in listed):
            raise no_dates(self.name, column)
        read = np.append(read_text_dates(listed, date_format, column), MISSING_TIME)
        return Times(microseconds=read[codes], kind=(self._usual_unit(), None))

    def dates(self, microseconds: Integers, kind: Any) -> Any:  # noqa: ANN401
        """The way back: a column of dates of that kind."""
        unit, zone = kind
        times = self.pandas.DatetimeIndex(microseconds.view("datetime64[us]"))
        if zone is not None:
            first = np.ones(len(times), bool)
            times = times.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
        try:
            return times.as_unit(unit)
        except self.pandas.errors.OutOfBoundsDatetime:
            return times

    def build(self, columns: Mapping[Any, Any], index: Any = None) -> Any:  # noqa: ANN401
        """A new frame, numbered from 0 unless an index is given."""
        return self.pandas.DataFrame({name: self._values(values) for name, values in columns.items()}, index=index)

    def taken(self, rows: Integers, columns: Mapping[Any, Any]) -> Any:  # noqa: ANN401
        """The caller's rows at these positions, with these columns put in place or added."""
        frame = self.frame.iloc[rows].copy()
        for name, values in columns.items():
            frame[name] = self._values(values)
        return frame

    def _values(self, values: Any) -> Any:  # noqa: ANN401
        """Values as a pandas column holds them: flags that may be missing are objects, as other tools have them."""
        if isinstance(values, np.ma.MaskedArray):
            held = values.data.astype(object)
            held[np.ma.getmaskarray(values)] = np.nan
            return held
        if isinstance(values, np.ndarray) and values.dtype == object:
            # Text is of one type, also where there are no rows to tell it from.
            return self.pandas.Series(values, dtype=str).array
        return values


def _holds_numbers(values: Any) -> bool:  # noqa: ANN401
    return any(isinstance(value, (int, float)) and value == value for value in values.tolist())  # noqa: PLR0124 - NaN
