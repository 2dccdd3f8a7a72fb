"""Frames of other libraries, ordinary ones and those that no table can hold."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from mscourse.errors import SourceError
from mscourse.tables.cohort import Cohort

CELLS = {"id": ["A", "B"], "date": ["2020-01-01", "2020-07-01"], "edss": [2.0, None]}


class RegistryFrame(pd.DataFrame):
    """A frame as registries' own packages derive it."""


@pytest.mark.parametrize("frame", [RegistryFrame(CELLS), pa.table(CELLS), pa.RecordBatch.from_pydict(CELLS)])
def test_frames_of_every_kind_give_the_same_table(frame: object):
    assert Cohort(visits=frame).visits.equals(Cohort(visits=pl.DataFrame(CELLS)).visits)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([["A", "2020-01-01", 2, 3]], columns=["id", "date", "edss", "edss"]),
        pa.Table.from_arrays([["A"], ["2020-01-01"], [2.0], [3.0]], names=["id", "date", "edss", "edss"]),
    ],
)
def test_a_column_twice(frame: object):
    found = Cohort(visits=frame).reading_findings.filter(rule="two_columns_for_one")
    assert found.get_column("column").to_list() == ["edss"]


def test_what_fits_into_no_table_is_refused_without_its_value():
    frame = pd.DataFrame(CELLS | {"edss": pd.Series([73 * 10**60, None], dtype=object)})
    with pytest.raises(SourceError, match="visits") as stopped:
        Cohort(visits=frame)
    assert "73" not in str(stopped.value)
