"""Files of every kind, read into one and the same cohort."""

import codecs
import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from mscourse.derivations.check import check_cohort
from mscourse.errors import MissingPackageError, SourceError, UsageError
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort
from mscourse.tables.schemas import SCHEMAS

VISITS = pl.DataFrame(
    {
        "patient_id": ["007", "007", "12"],
        "date": [dt.date(2020, 1, 1), dt.date(2020, 7, 1), dt.date(2021, 2, 3)],
        "edss": [2.0, 2.5, None],
        "fs_visual": [1, None, 2],
        "t25fw": [5.5, None, 6.0],
        "scheduled": [True, None, False],
    }
)
RELAPSES = pl.DataFrame({"patient_id": ["12"], "onset_date": [dt.date(2020, 12, 24)], "fever": [False]})


def write(frame: pl.DataFrame, path: Path):
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    elif path.suffix == ".xlsx":
        frame.write_excel(path)
    else:
        frame.write_csv(path, separator="\t" if path.suffix == ".tsv" else ",")
    return path


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "xlsx"])
def test_every_format_gives_the_same_tables(ending: str, tmp_path: Path):
    write(VISITS, tmp_path / f"visits.{ending}")
    write(RELAPSES, tmp_path / f"Relapses.{ending}")
    read, framed = read_cohort(tmp_path), Cohort(visits=VISITS, relapses=RELAPSES)
    for name in ("visits", "relapses"):
        assert_frame_equal(read.table(name).drop("row"), framed.table(name).drop("row"))
    first = 1 if ending == "parquet" else 2
    assert read.visits.get_column("row").to_list() == [first, first + 1, first + 2]
    assert read.given == {"visits": 3, "relapses": 1}
    assert all(len(digest) == 64 for digest in read.digests.values())
    assert read.mri is None
    assert check_cohort(read).counts["visits"].used == 3


def test_a_pandas_frame_gives_the_same_tables():
    frame = VISITS.to_pandas(use_pyarrow_extension_array=False)
    frame["date"] = pd.to_datetime(frame["date"])
    assert_frame_equal(Cohort(visits=frame).visits, Cohort(visits=VISITS).visits)


def test_a_pandas_frame_of_mixed_ids_and_local_times():
    times = pd.to_datetime(["2020-01-01 23:30", "2020-07-01 23:30"]).tz_localize("Europe/Berlin")
    frame = pd.DataFrame({"ID": [7, "007"], "dateEDSS": times, "EDSS": [2, None], "scheduled": [True, None]})
    visits = Cohort(visits=frame).visits
    assert visits.get_column("patient_id").to_list() == ["7", "007"]
    assert visits.get_column("date").to_list() == [dt.date(2020, 1, 1), dt.date(2020, 7, 1)]
    assert visits.get_column("edss").to_list() == [2.0, None]
    assert visits.get_column("scheduled").to_list() == [True, None]


def test_one_file_is_the_visits_unless_its_name_says_otherwise(tmp_path: Path):
    assert read_cohort(write(VISITS, tmp_path / "export.csv")).visits.height == 3
    assert read_cohort(write(RELAPSES, tmp_path / "attacks.csv")).relapses.height == 1


def test_named_files_and_frames_take_the_place_of_those_in_the_folder(tmp_path: Path):
    write(VISITS, tmp_path / "visits.csv")
    write(RELAPSES, tmp_path / "relapses.csv")
    cohort = read_cohort(tmp_path, visits=VISITS.head(1), relapses=str(tmp_path / "relapses.csv"))
    assert cohort.given == {"visits": 1, "relapses": 1}


def test_a_workbook_holds_a_sheet_for_each_table(tmp_path: Path):
    with xlsxwriter.Workbook(tmp_path / "study.xlsx") as book:
        VISITS.write_excel(book, worksheet="EDSS")
        RELAPSES.write_excel(book, worksheet="relapses")
        RELAPSES.write_excel(book, worksheet="read me")
    cohort = read_cohort(tmp_path / "study.xlsx")
    assert cohort.given == {"visits": 3, "relapses": 1}
    assert "unknown_file" in cohort.reading_findings.get_column("rule")


