"""A cohort too large to be held whole is written part by part, with the same answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mscourse.derivations import characterise as module
from mscourse.errors import OutputError
from mscourse.results.course import TABLES
from mscourse.views import exports
from mscourse.views.growing import GrowingTable

ROWS = pl.DataFrame({"patient_id": ["A", "B"], "reasons": [["relapse", "gd_lesion"], []]})


def test_the_command_writes_the_same_with_and_without_a_report(
    run: Callable[..., Any], clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 3)
    said = [
        run("characterise", clinic, "--out", tmp_path / name, *options).stdout.replace(name, "out")
        for name, options in (("first", ("--patients", "1")), ("other", ("--no-report",)))
    ]

    assert said[0].startswith(said[1])
    for name in TABLES:
        one, other = (pl.read_parquet(tmp_path / out / f"{name}.parquet") for out in ("first", "other"))
        assert_frame_equal(one, other, check_row_order=name != "findings")
    for name in ("provenance.json", "definition.json", "methods.md"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_table_grows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table{suffix}"
    with GrowingTable(path, ROWS.schema) as table:
        table.add(ROWS)
        table.add(ROWS.head(1))

    if suffix == ".parquet":
        assert pl.read_parquet(path).equals(pl.concat([ROWS, ROWS.head(1)]))
    else:
        assert path.read_text(encoding="utf-8").splitlines() == [
            "patient_id,reasons", "A,relapse;gd_lesion", 'B,""', "A,relapse;gd_lesion",
        ]  # fmt: skip


def test_a_table_that_got_no_rows_has_its_columns(tmp_path: Path) -> None:
    with GrowingTable(tmp_path / "table.parquet", ROWS.schema):
        pass

    assert pl.read_parquet(tmp_path / "table.parquet").schema == ROWS.schema


def write_often(path: Path) -> None:
    with GrowingTable(path, ROWS.schema) as table:
        for _ in range(5):
            table.add(ROWS)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_often(tmp_path / "no" / "table.parquet")


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise pl.exceptions.ComputeError("No space left on device (os error 28)")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OSError, match="os error 28"):
        write_often(tmp_path / "table.parquet")


def give_up(path: Path) -> None:
    with GrowingTable(path, ROWS.schema) as table:
        table.add(ROWS)
        raise ZeroDivisionError


def test_an_error_of_whoever_hands_over_is_theirs(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        give_up(tmp_path / "table.parquet")


def test_an_error_among_the_parts_leaves_no_folder(tmp_path: Path) -> None:
    def parts() -> Any:
        yield {"states": ROWS}
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        exports.write_results_in_parts(parts(), tmp_path / "out", definition=module.lublin_2013, provenance={})

    assert list(tmp_path.iterdir()) == []
