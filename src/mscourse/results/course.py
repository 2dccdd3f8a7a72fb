"""The course: everything that was worked out about a cohort, and the cohort it was worked out from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.errors import UnknownPatientError, UsageError
from mscourse.results.treatments import TreatmentAccount
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import EPOCH, day_number

TABLES = ("states", "events", "evidence", "assessments", "topics", "findings")
Tables = dict[str, pl.DataFrame]
"""The tables of a course by name."""
_PATIENT = "patient_id"


@dataclass(frozen=True, kw_only=True, eq=False)
class Course:
    """The result of `characterise`: tables as in `mscourse.results.schemas`, with their cohort and definition.

    Where the cohort came as days (`cohort.day_offsets`), the date columns of every table hold whole days.
    """

    cohort: CheckedCohort
    definition: CourseDefinition
    hindsight: bool
    states: pl.DataFrame
    events: pl.DataFrame
    evidence: pl.DataFrame
    assessments: pl.DataFrame
    topics: pl.DataFrame
    findings: pl.DataFrame
    provenance: dict[str, Any]
    works_out_treatments: Callable[[Course, str, dt.date | str | int], TreatmentAccount | None] | None = None
    """What `treatments_of` asks; `characterise` puts it here, so that nothing is worked out that nobody asks for."""

    def __repr__(self) -> str:
        """How many people and states, and by which definition: no record of anybody."""
        people, states = len(self.patient_ids), self.states.height
        return f"<Course of {people} people by {self.definition.name}, {states} states>"

    @property
    def tables(self) -> Tables:
        """The six tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def patient_ids(self) -> list[str]:
        """Every person with at least one state, in the order of the states table."""
        return self.states.get_column(_PATIENT).unique(maintain_order=True).to_list()

    def at(self, day: dt.date | str | int) -> pl.DataFrame:
        """Where each person stood on that day: the columns of `states`, and `index_date`; one row per person.

        A person without a record by that day, or whose states end before it, has no row: for a day after the last
        record, characterise with `until`. `end` is the day after:
        when the stretch really ended was not known on the day. The label ends with the date.

        Args:
            day: a date, an ISO date, or a whole day where the records came as days.

        Raises:
            UsageError: if the day does not read as a date, or is a date where the records came as days.
        """
        number = day_number(day, day_offsets=self.cohort.day_offsets)
        index = self._day(number)
        said = f"day {number}" if self.cohort.day_offsets else (EPOCH + dt.timedelta(days=number)).isoformat()
        rows = self.states.filter((pl.col("start") <= index) & (pl.col("end") > index))
        return rows.with_columns(
            index_date=index,
            end=self._day(number + 1),
            label=(pl.col("label").cast(pl.String) + f", on {said}").cast(pl.Categorical),
        )

    def evidence_at(self, day: dt.date | str | int) -> pl.DataFrame:
        """The rows of `evidence` in force on that day; after a person's last state, those in force at its end."""
        index = self._day(day_number(day, day_offsets=self.cohort.day_offsets))
        open_end = pl.col("known_until").is_null() | (pl.col("known_until") > index)
        return self.evidence.filter((pl.col("known_from") <= index) & open_end)

    def topics_at(self, day: dt.date | str | int) -> pl.DataFrame:
        """The rows of `topics` in force on that day."""
        index = self._day(day_number(day, day_offsets=self.cohort.day_offsets))
        return self.topics.filter((pl.col("start") <= index) & (pl.col("end") > index))

    def treatments_of(self, patient_id: str, day: dt.date | str | int) -> TreatmentAccount | None:
        """One person's treatments as they were known on that day, worked out now; None if there is nothing to say.

        Raises:
            UsageError: if the day does not read as one.
        """
        return self.works_out_treatments(self, patient_id, day) if self.works_out_treatments else None

    def of(self, table: str, patient_id: str) -> pl.DataFrame:
        """One person's rows of `states`, `events`, `evidence`, `assessments`, `topics` or `findings`.

        Raises:
            UsageError: if there is no such table.
            UnknownPatientError: if there is no such person among the states.
        """
        if table not in TABLES:
            raise UsageError(f"There is no table {table!r}.", f"The tables are {', '.join(TABLES)}.")
        if patient_id not in self.patient_ids:
            raise UnknownPatientError(
                "There is no patient of that id in the data, or none with a record by the date asked for.",
                hint="ids are text, exactly as in the files, leading zeros included.",
            )
        frame: pl.DataFrame = getattr(self, table)
        return frame.filter(pl.col(_PATIENT) == patient_id)

    def _day(self, number: int) -> pl.Expr:
        return pl.lit(number, pl.Int32) if self.cohort.day_offsets else pl.lit(number, pl.Int32).cast(pl.Date)
