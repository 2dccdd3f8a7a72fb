"""The checks one after the other, and what they leave of each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from mscourse.derivations.checks.between_rows import (
    check_visits_side_by_side,
    contradictory_courses,
    duplicate_patients,
    exact_duplicates,
    in_order,
    key_of,
    relapse_hygiene,
)
from mscourse.derivations.checks.between_tables import check_deaths, check_lifetimes, check_membership, first_rows
from mscourse.derivations.checks.drugs import check_drugs
from mscourse.derivations.checks.edss import check_edss
from mscourse.derivations.checks.rows import check_rows
from mscourse.derivations.checks.side_by_side import pieces, side_by_side
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import Cohort
from mscourse.tables.drugs import DrugTable
from mscourse.tables.finding_rows import row_findings
from mscourse.tables.schemas import SCHEMAS


@dataclass(kw_only=True)
class Examined:
    """The rows without errors, sorted, and what was found."""

    tables: dict[str, pl.DataFrame]
    findings: list[pl.DataFrame]
    set_aside: dict[str, int] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    """For each table of which rows were set aside, in which round of checks that first was."""
    firsts: dict[str, pl.DataFrame] = field(default_factory=dict)
    """Everyone's first row in each table, as `first_rows` gives them."""
    _round: int = 0

    def pass_over(self, table: str, rows: int) -> None:
        """Count rows that are passed over by a rule."""
        self.passed_over[table] = self.passed_over.get(table, 0) + rows

    def drop_errors(self, found: Sequence[pl.DataFrame]) -> None:
        """Take the findings of one round, and out of the tables the rows that are at fault by them."""
        self.findings += found
        self._round += 1
        at_fault = [each for each in found if not each.is_empty() and each.item(0, "severity") == "error"]
        if not at_fault:
            return
        for (table,), rows in pl.concat(at_fault).drop_nulls("row").partition_by("table", as_dict=True).items():
            name = str(table)
            before = self.tables[name]
            self.tables[name] = before.filter(~pl.col("row").is_in(rows.get_column("row").implode()))
            self.rounds.setdefault(name, self._round)
            self.set_aside[name] = self.set_aside.get(name, 0) + before.height - self.tables[name].height


def examine(cohort: Cohort, today: dt.date | None, relapse_rule: RelapseRule, drugs: DrugTable) -> Examined:
    """The rows of the cohort as the checks leave them; nothing that is about a whole table is looked at."""
    last_day = None if cohort.day_offsets else today or dt.date.today()  # noqa: DTZ011 - the user's own calendar
    tables = {name: frame for name in SCHEMAS if (frame := cohort.table(name)) is not None}
    examined = Examined(tables=tables, findings=[])
    _pass_over_empty_rows(examined, cohort.reading_findings)
    row_faults = _row_faults(examined, cohort, last_day)
    examined.drop_errors(cohort.reading_findings.partition_by("severity"))
    examined.drop_errors(row_faults)
    if "patients" in tables:
        examined.drop_errors(check_lifetimes(examined.tables, examined.tables["patients"]))
    for name, frame in examined.tables.items():
        ordered = frame if in_order(frame, key_of(name)) else frame.sort(key_of(name), maintain_order=True)
        examined.tables[name], repeats = exact_duplicates(name, ordered)
        examined.pass_over(name, ordered.height - examined.tables[name].height)
        examined.findings += repeats
    if "patients" in examined.tables:
        examined.drop_errors(duplicate_patients(examined.tables["patients"]))
    _look_side_by_side(examined, relapse_rule, days=cohort.day_offsets)
    if "treatments" in examined.tables:
        examined.findings += check_drugs(examined.tables["treatments"], drugs)
    return examined


def _pass_over_empty_rows(examined: Examined, reading: pl.DataFrame) -> None:
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


def _row_faults(examined: Examined, cohort: Cohort, last_day: dt.date | None) -> list[pl.DataFrame]:
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


def _look_side_by_side(examined: Examined, relapse_rule: RelapseRule, *, days: bool) -> None:
    """The checks that take no row out: days that disagree, jumps, hygiene, labels, who is missing where."""
    visits = pieces(examined.tables["visits"])
    looked = side_by_side(
        [
            # The first to begin, since it may have to wait for a kernel to be loaded.
            partial(_look_at_relapses, examined, relapse_rule, days=days),
            *(partial(check_edss, piece) for piece in visits),
            *(partial(check_visits_side_by_side, piece) for piece in visits),
            partial(_look_at_courses, examined),
            partial(check_deaths, examined.tables["visits"], examined.tables.get("patients")),
            partial(_look_at_membership, examined),
        ],
        worth_it=len(visits) > 1,
    )
    for found in looked:
        examined.findings += found


def _look_at_relapses(examined: Examined, rule: RelapseRule, *, days: bool) -> list[pl.DataFrame]:
    if "relapses" not in examined.tables:
        return []
    found, passed_over = relapse_hygiene(examined.tables["relapses"], rule, days=days)
    examined.pass_over("relapses", passed_over)
    return found


def _look_at_courses(examined: Examined) -> list[pl.DataFrame]:
    if "recorded_courses" not in examined.tables:
        return []
    found, passed_over = contradictory_courses(examined.tables["recorded_courses"])
    examined.pass_over("recorded_courses", passed_over)
    return found


def _look_at_membership(examined: Examined) -> list[pl.DataFrame]:
    examined.firsts = first_rows(examined.tables)
    return check_membership(examined.firsts)
