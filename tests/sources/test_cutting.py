"""Records cut into parts on disk: together the parts are what was cut."""

import codecs
import datetime as dt
import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mscourse.errors import OutputError, SourceError, UsageError
from mscourse.sources import read_cohort
from mscourse.sources.cutting import CutRecords, cut_records, edges, piles, size, size_in_memory, table_files
from mscourse.tables.schemas import SCHEMAS

TEXT_IDS = ["P1", "P10", "P2", "p3", "Ä5", "007", "7.0", "a b", "P4", "Zoë", "Q9", "Q10"]
VISITS = "ID,date,EDSS,café\nA,2020-01-01,2.0,\nB,2020-01-01,2.5,ä\nA,2020-07-01,3.0,€\n"


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
    assert again.facts == cut.facts
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
    (tmp_path / "mine" / "columns").mkdir(parents=True)
    (tmp_path / "mine" / "columns" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="other things"):
        cut_records(tmp_path, tmp_path / "mine", parts=3)
    assert (tmp_path / "mine" / "columns" / "notes.txt").exists()


def test_a_folder_that_cannot_be_made_is_an_error_of_the_output(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    (tmp_path / "parts").write_text("")
    with pytest.raises(OutputError, match="cannot be cut"):
        cut_records(tmp_path / "visits.csv", tmp_path / "parts", parts=3)


@pytest.mark.parametrize("damage", ["cut off", "overwritten in the middle", "no Parquet at all"])
def test_a_damaged_parquet_file_is_named_and_nothing_is_left(damage: str, tmp_path: Path):
    path = tmp_path / "visits.parquet"
    write(pl.concat([visits(TEXT_IDS)] * 50), path)
    content = path.read_bytes()
    third = len(content) // 3
    damaged = {
        "cut off": content[:-third],
        "overwritten in the middle": content[:third] + b"\x07" * third + content[2 * third :],
        "no Parquet at all": b"ID,date,EDSS\n",
    }
    path.write_bytes(damaged[damage])
    with pytest.raises(SourceError, match=r"visits\.parquet cannot be read as a Parquet file"):
        cut_records(path, tmp_path / "parts", parts=3)
    assert list((tmp_path / "parts").rglob("*")) == []


def test_a_full_disk_is_an_error_of_the_output_and_nothing_is_left(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))\n"
        "from mscourse.errors import OutputError\n"
        "from mscourse.sources.cutting import cut_records\n"
        "try:\n"
        "    cut_records(sys.argv[1], sys.argv[2], parts=3)\n"
        "except OutputError as problem:\n"
        "    print(problem)\n"
    )
    run = [sys.executable, "-c", program, str(tmp_path / "visits.csv"), str(tmp_path / "parts")]
    said = subprocess.run(run, capture_output=True, text=True, check=True)
    assert "parts cannot be written" in said.stdout
    assert list((tmp_path / "parts").rglob("*")) == []


def test_a_workbook_is_not_cut(tmp_path: Path):
    (tmp_path / "visits.xlsx").write_bytes(b"x")
    assert size_in_memory(tmp_path) is None
    with pytest.raises(SourceError, match="is a workbook"):
        cut_records(tmp_path, tmp_path / "parts", parts=3)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_visits_that_tell_of_relapses_are_not_cut_without_a_table_of_relapses(ending: str, tmp_path: Path):
    write(visits(TEXT_IDS).with_columns(daysPostRelapse=30), tmp_path / f"visits.{ending}")
    assert size_in_memory(tmp_path) is None
    with pytest.raises(SourceError, match="`daysPostRelapse`"):
        cut_records(tmp_path, tmp_path / "parts", parts=3)
    write(relapses(TEXT_IDS), tmp_path / "relapses.csv")
    assert size_in_memory(tmp_path) > 0
    assert_holds_the_same(cut_records(tmp_path, tmp_path / "parts", parts=3), tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        VISITS.encode("utf-16"),
        VISITS.encode("utf-32-be").join([codecs.BOM_UTF32_BE, b""]),
        VISITS.encode("utf-8-sig"),
        VISITS.encode("cp1252"),
        VISITS.replace("\n", "\r").encode(),
        VISITS.replace(",", ";").replace("\n", "\r\n").encode(),
        VISITS.replace("2.5", '"2.5\n"').encode(),
        b"",
        codecs.BOM_UTF8 + b"\n",
        b"ID,date,EDSS",
    ],
)
def test_a_text_file_is_repaired_as_it_is_when_read_as_a_whole(content: bytes, tmp_path: Path):
    (tmp_path / "visits.csv").write_bytes(content)
    cut, whole = cut_records(tmp_path, tmp_path / "parts", parts=2), read_cohort(tmp_path)
    found = pl.concat([cut.part(number).reading_findings for number in range(len(cut))])
    assert_frame_equal(found.unique().sort(pl.all()), whole.reading_findings.sort(pl.all()))
    assert_holds_the_same(cut, tmp_path)
    assert not (tmp_path / "parts" / "plain").exists()


