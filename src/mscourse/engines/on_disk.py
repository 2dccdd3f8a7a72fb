"""The course of records that are cut on disk: part by part, in the memory that one part takes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl

from mscourse.derivations.characterise import say_whether_possible, tables_in_parts
from mscourse.derivations.check_parts import (
    ChecksSoFar,
    check_part,
    everyone_in,
    findings_about_ids,
    likeness,
)
from mscourse.derivations.findings_of_course import FOUND_BY_THE_COURSE, findings_up_to
from mscourse.derivations.provenance import added_up, provenance
from mscourse.engines.memory import give_back_memory
from mscourse.engines.tally import Tally
from mscourse.errors import DataError
from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.rules.written import to_json
from mscourse.sources.cutting import CutRecords
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import day_number
from mscourse.tables.drugs import DrugTable
from mscourse.tables.facts import ids_may_be_alike
from mscourse.tables.finding_rows import joined

_AHEAD = ("future_date", "planned_date")
"""The findings that go away as days go by."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """What is asked of every part alike."""

    definition: CourseDefinition
    drugs: DrugTable
    today: dt.date
    """The day after which nothing can have happened."""
    until: dt.date | str | int | None = None
    hindsight: bool = False
    set_aside: bool = False
    evidence: bool = True

    def as_dict(self) -> dict[str, Any]:
        """What has to be the same for parts to belong together, as JSON can hold it."""
        return {
            "definition": json.loads(to_json(self.definition)),
            "drugs": self.drugs.digest,
            "today": self.today.isoformat(),
            "until": _as_written(self.until),
            "hindsight": self.hindsight,
            "set_aside": self.set_aside,
            "evidence": self.evidence,
        }


@dataclass(kw_only=True)
class Sums:
    """What the parts add up to; `as_dict` is kept beside each part that is finished."""

    checks: ChecksSoFar = field(default_factory=ChecksSoFar)
    tally: Tally = field(default_factory=Tally)
    told: dict[str, Any] = field(default_factory=dict)
    """The provenance of the parts."""
    ahead: bool = False
    """Whether anything was dated after the day on which it was checked: another day it will be judged otherwise."""

    def __iadd__(self, other: Self) -> Self:
        """Take in the sums of other parts."""
        self.checks = self.checks + other.checks
        self.tally += other.tally
        self.told = added_up(self.told, other.told) if self.told else other.told
        self.ahead = self.ahead or other.ahead
        return self

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON can hold it."""
        return {"checks": self.checks.as_dict(), "tally": self.tally.as_dict(), "told": self.told, "ahead": self.ahead}

    @classmethod
    def from_dict(cls, written: dict[str, Any]) -> Self:
        """The sums out of what `as_dict` made of them."""
        return cls(
            checks=ChecksSoFar.from_dict(written["checks"]),
            tally=Tally.from_dict(written["tally"]),
            told=written["told"],
            ahead=written["ahead"],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class PartOfCourse:
    """The course of the people of one part."""

    sums: Sums
    """Those of this part; they are complete when the tables have been gone through."""
    tables: Iterator[Tables]
    """The tables of some people at a time, in order of id; none where errors stop the job."""
    firsts: pl.DataFrame | None
    """Where ids of the whole may be alike, what `everyone_in` gives of the part."""


class CourseOnDisk:
    """The course of records that were cut on disk, as `characterise` gives it for the whole.

    The rows of a person are in one part, and parts are in order of id. Only findings come in another order: part by
    part, those about whole tables apart from them.
    """

    def __init__(self, records: CutRecords, question: Question) -> None:
        """Nothing is worked out yet.

        Raises:
            UsageError: as for `characterise`.
        """
        say_whether_possible(question.definition, hindsight=question.hindsight)
        self.records, self.question = records, question
        self._may_be_alike = ids_may_be_alike(records.facts.values())

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self.records)

    def part(
        self, number: int, so_far: ChecksSoFar | None = None, changed: tuple[pl.Series, Tables] | None = None
    ) -> PartOfCourse:
        """The course of one part, checked now and worked out as its tables are gone through.

        Args:
            number: of the part, from 0.
            so_far: what the checks of other parts said: where they stop the job, this part is only checked.
            changed: the ids of the only people whose records changed, with the tables of the part as they were.

        Raises:
            SourceError: if the part cannot be read.
            UsageError: if `until` does not read as a day.
        """
        asked = self.question
        give_back_memory()
        cohort = self.records.part(number)
        checked = check_part(
            cohort,
            given=self.records.given,
            today=asked.today,
            relapse_rule=asked.definition.relapses,
            drugs=asked.drugs,
        )
        checks = ChecksSoFar.of(checked)
        last_day = None if asked.until is None else day_number(asked.until, day_offsets=cohort.day_offsets)
        told = provenance(checked.cohort, asked.definition, until=last_day, hindsight=asked.hindsight)
        ahead = checked.cohort.findings.get_column("rule").is_in(_AHEAD).any()
        sums = Sums(checks=checks, told=told, ahead=ahead)
        stopped = self.stopped(checks if so_far is None else so_far + checks)
        if stopped:
            tables: Iterator[Tables] = iter(())
        elif changed is None:
            tables = sums.tally.counted(self._tables(checked.cohort, last_day))
        else:
            tables = sums.tally.counted(self._mended(checked.cohort, last_day, *changed))
        firsts = everyone_in(checked.cohort, last_day) if self._may_be_alike else None
        return PartOfCourse(sums=sums, tables=tables, firsts=firsts)

    def _tables(self, cohort: CheckedCohort, last_day: int | None) -> Iterator[Tables]:
        asked = self.question
        return tables_in_parts(cohort, asked.definition, last_day, hindsight=asked.hindsight, evidence=asked.evidence)

    def _mended(
        self, cohort: CheckedCohort, last_day: int | None, people: pl.Series, before: Tables
    ) -> Iterator[Tables]:
        """The tables as they were, the rows of these people worked out anew."""
        theirs = pl.col("patient_id").is_in(people.implode())
        found = findings_up_to(cohort, last_day)
        anew = list(self._tables(dataclasses.replace(cohort.only(people), findings=found), last_day))
        mended = {
            name: pl.concat([before[name].filter(~theirs), *(part[name] for part in anew)]).sort(
                "patient_id", maintain_order=True
            )
            for name in before
            if name != "findings"
        }
        stay = before["findings"].filter(pl.col("rule").is_in(FOUND_BY_THE_COURSE) & ~theirs)
        yield mended | {"findings": joined([stay, *(part["findings"] for part in anew)])}

    def stopped(self, checks: ChecksSoFar) -> bool:
        """Whether what was found already is enough to stop the job."""
        of_tables = (checks.about_tables.get_column("severity") == "error").any()
        return of_tables or (not self.question.set_aside and checks.problem(set_aside=False) is not None)

    def problem(self, sums: Sums) -> DataError | None:
        """The exception that the errors of all parts call for, or None."""
        return sums.checks.problem(set_aside=self.question.set_aside)

    def provenance(self, sums: Sums) -> dict[str, Any]:
        """Where the whole comes from, as `characterise` says it."""
        told = {"inputs": dict(sorted(self.records.digests.items())), "source_notes": list(sums.checks.source_notes)}
        return sums.told | {**told, "inputs": sums.told["inputs"] | told["inputs"]}

    def about_the_whole(self, sums: Sums, firsts: pl.LazyFrame | None) -> pl.DataFrame:
        """The findings about whole tables and columns, and about ids that nearly are one.

        Args:
            sums: those of all parts.
            firsts: `firsts` of all parts, which are gone through some ids at a time.
        """
        alike = [] if firsts is None else self._alike(firsts)
        return joined([sums.checks.about_tables, *alike])

    def _alike(self, firsts: pl.LazyFrame) -> Iterable[pl.DataFrame]:
        """The findings about ids that are alike: all that share a look are looked at together."""
        bucket = pl.col("patient_id").map_batches(likeness, return_dtype=pl.String).hash() % len(self)
        for number in range(len(self)):
            these = firsts.filter(bucket == number).collect()
            if not these.is_empty():
                yield from findings_about_ids(these)


def _as_written(day: dt.date | str | int | None) -> str | None:
    """The day as a text from which it can be read again; None where there is none."""
    if isinstance(day, dt.date):
        return dt.date(day.year, day.month, day.day).isoformat()
    return None if day is None else str(day).strip()
