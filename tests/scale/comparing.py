"""The same records here and on Spark, and the results of both side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs
from polars.testing import assert_frame_equal

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Frames = Mapping[str, pl.DataFrame]


def numbered(frames: Frames) -> dict[str, pl.DataFrame]:
    """The tables with the column `row` that both engines go by."""
    return {name: frame.with_row_index("row", 2) for name, frame in frames.items()}


def on_spark(spark: SparkSession, frames: Frames, folder: Path) -> dict[str, DataFrame]:
    """The tables as Spark reads them from a folder; Spark has no numbers without a sign."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {}
    for name, frame in frames.items():
        file = folder / f"{name}.parquet"
        frame.with_columns(pl.col(pl.UInt32).cast(pl.Int64)).write_parquet(file)
        tables[name] = spark.read.parquet(str(file))
    return tables


def here(table: DataFrame, folder: Path) -> pl.DataFrame:
    """The table of Spark as one of polars, by way of a folder: nothing that is large passes through the driver."""
    table.write.mode("overwrite").parquet(str(folder))
    # A table without rows is a folder without parts.
    files = sorted(folder.glob("*.parquet"))
    assert files
    return pl.read_parquet(files)


def assert_same_rows(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Nothing, if both tables have the same columns and, in whatever order, the same rows."""
    assert_frame_equal(_in_order(found), _in_order(expected))


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by all columns, with what Spark has no types for as it writes it."""
    plain = table.with_columns(
        (cs.enum() | cs.categorical()).cast(pl.String),
        pl.col(pl.UInt32).cast(pl.Int64),
        cs.list().cast(pl.List(pl.String)).list.join(";"),
    )
    return plain.sort(plain.columns)
