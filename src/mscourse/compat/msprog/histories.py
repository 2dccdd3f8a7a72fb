"""The caller's tables as sorted arrays, and results as frames of the caller's kind.

`read_histories` reads visits and relapses, of polars or of pandas, mixed too, and never writes to them. What comes
back is `Histories`: arrays patient after patient, in order of the subjects' first appearance.

* Rows with anything missing in a column that is used are dropped; a subject left without rows is in no result.
* A subject's visits are in order of date, one a day: of several rows on one day the last in the table stands.
* `day` counts whole days from `origin`, the earliest date of *both* tables; with `date_format="day"` it is the number
  in the table as it stands. Times of day are floored away, and all dates given back carry the origin's.
* Relapses are in order of date. Those of subjects without visits still take part in the origin.

The way back: `dates` turns days into a column of dates like the caller's, `subjects` positions into ids, `like` a
dictionary of columns into a frame like the caller's, and `taken` gives the caller's own rows with columns added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mscourse.compat.frames.tables import Floats, Integers, Subjects, Table, Times, open_table
from mscourse.compat.frames.text_dates import MISSING_TIME

_DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Histories:
    """The visits and relapses of all subjects; V visits, S subjects, R relapses."""

    ids: Any
    """[S] The subjects in order of first appearance, in the caller's own kind of column."""
    keys: list[Any]
    """[S] The same as plain Python values."""
    offsets: Integers
    """[S + 1] Where each subject's visits begin, and where the last one's end."""
    day: Floats
    """[V]"""
    value: Floats
    """[V]"""
    delta_value: Floats
    """[V] What the change that counts is looked up by; the value itself unless another column was named."""
    valid: np.ndarray[Any, np.dtype[np.bool_]]
    """[V] Whether the visit may confirm."""
    rows: Integers
    """[V] Where the visit stands in the caller's table."""
    has_relapses: bool
    """Whether a relapse table with rows was given."""
    relapse_offsets: Integers
    """[S + 1]"""
    relapse_day: Floats
    """[R] In order of date within each subject."""
    origin: int | None
    """Microseconds since 1970-01-01 of day 0; None where days are plain numbers."""
    date_kind: Any
    table: Table

    @cached_property
    def subject(self) -> Integers:
        """[V] Whose visit it is, as position in `ids`."""
        return np.repeat(np.arange(len(self.keys)), np.diff(self.offsets))

    def subjects(self, positions: Integers) -> Any:  # noqa: ANN401 - a column of the caller's kind
        """The ids at these positions, as a column like the caller's."""
        return self.ids[positions]

    def dates(self, days: Floats) -> Any:  # noqa: ANN401 - as above
        """Days, NaN where missing, as a column like the caller's dates; the numbers themselves if those are days."""
        if self.origin is None:
            return days
        missing = np.isnan(days)
        whole = np.where(missing, 0, days).astype(np.int64)
        return self.table.dates(np.where(missing, MISSING_TIME, self.origin + whole * _DAY), self.date_kind)

    def like(self, columns: Mapping[Any, Any], *, index: Any = None) -> Any:  # noqa: ANN401
        """A frame of the caller's kind.

        Args:
            columns: by name: numbers (NaN is missing, in polars null), booleans, NumPy objects holding text, masked
                arrays, or what `dates` and `subjects` gave.
            index: for pandas, the index of the rows; polars has none.
        """
        return self.table.build(columns, index)

    def taken(self, rows: Integers, columns: Mapping[Any, Any]) -> Any:  # noqa: ANN401
        """The caller's rows at these positions, all their columns, with these put in place or added."""
        return self.table.taken(rows, columns)


