"""Reading one file of CSV, TSV, Parquet or XLSX as a table."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Set as AbstractSet
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.workbooks import named_sheets, passed_over, sheet_of, unreadable, workbook
from mscourse.tables.cohort import Given
from mscourse.tables.finding_rows import row_findings, table_finding

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx",)
PARQUET_ENDINGS = (".parquet", ".pq")
ENDINGS = (*TEXT_ENDINGS, *PARQUET_ENDINGS, *WORKBOOK_ENDINGS)
"""The endings of the files that can be read."""

_HEADER_ROWS = 1
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    # Before UTF-16, whose mark the longer one begins with.
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTED = re.compile(r'"[^"]*"')


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
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(
            f"{path.name} ends in {ending or 'nothing'}, which cannot be read.", f"Files end in {', '.join(ENDINGS)}."
        )
    content = content_of(path)
    digest = hashlib.sha256(content).hexdigest()
    if not content.strip(b"\x00\t\r\n ") or content in _BOMS:
        return Given(frame=pl.DataFrame(), findings=[table_finding("empty_file", table)], digest=digest)
    if ending in PARQUET_ENDINGS:
        return Given(frame=_parquet(path.name, content), digest=digest)
    if ending in WORKBOOK_ENDINGS:
        return _one_sheet(table, path.name, content, digest, elsewhere)
    return _text(table, path, content, digest)


def content_of(path: Path) -> bytes:
    """The bytes of the file.

    Raises:
        SourceError: if it is not there or may not be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"There is no file {path.name}.", hint="check the name and the folder.") from None
    except OSError as problem:
        raise SourceError(f"{path.name} cannot be opened: {problem.strerror}.") from None


def sheet(table: str, frame: pl.DataFrame, digest: str) -> Given:
    """The table that a sheet of a workbook holds."""
    findings = [] if frame.width else [table_finding("empty_file", table)]
    return Given(frame=frame, first_row=1 + _HEADER_ROWS, findings=findings, digest=digest)


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
    findings = []
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            findings.append(table_finding("byte_order_mark", table))
            content = _recoded(path.name, content, encoding)
            break
    else:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            findings.append(table_finding("not_utf8", table, value="Latin-1 (Windows-1252)"))
            content = content.decode("cp1252", errors="replace").encode()
    if b"\r" in content and b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    separator, expected = _separator(content), "\t" if path.suffix.lower() == ".tsv" else ","
    separator = separator or expected
    if separator != expected:
        findings.append(table_finding("separator", table, value=_SEPARATORS[separator]))
    try:
        frame = pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise unreadable(path.name, "a table: some rows do not have the columns of the header") from None
    if b'"' in content:
        findings += _broken_cells(table, frame)
    return Given(frame=frame, first_row=1 + _HEADER_ROWS, findings=findings, digest=digest)


def _separator(content: bytes) -> str | None:
    """What separates the columns of the header, as far as it has several; names in quotation marks may hold it."""
    names = _QUOTED.sub("", io.BytesIO(content).readline().decode())
    separator = max(_SEPARATORS, key=names.count)
    return separator if separator in names else None


def _broken_cells(table: str, frame: pl.DataFrame) -> list[pl.DataFrame]:
    """A finding for each row with a line break in a cell: the rows below may have gone into it."""
    if not frame.width:
        return []
    broken = frame.select(
        pl.int_range(1 + _HEADER_ROWS, pl.len() + 1 + _HEADER_ROWS, dtype=pl.UInt32).alias("row"),
        pl.lit(None, pl.String).alias("patient_id"),
        pl.any_horizontal(pl.all().str.contains("\n", literal=True)).alias("_broken"),
    ).filter("_broken")
    return [] if broken.is_empty() else [row_findings("line_break_in_cell", table, broken)]


def _recoded(name: str, content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError:
        raise unreadable(name, "text: its byte-order mark does not fit") from None
