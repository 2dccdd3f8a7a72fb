"""Results as files: tables as Parquet or CSV, and a folder that is either whole or not there.

A folder of results is written beside its place under another name and then renamed, so that a run that is cut
short leaves nothing that looks like a result.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from mscourse.errors import OutputError, UsageError
from mscourse.results.course import TABLES, Course, Tables
from mscourse.rules.course import CourseDefinition
from mscourse.rules.written import to_json
from mscourse.views.growing import COMPRESSION, flat, write_tables
from mscourse.views.methods import methods_text

REPORT = "report.html"
PROVENANCE = "provenance.json"
DOCUMENTS = (PROVENANCE, "definition.json", "methods.md", REPORT)
RECORDS, SUMS = "records", "records.json"
OURS = frozenset(
    [*DOCUMENTS, RECORDS, SUMS, *(f"{table}.{suffix}" for table in TABLES for suffix in ("parquet", "csv"))]
)
"""Every name that a folder of results may hold; anything else in it belongs to somebody, as does everything in a
folder that is none of results."""


@dataclass(frozen=True, kw_only=True)
class FolderKind:
    """What marks a folder that is replaced as a whole, and what may lie in it."""

    sign: str
    """The JSON file that says so, by the key `fingerprint`; under `files`, it may name what was written."""
    names: frozenset[str]


RESULTS_FOLDER = FolderKind(sign=PROVENANCE, names=OURS)

ReportWriter = Callable[[Course, Path], object]


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write one table as the suffix of its name says; lists become text joined by `;` in CSV.

    Raises:
        UsageError: if the suffix is neither .csv nor .parquet.
        OutputError: if the file cannot be written.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{path.name} does not say how to write the table.", "The name ends in .csv or .parquet.")
    with _whole_file(path) as unfinished:
        _write(frame, unfinished, path.suffix)


def write_file(content: bytes, path: Path) -> None:
    """Write one file, which is there as a whole or not at all; its folder is made.

    Raises:
        OutputError: if it cannot be written.
    """
    with _whole_file(path) as unfinished:
        unfinished.write_bytes(content)


def write_csv(frame: pl.DataFrame) -> str:
    """The table as CSV text; lists become text joined by `;`."""
    return flat(frame.lazy()).collect().write_csv()


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
        folder: made if it is not there; an older folder of results is replaced. A link is followed.
        table_format: how the six tables are written.
        report: writes the report into the folder it is given; without it there is none.
        force: keep what else stands in the folder, instead of refusing it.

    Raises:
        OutputError: if the folder holds other things, or cannot be written, or with `force`, if what is to be kept
            has the name of a result.
    """
    with whole_folder(folder, force=force) as unfinished:
        write_tables([course.tables], unfinished, f".{table_format}")
        write_documents(course.definition, course.provenance, methods_text(course), unfinished)
        if report is not None:
            report(course, unfinished)


def write_results_in_parts(
    parts: Iterable[Tables],
    folder: Path,
    *,
    definition: CourseDefinition,
    provenance: Mapping[str, Any],
    table_format: Literal["parquet", "csv"] = "parquet",
    force: bool = False,
) -> None:
    """Write the results of a cohort whose tables come part by part, without ever holding the whole; no report.

    Args:
        parts: the tables of some people at a time.
        folder: as for `write_results`.
        definition: by which they were worked out.
        provenance: where they come from.
        table_format: as for `write_results`.
        force: as for `write_results`.

    Raises:
        OutputError: as for `write_results`.
    """
    with whole_folder(folder, force=force) as unfinished:
        write_tables(parts, unfinished, f".{table_format}")
        write_documents(definition, provenance, methods_text(provenance), unfinished)


def write_documents(definition: CourseDefinition, provenance: Mapping[str, Any], methods: str, folder: Path) -> None:
    """Write what says how the results were made."""
    told = json.dumps(provenance, indent=2, ensure_ascii=False, default=str)
    (folder / PROVENANCE).write_text(told + "\n", encoding="utf-8")
    (folder / "definition.json").write_text(to_json(definition), encoding="utf-8")
    (folder / "methods.md").write_text(methods, encoding="utf-8")


@contextmanager
def whole_folder(folder: Path, kind: FolderKind = RESULTS_FOLDER, *, force: bool = False) -> Iterator[Path]:
    """An empty folder that takes the place of the given one when all went well.

    Raises:
        OutputError: as for `refuse_foreign`, or if the folder cannot be written.
    """
    refuse_foreign(folder, kind, force=force)
    with refused(folder), _replaced_folder(folder, kind) as unfinished:
        yield unfinished


