"""Rows of one person mostly follow each other: what one row of each run tells of all its rows."""

from __future__ import annotations

import polars as pl


def begins_run(cells: pl.Series) -> pl.Series:
    """Whether each row has another cell than the row before it; the first row has, unless it is missing."""
    return cells.ne_missing(cells.shift(1))


def one_of_each_run(cells: pl.Series) -> pl.Series:
    """The cells without those that are as the one before them: every cell that there is, far fewer times."""
    return cells.filter(begins_run(cells))


def same_as_before(cells: pl.Series, rows: pl.Series) -> pl.Series:
    """Those of the rows (not the first one) whose cell is that of the row before; a missing cell is like no other."""
    return rows.filter(cells.gather(rows) == cells.gather(rows - 1))
