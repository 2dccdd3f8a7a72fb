"""How much memory the records of a source would take if they were read as a whole."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mscourse.sources.cutting.table_files import memory_of, pieces_of
from mscourse.sources.files import PARQUET_ENDINGS, expected_separator, known_ending
from mscourse.sources.folder import files_of, is_workbook
from mscourse.sources.msoutcomes import days_since_relapse
from mscourse.sources.text import Writing
from mscourse.sources.workbooks import unreadable

_ROWS_LOOKED_AT = 1_000
_BYTES_LOOKED_AT = 1 << 20
ANYHOW = 700_000_000
"""What the work on some thousand people at a time takes, with the libraries that do it."""
_READ_ROW = 59
"""Bytes of a row in the shape of its schema, beside the row as it came.

With this and the above the estimate is within a tenth of the peaks that were measured for a hundred thousand people
(1.1 GB; 2 million visits and 1 million scans) and for a million (3.9 GB).
"""
_TEXT_CELL = 16
"""Bytes of a cell of text beside the text itself."""


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a file seems to hold, going by its beginning or by what it says of itself."""

    rows: int = 0
    width: float = 0
    """Bytes of a row as it came."""
    names: tuple[str, ...] = ()


def size_in_memory(source: Path | str) -> int | None:
    """About how many bytes it takes to read, check and characterise the source as a whole.

    None where its records are not cut into parts: a workbook, or visits that relapses would be rebuilt from.

    Raises:
        SourceError: if the source is not there, or a file of it cannot be read.
    """
    files, _ = files_of(Path(source))
    if any(is_workbook(path) for path in files.values()):
        return None
    looks = {table: _look_at(path) for table, path in files.items()}
    if "relapses" not in looks and "visits" in looks and days_since_relapse(looks["visits"].names) is not None:
        return None
    return ANYHOW + round(sum(look.rows * (look.width + _READ_ROW) for look in looks.values()))


def _look_at(path: Path) -> _Look:
    parquet = known_ending(path) in PARQUET_ENDINGS
    first = next(pieces_of(path, _BYTES_LOOKED_AT), b"")
    if not first:
        return _Look()
    return _look_at_parquet(path) if parquet else _look_at_text(path, first)


def _look_at_text(path: Path, first: bytes) -> _Look:
    writing = Writing.of(path.name, [first], whole=False)
    header = io.BytesIO(writing.header.encode())
    separator = writing.separator(expected_separator(path))
    names = pl.read_csv(header, separator=separator, infer_schema=False, raise_if_empty=False).columns
    lines = max(first.count(b"\n"), first.count(b"\r"), 1)
    line = len(first) / lines
    return _Look(rows=round(path.stat().st_size / line), width=_TEXT_CELL * len(names) + line, names=tuple(names))


def _look_at_parquet(path: Path) -> _Look:
    try:
        scanned = pl.scan_parquet(path, glob=False)
        rows = int(scanned.select(pl.len()).collect().item())
        first = scanned.head(_ROWS_LOOKED_AT).collect()
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise unreadable(path.name, "a Parquet file") from None
    return _Look(rows=rows, width=memory_of(first) / max(first.height, 1), names=tuple(first.columns))
