"""Results are kept up to date: as if all records had been there from the start, or left as they were."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

import mscourse
from killing import KILLED_AT
from mscourse import in_parts, updating
from mscourse.derivations.check import check_cohort
from mscourse.errors import DataError, DefinitionError, MscourseError, OutputError, SourceError, UsageError
from mscourse.in_parts import write_course
from mscourse.updating import update_course
from mscourse.views.exports import write_results
from properties.written_results import assert_same, assert_written, snapshot, whole

VISITS = """patient_id,date,edss
A,2020-01-10,2.0
A,2020-07-10,2.0
B,2020-02-01,4.0
B,2020-08-01,4.0
C,2020-03-01,1.0
D,2020-03-01,6.0
"""
PATIENTS = """patient_id,birth_date
A,1980
B,1990
"""
FOLDERS = [1, 3]
"""Parts: as few as there can be, and several."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four people, each with a few rows."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "visits.csv").write_text(VISITS, encoding="utf-8")
    (folder / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    (folder / "relapses.csv").write_text("patient_id,onset_date\nA,2020-02-01\n", encoding="utf-8")
    return folder


def further(data: Path, **tables: str) -> Path:
    """Further rows of these tables, in a folder; they are put below the earlier ones too."""
    new = data.parent / f"new-{len(list(data.parent.iterdir()))}"
    new.mkdir()
    for name, rows in tables.items():
        file = data / f"{name}.csv"
        header = file.read_text(encoding="utf-8").splitlines()[0]
        (new / f"{name}.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
        with file.open("a", encoding="utf-8") as all_rows:
            all_rows.write(rows)
    return new


def files(folder: Path, table: str) -> list[int]:
    """The files of the parts of a table, by what the disk knows them by."""
    return [path.stat().st_ino for path in sorted((folder / f"{table}.parquet").iterdir())]


@pytest.mark.parametrize("parts", FOLDERS)
def test_updates_one_after_another(parts: int, data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    for tables, people in (
        ({"visits": "A,2021-01-10,3.0\nA,2021-07-10,3.0\n", "relapses": "C,2020-06-01\n"}, 2),
        ({"visits": "E,2020-01-01,2.0\n"}, 1),
        ({"visits": "AA,2020-01-01,2.0\nA,2022-01-01,3.0\n", "patients": "AA,1970\n"}, 2),
        ({"visits": ",,\n"}, 0),
        ({"relapses": ""}, 0),
        ({"visits": "A,2022-01-01,3.0\n"}, 1),
    ):
        updated = update_course(out, further(data, **tables))

        assert updated.people == people
        course = whole(data)
        assert not isinstance(course, str)
        assert_written(updated.written, out, course, same_files=False)
    assert sorted(path.name for path in data.parent.iterdir() if not path.name.startswith("new")) == ["data", "out"]


def test_parts_of_other_people_are_those_that_stood_there(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=3, keep_records=True)
    before = {table: files(out, table) for table in ("states", "evidence")}
    update_course(out, further(data, visits="A,2021-01-10,3.0\n"))

    for table, inodes in before.items():
        now = files(out, table)
        assert now[0] != inodes[0]
        assert now[1:] == inodes[1:]


@pytest.mark.parametrize("parts", FOLDERS)
def test_rows_that_change_how_a_column_is_read_let_everyone_be_worked_out_anew(parts: int, data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    updated = update_course(out, further(data, patients="C,1985-03-01\n"))

    assert updated.people is None
    course = whole(data)
    assert not isinstance(course, str)
    assert_written(updated.written, out, course, same_files=False)


@pytest.mark.parametrize("parts", FOLDERS)
def test_ids_that_are_alike_are_found_across_old_and_new(parts: int, data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    for row, rule in (("b,2021-01-10,3.0\n", "ids_alike"), ("0D,2021-01-10,3.0\n", "id_without_leading_zeros")):
        updated = update_course(out, further(data, visits=row))
        course = whole(data)
        assert not isinstance(course, str)
        assert rule in course.findings.get_column("rule")
        assert_written(updated.written, out, course, same_files=False)


@pytest.mark.parametrize("parts", FOLDERS)
def test_findings_that_need_the_course_are_those_of_today(parts: int, data: Path) -> None:
    """Of the people with new records and of the others, each is there once."""
    rows = "".join(f"{who},2020-07-10,spms\n{who},2020-12-01,rrms\n" for who in "ABCD")
    (data / "recorded_courses.csv").write_text(f"patient_id,date,course\n{rows}", encoding="utf-8")
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    updated = update_course(out, further(data, visits="A,2021-01-10,3.0\n", recorded_courses="B,2021-03-01,cis\n"))

    course = whole(data)
    assert not isinstance(course, str)
    assert course.findings.filter(rule="course_steps_back").height == 5
    assert updated.people == 2
    assert_written(updated.written, out, course, same_files=False)


class Later(dt.date):
    """The calendar two years on."""

    @classmethod
    def today(cls) -> dt.date:
        """That day."""
        day = dt.date.today()  # noqa: DTZ011 - as the program asks it
        return day.replace(year=day.year + 2, day=1)


@pytest.mark.parametrize("parts", FOLDERS)
def test_what_lay_in_the_future_has_come_to_pass(parts: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, soon = data.parent / "out", Later.today().year - 1
    further(data, visits=f"D,{soon}-01-01,6.5\nD,{soon}-07-01,6.5\n")
    write_course(data, out, parts=parts, keep_records=True, set_aside=True)
    assert pl.read_parquet(out / "states.parquet").filter(patient_id="D").item(-1, "end").year == 2020

    for module in (in_parts, updating):
        monkeypatch.setattr(module, "dt", SimpleNamespace(date=Later))
    update_course(out, further(data, visits="A,2021-01-10,3.0\n"))
    cohort = check_cohort(mscourse.read_cohort(data), set_aside=True, today=Later.today())
    course = mscourse.characterise(cohort)
    for name, table in course.tables.items():
        assert_same(pl.read_parquet(out / f"{name}.parquet"), table, name)
    assert pl.read_parquet(out / "states.parquet").filter(patient_id="D").item(-1, "end").year == soon


@pytest.mark.parametrize("parts", FOLDERS)
def test_text_may_be_added_as_parquet(parts: int, data: Path) -> None:
    """Rows are numbered on from the last one of the CSV file, whose header counts; columns of numbers do not matter."""
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    new = data.parent / "visits.parquet"
    numbers = pl.Series("row", [2, 3], pl.UInt32)
    rows = pl.DataFrame({"patient_id": ["D", ""], "date": ["2021-01-01", ""], "edss": ["6,5", ""]})
    rows.insert_column(1, numbers).write_parquet(new)
    update_course(out, new)

    found = pl.read_parquet(out / "findings.parquet").filter(rule="decimal_comma")
    assert found.get_column("row").to_list() == [VISITS.count("\n") + 1]


@pytest.mark.parametrize("parts", FOLDERS)
def test_what_is_odd_about_the_new_files_is_found(parts: int, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_course(data, out, parts=parts, keep_records=True)
    new = tmp_path / "new"
    new.mkdir()
    (new / "visits.csv").write_text("patient_id|date|edss\nÄ|2021-01-01|2.0\n", encoding="cp1252")
    (new / "more.csv").write_text("patient_id\n", encoding="utf-8")
    for _ in range(2):
        update_course(out, new)

    found = pl.read_parquet(out / "findings.parquet").get_column("rule").to_list()
    assert [found.count(rule) for rule in ("separator", "not_utf8", "unknown_file", "exact_duplicate")] == [1, 1, 1, 1]
    assert "Ä" in pl.read_parquet(out / "states.parquet").get_column("patient_id")


@pytest.mark.parametrize("parts", FOLDERS)
@pytest.mark.parametrize(
    ("new", "error"),
    [
        ({"visits.csv": "patient_id,date,edss\nA,2021-01-01,4.2\n"}, DataError),
        ({"visits.csv": "patient_id,date,edss\n,2021-01-01,4.0\n"}, DataError),
        ({"visits.csv": "patient_id,date,edss\nA,2021-01-01,x\n"}, DataError),
        ({"visits.csv": "patient_id,edss,date\nA,4.0,2021-01-01\n"}, SourceError),
        ({"visits.csv": "patient_id,date,edss,sdmt\nA,2021-01-01,4.0,50\n"}, SourceError),
        ({"visits.csv": "patient_id,date\nA,2021-01-01\n"}, SourceError),
        ({"visits.csv": ""}, SourceError),
        ({"mri.csv": "patient_id,date\nA,2021-01-01\n"}, SourceError),
        ({"notes.txt": "A"}, SourceError),
        ({"visits.xlsx": "PK"}, SourceError),
        ({}, SourceError),
    ],
)
def test_what_is_refused_changes_nothing(
    parts: int, new: dict[str, str], error: type[MscourseError], data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_course(data, out, parts=parts, keep_records=True)
    before = snapshot(out)
    folder = tmp_path / "new"
    folder.mkdir()
    for name, text in new.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(error) as refused:
        update_course(out, folder)

    assert refused.value.rule or error is SourceError
    assert "2021" not in str(refused.value)
    assert snapshot(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"data", "new", "out"}


def test_errors_among_the_new_rows_may_be_set_aside(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=3, keep_records=True, set_aside=True)
    updated = update_course(out, further(data, visits="A,2021-01-01,4.2\n,2021-01-01,4.0\nB,2021-01-01,4.5\n"))

    course = whole(data, set_aside=True)
    assert not isinstance(course, str)
    assert updated.written.sums.checks.counts["visits"].set_aside == 2
    assert_written(updated.written, out, course, same_files=False)


def test_a_folder_that_keeps_no_records_is_refused(data: Path, tmp_path: Path) -> None:
    write_course(data, tmp_path / "parts", parts=3)
    write_results(mscourse.characterise(mscourse.read_cohort(data)), tmp_path / "whole")
    for name in ("parts", "whole", "nowhere"):
        with pytest.raises(UsageError, match=f"^{name} keeps no records") as refused:
            update_course(tmp_path / name, data)
        assert "--keep-records" in refused.value.hint
    assert {path.name for path in tmp_path.iterdir()} == {"data", "parts", "whole"}


@pytest.mark.parametrize("parts", FOLDERS)
def test_results_of_which_something_is_missing_are_refused(parts: int, data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=parts, keep_records=True)
    new = further(data, visits="A,2021-01-10,3.0\n")
    table = out / "evidence.parquet"
    file = table / "part-00001.parquet" if table.is_dir() else table
    content = file.read_bytes()
    file.unlink()
    with pytest.raises(UsageError, match="lacks tables"):
        update_course(out, new)
    file.write_bytes(content[:-10])
    with pytest.raises(UsageError, match="cannot be read"):
        update_course(out, new)
    file.write_bytes(content)
    assert update_course(out, new).people == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"parts": []}'])
def test_what_is_known_of_the_records_has_to_be_whole(text: str, data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True)
    (out / "records.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="keeps no records"):
        update_course(out, data)


def test_records_of_which_something_is_missing_are_refused(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True)
    new = further(data, visits="A,2021-01-10,3.0\n")
    (out / "records" / "part-00000" / "visits-00001.parquet").unlink()
    before = snapshot(out)
    with pytest.raises(SourceError, match="not all of them"):
        update_course(out, new)
    assert snapshot(out) == before


def test_the_table_of_drugs_is_the_one_of_the_results(data: Path) -> None:
    out = data.parent / "out"
    (data / "treatments.csv").write_text("patient_id,drug,start_date\nA,ours,2020-01-01\n", encoding="utf-8")
    drugs = pl.DataFrame({"drug": ["ours"]})
    write_course(data, out, parts=2, keep_records=True, drugs=drugs)
    new = further(data, treatments="B,ours,2020-06-01\nB,theirs,2021-01-01\n")
    for other in (None, pl.DataFrame({"drug": ["theirs"]})):
        with pytest.raises(UsageError, match="another table of drugs"):
            update_course(out, new, drugs=other)
    updated = update_course(out, new, drugs=drugs)

    course = whole(data, drugs=drugs)
    assert not isinstance(course, str)
    assert_written(updated.written, out, course, same_files=False)


def test_a_rule_of_ones_own_has_to_be_there(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True)
    text = (out / "records.json").read_text(encoding="utf-8")
    assert '"spms_onset": {' in text
    (out / "records.json").write_text(
        text.replace('"spms_onset": {', '"spms_onset": {"rule": "NotThere", '), encoding="utf-8"
    )
    with pytest.raises(DefinitionError, match="not known here"):
        update_course(out, data)


@pytest.mark.parametrize("asked", [{"until": "2020-06-01"}, {"until": dt.date(2020, 6, 1)}, {"hindsight": True}])
def test_the_question_stays_what_it_was(asked: dict[str, Any], data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True, **asked)
    updated = update_course(out, further(data, visits="B,2020-05-01,5.0\nB,2021-02-01,5.0\n"))

    course = whole(data, **asked)
    assert not isinstance(course, str)
    assert_written(updated.written, out, course, same_files=False)


def test_another_version_works_out_everyone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=3, keep_records=True)
    monkeypatch.setattr(updating, "version_of", lambda _: "99")
    assert update_course(out, further(data, visits="A,2021-01-10,3.0\n")).people is None
    assert update_course(out, further(data, visits="A,2022-01-10,3.0\n")).people == 1


def test_results_that_change_meanwhile_are_not_replaced(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True)
    other = mscourse.characterise(mscourse.read_cohort(data))

    def somebody_else(done: int, of: int) -> None:
        if done == of:
            write_results(other, out)

    with pytest.raises(MscourseError):
        update_course(out, further(data, visits="A,2021-01-10,3.0\n"), progress=somebody_else)
    assert "records" not in {path.name for path in out.iterdir()}
    assert pl.read_parquet(out / "states.parquet").equals(other.states)


def test_only_one_run_at_a_time_updates(data: Path) -> None:
    out = data.parent / "out"
    write_course(data, out, parts=2, keep_records=True)
    new = further(data, visits="A,2021-01-10,3.0\n")

    def another(*_: int) -> None:
        with pytest.raises(OutputError, match="Another run"):
            update_course(out, new)

    update_course(out, new, progress=another)
    assert pl.read_parquet(out / "states.parquet").equals(whole(data).states)  # type: ignore[union-attr]


KILLED = f"""{KILLED_AT}
from mscourse.updating import update_course
out, new = arguments
update_course(out, new)
"""


@pytest.mark.parametrize(
    ("module", "name", "call", "is_there"),
    [
        ("mscourse.sources.cutting.records", "CutRecords.save", 1, True),
        ("mscourse.updating", "CourseOnDisk.part", 1, True),
        ("mscourse.updating", "share", 1, True),
        ("mscourse.views.unfinished", "take_place", 1, True),
        ("pathlib", "Path.rename", 3, False),
    ],
)
def test_an_update_that_was_killed_leaves_the_results_and_can_be_made_again(
    module: str, name: str, call: int, data: Path, tmp_path: Path, *, is_there: bool
) -> None:
    """Killed between two renames, the results are put back by whoever comes next."""
    out = tmp_path / "out"
    write_course(data, out, parts=2, keep_records=True)
    before, new = snapshot(out), further(data, visits="A,2021-01-10,3.0\n")
    arguments = [sys.executable, "-c", KILLED, module, name, str(call), str(out), str(new)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert out.exists() == is_there
    assert not is_there or snapshot(out) == before

    updated = update_course(out, new)
    course = whole(data)
    assert not isinstance(course, str)
    assert_written(updated.written, out, course, same_files=False)
    shutil.rmtree(new)
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}
