"""`mscourse check`."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_errors_are_summed_up_by_rule_and_exit_with_3(run: Run, faulty: Path) -> None:
    result = run("check", faulty)

    assert result.exit_code == 3
    assert re.search(r"^error +visits +edss_on_scale +1$", result.output, re.MULTILINE)
    assert "edss_on_scale: Correct the record at its source" in result.output
    assert re.search(r"^visits +8 +edss ", result.output, re.MULTILINE)


def test_no_id_is_printed(run: Run, data: Path) -> None:
    (data / "visits.csv").write_text("patient_id,date,edss\nXQ77,2020-01-10,4.2\n", encoding="utf-8")

    assert "XQ77" not in run("check", data).output


@pytest.mark.parametrize("name", ["findings.csv", "findings.parquet"])
def test_all_findings_go_into_a_file_ids_included(run: Run, faulty: Path, tmp_path: Path, name: str) -> None:
    result = run("check", faulty, "--out", tmp_path / name)
    written = (pl.read_csv if name.endswith("csv") else pl.read_parquet)(tmp_path / name)

    assert result.exit_code == 3
    assert written.filter(rule="edss_on_scale").select("row", "column", "patient_id").row(0) == (8, "edss", "B")


def test_warnings_and_notes_alone_exit_with_0(run: Run, clinic: Path) -> None:
    result = run("check", clinic)

    assert result.exit_code == 0
    assert "warning" in result.output


@pytest.mark.parametrize("columns", [80, 50, 30])
def test_nothing_is_wider_than_the_terminal(run: Run, clinic: Path, columns: int) -> None:
    lines = run("check", clinic, columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


def test_a_place_that_is_not_there_exits_with_4(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path / "nowhere")

    assert result.exit_code == 4
    assert "There is no file or folder" in result.stderr
    assert "Hint:" in result.stderr


def test_a_file_of_another_kind_is_refused(run: Run, faulty: Path, tmp_path: Path) -> None:
    result = run("check", faulty, "--out", tmp_path / "findings.docx")

    assert result.exit_code == 2
    assert ".csv or .parquet" in result.stderr


def test_a_narrow_terminal_has_one_line_for_each_rule(run: Run, faulty: Path) -> None:
    lines = run("check", faulty, columns=40).output.splitlines()

    assert "  - error visits: edss_on_scale, 1 row" in lines
    assert any(line.startswith("  - visits, row 8, edss: EDSS 4.2") for line in lines)


@pytest.mark.parametrize("columns", [200, 80, 40])
def test_no_line_ends_in_spaces(run: Run, clinic: Path, columns: int) -> None:
    lines = run("check", clinic, columns=columns).output.splitlines()

    assert [line for line in lines if line != line.rstrip()] == []


def test_a_folder_without_tables_is_told_the_names_of_the_six(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path, columns=300)

    assert result.exit_code == 4
    assert "named after their table: patients, visits, relapses, mri, treatments, recorded_courses." in result.stderr
    assert "docs/reference/tables.md" in result.stderr