def read_histories(  # noqa: PLR0913 - the columns of two tables
    data: Any,  # noqa: ANN401
    *,
    subj_col: Any,  # noqa: ANN401
    value_col: Any,  # noqa: ANN401
    date_col: Any,  # noqa: ANN401
    relapse: Any = None,  # noqa: ANN401
    rsubj_col: Any = None,  # noqa: ANN401
    rdate_col: Any = None,  # noqa: ANN401
    valuedelta_col: Any = None,  # noqa: ANN401
    validconf_col: Any = None,  # noqa: ANN401
    date_format: str | None = None,
    subjects: Iterable[Any] | None = None,
    one_relapse_a_day: bool = False,
) -> Histories:
    """The two tables as arrays; see the module.

    Args:
        data: visits.
        subj_col: whose they are.
        value_col: what was measured, turned into numbers.
        date_col: when.
        relapse: relapses, or None.
        rsubj_col: whose they are; named like `subj_col` unless given.
        rdate_col: when they began; named like `date_col` unless given.
        valuedelta_col: what the change that counts is looked up by.
        validconf_col: whether a visit may confirm.
        date_format: how dates are written as text, in both tables; "day" if they are numbers of days.
        subjects: the only subjects to look at.
        one_relapse_a_day: keep one of several relapses of a subject on the same day.

    Raises:
        TypeError: if a table is none.
        ValueError: if a column is missing or holds something else than it should, or if the two tables name their
            subjects in different types.
    """
    table = open_table(data, "data")
    owners = table.subjects(subj_col)
    value = table.numbers(value_col)
    delta_value = value if valuedelta_col is None else table.numbers(valuedelta_col)
    valid = None if validconf_col is None else table.flags(validconf_col)
    zone = None if date_format == "day" else table.zone_of(date_col)
    when = _times(table, date_col, date_format, zone)
    kept = (owners.code >= 0) & ~np.isnan(value) & ~np.isnan(delta_value) & ~when.missing
    if valid is not None:
        kept &= ~np.isnan(valid)
    onsets = _Onsets.read(relapse, _or(rsubj_col, subj_col), _or(rdate_col, date_col), date_format, zone)
    if onsets is not None:
        same_types(owners.keys, onsets.owners.keys, "data", "relapse")
    origin = None if date_format == "day" else _origin(when.number[kept], onsets)
    rows = np.flatnonzero(kept)
    if subjects is not None:
        rows = rows[_chosen(owners, subjects)[owners.code[rows]]]
    code, distinct = _in_order_of_appearance(owners.code[rows], len(owners.keys))
    day = _days(when.number[rows], origin)
    order = _by_subject_and_day(code, day, last_wins=True)
    code, day, rows = code[order], day[order], rows[order]
    keys = [owners.keys[at] for at in distinct.tolist()]
    relapse_code, relapse_day = _matched(onsets, keys, origin, one_relapse_a_day=one_relapse_a_day)
    return Histories(
        ids=owners.native[distinct],
        keys=keys,
        offsets=_offsets(code, len(keys)),
        day=day,
        value=value[rows],
        delta_value=delta_value[rows],
        valid=np.ones(len(rows), np.bool_) if valid is None else valid[rows] != 0,
        rows=rows,
        has_relapses=onsets is not None,
        relapse_offsets=_offsets(relapse_code, len(keys)),
        relapse_day=relapse_day,
        origin=origin,
        date_kind=when.kind,
        table=table,
    )


def same_types(keys: list[Any], others: list[Any], name: str, other_name: str) -> None:
    """Check that subjects named in two places can be the same: text never equals a number.

    Raises:
        ValueError: if they have no kind of value in common.
    """
    kinds, other_kinds = _kinds(keys), _kinds(others)
    if kinds and other_kinds and kinds.isdisjoint(other_kinds):
        raise ValueError(
            f"{name} names its subjects by {' and '.join(sorted(kinds))}, {other_name} by "
            f"{' and '.join(sorted(other_kinds))}. Subjects are matched by value, so none would be found. "
            "Turn one of the columns into the type of the other."
        )


def _kinds(keys: list[Any]) -> set[str]:
    """The types of the subjects; whole and other numbers are one, for 1 equals 1.0."""
    names = {kind.__name__ for kind in set(map(type, keys))}
    return {"numbers (int, float)" if name in ("int", "float") else f"values of type {name}" for name in names}


@dataclass(frozen=True, kw_only=True, eq=False)
class _Moments:
    """Times or plain day numbers."""

    number: Any
    missing: np.ndarray[Any, np.dtype[np.bool_]]
    kind: Any


