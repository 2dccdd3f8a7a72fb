"""The errors among the findings, as one exception that holds counts and names and no patient's data."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mscourse.errors import DataError
from mscourse.tables.catalogue import CHECKS

_SHOWN = 12


def errors_as_exception(findings: pl.DataFrame, emptied: Sequence[str], *, set_aside: bool) -> DataError | None:
    """The exception that the findings call for, or None.

    Args:
        findings: all the findings.
        emptied: the tables of which setting aside would leave nothing.
        set_aside: whether rows with errors are to be left out instead.
    """
    errors = findings.filter(pl.col("severity") == "error")
    if errors.is_empty():
        return None
    whole = errors.filter(pl.col("row").is_null())
    if not set_aside or not whole.is_empty():
        return _stopped(errors if not set_aside else whole)
    if not emptied:
        return None
    return DataError(
        f"Every row of {', '.join(emptied)} has an error, so nothing would be left.",
        "A table without rows says that there were none, which these records do not say.",
        "correct the records, or leave the table out.",
    )


def _stopped(errors: pl.DataFrame) -> DataError:
    counted = errors.group_by("table", "column", "rule", maintain_order=True).agg(
        pl.col("row").drop_nulls().n_unique().alias("rows"), pl.col("action").first()
    )
    lines = [_line(*row) for row in counted.select("table", "column", "rule", "rows").head(_SHOWN).iter_rows()]
    if counted.height > _SHOWN:
        lines.append(f"and {counted.height - _SHOWN} more kinds of errors.")
    rules = counted.get_column("rule").unique(maintain_order=True).to_list()
    meanings = [_meaning(rule) for rule in rules[:_SHOWN]]
    date_formats = counted.filter(pl.col("rule") == "ambiguous_date").get_column("action").unique(maintain_order=True)
    ways_out = [f"{action}" for action in date_formats.to_list()]
    ways_out.append(
        "`mscourse check DATA --out findings.csv` lists the rows; `--set-aside` leaves them out and says so."
        if errors.get_column("row").null_count() < errors.height
        else "`mscourse check DATA` says more; what is wrong with a whole table or column cannot be set aside."
    )
    return DataError("\n".join(lines), "\n".join(meanings), " ".join(ways_out))


def _line(table: str, column: str | None, rule: str, rows: int) -> str:
    what = f" (column `{column}`)" if column else ""
    count = f"{rows} row{'' if rows == 1 else 's'}: " if rows else ""
    return f"{table}: {count}{rule}{what}."


def _meaning(rule: str) -> str:
    """What the rule says, without the value that was found."""
    message = CHECKS[rule].message
    if message in ("{value}.", "{value}"):
        return f"{rule}: these dates are in an order that cannot be."
    text = message.replace(": {value}", "").replace("{value} ", "", 1 if not message.startswith("{value}") else 0)
    text = text.replace("{value}", "a value").replace(": {reason}", "")
    # A word in capitals, such as EDSS, keeps them.
    return f"{rule}: {text if text[1].isupper() else text[0].lower() + text[1:]}"
