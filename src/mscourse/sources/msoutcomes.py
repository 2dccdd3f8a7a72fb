"""Relapses out of visits that keep only the days since the last one, as MSoutcomes has them.

MSoutcomes takes the absolute value of `daysPostRelapse` (its sample data holds negative ones), and so does this.
"""

from __future__ import annotations

import dataclasses

import polars as pl

from mscourse.tables.aliases import squeezed
from mscourse.tables.cells import Cells, number, plain
from mscourse.tables.cohort import Given
from mscourse.tables.conform import conform
from mscourse.tables.date_facts import FARTHEST_DAY
from mscourse.tables.dates import Calendar
from mscourse.tables.finding_rows import table_finding

_DAYS_SINCE = "dayspostrelapse"


def with_relapses(given: dict[str, Given], date_format: str | None) -> dict[str, Given]:
    """The tables, and the relapses that the visits tell of where no table of relapses was given."""
    visits = given.get("visits")
    if visits is None or "relapses" in given:
        return given
    column = next((name for name in visits.frame.columns if squeezed(name) == _DAYS_SINCE), None)
    if column is None:
        return given
    read = conform("visits", visits.frame, first_row=visits.first_row, date_format=date_format, calendar=None)
    cells = Cells(table="visits", keys=read.frame.select("row", "patient_id"))
    days = _whole_days(visits.frame.get_column(column), column, cells)
    relapses = _onsets(read.frame, days, read.calendars.get("date"))
    note = f"Relapses are rebuilt from {column}, its absolute value counted back from the visit."
    found = table_finding("relapses_rebuilt", "relapses", "onset_date", f"`{column}`, taken without its sign")
    return given | {
        "visits": dataclasses.replace(
            visits, frame=visits.frame.drop(column), findings=[*visits.findings, *cells.findings]
        ),
        "relapses": Given(frame=relapses, findings=[found], notes=(note,), rebuilt=True),
    }


def _whole_days(raw: pl.Series, column: str, cells: Cells) -> pl.Series:
    """The days since the last relapse without their sign; what is no whole number of days of a life is missing."""
    days = number(plain(raw), column, cells)
    too_many = (days.abs() > FARTHEST_DAY).fill_null(value=False)
    fraction = ~too_many & (days != days.floor()).fill_null(value=False)
    cells.report("out_of_range", column, too_many, days)
    cells.report("not_whole_number", column, fraction, days)
    return days.set(too_many | fraction, None).abs().cast(pl.Int32)


def _onsets(visits: pl.DataFrame, days: pl.Series, calendar: Calendar | None) -> pl.DataFrame:
    """Each patient's relapse onsets, every one once, as dates or as days, whichever the visits have."""
    kind = pl.Int32 if calendar == "days" else pl.Date
    onset = (pl.col("date").cast(pl.Int32) - days).cast(kind).alias("onset_date")
    return visits.select("patient_id", onset).drop_nulls().unique(maintain_order=True)
