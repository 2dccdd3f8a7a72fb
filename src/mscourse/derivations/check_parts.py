"""The checks of a cohort that is cut by patient: of each part by itself, and what the parts add up to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.derivations.checks.between_tables import check_ids_alike, check_tables_given, first_rows, likeness
from mscourse.derivations.checks.examine import Examined, examine
from mscourse.derivations.checks.report import added_up, counted_errors, errors_as_exception
from mscourse.errors import DataError
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort, Cohort, RowCounts
from mscourse.tables.drugs import DrugTable, drug_table
from mscourse.tables.finding_rows import joined, no_findings
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS

__all__ = [
    "CheckedPart",
    "ChecksSoFar",
    "check_ids_alike",
    "check_part",
    "everyone_in",
    "findings_about_ids",
    "first_rows",
    "likeness",
    "look_at_part",
]

_OWN_DRUGS = "Drugs were named by a table of drugs of the user's own."
_ROUND_OF_READING = 1
"""Errors of reading take rows out before all others."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckedPart:
    """The records of some people, fit for use, with what was found about them; `check_part` never stops for an error.

    Findings about ids that are alike are not among them: these are ids of the whole cohort (`check_ids_alike`).
    """

    cohort: CheckedCohort
    """Rows with errors are left out; its findings are those about rows, its counts are of the part's own rows."""
    about_tables: pl.DataFrame
    """The findings about whole tables and columns: the same for every part."""
    errors: pl.DataFrame
    """The errors of rows: `table`, `column`, `rule`, how many `rows`, the `first_row` and the `action`."""
    rounds: Mapping[str, int] = field(default_factory=dict)
    """For each table of which rows were set aside, in which round of checks that first was."""
    firsts: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """Everyone's first row in each table: `patient_id` and `row`."""


def check_part(
    cohort: Cohort,
    *,
    given: Mapping[str, int],
    today: dt.date | None = None,
    relapse_rule: RelapseRule | None = None,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
) -> CheckedPart:
    """The part of a cohort fit for use, with the findings about its rows in the order of findings.

    Args:
        cohort: the records of some people, read with the facts of the whole tables. Rows without an id are in one
            part, all of them.
        given: how many rows each table of the whole has that was given.
        today: as for `check`.
        relapse_rule: as for `check`.
        drugs: as for `check`.

    Raises:
        SourceError: as for `check`.
        UsageError: as for `check`.
    """
    part = look_at_part(cohort, given=given, today=today, relapse_rule=relapse_rule, drugs=drugs)
    in_order = dataclasses.replace(part.cohort, findings=joined([part.cohort.findings]))
    return dataclasses.replace(part, cohort=in_order)


def look_at_part(
    cohort: Cohort,
    *,
    given: Mapping[str, int],
    today: dt.date | None,
    relapse_rule: RelapseRule | None,
    drugs: Any,  # noqa: ANN401
) -> CheckedPart:
    """What `check_part` gives, its findings in the order in which they were made."""
    known = drug_table(drugs)
    examined = examine(cohort, today, relapse_rule or RelapseRule(), known)
    tables = {name: cohort.table(name) for name in SCHEMAS}
    found = [no_findings(), *examined.findings, *check_tables_given(tables, given)]
    about_rows = pl.concat([each.filter(pl.col("row").is_not_null()) if _of_tables(each) else each for each in found])
    return CheckedPart(
        cohort=_fit_for_use(cohort, examined, about_rows, known),
        about_tables=joined(each.filter(pl.col("row").is_null()) for each in found if _of_tables(each)),
        errors=counted_errors(about_rows),
        rounds=examined.rounds,
        firsts=examined.firsts,
    )


def _of_tables(found: pl.DataFrame) -> bool:
    """Whether any of the findings is about a whole table."""
    return found.get_column("row").null_count() > 0


def _fit_for_use(cohort: Cohort, examined: Examined, findings: pl.DataFrame, known: DrugTable) -> CheckedCohort:
    counts = {
        name: RowCounts(
            given=given, set_aside=examined.set_aside.get(name, 0), passed_over=examined.passed_over.get(name, 0)
        )
        for name, given in cohort.given.items()
    }
    return CheckedCohort(
        **{name: examined.tables.get(name) for name in SCHEMAS},  # type: ignore[arg-type]
        findings=findings,
        counts=counts,
        digests=cohort.digests.with_content("drugs", known.digest) if known.is_own else cohort.digests,
        day_offsets=cohort.day_offsets,
        source_notes=cohort.source_notes,
        relapses_rebuilt=cohort.relapses_rebuilt,
        measures=cohort.measures,
        drugs=known if known.is_own else None,
    )


def everyone_in(cohort: CheckedCohort, last_day: int | None) -> pl.DataFrame:
    """Everyone's first row in each table: `table`, `patient_id`, `row`, and whether it is `later` than the last day."""
    given = {name: table for name in cohort.counts if (table := cohort.table(name)) is not None}
    listed = []
    for name, first in first_rows(given).items():
        later = pl.lit(value=False)
        if last_day is not None and name in DATE_OF_RECORD:
            rows = given[name].filter(pl.col(DATE_OF_RECORD[name]).to_physical() > last_day).get_column("row")
            later = pl.col("row").is_in(rows.implode())
        listed.append(first.select(pl.lit(name).alias("table"), "patient_id", "row", later.alias("later")))
    return pl.concat(listed)


