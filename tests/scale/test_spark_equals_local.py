"""What Spark works out is what one machine works out, row for row, and so is what it says of bad records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mscourse
from mscourse.engines import spark as engine
from mscourse.errors import DataError, MissingPackageError, UsageError
from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.results.course import TABLES
from properties.messy_tables import messy_tables
from scale.comparing import Frames, assert_same_rows, here, numbered, on_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = pytest.mark.xdist_group("spark")

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
COPIES = 5

Tables = Mapping[str, "DataFrame"]
ToSpark = Callable[[Frames], dict[str, "DataFrame"]]


@pytest.fixture
def to_spark(spark: SparkSession, tmp_path: Path) -> ToSpark:
    return lambda frames: on_spark(spark, frames, tmp_path / "records")


@pytest.fixture(scope="module")
def clinic() -> dict[str, pl.DataFrame]:
    """The bundled cohort, everybody of it five times."""
    read = mscourse.read_cohort(CLINIC)
    tables = {name: read.table(name) for name in read.given}
    copies = {
        name: pl.concat(
            table.drop("row").with_columns(pl.format("{}-{}", "patient_id", pl.lit(copy))) for copy in range(COPIES)
        )
        for name, table in tables.items()
        if table is not None
    }
    return numbered(copies)


def assert_same_course(course: engine.CourseOnSpark, expected: mscourse.Course, folder: Path) -> None:
    for name in TABLES:
        assert_same_rows(here(course.tables[name], folder / name), expected.tables[name])
    assert course.counts == expected.cohort.counts
    unequal = {"inputs": None, "versions": None}
    assert course.provenance | unequal == expected.provenance | unequal


@pytest.mark.parametrize("asked", [{}, {"until": "2022-03-01"}, {"hindsight": True}])
def test_the_course(
    spark: SparkSession, to_spark: ToSpark, clinic: Frames, asked: dict[str, Any], tmp_path: Path
) -> None:
    course = engine.characterise(spark, to_spark(clinic), partitions=3, **asked)

    assert_same_course(course, mscourse.characterise(mscourse.Cohort(**clinic), **asked), tmp_path)
    course.release()


def test_confirmed_changes(spark: SparkSession, to_spark: ToSpark, clinic: Frames, tmp_path: Path) -> None:
    changes = engine.find_events(spark, to_spark(clinic), pira_mueller_2023, until="2022-03-01", partitions=2)

    expected = mscourse.find_events(mscourse.Cohort(**clinic), pira_mueller_2023, until="2022-03-01")
    assert expected.height
    assert_same_rows(here(changes, tmp_path / "changes"), expected)


def _outcome(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except DataError as problem:
        return str(problem)


@settings(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(frames=messy_tables(), form=st.sampled_from([None, "%d/%m/%Y"]), set_aside=st.booleans())
def test_messy_records(
    spark: SparkSession, to_spark: ToSpark, tmp_path: Path, frames: Frames, form: str | None, set_aside: bool
) -> None:
    """The same tables, or the same words of the same error."""
    frames = numbered(frames)
    expected = _outcome(
        lambda: mscourse.characterise(mscourse.Cohort(**frames, date_format=form), set_aside=set_aside)
    )
    found = _outcome(
        lambda: engine.characterise(spark, to_spark(frames), set_aside=set_aside, date_format=form, partitions=2)
    )
    if isinstance(expected, str):
        assert found == expected
        return
    assert_same_course(found, expected, tmp_path)
    found.release()
