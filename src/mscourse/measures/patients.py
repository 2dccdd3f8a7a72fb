"""The table of patients as measures look at it: everybody with a record, and when they died."""

from __future__ import annotations

import polars as pl

from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.deaths import first_visits_with_edss_10
from mscourse.tables.schemas import SCHEMAS


def patients_of(cohort: CheckedCohort) -> pl.DataFrame:
    """The table of patients with one row for everybody who has a record, in order of id; columns as in its schema.

    A first visit with EDSS 10, which is death from MS, is the date of death where no earlier one is given.
    """
    everyone = pl.DataFrame({"patient_id": cohort.people.ids})
    table = SCHEMAS["patients"].create_empty() if cohort.patients is None else cohort.patients.drop("row", strict=False)
    listed = everyone.join(table, on="patient_id", how="left", maintain_order="left")
    told = first_visits_with_edss_10(cohort.visits).select("patient_id", _died="date")
    if told.is_empty():
        return listed
    died = listed.join(told, on="patient_id", how="left", maintain_order="left")
    return died.with_columns(death_date=pl.min_horizontal("death_date", "_died")).drop("_died")
