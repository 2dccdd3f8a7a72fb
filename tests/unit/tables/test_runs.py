"""Rows of one person mostly follow each other."""

import polars as pl

from mscourse.tables.runs import begins_run, one_of_each_run, same_as_before

CELLS = pl.Series(["A", "A", None, None, "B", "A", "A"])


def test_a_run_begins_where_the_cell_before_is_another() -> None:
    assert begins_run(CELLS).to_list() == [True, False, True, False, True, True, False]


def test_one_of_each_run_has_every_cell() -> None:
    assert one_of_each_run(CELLS).to_list() == ["A", None, "B", "A"]


def test_a_missing_cell_is_like_no_other() -> None:
    assert same_as_before(CELLS, pl.Series([1, 2, 3, 5, 6], dtype=pl.UInt32)).to_list() == [1, 6]
    assert same_as_before(CELLS, pl.Series([], dtype=pl.UInt32)).to_list() == []
