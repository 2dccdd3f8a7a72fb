"""What Spark works out is what one machine works out, row for row, and so is what it says of bad records."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import mscourse
from mscourse.engines import spark as engine
from mscourse.errors import DataError, DefinitionError
from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.results.course import TABLES
from mscourse.rules.spms_onset import RecordsSoFar, SpmsOwnRule
from properties.messy_tables import messy_tables
from scale.comparing import Frames, assert_same_rows, here, numbered, on_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


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


FEW = settings(
    max_examples=6, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
"""Each example is several jobs, so that to make a failing one smaller would take minutes."""


@FEW
@given(frames=messy_tables(), form=st.sampled_from([None, "%d/%m/%Y"]), set_aside=st.booleans())
def test_messy_records(
    *, spark: SparkSession, to_spark: ToSpark, tmp_path: Path, frames: Frames, form: str | None, set_aside: bool
) -> None:
    """The same tables, or the same words of the same error."""
    frames = numbered(frames)
    expected = _outcome(lambda: mscourse.characterise(mscourse.Cohort(**frames, date_format=form), set_aside=set_aside))
    found = _outcome(
        lambda: engine.characterise(spark, to_spark(frames), set_aside=set_aside, date_format=form, partitions=2)
    )
    if isinstance(expected, str):
        assert found == expected
        return
    assert_same_course(found, expected, tmp_path)
    found.release()


def test_rows_without_numbers_are_found_without_numbers(
    spark: SparkSession, to_spark: ToSpark, clinic: Frames, tmp_path: Path
) -> None:
    unnumbered = {name: frame.drop("row") for name, frame in clinic.items()}
    course = engine.characterise(spark, to_spark(unnumbered), partitions=2)

    found = here(course.findings, tmp_path / "findings")
    expected = mscourse.characterise(mscourse.Cohort(**clinic)).findings.with_columns(row=pl.lit(None, pl.Int64))
    assert_same_rows(found, expected)


def test_a_person_with_five_thousand_visits(
    spark: SparkSession, to_spark: ToSpark, clinic: Frames, tmp_path: Path
) -> None:
    """Is worked out with the others, in tasks whose batches hold a small part of these visits."""
    first = clinic["visits"].head(1)
    days = pl.date_range(pl.date(2000, 1, 1), pl.date(2013, 9, 8), eager=True).alias("date")
    many = first.drop("date", "row").join(days.to_frame(), how="cross").with_columns(patient_id=pl.lit("many"))
    assert many.height == 5000
    visits = pl.concat([clinic["visits"].drop("row"), many.select(clinic["visits"].columns[1:])])
    frames = {**clinic, "visits": visits.with_row_index("row", 2)}
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
    try:
        course = engine.characterise(spark, to_spark(frames), partitions=2)
        assert_same_course(course, mscourse.characterise(mscourse.Cohort(**frames)), tmp_path)
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


def test_ids_written_in_several_ways_are_one_person(spark: SparkSession, tmp_path: Path) -> None:
    """As they are here: blanks around them, and whole numbers of any kind."""
    days = ["2020-01-10", "2020-07-10", "2021-01-10"]
    visits = pl.DataFrame({"patient_id": [" 7", "7\u2003", "\t7"], "date": days, "edss": [2.0, 3.0, 3.0]})
    relapses = pl.DataFrame({"patient_id": [7.0], "onset_date": ["2020-07-01"]})
    frames = numbered({"visits": visits, "relapses": relapses, "mri": visits.select(pl.lit(7).alias("id"), "date")})
    course = engine.characterise(spark, on_spark(spark, frames, tmp_path / "records"), partitions=5)

    assert_same_course(course, mscourse.characterise(mscourse.Cohort(**frames)), tmp_path)
    assert course.provenance["people"] == 1


@dataclass(frozen=True, kw_only=True)
class Broken(SpmsOwnRule):
    """A rule that stops."""

    name: str = "broken"
    sentence: str = "None."

    def onset(self, records: RecordsSoFar) -> Any:
        raise ValueError(records.visits.height)


def test_the_fault_of_a_rule_of_ones_own_is_told(spark: SparkSession, to_spark: ToSpark, clinic: Frames) -> None:
    """In the words of one machine, without what Spark would say around them."""
    definition = dataclasses.replace(lublin_2013, spms_onset=Broken())
    with pytest.raises(DefinitionError) as here_:
        mscourse.characterise(mscourse.Cohort(**clinic), definition)
    with pytest.raises(DefinitionError) as there:
        engine.characterise(spark, to_spark(clinic), definition, partitions=2)

    assert str(there.value) == str(here_.value)


@pytest.mark.parametrize("asked", [{}, {"until": "2022-03-01"}])
def test_ids_that_are_alike_are_found_wherever_they_lie(
    spark: SparkSession, to_spark: ToSpark, clinic: Frames, asked: dict[str, Any], tmp_path: Path
) -> None:
    """Letters of another size in some tables, and leading zeros in others."""
    small = pl.col("patient_id").str.to_lowercase()
    zeros = pl.concat_str(pl.lit("00"), "patient_id").alias("patient_id")
    frames = {
        **clinic,
        "mri": clinic["mri"].with_columns(small),
        "treatments": clinic["treatments"].with_columns(zeros),
    }
    course = engine.characterise(spark, to_spark(frames), partitions=4, **asked)

    expected = mscourse.characterise(mscourse.Cohort(**frames), **asked).findings
    assert {"ids_alike", "id_without_leading_zeros"} <= set(expected.get_column("rule"))
    assert_same_rows(here(course.findings, tmp_path / "findings"), expected)
