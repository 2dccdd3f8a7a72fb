"""The records of one person alone, before the checks or after them."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import polars as pl

from mscourse.errors import DataError, UnknownPatientError
from mscourse.tables.cohort import CheckedCohort, Cohort, RowCounts
from mscourse.tables.schemas import SCHEMAS

_PASSED_OVER = ("empty_row", "exact_duplicate", "merged_relapse", "pseudo_relapse", "contradictory_course")


def cut_to(cohort: Cohort, patient: str) -> Cohort:
    """The cohort with the records of one person alone, so that one page never waits for everybody else.

    Raises:
        UnknownPatientError: if no table has that id.
    """
    one = copy.copy(cohort)
    one.given = {}
    for name in SCHEMAS:
        table = cohort.table(name)
        if table is not None:
            table = table.filter(pl.col("patient_id") == patient)
            one.given[name] = table.height
        setattr(one, name, table)
    if not any(one.given.values()):
        raise UnknownPatientError(
            "There is no patient of that id in the data.",
            "An id is text, exactly as in the files, leading zeros included.",
        )
    one.reading_findings = _about(cohort.reading_findings, patient)
    return one


def cut_checked(whole: CheckedCohort, patient: str, given: dict[str, int]) -> CheckedCohort:
    """The checked cohort with one person's rows, findings and counts alone; what was set aside stays set aside.

    Args:
        whole: everybody's records after the checks.
        patient: the person's id.
        given: how many rows of each table were this person's before the checks.

    Raises:
        DataError: if every row of this person was set aside.
    """
    findings = _about(whole.findings, patient)
    rows = findings.filter(pl.col("patient_id") == patient).drop_nulls("row")
    at_fault = rows.filter(pl.col("severity") == "error").select("table", "row").unique()
    passed = rows.filter(pl.col("rule").is_in(_PASSED_OVER)).select("table", "row").unique()
    passed = passed.join(at_fault, on=["table", "row"], how="anti")
    counts = {
        name: RowCounts(
            given=number,
            set_aside=at_fault.filter(pl.col("table") == name).height,
            passed_over=passed.filter(pl.col("table") == name).height,
        )
        for name, number in given.items()
    }
    if all(count.given == count.set_aside for count in counts.values()):
        raise DataError(
            "Every row of this person has an error, so nothing would be left.",
            hint="`mscourse check DATA --out findings.csv` lists the rows.",
        )
    tables: dict[str, Any] = {name: whole.table(name) for name in SCHEMAS}
    theirs = {
        name: table.filter(pl.col("patient_id") == patient) for name, table in tables.items() if table is not None
    }
    return dataclasses.replace(whole, findings=findings, counts=counts, **theirs)


def _about(findings: pl.DataFrame, patient: str) -> pl.DataFrame:
    """What was found about whole tables and about this person."""
    about = pl.col("patient_id")
    return findings.filter(about.is_null() | (about == patient))
