"""Results are never written over the records, nor over what mscourse did not write."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from mscourse.results.course import TABLES
from mscourse.tables.aliases import table_of
from mscourse.views.exports import OURS

Run = Callable[..., Result]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_result_has_the_name_of_a_table_of_records() -> None:
    assert {name: table_of(name) for name in TABLES if table_of(name)} == {}


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("out", ["data", ".", "link"])
def test_results_never_go_into_the_folder_of_the_records(
    run: Run, data: Path, tmp_path: Path, out: str, force: list[str]
) -> None:
    (tmp_path / "link").symlink_to(data)
    before = content(tmp_path)

    result = run("characterise", data, "--out", tmp_path / out, "--no-report", *force)

    assert result.exit_code == 2
    assert "holds the records" in " ".join(result.stderr.split())
    assert content(tmp_path) == before


def test_nor_into_the_folder_of_one_file_of_records(run: Run, data: Path) -> None:
    before = content(data)

    assert run("characterise", data / "visits.csv", "--out", data, "--no-report", "--force").exit_code == 2
    assert content(data) == before


def test_nor_where_links_to_the_records_lead(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "visits.csv").symlink_to(data / "visits.csv")
    before = content(data)

    assert run("characterise", tmp_path / "linked", "--out", data, "--no-report", "--force").exit_code == 2
    assert run("check", tmp_path / "linked", "--out", data / "visits.csv").exit_code == 2
    assert content(data) == before


def test_a_folder_of_results_within_that_of_the_records_is_replaced(run: Run, data: Path) -> None:
    first, second = (run("characterise", data, "--out", data / "results", "--no-report") for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0), second.output


@pytest.mark.parametrize("name", sorted(OURS))
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_files_that_only_have_the_name_of_a_result_are_refused_and_kept(
    run: Run, data: Path, tmp_path: Path, name: str, force: list[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("{}", encoding="utf-8")

    result = run("characterise", data, "--out", tmp_path / "out", "--no-report", *force)

    assert result.exit_code == 7
    assert content(tmp_path / "out") == {name: b"{}"}


def test_a_folder_that_has_the_name_of_a_result_is_kept(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report")
    (tmp_path / "out" / "events.csv").mkdir()
    (tmp_path / "out" / "events.csv" / "part-0.csv").write_text("mine", encoding="utf-8")

    assert run("characterise", data, "--out", tmp_path / "out", "--no-report", "--force").exit_code == 7
    assert (tmp_path / "out" / "events.csv" / "part-0.csv").read_text(encoding="utf-8") == "mine"


COMMANDS = {
    "check": ["--out"],
    "due": ["--out"],
    "due, findings": ["--findings"],
    "events": ["--out"],
    "events, findings": ["--findings"],
    "characterise": ["--no-report", "--out", "results", "--findings"],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["visits.csv", "relapses.csv", "notes.csv", "archive/visits.csv", "mri.parquet"])
def test_a_single_file_never_takes_the_place_of_records(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.chdir(data.parent)
    (data / "notes.csv").write_text("patient_id,note\n", encoding="utf-8")
    (data / "archive").mkdir()
    shutil.copy(data / "visits.csv", data / "archive" / "visits.csv")
    before = content(data.parent)

    result = run(command.split(",", maxsplit=1)[0], "data", *COMMANDS[command], Path("data", name))

    assert result.exit_code == 2, result.output
    assert "Nothing is written over the records." in " ".join(result.stderr.split())
    assert content(data.parent) == before


@pytest.mark.parametrize("source", [".", "visits.csv"])
@pytest.mark.parametrize("name", ["findings.csv", "findings.parquet"])
def test_what_mscourse_wrote_among_the_records_is_replaced(run: Run, faulty: Path, source: str, name: str) -> None:
    codes = [run("check", faulty / source, "--out", faulty / name).exit_code for _ in range(2)]

    assert codes == [3, 3]
    assert "severity" in (pl.read_csv if name.endswith("csv") else pl.read_parquet)(faulty / name).columns


@pytest.mark.parametrize("command", ["due", "events"])
@pytest.mark.parametrize("name", ["list.csv", "list.parquet"])
def test_so_is_a_list_that_was_written_there(run: Run, data: Path, command: str, name: str) -> None:
    codes = [run(command, data, "--out", data / name).exit_code for _ in range(2)]

    assert codes == [0, 0]


@pytest.mark.parametrize("name", ["out/findings.csv", "link/more/findings.csv"])
def test_findings_are_not_put_into_the_folder_that_is_replaced(run: Run, data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out")

    result = run("characterise", data, "--out", tmp_path / "out", "--no-report", "--findings", tmp_path / name)

    assert result.exit_code == 2
    assert "replaced as a whole" in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()
