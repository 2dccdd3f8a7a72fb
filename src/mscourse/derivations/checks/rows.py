"""What can be seen in a row alone: the rules of its schema, and what the schema cannot say."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, field

import polars as pl

from mscourse.tables.finding_rows import row_findings
from mscourse.tables.ranges import measure_name, value_range
from mscourse.tables.schemas import EDSS_STEPS, SCHEMAS

_BY_SCHEMA_RULE = {
    "nullability": "missing_value",
    "min": "out_of_range",
    "max": "out_of_range",
    "min_exclusive": "out_of_range",
    "max_exclusive": "out_of_range",
    "inf": "not_finite",
    "nan": "not_finite",
}
"""Which check reports a rule that the schema has for a column."""

_EARLIEST = dt.date(1900, 1, 1)
_MAY_BE_PLANNED = {"end_date", "follow_up_end", "relapses_known_from", "relapses_known_to"}

_TIMED_TESTS = {"t25fw": (1.5, 180.0), "nhpt_dominant": (5.0, 300.0), "nhpt_nondominant": (5.0, 300.0)}
"""For each timed test, the seconds below which nobody does it and the longest time it is given."""
_SURELY_MILLISECONDS = 1000.0

_ORDERS = {
    "patients": (
        ("death_date", "birth_date", "Death lies before birth"),
        ("onset_date", "birth_date", "The first symptom lies before birth"),
        ("diagnosis_date", "birth_date", "The diagnosis lies before birth"),
        ("death_date", "onset_date", "Death lies before the first symptom"),
        ("follow_up_end", "birth_date", "The end of follow-up lies before birth"),
        (
            "relapses_known_to",
            "relapses_known_from",
            "The span in which relapses were asked about ends before it begins",
        ),
    ),
}
"""Pairs of dates of one row of which the first may not be earlier, and what to say if it is."""


@dataclass(frozen=True, kw_only=True)
class RowCheck:
    """One check of a row: the rows for which `bad` is true are found."""

    name: str
    column: str
    bad: pl.Expr
    value: pl.Expr | str | None = None
    said: dict[str, str] = field(default_factory=dict)


def check_rows(
    table: str, frame: pl.DataFrame, today: dt.date | None, measures: tuple[str, ...] = ()
) -> list[pl.DataFrame]:
    """The findings about single rows of the table.

    Args:
        table: the table's name.
        frame: its rows, with the columns of its schema and `row`.
        today: the day after which nothing can have happened; None where the records are days, not dates.
        measures: further columns of the table that hold numbers.
    """
    checks = _row_checks(table, today, measures)
    if frame.is_empty():
        return []
    failed = frame.select(check.bad.any().alias(str(at)) for at, check in enumerate(checks)).row(0)
    return [
        row_findings(check.name, table, frame.filter(check.bad), check.column, check.value, **check.said)
        for check, found in zip(checks, failed, strict=True)
        if found
    ]


@functools.lru_cache(maxsize=32)
def _row_checks(table: str, today: dt.date | None, measures: tuple[str, ...]) -> tuple[RowCheck, ...]:
    checks = [*_schema_checks(table), *_order_checks(table), *map(_finite_check, measures)]
    if table == "visits":
        checks += [_edss_check("edss"), *_timed_test_checks()]
    if table == "relapses":
        checks.append(_edss_check("edss_at_nadir"))
    if today is not None:
        checks += _calendar_checks(table, today)
    return tuple(checks)


def _schema_checks(table: str) -> list[RowCheck]:
    checks = []
    for column, kind in SCHEMAS[table].columns().items():
        for rule, holds in kind.validation_rules(pl.col(column)).items():
            name = _BY_SCHEMA_RULE[rule]
            said = {"measure": measure_name(column)} if name in ("out_of_range", "not_finite") else {}
            if name == "out_of_range":
                said["range"] = value_range(table, column)
            checks.append(RowCheck(name=name, column=column, bad=~holds, value=pl.col(column), said=said))
    return checks


def _finite_check(column: str) -> RowCheck:
    """Of a measure of the user's own nothing is known but that it is a number."""
    infinite = pl.col(column).is_infinite()
    said = {"measure": measure_name(column)}
    return RowCheck(name="not_finite", column=column, bad=infinite, value=pl.col(column), said=said)


def _edss_check(column: str) -> RowCheck:
    off = pl.col(column).is_not_null() & ~pl.col(column).is_in(EDSS_STEPS)
    return RowCheck(name="edss_on_scale", column=column, bad=off, value=pl.col(column))


def _timed_test_checks() -> list[RowCheck]:
    checks = []
    for column, (fastest, longest) in _TIMED_TESTS.items():
        seconds = pl.col(column)
        measure = {"measure": measure_name(column)}
        minutes = measure | {"reason": f"nobody does it in less than {fastest:g} s. These may be minutes"}
        milliseconds = measure | {"reason": f"the test is stopped at {longest:g} s. These may be milliseconds"}
        beyond = measure | {"limit": f"{longest:g}"}
        slow = (seconds > longest) & (seconds < _SURELY_MILLISECONDS)
        fast, huge = (seconds > 0) & (seconds < fastest), (seconds >= _SURELY_MILLISECONDS) & seconds.is_finite()
        checks += [
            RowCheck(name="timed_test_unit", column=column, bad=fast, value=seconds, said=minutes),
            RowCheck(name="timed_test_unit", column=column, bad=huge, value=seconds, said=milliseconds),
            RowCheck(name="timed_test_beyond_limit", column=column, bad=slow, value=seconds, said=beyond),
        ]
    return checks


def _order_checks(table: str) -> list[RowCheck]:
    checks = [
        RowCheck(name="dates_out_of_order", column=later, bad=pl.col(later) < pl.col(earlier), value=said)
        for later, earlier, said in _ORDERS.get(table, ())
    ]
    if table == "patients":
        early = pl.col("diagnosis_date") < pl.col("onset_date")
        checks.append(RowCheck(name="diagnosis_before_onset", column="diagnosis_date", bad=early))
    if table == "treatments":
        backwards = pl.col("end_date") < pl.col("start_date")
        checks.append(RowCheck(name="end_before_start", column="end_date", bad=backwards))
    if table == "mri":
        later_scan = pl.col("compared_with") >= pl.col("date")
        checks.append(RowCheck(name="comparison_not_earlier", column="compared_with", bad=later_scan))
    return checks


def _calendar_checks(table: str, today: dt.date) -> list[RowCheck]:
    checks = []
    for column, kind in SCHEMAS[table].columns().items():
        if kind.dtype == pl.Date:
            name = "planned_date" if column in _MAY_BE_PLANNED else "future_date"
            day = pl.col(column)
            checks.append(RowCheck(name=name, column=column, bad=day > today, value=day))
            checks.append(RowCheck(name="implausible_date", column=column, bad=day < _EARLIEST, value=day))
    return checks
