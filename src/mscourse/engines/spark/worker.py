"""What a Python process of an executor starts with: one thread for each task, before anything heavy is loaded."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FOLDERS = "SPARK_LOCAL_DIRS"
"""Where Spark says which folders are the executor's own."""


def on_one_core(work: bytes, batches: Iterator[Any]) -> Iterator[Any]:
    """The batches that the work makes of these batches, worked out on the core of this task alone.

    Spark gives each task a core and runs as many tasks as there are cores, so that more threads would stand in each
    other's way. polars counts its threads once, when it is loaded: that is why the work comes as bytes.

    Args:
        work: a function from batches to batches, pickled on the driver.
        batches: the Arrow batches of one partition.
    """
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from mscourse.kernels import loader  # noqa: PLC0415 - not before the threads are counted

    loader.use_threads(1)
    if folders := os.environ.get(_FOLDERS):
        # An executor often has no home. What one of its processes compiles, the others then find in its own folder.
        loader.keep_compiled_in(Path(folders.split(",")[0]))
    return pickle.loads(work)(batches)  # type: ignore[no-any-return]  # noqa: S301 - it comes from the driver
