"""Records are worked through part by part: what a run that was cut short leaves, and how it is gone on with."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import mscourse
from killing import KILLED_AT
from mscourse import in_parts
from mscourse.errors import DataError, OutputError, SourceError, UsageError
from mscourse.in_parts import can_be_taken_up, write_course
from mscourse.rules.library import lublin_2013, spms_recorded
from mscourse.views.exports import write_results
from mscourse.views.unfinished import UnfinishedResults
from properties.written_results import assert_same, assert_written, snapshot, whole

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
BESIDE = ".out.unfinished"

KILLED = f"""{KILLED_AT}
from mscourse.in_parts import write_course
data, out, *how = arguments
write_course(data, out, parts=3, keep_records="keep" in how, resume="resume" in how)
"""
MOMENTS = {
    "while the records are cut": ("mscourse.sources.cutting.records", "CutRecords.save", 1, 3),
    "before the first part": ("mscourse.in_parts", "CourseOnDisk.part", 1, 3),
    "when two parts are finished": ("mscourse.in_parts", "CourseOnDisk.part", 3, 1),
    "before it is said that a part is finished": ("mscourse.views.unfinished", "_write_json", 3, 2),
    "when all parts are finished": ("mscourse.views.unfinished", "write_documents", 1, 0),
    "before anything takes its place": ("mscourse.views.unfinished", "take_place", 1, 3),
}
"""Each moment as the call within which the program is killed, and how many parts are still to be worked out then."""


def kill(module: str, name: str, call: int, data: Path, out: Path, *how: str) -> None:
    """Kill a run within this call of the function."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, module, name, str(call), str(data), str(out), *how],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over the clinic writes that nothing comes in the way of."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    write_course(CLINIC, out, parts=3, keep_records=True)
    return out


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the parts that are worked out from here on."""
    numbers: list[int] = []
    real = in_parts.CourseOnDisk.part

    def part(self: Any, number: int, *arguments: Any) -> Any:
        numbers.append(number)
        return real(self, number, *arguments)

    monkeypatch.setattr(in_parts.CourseOnDisk, "part", part)
    return numbers


def contents(folder: Path) -> Mapping[str, Any]:
    """Everything in a folder of results, tables as tables."""
    return {
        name: pl.read_parquet(folder / name).rows() if name.endswith(".parquet") else content.split()
        for name, content in snapshot(folder).items()
    }


@pytest.mark.parametrize(("moment", "older"), list(zip(MOMENTS, itertools.cycle([True, False]), strict=False)))
def test_a_run_that_was_killed_leaves_what_was_there_and_is_gone_on_with(
    moment: str, tmp_path: Path, undisturbed: Path, worked_out: list[int], *, older: bool
) -> None:
    module, name, call, to_do = MOMENTS[moment]
    out = tmp_path / "out"
    if older:
        write_results(mscourse.characterise(mscourse.read_cohort(CLINIC)), out)
    before = snapshot(out)
    kill(module, name, call, CLINIC, out, "keep")

    assert snapshot(out) == before
    write_course(CLINIC, out, parts=3, keep_records=True, resume=True)
    assert contents(out) == contents(undisturbed)
    assert len(worked_out) == to_do
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_run_that_was_killed_twice_is_gone_on_with(tmp_path: Path, undisturbed: Path, worked_out: list[int]) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        kill("mscourse.in_parts", "CourseOnDisk.part", 2, CLINIC, out, "resume")
    write_course(CLINIC, out, parts=3, keep_records=True, resume=True)

    assert worked_out == [2]
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize(("rename", "is_new"), [(1, False), (2, False), (3, True)])
def test_a_folder_in_the_middle_of_being_replaced_is_put_in_order(
    rename: int, tmp_path: Path, undisturbed: Path, *, is_new: bool
) -> None:
    """Killed between two renames, the older results go back to their place, or the new ones have taken it."""
    out = tmp_path / "out"
    write_course(CLINIC, out, parts=1)
    (out / "notes.txt").write_text("ours", encoding="utf-8")
    before = snapshot(out)
    forced = KILLED.replace("parts=3", "parts=3, force=True")
    done = subprocess.run(
        [sys.executable, "-c", forced, "pathlib", "Path.rename", str(rename), str(CLINIC), str(out)], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert not can_be_taken_up(out)

    with UnfinishedResults(out):
        after = snapshot(out)
    if is_new:
        assert after.pop("notes.txt") == b"ours"
        assert set(after) == {path for path in snapshot(undisturbed) if not path.startswith("records")}
    else:
        assert after == before


def test_a_run_of_one_part_that_was_killed_at_its_end_is_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "out"
    one = KILLED.replace("parts=3", "parts=1")
    for module, name, call in (("pathlib", "Path.rmdir", "2"), ("mscourse.views.unfinished", "write_documents", "1")):
        arguments = [module, name, call, str(CLINIC), str(out), "resume"]
        assert subprocess.run([sys.executable, "-c", one, *arguments], check=False).returncode == -signal.SIGKILL
    written = write_course(CLINIC, out, parts=1, resume=True)

    assert_written(written, out, whole(CLINIC))


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the results of a run were to go that was stopped by Ctrl-C after its first part."""
    shutil.copytree(CLINIC, tmp_path / "data")
    stop_at(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        write_course(tmp_path / "data", tmp_path / "out", parts=3)
    monkeypatch.undo()
    return tmp_path / "out"


def stop_at(monkeypatch: pytest.MonkeyPatch, number: int, problem: BaseException | None = None) -> None:
    """Let it come to this when so many parts are to be worked out."""
    real, calls = in_parts.CourseOnDisk.part, iter(range(1, number))

    def part(self: Any, *arguments: Any) -> Any:
        if next(calls, None) is None:
            raise problem or KeyboardInterrupt
        return real(self, *arguments)

    monkeypatch.setattr(in_parts.CourseOnDisk, "part", part)


def change_a_file(data: Path) -> None:
    with (data / "visits.csv").open("a", encoding="utf-8") as file:
        file.write("\n")


def add_a_file(data: Path) -> None:
    (data / "more.csv").write_text("patient_id\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "differs"),
    [
        ({"definition": lublin_2013.__class__(**(vars(lublin_2013) | {"window": 180}))}, "definition"),
        ({"definition": lublin_2013.__class__(**(vars(lublin_2013) | {"name": "ours"}))}, "definition"),
        ({"definition": lublin_2013.__class__(**(vars(lublin_2013) | {"spms_onset": spms_recorded}))}, "definition"),
        ({"until": "2020-01-01"}, "until"),
        ({"hindsight": True}, "hindsight"),
        ({"set_aside": True}, "set_aside"),
        ({"evidence": False}, "evidence"),
        ({"table_format": "csv"}, "format"),
        ({"date_format": "%d.%m.%Y"}, "date_format"),
        ({"drugs": pl.DataFrame({"drug": ["a"]})}, "drugs"),
        (change_a_file, "files"),
        (add_a_file, "files"),
    ],
)
def test_another_question_is_refused_and_the_run_stays(
    asked: Mapping[str, Any] | Callable[[Path], None], differs: str, unfinished: Path
) -> None:
    data = unfinished.parent / "data"
    if callable(asked):
        asked(data)
        asked = {}
    with pytest.raises(UsageError) as refused:
        write_course(data, unfinished, parts=3, resume=True, **asked)

    assert refused.value.fact == f"The unfinished run differs in {differs}."
    assert refused.value.rule
    assert "resume=False" in refused.value.hint
    assert can_be_taken_up(unfinished)
    assert not unfinished.exists()


def test_another_version_is_refused(unfinished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_parts, "version_of", lambda _: "99")
    with pytest.raises(UsageError, match=r"differs in version\."):
        write_course(unfinished.parent / "data", unfinished, parts=3, resume=True)


def test_a_run_goes_on_by_the_calendar_of_its_first_day(unfinished: Path) -> None:
    plan = unfinished.parent / BESIDE / "plan.json"
    plan.write_text(json.dumps({**json.loads(plan.read_text()), "today": "2010-01-01"}), encoding="utf-8")
    with pytest.raises(DataError, match="in the future"):
        write_course(unfinished.parent / "data", unfinished, parts=3, resume=True)


def test_without_resume_a_run_begins_anew(unfinished: Path, undisturbed: Path, worked_out: list[int]) -> None:
    write_course(unfinished.parent / "data", unfinished, parts=3, keep_records=True)

    assert worked_out == [0, 1, 2]
    assert contents(unfinished) == contents(undisturbed)
    assert not (unfinished.parent / BESIDE).exists()


def test_with_nothing_to_resume_a_run_begins(tmp_path: Path, worked_out: list[int]) -> None:
    written = write_course(CLINIC, tmp_path / "out", parts=2, resume=True)

    assert worked_out == [0, 1]
    assert_written(written, tmp_path / "out", whole(CLINIC))


def test_a_stop_before_the_records_are_cut_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(in_parts, "cut_records", stop)
    with pytest.raises(KeyboardInterrupt):
        write_course(CLINIC, tmp_path / "out", parts=2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"parts": 0}, UsageError),
        ({"parts": 2, "until": 400}, UsageError),
        ({"parts": 2, "until": "tomorrow"}, UsageError),
        ({"parts": 2, "date_format": "%d"}, UsageError),
        ({"parts": 2, "definition": "lublin_2013"}, UsageError),
        ({"parts": 2, "keep_records": True, "table_format": "csv"}, UsageError),
        ({"parts": 2, "data": "nowhere"}, SourceError),
    ],
)
def test_what_will_not_mend_by_going_on_leaves_nothing(
    asked: dict[str, Any], error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        write_course(asked.pop("data", CLINIC), tmp_path / "out", **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_leaves_what_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: Path
) -> None:
    out = tmp_path / "out"
    stop_at(monkeypatch, 3, OSError(28, "No space left on device"))
    with pytest.raises(OSError, match="No space"):
        write_course(CLINIC, out, parts=3)
    monkeypatch.undo()
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OutputError, match="No space"):
        write_course(CLINIC, out, parts=3, keep_records=True, resume=True)
    monkeypatch.undo()
    assert can_be_taken_up(out)

    write_course(CLINIC, out, parts=3, keep_records=True, resume=True)
    assert contents(out) == contents(undisturbed)


