"""A folder of results is whole, or as it was before."""

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
