"""What the disease-course graphic shows of a person, gathered once for the drawing, its table and its words."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.tables.drugs import DrugTable, drug_table
from mscourse.views import vocabulary as say
from mscourse.views.days import in_result_days, last_day
from mscourse.views.person import person_of
from mscourse.views.sentences import evidence_sentence

TESTS = ("t25fw", "nhpt_dominant", "nhpt_nondominant", "sdmt")
_UNABLE = {"t25fw_unable": "t25fw", "nhpt_unable": "nhpt_dominant"}
_UNSETTLED = ("awaiting_confirmation", "no_later_visit")
_SEVERITIES = ("mild", "moderate", "severe")
_KINDS_OF_LESION = ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of a measure on a day, with what the evidence says of it."""

    measure: str
    day: say.Day
    value: float
    said: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """A relapse or one finding of a scan: `name` is its mark."""

    table: str
    day: say.Day
    name: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """A stretch on a drug; `efficacy` is the category of the drug table, where it has one."""

    drug: str
    start: say.Day
    end: say.Day | None
    efficacy: str | None

    @property
    def label(self) -> str:
        """The drug with its category in brackets."""
        return f"{self.drug} ({self.efficacy})" if self.efficacy else self.drug


@dataclass(frozen=True, kw_only=True)
class Change:
    """A worsening: confirmed, or `unconfirmed` at the end of the records; `name` is its mark."""

    measure: str
    name: str
    onset: say.Day
    value: float
    reference_date: say.Day | None
    reference_value: float | None
    confirmed_on: say.Day | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Everything that is drawn of one person, in order of date; nothing in it is worked out here."""

    patient_id: str
    definition: CourseDefinition
    whole_days: bool
    last: say.Day
    states: list[dict[str, Any]]
    given: frozenset[str]
    """The tables of records that were given."""
    values: dict[str, list[Value]]
    """By measure; of a day with values that disagree, none."""
    disagreements: list[Value]
    unable: list[tuple[str, say.Day]]
    """Measure and day of each test that could not be done because of MS."""
    records: list[Record]
    treatments: list[Treatment]
    changes: list[Change]

    def of_table(self, table: str) -> list[Record]:
        """The relapses, or the findings of the scans."""
        return [record for record in self.records if record.table == table]


def what_is_shown(course: Course, patient_id: str) -> Shown:
    """The states, values, records, treatments and worsenings of one person.

    Raises:
        UnknownPatientError: if there is no such person among the states.
    """
    states = course.of("states", patient_id).sort("start").to_dicts()
    gathered = _Gathered(course, patient_id, states)
    values, disagreements = gathered.values()
    return Shown(
        patient_id=patient_id,
        definition=course.definition,
        whole_days=course.cohort.day_offsets,
        last=last_day(course, patient_id),
        states=states,
        given=frozenset(name for name in ("relapses", "mri", "treatments") if course.cohort.table(name) is not None),
        values=values,
        disagreements=disagreements,
        unable=gathered.unable(),
        records=gathered.records(),
        treatments=gathered.treatments(),
        changes=gathered.changes(),
    )


class _Gathered:
    """One person's rows of the tables, read once."""

    def __init__(self, course: Course, patient_id: str, states: list[dict[str, Any]]) -> None:
        self.course, self.patient_id, self.end = course, patient_id, states[-1]["end"]
        self.person = person_of(course, patient_id, states[-1]["derived_phenotype"])
        self.evidence = course.of("evidence", patient_id).to_dicts()
        self.visits = [row for row in self._rows("visits") if row["date"] < self.end]

    def said(self, row: dict[str, Any]) -> str:
        return evidence_sentence(row, self.course.definition, self.person)

    def values(self) -> tuple[dict[str, list[Value]], list[Value]]:
        """The values that are used, by measure, and those of days on which they disagree."""
        used: dict[str, list[Value]] = {}
        unused: list[Value] = []
        told = {
            (row["field"], row["date"]): row
            for row in self.evidence
            if row["claim"] == "worsening" and row["verdict"] in ("counts", "same_day_disagreement")
        }
        for measure in ("edss", *TESTS):
            by_day: dict[say.Day, list[float]] = {}
            for row in self.visits:
                if row.get(measure) is not None:
                    by_day.setdefault(row["date"], []).append(float(row[measure]))
            for day, found in sorted(by_day.items(), key=lambda item: item[0]):
                evidence = told.get((measure, day))
                plain = say.capitalised(f"{say.say_value(measure, found[0])} {say.on_day(day)}.")
                said = self.said(evidence) if evidence else plain
                each = [Value(measure=measure, day=day, value=value, said=said) for value in sorted(set(found))]
                if len(each) > 1:
                    unused += each
                else:
                    used.setdefault(measure, []).append(each[0])
        return used, unused

    def unable(self) -> list[tuple[str, say.Day]]:
        found = {
            (measure, row["date"]) for row in self.visits for column, measure in _UNABLE.items() if row.get(column)
        }
        return sorted(found, key=lambda each: each[1])

    def records(self) -> list[Record]:
        """One entry per relapse and per kind of finding of a scan."""
        severities = {row["onset_date"]: row["severity"] for row in self._rows("relapses")}
        shown = []
        for (table, day), rows in _by_day(self.evidence).items():
            for name, row in _marks_of(table, rows, severities.get(day)):
                severity = (
                    f" It was {name.removeprefix('relapse_')}." if name.removeprefix("relapse_") in _SEVERITIES else ""
                )
                shown.append(Record(table=table, day=day, name=name, said=self.said(row) + severity))
        return shown

    def treatments(self) -> list[Treatment]:
        rows = sorted(self._rows("treatments"), key=lambda row: (row["start_date"], row["drug"]))
        return [
            Treatment(
                drug=row["drug"],
                start=row["start_date"],
                end=row["end_date"],
                efficacy=_efficacy(row["drug"], row.get("atc")),
            )
            for row in rows
            if row["start_date"] < self.end
        ]

    def changes(self) -> list[Change]:
        """The confirmed worsenings of the events, and what is not settled at the end of the records."""
        confirmed = {
            (row["field"], row["date"]): self.said(row)
            for row in self.evidence
            if row["claim"] == "worsening" and row["verdict"] == "confirmed"
        }
        events = self.course.of("events", self.patient_id).filter(pl.col("kind") == "worsening").to_dicts()
        changes = [
            Change(
                measure=event["measure"],
                name=event["cause"] or "unknown",
                onset=event["onset"],
                value=event["onset_value"],
                reference_date=event["reference_date"],
                reference_value=event["reference_value"],
                confirmed_on=event["confirmed_on"],
                said=f"{confirmed.get((event['measure'], event['onset']), 'Confirmed worsening.')} "
                f"{say.capitalised(say.CAUSES[event['cause'] or 'unknown'])}.",
            )
            for event in events
        ]
        open_rows = [
            row
            for row in self.evidence
            if row["claim"] == "worsening" and row["verdict"] in _UNSETTLED and row["known_until"] is None
        ]
        changes += [
            Change(
                measure=row["field"],
                name="unconfirmed",
                onset=row["date"],
                value=row["value"],
                reference_date=row["reference_date"],
                reference_value=row["reference_value"],
                confirmed_on=None,
                said=self.said(row),
            )
            for row in open_rows
        ]
        return sorted(changes, key=lambda change: (change.onset, change.measure))

    def _rows(self, table: str) -> list[dict[str, Any]]:
        frame = self.course.cohort.table(table)
        if frame is None:
            return []
        return in_result_days(self.course, frame.filter(pl.col("patient_id") == self.patient_id)).to_dicts()


