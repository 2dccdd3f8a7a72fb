"""What a folder of results says, and what `characterise` says of the same files read as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check_cohort
from mscourse.engines.tally import Tally
from mscourse.errors import DataError, UsageError
from mscourse.in_parts import Written
from mscourse.results.course import TABLES, Course
from mscourse.rules.library import lublin_2013
from mscourse.sources import read_cohort


def whole(source: Path, **asked: Any) -> Course | str:
    """The course of the files read as a whole, or the words of the error that they call for."""
    reading = {"date_format": asked.pop("date_format", None)}
    checking = {name: asked.pop(name) for name in ("set_aside", "drugs") if name in asked}
    try:
        cohort = check_cohort(read_cohort(source, **reading), **checking, relapse_rule=lublin_2013.relapses)
        return characterise(cohort, **asked)
    except (DataError, UsageError) as problem:
        return str(problem)


def assert_written(written: Written, folder: Path, course: Course, *, same_files: bool = True) -> None:
    """The folder, and what was said of it, is that of the course; only findings may stand in another order.

    With `same_files` the files that were read are the same too, and not only the rows in them.
    """
    names = {path.stem for path in folder.glob("*.parquet")}
    assert names | {"evidence"} == set(TABLES)
    for name in sorted(names):
        assert_same(pl.read_parquet(folder / f"{name}.parquet"), course.tables[name], name)
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert set(told.pop("files")) == {path for path in files if "/" in path}
    expected = json.loads(json.dumps(course.provenance))
    if not same_files:
        del told["inputs"], expected["inputs"]
    assert told == expected
    assert written.provenance["rows"] == expected["rows"]
    assert written.sums.checks.counts == course.cohort.counts
    assert written.sums.checks.source_notes == course.cohort.source_notes
    assert written.sums.tally == tally_of(course)


def assert_same(one: pl.DataFrame, other: pl.DataFrame, name: str) -> None:
    """Row for row the same; of the findings, whatever their order."""
    if name == "findings":
        one, other = one.sort(pl.all()), other.sort(pl.all())
    assert_frame_equal(one, other)


def tally_of(course: Course) -> Tally:
    """The tally of all tables at once."""
    tally = Tally()
    tally.add(course.tables)
    return tally


def snapshot(folder: Path) -> Mapping[str, bytes]:
    """Everything in the folder, byte for byte."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
