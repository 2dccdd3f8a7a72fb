"""Finding the tables of a cohort among the files of a folder or the sheets of a workbook."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.files import ENDINGS, WORKBOOK_ENDINGS, content_of, sheet, workbook
from mscourse.tables.aliases import TABLE_ALIASES, squeezed, tables_by_alias
from mscourse.tables.cohort import Given
from mscourse.tables.finding_rows import table_finding


def table_files(folder: Path) -> tuple[dict[str, Path], list[pl.DataFrame]]:
    """The file of each table, by the table's name, and a finding for each file that is no known table.

    Raises:
        SourceError: if the folder holds no file of a known table, or two files for one.
    """
    files: dict[str, Path] = {}
    findings = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in ENDINGS or path.name.startswith((".", "~$")):
            continue
        table = table_of(path.stem)
        if table is None:
            findings.append(table_finding("unknown_file", path.name, value=f"`{path.name}`"))
        elif table in files:
            raise SourceError(
                f"Two files hold the {table}: {files[table].name} and {path.name}.",
                "A folder holds one file for each table.",
                f"name the one that is meant: `{table}=...`.",
            )
        else:
            files[table] = path
    if not files:
        wanted = ", ".join(alias for aliases in TABLE_ALIASES.values() for alias in aliases)
        raise SourceError(
            "The folder holds no table that can be read.",
            f"Files end in {', '.join(ENDINGS)} and are named after their table: {wanted}.",
        )
    return files, findings


def workbook_tables(path: Path) -> tuple[dict[str, Given], list[pl.DataFrame]]:
    """The tables that the workbook's sheets hold, by the table's name; the first sheet if none is named after one."""
    content = content_of(path)
    sheets = workbook(path.name, content)
    named = {table_of(name): frame for name, frame in sheets.items() if table_of(name)}
    digest = hashlib.sha256(content).hexdigest()
    if not named:
        table = table_of(path.stem) or "visits"
        return {table: sheet(table, next(iter(sheets.values()), pl.DataFrame()), digest)}, []
    unknown = [name for name in sheets if table_of(name) is None]
    findings = [table_finding("unknown_file", path.name, value=f"sheet `{name}`") for name in unknown]
    return {table: sheet(table, frame, digest) for table, frame in named.items() if table}, findings


def table_of(name: str) -> str | None:
    """The table that a file or a sheet of that name holds, or None."""
    return tables_by_alias().get(squeezed(name))


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook, which may hold several tables."""
    return path.suffix.lower() in WORKBOOK_ENDINGS