def refuse_foreign(folder: Path, kind: FolderKind = RESULTS_FOLDER, *, force: bool = False) -> None:
    """Stop where results would be written over something else.

    Raises:
        OutputError: if the folder is a file, or holds anything that is not a result and `force` is not set, or holds
            such a thing under the name of a result.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file.", "Results are written into a folder.")
    with refused(folder):
        foreign = _foreign(folder, kind) if folder.is_dir() else []
    if foreign and not force:
        raise OutputError(
            f"{folder} holds other things than results.",
            "A folder of results is replaced as a whole.",
            "name another folder, or let --force keep what else is there.",
        )
    if any(entry.name.casefold() in kind.names for entry in foreign):
        raise OutputError(
            f"{folder} holds things that have the names of results and are none.",
            "Only results that mscourse wrote are replaced.",
            "name another folder, or move them.",
        )


def _foreign(folder: Path, kind: FolderKind) -> list[Path]:
    """What is not ours; a file called events.csv is somebody's own unless our provenance lies beside it."""
    told = _told(folder, kind)
    ours = kind.names if told is not None else frozenset[str]()
    written = set(map(str, (told or {}).get("files", ())))
    return [entry for entry in folder.iterdir() if not _is_ours(entry, ours, written)]


def _is_ours(entry: Path, ours: frozenset[str], written: set[str]) -> bool:
    """Whether it is a file of that name, or a folder of that name with nothing in it that was not written there."""
    if entry.name not in ours:
        return False
    if not entry.is_dir():
        return True
    inside = {path.relative_to(entry.parent).as_posix() for path in entry.rglob("*")}
    return not entry.is_symlink() and bool(inside) and inside <= written


def _told(folder: Path, kind: FolderKind) -> dict[str, Any] | None:
    """What the file says that marks the folder as ours, if there is one."""
    try:
        told = json.loads((folder / kind.sign).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and "fingerprint" in told else None


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """A file beside the given one that takes its place when all went well, and is gone when not."""
    with refused(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


@contextmanager
def _replaced_folder(folder: Path, kind: FolderKind) -> Iterator[Path]:
    """A folder beside the given one that takes its place when all went well, and is gone when not."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    unfinished = beside / "new"
    try:
        unfinished.mkdir()
        yield unfinished
        take_place(unfinished, folder, kind, replaced=beside / "old")
    finally:
        # What was replaced is cleared away only when everything else in it has been carried over.
        shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):
            beside.rmdir()


def take_place(unfinished: Path, folder: Path, kind: FolderKind = RESULTS_FOLDER, *, replaced: Path) -> None:
    """Rename the finished folder to its place; what stands there is first renamed to `replaced`, and then cleared away.

    What is somebody's own in the older folder is carried over.
    """
    if not folder.exists():
        unfinished.rename(folder)
        return
    others = [entry.name for entry in _foreign(folder, kind)]
    # Who may look into the folder stays as its owner set it.
    shutil.copymode(folder, unfinished)
    try:
        folder.rename(replaced)
        unfinished.rename(folder)
        for name in others:
            (replaced / name).rename(folder / name)
    except BaseException:
        _put_back(unfinished, folder, replaced, others)
        raise
    # Under the name of what is unfinished, it is cleared away even if the program is stopped now.
    replaced.rename(unfinished)


def put_back(folder: Path, replaced: Path, kind: FolderKind = RESULTS_FOLDER) -> None:
    """Put in order what a program left that was killed within `take_place`: nothing that was there before is lost.

    Args:
        folder: the place; where nothing stands there, what was replaced goes back to it.
        replaced: as for `take_place`; what in it is somebody's own and not carried over yet is.
        kind: as for `take_place`.
    """
    if not replaced.exists():
        return
    if not folder.exists():
        replaced.rename(folder)
        return
    for entry in _foreign(replaced, kind):
        if not os.path.lexists(folder / entry.name):
            entry.rename(folder / entry.name)


def _put_back(unfinished: Path, folder: Path, replaced: Path, others: list[str]) -> None:
    if not replaced.exists():
        return
    if folder.exists():
        for name in others:
            if os.path.lexists(folder / name):
                (folder / name).rename(replaced / name)
        folder.rename(unfinished)
    replaced.rename(folder)


@contextmanager
def refused(path: Path) -> Iterator[None]:
    """What the system refuses while the path is written, as an error to show."""
    try:
        yield
    except OSError as problem:
        raise OutputError(f"{path} cannot be written: {_reason(problem)}.", hint="name another place.") from problem


def _reason(problem: OSError) -> str:
    """What the system says; polars hands its number on within the text alone."""
    told = re.search(r"os error (\d+)", str(problem))
    number = problem.errno or (int(told[1]) if told else None)
    if number:
        return os.strerror(number)
    return "the disk may be full" if type(problem) is OSError else type(problem).__name__


def _write(frame: pl.DataFrame, path: Path, suffix: str) -> None:
    try:
        if suffix == ".parquet":
            frame.write_parquet(path, compression_level=COMPRESSION)
        else:
            flat(frame.lazy()).collect().write_csv(path)
    except pl.exceptions.ComputeError as problem:
        # What is computed is computed by now: so polars calls a disk that takes no more.
        raise OSError(str(problem)) from problem
