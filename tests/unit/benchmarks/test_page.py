"""The page of a run, from a file of lines."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.lines import Run, read
from benchmarks.page import PAGE, PICTURES, REFERENCE, page
from benchmarks.pictures import HEIGHTS, Box, Scales, along, names_of, picture, series, ticks
from benchmarks.words import CHANGES, COURSE

FIXED = Path(__file__).parent / "run.jsonl"


@pytest.fixture
def run() -> Run:
    return read(FIXED)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    section = text.partition(f"\n{heading}\n")[2].partition("\n#")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]


def test_the_floor_says_what_is_reached_and_what_is_missed(run: Run):
    told = rows(page(run, "."), "## Against the floor")

    assert told[2:] == [
        ["10,000", "whole process", "0.60 s", "2.0 times: reached", "4.0 times: reached"],
        ["10,000", "warm", "50.0 ms", "3.0 times: reached", "6.0 times: missed"],
        ["100,000", "whole process", "2.00 s", "3.5 times: missed", "5.0 times: reached"],
        ["100,000", "warm", "1.50 s", "not measured", "not measured"],
        ["1,000,000", "whole process", "", "not measured", "not measured"],
        ["1,000,000", "warm", "", "not measured", "not measured"],
    ]


def test_every_measurement_is_in_the_tables(run: Run):
    text = page(run, ".")

    told = [cells for name in HEIGHTS for cells in rows(text, f"### {name}")[2:]]
    assert len(told) == len([line for line in run.lines if line.measured and line.what in {**COURSE, **CHANGES}])
    assert ["pymsprog", "1,000", "20,000", "6.00 s", "5.20 s", "80 MB", "", "512"] in told
    assert rows(text, "## What a person waits for")[2:] == [
        ["`import mscourse`, beyond what Python itself takes", "", "40.0 ms"]
    ]


def test_what_was_left_out_is_said_once_with_its_reason(run: Run):
    left_out = page(run, ".").partition("## What was left out\n\n")[2].partition("\n\n")[0].splitlines()

    assert left_out == [
        "* course on Spark: there is no Java, which Spark needs.",
        "* pymsprog, from 10,000 people on: it would take about 60 seconds, and 30 seconds is what it may take.",
    ]


def test_the_page_says_that_the_work_is_not_the_same_and_where_it_was_measured(run: Run):
    text = page(run, ".")

    assert "They do not do the same work." in text
    assert "One run of 2026-01-02, commit `abc1234`" in text
    assert "2 processors, 8.0 GB of memory" in text
    assert "3 runs (each ratio is of one of them) of 2026-01-02, commit" in page(replace(run, runs=3), ".")


def test_a_busy_machine_is_told_of(run: Run):
    quiet, busy = (replace(run, circumstances={**run.circumstances, "load": load}) for load in (0.4, 1.5))

    assert "was busy" not in page(run, ".")
    assert "was busy" not in page(quiet, ".")
    assert "was busy with other work when the run began (load 1.5)" in page(busy, ".")


def test_the_pictures_tell_in_words_where_each_line_ends(run: Run):
    described = picture(run, "seconds", title="seconds")["description"]

    assert "course with evidence: 10 at 100,000 people" in described
    assert "pymsprog: 6 at 1,000 people" in described


def test_nothing_measured_is_drawn_too(run: Run):
    empty = Run(circumstances=run.circumstances, lines=())

    assert "Nothing was measured" in picture(empty, "peak_mb", title="MB")["description"]
    assert "not measured" in page(empty, ".")


def test_names_stand_apart_and_on_no_line(run: Run):
    name = "The whole course"
    lines, height = series(run, "seconds", COURSE), HEIGHTS[name]
    scales = Scales([point for points in lines.values() for point in points])

    boxes = []
    for row in names_of(lines, COURSE, scales, height):
        left = scales.place_of(row["people"]) + 9
        boxes.append(Box(left, left + 6 * len(COURSE[row["what"]].label), scales.height_of(row["took"], height)))
    assert not any(one.meets(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    drawn = [spot for points in lines.values() for spot in along(points, scales, height)]
    assert not any(box.holds(spot) for box in boxes for spot in drawn)


def test_scales_turn_pixels_back_into_values():
    scales = Scales([(10, 1.0), (1000, 100.0)])

    assert scales.value_at(scales.height_of(7.0, 200), 200) == pytest.approx(7.0)


def test_ticks_are_powers_of_ten_or_finer():
    assert ticks(0.5, 2000) == pytest.approx([1, 10, 100, 1000])
    assert ticks(40, 600) == pytest.approx([50, 100, 200, 500])


def test_the_page_is_written_beside_its_lines(tmp_path: Path):
    lines = tmp_path / "run.jsonl"
    lines.write_bytes(FIXED.read_bytes())

    subprocess.run([sys.executable, "-m", "benchmarks.page", str(lines)], check=True, cwd=REFERENCE.parents[2])

    assert sorted(file.name for file in (tmp_path / "run").iterdir()) == ["memory.svg", "speed.md", "time.svg"]


def test_the_page_of_the_documentation_is_that_of_the_reference_run():
    assert PAGE.read_text(encoding="utf-8") == page(read(REFERENCE), "../pictures/speed")
    assert {file.name for file in PICTURES.iterdir()} == {"memory.svg", "time.svg"}
