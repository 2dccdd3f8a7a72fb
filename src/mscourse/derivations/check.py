"""What is wrong with the records, and the records that fit for use."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl

from mscourse.derivations.check_parts import CheckedPart, ChecksSoFar, look_at_part
from mscourse.derivations.checks.between_tables import check_ids_alike
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.finding_rows import joined


def check(
    cohort: Cohort,
    *,
    today: dt.date | None = None,
    relapse_rule: RelapseRule | None = None,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
) -> pl.DataFrame:
    """Everything that was found about the records, errors first; columns as in `Findings`.

    Args:
        cohort: the records as they were read.
        today: the day after which nothing can have happened; the present day if left out. Records that came as
            days are not compared with it.
        relapse_rule: when a recorded relapse counts as one.
        drugs: a table of drugs of the user's own, a frame or the path of a CSV file, in place of the package's.

    Raises:
        SourceError: if the file of drugs cannot be read.
        UsageError: if it is no table of drugs.
    """
    whole = look_at_part(cohort, given=cohort.given, today=today, relapse_rule=relapse_rule, drugs=drugs)
    return _findings(whole, ChecksSoFar.of(whole))


def check_cohort(
    cohort: Cohort,
    *,
    set_aside: bool = False,
    today: dt.date | None = None,
    relapse_rule: RelapseRule | None = None,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
) -> CheckedCohort:
    """The cohort fit for use: tables that fit their schemas, sorted, with the findings and what became of each row.

    Exact duplicates and empty rows are left out. Merged and pseudo-relapses and contradictory labels of one day stay
    in their tables and are counted as passed over.

    Args:
        cohort: the records as they were read.
        set_aside: whether rows with errors are left out instead of stopping the job.
        today: as for `check`.
        relapse_rule: as for `check`.
        drugs: as for `check`.

    Raises:
        DataError: if there are errors and rows are not set aside; if an error is about a whole table or column; or if
            setting aside would leave nothing of a table.
        SourceError: as for `check`.
        UsageError: as for `check`.
    """
    whole = look_at_part(cohort, given=cohort.given, today=today, relapse_rule=relapse_rule, drugs=drugs)
    checks = ChecksSoFar.of(whole)
    problem = checks.problem(set_aside=set_aside)
    if problem is not None:
        raise problem
    return dataclasses.replace(whole.cohort, findings=_findings(whole, checks), source_notes=checks.source_notes)


def _findings(whole: CheckedPart, checks: ChecksSoFar) -> pl.DataFrame:
    """All that was found, ids that are alike as well."""
    alike = check_ids_alike(whole.firsts)
    return joined([whole.cohort.findings, checks.about_tables, *alike])
