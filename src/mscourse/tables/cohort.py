"""A cohort: the tables of records of any number of people, checked or not yet."""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import polars as pl

from mscourse.tables.conform import Conformed, conform, empty_table
from mscourse.tables.dates import Calendar, check_format
from mscourse.tables.digests import Digests
from mscourse.tables.drugs import DrugTable
from mscourse.tables.facts import TableFacts
from mscourse.tables.finding_rows import joined, table_finding
from mscourse.tables.frames import as_polars
from mscourse.tables.measures import names_of_measures, with_measures
from mscourse.tables.people import People, people_of
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS


@dataclass(frozen=True, kw_only=True)
class RowCounts:
    """What became of the rows of one table: given = used + set_aside + passed_over, always.

    `after_until` of the used rows were not looked at because they are dated after `until`.
    """

    given: int
    set_aside: int
    passed_over: int

    @property
    def used(self) -> int:
        """The rows that took part."""
        return self.given - self.set_aside - self.passed_over


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedCohort:
    """Tables that fit their schemas, each sorted by patient and date, with what the checks found.

    Each table has exactly the columns of its schema and `row` (UInt32), where the row stood in its source; `visits`
    has those of `measures` (Float64) before `row`. A table that was not given is None. With `day_offsets` the records
    came as days: a date column then holds the day as days since 1970-01-01, and results are handed back as whole days.
    """

    visits: pl.DataFrame
    patients: pl.DataFrame | None
    relapses: pl.DataFrame | None
    mri: pl.DataFrame | None
    treatments: pl.DataFrame | None
    recorded_courses: pl.DataFrame | None
    findings: pl.DataFrame
    counts: dict[str, RowCounts]
    digests: Mapping[str, str]
    """SHA-256 of each input table, as it was read."""
    day_offsets: bool = False
    source_notes: tuple[str, ...] = ()
    """What the reader did that results depend on, in sentences for the provenance."""
    relapses_rebuilt: bool = False
    """Whether the relapses were rebuilt from the visits: a visit set aside may then have told of one."""
    measures: tuple[str, ...] = ()
    """The columns of `visits` that hold measures of the user's own."""
    drugs: DrugTable | None = None
    """The table of drugs that the treatments were checked with; None for the package's own."""

    def table(self, name: str) -> pl.DataFrame | None:
        """The table of that name, or None where it was not given."""
        frame: pl.DataFrame | None = getattr(self, name)
        return frame

    @functools.cached_property
    def records(self) -> dict[str, pl.DataFrame]:
        """The tables whose rows have a date, as far as they were given."""
        return {name: table for name in DATE_OF_RECORD if (table := self.table(name)) is not None}

    @functools.cached_property
    def people(self) -> People:
        """Everyone with a record, and where their rows begin."""
        return people_of(self.records)

    def __repr__(self) -> str:
        """How many rows of each table: no record of anybody."""
        tables = ", ".join(f"{name} {count.used}" for name, count in self.counts.items())
        return f"<CheckedCohort: rows used of {tables}>"

    def parts(self, people: int) -> Iterator[CheckedCohort]:
        """This cohort cut into parts of about so many people each, in order of id; nobody is in two of them.

        What is known of the whole (findings, counts, digests) every part has. A cohort without records is one part.
        """
        total = len(self.people.ids)
        number = max(-(-total // people), 1)
        if number == 1:
            yield self
            return
        edges = [total * part // number for part in range(number + 1)]
        for first, last in itertools.pairwise(edges):
            part = replace(self, **self._rows_of(first, last))
            # What a cached property keeps, so that nobody looks for these people again.
            vars(part)["people"] = self.people.between(first, last)
            yield part

    def only(self, people: pl.Series) -> CheckedCohort:
        """This cohort with the rows of these people alone; what is known of the whole it keeps, as `parts` do."""
        theirs = pl.col("patient_id").is_in(people.implode())
        given = {name: table for name in SCHEMAS if (table := self.table(name)) is not None}
        tables: dict[str, Any] = {name: table.filter(theirs) for name, table in given.items()}
        return replace(self, **tables)

    def _rows_of(self, first: int, last: int) -> dict[str, Any]:
        """The tables with the rows of the people from the place `first` to before the place `last`."""
        tables = {}
        for name, table in self.records.items():
            start, stop = (int(self.people.offsets[name][at]) for at in (first, last))
            tables[name] = table.slice(start, stop - start)
        if self.patients is not None:
            ids = self.people.ids.slice(first, last - first)
            start = int(self.patients.get_column("patient_id").search_sorted(ids[0]))
            stop = int(self.patients.get_column("patient_id").search_sorted(ids[-1], side="right"))
            tables["patients"] = self.patients.slice(start, stop - start)
        return tables

    def people_with_rows_set_aside(self, *tables: str) -> pl.Series:
        """The ids of everyone of whom a row of these tables was set aside for an error."""
        if not any(self.counts[name].set_aside for name in tables if name in self.counts):
            return pl.Series("patient_id", [], pl.String)
        errors = self.findings.filter((pl.col("severity") == "error") & pl.col("table").is_in(tables))
        return errors.get_column("patient_id").drop_nulls().unique()


@dataclass(frozen=True, kw_only=True, eq=False)
class Given:
    """One table as it came, with what its reader found and knows about it."""

    frame: pl.DataFrame
    first_row: int = 1
    """The number of the first row as a spreadsheet shows it."""
    findings: list[pl.DataFrame] = field(default_factory=list)
    digest: str | None = None
    """SHA-256 of the file; None for a frame, whose digest is then that of its content."""
    notes: tuple[str, ...] = ()
    rebuilt: bool = False
    """Whether the table did not come itself but was rebuilt from the visits."""


class Cohort:
    """The tables of records as they came, under our names and types, not yet checked.

    Each table that was given is a frame with the columns of its schema and `row`; one that was not is None
    (`visits` is then empty). A cell that could not be read is missing, and a finding says so.
    """

    def __init__(  # noqa: PLR0913 - one for each table, and how to read them
        self,
        *,
        visits: Any = None,  # noqa: ANN401 - a frame of polars or pandas, which need not be installed
        patients: Any = None,  # noqa: ANN401
        relapses: Any = None,  # noqa: ANN401
        mri: Any = None,  # noqa: ANN401
        treatments: Any = None,  # noqa: ANN401
        recorded_courses: Any = None,  # noqa: ANN401
        date_format: str | None = None,
        measures: Iterable[str] = (),
    ) -> None:
        """Read the frames, of polars, of pandas or of Arrow, with our column names or any known alias of them.

        Args:
            visits: the examinations; the one table that is needed.
            patients: one row per person.
            relapses: the relapses.
            mri: the scans.
            treatments: the courses of treatment.
            recorded_courses: the clinicians' labels.
            date_format: the form in which text dates are written, such as `%d/%m/%Y`.
            measures: further columns of `visits` that hold measures of your own, as numbers: `("pdds",)`.

        Raises:
            UsageError: if something given is not a frame, `date_format` is not the form of a date, or a measure is
                not in the table of visits or has the name of a column that is read anyway.
        """
        frames = {
            "visits": visits,
            "patients": patients,
            "relapses": relapses,
            "mri": mri,
            "treatments": treatments,
            "recorded_courses": recorded_courses,
        }
        given = {name: Given(frame=as_polars(name, frame)) for name, frame in frames.items() if frame is not None}
        self._read(given, date_format, names_of_measures(measures))

    @classmethod
    def of(
        cls,
        given: dict[str, Given],
        *,
        date_format: str | None = None,
        measures: Iterable[str] = (),
        findings: tuple[pl.DataFrame, ...] = (),
        facts: Mapping[str, TableFacts] | None = None,
    ) -> Cohort:
        """The cohort of tables that a reader has found, with the findings it made on the way.

        Args:
            given: the tables as they came, or the rows of some people in each.
            date_format: as for a cohort of frames.
            measures: as for a cohort of frames.
            findings: what was found about files.
            facts: those of every whole table, where the tables given are parts of them.
        """
        cohort = cls.__new__(cls)
        cohort._read(given, date_format, names_of_measures(measures), findings, facts or {})  # noqa: SLF001 - this class
        return cohort

    def with_measures(self, names: Iterable[str]) -> Cohort:
        """This cohort with these further columns of `visits` read as measures too, as if named from the start.

        Raises:
            UsageError: if the table of visits has no such column, or it is read as another one anyway.
        """
        measures = names_of_measures((*self.measures, *names_of_measures(names)))
        added = measures[len(self.measures) :]
        if not added:
            return self
        cohort = copy.copy(self)
        as_read = Conformed(
            frame=self.visits,
            findings=[self.reading_findings],
            calendars={},
            any_ids=self._any_ids,
            further=self._further,
        )
        visits = with_measures(as_read, added)
        cohort.visits, cohort.reading_findings = visits.frame, joined(visits.findings)
        cohort.measures = measures
        if self._digest_of_content:
            cohort.digests = self.digests.with_content("visits", visits.frame)
        return cohort

    def table(self, name: str) -> pl.DataFrame | None:
        """The table of that name, or None where it was not given."""
        frame: pl.DataFrame | None = getattr(self, name)
        return frame

    def __repr__(self) -> str:
        """How many rows each table has, and nothing of what they hold."""
        tables = ", ".join(f"{name} ({rows})" for name, rows in self.given.items())
        return f"<Cohort of {tables or 'no tables'}>"

    def _read(
        self,
        given: dict[str, Given],
        date_format: str | None,
        measures: tuple[str, ...],
        found: tuple[pl.DataFrame, ...] = (),
        facts: Mapping[str, TableFacts] = MappingProxyType({}),
    ) -> None:
        check_format(date_format)
        findings = list(found)
        tables: dict[str, Conformed] = {}
        calendar: Calendar | None = None
        for name in sorted(given, key=lambda name: name != "visits"):
            table = given[name]
            if table.findings and not table.frame.width:
                read = Conformed(frame=empty_table(name), findings=[], calendars={})
            else:
                read = conform(
                    name,
                    table.frame,
                    first_row=table.first_row,
                    date_format=date_format,
                    calendar=calendar,
                    facts=facts.get(name),
                )
            tables[name] = with_measures(read, measures) if name == "visits" and measures else read
            findings += [*table.findings, *tables[name].findings]
            calendar = calendar or next(iter(read.calendars.values()), None)
        if "visits" not in given:
            findings.append(table_finding("missing_table", "visits"))
        findings += _mixed_calendars(tables, calendar) + _mixed_ids(tables)
        visits = tables.get("visits") or with_measures(
            Conformed(frame=empty_table("visits"), findings=[], calendars={}), measures
        )
        self.visits: pl.DataFrame = visits.frame
        self.measures = measures
        """The columns of `visits` that hold measures of the user's own."""
        self._further, self._any_ids = visits.further, visits.any_ids
        self._digest_of_content = "visits" in given and given["visits"].digest is None
        self.patients, self.relapses, self.mri, self.treatments, self.recorded_courses = (
            tables[name].frame if name in tables else None
            for name in ("patients", "relapses", "mri", "treatments", "recorded_courses")
        )
        self.day_offsets: bool = calendar == "days"
        """Whether the records came as days counted from one day."""
        self.relapses_rebuilt: bool = "relapses" in given and given["relapses"].rebuilt
        """Whether the relapses were rebuilt from the visits."""
        self.reading_findings: pl.DataFrame = joined(findings)
        """What was found while reading: repairs, and cells that could not be read."""
        self.given: dict[str, int] = {name: table.frame.height for name, table in tables.items()}
        """How many rows each given table has."""
        self.digests = Digests({name: given[name].digest or tables[name].frame for name in SCHEMAS if name in given})
        """SHA-256 of each given table."""
        notes = [note for name in tables for note in (*given[name].notes, *tables[name].notes)]
        self.source_notes: tuple[str, ...] = tuple(dict.fromkeys(notes))
        """What the reader did that results depend on."""


def _mixed_calendars(tables: dict[str, Conformed], calendar: Calendar | None) -> list[pl.DataFrame]:
    return [
        table_finding("days_and_dates_mixed", name, column, kind)
        for name, table in tables.items()
        for column, kind in table.calendars.items()
        if kind != calendar
    ]


def _mixed_ids(tables: dict[str, Conformed]) -> list[pl.DataFrame]:
    numbers = [name for name, table in tables.items() if table.ids_as_numbers]
    if len(numbers) == len(tables):
        return []
    return [table_finding("ids_as_numbers", name, "patient_id") for name in numbers]
