"""Results that are written part by part, and kept up to date, are those of all records at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.errors import MscourseError
from mscourse.in_parts import write_course
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS
from mscourse.updating import update_course
from oracle.strategies import patients
from properties.cohorts import as_cohort
from properties.messy_tables import messy_tables
from properties.written_results import assert_written, snapshot, whole

Frames = Mapping[str, pl.DataFrame]
DRUGS = pl.DataFrame({"drug": ["copaxone", "fingolimod"]})


def write_tables(frames: Frames, folder: Path, form: str) -> Path:
    """The tables as files of that form, in a folder of theirs."""
    folder.mkdir()
    for name, frame in frames.items():
        if form == "parquet":
            frame.write_parquet(folder / f"{name}.parquet")
        else:
            frame.write_csv(folder / f"{name}.csv")
    return folder


@st.composite
def cohorts(draw: st.DrawFn) -> Frames:
    """Records of some people as days, or as dates; some of them without errors, some as they come."""
    if draw(st.booleans()):
        return draw(messy_tables(least=4))
    drawn = draw(st.lists(patients(), min_size=3, max_size=5))
    given_to_all = {
        f"P{number}": dataclasses.replace(records, **{name: getattr(records, name) or [] for name in DATE_OF_RECORD})
        for number, records in enumerate(drawn)
    }
    checked, as_days = as_cohort(given_to_all), draw(st.booleans())
    tables = {name: table.drop("row") for name in SCHEMAS if (table := checked.table(name)) is not None}
    return {
        name: table.with_columns(pl.col(pl.Date).to_physical()) if as_days else table for name, table in tables.items()
    }


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """What is asked besides: most often nothing."""
    asked: dict[str, Any] = {"set_aside": draw(st.sampled_from([True, True, True, False]))}
    asked |= {"hindsight": True} if draw(st.integers(0, 3)) == 0 else {}
    asked |= {"drugs": DRUGS} if draw(st.integers(0, 3)) == 0 else {}
    return asked | ({"date_format": "%d/%m/%Y"} if draw(st.integers(0, 5)) == 0 else {})


@st.composite
def days_to_look_at(draw: st.DrawFn, *, days: bool) -> dict[str, Any]:
    """The last day to look at, where there is one."""
    day = draw(st.sampled_from([None, None, 300, 800]))
    return {} if day is None else {"until": day if days else dt.date(1970, 1, 1) + dt.timedelta(days=day)}


@settings(max_examples=20)
@given(
    frames=cohorts(),
    form=st.sampled_from(["csv", "parquet"]),
    parts=st.sampled_from([2, 3, 5, 1]),
    asked=questions(),
    evidence=st.booleans(),
    data=st.data(),
)
def test_results_in_parts_are_those_of_the_whole(
    frames: Frames, form: str, parts: int, asked: dict[str, Any], data: st.DataObject, *, evidence: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        source, out = write_tables(frames, Path(place, "data"), form), Path(place, "out")
        course = whole(source, **asked)
        if isinstance(course, str):
            assert_refused(partial(write_course, source, out, parts=parts, evidence=evidence, **asked), course)
            assert [path.name for path in Path(place).iterdir()] == ["data"]
            return
        if until := data.draw(days_to_look_at(days=course.cohort.day_offsets)):
            asked |= until
            course = whole(source, **asked)
        written = write_course(source, out, parts=parts, evidence=evidence, **asked)
        assert not isinstance(course, str)
        assert_written(written, out, course)
        assert (out / "evidence.parquet").exists() == evidence
        assert {path.name for path in Path(place).iterdir()} == {"data", "out"}


def assert_refused(asked: Callable[[], object], words: str) -> None:
    """The call is refused with these words."""
    with pytest.raises(MscourseError) as refused:
        asked()
    assert str(refused.value) == words


@settings(max_examples=30)
@given(
    frames=cohorts(),
    form=st.sampled_from(["csv", "parquet"]),
    parts=st.sampled_from([2, 3, 4, 1]),
    asked=questions(),
    evidence=st.booleans(),
    data=st.data(),
)
def test_results_kept_up_to_date_are_those_of_all_records(
    frames: Frames, form: str, parts: int, asked: dict[str, Any], data: st.DataObject, *, evidence: bool
) -> None:
    """Each table in up to four pieces, the later ones added one after another; what is refused changes nothing."""
    pieces = data.draw(cuts(frames))
    with tempfile.TemporaryDirectory() as place:
        out, first = Path(place, "out"), write_tables(pieces[0], Path(place, "first"), form)
        course = whole(first, **asked)
        if isinstance(course, str):
            return
        if until := data.draw(days_to_look_at(days=course.cohort.day_offsets)):
            asked |= until
        write_course(first, out, parts=parts, evidence=evidence, keep_records=True, **asked)
        so_far = pieces[0]
        for number, piece in enumerate(pieces[1:]):
            added = {name: rows for name, rows in piece.items() if len(rows) or number % 2}
            if not added:
                continue
            new = write_tables(added, Path(place, f"new-{number}"), form)
            together = {
                name: pl.concat([table, *([added[name]] if name in added else [])]) for name, table in so_far.items()
            }
            all_records = write_tables(together, Path(place, f"all-{number}"), form)
            course, before = whole(all_records, **asked), snapshot(out)
            if isinstance(course, str) and "until" in asked:
                # What came as days before and comes as dates now has two things wrong with it, of which one is told.
                continue
            drugs = {"drugs": asked["drugs"]} if "drugs" in asked else {}
            if isinstance(course, str):
                assert_refused(partial(update_course, out, new, **drugs), course)
                assert snapshot(out) == before
                continue
            updated = update_course(out, new, **drugs)
            assert_written(updated.written, out, course, same_files=False)
            so_far = together


@st.composite
def cuts(draw: st.DrawFn, frames: Frames) -> list[Frames]:
    """The tables cut between rows into two to four pieces."""
    pieces = draw(st.integers(2, 4))
    ends = {
        name: [
            0,
            *sorted(draw(st.lists(st.integers(0, frame.height), min_size=pieces - 1, max_size=pieces - 1))),
            frame.height,
        ]
        for name, frame in frames.items()
    }
    return [
        {
            name: frame.slice(ends[name][piece], ends[name][piece + 1] - ends[name][piece])
            for name, frame in frames.items()
        }
        for piece in range(pieces)
    ]
