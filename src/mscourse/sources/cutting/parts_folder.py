"""The folder that holds the parts: what lies where, and that it is whole or empty."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from mscourse.errors import OutputError
from mscourse.tables.schemas import SCHEMAS

INDEX = "index.json"
UNFINISHED_INDEX = ".index.json"
_COLUMNS = "columns"
_PLAIN = "plain"
_TABLE = "|".join(SCHEMAS)
_OURS = re.compile(
    rf"part-\d{{5,}}(/({_TABLE})-\d{{5,}}\.parquet)?|{_COLUMNS}(/({_TABLE})\.parquet)?|{_PLAIN}(/({_TABLE})\.txt)?"
    rf"|\.?index\.json"
)
"""Everything that may lie in the folder, so that nothing of anybody else's is taken away."""


def piece_path(folder: Path, part: int, table: str, piece: int) -> Path:
    """The file of some rows of a table in one part."""
    return folder / f"part-{part:05d}" / f"{table}-{piece:05d}.parquet"


def no_rows_path(folder: Path, table: str) -> Path:
    """The file that holds the columns of the table and no rows."""
    return folder / _COLUMNS / f"{table}.parquet"


def plain_path(folder: Path, table: str) -> Path:
    """The file that holds the table's text as UTF-8, until it is cut."""
    return folder / _PLAIN / f"{table}.txt"


@contextmanager
def parts_folder(folder: Path) -> Iterator[None]:
    """An empty folder, made if need be; it is left empty if what is done with it goes wrong.

    Raises:
        OutputError: if it holds anything but an earlier cut, or cannot be written.
    """
    try:
        _refuse_foreign(folder)
        _clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise cannot_be_written(folder, problem) from None
    try:
        yield
        shutil.rmtree(folder / _PLAIN, ignore_errors=True)
    except BaseException:
        _clear(folder)
        raise


def write_piece(rows: pl.DataFrame, path: Path) -> None:
    """Write the rows to be read once more.

    Raises:
        OutputError: if they cannot be written.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        rows.write_parquet(path, compression="snappy", statistics=False)
    except (pl.exceptions.PolarsError, OSError) as problem:
        raise cannot_be_written(path.parent.parent, problem) from None


def cannot_be_written(folder: Path, problem: Exception) -> OutputError:
    """The error that the folder of the parts takes no more."""
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "the disk may be full"
    return OutputError(
        f"The records cannot be cut: {folder.name} cannot be written ({reason}).",
        "Records that are worked through in parts need about as much room on the disk as they take themselves.",
        "make room, or name a folder on another disk.",
    )


def _refuse_foreign(folder: Path) -> None:
    inside = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    if not all(map(_OURS.fullmatch, inside)):
        raise OutputError(
            f"{folder.name} holds other things than records that were cut.",
            "A folder of parts is replaced as a whole.",
            "name another folder.",
        )


def _clear(folder: Path) -> None:
    """Take away what an earlier cut left, the index first: without it no part is read."""
    if not folder.is_dir():
        return
    (folder / INDEX).unlink(missing_ok=True)
    (folder / UNFINISHED_INDEX).unlink(missing_ok=True)
    for entry in folder.iterdir():
        shutil.rmtree(entry)
