"""The session on a cluster, and what has to be there for one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mscourse.errors import MissingPackageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CONNECT = "sc://"
_THIS_MACHINE = "local"
"""The executors of such a cluster run the Python that runs here."""


def needs_packages() -> None:
    """Nothing, if the packages that Spark needs are installed here.

    Raises:
        MissingPackageError: if not.
    """
    try:
        import pandas  # noqa: F401, ICN001, PLC0415 - Spark asks for it
        import pyarrow  # noqa: F401, ICN001, PLC0415
        import pyspark  # noqa: F401, PLC0415
    except ImportError as problem:
        raise MissingPackageError(
            f"The package {problem.name} is not installed.",
            "Spark needs pyspark, pandas and pyarrow here, and pandas and pyarrow on every executor.",
            "pip install 'mscourse[spark]'",
        ) from None


@contextmanager
def session_on(master: str | None) -> Iterator[SparkSession]:
    """The session that is active, such as that of spark-submit, or one that is started and ended again.

    Args:
        master: the cluster, such as `local[4]`, `spark://host:7077` or, for Spark Connect, `sc://host`; None for
            what Spark is set up for.

    Raises:
        MissingPackageError: as for `needs_packages`.
    """
    needs_packages()
    from pyspark.sql import SparkSession  # noqa: PLC0415 - loaded when it is needed

    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    if master is not None and master.startswith(_THIS_MACHINE):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("mscourse")
    if master is not None:
        builder = builder.remote(master) if master.startswith(_CONNECT) else builder.master(master)
    started = builder.getOrCreate()
    try:
        yield started
    finally:
        started.stop()
