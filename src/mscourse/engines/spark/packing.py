"""Tables of results packed into cells, as they lie on the executors, and taken out again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import polars as pl
import pyarrow as pa

ROWS_OF_A_CELL = 100_000
"""So many rows are in a cell at most: it has to fit into the memory that hands it on."""


def packed(table: str, content: pl.DataFrame | list[bytes]) -> pa.RecordBatch:
    """The content of the table in cells of bytes, each with the name of the table beside it."""
    if isinstance(content, pl.DataFrame):
        content = [_bytes(rows) for rows in content.iter_slices(ROWS_OF_A_CELL) if rows.height]
    return pa.record_batch(
        {"table": pa.array([table] * len(content), pa.string()), "content": pa.array(content, pa.binary())}
    )


def _bytes(frame: pl.DataFrame) -> bytes:
    cell = io.BytesIO()
    frame.write_ipc_stream(cell, compression="lz4", compat_level=pl.CompatLevel.oldest())
    return cell.getvalue()


def unpacked(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows that the cells of these batches hold.

    Args:
        schema: the columns with the types that Spark has for them.
        batches: with the cells in their one column.
    """
    for batch in batches:
        for cell in batch.column(0):
            yield from as_batches(pl.read_ipc_stream(io.BytesIO(cell.as_py())), schema)


def as_batches(frame: pl.DataFrame, schema: pa.Schema) -> list[pa.RecordBatch]:
    """The rows of the frame with the types that Spark has for them: words of a closed list are text."""
    kinds = {pa.string(): pl.String(), pa.list_(pa.string()): pl.List(pl.String)}
    text = {column.name: kinds[column.type] for column in schema if column.type in kinds}
    plain = frame.select(schema.names).cast(text)
    table: pa.Table = plain.to_arrow(compat_level=pl.CompatLevel.oldest())
    batches: list[pa.RecordBatch] = table.cast(schema).to_batches()
    return batches
