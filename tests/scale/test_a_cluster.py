"""In full, on two executors that are processes of their own: a hundred thousand people, and executors that die."""

from __future__ import annotations

import importlib.util
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import mscourse
from mscourse.engines import spark as engine
from mscourse.results.course import TABLES
from scale.comparing import Frames, assert_same_rows, here, numbered, on_spark
from scale.conftest import start

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.full

PEOPLE = 100_000
VISITS_OF_ONE = 5_000
EXECUTOR = b"CoarseGrainedExecutorBackend"
TASKS = 24


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    session = start("local-cluster[2,1,1024]", tmp_path_factory.mktemp("cluster"))
    yield session
    session.stop()


@pytest.fixture(scope="module")
def records() -> Frames:
    """The people of the benchmarks; one of them with five thousand visits, in no order."""
    source = Path(__file__).parents[2] / "benchmarks" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tables: dict[str, pl.DataFrame] = module.generate(PEOPLE, seed=7)
    one = tables["visits"].head(1)
    days = pl.select(date=pl.date_range(pl.date(2005, 1, 1), pl.date(2024, 1, 1), eager=True)).head(VISITS_OF_ONE)
    many = one.drop("date").join(days, how="cross").with_columns(patient_id=pl.lit("many"))
    tables["visits"] = pl.concat([tables["visits"], many.select(tables["visits"].columns)])
    return numbered({name: table.sample(fraction=1, shuffle=True, seed=1) for name, table in tables.items()})


@pytest.fixture(scope="module")
def expected(records: Frames) -> mscourse.Course:
    return mscourse.characterise(mscourse.Cohort(**records))


def executors(session: SparkSession) -> list[int]:
    """The processes of the executors that this session started."""
    driver = session.sparkContext._gateway.proc.pid  # type: ignore[attr-defined]
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) if entry.name.isdigit() else None
            if parent == driver and EXECUTOR in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def assert_same_course(course: engine.CourseOnSpark, expected: mscourse.Course, folder: Path) -> None:
    for name in TABLES:
        assert_same_rows(here(course.tables[name], folder / name), expected.tables[name])
    assert course.counts == expected.cohort.counts


def test_everybody_row_for_row(
    cluster: SparkSession, records: Frames, expected: mscourse.Course, tmp_path: Path
) -> None:
    course = engine.characterise(cluster, on_spark(cluster, records, tmp_path / "records"))

    assert_same_course(course, expected, tmp_path)
    assert course.provenance["people"] == PEOPLE + 1
    course.release()


def test_an_executor_that_dies_changes_nothing(
    cluster: SparkSession, records: Frames, expected: mscourse.Course, tmp_path: Path
) -> None:
    """One dies in the middle of the work, and another one when its results are asked for."""
    tables = on_spark(cluster, records, tmp_path / "records")
    killed = threading.Event()

    def kill_one_in_the_middle() -> None:
        tracker = cluster.sparkContext.statusTracker()
        while not killed.is_set():
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numTasks == TASKS and stage.numCompletedTasks >= TASKS // 3 for stage in stages):
                os.kill(executors(cluster)[0], signal.SIGKILL)
                killed.set()
            time.sleep(0.05)

    killer = threading.Thread(target=kill_one_in_the_middle)
    killer.start()
    try:
        course: Any = engine.characterise(cluster, tables, partitions=TASKS)
        assert killed.is_set()
    finally:
        killed.set()
        killer.join()
    os.kill(executors(cluster)[0], signal.SIGKILL)

    assert_same_course(course, expected, tmp_path)
    course.release()