def test_numbers_as_ids_agree_with_text_whatever_the_file(tmp_path: Path):
    write(pl.DataFrame({"id": [7.0, 12.0], "date": ["2020-01-01"] * 2, "edss": [1.0, 2.0]}), tmp_path / "visits.xlsx")
    write(pl.DataFrame({"id": [7], "date": ["2020-01-01"]}), tmp_path / "relapses.parquet")
    write(pl.DataFrame({"id": ["12"], "sex": ["w"]}), tmp_path / "patients.csv")
    cohort = read_cohort(tmp_path)
    assert cohort.visits.get_column("patient_id").to_list() == ["7", "12"]
    assert cohort.relapses.get_column("patient_id").to_list() == ["7"]
    assert cohort.patients.row(0)[:2] == ("12", "female")
    noted = cohort.reading_findings.filter(rule="ids_as_numbers").get_column("table")
    assert set(noted) == {"relapses"}


def test_a_workbook_column_is_not_judged_by_its_first_rows(tmp_path: Path):
    ids = [str(number) for number in range(1, 200)]
    frame = pl.DataFrame({"id": [*ids, "0200"], "date": ["2020-01-01"] * 200, "edss": ["2"] * 199 + ["mild"]})
    visits = frame.with_columns(pl.col("edss").replace("mild", None).cast(pl.Float64))
    with xlsxwriter.Workbook(tmp_path / "visits.xlsx") as book:
        sheet = book.add_worksheet("export")
        visits.write_excel(book, worksheet=sheet)
        sheet.write(200, 2, "mild")
    cohort = read_cohort(tmp_path)
    assert cohort.visits.item(199, "patient_id") == "0200"
    assert cohort.reading_findings.select("rule", "row").rows() == [("not_a_number", 201)]


def test_a_column_twice_in_a_workbook(tmp_path: Path):
    with xlsxwriter.Workbook(tmp_path / "visits.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "date", "edss", "edss"])
        sheet.write_row(1, 0, ["A", "2020-01-01", 2, 3])
    assert "two_columns_for_one" in read_cohort(tmp_path).reading_findings.get_column("rule")


def test_a_workbook_without_a_cell(tmp_path: Path):
    with xlsxwriter.Workbook(tmp_path / "visits.xlsx") as book:
        book.add_worksheet()
    assert read_cohort(tmp_path).reading_findings.get_column("rule").to_list() == ["empty_file"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (codecs.BOM_UTF8 + "id,date,drug,start\nA,,é,2020-01-01\n".encode(), "byte_order_mark"),
        ("id,drug,start\nA,é,2020-01-01\n".encode("utf-16"), "byte_order_mark"),
        ("id,drug,start\nA,é,2020-01-01\n".encode("latin-1"), "not_utf8"),
    ],
)
def test_encodings_are_read_and_said(content: bytes, rule: str, tmp_path: Path):
    path = tmp_path / "treatments.csv"
    path.write_bytes(content.replace(b"date,", b"").replace(b"A,,", b"A,"))
    cohort = read_cohort(path)
    assert cohort.treatments.row(0)[:3] == ("A", "é", dt.date(2020, 1, 1))
    assert rule in cohort.reading_findings.get_column("rule")


def test_blank_lines_and_breaks_in_a_cell_keep_the_row_numbers(tmp_path: Path):
    text = 'id,date,report\nA,2020-01-01,"one\ntwo"\n\nA,2020-05-01,x\n'
    (tmp_path / "mri.csv").write_text(text)
    mri = read_cohort(visits=VISITS, mri=tmp_path / "mri.csv").mri
    assert mri.get_column("report_text").to_list() == ["one\ntwo", None, "x"]
    assert mri.get_column("row").to_list() == [2, 3, 4]


def test_a_cohort_of_checked_tables_keeps_its_row_numbers():
    checked = check_cohort(Cohort(visits=VISITS, relapses=RELAPSES))
    cut = Cohort(visits=checked.visits.filter(pl.col("patient_id") == "12"), relapses=checked.relapses)
    assert cut.visits.get_column("row").to_list() == [3]
    assert "unknown_column" not in cut.reading_findings.get_column("rule")


