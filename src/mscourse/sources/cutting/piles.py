"""Rows gathered until there are enough of them to be worth writing, each on the pile of its part."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from mscourse.sources.cutting.parts_folder import piece_path, write_piece
from mscourse.sources.cutting.records import CutTable
from mscourse.sources.cutting.table_files import memory_of

_BYTES_AT_ONCE = 1 << 28
_PART = "_part"


class Piles:
    """The rows of one table on their way into the files of the parts, in the order in which they come."""

    def __init__(self, table: str, folder: Path, edges: tuple[str, ...], after: CutTable | None = None) -> None:
        """Piles without rows, of a table that is cut at these ids; they are written into the folder.

        With `after`, the folder holds rows of the table already, and the further ones are written after them.
        """
        self._table, self._folder = table, folder
        self._edges = pl.Series("edge", edges, pl.String)
        self._waiting: dict[int, list[pl.DataFrame]] = {}
        self._bytes = 0
        self.rows = [0] * (len(edges) + 1) if after is None else list(after.rows)
        """How many rows each part has."""
        self.pieces = [0] * (len(edges) + 1) if after is None else list(after.pieces)
        """How many files they are in."""

    def add(self, batch: pl.DataFrame, ids: pl.Series) -> None:
        """Put rows on the piles of their parts; those without an id belong to the first.

        Raises:
            OutputError: if they cannot be written.
        """
        parts = self._edges.search_sorted(ids.fill_null(""), side="right").alias(_PART)
        if not parts.is_sorted():
            # Batch by batch, so that no copy of all that waits is ever made.
            batch = batch.with_columns(parts).sort(_PART, maintain_order=True)
            parts = batch.drop_in_place(_PART)
        start = 0
        for length, part in parts.rle().struct.unnest().iter_rows():
            self._waiting.setdefault(part, []).append(batch.slice(start, length))
            start += length
        self._bytes += memory_of(batch)
        if self._bytes >= _BYTES_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what is on the piles.

        Raises:
            OutputError: if it cannot be written.
        """
        for part, slices in self._waiting.items():
            rows = pl.concat(slices)
            self.rows[part] += rows.height
            self.pieces[part] += 1
            write_piece(rows, piece_path(self._folder, part, self._table, self.pieces[part]))
        self._waiting, self._bytes = {}, 0
