"""A folder of results is whole, or as it was before."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

import mscourse
from mscourse.errors import OutputError
from mscourse.results.course import Course
from mscourse.views.exports import write_results, write_table


@pytest.fixture
def course(data: Path) -> Course:
    return mscourse.characterise(mscourse.read_cohort(data))


def content(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def fail(_: Course, folder: Path) -> None:
    (folder / "report.html").write_text("half", encoding="utf-8")
    raise KeyboardInterrupt


def test_an_interruption_leaves_nothing(course: Course, tmp_path: Path) -> None:
    with suppress(KeyboardInterrupt):
        write_results(course, tmp_path / "new" / "out", report=fail)

    assert list((tmp_path / "new").iterdir()) == []


def test_an_interruption_leaves_older_results_as_they_were(course: Course, tmp_path: Path) -> None:
    write_results(course, tmp_path / "new" / "out", table_format="csv")
    before = dict(content(tmp_path / "new"))
    with suppress(KeyboardInterrupt):
        write_results(course, tmp_path / "new" / "out", report=fail)

    assert dict(content(tmp_path / "new")) == before


def test_a_name_that_cannot_be_taken_leaves_everything_as_it_was(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_results(course, tmp_path / "new" / "out")
    (tmp_path / "new" / "out" / "thesis.docx").write_text("years of work", encoding="utf-8")
    before = dict(content(tmp_path / "new"))
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "new" and target.name == "out":
            raise PermissionError(13, "no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="cannot be written"):
        write_results(course, tmp_path / "new" / "out", force=True)

    assert dict(content(tmp_path / "new")) == before


def test_a_table_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"):
        write_table(pl.DataFrame({"a": [1]}), tmp_path / "file" / "table.csv")


@pytest.mark.parametrize("older", [True, False])
def test_a_link_to_a_folder_is_followed_and_stays(course: Course, tmp_path: Path, *, older: bool) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    if older:
        write_results(course, tmp_path / "real", table_format="csv")

    write_results(course, tmp_path / "link")

    assert (tmp_path / "link").readlink() == Path("real")
    assert (tmp_path / "real" / "states.parquet").exists()
    assert not (tmp_path / "real" / "states.csv").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "link", "real"}


@pytest.mark.parametrize("step", range(4))
def test_being_stopped_while_the_folders_change_places_loses_nothing(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    write_results(course, tmp_path / "new" / "out", table_format="csv")
    for name in ("thesis.docx", "letter.docx"):
        (tmp_path / "new" / "out" / name).write_text("years of work", encoding="utf-8")
    before = dict(content(tmp_path / "new"))
    rename, done = Path.rename, list[Path]()

    def stop_after(path: Path, target: Path) -> Path:
        moved = rename(path, target)
        done.append(path)
        if len(done) == step + 1:
            raise SystemExit(143)
        return moved

    monkeypatch.setattr(Path, "rename", stop_after)
    with pytest.raises(SystemExit):
        write_results(course, tmp_path / "new" / "out", force=True)

    assert dict(content(tmp_path / "new")) == before


def test_who_may_look_into_the_folder_stays(course: Course, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o700)

    write_results(course, tmp_path / "out")

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (pl.exceptions.ComputeError("parquet: underlying IO error: No space left (os error 28)"), os.strerror(28)),
        (pl.exceptions.ComputeError("parquet: underlying IO error"), "the disk may be full"),
        (OSError("No space left on device (os error 28)"), os.strerror(28)),
        (OSError("failed"), "the disk may be full"),
        (PermissionError(13, "no"), os.strerror(13)),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_disk_that_takes_no_more_is_said_to_be_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, problem: Exception, reason: str
) -> None:
    def fail_to_write(*_: object, **_options: object) -> None:
        raise problem

    monkeypatch.setattr(pl.DataFrame, f"write_{suffix}", fail_to_write)
    with pytest.raises(OutputError, match=f"cannot be written: {reason}"):
        write_table(pl.DataFrame({"a": [1]}), tmp_path / f"table.{suffix}")

    assert list(tmp_path.iterdir()) == []
