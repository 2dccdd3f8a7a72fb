"""Records cut into parts on disk: together the parts are what was cut."""

import datetime as dt
import random
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mscourse.errors import OutputError, SourceError, UsageError
from mscourse.sources import read_cohort
from mscourse.sources.cutting import CutRecords, cut_records, piles, table_files
from mscourse.tables.schemas import SCHEMAS

TEXT_IDS = ["P1", "P10", "P2", "p3", "Ä5", "007", "7.0", "a b", "P4", "Zoë", "Q9", "Q10"]


def visits(ids: list, *, seed: int = 1) -> pl.DataFrame:
    """Some visits of each person and some of nobody, in no order."""
    draw = random.Random(seed)  # noqa: S311 - nothing to hide
    rows = [
        {"ID": one, "date": dt.date(2020, 1, 1) + dt.timedelta(days=91 * visit), "EDSS": draw.randrange(14) / 2}
        for one in [*ids, None]
        for visit in range(draw.randrange(1, 6))
    ]
    draw.shuffle(rows)
    return pl.DataFrame(rows, schema_overrides={"EDSS": pl.Float64})


def relapses(ids: list) -> pl.DataFrame:
    return pl.DataFrame({"ID": ids[::3], "onset_date": [dt.date(2020, 2, 3)] * len(ids[::3])})


def write(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path) if path.suffix == ".parquet" else frame.write_csv(path)


def assert_holds_the_same(cut: CutRecords, source: Path, **how: object) -> None:
    """The parts together are the cohort that is read as a whole, everybody's rows are in one part, in order of id."""
    whole = read_cohort(source, **how)
    parts = [cut.part(number) for number in range(len(cut))]
    assert cut.given == whole.given
    assert dict(cut.digests) == dict(whole.digests)
    for name in SCHEMAS:
        if whole.table(name) is None:
            assert all(part.table(name) is None for part in parts)
            continue
        tables = [part.table(name) for part in parts]
        assert_frame_equal(pl.concat(tables).sort("row"), whole.table(name))
        for number, table in enumerate(tables):
            assert table.get_column("row").is_sorted()
            for one in table.get_column("patient_id").drop_nulls():
                assert number == sum(edge <= one for edge in cut.edges)


@pytest.fixture(autouse=True)
def _few_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small file takes several batches, and a part several pieces."""
    monkeypatch.setattr(table_files, "_MOST_ROWS", 7)
    monkeypatch.setattr(table_files, "_FEWEST_ROWS", 7)
    monkeypatch.setattr(table_files, "_BYTES_AT_ONCE", 16)
    monkeypatch.setattr(piles, "_BYTES_AT_ONCE", 400)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize("order", ["shuffled", "sorted"])
@pytest.mark.parametrize("ids", [TEXT_IDS, list(range(95, 107)), [n / 2 for n in range(12)]], ids=str)
def test_parts_together_are_the_whole(ids: list, order: str, ending: str, tmp_path: Path):
    source = tmp_path / "data"
    source.mkdir()
    table = visits(ids) if order == "shuffled" else visits(ids).sort("ID", nulls_last=True)
    write(table, source / f"visits.{ending}")
    write(relapses(ids), source / f"relapses.{ending}")
    cut = cut_records(source, tmp_path / "parts", parts=4)
    assert len(cut) == 4
    assert max(cut.tables["visits"].pieces) > 1
    assert_holds_the_same(cut, source)


def test_what_is_in_the_folder_is_read_again(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    (tmp_path / "relapses.csv").write_bytes(b"")
    cut = cut_records(tmp_path, tmp_path / "parts", parts=3, date_format="%Y-%m-%d")
    again = CutRecords.load(tmp_path / "parts")
    assert_frame_equal(again.findings, cut.findings)
    assert (again.edges, again.tables, again.digests) == (cut.edges, cut.tables, cut.digests)
    assert (again.date_format, again.measures) == ("%Y-%m-%d", ())
    assert_holds_the_same(again, tmp_path, date_format="%Y-%m-%d")


def test_few_people_make_few_parts(tmp_path: Path):
    write(visits(["A", "B"]), tmp_path / "visits.parquet")
    assert len(cut_records(tmp_path / "visits.parquet", tmp_path / "parts", parts=100)) == 2


def test_a_table_without_rows_is_given_in_every_part(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    (tmp_path / "mri.csv").write_text("patient_id,date,gd_lesions\n")
    cut = cut_records(tmp_path, tmp_path / "parts", parts=3)
    assert [cut.part(number).given["mri"] for number in range(len(cut))] == [0, 0, 0]
    assert_holds_the_same(cut, tmp_path)


def test_numbers_of_rows_are_kept_where_they_tell_rows_apart(tmp_path: Path):
    numbered = visits(TEXT_IDS).with_row_index("row", offset=40).sort("EDSS")
    write(numbered, tmp_path / "visits.parquet")
    whole = read_cohort(tmp_path).visits
    cut = cut_records(tmp_path / "visits.parquet", tmp_path / "parts", parts=3)
    parts = pl.concat([cut.part(number).visits for number in range(len(cut))])
    assert_frame_equal(parts.sort("row"), whole.sort("row"))
    assert whole.get_column("row").min() == 40


def test_numbers_that_stand_twice_give_way_to_the_place_of_the_row(tmp_path: Path):
    numbers = pl.lit(3, pl.UInt32).alias("row")
    write(visits(TEXT_IDS).with_columns(numbers), tmp_path / "visits.parquet")
    assert_holds_the_same(cut_records(tmp_path, tmp_path / "parts", parts=3), tmp_path)


def test_less_than_one_part_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="less than one part"):
        cut_records(tmp_path, tmp_path / "parts", parts=0)


def test_nothing_is_left_of_a_cut_that_broke_off(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    parts = tmp_path / "parts"
    cut_records(tmp_path / "visits.csv", parts, parts=3)
    with (tmp_path / "visits.csv").open("a") as file:
        file.write("A,2020-01-01,2.0,1,2,3\n")
    with pytest.raises(SourceError, match=r"visits\.csv cannot be read"):
        cut_records(tmp_path / "visits.csv", parts, parts=3)
    assert list(parts.rglob("*")) == []
    with pytest.raises(SourceError, match="cut the records again"):
        CutRecords.load(parts)


def test_a_folder_of_other_things_is_left_as_it_is(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    with pytest.raises(OutputError, match="other things"):
        cut_records(tmp_path, tmp_path, parts=3)
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]


def test_a_folder_that_cannot_be_made_is_an_error_of_the_output(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    (tmp_path / "parts").write_text("")
    with pytest.raises(OutputError, match="cannot be cut"):
        cut_records(tmp_path / "visits.csv", tmp_path / "parts", parts=3)
