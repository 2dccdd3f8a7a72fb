"""Random tables as they come: text in several forms, typed columns, cells and rows that are at fault."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import strategies as st

from mscourse.tables.schemas import SCHEMAS

MEASURE = "pdds"
"""A column of the visits that holds a measure of the user's own."""

_IDS = [
    ["A", "B", "C"],
    ["A", "a", " B ", "b"],
    ["1", "01", "001", "2"],
    ["1.0", "02.0", "3", " 2"],
    ["\u00c9", "E\u0301", "\u00e9", "A\u200b", "A"],
]
"""Ids, and such as are alike in capitals, zeros, encoding or signs that cannot be seen."""
EDGES = ["02", "1", "2", "A", "B", "a", "b", "\u00c9"]
"""Where the tables may be cut: the first ids of parts."""
_ISO_DATES = ["2020-01-01", "2020-01-15", "2020/06/01", "20200601", "2020-06-01T10:30", "1 May 2021"]
_DAYS = ["0", "90", "91.0", "-5", "400", "2000", "1990", "30000"]
_YEARS = ["1975", "1980.0", "1999", "2000"]
_SLASHED = ["01/02/2020", "13/02/2020", "02/13/2020", "01.02.20", "3-4-2020", "31/02/2020"]
_SERIAL = ["43831", "43900", "44000.0"]
_ODD = [
    "",
    "NA",
    "x",
    "0.5",
    "-1",
    "11",
    "2,5",
    "inf",
    "99999",
    "99999.5",
    "100000",
    "2031-01-01",
    "1890-01-01",
    "2020-13-45",
]
_FORMS_OF_DATES = [_ISO_DATES, _DAYS, _YEARS, _SLASHED, _SERIAL, [*_ISO_DATES, *_DAYS], [*_DAYS, *_YEARS]]


_TYPES: list[type[pl.DataType]] = [pl.Int64, pl.Float64, pl.Float32, pl.Date, pl.Datetime]
_DATES_OUTSIDE = pl.date(1, 1, 1) - dt.timedelta(days=400)


def _sound(table: str, column: str, dates: list[str]) -> list[str]:
    """Cells with nothing wrong, so few different ones that days and whole rows repeat."""
    dtype = SCHEMAS[table].columns()[column].dtype
    if dtype == pl.Date:
        return [*dates, dates[0], dates[0], ""]
    if isinstance(dtype, pl.Enum):
        return [*dtype.categories.to_list(), ""]
    if dtype == pl.Boolean:
        return ["yes", "no", ""]
    if column == "edss":
        return ["2", "5.5", "10", ""]
    if column.startswith("nhpt"):
        return ["20", "25", ""]
    return ["5", "3", ""] if dtype.is_numeric() else ["x", "Copaxone"]


@st.composite
def _messy_table(draw: st.DrawFn, name: str, ids: list[str], forms: list[list[str]], least: int) -> pl.DataFrame:
    """A table, some of its rows repeated and some of its cells spoiled; some of its columns typed, if they can be."""
    columns = SCHEMAS[name].column_names()
    dates = {column: draw(st.sampled_from(forms)) for column in columns}
    cells = {column: ids if column == "patient_id" else _sound(name, column, dates[column]) for column in columns}
    row = st.tuples(*(st.sampled_from(cells[column]) for column in columns)).map(list)
    rows = draw(st.lists(row, min_size=least, max_size=8))
    rows += [list(row) for row in draw(st.lists(st.sampled_from(rows), max_size=3))] if rows else []
    rows += [[""] * len(columns)] * draw(st.integers(0, 1))
    if rows:
        spoiled = st.tuples(
            st.integers(0, len(rows) - 1), st.integers(0, len(columns) - 1), st.sampled_from([*_ODD, *_SLASHED])
        )
        for row, column, cell in draw(st.lists(spoiled, max_size=3)):
            rows[row][column] = cell
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    typed = draw(st.dictionaries(st.sampled_from(columns), st.sampled_from(_TYPES), max_size=4))
    frame = frame.with_columns(_as_typed(column, kind) for column, kind in typed.items())
    return frame.drop(draw(st.sets(st.sampled_from(columns), max_size=draw(st.sampled_from([0, 0, 0, 2])))))


def _as_typed(column: str, kind: type[pl.DataType]) -> pl.Expr:
    """The cells as that type, missing where they do not fit; some dates lie before the calendar."""
    if kind in (pl.Date, pl.Datetime):
        day = pl.col(column).str.to_date("%Y-%m-%d", strict=False)
        return pl.when(pl.col(column) == "x").then(_DATES_OUTSIDE).otherwise(day).cast(kind).alias(column)
    return pl.col(column).cast(pl.Float64, strict=False).cast(kind, strict=False)


@st.composite
def messy_tables(draw: st.DrawFn, least: int = 0) -> dict[str, pl.DataFrame]:
    """Some of the tables, with so many rows at least; in most draws their dates are all of one form."""
    forms = draw(st.lists(st.sampled_from(_FORMS_OF_DATES), min_size=1, max_size=2))
    ids = draw(st.sampled_from(_IDS))
    names = draw(st.sets(st.sampled_from(sorted(SCHEMAS)), max_size=4)) | {"visits"}
    tables = {name: draw(_messy_table(name, ids, forms, least)) for name in SCHEMAS if name in names}
    own = st.lists(
        st.sampled_from(["1", "2,5", "x", ""]), min_size=tables["visits"].height, max_size=tables["visits"].height
    )
    return tables | {"visits": tables["visits"].with_columns(pl.Series(MEASURE, draw(own), pl.String))}