def _by_day(evidence: Iterable[dict[str, Any]]) -> dict[tuple[str, say.Day], list[dict[str, Any]]]:
    """The rows of activity by table and day, relapses and scans alone, in order of date."""
    days: dict[tuple[str, say.Day], list[dict[str, Any]]] = {}
    records = [row for row in evidence if row["claim"] == "activity" and row["table"] in ("relapses", "mri")]
    for row in sorted(records, key=lambda row: row["date"]):
        days.setdefault((row["table"], row["date"]), []).append(row)
    return days


def _marks_of(table: str, rows: list[dict[str, Any]], severity: str | None) -> list[tuple[str, dict[str, Any]]]:
    """The marks of one day's relapse or scan, each with the row that it shows."""
    counted = next((row for row in rows if row["verdict"] == "counts"), None)
    if table == "relapses":
        if counted is None:
            return [("relapse_passed_over", rows[0])]
        word = (severity or "").strip().lower()
        return [(f"relapse_{word}" if word in _SEVERITIES else "relapse", counted)]
    positive = {row["field"]: row for row in rows if row["value"]}
    if positive:
        return [(kind, positive[kind]) for kind in _KINDS_OF_LESION if kind in positive]
    return [("scan_clear", counted)] if counted is not None else [("scan_not_readable", rows[0])]


def _efficacy(drug: str, code: str | None) -> str | None:
    """The category that the drug table gives it, and None where it gives none."""
    known, categories = _drugs()
    name = known.by_name(drug) or known.by_code(code)
    return categories.get(name) if name else None


@functools.cache
def _drugs() -> tuple[DrugTable, dict[str, str | None]]:
    known = drug_table()
    return known, dict(known.drugs.select("drug", "efficacy").iter_rows())
