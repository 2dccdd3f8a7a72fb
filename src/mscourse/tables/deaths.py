"""The day on which a person died, as far as the records say it: a date of death, or EDSS 10."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.schemas import DEATH_FROM_MS


def first_visits_with_edss_10(visits: pl.DataFrame) -> pl.DataFrame:
    """Each person's first day with EDSS 10, which is death from MS on that scale.

    The columns are `patient_id`, `date` and, where the visits have it, `row`. On a day on which rows disagree about
    it there is none. The visits are in order of patient and date.
    """
    highest = visits.get_column("edss") == DEATH_FROM_MS
    if not highest.any():
        return visits.clear().select("patient_id", "date", *(["row"] if "row" in visits.columns else []))
    with_it = visits.get_column("patient_id").filter(highest).unique()
    days = visits.filter(pl.col("patient_id").is_in(with_it.implode()))
    rows = [pl.col("row").min()] if "row" in visits.columns else []
    agreed = days.group_by("patient_id", "date", maintain_order=True).agg(pl.col("edss").min(), *rows)
    # The highest step of the scale: where it is the least of the day, it is the only one.
    died = agreed.filter(pl.col("edss") == DEATH_FROM_MS).drop("edss")
    return died.unique("patient_id", keep="first", maintain_order=True)


def death_of(cohort: CheckedCohort, patient_id: str) -> dt.date | None:
    """The earlier of the recorded date of death and the first visit with EDSS 10; None without either."""
    theirs = pl.col("patient_id") == patient_id
    days: list[dt.date] = first_visits_with_edss_10(cohort.visits.filter(theirs)).get_column("date").to_list()
    if cohort.patients is not None:
        days += cohort.patients.filter(theirs).get_column("death_date").drop_nulls().to_list()
    return min(days, default=None)
