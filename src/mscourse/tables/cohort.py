"""A cohort: the tables of records of any number of people, checked or not yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.tables.conform import Conformed, conform, empty_table
from mscourse.tables.dates import Calendar, check_format
from mscourse.tables.finding_rows import joined, table_finding
from mscourse.tables.frames import as_polars
from mscourse.tables.schemas import SCHEMAS

_ROWS_AT_ONCE = 1_000_000


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

    Each table has exactly the columns of its schema and `row` (UInt32), where the row stood in its source. A table
    that was not given is None. With `day_offsets` the records came as days: a date column then holds the day
    as days since 1970-01-01, and results are handed back as whole days.
    """

    visits: pl.DataFrame
    patients: pl.DataFrame | None
    relapses: pl.DataFrame | None
    mri: pl.DataFrame | None
    treatments: pl.DataFrame | None
    recorded_courses: pl.DataFrame | None
    findings: pl.DataFrame
    counts: dict[str, RowCounts]
    digests: dict[str, str]
    """SHA-256 of each input table, as it was read."""
    day_offsets: bool = False
    source_notes: tuple[str, ...] = ()
    """What the reader did that results depend on, in sentences for the provenance."""
    relapses_rebuilt: bool = False
    """Whether the relapses were rebuilt from the visits: a visit set aside may then have told of one."""

    def table(self, name: str) -> pl.DataFrame | None:
        """The table of that name, or None where it was not given."""
        frame: pl.DataFrame | None = getattr(self, name)
        return frame

    def __repr__(self) -> str:
        """How many rows of each table: no record of anybody."""
        tables = ", ".join(f"{name} {count.used}" for name, count in self.counts.items())
        return f"<CheckedCohort: rows used of {tables}>"

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

    def __init__(
        self,
        *,
        visits: Any = None,  # noqa: ANN401 - a frame of polars or pandas, which need not be installed
        patients: Any = None,  # noqa: ANN401
        relapses: Any = None,  # noqa: ANN401
        mri: Any = None,  # noqa: ANN401
        treatments: Any = None,  # noqa: ANN401
        recorded_courses: Any = None,  # noqa: ANN401
        date_format: str | None = None,
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

        Raises:
            UsageError: if something given is not a frame, or `date_format` is not the form of a date.
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
        self._read(given, date_format)

    @classmethod
    def of(
        cls, given: dict[str, Given], *, date_format: str | None = None, findings: tuple[pl.DataFrame, ...] = ()
    ) -> Cohort:
        """The cohort of tables that a reader has found, with the findings it made on the way."""
        cohort = cls.__new__(cls)
        cohort._read(given, date_format, findings)  # noqa: SLF001 - of this very class
        return cohort

    def table(self, name: str) -> pl.DataFrame | None:
        """The table of that name, or None where it was not given."""
        frame: pl.DataFrame | None = getattr(self, name)
        return frame

    def __repr__(self) -> str:
        """How many rows each table has, and nothing of what they hold."""
        tables = ", ".join(f"{name} ({rows})" for name, rows in self.given.items())
        return f"<Cohort of {tables or 'no tables'}>"

    def _read(self, given: dict[str, Given], date_format: str | None, found: tuple[pl.DataFrame, ...] = ()) -> None:
        check_format(date_format)
        findings = list(found)
        tables: dict[str, Conformed] = {}
        calendar: Calendar | None = None
        for name in sorted(given, key=lambda name: name != "visits"):
            table = given[name]
            findings += table.findings
            if table.findings and not table.frame.width:
                tables[name] = Conformed(frame=empty_table(name), findings=[], calendars={})
                continue
            tables[name] = conform(
                name, table.frame, first_row=table.first_row, date_format=date_format, calendar=calendar
            )
            findings += tables[name].findings
            calendar = calendar or next(iter(tables[name].calendars.values()), None)
        if "visits" not in given:
            findings.append(table_finding("missing_table", "visits"))
        findings += _mixed_calendars(tables, calendar) + _mixed_ids(tables)
        self.visits: pl.DataFrame = tables["visits"].frame if "visits" in tables else empty_table("visits")
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
        self.digests: dict[str, str] = {
            name: given[name].digest or _digest(tables[name].frame) for name in SCHEMAS if name in given
        }
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


def _digest(frame: pl.DataFrame) -> str:
    """SHA-256 of the frame's content, written part by part so that no copy of a large one is held."""
    digest = hashlib.sha256()
    for part in frame.iter_slices(_ROWS_AT_ONCE):
        digest.update(part.write_csv().encode())
    return digest.hexdigest()
