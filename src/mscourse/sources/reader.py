"""Reading a cohort: from a folder, a file, named files, or frames."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.errors import UsageError
from mscourse.sources.files import read_file
from mscourse.sources.folder import files_of, is_workbook, workbook_tables
from mscourse.sources.msoutcomes import with_relapses
from mscourse.tables.cohort import Cohort, Given
from mscourse.tables.frames import as_polars
from mscourse.tables.schemas import SCHEMAS


def read_cohort(
    source: Any = None,  # noqa: ANN401 - a path, or a frame of a library that need not be installed
    *,
    date_format: str | None = None,
    measures: Iterable[str] = (),
    **tables: Any,  # noqa: ANN401
) -> Cohort:
    """The cohort that the files hold, not yet checked.

    Column names are ours or any known alias; ids are always text. What was repaired, and what could not be read, is
    in the cohort's `reading_findings`.

    Args:
        source: a folder whose files are named after their tables, one file (the visits, unless its name is that of
            another table, or a workbook with a sheet for each table), or a frame of visits.
        date_format: the form in which text dates are written, such as `%d/%m/%Y`; ISO dates need none.
        measures: further columns of the visits that hold measures of your own, as numbers: `("pdds",)`.
        tables: files or frames by the name of the table: `visits`, `patients`, `relapses`, `mri`, `treatments`,
            `recorded_courses`. They take the place of those found in the source.

    Raises:
        SourceError: if something is not there or cannot be read.
        UsageError: if nothing is given, a table has an unknown name, or a measure is not in the table of visits or
            has the name of a column that is read anyway.

    Example:
        >>> import polars as pl
        >>> visits = pl.DataFrame({"ID": ["007"], "dateEDSS": ["2024-05-01"], "EDSS": [2.5]})
        >>> read_cohort(visits=visits).visits.select("patient_id", "date", "edss").row(0)
        ('007', datetime.date(2024, 5, 1), 2.5)
    """
    unknown = sorted(set(tables) - set(SCHEMAS))
    if unknown:
        raise UsageError(f"There is no table named {', '.join(unknown)}.", f"The tables are {', '.join(SCHEMAS)}.")
    named = {table: where for table, where in tables.items() if where is not None}
    if source is None and not named:
        raise UsageError("Nothing to read was given.", "Give a folder, a file of visits, or tables by name.")
    given, findings = _from_source(source, named)
    for table, where in named.items():
        given[table] = _given(table, where, {other for other, path in named.items() if _same_file(path, where)})
    given = with_relapses(given, date_format)
    return Cohort.of(given, date_format=date_format, measures=measures, findings=tuple(findings))


def _from_source(source: Any, named: dict[str, Any]) -> tuple[dict[str, Given], list[pl.DataFrame]]:  # noqa: ANN401
    if source is None:
        return {}, []
    if not isinstance(source, str | Path):
        return {"visits": Given(frame=as_polars("visits", source))}, []
    path = Path(source)
    if path.is_file() and is_workbook(path):
        return workbook_tables(path)
    files, findings = files_of(path)
    wanted = {table: file for table, file in files.items() if table not in named}
    return {table: read_file(table, file) for table, file in wanted.items()}, findings


def _given(table: str, where: Any, elsewhere: set[str]) -> Given:  # noqa: ANN401
    if isinstance(where, str | Path):
        return read_file(table, Path(where), elsewhere=elsewhere)
    return Given(frame=as_polars(table, where))


def _same_file(one: Any, other: Any) -> bool:  # noqa: ANN401
    return isinstance(one, str | Path) and isinstance(other, str | Path) and Path(one) == Path(other)
