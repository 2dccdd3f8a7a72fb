"""Building rows of the findings table from the checks of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from mscourse.tables.catalogue import CHECKS
from mscourse.tables.findings import SEVERITIES, Findings

_SCHEMA = Findings.create_empty().schema
_ORDER = ("table", "row", "column", "rule", "message")


def no_findings() -> pl.DataFrame:
    """A findings table without rows."""
    return pl.DataFrame(schema=_SCHEMA)


def row_findings(
    name: str,
    table: str,
    rows: pl.DataFrame,
    column: str | None = None,
    value: pl.Expr | str | None = None,
    measure: str = "",
    **words: str,
) -> pl.DataFrame:
    """One finding for each of the rows, which hold `row` and `patient_id`.

    Args:
        name: the check's name in the catalogue.
        table: the table the rows are of.
        rows: the rows that are found at fault.
        column: the column the finding is about.
        value: what stands for `{value}` in the check's message.
        measure: what the value is one of, said before it.
        words: what stands for the other placeholders.
    """
    check = CHECKS[name]
    if isinstance(value, pl.Expr):
        value = pl.lit(f"{measure} " if measure else "") + _as_written(rows.select(value).to_series())
    return rows.select(
        pl.lit(check.severity, pl.Enum(SEVERITIES)).alias("severity"),
        pl.lit(table).alias("table"),
        pl.col("row").cast(pl.UInt32),
        pl.lit(column, pl.String).alias("column"),
        pl.col("patient_id").cast(pl.String),
        pl.lit(name).alias("rule"),
        _message(check.message, value, words).alias("message"),
        pl.lit(_filled(check.action, words)).alias("action"),
    )


def table_finding(name: str, table: str, column: str | None = None, value: str = "", **words: str) -> pl.DataFrame:
    """One finding about a whole table or column."""
    check = CHECKS[name]
    message = _filled(check.message, {"value": value, **words})
    values = [check.severity, table, None, column, None, name, message, _filled(check.action, words)]
    return pl.DataFrame([values], schema=_SCHEMA, orient="row")


def joined(findings: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All the findings as one table: errors first, then by table and row."""
    parts = list(findings)
    if not parts:
        return no_findings()
    together = pl.concat(parts)
    return together.sort("severity", *_ORDER, nulls_last=False, maintain_order=True)


def _filled(text: str, words: dict[str, str]) -> str:
    for word, meaning in words.items():
        text = text.replace(f"{{{word}}}", meaning)
    return text


def _as_written(values: pl.Series) -> pl.Series:
    """The values as text, whole numbers without a decimal point."""
    shown = values.cast(pl.String).fill_null("")
    return shown.str.replace(r"\.0$", "") if values.dtype.is_float() else shown


def _message(text: str, value: pl.Expr | str | None, words: dict[str, str]) -> pl.Expr:
    text = _filled(text, words)
    if not isinstance(value, pl.Expr):
        return pl.lit(text.replace("{value}", value or ""))
    parts = text.split("{value}")
    pieces: list[pl.Expr] = [pl.lit(parts[0])]
    for part in parts[1:]:
        pieces += [value, pl.lit(part)]
    return pl.concat_str(pieces)
