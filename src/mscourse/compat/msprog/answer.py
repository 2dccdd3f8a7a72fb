"""What `MSprog` answers: tables of the caller's kind, what was asked, and how to write it up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mscourse.compat.frames.tables import Floats, Integers
from mscourse.compat.msprog.histories import Histories
from mscourse.compat.msprog.search import Searched
from mscourse.compat.msprog.settings import Settings
from mscourse.kernels.msprog_records import IMPROVEMENT, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT, WORSENING

_KINDS = ("", "CDI", "CDW", "CDW", "CDW")
_CAUSES = ("", "", "undefined", "RAW", "PIRA")
_SEQUENCE = ("", "CDI", "CDW", "RAW", "PIRA")
_COUNTED = {
    "CDI": (IMPROVEMENT,),
    "CDW": (WORSENING, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT),
    "RAW": (RELAPSE_ASSOCIATED,),
    "PIRA": (RELAPSE_INDEPENDENT,),
}


class Answer(tuple[Any, ...]):  # noqa: SLOT001 - a tuple of any length has room for names in a dictionary only
    """`(summary, results)`, with `unconfirmed` as third member if it was asked for; all of it by name as well."""

    summary: Any
    """One row per subject: how many events of each kind, and in which order."""
    results: Any
    """One row per event, and per subject without one."""
    unconfirmed: Any
    """One row per change that was not confirmed."""
    settings: dict[str, Any]
    """Every argument as it was understood."""
    methods: str
    """A paragraph for the methods section of a paper."""


def columns_counted(settings: Settings) -> tuple[str, ...]:
    """What the summary counts."""
    if settings.event in ("firstCDI", "firstRAW", "firstPIRA"):
        return (settings.event.removeprefix("first"),)
    improvements = () if settings.event == "firstCDW" else ("CDI",)
    return (*improvements, "CDW", *(("RAW", "PIRA") if settings.RAW_PIRA else ()))


def counts(histories: Histories, searched: Searched, kind: str) -> Integers:
    """Per subject, how many of the events are of that kind."""
    chosen = searched.visit[np.isin(searched.label[searched.visit], _COUNTED[kind])]
    return np.bincount(histories.subject[chosen], minlength=len(histories.keys)).astype(np.int64)


def sequences(histories: Histories, searched: Searched) -> NDArray[np.object_]:
    """Per subject, the events in order, as text."""
    words = np.array(_SEQUENCE, object)[searched.label[searched.visit]]
    subject = histories.subject[searched.visit]
    sequence = np.full(len(histories.keys), "", object)
    turn = _turns(subject)
    for number in range(1, int(turn.max(initial=0)) + 1):
        now = turn == number
        sequence[subject[now]] += words[now] if number == 1 else ", " + words[now]
    return sequence


def _turns(subject: Integers) -> Integers:
    """1, 2, 3 ... within each subject, whose entries stand together."""
    begins = np.append(True, subject[1:] != subject[:-1])[: len(subject)]
    first = np.flatnonzero(begins)
    turns: Integers = np.arange(len(subject)) - first[np.cumsum(begins) - 1] + 1
    return turns


def summary(histories: Histories, searched: Searched, settings: Settings) -> Any:  # noqa: ANN401 - the caller's kind
    """One row per subject."""
    columns: dict[Any, Any] = {}
    if not histories.table.has_index:
        columns[settings.subj_col] = histories.ids
    if settings.event in ("firstCDW", "first", "multiple"):
        columns["event_sequence"] = sequences(histories, searched)
    for kind in columns_counted(settings):
        columns[kind] = counts(histories, searched, kind)
    return histories.like(columns, index=histories.ids)


def results(histories: Histories, searched: Searched, settings: Settings) -> Any:  # noqa: ANN401 - as above
    """One row per event; then, if asked for, per subject without one."""
    row = _Rows(histories, searched, include_stable=settings.include_stable)
    event, day = row.event, histories.day
    reference, previous = row.of(searched.reference), row.of(searched.last_delta)
    last_day = day[histories.offsets[1:] - 1][row.subject]
    first_day = day[histories.offsets[:-1]][row.subject]
    onset = row.at(event, day)
    columns: dict[Any, Any] = {
        settings.subj_col: histories.subjects(row.subject),
        "nevent": row.number,
        "event_type": np.array(_KINDS, object)[row.label],
    }
    if settings.RAW_PIRA:
        columns["CDW_type"] = np.array(_CAUSES, object)[row.label]
    pairs = (
        ("", onset, row.at(event, histories.value)),
        ("bl_", row.at(reference, day), row.at(event, searched.reference_value)),
        ("last_delta_", row.at(previous, day), row.at(event, searched.last_delta_value)),
    )
    for prefix, days, values in pairs:
        if settings.include_dates:
            columns[f"{prefix}date"] = histories.dates(days)
        if settings.include_value:
            columns[f"{prefix}value"] = values
    columns["total_fu"] = _days(histories, last_day - first_day)
    columns["time2event"] = _days(histories, np.where(event < 0, last_day, onset) - first_day)
    columns["bl2event"] = onset - row.at(reference, day)
    columns |= _confirmations("conf", searched.confirmed, row, settings)
    if settings.RAW_PIRA and settings.event != "firstRAW":
        columns |= _confirmations("PIRA_conf", searched.independent, row, settings)
    sustained = row.of(searched.sustained)
    columns["sust_days"] = row.at(sustained, day) - onset
    is_last = sustained == histories.offsets[1:][row.subject] - 1
    columns["sust_last"] = np.ma.MaskedArray(is_last, event < 0)
    return histories.like(columns)


class _Rows:
    """The rows of the results: the onset visit of each, -1 for a subject without event."""

    def __init__(self, histories: Histories, searched: Searched, *, include_stable: bool) -> None:
        owner = histories.subject[searched.visit]
        stable = np.setdiff1d(np.arange(len(histories.keys)), owner) if include_stable else owner[:0]
        subject = np.append(owner, stable)
        order = np.argsort(subject, kind="stable")
        self.histories = histories
        self.subject: Integers = subject[order]
        self.event: Integers = np.append(searched.visit, np.full(len(stable), -1))[order]
        self.number: Integers = np.where(self.event < 0, 0, _turns(self.subject))
        self.label: Integers = np.where(self.event < 0, 0, self._gathered(searched.label, self.event))

    @staticmethod
    def _gathered(values: Any, at: Integers) -> Any:  # noqa: ANN401 - of either kind
        return values[at] if len(values) else values[:0]

    def of(self, visits: Integers) -> Integers:
        """The visit that belongs to each event, -1 where there is none."""
        return np.where(self.event < 0, -1, self._gathered(visits, self.event))

    def at(self, visits: Integers, values: Floats) -> Floats:
        """The values at these visits, NaN where there is none."""
        return np.where(visits < 0, np.nan, self._gathered(values, visits))


def _confirmations(prefix: str, confirming: Integers, row: _Rows, settings: Settings) -> dict[Any, Any]:
    """The dates of all windows, then the values of all windows."""
    dates: dict[Any, Any] = {}
    values: dict[Any, Any] = {}
    for name, visits in zip(settings.conf_days, confirming, strict=True):
        at = row.of(visits)
        if settings.include_dates:
            dates[f"{prefix}{name}_date"] = row.histories.dates(row.at(at, row.histories.day))
        if settings.include_value:
            values[f"{prefix}{name}_value"] = row.at(at, row.histories.value)
    return dates | values


def _days(histories: Histories, days: Floats) -> Any:  # noqa: ANN401 - whole or not
    """Days as whole numbers, unless the caller's days are numbers of their own."""
    return days if histories.origin is None else days.astype(np.int64)


def unconfirmed(histories: Histories, searched: Searched, settings: Settings) -> Any:  # noqa: ANN401 - as above
    """One row per change that was not confirmed."""
    at = searched.refused
    return histories.like(
        {
            settings.subj_col: histories.subjects(histories.subject[at]),
            "date": histories.dates(histories.day[at]),
            "value": histories.value[at],
            "bl_date": histories.dates(histories.day[searched.refused_reference]),
            "bl_value": searched.refused_value,
            "closest_rel-": searched.since_relapse[at],
            "closest_rel+": searched.until_relapse[at],
        }
    )
