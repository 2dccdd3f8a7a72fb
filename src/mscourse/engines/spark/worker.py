"""What a Python process of an executor starts with: one thread for each task, before anything heavy is loaded."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from typing import Any


def on_one_core(work: bytes, batches: Iterator[Any]) -> Iterator[Any]:
    """The batches that the work makes of these batches, worked out on the core of this task alone.

    Spark gives each task a core and runs as many tasks as there are cores, so that more threads would stand in each
    other's way. polars counts its threads once, when it is loaded: that is why the work comes as bytes.

    Args:
        work: a function from batches to batches, pickled on the driver.
        batches: the Arrow batches of one partition.
    """
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from mscourse.kernels.loader import use_threads  # noqa: PLC0415 - not before the threads are counted

    use_threads(1)
    return pickle.loads(work)(batches)  # type: ignore[no-any-return]  # noqa: S301 - it comes from the driver
