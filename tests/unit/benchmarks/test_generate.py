"""The made-up cohort: the same people however many are made at a time."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from benchmarks import generate

FEW = 40


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "BLOCK", FEW)


def read(folder: Path) -> dict[str, pl.DataFrame]:
    return {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> bool:
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("at_once", [1, FEW, 2 * FEW, 1000])
def test_the_files_hold_the_same_people_however_many_are_written_at_a_time(tmp_path: Path, at_once: int):
    rows = generate.write(tmp_path, 110, at_once=at_once)

    whole = generate.generate(110)
    assert same(read(tmp_path), whole)
    assert rows == {name: table.height for name, table in whole.items()}


@pytest.mark.usefixtures("small_blocks")
def test_what_is_written_at_a_time_is_a_row_group(tmp_path: Path):
    generate.write(tmp_path, 3 * FEW, at_once=FEW)

    groups = pq.ParquetFile(tmp_path / "visits.parquet").metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [FEW * generate.VISITS_EACH] * 3


@pytest.mark.usefixtures("small_blocks")
def test_a_larger_cohort_begins_with_the_whole_blocks_of_a_smaller_one():
    smaller, larger = generate.generate(2 * FEW), generate.generate(3 * FEW)

    last = smaller["patients"].get_column("patient_id").max()
    assert same(smaller, {name: table.filter(pl.col("patient_id") <= last) for name, table in larger.items()})


def test_blocks_are_different_people():
    chance = generate.generate(generate.BLOCK + 100)["visits"].drop("patient_id")

    assert not chance.head(generate.VISITS_EACH * 100).equals(chance.tail(generate.VISITS_EACH * 100))


def test_another_seed_is_other_people():
    assert not generate.generate(FEW, seed=1)["visits"].equals(generate.generate(FEW, seed=2)["visits"])


def test_records_are_in_order_and_belong_to_somebody():
    tables = generate.generate(FEW)
    people = tables["patients"].get_column("patient_id")

    assert people.is_sorted()
    assert people.n_unique() == FEW
    for name, table in tables.items():
        assert table.get_column("patient_id").is_sorted(), name
        assert table.get_column("patient_id").is_in(people.to_list()).all(), name
    assert tables["visits"].height == FEW * generate.VISITS_EACH
