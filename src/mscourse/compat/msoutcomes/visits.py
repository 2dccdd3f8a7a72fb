"""The caller's visits as sorted arrays, with the reference that the caller may have chosen for each patient.

Rows without an EDSS are left out before anything else is read of them; rows of one day all stay, in the order of the
table. Days are whole days since 1970-01-01, times of day floored away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mscourse.compat.frames.tables import Floats, Integers, Subjects, Table, open_table
from mscourse.compat.frames.text_dates import MISSING_TIME

DAY = 86_400_000_000
"""Microseconds."""
SYSTEMS = ("FSpyr", "FScrbl", "FSbstem", "FSsens", "FSsph", "FSvis", "FScereb", "FSamb")
"""The functional systems and the ambulation score, in the order of the kernels."""
OWN_SYSTEMS = tuple(f"b{system}" for system in SYSTEMS)


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnReference:
    """The references that the caller chose; P patients."""

    given: np.ndarray[Any, np.dtype[np.bool_]]
    """[P]"""
    day: Integers
    """[P] 0 where none is given."""
    value: Floats
    """[P] NaN where none is given, as for the scores."""
    scores: Floats
    """[P, 8]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class CoreHistories:
    """The visits of all patients with an EDSS; V visits, P patients, in order of first appearance among those."""

    everybody: Subjects
    """All patients of the table, also those without an EDSS."""
    patients: Integers
    """[P] Where each stands among everybody."""
    offset: Integers
    """[P + 1] Where each patient's visits begin, and where the last one's end."""
    day: Integers
    """[V]"""
    value: Floats
    """[V] EDSS."""
    gap: Floats
    """[V] Days since the latest relapse, without the sign; NaN where none is known."""
    scores: Floats
    """[V, 8]"""
    own: OwnReference
    date_kind: Any
    table: Table

    def dates(self, days: Integers, missing: np.ndarray[Any, np.dtype[np.bool_]] | None = None) -> Any:  # noqa: ANN401
        """Days as a column like the caller's dates."""
        moments = days * DAY
        return self.table.dates(
            moments if missing is None else np.where(missing, MISSING_TIME, moments), self.date_kind
        )

    @property
    def patient(self) -> Integers:
        """[V] Whose visit it is, as position in `patients`."""
        return np.repeat(np.arange(len(self.patients)), np.diff(self.offset))


def read_visits(
    frame: Any,  # noqa: ANN401
    name: str,
    *,
    with_systems: bool,
    own_date: str,
) -> CoreHistories:
    """The table as arrays; see the module.

    Args:
        frame: visits, of polars or pandas.
        name: what the caller calls the table.
        with_systems: whether the functional systems are needed.
        own_date: the column with the date of the reference that the caller chose; looked at if there is a `bEDSS`.

    Raises:
        TypeError: if it is no table.
        ValueError: if a column is missing or holds something else than it should.
    """
    everything = open_table(frame, name)
    names = list(frame.columns)
    systems, own_systems = (SYSTEMS, OWN_SYSTEMS) if with_systems else ((), ())
    _need(name, names, ("ID", "dateEDSS", "EDSS", "daysPostRelapse", *systems))
    if "bEDSS" in names:
        _need(name, names, (own_date, *own_systems), "A table with bEDSS, a reference of your own, needs")
    everybody = everything.subjects("ID")
    if (everybody.code < 0).any():
        raise ValueError(f"{name} has rows without an ID. Every visit is somebody's. Fill the column or drop the rows.")
    measured = np.flatnonzero(~np.isnan(everything.numbers("EDSS")))
    table = everything
    if len(measured) < len(everybody.code):
        table = open_table(everything.taken(measured, {}), name)
    day, kind = _days(table, name, "dateEDSS")
    if (day == MISSING_TIME).any():
        raise ValueError(f"{name} has an EDSS without a date. A visit is dated. Fill dateEDSS or drop the rows.")
    code, patients = _in_order_of_appearance(everybody.code[measured])
    order = np.lexsort((day, code))
    return CoreHistories(
        everybody=everybody,
        patients=patients,
        offset=np.append(0, np.cumsum(np.bincount(code, minlength=len(patients)))).astype(np.int64),
        day=day[order],
        value=table.numbers("EDSS")[order],
        gap=np.abs(table.numbers("daysPostRelapse"))[order],
        scores=_scores(table, systems)[order],
        own=_own(table, name, code, len(patients), own_date if "bEDSS" in names else None, own_systems),
        date_kind=kind,
        table=table,
    )


def _need(name: str, names: Sequence[Any], needed: Sequence[str], whose: str = "It needs") -> None:
    missing = [column for column in needed if column not in names]
    if missing:
        raise ValueError(f"{name} has no column {', '.join(missing)}. {whose} {', '.join(needed)}, written like this.")


def _days(table: Table, name: str, column: str) -> tuple[Integers, Any]:
    """Whole days, `MISSING_TIME` where missing, and what kind of date they are."""
    try:
        times = table.times(column, None, table.zone_of(column))
    except ValueError:
        # The refusal speaks of an argument that the calls of MSoutcomes do not have.
        times = None
    if times is None:
        raise ValueError(
            f"Column {column!r} of {name} does not hold dates only. A date is a date, or text such as 2024-05-31. "
            "Turn the column into dates first."
        )
    missing = times.microseconds == MISSING_TIME
    return np.where(missing, MISSING_TIME, times.microseconds // DAY), times.kind


def _in_order_of_appearance(code: Integers) -> tuple[Integers, Integers]:
    """The codes counted anew in order of first appearance, and the old code of each new one."""
    distinct, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(first)
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    return new[inverse], distinct[order]


def _scores(table: Table, systems: Sequence[str]) -> Floats:
    """The scores, a row each, in this order of systems."""
    columns = [table.numbers(system) for system in systems]
    return np.column_stack(columns) if columns else np.zeros((len(table.numbers("EDSS")), 0))


def _own(
    table: Table, name: str, code: Integers, patients: int, date: str | None, systems: Sequence[str]
) -> OwnReference:
    """The reference of each patient's first row that has one."""
    none = np.zeros(patients, np.bool_)
    scores = np.full((patients, len(systems)), np.nan)
    if date is None:
        return OwnReference(
            given=none, day=np.zeros(patients, np.int64), value=np.full(patients, np.nan), scores=scores
        )
    values = table.numbers("bEDSS")
    rows = np.flatnonzero(~np.isnan(values))
    owner, first = np.unique(code[rows], return_index=True)
    rows = rows[first]
    days, _ = _days(table, name, date)
    if (days[rows] == MISSING_TIME).any():
        raise ValueError(f"{name} has a bEDSS without {date}. A reference of your own is dated. Fill the column.")
    given, day, value = none, np.zeros(patients, np.int64), np.full(patients, np.nan)
    given[owner], day[owner], value[owner] = True, days[rows], values[rows]
    scores[owner] = _scores(table, systems)[rows]
    return OwnReference(given=given, day=day, value=value, scores=scores)
