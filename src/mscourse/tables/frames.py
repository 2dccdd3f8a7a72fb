"""Frames of other libraries as polars frames, without importing those libraries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from mscourse.errors import SourceError, UsageError
from mscourse.tables.columns import told_apart

_REFUSALS = (
    TypeError,
    ValueError,
    OverflowError,
    RuntimeError,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)
"""What making a column can end in."""


def as_polars(table: str, frame: Any) -> pl.DataFrame:  # noqa: ANN401 - whatever the user handed in
    """The frame as a polars frame.

    Raises:
        UsageError: if it is no frame of polars or pandas and no Arrow table.
        SourceError: if a column of it holds what no table can hold.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if any(kind.__module__.split(".")[0] == "pandas" and kind.__name__ == "DataFrame" for kind in type(frame).__mro__):
        names = told_apart(str(name) for name in frame.columns)
        return pl.DataFrame([_column(table, name, frame.iloc[:, at]) for at, name in enumerate(names)])
    if type(frame).__module__.split(".")[0] == "pyarrow" and type(frame).__name__ in ("Table", "RecordBatch"):
        return _from_arrow(table, frame)
    raise UsageError(
        f"{table} is a {type(frame).__name__}, which is not a table.",
        "A table is a polars or pandas DataFrame or an Arrow table; files are read with `read_cohort`.",
    )


def _from_arrow(table: str, frame: Any) -> pl.DataFrame:  # noqa: ANN401
    names = told_apart(frame.schema.names)
    try:
        return pl.DataFrame([pl.Series(name, frame.column(at)) for at, name in enumerate(names)])
    except _REFUSALS:
        raise SourceError(f"The Arrow table of {table} cannot be read.", hint="give it as a polars frame.") from None


def _column(table: str, name: str, column: Any) -> pl.Series:  # noqa: ANN401
    try:
        return _from_pandas(name, column)
    except _REFUSALS:
        # What was refused, and so the text of the refusal, is a patient's value.
        raise SourceError(
            f"A column of {table} cannot be read: it holds values that do not fit into a table.",
            hint="give numbers, dates and words, or turn the column into text.",
        ) from None


def _from_pandas(name: str, column: Any) -> pl.Series:  # noqa: ANN401
    kind = getattr(column.dtype, "kind", "O")
    if kind == "M":
        local = column.dt.tz_localize(None) if getattr(column.dtype, "tz", None) is not None else column
        return pl.Series(name, local.to_numpy().astype("datetime64[us]"))
    values = column.to_numpy()
    if kind in "iufb" and values.dtype.kind in "iufb":
        return pl.Series(name, values)
    listed = [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
    kinds = {type(value) for value in listed if value is not None}
    if len(kinds) > 1 or any(isinstance(value, Decimal) and not value.is_finite() for value in listed):
        # Numbers beside text, and numbers that have no end: text keeps what each cell said.
        listed = [None if value is None else str(value) for value in listed]
    return pl.Series(name, listed)
