"""Reading one file of CSV, TSV, Parquet or XLSX as a table."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Set as AbstractSet
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.text import FIRST_ROW, TEXT_ENDINGS, Writing, is_empty
from mscourse.sources.workbooks import named_sheets, passed_over, sheet_of, unreadable, workbook
from mscourse.tables.cohort import Given
from mscourse.tables.finding_rows import row_findings, table_finding

WORKBOOK_ENDINGS = (".xlsx",)
PARQUET_ENDINGS = (".parquet", ".pq")
ENDINGS = (*TEXT_ENDINGS, *PARQUET_ENDINGS, *WORKBOOK_ENDINGS)
"""The endings of the files that can be read."""

NOT_A_TABLE = "a table: some rows do not have the columns of the header"


def read_file(table: str, path: Path, *, elsewhere: AbstractSet[str] = frozenset()) -> Given:
    """The table that the file holds, every cell of a text file as text.

    Args:
        table: the table's name.
        path: the file; of a workbook, the sheet named after the table is read, or else its first.
        elsewhere: tables that are read from sheets of the same workbook, so that nothing is said about these.

    Raises:
        SourceError: if the file is not there or cannot be read as what its ending says.
        MissingPackageError: if it is XLSX and the package that reads it is not installed.
    """
    ending = known_ending(path)
    content = content_of(path)
    digest = hashlib.sha256(content).hexdigest()
    if is_empty(content):
        return Given(frame=pl.DataFrame(), findings=[table_finding("empty_file", table)], digest=digest)
    if ending in PARQUET_ENDINGS:
        return Given(frame=_parquet(path.name, content), digest=digest)
    if ending in WORKBOOK_ENDINGS:
        return _one_sheet(table, path.name, content, digest, elsewhere)
    return _text(table, path, content, digest)


def known_ending(path: Path) -> str:
    """The ending of the file's name, in small letters.

    Raises:
        SourceError: if files that end so cannot be read.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(
            f"{path.name} ends in {ending or 'nothing'}, which cannot be read.", f"Files end in {', '.join(ENDINGS)}."
        )
    return ending


def content_of(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        SourceError: if it is not there or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise cannot_be_opened(path, problem) from None


def cannot_be_opened(path: Path, problem: OSError) -> SourceError:
    """The error that the file is not there or may not be read."""
    if isinstance(problem, FileNotFoundError):
        return SourceError(f"There is no file {path.name}.", hint="check the name and the folder.")
    return SourceError(f"{path.name} cannot be opened: {problem.strerror}.")


def sheet(table: str, frame: pl.DataFrame, digest: str) -> Given:
    """The table that a sheet of a workbook holds."""
    findings = [] if frame.width else [table_finding("empty_file", table)]
    return Given(frame=frame, first_row=FIRST_ROW, findings=findings, digest=digest)


def _one_sheet(table: str, name: str, content: bytes, digest: str, elsewhere: AbstractSet[str]) -> Given:
    """The table out of a workbook of which only this table is wanted; the other sheets are found."""
    sheets = workbook(name, content)
    title, named = sheet_of(table, name, sheets), named_sheets(name, sheets)
    read = {title, *(named[other] for other in elsewhere if other in named)}
    rest = [other for other in sheets if other not in read]
    reason = f"only the sheet `{title}` is read of `{name}`, as the {table}"
    given = sheet(table, sheets[title] if title else pl.DataFrame(), digest)
    given.findings.extend(passed_over(name, sheets, rest, reason, "Give the workbook alone to read all its tables."))
    return given


def _parquet(name: str, content: bytes) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise unreadable(name, "a Parquet file") from None


def _text(table: str, path: Path, content: bytes, digest: str) -> Given:
    writing = Writing.of(path.name, [content])
    if not writing.plain:
        content = b"".join(writing.made_plain([content]))
    separator = writing.separator(expected_separator(path))
    try:
        frame = pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise unreadable(path.name, NOT_A_TABLE) from None
    findings = writing.findings(table, expected_separator(path))
    if writing.quotes:
        rows = pl.int_range(FIRST_ROW, frame.height + FIRST_ROW, dtype=pl.UInt32, eager=True)
        findings += broken_cells(table, frame, rows)
    return Given(frame=frame, first_row=FIRST_ROW, findings=findings, digest=digest)


def expected_separator(path: Path) -> str:
    """What separates the columns of a text file whose name ends so."""
    return "\t" if path.suffix.lower() == ".tsv" else ","


def broken_cells(table: str, frame: pl.DataFrame, rows: pl.Series) -> list[pl.DataFrame]:
    """A finding for each row with a line break in a cell: the rows below may have gone into it."""
    if not frame.width:
        return []
    broken = frame.select(
        rows.alias("row"),
        pl.lit(None, pl.String).alias("patient_id"),
        pl.any_horizontal(pl.all().str.contains("\n", literal=True)).alias("_broken"),
    ).filter("_broken")
    return [] if broken.is_empty() else [row_findings("line_break_in_cell", table, broken)]
