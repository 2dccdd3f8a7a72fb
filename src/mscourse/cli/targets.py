"""Where results may be written: never over the records they are worked out from."""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import polars as pl

from mscourse.errors import UsageError
from mscourse.results.around_the_course import AROUND_THE_COURSE
from mscourse.results.schemas import RESULTS, Changes
from mscourse.tables.aliases import table_of
from mscourse.tables.findings import Findings

_RULE = "Nothing is written over the records."
_TABLES: tuple[type[dy.Schema], ...] = (Findings, Changes, *RESULTS.values(), *AROUND_THE_COURSE.values())
_WRITTEN_BY_US = {tuple(schema.columns()) for schema in _TABLES}
_MARK_OF_A_PAGE = b"<pdf:Keywords>mscourse</pdf:Keywords>"


def refuse_folder_of_records(out: Path, data: Path, findings_file: Path | None = None) -> None:
    """Stop where OUT, which is replaced as a whole, is or holds the records, or holds the file of findings.

    Raises:
        UsageError: if so.
    """
    place = out.resolve()
    if any(place == path or place in path.parents for path in (_home(data), *_records(data))):
        raise UsageError(f"{out} holds the records.", _RULE, "name another folder, such as one beside DATA.")
    if findings_file is not None and any(
        place == path or place in path.parents for path in (_itself(findings_file), findings_file.resolve())
    ):
        raise UsageError(
            f"--findings {findings_file} lies in OUT, which is replaced as a whole.",
            "OUT receives a table of findings in any case.",
            "leave --findings out, or name a file elsewhere.",
        )


def refuse_file_of_records(target: Path, data: Path) -> None:
    """Stop where a file of results would take the place of records, or would be read as records the next time.

    In the folder of the records, and below it, only what mscourse wrote is replaced.

    Raises:
        UsageError: if so.
    """
    home, itself = _home(data), _itself(target)
    if itself.parent == home and table_of(target.stem) is not None:
        raise UsageError(
            f"{target} is named like a table of records, in the folder of the records.", _RULE, "name another file."
        )
    real = target.resolve()
    among = home in itself.parents or home in real.parents or real in _records(data)
    if among and target.exists() and not _is_ours(target):
        raise UsageError(
            f"{target} is among the records, and mscourse did not write it.", _RULE, "name a file that is not there."
        )


def refuse_one_file_for_two(out: Path, findings_file: Path | None) -> None:
    """Stop where the results and the findings would be written to one file.

    Raises:
        UsageError: if so.
    """
    if findings_file is not None and out.resolve() == findings_file.resolve():
        raise UsageError(
            f"--out and --findings both name {out}.", "Results and findings are two tables.", "name two files."
        )


def _home(data: Path) -> Path:
    """The folder of the records."""
    return data.resolve() if data.is_dir() else _itself(data).parent


def _records(data: Path) -> set[Path]:
    """The files that may be read, wherever links lead; a folder that cannot be opened is the reader's to tell of."""
    if not data.is_dir():
        return {data.resolve()}
    try:
        return {path.resolve() for path in data.iterdir() if path.is_file()}
    except OSError:
        return set()


def _itself(path: Path) -> Path:
    """The path without links on the way; what stands there may be a link."""
    return path.parent.resolve() / path.name


def _is_ours(path: Path) -> bool:
    """Whether the file holds a table of results or findings, by the names of its columns, or a printed page."""
    try:
        if path.suffix == ".pdf":
            return _MARK_OF_A_PAGE in path.read_bytes()
        if path.suffix == ".parquet":
            return tuple(pl.read_parquet_schema(path)) in _WRITTEN_BY_US
        with path.open(encoding="utf-8") as lines:
            return tuple(lines.readline().rstrip("\r\n").split(",")) in _WRITTEN_BY_US
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return False
