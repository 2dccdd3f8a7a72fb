"""Where records are cut: ids that part them into about equal numbers of rows."""

from __future__ import annotations

import polars as pl

_SAMPLE = 1 << 16
_PER_PART = 256


class SampleOfIds:
    """Some of the ids of all tables, drawn by the lowest hashes, each with all of its rows counted.

    What an id's hash says does not depend on the table or the order, so an id that is in the sample at the end was in
    it from the start. Memory is bounded whatever the number of ids.
    """

    def __init__(self, parts: int) -> None:
        """A sample that is large enough to find the edges of so many parts."""
        self._size = max(_SAMPLE, _PER_PART * parts)
        self._below: int | None = None
        self._gathered: list[pl.DataFrame] = []
        self._rows = 0

    def add(self, ids: pl.Series) -> None:
        """Count further rows by their ids; those without one are left out."""
        keyed = pl.DataFrame({"id": ids, "hash": ids.hash()})
        if self._below is not None:
            keyed = keyed.filter(pl.col("hash") < self._below)
        counted = keyed.drop_nulls("id").group_by("id", "hash").agg(pl.len().cast(pl.UInt64).alias("rows"))
        self._gathered.append(counted)
        self._rows += counted.height
        if self._rows > 2 * self._size:
            self._thin_out()

    def edges(self, parts: int) -> tuple[str, ...]:
        """At most `parts - 1` ids in byte order, before which the records are cut; fewer where there are few ids."""
        self._thin_out()
        if not self._gathered:
            return ()
        sample = self._gathered[0].sort("id").with_columns(pl.col("rows").cum_sum().alias("until"))
        total = sample.item(-1, "until") if sample.height else 0
        wanted = pl.Series([total * part // parts for part in range(1, parts)], dtype=pl.UInt64)
        # The id with which a part begins is the first after those that fill the parts before it.
        places = sample.get_column("until").search_sorted(wanted, side="left") + 1
        return tuple(sample.get_column("id").gather(places.filter(places < sample.height).unique().sort()))

    def _thin_out(self) -> None:
        """Keep the ids with the lowest hashes."""
        if not self._gathered:
            return
        together = pl.concat(self._gathered).group_by("id", "hash").agg(pl.col("rows").sum())
        if together.height > self._size:
            together = together.sort("hash")
            self._below = together.item(self._size, "hash")
            together = together.filter(pl.col("hash") < self._below)
        self._gathered, self._rows = [together], together.height
