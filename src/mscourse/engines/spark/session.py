"""The session on a cluster, and what has to be there for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscourse.errors import MissingPackageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


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
            "Spark needs pyspark, pandas and pyarrow here and on every executor.",
            "pip install 'mscourse[spark]'",
        ) from None


def session_on(master: str | None) -> SparkSession:
    """The session that is active, such as that of spark-submit, or a new one.

    Args:
        master: the cluster, such as `local[4]` or `spark://host:7077`; None for what Spark is set up for.
    """
    needs_packages()
    from pyspark.sql import SparkSession  # noqa: PLC0415 - loaded when it is needed

    builder = SparkSession.builder.appName("mscourse")
    return (builder.master(master) if master else builder).getOrCreate()
