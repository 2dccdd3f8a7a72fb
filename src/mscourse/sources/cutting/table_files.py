"""The file of one table, read some rows at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from mscourse.sources.cutting.parts_folder import cannot_be_written, plain_path
from mscourse.sources.files import (
    NOT_A_TABLE,
    PARQUET_ENDINGS,
    cannot_be_opened,
    expected_separator,
    known_ending,
)
from mscourse.sources.text import FIRST_ROW, Writing, is_empty
from mscourse.sources.workbooks import unreadable
from mscourse.tables.cells import UNSUITABLE, identifier
from mscourse.tables.columns import Columns
from mscourse.tables.ids import id_cells

_BYTES_AT_ONCE = 1 << 22
_BATCH_BYTES = 1 << 25
_MOST_ROWS, _FEWEST_ROWS = 500_000, 1_000
_ROWS_LOOKED_AT = 1_000
_TEXT_CELL = 16


@dataclass(kw_only=True)
class TableFile:
    """One file as it is read in batches, a text file as text that was made plain first where it was not."""

    table: str
    path: Path
    """The file itself, whose name errors tell."""
    scanned: Path
    """What is read: the file, or the same text made plain."""
    digest: str = ""
    """SHA-256 of the file."""
    first_row: int = 1
    separator: str | None = None
    """What separates the columns of a text file; None for Parquet."""
    quotes: bool = False
    """Whether cells of a text file may hold line breaks."""
    empty: bool = False
    """Whether there is nothing in the file, not even the names of columns."""
    findings: list[pl.DataFrame] = field(default_factory=list)
    schema: pl.Schema = field(default_factory=pl.Schema)
    """The columns as they came."""

    @classmethod
    def of(cls, table: str, path: Path, folder: Path) -> TableFile:
        """The file of the table, looked at once from end to end; a text that is not plain is made so in the folder.

        Raises:
            SourceError: as for `read_file`, as far as it shows before the rows are read.
            OutputError: if the plain text cannot be written.
        """
        digest = hashlib.sha256()
        pieces = _hashed(path, digest)
        file = cls(table=table, path=path, scanned=path)
        if known_ending(path) in PARQUET_ENDINGS:
            file.empty = _are_blank(pieces)
        else:
            file._look_at_text(Writing.of(path.name, pieces), folder)
        file.digest = digest.hexdigest()
        if not file.empty:
            file.schema = file._schema()
        return file

    def _look_at_text(self, writing: Writing, folder: Path) -> None:
        expected = expected_separator(self.path)
        self.empty, self.quotes, self.first_row = writing.empty, writing.quotes, FIRST_ROW
        self.separator, self.findings = writing.separator(expected), writing.findings(self.table, expected)
        if not writing.plain and not writing.empty:
            self.scanned = _made_plain(self.path, writing, plain_path(folder, self.table))

    def id_column(self) -> str | None:
        """The column that is read as the patients' ids, or None where there is none that can hold ids."""
        column = Columns.of(self.table, self.schema.names()).source("patient_id")
        if column is None:
            return None
        kind = self.schema[column]
        return None if isinstance(kind, UNSUITABLE) or kind.is_temporal() else column

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """The rows in their order, some at a time, with these columns or all.

        Raises:
            SourceError: if the file turns out not to be what its name says.
        """
        if not self.schema:
            return
        try:
            wanted = self._scan() if columns is None else self._scan().select(columns)
            yield from wanted.collect_batches(chunk_size=self._rows_at_once(columns), maintain_order=True)
        except (pl.exceptions.PolarsError, OSError, ValueError):
            raise self._unreadable() from None

    def ids(self, batch: pl.DataFrame) -> pl.Series:
        """The ids of the batch's rows as `Cohort` reads them; missing where there are none."""
        return identifier(id_cells(batch, Columns.of(self.table, batch.columns))).alias("patient_id")

    def _scan(self) -> pl.LazyFrame:
        if self.separator is None:
            return pl.scan_parquet(self.scanned, glob=False)
        return pl.scan_csv(self.scanned, separator=self.separator, infer_schema=False, raise_if_empty=False, glob=False)

    def _schema(self) -> pl.Schema:
        try:
            return self._scan().collect_schema()
        except (pl.exceptions.PolarsError, OSError, ValueError):
            raise self._unreadable() from None

    def _rows_at_once(self, columns: Sequence[str] | None) -> int:
        """How many rows take about as much memory as a batch may, going by the first ones."""
        first = self._scan().head(_ROWS_LOOKED_AT)
        looked_at = (first if columns is None else first.select(columns)).collect()
        width = memory_of(looked_at) / max(looked_at.height, 1)
        return round(min(max(_BATCH_BYTES / max(width, 1), _FEWEST_ROWS), _MOST_ROWS))

    def _unreadable(self) -> Exception:
        return unreadable(self.path.name, "a Parquet file" if self.separator is None else NOT_A_TABLE)


def _are_blank(pieces: Iterable[bytes]) -> bool:
    """Whether none of the pieces holds anything; all of them are gone through."""
    blank = True
    for piece in pieces:
        blank = blank and is_empty(piece)
    return blank


def memory_of(rows: pl.DataFrame) -> int:
    """About how many bytes the rows take; the frame itself counts of a text no more than its letters."""
    texts = sum(kind == pl.String for kind in rows.schema.values())
    return int(rows.estimated_size()) + _TEXT_CELL * texts * rows.height


def _hashed(path: Path, digest: hashlib._Hash) -> Iterator[bytes]:
    """The content of the file piece by piece, which the digest takes in as well."""
    for piece in pieces_of(path):
        digest.update(piece)
        yield piece


def pieces_of(path: Path, size: int | None = None) -> Iterator[bytes]:
    """The content of the file piece by piece.

    Raises:
        SourceError: if it is not there or may not be read.
    """
    try:
        with path.open("rb") as file:
            while piece := file.read(size or _BYTES_AT_ONCE):
                yield piece
    except OSError as problem:
        raise cannot_be_opened(path, problem) from None


def _made_plain(path: Path, writing: Writing, place: Path) -> Path:
    """The file whose text is that of the given one as plain UTF-8."""
    try:
        place.parent.mkdir(exist_ok=True)
        with place.open("wb") as file:
            for piece in writing.made_plain(pieces_of(path)):
                file.write(piece)
    except OSError as problem:
        raise cannot_be_written(place.parent.parent, problem) from None
    return place