def test_one_run_at_a_time_writes_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with UnfinishedResults(out) as first:
        first.begin()
        with pytest.raises(OutputError) as refused:
            write_course(CLINIC, out, parts=2)
        assert refused.value.fact == "Another run is writing out."
        assert (refused.value.rule, refused.value.hint) != ("", "")
        assert first.records.parent.exists()
    write_course(CLINIC, out, parts=2)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_other_things_in_the_folder_are_refused_and_stay_when_forced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("ours", encoding="utf-8")
    with pytest.raises(OutputError, match="other things"):
        write_course(CLINIC, out, parts=2)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]

    write_course(CLINIC, out, parts=2, force=True)
    assert (out / "notes.txt").read_text(encoding="utf-8") == "ours"
    assert (out / "states.parquet").is_dir()


def test_results_in_parts_take_the_place_of_results_in_files_and_the_other_way_round(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for parts, is_folder in ((3, True), (1, False), (2, True)):
        write_course(CLINIC, out, parts=parts, keep_records=parts == 3)
        assert (out / "states.parquet").is_dir() == is_folder
        assert (out / "records").exists() == (parts == 3)


def test_csv_has_the_same_rows(tmp_path: Path) -> None:
    course = whole(CLINIC)
    assert not isinstance(course, str)
    write_results(course, tmp_path / "whole", table_format="csv")
    for parts in (1, 3):
        out = tmp_path / f"out-{parts}"
        write_course(CLINIC, out, parts=parts, table_format="csv")
        for name in course.tables:
            asked = {"infer_schema": False}
            assert_same(
                pl.read_csv(out / f"{name}.csv", **asked)
                if parts == 1
                else pl.scan_csv(out / f"{name}.csv", **asked).collect(),
                pl.read_csv(tmp_path / "whole" / f"{name}.csv", **asked),
                name,
            )


@pytest.mark.parametrize("until", [None, "2020-06-01"])
def test_ids_that_are_alike_are_found_across_parts(until: str | None, tmp_path: Path) -> None:
    """More parts than there are looks of ids; of an id that comes up after the last day nothing is said."""
    rows = [("A", "2020-01-01"), ("B", "2020-01-01"), ("C", "2020-01-01"), ("a", "2021-01-01"), ("b", "2020-01-01")]
    table = pl.DataFrame(rows, schema=["patient_id", "date"], orient="row").with_columns(edss=2.0)
    table.write_csv(tmp_path / "visits.csv")
    written = write_course(tmp_path / "visits.csv", tmp_path / "out", parts=5, until=until)

    course = whole(tmp_path / "visits.csv", until=until)
    assert not isinstance(course, str)
    assert course.findings.filter(rule="ids_alike").height == (4 if until is None else 3)
    assert written.parts == 5
    assert_written(written, tmp_path / "out", course)
