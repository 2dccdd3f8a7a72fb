"""What executors do with the batches that Spark hands them."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import mscourse.engines.spark as engine
from mscourse.engines.spark.layouts import Layout, layouts_of
from mscourse.engines.spark.people import given_in, in_parts
from mscourse.engines.spark.session import needs_packages
from mscourse.errors import MissingPackageError, UsageError
from mscourse.kernels import loader

PEOPLE = ["A", "A", "B", "C", "C", "C", "C", "C", "D", "E", "E"]


def batches(size: int) -> list[pa.RecordBatch]:
    """The rows of these people, in batches of so many."""
    table = pa.table({"person": PEOPLE, "at": range(len(PEOPLE))})
    return table.to_batches(max_chunksize=size)


@pytest.mark.parametrize("size", [1, 2, 3, 11])
@pytest.mark.parametrize("rows", [1, 2, 4, 100])
def test_nobody_is_cut_in_two(size: int, rows: int) -> None:
    """However the batches are cut, and although C has more rows than are gathered."""
    parts = [part.to_pydict() for part in in_parts(batches(size), rows)]

    assert [at for part in parts for at in part["at"]] == list(range(len(PEOPLE)))
    of_parts = [set(part["person"]) for part in parts]
    assert sum(map(len, of_parts)) == len(set(PEOPLE))


def test_a_part_ends_soon_after_there_are_enough_rows() -> None:
    """After a person of whom alone there are enough, it is looked again when there are twice as many."""
    assert [part.num_rows for part in in_parts(batches(1), 2)] == [3, 6, 2]


def test_a_partition_without_rows_has_no_parts() -> None:
    assert list(in_parts(batches(3)[:0])) == []


def visits(order: list[int | None]) -> pa.Table:
    """Three visits of A, as executors have them, called so by their table."""
    rows = [{"given": 1, "c0": "A", "c2": edss} for edss in (2.0, None, 3.0)]
    return pa.table({"person": ["A"] * 3, "order": pa.array(order, pa.int64()), "visits": rows})


LAYOUT = Layout(
    names=("ID", "note", "EDSS", "row"),
    kinds=("string", "string", "double", "bigint"),
    carried=(0, 2),
    dated=(),
    person=0,
    row=3,
)


@pytest.mark.parametrize(
    ("order", "rows", "told"),
    [
        ([7, 5, 9], [7, 5, 9], [7, 5, 9]),
        ([7, 7, 9], [1, 2, 3], [7, 7, 9]),
        ([7, None, -1], [1, 2, 3], [7, None, None]),
        ([1, 2**32, 3], [1, 2, 3], [1, None, 3]),
    ],
)
def test_rows_are_called_what_their_table_calls_them(
    order: list[int | None], rows: list[int], told: list[int | None]
) -> None:
    """As far as that tells them apart; findings say it in any case."""
    given, called = given_in(visits(order), {"visits": LAYOUT})

    frame = given["visits"].frame
    assert frame.columns == ["ID", "note", "EDSS", "row"]
    assert frame.get_column("row").to_list() == called.get_column("row").to_list() == rows
    assert called.get_column("told").to_list() == told
    assert frame.get_column("EDSS").to_list() == [2.0, None, 3.0]
    assert frame.get_column("note").null_count() == 3


def test_what_is_no_table_of_spark_is_refused() -> None:
    with pytest.raises(UsageError, match="not a Spark DataFrame"):
        layouts_of({"visits": "visits.parquet"}, ())  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="no table named scans"):
        layouts_of({"scans": None}, ())  # type: ignore[dict-item]


def test_without_spark_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)

    with pytest.raises(MissingPackageError, match="pip install"):
        needs_packages()
    with pytest.raises(MissingPackageError, match="pyspark"):
        engine.characterise(None, {})  # type: ignore[arg-type]


def test_executors_count_one_thread_before_anything_is_loaded(tmp_path: Path) -> None:
    """Else polars takes every core for each of the tasks that run side by side."""
    code = (
        "import sys, mscourse.engines.spark.worker as worker\n"
        "assert not {'polars', 'numpy', 'numba'} & set(sys.modules)\n"
        f"worker.on_one_core({pickle.dumps(tuple)!r}, iter(()))\n"
        "import polars\n"
        "from mscourse.kernels import loader\n"
        "print(polars.thread_pool_size(), loader.workers(), loader._cache_folder())"
    )
    alone = {name: value for name, value in os.environ.items() if name not in {"HOME", "XDG_CACHE_HOME"}}
    environment = alone | {"SPARK_LOCAL_DIRS": f"{tmp_path},/elsewhere", "HOME": "/proc"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    polars_threads, kernel_threads, folder = done.stdout.split()
    assert polars_threads == kernel_threads == "1"
    assert Path(folder).is_relative_to(tmp_path)


def test_threads_are_counted_by_the_machine_where_nobody_says() -> None:
    assert loader._threads == []
    assert loader.workers() == len(os.sched_getaffinity(0))
