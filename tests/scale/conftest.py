"""One session for all tests, which is started when the first of them asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import mscourse

SEEN_BY_WORKERS = (Path(mscourse.__file__).parents[1], Path(__file__).parents[1])
"""Where the package is and where the tests are: what a test hands over is found there by the executors."""


def start(master: str, folder: Path) -> SparkSession:
    """A session for tests: on this machine alone, without pages, in few pieces."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(map(str, SEEN_BY_WORKERS)),
        "spark.local.dir": str(folder / "local"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(master).appName("mscourse tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """The session of the quick tests, in this process."""
    session = start("local[2]", tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()
