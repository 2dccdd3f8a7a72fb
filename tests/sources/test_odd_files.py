"""Files that no exporter should write and some do: nothing in them is lost without a word, and nothing is told."""

from pathlib import Path

import polars as pl
import pytest

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.sources import read_cohort

VISITS = "id,date,edss\nA,2020-01-01,2.0\nA,2020-07-01,2.5\n"


def rules(path: Path) -> list[str]:
    return read_cohort(path).reading_findings.get_column("rule").to_list()


@pytest.mark.parametrize("name", ["visits.csv", "visits.parquet", "visits.xlsx"])
def test_a_first_row_of_values_is_never_shown(name: str, tmp_path: Path):
    lines = "P001,2020-01-01,2.0\nP001,2020-07-01,2.5\n"
    path = tmp_path / name
    (tmp_path / "lines.csv").write_text(lines)
    if path.suffix == ".csv":
        path.write_text(lines)
    else:
        frame = pl.read_csv(tmp_path / "lines.csv", infer_schema=False)
        frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_excel(path)
    findings = check(read_cohort(path))
    assert "P001" not in findings.write_csv()
    assert "2020" not in findings.write_csv()
    found = findings.filter(rule="unknown_columns").row(0, named=True)
    assert ": 3," in found["message"]
    assert "first row" in found["action"]


def test_lines_that_end_in_a_carriage_return_alone(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_bytes(VISITS.replace("\n", "\r").encode())
    assert read_cohort(path).visits.get_column("edss").to_list() == [2.0, 2.5]


def test_an_open_quotation_mark_that_takes_in_rows_is_found_where_it_stands(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(
        "id,date,edss,comment\n"
        "A,2020-01-01,2,fine\n"
        'A,2020-07-01,2,"tired\n'
        "A,2021-01-01,3,worse\n"
        'A,2021-07-01,3,worse"\n'
        "A,2022-01-01,3,none\n"
    )
    found = check(read_cohort(path)).filter(rule="line_break_in_cell")
    assert found.select("severity", "row").rows() == [("warning", 3)]


def test_quotation_marks_that_close_on_their_line_need_no_word(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text(VISITS.replace("A", '"A"'))
    assert rules(path) == []


@pytest.mark.parametrize("name", ["relapses.csv.gz", "relapses.xls", "relapses.feather", "Attacks.CSV.bak", "relapses"])
def test_a_file_named_after_a_table_that_cannot_be_read_is_found(name: str, tmp_path: Path):
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / name).write_bytes(b"x")
    found = read_cohort(tmp_path).reading_findings.filter(rule="unknown_file")
    assert found.height == 1
    assert f"`{name}`" in found.item(0, "message")
    assert ".parquet" in found.item(0, "message")


@pytest.mark.parametrize("name", ["readme.md", ".visits.swp", "~$visits.xlsx"])
def test_a_file_named_after_no_table_that_is_no_table_needs_no_word(name: str, tmp_path: Path):
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / name).write_bytes(b"x")
    assert rules(tmp_path) == []


def test_a_folder_named_after_a_table_is_no_file(tmp_path: Path):
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / "relapses").mkdir()
    assert rules(tmp_path) == []


def test_separators_inside_quotation_marks_separate_nothing(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text('"patient_id","date","edss","a;b;c;d;e;f"\n"A","2020-01-01","2.0","x"\n')
    assert read_cohort(path).visits.select("patient_id", "edss").rows() == [("A", 2.0)]
    assert "separator" not in rules(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_told_by_their_mark(encoding: str, tmp_path: Path):
    path = tmp_path / "visits.csv"
    text = VISITS if encoding in ("utf-16", "utf-32") else "\ufeff" + VISITS
    path.write_bytes(text.encode(encoding))
    cohort = read_cohort(path)
    assert cohort.visits.get_column("edss").to_list() == [2.0, 2.5]
    assert cohort.reading_findings.get_column("rule").to_list() == ["byte_order_mark"]


def test_a_first_row_of_values_is_not_in_the_error_either(tmp_path: Path):
    path = tmp_path / "visits.csv"
    path.write_text("P001,2020-01-01,2.0\nP001,2020-07-01,2.5\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(path))
    assert "P001" not in str(stopped.value)
