"""What is wrong with the records, and the records that fit for use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.derivations.checks.between_rows import (
    check_visits_side_by_side,
    contradictory_courses,
    duplicate_patients,
    exact_duplicates,
    key_of,
    relapse_hygiene,
)
from mscourse.derivations.checks.between_tables import (
    check_deaths,
    check_ids_alike,
    check_lifetimes,
    check_membership,
    check_tables_given,
)
from mscourse.derivations.checks.drugs import check_drugs
from mscourse.derivations.checks.edss import check_edss
from mscourse.derivations.checks.report import errors_as_exception
from mscourse.derivations.checks.rows import check_rows
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort, Cohort, RowCounts
from mscourse.tables.drugs import DrugTable, drug_table
from mscourse.tables.finding_rows import joined, row_findings
from mscourse.tables.schemas import SCHEMAS

_OWN_DRUGS = ("Drugs were named by a table of drugs of the user's own.",)


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
    return joined(_examine(cohort, today, relapse_rule or RelapseRule(), drug_table(drugs)).findings)


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
    known = drug_table(drugs)
    examined = _examine(cohort, today, relapse_rule or RelapseRule(), known)
    findings = joined(examined.findings)
    emptied = [name for name in examined.set_aside if examined.tables[name].is_empty()]
    problem = errors_as_exception(findings, emptied, set_aside=set_aside)
    if problem is not None:
        raise problem
    counts = {
        name: RowCounts(
            given=given, set_aside=examined.set_aside.get(name, 0), passed_over=examined.passed_over.get(name, 0)
        )
        for name, given in cohort.given.items()
    }
    left_out = [
        f"{count.set_aside} rows of {name} were set aside." for name, count in counts.items() if count.set_aside
    ]
    return CheckedCohort(
        **{name: examined.tables.get(name) for name in SCHEMAS},  # type: ignore[arg-type]
        findings=findings,
        counts=counts,
        digests=cohort.digests.with_content("drugs", known.digest) if known.is_own else cohort.digests,
        day_offsets=cohort.day_offsets,
        source_notes=(*cohort.source_notes, *left_out, *(_OWN_DRUGS if known.is_own else ())),
        relapses_rebuilt=cohort.relapses_rebuilt,
        measures=cohort.measures,
        drugs=known if known.is_own else None,
    )


@dataclass(kw_only=True)
class _Examined:
    """The rows without errors, sorted, and what was found."""

    tables: dict[str, pl.DataFrame]
    findings: list[pl.DataFrame]
    set_aside: dict[str, int] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)

    def pass_over(self, table: str, rows: int) -> None:
        self.passed_over[table] = self.passed_over.get(table, 0) + rows

    def drop_errors(self, found: list[pl.DataFrame]) -> None:
        """Take the findings, and out of the tables the rows that are at fault by them."""
        self.findings += found
        at_fault = [each for each in found if not each.is_empty() and each.item(0, "severity") == "error"]
        if not at_fault:
            return
        for (table,), rows in pl.concat(at_fault).drop_nulls("row").partition_by("table", as_dict=True).items():
            name = str(table)
            before = self.tables[name]
            self.tables[name] = before.filter(~pl.col("row").is_in(rows.get_column("row").implode()))
            self.set_aside[name] = self.set_aside.get(name, 0) + before.height - self.tables[name].height


def _examine(cohort: Cohort, today: dt.date | None, relapse_rule: RelapseRule, drugs: DrugTable) -> _Examined:
    last_day = None if cohort.day_offsets else today or dt.date.today()  # noqa: DTZ011 - the user's own calendar
    given = {name: cohort.table(name) for name in SCHEMAS}
    tables = {name: frame for name, frame in given.items() if frame is not None}
    examined = _Examined(tables=tables, findings=[])
    _pass_over_empty_rows(examined, cohort.reading_findings)
    row_faults = _row_faults(examined, cohort, last_day)
    examined.drop_errors([*cohort.reading_findings.partition_by("severity"), *row_faults])
    if "patients" in tables:
        examined.drop_errors(check_lifetimes(examined.tables, examined.tables["patients"]))
    for name, frame in examined.tables.items():
        ordered = frame.sort(key_of(name), maintain_order=True)
        examined.tables[name], repeats = exact_duplicates(name, ordered)
        examined.pass_over(name, ordered.height - examined.tables[name].height)
        examined.findings += repeats
    if "patients" in examined.tables:
        examined.drop_errors(duplicate_patients(examined.tables["patients"]))
    _look_side_by_side(examined, relapse_rule, days=cohort.day_offsets)
    if "treatments" in examined.tables:
        examined.findings += check_drugs(examined.tables["treatments"], drugs)
    # A visit that was set aside may have told of a relapse: that none was rebuilt does not say that there was none.
    silent = {"relapses"} if cohort.relapses_rebuilt and examined.set_aside.get("visits") else set()
    told = {name: rows for name, rows in cohort.given.items() if name not in silent}
    examined.findings += check_tables_given(given, told)
    return examined


def _pass_over_empty_rows(examined: _Examined, reading: pl.DataFrame) -> None:
    """Leave out rows in which nothing at all is recorded and nothing was unreadable."""
    for name, frame in examined.tables.items():
        if not frame.get_column("patient_id").null_count():
            continue
        empty = frame.filter(pl.all_horizontal(pl.exclude("row").is_null()))
        unread = reading.filter(pl.col("table") == name).select("row").drop_nulls()
        empty = empty.join(unread, on="row", how="anti")
        if not empty.is_empty():
            examined.tables[name] = frame.join(empty.select("row"), on="row", how="anti", maintain_order="left")
            examined.findings.append(row_findings("empty_row", name, empty))
            examined.pass_over(name, empty.height)


def _row_faults(examined: _Examined, cohort: Cohort, last_day: dt.date | None) -> list[pl.DataFrame]:
    """What single rows are at fault for; a value that could not be read is not missing as well."""
    own = {"visits": cohort.measures}
    found = [
        fault
        for name, frame in examined.tables.items()
        for fault in check_rows(name, frame, last_day, own.get(name, ()))
    ]
    unread = cohort.reading_findings.filter(pl.col("severity") == "error").select("table", "row", "column")
    if unread.is_empty():
        return found
    whole_columns = unread.filter(pl.col("row").is_null()).select("table", "column")
    return [
        fault.join(unread, on=["table", "row", "column"], how="anti", maintain_order="left").join(
            whole_columns, on=["table", "column"], how="anti", maintain_order="left"
        )
        if fault.item(0, "rule") == "missing_value"
        else fault
        for fault in found
    ]


def _look_side_by_side(examined: _Examined, relapse_rule: RelapseRule, *, days: bool) -> None:
    """The checks that take no row out: days that disagree, jumps, hygiene, labels, who is missing where."""
    tables = examined.tables
    examined.findings += check_edss(tables["visits"])
    examined.findings += check_visits_side_by_side(tables["visits"])
    if "relapses" in tables:
        found, passed_over = relapse_hygiene(tables["relapses"], relapse_rule, days=days)
        examined.findings += found
        examined.pass_over("relapses", passed_over)
    if "recorded_courses" in tables:
        found, passed_over = contradictory_courses(tables["recorded_courses"])
        examined.findings += found
        examined.pass_over("recorded_courses", passed_over)
    examined.findings += check_deaths(tables["visits"], tables.get("patients"))
    examined.findings += check_membership(tables)
    examined.findings += check_ids_alike(tables)
