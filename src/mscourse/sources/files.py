"""Reading one file of CSV, TSV, Parquet or XLSX as a table."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import polars as pl

from mscourse.errors import MissingPackageError, SourceError
from mscourse.tables.cohort import Given
from mscourse.tables.finding_rows import table_finding

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK_ENDINGS = (".xlsx",)
PARQUET_ENDINGS = (".parquet", ".pq")
ENDINGS = (*TEXT_ENDINGS, *PARQUET_ENDINGS, *WORKBOOK_ENDINGS)
"""The endings of the files that can be read."""

_HEADER_ROWS = 1
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_file(table: str, path: Path) -> Given:
    """The table that the file holds, every cell of a text file as text.

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
        sheets = workbook(path.name, content)
        return sheet(table, next(iter(sheets.values()), pl.DataFrame()), digest)
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


def workbook(name: str, content: bytes) -> dict[str, pl.DataFrame]:
    """The sheets of the workbook by name, every cell as text: a column's first rows do not decide what the rest may be.

    Raises:
        SourceError: if it is no workbook.
        MissingPackageError: if fastexcel is not installed.
    """
    try:
        sheets = pl.read_excel(
            io.BytesIO(content),
            sheet_id=0,
            engine="calamine",
            has_header=False,
            raise_if_empty=False,
            drop_empty_rows=False,
            drop_empty_cols=False,
            read_options={"dtypes": "string"},
        )
    except ImportError:
        raise MissingPackageError(
            "Reading XLSX needs the package fastexcel.",
            hint="pip install 'mscourse[xlsx]', or export the table as CSV.",
        ) from None
    except Exception:  # noqa: BLE001 - the reader raises its own kinds, and their texts may hold cells
        raise _unreadable(name, "an XLSX workbook") from None
    return {title: _under_header(cells) for title, cells in sheets.items()}


def _under_header(cells: pl.DataFrame) -> pl.DataFrame:
    """The rows under the first one, which names the columns; a name that stands there twice is marked."""
    if cells.is_empty():
        return pl.DataFrame()
    names: list[str] = []
    for at, name in enumerate(cells.row(0)):
        title = f"column {at + 1}" if name is None else str(name)
        names.append(f"{title}_duplicated_{at}" if title in names else title)
    return cells[1:].rename(dict(zip(cells.columns, names, strict=True)))


def sheet(table: str, frame: pl.DataFrame, digest: str) -> Given:
    """The table that a sheet of a workbook holds."""
    findings = [] if frame.width else [table_finding("empty_file", table)]
    return Given(frame=frame, first_row=1 + _HEADER_ROWS, findings=findings, digest=digest)


def _parquet(name: str, content: bytes) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise _unreadable(name, "a Parquet file") from None


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
    header = io.BytesIO(content).readline().decode()
    separator = max(_SEPARATORS, key=header.count)
    expected = "\t" if path.suffix.lower() == ".tsv" else ","
    if header.count(separator) == 0:
        separator = expected
    if separator != expected:
        findings.append(table_finding("separator", table, value=_SEPARATORS[separator]))
    try:
        frame = pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise _unreadable(path.name, "a table: some rows do not have the columns of the header") from None
    return Given(frame=frame, first_row=1 + _HEADER_ROWS, findings=findings, digest=digest)


def _recoded(name: str, content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError:
        raise _unreadable(name, "text: its byte-order mark does not fit") from None


def _unreadable(name: str, kind: str) -> SourceError:
    return SourceError(
        f"{name} cannot be read as {kind}.", hint="export it again, or open it to see whether it is whole."
    )
