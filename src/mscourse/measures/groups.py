"""The groups that a number is given for: everybody, and those of each value of a column."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.patients import patients_of
from mscourse.tables.cohort import CheckedCohort

COLUMNS = ("group", "sex", "onset_type")
"""The columns of `patients` that people are grouped by."""

By = str | pl.DataFrame | None
"""A column of `patients`, or a frame with `patient_id` and one further column: the group of each person."""


def group_of_each(cohort: CheckedCohort, by: By) -> tuple[str | None, pl.DataFrame]:
    """What people are grouped by, and `patient_id` and `group` of everybody with a record.

    Raises:
        UsageError: if it is neither a column to group by nor such a frame, or the frame is of other people.
    """
    people = patients_of(cohort)
    if by is None:
        return None, people.select("patient_id", group=pl.lit(None, pl.String))
    if isinstance(by, str):
        if by not in COLUMNS:
            raise UsageError(f"People cannot be grouped by {by!r}.", f"The columns are {', '.join(COLUMNS)}.")
        return by, people.select("patient_id", group=pl.col(by).cast(pl.String))
    if not _is_frame_of_groups(by):
        raise UsageError("The groups are not usable.", "They are a frame with `patient_id` and one further column.")
    if by.get_column("patient_id").is_duplicated().any():
        raise UsageError("The groups are not usable.", "Each person has one row in the frame.")
    ids = by.get_column("patient_id").cast(pl.String)
    if len(ids) and not people.is_empty() and people.join(ids.to_frame(), on="patient_id", how="semi").is_empty():
        raise UsageError(
            "The groups are of nobody in the cohort.",
            "The ids of the frame are those of the records, written in the same way.",
            "`cohort.visits` has the ids as they were read.",
        )
    name = next(column for column in by.columns if column != "patient_id")
    groups = by.select(pl.col("patient_id").cast(pl.String), group=pl.col(name).cast(pl.String))
    return name, people.select("patient_id").join(groups, on="patient_id", how="left", maintain_order="left")


def _is_frame_of_groups(by: object) -> bool:
    return isinstance(by, pl.DataFrame) and "patient_id" in by.columns and by.width == len(("patient_id", "group"))


def each_group(rows: pl.DataFrame, by: str | None) -> Iterator[tuple[str | None, str | None, pl.DataFrame]]:
    """Everybody's rows, then those of each group in order of its name, unknown groups last; each with its words."""
    yield None, None, rows
    if by is not None:
        names = rows.get_column("group").unique().sort(nulls_last=True)
        yield from ((by, name, rows.filter(pl.col("group").eq_missing(pl.lit(name, pl.String)))) for name in names)
