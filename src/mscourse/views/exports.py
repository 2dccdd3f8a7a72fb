"""Results as files: tables as Parquet or CSV, and a folder that is either whole or not there.

A folder of results is written beside its place under another name and then renamed, so that a run that is cut
short leaves nothing that looks like a result.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import polars as pl

from mscourse.errors import OutputError, UsageError
from mscourse.results.course import Course
from mscourse.rules.written import to_json
from mscourse.views.methods import methods_text

TABLES = ("states", "events", "evidence", "assessments", "findings")
REPORT = "report.html"
DOCUMENTS = ("provenance.json", "definition.json", "methods.md", REPORT)
OURS = frozenset([*DOCUMENTS, *(f"{table}.{suffix}" for table in TABLES for suffix in ("parquet", "csv"))])
"""Every name that a folder of results may hold; anything else in it belongs to somebody."""

ReportWriter = Callable[[Course, Path], object]


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write one table as the suffix of its name says; lists become text joined by `;` in CSV.

    Raises:
        UsageError: if the suffix is neither .csv nor .parquet.
        OutputError: if the file cannot be written.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{path.name} does not say how to write the table.", "The name ends in .csv or .parquet.")
    with _refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            _write(frame, unfinished, path.suffix)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def write_csv(frame: pl.DataFrame) -> str:
    """The table as CSV text; lists become text joined by `;`."""
    return _flat(frame).write_csv()


def write_results(
    course: Course,
    folder: Path,
    *,
    table_format: Literal["parquet", "csv"] = "parquet",
    report: ReportWriter | None = None,
    force: bool = False,
) -> None:
    """Write everything that was worked out into the folder, which is replaced as a whole.

    Args:
        course: what `characterise` gave.
        folder: made if it is not there; an older folder of results is replaced.
        table_format: how the five tables are written.
        report: writes the report into the folder it is given; without it there is none.
        force: keep what else stands in the folder, instead of refusing it.

    Raises:
        OutputError: if the folder holds other things, or cannot be written.
    """
    refuse_foreign(folder, force=force)
    with _refused(folder), _whole_folder(folder) as unfinished:
        for table in TABLES:
            _write(getattr(course, table), unfinished / f"{table}.{table_format}", f".{table_format}")
        provenance = json.dumps(course.provenance, indent=2, ensure_ascii=False, default=str)
        (unfinished / "provenance.json").write_text(provenance + "\n", encoding="utf-8")
        (unfinished / "definition.json").write_text(to_json(course.definition), encoding="utf-8")
        (unfinished / "methods.md").write_text(methods_text(course), encoding="utf-8")
        if report is not None:
            report(course, unfinished)


def refuse_foreign(folder: Path, *, force: bool = False) -> None:
    """Stop where results would be written over something else.

    Raises:
        OutputError: if the folder is a file, or holds anything that is not a result and `force` is not set.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file.", "Results are written into a folder.")
    if folder.is_dir() and not force and _foreign(folder):
        raise OutputError(
            f"{folder} holds other things than results.",
            "A folder of results is replaced as a whole.",
            "name another folder, or let --force keep what else is there.",
        )


def _foreign(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.name not in OURS]


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the given one that takes its place when all went well, and is gone when not."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    unfinished = beside / "new"
    try:
        unfinished.mkdir()
        yield unfinished
        _take_place(unfinished, folder, replaced=beside / "old")
    finally:
        # What was replaced is gone only when everything else has been carried over.
        shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            beside.rmdir()


def _take_place(unfinished: Path, folder: Path, *, replaced: Path) -> None:
    if not folder.exists():
        unfinished.rename(folder)
        return
    folder.rename(replaced)
    try:
        unfinished.rename(folder)
    except OSError:
        replaced.rename(folder)
        raise
    for entry in _foreign(replaced):
        entry.rename(folder / entry.name)
    shutil.rmtree(replaced)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = os.strerror(problem.errno) if problem.errno else type(problem).__name__
        raise OutputError(f"{path} cannot be written: {reason}.", hint="name another place.") from problem


def _write(frame: pl.DataFrame, path: Path, suffix: str) -> None:
    if suffix == ".parquet":
        frame.write_parquet(path)
    else:
        _flat(frame).write_csv(path)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
