"""What the searches beside the course return has the columns and kinds of its schema, with rows and without."""

from __future__ import annotations

import datetime as dt

import dataframely as dy
import polars as pl
import pytest

from mscourse.derivations.find_events import find_events
from mscourse.derivations.find_milestones import find_milestones
from mscourse.derivations.separate import separate
from mscourse.results.schemas import Changes, Milestones, Separation
from mscourse.tables.cohort import Cohort

DAYS = [dt.date(2020, 1, 1) + dt.timedelta(days=days) for days in (0, 100, 200)]
NOBODY = pl.DataFrame(schema={"patient_id": pl.String, "onset_date": pl.Date})
SEARCHES = {"find_events": (find_events, Changes), "find_milestones": (find_milestones, Milestones),
            "separate": (separate, Separation)}  # fmt: skip


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("edss", [[2.0, 3.0, 3.0], [None, None, None]], ids=["a worsening", "no value"])
def test_the_table_fits_its_schema(name: str, edss: list[float | None]) -> None:
    search, schema = SEARCHES[name]
    visits = pl.DataFrame({"patient_id": "A", "date": DAYS, "edss": edss}, schema_overrides={"edss": pl.Float64})
    found = search(Cohort(visits=visits, relapses=NOBODY))

    assert found.is_empty() == (edss[0] is None)
    assert found.columns == schema.column_names()
    assert dict(found.schema) == {name: _kind(column) for name, column in schema.columns().items()}
    assert schema.is_valid(found)


def _kind(column: dy.Column) -> pl.DataType:
    return column.dtype