@dataclass(frozen=True, kw_only=True, eq=False)
class _Onsets:
    """The rows of the relapse table that have a subject and a date."""

    owners: Subjects
    code: Integers
    number: Any

    @classmethod
    def read(cls, relapse: Any, subject: Any, date: Any, date_format: str | None, zone: Any) -> _Onsets | None:  # noqa: ANN401
        """The relapses; None where there is no table, or none with rows."""
        if relapse is None:
            return None
        table = open_table(relapse, "relapse")
        owners = table.subjects(subject)
        when = _times(table, date, date_format, zone)
        kept = (owners.code >= 0) & ~when.missing
        if not kept.any():
            return None
        return cls(owners=owners, code=owners.code[kept], number=when.number[kept])


def _or(given: Any, otherwise: Any) -> Any:  # noqa: ANN401
    return otherwise if given is None else given


def _times(table: Table, column: Any, date_format: str | None, zone: Any) -> _Moments:  # noqa: ANN401
    if date_format == "day":
        days = table.numbers(column)
        if np.isinf(days).any():
            raise ValueError(f"Column {column!r} holds a day without end. Days are finite numbers. Mend the column.")
        return _Moments(number=days, missing=np.isnan(days), kind=None)
    times: Times = table.times(column, date_format, zone)
    return _Moments(number=times.microseconds, missing=times.microseconds == MISSING_TIME, kind=times.kind)


def _origin(visits: Integers, onsets: _Onsets | None) -> int:
    earliest = [int(times.min()) for times in (visits, *([onsets.number] if onsets else [])) if len(times)]
    return min(earliest, default=0)


def _days(number: Any, origin: int | None) -> Floats:  # noqa: ANN401
    """Whole days since the origin, or the day numbers as they are."""
    days: Floats = number if origin is None else ((number - origin) // _DAY).astype(np.float64)
    return days


def _chosen(owners: Subjects, subjects: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Per subject, whether it is among those asked for."""
    if isinstance(subjects, str):
        raise ValueError("subjects is one text. It has to be a list of ids. Write subjects=[...].")  # noqa: TRY004
    listed = subjects.tolist() if hasattr(subjects, "tolist") else list(subjects)
    same_types(owners.keys, listed, "data", "subjects")
    asked = set(listed)
    return np.array([key in asked for key in owners.keys], np.bool_)


def _in_order_of_appearance(code: Integers, known: int) -> tuple[Integers, Integers]:
    """The codes counted anew in order of first appearance, and the old code of each new one."""
    first = np.full(known, len(code), np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    present = np.flatnonzero(first < len(code))
    distinct = present[np.argsort(first[present], kind="stable")]
    new = np.zeros(known, np.int64)
    new[distinct] = np.arange(len(distinct))
    return new[code], distinct


def _by_subject_and_day(code: Integers, day: Floats, *, last_wins: bool) -> Integers:
    """The rows in order of subject and day; with `last_wins` one row a day, the last in the table."""
    order = np.arange(len(code))
    later = (code[1:] > code[:-1]) | ((code[1:] == code[:-1]) & (day[1:] > day[:-1]))
    if later.all():
        return order
    order = np.lexsort((day, code))
    if not last_wins:
        return order
    code, day = code[order], day[order]
    last: Integers = order[np.append((code[1:] != code[:-1]) | (day[1:] != day[:-1]), True)]
    return last


def _matched(
    onsets: _Onsets | None, keys: list[Any], origin: int | None, *, one_relapse_a_day: bool
) -> tuple[Integers, Floats]:
    """Whose each relapse is, and its day, in order; without those of other people."""
    if onsets is None:
        return np.zeros(0, np.int64), np.zeros(0)
    position = {key: at for at, key in enumerate(keys)}
    owner = np.array([position.get(key, -1) for key in onsets.owners.keys], np.int64)[onsets.code]
    known = owner >= 0
    code, day = owner[known], _days(onsets.number[known], origin)
    order = _by_subject_and_day(code, day, last_wins=one_relapse_a_day)
    return code[order], day[order]


def _offsets(code: Integers, subjects: int) -> Integers:
    return np.append(0, np.cumsum(np.bincount(code, minlength=subjects))).astype(np.int64)
