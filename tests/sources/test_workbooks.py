"""Workbooks with more sheets than one: no sheet is passed over without a word."""

from pathlib import Path

import pytest
import xlsxwriter

from mscourse.derivations.check import check
from mscourse.errors import SourceError
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort

VISITS = (("id", "date", "edss"), ("A", "2020-01-01", 2), ("A", "2020-07-01", 2.5))
RELAPSES = (("id", "date"), ("A", "2020-03-01"))
NOTES = (("Read me",), ("Exported on Monday",))
EMPTY = ()


def workbook(path: Path, **sheets: tuple[tuple[object, ...], ...]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def not_read(cohort: Cohort) -> list[str]:
    messages = cohort.reading_findings.filter(rule="unknown_file").get_column("message").to_list()
    return [message.split("`")[1] for message in messages]


@pytest.mark.parametrize("name", ["study.xlsx", "visits.xlsx"])
def test_two_sheets_for_one_table(name: str, tmp_path: Path):
    path = workbook(tmp_path / name, visits=VISITS, EDSS=VISITS)
    with pytest.raises(SourceError, match=r"Two sheets of .* hold the visits: visits and EDSS"):
        read_cohort(path)
    with pytest.raises(SourceError, match="Two sheets"):
        read_cohort(visits=path)


def test_sheets_without_a_table_s_name_beside_the_first_are_found(tmp_path: Path):
    cohort = read_cohort(workbook(tmp_path / "study.xlsx", Tabelle1=VISITS, Tabelle2=RELAPSES, Tabelle3=EMPTY))
    assert cohort.given == {"visits": 2}
    assert not_read(cohort) == ["Tabelle2"]


def test_an_empty_sheet_in_front_hides_nothing(tmp_path: Path):
    cohort = read_cohort(workbook(tmp_path / "study.xlsx", Tabelle1=EMPTY, Tabelle2=VISITS))
    assert cohort.given == {"visits": 2}
    assert not_read(cohort) == []


def test_a_workbook_among_the_files_of_a_folder_gives_its_own_table_and_the_rest_is_found(tmp_path: Path):
    workbook(tmp_path / "visits.xlsx", visits=VISITS, relapses=RELAPSES)
    cohort = read_cohort(tmp_path)
    assert cohort.given == {"visits": 2}
    assert not_read(cohort) == ["relapses"]


def test_the_sheet_named_after_the_table_is_read_wherever_it_stands(tmp_path: Path):
    workbook(tmp_path / "visits.xlsx", notes=NOTES, visits=VISITS)
    cohort = read_cohort(tmp_path)
    assert cohort.visits.height == 2
    assert not_read(cohort) == ["notes"]
    assert check(cohort).filter(severity="error").is_empty()


def test_no_sheet_of_another_table_is_taken_for_this_one(tmp_path: Path):
    workbook(tmp_path / "visits.xlsx", relapses=RELAPSES, Tabelle2=VISITS)
    cohort = read_cohort(tmp_path)
    assert cohort.visits.get_column("edss").to_list() == [2.0, 2.5]
    assert not_read(cohort) == ["relapses"]


def test_nothing_is_said_about_sheets_that_another_table_is_read_from(tmp_path: Path):
    path = workbook(tmp_path / "study.xlsx", visits=VISITS, relapses=RELAPSES, notes=NOTES)
    cohort = read_cohort(visits=path, relapses=str(path))
    assert cohort.given == {"visits": 2, "relapses": 1}
    assert set(not_read(cohort)) == {"notes"}