class TestWhatCannotBeRead:
    def test_a_path_that_is_not_there(self, tmp_path: Path):
        with pytest.raises(SourceError, match="no file or folder"):
            read_cohort(tmp_path / "nowhere")
        with pytest.raises(SourceError, match=r"no file visits\.csv"):
            read_cohort(visits=tmp_path / "visits.csv")

    def test_a_folder_without_tables_says_the_names_that_are_looked_for(self, tmp_path: Path):
        (tmp_path / "notes.md").write_text("x")
        with pytest.raises(SourceError) as stopped:
            read_cohort(tmp_path)
        assert stopped.value.exit_code == 4
        assert all(table in stopped.value.rule for table in SCHEMAS)
        assert "docs/reference/tables.md" in stopped.value.hint

    def test_two_files_for_one_table(self, tmp_path: Path):
        write(VISITS, tmp_path / "visits.csv")
        write(VISITS, tmp_path / "edss.parquet")
        with pytest.raises(SourceError, match="Two files hold the visits"):
            read_cohort(tmp_path)

    @pytest.mark.parametrize("name", ["visits.parquet", "visits.xlsx"])
    def test_a_corrupt_file(self, name: str, tmp_path: Path):
        (tmp_path / name).write_bytes(b"PK\x03\x04 this is neither")
        with pytest.raises(SourceError, match=name):
            read_cohort(tmp_path)

    def test_rows_with_more_cells_than_the_header(self, tmp_path: Path):
        (tmp_path / "visits.csv").write_text("id,date,edss\nA,2020-01-01,2,ZEBRA,x\n")
        with pytest.raises(SourceError, match=r"visits\.csv") as stopped:
            read_cohort(tmp_path)
        assert "ZEBRA" not in str(stopped.value)

    def test_an_ending_that_is_not_known(self, tmp_path: Path):
        (tmp_path / "visits.sav").write_bytes(b"x")
        with pytest.raises(SourceError, match=r"\.sav"):
            read_cohort(tmp_path / "visits.sav")

    def test_a_folder_where_a_file_is_named(self, tmp_path: Path):
        (tmp_path / "visits.csv").mkdir()
        with pytest.raises(SourceError, match="cannot be opened"):
            read_cohort(visits=tmp_path / "visits.csv")

    def test_a_workbook_without_the_package_that_reads_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        write(VISITS, tmp_path / "visits.xlsx")
        monkeypatch.setitem(sys.modules, "fastexcel", None)
        with pytest.raises(MissingPackageError, match=r"mscourse\[xlsx\]"):
            read_cohort(tmp_path)

    def test_nothing_and_unknown_tables_and_what_is_no_table(self):
        with pytest.raises(UsageError, match="Nothing"):
            read_cohort()
        with pytest.raises(UsageError, match="scans"):
            read_cohort(scans=VISITS)
        with pytest.raises(UsageError, match="list"):
            Cohort(visits=[1, 2])

    @pytest.mark.parametrize("form", ["dd/mm/yyyy", "%d/%m", "%"])
    def test_a_date_format_that_is_none(self, form: str):
        with pytest.raises(UsageError, match="form of a date"):
            Cohort(visits=VISITS, date_format=form)


class TestAliases:
    def test_msprog(self):
        frame = pl.DataFrame(
            {"id": ["A"], "visit_day": [90], "EDSS": [2.5], "SDMT": [50], "T25FW": [5.0], "NHPT": [20.1]}
        )
        cohort = Cohort(visits=frame, relapses=pl.DataFrame({"id": ["A"], "visit_day": [-10]}))
        assert cohort.day_offsets
        visit = cohort.visits.row(0, named=True)
        assert (visit["edss"], visit["sdmt"], visit["t25fw"], visit["nhpt_dominant"]) == (2.5, 50, 5.0, 20.1)
        assert cohort.visits.get_column("date").cast(pl.Int32).to_list() == [90]
        assert cohort.relapses.get_column("onset_date").cast(pl.Int32).to_list() == [-10]
        assert any("dominant" in note for note in cohort.source_notes)

    def test_msclinical(self):
        cohort = Cohort(
            patients=pl.DataFrame(
                {"patient": ["A"], "arm": ["x"], "sex": ["F"], "birth_year": [1975], "end": ["2020-01-01"]}
            ),
            visits=pl.DataFrame(
                {"patient": ["A"], "date": ["2019-01-01"], "edss": [2], "hpt9_dom": [20], "hpt9_nondom": [21]}
            ),
            relapses=pl.DataFrame({"patient": ["A"], "date": ["2019-01-01"], "fever": ["no"], "duration_hours": [30]}),
            mri=pl.DataFrame(
                {
                    "patient": ["A"],
                    "date": ["2019-01-01"],
                    "new_t2": [1],
                    "enlarging_t2": [0],
                    "gd": [2],
                    "pbvc": [-0.4],
                }
            ),
            treatments=pl.DataFrame({"patient": ["A"], "drug": ["x"], "start": ["2019-01-01"], "stop": [None]}),
        )
        assert cohort.patients.row(0, named=True)["birth_date"] == dt.date(1975, 7, 1)
        assert cohort.patients.row(0, named=True)["group"] == "x"
        assert cohort.mri.select("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions").row(0) == (2, 1, 0)
        assert cohort.visits.select("nhpt_dominant", "nhpt_nondominant").row(0) == (20.0, 21.0)
        assert check_cohort(cohort).counts["treatments"].used == 1

    def test_one_count_of_new_or_enlarging_lesions(self):
        mri = pl.DataFrame({"id": ["A", "A"], "date": ["2019-01-01", "2020-01-01"], "new_or_enlarging_t2": [3, None]})
        cohort = Cohort(visits=VISITS, mri=mri)
        assert cohort.mri.select("new_t2_lesions", "enlarging_t2_lesions").rows() == [(3, 0), (None, None)]
        assert any("new or enlarging" in note for note in cohort.source_notes)


