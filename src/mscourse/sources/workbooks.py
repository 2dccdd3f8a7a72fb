"""Reading the sheets of an XLSX workbook, and which table each of them holds."""

from __future__ import annotations

import io
from collections.abc import Iterable

import polars as pl

from mscourse.errors import MissingPackageError, SourceError
from mscourse.tables.aliases import table_of
from mscourse.tables.columns import told_apart
from mscourse.tables.finding_rows import table_finding

Sheets = dict[str, pl.DataFrame]


def workbook(name: str, content: bytes) -> Sheets:
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
        raise unreadable(name, "an XLSX workbook") from None
    return {title: _under_header(cells) for title, cells in sheets.items()}


def _under_header(cells: pl.DataFrame) -> pl.DataFrame:
    """The rows under the first one, which names the columns; a name that stands there twice is marked."""
    if cells.is_empty():
        return pl.DataFrame()
    titles = [f"column {at + 1}" if name is None else str(name) for at, name in enumerate(cells.row(0))]
    return cells[1:].rename(dict(zip(cells.columns, told_apart(titles), strict=True)))


def named_sheets(name: str, sheets: Sheets) -> dict[str, str]:
    """The sheet of each table that one is named after, by the table's name.

    Raises:
        SourceError: if two sheets are named after one table.
    """
    named: dict[str, str] = {}
    for title in sheets:
        table = table_of(title)
        if table in named:
            raise SourceError(
                f"Two sheets of {name} hold the {table}: {named[table]} and {title}.",
                "A workbook holds one sheet for each table.",
                "rename or remove the one that is not meant.",
            )
        if table is not None:
            named[table] = title
    return named


def sheet_of(table: str, name: str, sheets: Sheets) -> str | None:
    """The sheet that holds the table: the one named after it, or the first that holds anything and no other table.

    Raises:
        SourceError: if two sheets are named after one table.
    """
    named = named_sheets(name, sheets)
    candidates = [title for title, cells in sheets.items() if cells.width and table_of(title) is None]
    return named.get(table) or next(iter([*candidates, *sheets]), None)


def passed_over(name: str, sheets: Sheets, titles: Iterable[str], reason: str, way_out: str) -> list[pl.DataFrame]:
    """A finding for each of the sheets that hold anything: that it is not read, why, and what to do."""
    return [
        table_finding("unknown_file", name, value=f"The sheet `{title}`", reason=reason, way_out=way_out)
        for title in titles
        if sheets[title].width
    ]


def unreadable(name: str, kind: str) -> SourceError:
    """The error that the file of that name is not what its ending says."""
    return SourceError(
        f"{name} cannot be read as {kind}.", hint="export it again, or open it to see whether it is whole."
    )
