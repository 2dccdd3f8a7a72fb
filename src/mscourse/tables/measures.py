"""Measures of the user's own: further columns of `visits` that hold numbers, named by whoever reads the records."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from mscourse.errors import UsageError
from mscourse.tables import cells as reading
from mscourse.tables.aliases import ONE_HAND, columns_by_alias, day_columns, squeezed
from mscourse.tables.cells import Cells
from mscourse.tables.columns import header_name
from mscourse.tables.conform import Conformed
from mscourse.tables.dates import within_calendar
from mscourse.tables.finding_rows import table_finding
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

_KEYS = ("row", "patient_id")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
"""How the columns are called in a rule, `CustomMeasure.column`, which sees to it in the same way."""
_SCORES = frozenset((*FUNCTIONAL_SYSTEMS, "ambulation"))
_SHOWN = 12


def names_of_measures(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, if columns of the user's own can be called so.

    Raises:
        UsageError: if one is no name of a column, or is read as a column that every table of visits may have.
    """
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise UsageError("`measures` is no list of names.", 'It holds names of columns: `measures=("pdds",)`.')
    different: dict[str, str] = {}
    for name in names:
        _refuse_odd(name)
        alike = different.setdefault(squeezed(name), name)
        if alike != name:
            raise UsageError(f"`{alike}` and `{name}` are one name.", "Names are compared by letters and digits alone.")
    return tuple(different.values())


def not_in_every_cohort(columns: Iterable[str]) -> tuple[str, ...]:
    """Those of the columns that have to be named when the records are read; the scores of an examination need not."""
    return tuple(column for column in columns if column not in _SCORES)


def with_measures(visits: Conformed, names: Sequence[str]) -> Conformed:
    """The visits with these columns of numbers after those of the schema; a cell that is no number is found.

    Args:
        visits: the visits in the shape of their schema, with their further columns as these came.
        names: names that `names_of_measures` let through.

    Raises:
        UsageError: if the table has no such column.
    """
    if not visits.further.width:
        nothing = pl.DataFrame(schema=dict.fromkeys(names, pl.Float64))
        return dataclasses.replace(visits, frame=_before_row(visits.frame, nothing))
    sources = {name: _sources(visits.further, name) for name in names}
    missing = [name for name, columns in sources.items() if not columns]
    if missing:
        raise _not_there(missing, visits)
    cells = Cells(table="visits", keys=visits.further.select(_KEYS))
    numbers = [_numbers(visits.further, columns, name, cells) for name, columns in sources.items()]
    # Of a cohort that was cut since it was read, only the rows that are left are looked at.
    rows = visits.frame.select("row")
    read = rows.join(visits.further.select("row").hstack(numbers), on="row", how="left", maintain_order="left")
    found = [each.join(rows, on="row", how="semi") if _of_rows(each) else each for each in cells.findings]
    taken = {column for columns in sources.values() for column in columns}
    before = [_without_unknown(each, taken) for each in visits.findings]
    return dataclasses.replace(visits, frame=_before_row(visits.frame, read.drop("row")), findings=[*before, *found])


def _refuse_odd(name: Any) -> None:  # noqa: ANN401 - what a user handed over
    if isinstance(name, str) and squeezed(name) in _reserved():
        raise UsageError(
            f"`{name}` cannot be a measure of the user's own: visits have `{_reserved()[squeezed(name)]}`.",
            "A measure of your own is a column that is not read otherwise.",
            "give the column another name.",
        )
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UsageError(
            "`measures` holds what is no name of a measure.",
            "A name begins with a small letter and is written in up to 41 small letters, digits and underscores.",
            "`PDDS` in the table is found as `pdds`.",
        )


@functools.cache
def _reserved() -> dict[str, str]:
    """For every squeezed name that is read as something else in the table of visits, what it is read as."""
    hands = {squeezed(name): "nhpt_dominant" for name in ONE_HAND}
    return {"row": "row"} | hands | day_columns("visits") | columns_by_alias("visits")


def _sources(further: pl.DataFrame, name: str) -> list[str]:
    columns = [column for column in further.columns if column not in _KEYS]
    return [column for column in columns if squeezed(header_name(column)) == squeezed(name)]


def _numbers(further: pl.DataFrame, sources: list[str], name: str, cells: Cells) -> pl.Series:
    """The cells of the first of the columns as numbers; found, if more than one is meant."""
    if len(sources) > 1:
        listed = ", ".join(f"`{header_name(column)}`" for column in sources)
        cells.findings.append(table_finding("two_columns_for_one", "visits", name, listed))
    raw = reading.plain(within_calendar(further.get_column(sources[0]), name, cells))
    return reading.number(raw, name, cells).alias(name)


def _before_row(visits: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    return visits.drop("row").hstack(measures).with_columns(visits.get_column("row"))


def _without_unknown(findings: pl.DataFrame, taken: set[str]) -> pl.DataFrame:
    """The findings but those that a column of the visits which is read now was not one that is read."""
    unknown = (pl.col("table") == "visits") & (pl.col("rule") == "unknown_column")
    return findings.filter(~(unknown & pl.col("column").is_in(taken)))


def _of_rows(found: pl.DataFrame) -> bool:
    return not found.get_column("row").null_count()


def _not_there(missing: list[str], visits: Conformed) -> UsageError:
    """The error that the visits have no such column; without ids, what they have may be values of a patient."""
    names = [header_name(column) for column in visits.further.columns if column not in _KEYS]
    named = bool(names) and visits.any_ids
    listed = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    has = f"Besides the columns that are always read it has {listed}{more}." if named else ""
    return UsageError(
        f"The table of visits has no column {' and no column '.join(f'`{name}`' for name in missing)}.",
        has or "A measure of your own is a column of visits.",
        "rename the column that holds it, or leave the measure out.",
    )
