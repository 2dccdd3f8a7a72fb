"""Rows gathered until there are enough of them to be worth cutting, then written part by part."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from mscourse.sources.cutting.parts_folder import piece_path, write_piece

_PILE_BYTES = 1 << 27
_PART = "_part"


class Pile:
    """The rows of one table on their way into the files of the parts, in the order in which they come."""

    def __init__(self, table: str, folder: Path, edges: tuple[str, ...]) -> None:
        """An empty pile, whose rows go into the folder, cut at these ids."""
        self._table, self._folder = table, folder
        self._edges = pl.Series("edge", edges, pl.String)
        self._waiting: list[pl.DataFrame] = []
        self._bytes = 0
        self.rows = [0] * (len(edges) + 1)
        """How many rows went into each part."""
        self.pieces = [0] * (len(edges) + 1)
        """How many files they are in."""

    def add(self, batch: pl.DataFrame, ids: pl.Series) -> None:
        """Put rows on the pile; those without an id belong to the first part.

        Raises:
            OutputError: if they cannot be written.
        """
        self._waiting.append(batch.with_columns(self._parts(ids).alias(_PART)))
        self._bytes += int(batch.estimated_size())
        if self._bytes >= _PILE_BYTES:
            self.write()

    def write(self) -> None:
        """Write what is on the pile.

        Raises:
            OutputError: if it cannot be written.
        """
        if not self._waiting:
            return
        rows = pl.concat(self._waiting)
        self._waiting, self._bytes = [], 0
        if not rows.get_column(_PART).is_sorted():
            rows = rows.sort(_PART, maintain_order=True)
        lengths = rows.get_column(_PART).rle().struct.unnest()
        rows, start = rows.drop(_PART), 0
        for length, part in lengths.iter_rows():
            self._write(part, rows.slice(start, length))
            start += length

    def _parts(self, ids: pl.Series) -> pl.Series:
        """The part of each id: how many edges it is not before."""
        return self._edges.search_sorted(ids.fill_null(""), side="right").cast(pl.UInt32)

    def _write(self, part: int, rows: pl.DataFrame) -> None:
        self.rows[part] += rows.height
        self.pieces[part] += 1
        write_piece(rows, piece_path(self._folder, part, self._table, self.pieces[part]))
