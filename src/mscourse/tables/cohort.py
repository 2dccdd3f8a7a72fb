"""A cohort: the tables of records of any number of people, checked or not yet."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


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

    def table(self, name: str) -> pl.DataFrame | None:
        """The table of that name, or None where it was not given."""
        frame: pl.DataFrame | None = getattr(self, name)
        return frame
