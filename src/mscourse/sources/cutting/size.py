"""How much memory the records of a source would take if they were read as a whole."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from mscourse.sources.cutting.table_files import pieces_of
from mscourse.sources.files import PARQUET_ENDINGS, expected_separator, known_ending
from mscourse.sources.folder import files_of, is_workbook
from mscourse.sources.msoutcomes import days_since_relapse
from mscourse.sources.text import Writing
from mscourse.sources.workbooks import unreadable

_BYTES_LOOKED_AT = 1 << 20
_ANYHOW = 400_000_000
_PER_ROW = {"visits": 300, "mri": 200, "relapses": 150, "treatments": 200, "patients": 400, "recorded_courses": 200}


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
    if "relapses" not in looks and "visits" in looks and days_since_relapse(looks["visits"][1]) is not None:
        return None
    return _ANYHOW + sum(_PER_ROW[table] * rows for table, (rows, _) in looks.items())


def _look_at(path: Path) -> tuple[int, list[str]]:
    """About how many rows the file holds, and the names of its columns."""
    if not path.exists() or not path.stat().st_size:
        return 0, []
    if known_ending(path) in PARQUET_ENDINGS:
        return _look_at_parquet(path)
    first = next(pieces_of(path, _BYTES_LOOKED_AT))
    writing = Writing.of(path.name, [first], whole=False)
    lines = max(first.count(b"\n"), first.count(b"\r"), 1)
    separator = writing.separator(expected_separator(path))
    header = io.BytesIO(writing.header.encode())
    names = pl.read_csv(header, separator=separator, infer_schema=False, raise_if_empty=False).columns
    return round(path.stat().st_size / len(first) * lines), names


def _look_at_parquet(path: Path) -> tuple[int, list[str]]:
    try:
        scanned = pl.scan_parquet(path, glob=False)
        rows: int = scanned.select(pl.len()).collect().item()
        return rows, scanned.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise unreadable(path.name, "a Parquet file") from None
