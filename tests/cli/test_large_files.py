"""`mscourse characterise` of files larger than memory, and `mscourse update`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import Result

from mscourse import in_parts
from mscourse.results.course import TABLES
from mscourse.sources import cutting
from properties.written_results import assert_same, snapshot

Run = Callable[..., Result]
NEW = """patient_id,date,edss
B,2021-02-01,5.0
C,2021-02-01,1.0
"""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all records be taken for such as need 4 GB."""
    monkeypatch.setattr(cutting, "size_in_memory", lambda _: 4_300_000_000)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Further visits."""
    file = tmp_path / "new.csv"
    file.write_text(NEW, encoding="utf-8")
    return file


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.usefixtures("large")
def test_within_little_memory_records_are_worked_through_in_parts(run: Run, clinic: Path, tmp_path: Path) -> None:
    whole = run("characterise", clinic, "--out", tmp_path / "whole", "--memory", "20GB", "--no-report")
    parts = run("characterise", clinic, "--out", tmp_path / "parts", "--memory", "2GB", "--no-report")

    assert (whole.exit_code, parts.exit_code) == (0, 0)
    said = whole.stdout.replace("whole", "parts")
    assert parts.stdout == said + "In 5 parts: each table is a folder with a file for each.\n"
    assert len(list((tmp_path / "parts" / "states.parquet").iterdir())) == 5
    for name in TABLES:
        one, other = (pl.read_parquet(tmp_path / out / f"{name}.parquet") for out in ("whole", "parts"))
        assert_same(one, other, name)
    methods = [(tmp_path / out / "methods.md").read_bytes() for out in ("whole", "parts")]
    assert methods[0] == methods[1]


@pytest.mark.usefixtures("large")
def test_that_there_is_no_report_is_said(run: Run, clinic: Path, tmp_path: Path) -> None:
    result = run("characterise", clinic, "--out", tmp_path / "out", "--memory", "2GB", "--no-evidence")
    assert "There is no report" not in result.stdout
    assert "evidence.parquet" not in names(tmp_path / "out")

    result = run("characterise", clinic, "--out", tmp_path / "out", "--memory", "2GB")
    assert "There is no report" in result.stdout
    assert {"report.html", "records"} & names(tmp_path / "out") == set()


@pytest.mark.parametrize(("memory", "said"), [("much", "is no size of memory"), ("10MB", "is too little")])
def test_a_size_that_is_none_is_refused(run: Run, data: Path, tmp_path: Path, memory: str, said: str) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--memory", memory)

    assert result.exit_code == 2
    assert said in result.stderr
    assert names(tmp_path) == {"data"}


@pytest.mark.usefixtures("large")
def test_errors_in_parts_are_told_as_those_of_the_whole(run: Run, faulty: Path, tmp_path: Path) -> None:
    one, other = (run("characterise", faulty, "--out", tmp_path / "out", "--memory", size) for size in ("20GB", "2GB"))

    assert one.exit_code == other.exit_code == 3
    assert one.stderr == other.stderr
    assert names(tmp_path) == {"data"}


@pytest.mark.usefixtures("large")
def test_findings_are_written_into_out_alone(run: Run, data: Path, tmp_path: Path) -> None:
    to_file = ("--findings", tmp_path / "findings.csv")
    result = run("characterise", data, "--out", tmp_path / "out", "--memory", "2GB", *to_file)

    assert result.exit_code == 2
    assert "leave --findings out" in result.stderr
    assert names(tmp_path) == {"data"}


@pytest.mark.usefixtures("large")
def test_a_run_that_was_stopped_is_gone_on_with(
    run: Run, clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, worked_out = in_parts.CourseOnDisk.part, []

    def part(self: Any, number: int, *arguments: Any) -> Any:
        worked_out.append(number)
        if len(worked_out) == 3:
            raise KeyboardInterrupt
        return real(self, number, *arguments)

    monkeypatch.setattr(in_parts.CourseOnDisk, "part", part)
    asked = ("characterise", clinic, "--out", tmp_path / "out", "--memory", "2GB", "--no-report")
    stopped = run(*asked)
    assert stopped.exit_code != 0
    assert "goes on from the finished parts with --resume" in " ".join(stopped.stdout.split())
    assert names(tmp_path) == {".out.unfinished"}

    refused = run(*asked, "--resume", "--until", "2020-01-01")
    assert refused.exit_code == 2
    assert "differs in until" in refused.stderr
    assert run(*asked, "--resume").exit_code == 0
    assert worked_out == [0, 1, 2, 2, 3, 4]
    assert names(tmp_path) == {"out"}


def test_with_nothing_to_resume_a_run_begins(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("characterise", data, "--out", tmp_path / "out", "--resume").exit_code == 0
    assert (tmp_path / "out" / "states.parquet").is_file()
    assert names(tmp_path) == {"data", "out"}


def test_records_are_kept_and_added_to(run: Run, data: Path, new: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("characterise", data, "--out", out, "--keep-records").exit_code == 0
    assert {"records", "records.json"} <= names(out)

    result = run("update", out, "--with", new)
    assert result.exit_code == 0, result.output
    assert "Worked out anew: 2 people with new records." in result.stdout
    assert "3 people" in result.stdout
    with (data / "visits.csv").open("a", encoding="utf-8") as visits:
        visits.writelines(NEW.splitlines(keepends=True)[1:])
    assert run("characterise", data, "--out", tmp_path / "whole", "--no-report").exit_code == 0
    for name in TABLES:
        one, other = (pl.read_parquet(folder / f"{name}.parquet") for folder in (out, tmp_path / "whole"))
        assert_same(one, other, name)


def test_an_update_that_is_refused_leaves_the_results(run: Run, data: Path, new: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("characterise", data, "--out", out, "--keep-records")
    before = snapshot(out)
    new.write_text(NEW + "B,2022-01-01,4.2\n", encoding="utf-8")
    result = run("update", out, "--with", new)

    assert result.exit_code == 3
    assert "--set-aside" not in result.stderr
    assert "4.2" not in result.stderr
    assert "is as it was" in " ".join(result.stderr.split())
    assert snapshot(out) == before


def test_results_without_records_are_not_updated(run: Run, data: Path, new: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report")
    result = run("update", tmp_path / "out", "--with", new)

    assert result.exit_code == 2
    assert "--keep-records" in result.stderr


def test_records_beside_csv_are_refused(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--keep-records", "--format", "csv")

    assert result.exit_code == 2
    assert names(tmp_path) == {"data"}
