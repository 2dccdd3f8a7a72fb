"""The lines of a run, and what is made of two of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.lines import Line, append, ratio, read

ABOUT = {"started": "2026-01-02T03:04:05+00:00", "commit": "abc"}
MEASURED = Line(what="course", patients=1000, visits=20_000, seconds=1.5, peak_mb=200.0, floor_ratio=3.0)
LEFT_OUT = Line(what="twin", patients=1000, skipped="it would take long")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for line in (MEASURED, LEFT_OUT):
        append(tmp_path / "run.jsonl", ABOUT, line)
    return tmp_path / "run.jsonl"


def test_what_was_written_is_read(file: Path):
    run = read(file)

    assert run.circumstances == ABOUT
    assert run.lines == (MEASURED, LEFT_OUT)


def test_each_line_stands_alone(file: Path):
    rows = [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()]

    assert all(row["commit"] == "abc" for row in rows)
    assert rows[0]["floor_ratio"] == 3.0
    assert "skipped" not in rows[0]


def test_a_last_line_that_was_cut_off_is_passed_over(file: Path):
    with file.open("a", encoding="utf-8") as opened:
        opened.write('{"what": "flo')

    assert read(file).lines == (MEASURED, LEFT_OUT)


def test_several_runs_in_one_file_are_counted(file: Path):
    assert read(file).runs == 1
    append(file, {**ABOUT, "started": "2026-01-02T04:00:00+00:00"}, MEASURED)

    assert read(file).runs == 2


def test_a_file_without_a_whole_line_is_refused(tmp_path: Path):
    cut = tmp_path / "cut.jsonl"
    cut.write_text('{"what": "flo', encoding="utf-8")

    with pytest.raises(ValueError, match="holds no measurement"):
        read(cut)


def test_what_was_measured_is_found_by_size(tmp_path: Path):
    for size in (100, 10, 1000):
        append(tmp_path / "run.jsonl", ABOUT, Line(what="floor", patients=size, seconds=1.0))
    append(tmp_path / "run.jsonl", ABOUT, Line(what="floor", patients=10_000, skipped="no room"))
    run = read(tmp_path / "run.jsonl")

    assert [line.patients for line in run.of("floor")] == [10, 100, 1000]
    assert run.at("floor", 10_000) is None
    assert [line.patients for line in run.skipped()] == [10_000]


@pytest.mark.parametrize(
    ("mine", "floor", "expected"), [(6.0, 2.0, 3.0), (None, 2.0, None), (6.0, None, None), (6.0, 0.0, None)]
)
def test_the_ratio(mine: float | None, floor: float | None, expected: float | None):
    assert ratio(mine, floor) == expected
