"""Reading the cells of one column: text, numbers, words, yes and no."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from mscourse.tables import words
from mscourse.tables.finding_rows import row_findings
from mscourse.tables.ranges import measure_name, value_range
from mscourse.tables.runs import one_of_each_run

_COMMA = r"^([+-]?\d+),(\d+)$"
_THOUSANDS = r"^[+-]?\d+,\d{3}$"
UNSUITABLE = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary, pl.Duration)
"""The types of cells that are neither text, numbers nor dates."""


@dataclass(kw_only=True)
class Cells:
    """One table while it is read: which row each cell stands in, and what was found so far."""

    table: str
    keys: pl.DataFrame
    """`row` and `patient_id` of every row."""
    findings: list[pl.DataFrame] = field(default_factory=list)

    def report(self, name: str, column: str, where: pl.Series, raw: pl.Series | None = None, **said: str) -> None:
        """Add a finding for each row where the mask holds, with the raw value."""
        if not where.any():
            return
        rows = self.keys if raw is None else self.keys.with_columns(raw.cast(pl.String).alias("_raw"))
        value = None if raw is None else pl.col("_raw")
        self.findings.append(row_findings(name, self.table, rows.filter(where), column, value, **said))


def plain(raw: pl.Series) -> pl.Series:
    """The cells as they are, those that hold lists or objects as their text."""
    if raw.dtype not in UNSUITABLE:
        return raw
    return pl.Series(raw.name, [None if cell is None else str(cell) for cell in raw], pl.String)


def text(raw: pl.Series) -> pl.Series:
    """The cells as text without spaces around, missing ones missing."""
    if raw.dtype.is_float():
        raw = raw.fill_nan(None)
    stripped = raw.cast(pl.String).str.strip_chars()
    missing = stripped.is_in(words.MISSING)
    return stripped.set(missing, None) if missing.any() else stripped


def identifier(raw: pl.Series, each: pl.Series | None = None) -> pl.Series:
    """The ids as text: whole numbers without a decimal point, leading zeros kept.

    Where they are that already, they are the same series. `each` is one of each run of them, if that is known.
    """
    if raw.dtype.is_float():
        filled = raw.fill_nan(None)
        whole = filled.cast(pl.Int64, strict=False)
        exact = whole.cast(pl.Float64) == filled.cast(pl.Float64)
        return whole.cast(pl.String).zip_with(exact.fill_null(value=True), filled.cast(pl.String))
    if raw.dtype == pl.String:
        each = one_of_each_run(raw) if each is None else each
        return raw if each.equals(text(each)) else text(raw)
    clean = text(raw)
    return clean.str.replace(r"\.0+$", "") if raw.dtype.is_decimal() else clean


def _read_as_it_is(raw: pl.Series, kind: pl.DataType | type[pl.DataType]) -> pl.Series | None:
    """The cells of a column of text of which each is written as a value of the type is; else None.

    Most columns are, and need not be looked at for spaces, spellings of what is missing, and the like.
    """
    if raw.dtype != pl.String:
        return None
    read = raw.cast(kind, strict=False)
    not_a_number = kind.is_float() and read.is_nan().any()
    return None if not_a_number or read.null_count() > raw.null_count() else read


def number(raw: pl.Series, column: str, cells: Cells, *, whole: bool = False) -> pl.Series:
    """The cells as decimal numbers; what is none is missing and found."""
    if raw.dtype.is_numeric():
        return raw.cast(pl.Float64).fill_nan(None)
    if (read := _read_as_it_is(raw, pl.Float64)) is not None:
        return read
    clean = text(raw)
    if raw.dtype.is_temporal():
        cells.report("not_a_number", column, clean.is_not_null(), clean)
        return pl.Series(raw.name, [None] * len(raw), pl.Float64)
    values = clean.cast(pl.Float64, strict=False).fill_nan(None)
    unread = clean.is_not_null() & values.is_null()
    if not unread.any():
        return values
    comma = unread & clean.str.contains(_COMMA)
    if whole:
        comma &= ~clean.str.contains(_THOUSANDS)
    if comma.any():
        repaired = clean.str.replace(_COMMA, "$1.$2").cast(pl.Float64, strict=False)
        values = repaired.zip_with(comma, values)
        cells.report("decimal_comma", column, comma, clean)
    cells.report("not_a_number", column, unread & ~comma, clean)
    return values


def whole_number(raw: pl.Series, column: str, cells: Cells, kind: pl.DataType) -> pl.Series:
    """The cells as whole numbers of the given type; a fraction is missing and found."""
    if raw.dtype == kind:
        return raw
    if (read := _read_as_it_is(raw, kind)) is not None:
        return read
    if column == "fs_cerebellar" and raw.dtype == pl.String:
        suffixed = raw.str.contains(r"^\s*\d\s*[xX]\s*$").fill_null(value=False)
        cells.report("cerebellar_suffix", column, suffixed, raw)
        raw = raw.str.strip_chars(" xX").zip_with(suffixed, raw)
    values = number(raw, column, cells, whole=True)
    read = values.cast(kind, strict=False)
    unread = values.is_not_null() & read.is_null()
    if unread.any():
        limits = value_range(cells.table, column, to_the_largest=True)
        cells.report("out_of_range", column, unread, raw, measure=measure_name(column), range=limits)
    cells.report("not_whole_number", column, read.is_not_null() & (read.cast(pl.Float64) != values), raw)
    return read.set((read.cast(pl.Float64) != values).fill_null(value=False), None)


def yes_or_no(raw: pl.Series, column: str, cells: Cells) -> pl.Series:
    """The cells as yes or no."""
    if raw.dtype == pl.Boolean:
        return raw
    clean = text(raw)
    lowered = clean.str.to_lowercase()
    yes, no = lowered.is_in(words.YES), lowered.is_in(words.NO)
    cells.report("not_yes_or_no", column, clean.is_not_null() & ~yes & ~no, clean)
    return yes.set(~(yes | no), None) if len(yes) else yes


def word(raw: pl.Series, column: str, cells: Cells, kind: pl.Enum) -> pl.Series:
    """The cells as words of a closed list; another word is missing and found."""
    if raw.dtype == kind:
        return raw
    if (read := _read_as_it_is(raw, kind)) is not None:
        return read
    clean = text(raw)
    known = {spelling: meaning for meaning, spellings in words.ENUM_WORDS[column].items() for spelling in spellings}
    squeezed = clean.str.to_lowercase().str.replace_all(r"[\s_.\-]+", "")
    read = squeezed.replace_strict(known, default=None, return_dtype=pl.String)
    allowed = ", ".join(kind.categories)
    cells.report("unknown_word", column, clean.is_not_null() & read.is_null(), clean, words=allowed)
    return read.cast(kind)
