"""Visits as days: the rows of one patient and day are one visit."""

from __future__ import annotations

import numpy as np
import polars as pl

from mscourse.tables.runs import same_as_before

_KEY = ("patient_id", "date")


def doubled_days(visits: pl.DataFrame, key: tuple[str, ...] = _KEY) -> pl.Series:
    """Whether each row, of rows sorted by the key, shares its key with a neighbour."""
    # Dates are compared first and then the ids of those alone that share theirs: comparing text takes longest.
    last, *others = (visits.get_column(name) for name in reversed(key))
    following = (last == last.shift(1)).arg_true()
    for cells in others:
        following = same_as_before(cells, following)
    doubled = np.zeros(visits.height, np.bool_)
    doubled[following] = True
    doubled[following - 1] = True
    return pl.Series(doubled)


def merge_same_day(visits: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per patient and day, and what the rows of one day disagree on.

    Measure by measure, the merged row has the one value that the rows agree on (a missing value disagrees with
    nothing), or none where they disagree. `row` is that of the first of them.

    Args:
        visits: visits sorted by patient and date, as in a `CheckedCohort`.

    Returns:
        The visits, in the same order; and the disagreements as `patient_id`, `date` and `column`.
    """
    doubled = doubled_days(visits)
    if not doubled.any():
        return visits, _no_disagreements(visits)
    measures = [name for name in visits.columns if name not in (*_KEY, "row")]
    recorded = {name: pl.col(name).drop_nulls() for name in measures}
    agreed = [
        pl.when(cells.n_unique() <= 1).then(cells.first()).otherwise(None).alias(name)
        for name, cells in recorded.items()
    ]
    apart = [(cells.n_unique() > 1).alias(name) for name, cells in recorded.items()]
    days = visits.filter(doubled).group_by(_KEY, maintain_order=True)
    rows = [pl.col("row").min()] if "row" in visits.columns else []
    merged = days.agg(*agreed, *rows).select(visits.columns)
    together = pl.concat([visits.filter(~doubled), merged]).sort(_KEY, maintain_order=True)
    disagreements = (
        days.agg(*apart)
        .unpivot(measures, index=list(_KEY), variable_name="\0column", value_name="\0apart")
        .filter(pl.col("\0apart"))
        .select("patient_id", "date", pl.col("\0column").alias("column"))
        .sort("patient_id", "date", "column")
    )
    return together, disagreements


def _no_disagreements(visits: pl.DataFrame) -> pl.DataFrame:
    return visits.clear().select("patient_id", "date", pl.lit(None, pl.String).alias("column"))
