"""The ids of a table: the cells that hold them, and what all of them together tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.tables import cells as reading
from mscourse.tables.cells import Cells
from mscourse.tables.columns import Columns
from mscourse.tables.finding_rows import table_finding
from mscourse.tables.runs import one_of_each_run

_FIRST_INEXACT: dict[pl.DataType | type[pl.DataType], int] = {pl.Float16: 2**11, pl.Float32: 2**24}
"""From which whole number on a narrow decimal number no longer tells neighbours apart."""
_IDS_AT_ONCE = 1_000_000
_LIKE_DECIMAL = r"^\d+\.0+$"


@dataclass(frozen=True, kw_only=True)
class IdFacts:
    """What the ids of a table have in common; those of two parts of it, or of two tables, add up."""

    recorded: int = 0
    """Rows with an id."""
    like_decimal: int = 0
    """Rows whose id is text and looks like a whole number with a decimal point."""
    beyond_exact_numbers: bool = False
    """Whether an id is a decimal number so large that it may be another one as well."""
    letters: frozenset[str] = frozenset()
    """The letters of ASCII that occur, small and capital."""
    other_signs: bool = False
    """Whether anything occurs that is not in ASCII."""
    leading_zero: bool = False
    """Whether any id begins with a zero."""
    lengths: tuple[int, int] | None = None
    """The shortest and the longest, in bytes; None without ids."""

    @classmethod
    def of(cls, raw: pl.Series, patient_ids: pl.Series) -> IdFacts:
        """The facts of the ids, as they came and as they are read."""
        each = one_of_each_run(patient_ids).drop_nulls()
        if each.is_empty():
            return cls(beyond_exact_numbers=beyond_exact_numbers(raw))
        signs = _signs(each)
        lengths = each.str.len_bytes()
        return cls(
            recorded=len(patient_ids) - patient_ids.null_count(),
            like_decimal=ids_like_decimal(raw, patient_ids, each),
            beyond_exact_numbers=beyond_exact_numbers(raw),
            letters=frozenset(sign for sign in signs if sign.isascii() and sign.isalpha()),
            other_signs=not all(sign.isascii() for sign in signs),
            leading_zero="0" in signs and bool(each.str.starts_with("0").any()),
            lengths=(int(lengths.min()), int(lengths.max())),  # type: ignore[arg-type]
        )

    def __add__(self, other: IdFacts) -> IdFacts:
        """The facts of both together."""
        ends = [lengths for lengths in (self.lengths, other.lengths) if lengths]
        return IdFacts(
            recorded=self.recorded + other.recorded,
            like_decimal=self.like_decimal + other.like_decimal,
            beyond_exact_numbers=self.beyond_exact_numbers or other.beyond_exact_numbers,
            letters=self.letters | other.letters,
            other_signs=self.other_signs or other.other_signs,
            leading_zero=self.leading_zero or other.leading_zero,
            lengths=(min(low for low, _ in ends), max(high for _, high in ends)) if ends else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """The facts as JSON can hold them."""
        return vars(self) | {"letters": "".join(sorted(self.letters)), "lengths": list(self.lengths or ())}

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> IdFacts:
        """The facts out of what `as_dict` made of them."""
        letters, lengths = frozenset(written["letters"]), tuple(written["lengths"]) or None
        return cls(**{**written, "letters": letters, "lengths": lengths})

    @property
    def may_be_alike(self) -> bool:
        """Whether two different ids among these can differ in capitals, encoding or leading zeros alone.

        A letter has to occur in both sizes, a sign beyond ASCII, or a leading zero among ids that are not all of one
        length.
        """
        both_sizes = any(letter.isupper() and letter.lower() in self.letters for letter in self.letters)
        shorter = self.leading_zero and self.lengths is not None and self.lengths[0] < self.lengths[1]
        return both_sizes or self.other_signs or shorter


def _signs(ids: pl.Series) -> set[str]:
    """The letters, digits and other signs that occur."""
    slices = (ids.slice(first, _IDS_AT_ONCE) for first in range(0, len(ids), _IDS_AT_ONCE))
    return set[str]().union(*(each.str.join("").item() for each in slices))


def id_cells(frame: pl.DataFrame, columns: Columns) -> pl.Series:
    """The cells that hold the ids; all missing, and found, where they are nothing that an id is written in."""
    source = columns.source("patient_id")
    ids = frame.get_column(source) if source else None
    if ids is not None and (ids.dtype in reading.UNSUITABLE or ids.dtype.is_temporal()):
        columns.findings.append(table_finding("ids_of_no_use", columns.table, "patient_id"))
        ids = None
    return pl.Series([None] * frame.height, dtype=pl.String) if ids is None else ids


def look_at_ids(raw: pl.Series, patient_ids: pl.Series, each: pl.Series, cells: Cells, facts: IdFacts | None) -> None:
    """Find what is odd about the ids, by the facts of all of them where these are a part.

    Args:
        raw: the ids as they came.
        patient_ids: the ids as they are read.
        each: one of each run of the ids as they came.
        cells: the table while it is read, for the findings.
        facts: those of all ids of the table, where these are a part of them.
    """
    if raw.dtype.is_float() or (isinstance(raw.dtype, pl.Decimal) and raw.dtype.scale):
        cells.findings.append(table_finding("id_with_decimal_point", cells.table, "patient_id", "The"))
    if facts.beyond_exact_numbers if facts else beyond_exact_numbers(raw):
        cells.findings.append(table_finding("ids_beyond_exact_numbers", cells.table, "patient_id"))
    if raw.dtype == pl.String:
        if patient_ids is not raw:
            changed = (raw.str.len_bytes() != patient_ids.str.len_bytes()).fill_null(value=False)
            cells.report("whitespace_in_id", "patient_id", changed)
        decimal = facts.like_decimal if facts else ids_like_decimal(raw, patient_ids, each)
        if decimal:
            cells.findings.append(table_finding("id_like_decimal", cells.table, "patient_id", str(decimal)))


def beyond_exact_numbers(raw: pl.Series) -> bool:
    """Whether the ids are decimal numbers of which one is so large that it may be another one as well."""
    return raw.dtype.is_float() and bool((raw.abs() >= _FIRST_INEXACT.get(raw.dtype, 2**53)).any())


def ids_like_decimal(raw: pl.Series, patient_ids: pl.Series, each: pl.Series) -> int:
    """How many of the ids, if they are text, look like a whole number with a decimal point; `each` is one of a run."""
    if raw.dtype != pl.String or not each.str.contains(".0", literal=True).any():
        return 0
    return int(patient_ids.str.contains(_LIKE_DECIMAL).sum())
