"""The engines that answer the worked examples: the plain-Python twin and the package itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import dataframely as dy
import polars as pl

import oracle
from definitions.grids import Row
from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check_cohort
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import Cohort
from mscourse.tables.schemas import SCHEMAS

Records = dict[str, list[tuple[str, Row]]]
"""The rows of each table that was given, each with its patient."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Records of some patients, and how they are looked at."""

    patients: tuple[str, ...]
    records: Records
    definition: CourseDefinition
    until: int
    hindsight: bool


class Engine(Protocol):
    """Answers about the patients of one question, under the columns of the result tables."""

    complete: bool
    """Whether it gives every column of the result tables."""

    def state(self, patient: str, day: int) -> Row | None:
        """The patient's state on the day, or None."""

    def events(self, patient: str) -> list[Row]:
        """Every event of the patient, as known at the end."""

    def evidence(self, patient: str, day: int) -> list[Row]:
        """The evidence in force on the day."""

    def assessments(self, patient: str, day: int) -> list[Row]:
        """The evaluations as they stand on the day."""

    def topics(self, patient: str, day: int) -> list[str]:
        """The keys of the topics in force on the day."""


class Oracle:
    """The twin in plain Python, one patient at a time."""

    complete = False

    def __init__(self, question: Question) -> None:
        self._question = question
        self._records = {patient: self._of(patient) for patient in question.patients}

    def _of(self, patient: str) -> oracle.Records:
        given = {
            name: [row for owner, row in rows if owner == patient] for name, rows in self._question.records.items()
        }
        about = given.pop("patients", [])
        return oracle.Records(patient=about[0] if about else {}, **{"visits": [], **given})

    def state(self, patient: str, day: int) -> Row | None:
        asked = self._question
        return oracle.state(self._records[patient], day, asked.definition, hindsight=asked.hindsight, until=asked.until)

    def events(self, patient: str) -> list[Row]:
        return oracle.events(self._records[patient], self._question.definition, until=self._question.until)

    def evidence(self, patient: str, day: int) -> list[Row]:
        asked = self._question
        return oracle.evidence(
            self._records[patient], day, asked.definition, hindsight=asked.hindsight, until=asked.until
        )

    def assessments(self, patient: str, day: int) -> list[Row]:
        return oracle.assessments(self._records[patient], self._question.definition, until=day)

    def topics(self, patient: str, day: int) -> list[str]:
        asked = self._question
        return oracle.topics_on(
            self._records[patient], day, asked.definition, hindsight=asked.hindsight, until=asked.until
        )


class Local:
    """The package on this machine, all patients of the question as one cohort."""

    complete = True

    def __init__(self, question: Question) -> None:
        self._question = question
        self._cohort = check_cohort(cohort_of(question.records))
        self._courses: dict[int, Course] = {}

    def _course(self, until: int) -> Course:
        if until not in self._courses:
            self._courses[until] = characterise(
                self._cohort, self._question.definition, until=until, hindsight=self._question.hindsight
            )
        return self._courses[until]

    def state(self, patient: str, day: int) -> Row | None:
        rows = _rows(self._course(self._question.until).at(day), patient)
        return rows[0] if rows else None

    def events(self, patient: str) -> list[Row]:
        return _rows(self._course(self._question.until).events, patient)

    def evidence(self, patient: str, day: int) -> list[Row]:
        return _rows(self._course(self._question.until).evidence_at(day), patient)

    def assessments(self, patient: str, day: int) -> list[Row]:
        return _rows(self._course(day).assessments, patient)

    def topics(self, patient: str, day: int) -> list[str]:
        return [row["key"] for row in _rows(self._course(self._question.until).topics_at(day), patient)]


def _rows(frame: pl.DataFrame, patient: str) -> list[Row]:
    return frame.filter(pl.col("patient_id") == patient).to_dicts()


def cohort_of(records: Records, measures: Sequence[str] = ()) -> Cohort:
    """The records as a cohort, with these columns of the user's own."""
    given: dict[str, Any] = {name: _frame(name, rows, measures) for name, rows in {"visits": [], **records}.items()}
    return Cohort(**given, measures=measures)


def _frame(name: str, rows: list[tuple[str, Row]], measures: Sequence[str]) -> pl.DataFrame:
    """The rows as a table whose dates are whole days; a table without rows has its columns all the same."""
    own = dict.fromkeys(measures, pl.Float64) if name == "visits" else {}
    kinds = own | {
        column: pl.Int32 if isinstance(kind, dy.Date) else pl.String if isinstance(kind, dy.Enum) else kind.dtype
        for column, kind in SCHEMAS[name].columns().items()
    }
    return pl.DataFrame([{"patient_id": patient, **row} for patient, row in rows], schema=kinds)


ENGINES: dict[str, Callable[[Question], Engine]] = {"oracle": Oracle, "local": Local}
