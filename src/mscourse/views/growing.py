"""A table that is written part by part, while the next part is still worked out."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl
from polars.io.plugins import register_io_source

from mscourse.results.course import Tables

COMPRESSION = 1
"""The level of zstd: higher ones take a quarter more time and leave the files as large."""
_OFTEN = 0.2
"""Seconds after which a part that nobody takes is offered again, unless the writing has failed."""


class GrowingTable:
    """One file of a table, written by a thread of its own: as Parquet, or as CSV with lists joined by `;`.

    Leaving the context finishes the file; leaving it by an error gives the file up, which is then not to be read.
    """

    def __init__(self, path: Path, schema: pl.Schema) -> None:
        """A table with these columns in the file, whose suffix says how it is written: .parquet, else as CSV."""
        self._parts: queue.Queue[pl.DataFrame | None] = queue.Queue(maxsize=1)
        self._given_up = False
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._write, args=(path, schema), daemon=True)
        self._thread.start()

    def add(self, part: pl.DataFrame) -> None:
        """Hand over the next rows.

        Raises:
            OSError: if the file cannot be written.
        """
        self._hand_over(part)

    def __enter__(self) -> Self:
        """The table itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish the file, or give it up.

        Raises:
            OSError: if the file cannot be written.
        """
        self._given_up = kind is not None
        try:
            self._hand_over(None)
        except OSError:
            if kind is None:
                raise
        self._thread.join()
        if kind is None:
            self._say_what_went_wrong()

    def _hand_over(self, part: pl.DataFrame | None) -> None:
        while True:
            if not self._thread.is_alive():
                self._say_what_went_wrong()
                return
            try:
                self._parts.put(part, timeout=_OFTEN)
            except queue.Full:
                continue
            return

    def _say_what_went_wrong(self) -> None:
        if isinstance(self._problem, pl.exceptions.ComputeError):
            # What is computed is computed by now: so polars calls a disk that takes no more.
            raise OSError(str(self._problem)) from self._problem
        if self._problem is not None:
            raise self._problem

    def _write(self, path: Path, schema: pl.Schema) -> None:
        def parts(*_: Any) -> Iterator[pl.DataFrame]:  # noqa: ANN401 - what a reader could push down; this one can not
            while (part := self._parts.get()) is not None:
                yield part
            if self._given_up:
                raise InterruptedError

        table = register_io_source(parts, schema=schema)
        try:
            if path.suffix == ".parquet":
                table.sink_parquet(path, compression_level=COMPRESSION)
            else:
                flat(table).sink_csv(path)
        except BaseException as problem:  # noqa: BLE001 - said by whoever hands over the next part
            self._problem = problem


def flat(table: pl.LazyFrame) -> pl.LazyFrame:
    """The table with lists as text joined by `;`, as CSV can hold them."""
    lists = [name for name, kind in table.collect_schema().items() if isinstance(kind, pl.List)]
    return table.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join(";"))


def write_tables(parts: Iterable[Tables], folder: Path, suffix: str) -> None:
    """Write each table of a course into a file of its own as the parts come.

    Args:
        parts: at least one, all with the same columns.
        folder: where the files go, under the names of the tables.
        suffix: `.parquet` or `.csv`.

    Raises:
        OSError: if a file cannot be written.
    """
    with ExitStack() as stack:
        files: dict[str, GrowingTable] = {}
        for part in parts:
            for name, table in part.items():
                if name not in files:
                    file = GrowingTable(folder / f"{name}{suffix}", table.schema)
                    files[name] = stack.enter_context(file)
                files[name].add(table)
