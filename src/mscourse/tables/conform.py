"""Bringing a table as it came into the shape of its schema: our names, our types, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from mscourse.tables import cells as reading
from mscourse.tables.aliases import squeezed
from mscourse.tables.cells import Cells
from mscourse.tables.columns import Columns
from mscourse.tables.dates import Calendar, read_dates, within_calendar
from mscourse.tables.facts import DateFacts, TableFacts
from mscourse.tables.finding_rows import table_finding
from mscourse.tables.ids import id_cells, look_at_ids
from mscourse.tables.runs import one_of_each_run
from mscourse.tables.schemas import SCHEMAS

_YEARS_ALONE = {"birth_date", "onset_date", "diagnosis_date"}


@dataclass(frozen=True, kw_only=True)
class Conformed:
    """One table in the shape of its schema, with `row`."""

    frame: pl.DataFrame
    findings: list[pl.DataFrame]
    calendars: dict[str, Calendar]
    """For each date column with a value: whether it came as dates or as days."""
    ids_as_numbers: bool = False
    """Whether the ids came as numbers, not as text."""
    notes: tuple[str, ...] = ()
    any_ids: bool = False
    """Whether any row of the table has an id."""
    further: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Of visits, the columns that are none of ours as they came, after `row` and `patient_id`."""


def conform(
    table: str,
    frame: pl.DataFrame,
    *,
    first_row: int,
    date_format: str | None,
    calendar: Calendar | None,
    facts: TableFacts | None = None,
) -> Conformed:
    """The table with its schema's columns and types, and `row`; a cell that cannot be read is missing and found.

    Args:
        table: the table's name.
        frame: the table as it came.
        first_row: the number of its first row as a spreadsheet shows it.
        date_format: the form in which text dates are written; None for ISO and other clear forms.
        calendar: what the dates of the visits are, where that is known already.
        facts: those of the whole table where the frame is a part of it, with the numbers of its rows in `row`.
    """
    rows = _row_numbers(frame, first_row)
    columns = Columns.of(table, frame.columns)
    # In one piece the ids are compared in half the time, here and in every step that follows.
    ids = id_cells(frame, columns).rechunk()
    each = one_of_each_run(ids)
    patient_ids = reading.identifier(ids, each)
    keys = pl.DataFrame([rows, patient_ids.alias("patient_id")])
    cells = Cells(table=table, keys=keys, findings=columns.findings)
    look_at_ids(ids, patient_ids, each, cells, facts.ids if facts else None)
    read = {"patient_id": keys.get_column("patient_id")}
    calendars: dict[str, Calendar] = {}
    for name, kind in SCHEMAS[table].columns().items():
        source = columns.source(name)
        if name == "patient_id" or source is None:
            continue
        raw = reading.plain(within_calendar(frame.get_column(source), name, cells))
        if kind.dtype != pl.Date:
            read[name] = _column(raw, name, cells, kind)
            continue
        years = table == "patients" and name in _YEARS_ALONE
        whole = facts.date(name) if facts else None
        if years and calendar == "days" and _is_year_column(name, source) and _are_years(raw, whole):
            cells.findings.append(table_finding("year_without_dates", table, name))
            continue
        read[name], found = read_dates(
            raw, name, cells, date_format=date_format, calendar=calendar, years=years, facts=whole
        )
        if found:
            calendars[name] = found
    return Conformed(
        frame=_shaped(table, rows, read, combined_t2=columns.combined_t2),
        findings=cells.findings,
        calendars=calendars,
        ids_as_numbers=ids.dtype.is_numeric(),
        any_ids=(facts.ids.recorded if facts else patient_ids.count()) > 0,
        notes=tuple(columns.notes),
        further=cells.keys.hstack(frame.select(columns.further)) if table == "visits" else pl.DataFrame(),
    )


def _shaped(table: str, rows: pl.Series, read: dict[str, pl.Series], *, combined_t2: bool) -> pl.DataFrame:
    """The columns of the schema in their order, those that are not there missing throughout, and `row`."""
    columns = [
        read[name].alias(name) if name in read else pl.lit(None, kind.dtype).alias(name)
        for name, kind in SCHEMAS[table].columns().items()
    ]
    shaped = pl.DataFrame([rows]).select(*columns, "row")
    if not combined_t2:
        return shaped
    none_enlarging = pl.when(pl.col("new_t2_lesions").is_not_null()).then(0).cast(pl.Int32)
    return shaped.with_columns(none_enlarging.alias("enlarging_t2_lesions"))


def empty_table(table: str) -> pl.DataFrame:
    """The table without rows."""
    return SCHEMAS[table].create_empty().with_columns(pl.lit(None, pl.UInt32).alias("row"))


def _row_numbers(frame: pl.DataFrame, first_row: int) -> pl.Series:
    """The number of each row; a frame that was numbered before keeps its numbers."""
    if frame.schema.get("row") == pl.UInt32 and frame.get_column("row").is_unique().all():
        return frame.get_column("row")
    return pl.int_range(first_row, first_row + frame.height, dtype=pl.UInt32, eager=True).alias("row")


def _column(raw: pl.Series, name: str, cells: Cells, kind: dy.Column) -> pl.Series:
    dtype = kind.dtype
    if isinstance(dtype, pl.Enum):
        return reading.word(raw, name, cells, dtype)
    if dtype == pl.Boolean:
        return reading.yes_or_no(raw, name, cells)
    if dtype.is_integer():
        return reading.whole_number(raw, name, cells, dtype)
    if dtype.is_float():
        return reading.number(raw, name, cells)
    return reading.identifier(raw)


def _is_year_column(name: str, source: str) -> bool:
    return name == "birth_date" or "year" in squeezed(source)


def _are_years(raw: pl.Series, whole: DateFacts | None) -> bool:
    return (whole or DateFacts.of(raw, date_format=None)).are_years
