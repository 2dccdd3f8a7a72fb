"""Work on large tables, done at the same time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

from mscourse.kernels.loader import workers

_ROWS_AT_ONCE = 500_000
"""Rows of a piece: few enough that a column of them stays close to the processor."""

_Result = TypeVar("_Result")


def side_by_side(work: Sequence[Callable[[], _Result]], *, worth_it: bool) -> list[_Result]:
    """What each piece of work gives, in their order; they need nothing of each other.

    Args:
        work: the pieces.
        worth_it: whether there is so much to do that threads are worth starting.

    Raises:
        Exception: what the first one raises that raises anything.
    """
    if not worth_it or workers() == 1:
        return [do() for do in work]
    with ThreadPoolExecutor(workers()) as pool:
        return [each.result() for each in [pool.submit(do) for do in work]]


def pieces(table: pl.DataFrame) -> list[pl.DataFrame]:
    """The table, sorted by patient, in pieces that are not too large; nobody is in two of them."""
    ids = table.get_column("patient_id")
    if ids.null_count():
        return [table]
    begins = {ids.search_sorted(ids[row], side="left") for row in range(0, table.height, _ROWS_AT_ONCE)}
    edges = [*sorted(begins), table.height]
    return [table.slice(first, last - first) for first, last in itertools.pairwise(edges)] or [table]