class TestMSoutcomes:
    VISITS = pl.DataFrame(
        {
            "ID": ["ipt 01", "ipt 01", "ipt 02"],
            "dateEDSS": ["2002-02-01", "2002-03-28", "2002-03-28"],
            "EDSS": [2.0, 1.5, 6.0],
            "FSpyr": [0, 1, 3],
            "FScrbl": [1, 0, 2],
            "FSbstem": [2, 1, 0],
            "FSsens": [1, 1, 0],
            "FSsph": [0, 0, 1],
            "FSvis": [0, 0, 3],
            "FScereb": [0, 0, 1],
            "FSamb": [0, 0, 6],
            "daysPostRelapse": ["-22", "77", "NA"],
        }
    )

    def test_the_relapses_are_rebuilt_from_the_days_since_the_last_one(self):
        cohort = read_cohort(visits=self.VISITS)
        assert cohort.relapses.select("patient_id", "onset_date").rows() == [("ipt 01", dt.date(2002, 1, 10))]
        assert any("daysPostRelapse" in note for note in cohort.source_notes)
        assert "relapses_rebuilt" in cohort.reading_findings.get_column("rule")
        assert "unknown_column" not in cohort.reading_findings.get_column("rule")
        assert cohort.given == {"visits": 3, "relapses": 1}

    def test_the_scores_have_our_names(self):
        scores = read_cohort(visits=self.VISITS).visits.select(
            "fs_pyramidal", "fs_cerebellar", "fs_brainstem", "fs_sensory", "fs_bowel_bladder", "fs_visual", "ambulation"
        )
        assert scores.row(2) == (3, 2, 0, 0, 1, 3, 6)

    def test_a_table_of_relapses_that_is_given_is_the_one_used(self):
        cohort = read_cohort(visits=self.VISITS, relapses=RELAPSES)
        assert cohort.relapses.height == 1
        assert cohort.relapses.item(0, "patient_id") == "12"
        assert "daysPostRelapse" in cohort.reading_findings.filter(rule="unknown_column").item(0, "message")

    def test_days_that_are_no_whole_number_are_errors(self):
        visits = self.VISITS.with_columns(daysPostRelapse=pl.Series(["x", "7.5", "3"]))
        found = read_cohort(visits=visits).reading_findings.filter(severity="error")
        assert found.select("rule", "row").rows() == [("not_a_number", 1), ("not_whole_number", 2)]

    @pytest.mark.parametrize("days", ["inf", "-inf", "1e12", "12345678901", "99999999", "100000"])
    def test_days_beyond_a_life_are_errors_of_their_rows(self, days: str):
        visits = self.VISITS.with_columns(daysPostRelapse=pl.Series(["22", days, None]))
        for frame in (visits, visits.with_columns(pl.col("daysPostRelapse").cast(pl.Float64))):
            cohort = read_cohort(visits=frame)
            found = cohort.reading_findings.filter(severity="error")
            assert found.select("rule", "row").rows() == [("out_of_range", 2)]
            assert cohort.relapses.height == 1

    def test_cells_that_hold_lists_tell_of_no_days(self):
        visits = self.VISITS.with_columns(daysPostRelapse=pl.Series([[1], [2], None]))
        found = read_cohort(visits=visits).reading_findings.filter(severity="error")
        assert found.select("rule", "row").rows() == [("not_a_number", 1), ("not_a_number", 2)]

    @pytest.mark.parametrize("name", ["day", "dateEDSS"])
    def test_records_that_came_as_days(self, name: str):
        visits = pl.DataFrame({"ID": ["b", "b"], name: [100, 200], "EDSS": [3.0, 3.0], "daysPostRelapse": [20, -150]})
        cohort = read_cohort(visits=visits)
        assert cohort.reading_findings.filter(severity="error").is_empty()
        assert cohort.relapses.get_column("onset_date").cast(pl.Int32).to_list() == [80, 50]
        assert check_cohort(cohort).day_offsets