def findings_about_ids(people: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The findings about ids that are alike, without those about rows after the last day, as for all other findings.

    Args:
        people: what `everyone_in` gives of all parts, or those rows of it of which `likeness` is among some values.
    """
    tables = people.partition_by("table", as_dict=True, include_key=False)
    later = people.filter("later").select("table", "patient_id")
    for found in check_ids_alike({str(name): rows.select("patient_id", "row") for (name,), rows in tables.items()}):
        yield found.join(later, on=["table", "patient_id"], how="anti", maintain_order="left")


@dataclass(kw_only=True, eq=False)
class ChecksSoFar:
    """What the checks of the parts add up to; nothing of it is larger than a few rows for each column.

    `+` is that of two sets of parts, so parts may be checked apart, and `as_dict` can be kept as JSON between.
    """

    counts: dict[str, RowCounts] = field(default_factory=dict)
    """What became of the rows of each table."""
    left: dict[str, int] = field(default_factory=dict)
    """How many rows of each table are there still."""
    rounds: dict[str, int] = field(default_factory=dict)
    """As of a part."""
    errors: pl.DataFrame | None = None
    """The errors of rows, as of a part; None before the first."""
    found_of_tables: pl.DataFrame | None = None
    """What every part found about whole tables; None before the first."""
    reader_notes: tuple[str, ...] = ()
    relapses_rebuilt: bool = False
    own_drugs: bool = False
    """Whether drugs were named by a table of drugs of the user's own."""

    @classmethod
    def of(cls, part: CheckedPart) -> ChecksSoFar:
        """Those of one part."""
        tables = {name: part.cohort.table(name) for name in part.cohort.counts}
        return cls(
            counts=dict(part.cohort.counts),
            left={name: frame.height for name, frame in tables.items() if frame is not None},
            rounds=dict(part.rounds),
            errors=part.errors,
            found_of_tables=part.about_tables,
            reader_notes=part.cohort.source_notes,
            relapses_rebuilt=part.cohort.relapses_rebuilt,
            own_drugs=part.cohort.drugs is not None,
        )

    def add(self, part: CheckedPart) -> None:
        """Take in one more part."""
        together = self + ChecksSoFar.of(part)
        for each in dataclasses.fields(self):
            setattr(self, each.name, getattr(together, each.name))

    def __add__(self, other: ChecksSoFar) -> ChecksSoFar:
        """Those of both together."""
        if self.found_of_tables is None:
            return other
        if other.found_of_tables is None:
            return self
        rounds = {
            name: min(each.rounds[name] for each in (self, other) if name in each.rounds)
            for name in self.rounds | other.rounds
        }
        return dataclasses.replace(
            self,
            counts={name: _sum(counts, other.counts[name]) for name, counts in self.counts.items()},
            left={name: rows + other.left[name] for name, rows in self.left.items()},
            rounds=rounds,
            errors=added_up([each.errors for each in (self, other) if each.errors is not None]),
        )

    @property
    def about_tables(self) -> pl.DataFrame:
        """The findings about whole tables and columns, each once."""
        found = no_findings() if self.found_of_tables is None else self.found_of_tables
        if not self._relapses_may_be_missing:
            return found
        # A visit that was set aside may have told of a relapse: that none was rebuilt does not say that there was none.
        return found.filter(~((pl.col("table") == "relapses") & (pl.col("rule") == "no_rows")))

    @property
    def _relapses_may_be_missing(self) -> bool:
        return self.relapses_rebuilt and bool(self.counts["visits"].set_aside)

    @property
    def source_notes(self) -> tuple[str, ...]:
        """What the readers did, and how many rows were set aside, in sentences for the provenance."""
        left_out = (
            f"{count.set_aside} rows of {name} were set aside."
            for name, count in self.counts.items()
            if count.set_aside
        )
        return (*self.reader_notes, *left_out, *([_OWN_DRUGS] if self.own_drugs else []))

    def problem(self, *, set_aside: bool) -> DataError | None:
        """The exception that the errors of the whole call for, or None.

        Args:
            set_aside: whether rows with errors are left out instead of stopping the job.
        """
        about_tables = counted_errors(self.about_tables)
        errors = about_tables if self.errors is None else added_up([about_tables, self.errors])
        emptied = [name for name in sorted(self.rounds, key=self._place) if not self.left[name]]
        return errors_as_exception(errors, emptied, set_aside=set_aside)

    def _place(self, table: str) -> tuple[int, str, int]:
        """Where a table stands among those of which rows were set aside; what was not read is told by name."""
        unread = self.rounds[table] == _ROUND_OF_READING
        return self.rounds[table], table if unread else "", list(SCHEMAS).index(table)

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON can hold it."""
        frames = {name: getattr(self, name) for name in ("errors", "found_of_tables")}
        return (
            vars(self)
            | {"counts": {name: dataclasses.asdict(counts) for name, counts in self.counts.items()}}
            | {"reader_notes": list(self.reader_notes)}
            | {name: None if frame is None else frame.to_dicts() for name, frame in frames.items()}
        )

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> ChecksSoFar:
        """That of which `as_dict` made this."""
        counts = {name: RowCounts(**each) for name, each in written["counts"].items()}
        shapes = {"errors": counted_errors(no_findings()), "found_of_tables": no_findings()}
        frames = {name: _frame(written[name], shape) for name, shape in shapes.items()}
        notes = tuple(written["reader_notes"])
        return cls(**{**written, "counts": counts, "reader_notes": notes, **frames})


def _sum(one: RowCounts, other: RowCounts) -> RowCounts:
    return RowCounts(
        given=one.given + other.given,
        set_aside=one.set_aside + other.set_aside,
        passed_over=one.passed_over + other.passed_over,
    )


def _frame(rows: Iterable[Mapping[str, Any]] | None, shape: pl.DataFrame) -> pl.DataFrame | None:
    return None if rows is None else pl.DataFrame(list(rows), schema=shape.schema, orient="row")
