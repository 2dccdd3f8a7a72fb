"""Rows of tables for the tests of the views."""

from __future__ import annotations

import datetime as dt
from typing import Any

import dataframely as dy
import polars as pl

from mscourse.results.schemas import RESULTS


def frame(schema: type[dy.Schema], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as a frame of exactly the schema's columns; what a row does not name is null."""
    return pl.DataFrame(rows, schema={name: column.dtype for name, column in schema.columns().items()}, orient="row")


def day(text: str) -> dt.date:
    """The date written like 2024-05-01."""
    return dt.date.fromisoformat(text)


def evidence_row(**values: object) -> dict[str, Any]:
    """A row of the evidence with every column, null where not named."""
    return dict.fromkeys(RESULTS["evidence"].column_names()) | values