def test_a_mark_that_does_not_fit_is_an_error(tmp_path: Path):
    (tmp_path / "visits.csv").write_bytes(codecs.BOM_UTF16_LE + b"\x00\xd8")
    with pytest.raises(SourceError, match="its byte-order mark does not fit"):
        cut_records(tmp_path, tmp_path / "parts", parts=2)


def test_a_measure_that_is_not_there_stops_the_cut(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    with pytest.raises(UsageError, match="no column `pdds`"):
        cut_records(tmp_path, tmp_path / "parts", parts=2, measures=["pdds"])
    assert list((tmp_path / "parts").rglob("*")) == []


def test_measures_of_ones_own_are_read_in_every_part(tmp_path: Path):
    write(visits(TEXT_IDS).with_columns(PDDS=pl.lit("3")), tmp_path / "visits.csv")
    cut = cut_records(tmp_path, tmp_path / "parts", parts=2, measures=["pdds"])
    assert_holds_the_same(cut, tmp_path, measures=["pdds"])


def test_a_missing_piece_is_not_taken_for_no_rows(tmp_path: Path):
    write(visits(TEXT_IDS), tmp_path / "visits.csv")
    cut = cut_records(tmp_path, tmp_path / "parts", parts=2)
    next((tmp_path / "parts").glob("part-00001/*")).unlink()
    with pytest.raises(SourceError, match="not all of them"):
        cut.part(1)
    with pytest.raises(IndexError):
        cut.part(2)


@pytest.mark.parametrize("ids", [dt.date(2020, 1, 1), None])
def test_records_that_no_id_can_be_read_from_are_one_part(ids: object, tmp_path: Path):
    write(visits(TEXT_IDS).with_columns(pl.lit(ids).alias("ID")), tmp_path / "visits.parquet")
    cut = cut_records(tmp_path, tmp_path / "parts", parts=5)
    assert len(cut) == 1
    assert_holds_the_same(cut, tmp_path)


def test_a_sample_of_ids_gives_parts_of_about_equal_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(edges, "_SAMPLE", 500)
    monkeypatch.setattr(edges, "_PER_PART", 1)
    sample = edges.SampleOfIds(4)
    ids = pl.Series([f"{number:05d}" for number in range(20_000)])
    for batch in ids.sample(fraction=1, shuffle=True, seed=1).to_frame().iter_slices(1_000):
        sample.add(batch.to_series())
    found = sample.edges(4)
    places = [int(edge) for edge in found]
    assert [round(place / 5_000, 0) for place in places] == [1, 2, 3]
    assert sample.edges(4) == found


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_size_in_memory_grows_with_the_rows_and_with_what_is_in_them(ending: str, tmp_path: Path):
    path = tmp_path / f"visits.{ending}"
    write(pl.DataFrame(schema={"ID": pl.String, "date": pl.String}), path)
    none = size_in_memory(path)
    table = pl.concat([visits(TEXT_IDS)] * 1000)
    write(table, path)
    some = size_in_memory(path)
    write(table.with_columns(comment=pl.lit("a long story " * 10)), path)
    with_text = size_in_memory(path)
    assert some - none > 59 * table.height
    assert with_text - some > 16 * table.height
    (tmp_path / f"mri.{ending}").write_bytes(b"")
    assert size_in_memory(tmp_path) == with_text


def test_a_file_of_which_only_the_beginning_is_looked_at_may_end_in_the_middle_of_a_sign(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(size, "_BYTES_LOOKED_AT", 101)
    (tmp_path / "visits.csv").write_bytes(VISITS.encode("utf-16"))
    assert size_in_memory(tmp_path) > 0
