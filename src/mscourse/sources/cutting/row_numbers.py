"""Whether the numbers that rows came with tell them apart."""

from __future__ import annotations

import numpy as np
import polars as pl

ROW = "row"


class NumbersSeen:
    """The row numbers that were seen so far, a bit for each."""

    def __init__(self) -> None:
        """None seen yet."""
        self.unique = True
        """Whether every row had a number, and none had that of another."""
        self._bits = np.zeros(1 << 16, dtype=np.uint8)

    def add(self, numbers: pl.Series) -> None:
        """See further ones."""
        if not self.unique or numbers.is_empty():
            return
        if numbers.null_count() or not numbers.is_unique().all():
            self.unique = False
            return
        values = numbers.to_numpy()
        self._make_room(int(values.max()) // 8 + 1)
        places, bits = values >> 3, np.left_shift(1, values & 7).astype(np.uint8)
        self.unique = not (self._bits[places] & bits).any()
        np.bitwise_or.at(self._bits, places, bits)

    def _make_room(self, size: int) -> None:
        if size > self._bits.size:
            more = max(size, 2 * self._bits.size) - self._bits.size
            self._bits = np.concatenate([self._bits, np.zeros(more, dtype=np.uint8)])


def has_numbers(schema: pl.Schema) -> bool:
    """Whether the rows of a table with these columns came with numbers, as frames of ours have them."""
    return schema.get(ROW) == pl.UInt32
