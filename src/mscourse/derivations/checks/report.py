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
    return _emptied(errors.filter(pl.col("table").is_in(emptied)), emptied)


def _emptied(errors: pl.DataFrame, emptied: Sequence[str]) -> DataError:
    """What is said where setting aside would leave nothing of these tables, with the errors that would do it."""
    counted = _counted(errors)
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


def _stopped(errors: pl.DataFrame) -> DataError:
    counted = _counted(errors)
    ways_out = _date_formats(counted)
    if _NO_TABLE in counted.get_column("rule"):
        ways_out.append(CHECKS[_NO_TABLE].action)
    ways_out.append(
        "`mscourse check DATA --out findings.csv` lists the rows; `--set-aside` leaves them out and says so."
        " In Python: `ms.check(cohort)`, `set_aside=True`."
        if errors.get_column("row").null_count() < errors.height
        else "`mscourse check DATA` (in Python: `ms.check(cohort)`) says more; what is wrong with a whole table or"
        " column cannot be set aside."
    )
    return DataError("\n".join(_lines(counted)), "\n".join(_meanings(counted)), " ".join(ways_out))


def _counted(errors: pl.DataFrame) -> pl.DataFrame:
    """Each kind of error of each column, with the number of its rows and the way out of the first."""
    return errors.group_by("table", "column", "rule", maintain_order=True).agg(
        pl.col("row").drop_nulls().n_unique().alias("rows"), pl.col("action").first()
    )


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
