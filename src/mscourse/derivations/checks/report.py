"""The errors among the findings, as one exception that holds counts and names and no patient's data."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from mscourse.errors import DataError
from mscourse.tables.catalogue import CHECKS
from mscourse.tables.columns import columns_needed
from mscourse.tables.ranges import measure_name, value_range

_SHOWN = 12
_NO_TABLE = "missing_table"
"""It says what is wrong by itself: there is no column or row to name."""
_FORMS = re.compile(r"--date-format (.+) \(")


def errors_as_exception(counted: pl.DataFrame, emptied: Sequence[str], *, set_aside: bool) -> DataError | None:
    """The exception that the errors call for, or None.

    Args:
        counted: the errors, counted.
        emptied: the tables of which setting aside would leave nothing.
        set_aside: whether rows with errors are to be left out instead.
    """
    if counted.is_empty():
        return None
    whole = counted.filter(pl.col("first_row").is_null())
    if not set_aside or not whole.is_empty():
        return _stopped(counted if not set_aside else whole.with_columns(rows=0))
    if not emptied:
        return None
    return _emptied(counted.filter(pl.col("table").is_in(emptied)), emptied)


def counted_errors(findings: pl.DataFrame) -> pl.DataFrame:
    """Each kind of error of each column, with the number of its rows, the first of them and the way out of that one."""
    errors = findings.filter(pl.col("severity") == "error").sort("row", nulls_last=False, maintain_order=True)
    counted = errors.group_by("table", "column", "rule", maintain_order=True).agg(
        pl.col("row").drop_nulls().n_unique().alias("rows"),
        pl.col("row").first().alias("first_row"),
        pl.col("action").first(),
    )
    return _in_order(counted)


def added_up(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The counted errors of several parts, no row of which is in two of them, as those of the whole."""
    errors = pl.concat(parts).sort("first_row", nulls_last=False, maintain_order=True)
    counted = errors.group_by("table", "column", "rule", maintain_order=True).agg(
        pl.col("rows").sum(), pl.col("first_row").first(), pl.col("action").first()
    )
    return _in_order(counted)


def _in_order(counted: pl.DataFrame) -> pl.DataFrame:
    return counted.sort("table", "first_row", "column", "rule", nulls_last=False, maintain_order=True)


def _emptied(counted: pl.DataFrame, emptied: Sequence[str]) -> DataError:
    """What is said where setting aside would leave nothing of these tables, with the errors that would do it."""
    optional = [name for name in emptied if name != "visits"]
    rules = _meanings(counted)
    ways_out = [*_date_formats(counted), "Correct the records."]
    if optional:
        rules.append("A table without rows says that there were none, which these records do not say.")
        ways_out[-1] = f"Correct the records, or leave {' and '.join(optional)} out."
    if "visits" in emptied:
        rules.append("Nothing can be said without visits.")
    first = f"Every row of {', '.join(emptied)} has an error, so nothing would be left."
    return DataError("\n".join([first, *_lines(counted)]), "\n".join(rules), " ".join(ways_out))


def _stopped(counted: pl.DataFrame) -> DataError:
    ways_out = _date_formats(counted)
    if _NO_TABLE in counted.get_column("rule"):
        ways_out.append(CHECKS[_NO_TABLE].action)
    ways_out.append(
        "`mscourse check DATA --out findings.csv` lists the rows; `--set-aside` leaves them out and says so."
        " In Python: `ms.check(cohort)`, `set_aside=True`."
        if counted.get_column("rows").sum()
        else "`mscourse check DATA` (in Python: `ms.check(cohort)`) says more; what is wrong with a whole table or"
        " column cannot be set aside."
    )
    return DataError("\n".join(_lines(counted)), "\n".join(_meanings(counted)), " ".join(ways_out))


def _lines(counted: pl.DataFrame) -> list[str]:
    lines = [_line(*row) for row in counted.select("table", "column", "rule", "rows").head(_SHOWN).iter_rows()]
    if counted.height > _SHOWN:
        lines.append(f"and {counted.height - _SHOWN} more kinds of errors.")
    return lines


def _line(table: str, column: str | None, rule: str, rows: int) -> str:
    if rule == _NO_TABLE:
        return CHECKS[rule].message
    what = f" (column `{column}`)" if column else ""
    count = f"{rows} row{'' if rows == 1 else 's'}: " if rows else ""
    return f"{table}: {count}{rule}{what}."


def _date_formats(counted: pl.DataFrame) -> list[str]:
    """The ways out of dates whose order has to be said: where one column settles it, the others go by that one."""
    dates = counted.filter(pl.col("rule") == "ambiguous_date").get_column("action").unique(maintain_order=True)
    forms = {action: set(_FORMS.findall(action)[0].split(" or ")) for action in dates}
    return [action for action, fitting in forms.items() if not any(other < fitting for other in forms.values())]


def _meanings(counted: pl.DataFrame) -> list[str]:
    """What the first of the rules say, without the values that were found."""
    by_rule = counted.filter(pl.col("rule") != _NO_TABLE).partition_by("rule", as_dict=True, maintain_order=True)
    return [_meaning(str(rule), where) for (rule,), where in list(by_rule.items())[:_SHOWN]]


def _meaning(rule: str, where: pl.DataFrame) -> str:
    text = CHECKS[rule].meaning or CHECKS[rule].message
    # A word in capitals, such as EDSS, keeps them.
    said = f"{rule}: {text if text[1].isupper() else text[0].lower() + text[1:]}"
    if rule == "out_of_range":
        places = list(where.select("table", "column").iter_rows())[:_SHOWN]
        ranges = (f"{measure_name(column)}: {value_range(table, column)}" for table, column in places)
        return f"{said.removesuffix('.')} ({'; '.join(ranges)})."
    if rule == "missing_column":
        tables = where.get_column("table").unique(maintain_order=True)
        return " ".join([said, *(f"The table {table} needs {columns_needed(table)}." for table in tables)])
    return said
