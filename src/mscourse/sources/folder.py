"""Finding the tables of a cohort among the files of a folder or the sheets of a workbook."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.files import ENDINGS, WORKBOOK_ENDINGS, content_of, sheet
from mscourse.sources.workbooks import named_sheets, passed_over, sheet_of, workbook
from mscourse.tables.aliases import table_of
from mscourse.tables.cohort import Given
from mscourse.tables.finding_rows import table_finding
from mscourse.tables.schemas import SCHEMAS

__all__ = ["files_of", "is_workbook", "table_files", "table_of", "workbook_tables"]


def files_of(source: Path) -> tuple[dict[str, Path], list[pl.DataFrame]]:
    """The file of each table of a folder, or the one file, by the table's name, and what was found about files.

    One file holds the visits unless its name is that of another table.

    Raises:
        SourceError: as for `table_files`, or if there is nothing of that name.
    """
    if source.is_dir():
        return table_files(source)
    if not source.exists():
        raise SourceError(
            f"There is no file or folder {source.name}.", hint="check the name and where it is looked for."
        )
    return {table_of(source.stem) or "visits": source}, []


def table_files(folder: Path) -> tuple[dict[str, Path], list[pl.DataFrame]]:
    """The file of each table, by the table's name, and a finding for each file that looks like one and is not read.

    Raises:
        SourceError: if the folder holds no file of a known table, or two files for one.
    """
    files: dict[str, Path] = {}
    findings = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        table = table_of(path.stem)
        if path.suffix.lower() not in ENDINGS:
            findings += _of_another_kind(path)
        elif table is None:
            findings.append(_passed_over(path, "it has the name of no table", "Rename it after the table it holds."))
        elif table in files:
            raise SourceError(
                f"Two files hold the {table}: {files[table].name} and {path.name}.",
                "A folder holds one file for each table.",
                f"name the one that is meant: `{table}=...`.",
            )
        else:
            files[table] = path
    if not files:
        raise SourceError(
            "The folder holds no table that can be read.",
            f"Files end in {', '.join(ENDINGS)} and are named after their table: {', '.join(SCHEMAS)}.",
            "docs/reference/tables.md says what each holds.",
        )
    return files, findings


def _of_another_kind(path: Path) -> list[pl.DataFrame]:
    """A finding if a file of a kind that is not read is named after a table, such as `relapses.csv.gz`."""
    if not path.is_file() or table_of(path.name.split(".", maxsplit=1)[0]) is None:
        return []
    endings = ", ".join(ENDINGS)
    return [
        _passed_over(
            path, f"its name does not end in {endings}", "Save it as CSV, Parquet or XLSX if it holds a table."
        )
    ]


def _passed_over(path: Path, reason: str, way_out: str) -> pl.DataFrame:
    return table_finding("unknown_file", path.name, value=f"The file `{path.name}`", reason=reason, way_out=way_out)


def workbook_tables(path: Path) -> tuple[dict[str, Given], list[pl.DataFrame]]:
    """The tables that the workbook's sheets hold, by the table's name; the first sheet if none is named after one.

    Raises:
        SourceError: if it cannot be read, or two sheets are named after one table.
    """
    content = content_of(path)
    sheets = workbook(path.name, content)
    read = named_sheets(path.name, sheets)
    if not read:
        table = table_of(path.stem) or "visits"
        first = sheet_of(table, path.name, sheets)
        read = {table: first} if first is not None else {}
    rest = [title for title in sheets if title not in read.values()]
    way_out = "Rename it after the table it holds, and every other sheet after its own."
    findings = passed_over(path.name, sheets, rest, "it has the name of no table", way_out)
    digest = hashlib.sha256(content).hexdigest()
    return {table: sheet(table, sheets[title], digest) for table, title in read.items()}, findings


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, which may hold several tables."""
    return path.suffix.lower() in WORKBOOK_ENDINGS
