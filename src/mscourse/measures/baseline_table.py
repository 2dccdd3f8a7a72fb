"""Table 1 of a cohort: who the people are at baseline, all together and group by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from mscourse.derivations.arguments import checked
from mscourse.measures.groups import By, each_group, group_of_each
from mscourse.measures.people_at import people_at
from mscourse.results.around_the_course import BaselineTable
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.tables.cohort import CheckedCohort, Cohort

_PARTS = (
    ("sex", "sex"),
    ("age", "age"),
    ("disease_duration", "disease_duration"),
    ("edss", "edss"),
    ("relapses_past_year", "relapses_past_year"),
    ("phenotype", "phenotype"),
    ("treatment", "drugs"),
)
"""Each characteristic and the column it is told from."""
Row = dict[str, Any]


def baseline_table(
    cohort: Cohort | CheckedCohort,
    *,
    by: By = None,
    days: pl.DataFrame | None = None,
    definition: CourseDefinition = lublin_2013,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per group, characteristic and level: sex, age, disease, EDSS, relapses and treatment at baseline.

    Percentages are of those of whom it is known; how many are not is in `missing`.

    Args:
        cohort: records; checked first if they are not yet.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column.
        days: the baseline of each person, as a frame with `patient_id` and `start`; by default the first visit with
            an EDSS, or else the first record.
        definition: by which course and relapses are told.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    records = checked(cohort, set_aside=set_aside, relapse_rule=definition.relapses)
    name, groups = group_of_each(records, by)
    people = people_at(records, days, definition=definition).join(
        groups, on="patient_id", how="left", maintain_order="left"
    )
    rows = [
        {"by": by_name, "group": group, **row}
        for by_name, group, those in each_group(people, name)
        for row in _rows(those)
    ]
    return BaselineTable.cast(pl.DataFrame(rows, schema_overrides=_schema(), infer_schema_length=None))


def _schema() -> dict[str, pl.DataType]:
    return {name: column.dtype for name, column in BaselineTable.columns().items() if name != "characteristic"}


def _rows(people: pl.DataFrame) -> Iterator[Row]:
    """Every characteristic of the people; all columns in each row."""
    empty = dict.fromkeys(("level", "percent", "mean", "sd", "median", "q1", "q3", "lowest", "highest"))
    yield {**empty, "characteristic": "people", "people": people.height, "missing": 0}
    for characteristic, column in _PARTS:
        values = people.get_column(column)
        common = {**empty, "characteristic": characteristic, "missing": values.null_count()}
        known = values.drop_nulls()
        if known.dtype.is_numeric():
            yield {**common, **_spread(known)}
        else:
            yield from ({**common, **level} for level in _levels(known))


def _spread(known: pl.Series) -> Row:
    of_values = known.to_frame("value").select(
        people=pl.len(),
        mean=pl.col("value").mean(),
        sd=pl.col("value").std(),
        median=pl.col("value").median(),
        q1=pl.col("value").quantile(0.25, "linear"),
        q3=pl.col("value").quantile(0.75, "linear"),
        lowest=pl.col("value").min().cast(pl.Float64),
        highest=pl.col("value").max().cast(pl.Float64),
    )
    return of_values.row(0, named=True)


def _levels(known: pl.Series) -> Iterator[Row]:
    """Each level that occurs, a closed list in its order, with its share of those known; one empty row if none does."""
    if known.is_empty():
        yield {"people": 0}
        return
    counts = known.to_frame("level").group_by("level").len("people").sort("level")
    for level, people in counts.rows():
        yield {"level": level, "people": people, "percent": 100 * people / len(known)}
