"""One person's records up to a day, as frames, for rules of the user's own."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from mscourse.derivations.decoding import as_days
from mscourse.derivations.packing import people_not_asked
from mscourse.derivations.relapses import settle
from mscourse.derivations.visits import merge_same_day
from mscourse.kernels import codes
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import EPOCH
from mscourse.tables.people import Offsets, people_of
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS

Days = list[int]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """A table of everybody's rows, in order of person and date, and where each person's begin."""

    frame: pl.DataFrame
    day: list[int]
    offset: Offsets

    def of(self, person: int) -> tuple[pl.DataFrame, Days]:
        """The rows of one person, and their days."""
        first, last = int(self.offset[person]), int(self.offset[person + 1])
        return self.frame.slice(first, last - first), self.day[first:last]


class SoFar:
    """The records of one person up to a day; each table is cut when it is asked for."""

    def __init__(
        self,
        tables: Mapping[str, tuple[pl.DataFrame, Days]],
        patients: pl.DataFrame,
        number: int,
        *,
        relapses_given: bool,
        day_offsets: bool,
    ) -> None:
        self._tables, self._number, self._day_offsets = tables, number, day_offsets
        self.patients, self.relapses_given = patients, relapses_given

    @property
    def day(self) -> dt.date | int:
        """The day up to which there are records."""
        return self._number if self._day_offsets else EPOCH + dt.timedelta(days=self._number)

    @functools.cached_property
    def visits(self) -> pl.DataFrame:
        """The visits, one row per day."""
        return self._cut("visits")

    @functools.cached_property
    def relapses(self) -> pl.DataFrame:
        """The relapses that count."""
        return self._cut("relapses")

    @functools.cached_property
    def mri(self) -> pl.DataFrame:
        """The scans."""
        return self._cut("mri")

    @functools.cached_property
    def treatments(self) -> pl.DataFrame:
        """The treatments; an end that has not come is not known."""
        rows = self._cut("treatments")
        end = pl.when(pl.col("end_date").to_physical() <= self._number).then("end_date")
        return rows.with_columns(end_date=end)

    @functools.cached_property
    def recorded_courses(self) -> pl.DataFrame:
        """The clinicians' labels."""
        return self._cut("recorded_courses")

    def _cut(self, name: str) -> pl.DataFrame:
        frame, days = self._tables[name]
        return frame.head(sum(day <= self._number for day in days))


@dataclass(frozen=True, kw_only=True, eq=False)
class Histories:
    """Everybody's tables as a rule of the user's own is handed them, and the days of their records."""

    ids: pl.Series
    tables: Mapping[str, _Table]
    patients: pl.DataFrame
    patient_row: Mapping[str, int]
    recorded: list[_Table]
    """The tables as they were checked, whose rows say on which days there is a record."""
    relapses_given: bool
    not_asked: frozenset[str]
    """Of whom a row that could tell of a relapse was set aside."""
    day_offsets: bool

    def days(self, person: int) -> Days:
        """The days on which the person has a record, each once and in order."""
        return sorted({day for table in self.recorded for day in table.of(person)[1]})

    def up_to(self, person: int, days: Days) -> Iterator[tuple[int, SoFar]]:
        """Each of the days, and the person's records up to it."""
        tables = {name: table.of(person) for name, table in self.tables.items()}
        who = self.ids[person]
        row, given = self.patient_row.get(who), self.relapses_given and who not in self.not_asked
        patients = self.patients.clear() if row is None else self.patients.slice(row, 1)
        for day in days:
            yield (
                day,
                SoFar(tables, patients, day, relapses_given=given, day_offsets=self.day_offsets),
            )


def histories_of(cohort: CheckedCohort, ids: pl.Series, relapse_rule: RelapseRule, until: int | None) -> Histories:
    """The records of these people, up to `until` where that is given."""
    recorded = {name: _until(table, name, until) for name, table in cohort.records.items()}
    handed = recorded | {"visits": merge_same_day(recorded["visits"])[0]}
    if "relapses" in recorded and recorded["relapses"].height:
        kept = settle(recorded["relapses"], relapse_rule).status == codes.RELAPSE_KEPT
        handed["relapses"] = recorded["relapses"].filter(pl.Series(kept))
    for name in DATE_OF_RECORD:
        if name not in handed:
            handed[name] = SCHEMAS[name].create_empty()
    patients = SCHEMAS["patients"].create_empty() if cohort.patients is None else cohort.patients
    known = patients.get_column("patient_id").to_list()
    return Histories(
        ids=ids,
        tables={name: _table(frame, name, ids, day_offsets=cohort.day_offsets) for name, frame in handed.items()},
        patients=_handed(patients, day_offsets=cohort.day_offsets),
        patient_row={who: place for place, who in enumerate(known)},
        recorded=[_table(frame, name, ids, day_offsets=False) for name, frame in recorded.items()],
        relapses_given=cohort.relapses is not None,
        not_asked=frozenset(people_not_asked(cohort).to_list()),
        day_offsets=cohort.day_offsets,
    )


def _until(table: pl.DataFrame, name: str, until: int | None) -> pl.DataFrame:
    return table if until is None else table.filter(pl.col(DATE_OF_RECORD[name]).to_physical() <= until)


def _table(frame: pl.DataFrame, name: str, ids: pl.Series, *, day_offsets: bool) -> _Table:
    people = people_of({name: frame, "": ids.to_frame("patient_id")})
    return _Table(
        frame=_handed(frame, day_offsets=day_offsets),
        day=frame.get_column(DATE_OF_RECORD[name]).to_physical().to_list(),
        offset=np.asarray(people.offsets[name], np.int64),
    )


def _handed(frame: pl.DataFrame, *, day_offsets: bool) -> pl.DataFrame:
    """The frame as the rule sees it: whose it is and where it stood in its source play no part."""
    seen = frame.drop("patient_id", "row", strict=False)
    return as_days(seen) if day_offsets else seen
