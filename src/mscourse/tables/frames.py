"""Frames of other libraries as polars frames, without importing those libraries."""

from __future__ import annotations

from typing import Any

import polars as pl

from mscourse.errors import UsageError


def as_polars(table: str, frame: Any) -> pl.DataFrame:  # noqa: ANN401 - whatever the user handed in
    """The frame as a polars frame.

    Raises:
        UsageError: if it is neither a polars nor a pandas frame.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if type(frame).__module__.split(".")[0] == "pandas" and type(frame).__name__ == "DataFrame":
        return pl.DataFrame([_from_pandas(str(name), frame.iloc[:, at]) for at, name in enumerate(frame.columns)])
    raise UsageError(
        f"{table} is a {type(frame).__name__}, which is not a table.",
        "A table is a polars or pandas DataFrame; files are read with `read_cohort`.",
    )


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
    if len(kinds) > 1:
        # Numbers beside text: text keeps what each cell said.
        listed = [None if value is None else str(value) for value in listed]
    return pl.Series(name, listed)
