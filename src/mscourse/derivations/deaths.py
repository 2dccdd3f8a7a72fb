"""The day on which a person died, as far as the records say it: a date of death, or EDSS 10."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mscourse.derivations.visits import merge_same_day
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.schemas import DEATH_FROM_MS


def first_visits_with_edss_10(merged: pl.DataFrame) -> pl.DataFrame:
    """Each person's first visit with EDSS 10, which is death from MS on that scale: `patient_id` and `date`."""
    died = merged.select("patient_id", "date", "edss").filter(pl.col("edss") == DEATH_FROM_MS)
    return died.drop("edss").unique("patient_id", keep="first", maintain_order=True)


def death_of(cohort: CheckedCohort, patient_id: str) -> dt.date | None:
    """The earlier of the recorded date of death and the first visit with EDSS 10; None without either."""
    theirs = pl.col("patient_id") == patient_id
    visits, _ = merge_same_day(cohort.visits.filter(theirs))
    days: list[dt.date] = first_visits_with_edss_10(visits).get_column("date").to_list()
    if cohort.patients is not None:
        days += cohort.patients.filter(theirs).get_column("death_date").drop_nulls().to_list()
    return min(days, default=None)
