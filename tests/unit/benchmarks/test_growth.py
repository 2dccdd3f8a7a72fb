"""The way through the sizes: what is measured, what is left out, and what is compared with the floor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import growth
from benchmarks.growth import Growth
from benchmarks.lines import Line
from benchmarks.measures import Command, Measure, Place, without_option, without_peer

Measured = Callable[..., list[Line]]


def script(text: str) -> Callable[[Place], Command]:
    """A process that finds the folders of its data and its results in `data` and `out`."""
    return lambda at: [sys.executable, "-c", f"from pathlib import Path\ndata, out = map(Path, {_paths(at)})\n{text}"]


def _paths(at: Place) -> list[str]:
    return [str(at.data), str(at.out)]


FLOOR = Measure(what="floor", command=script("print('{\"warm_seconds\": 0.5}')"))
COURSE = Measure(
    what="course",
    command=script("assert (data / 'visits.parquet').exists() and not any(out.iterdir())\n(out / 'a').write_text('a')"),
    warm=script("print('{\"warm_seconds\": 2.0}')"),
)
SLOW = Measure(what="twin", command=script("print('{\"events\": 7}')"), limited=True, above_floor=False)
FAILS = Measure(what="pymsprog", command=script("raise SystemExit('it broke')"), limited=True)
NOT_THERE = Measure(what="course_on_spark", command=script(""), missing=lambda _: "there is no Java")


def made(folder: Path, patients: int) -> dict[str, int]:
    """A cohort that is there in name only."""
    folder.mkdir(parents=True)
    (folder / "visits.parquet").touch()
    return {"patients": patients, "visits": 20 * patients}


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measured:
    monkeypatch.setattr(growth, "made", made)

    def measure(*measures: Measure, sizes: tuple[int, ...] = (100,)) -> list[Line]:
        kept: list[Line] = []
        asked = {"sizes": sizes, "repeats": 2, "room": tmp_path, "peer": None, "longest": 60}
        Growth(**asked, environment={}, say=kept.append).measure(measures)
        assert {path.name for path in tmp_path.iterdir()} <= {"small"}
        return kept

    return measure


def test_the_course_is_told_as_a_multiple_of_the_floor(lines: Measured):
    floor, course = lines(FLOOR, COURSE)

    assert (floor.floor_ratio, floor.warm_floor_ratio) == (None, None)
    assert course.floor_ratio == pytest.approx(course.seconds / floor.seconds)
    assert course.warm_floor_ratio == 4.0
    assert course.repeats == 2
    assert course.written_mb == pytest.approx(1e-6)
    assert (course.patients, course.visits, course.rows) == (100, 2000, 2100)


def test_slow_ones_begin_with_few_people(lines: Measured):
    told = [(line.what, line.patients, line.events) for line in lines(FLOOR, SLOW)]

    assert told == [("twin", 10, 7), ("floor", 100, None), ("twin", 100, 7)]


def test_what_failed_is_not_tried_on_more_people(lines: Measured):
    told = [(line.patients, line.skipped) for line in lines(FAILS)]

    assert told == [(10, "ended with code 1: it broke"), (100, "it failed with 10 people")]


def test_what_is_not_there_is_said_once(lines: Measured):
    assert lines(NOT_THERE, sizes=(10, 20)) == [Line(what="course_on_spark", skipped="there is no Java")]


def test_an_option_is_found_by_its_whole_name():
    assert without_option("--no-report")(None) is None
    assert without_option("--report")(None) == "`mscourse characterise` has no option `--report` in this version"


def test_a_peer_is_there_or_not():
    assert without_peer("json")(Path(sys.executable)) is None
    assert without_peer("no_such_package")(Path(sys.executable)) == "the package no_such_package is not installed"
    assert without_peer("pymsprog")(Path("no-python")) == "the package pymsprog is not installed"
    assert without_peer("pymsprog")(None) == "no environment with pymsprog was named (`--peer`)"
