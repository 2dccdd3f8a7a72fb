"""Where people stand at the end of a run, counted while the tables of some people after others go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import polars as pl

from mscourse.results.course import Tables
from mscourse.results.words import PHENOTYPES
from mscourse.tables.runs import begins_run

COUNTED = ("people", "active", "not_active", "indeterminate", "with_progression", "worsening")
"""What is counted of the people with each phenotype, as they stand at the end."""


@dataclass(kw_only=True)
class Tally:
    """What a run found, in numbers; `+` is that of two parts, and `as_dict` can be kept as JSON."""

    events: int = 0
    warnings: int = 0
    standing: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many people there are with each phenotype, for each of `COUNTED`."""
    with_onset: int = 0
    """People whose SPMS onset the rules found."""
    recorded_onset: int = 0
    """People whose SPMS the clinician recorded, and the rules found no onset."""
    overdue: Counter[str] = field(default_factory=Counter)
    """In how many people each kind of evaluation is overdue or was never done."""
    said: dict[str, str] = field(default_factory=dict)
    """What was found about there being no visits, and what to do about it."""

    @property
    def people(self) -> int:
        """Everyone with at least one state."""
        return sum(number for (_, what), number in self.standing.items() if what == "people")

    def phenotypes(self) -> list[tuple[str, list[int]]]:
        """Each phenotype that anybody has at the end, with the numbers of `COUNTED`."""
        seen = [each for each in PHENOTYPES if self.standing[each, "people"]]
        return [(each, [self.standing[each, what] for what in COUNTED]) for each in seen]

    def counted(self, parts: Iterable[Tables]) -> Iterator[Tables]:
        """The parts again, each counted."""
        for tables in parts:
            self.add(tables)
            yield tables

    def add(self, tables: Tables) -> None:
        """Count the tables of further people, all rows of a person among them and next to each other."""
        wanted = ["phenotype", "activity", "progression", "worsening", "spms_onset"]
        states = tables["states"]
        another = begins_run(states.get_column("patient_id"))
        last = states.select(wanted).filter(another.shift(-1, fill_value=True))
        by_phenotype = last.group_by(pl.col("phenotype").cast(pl.String)).agg(
            pl.len().alias("people"),
            *((pl.col("activity") == value).sum().alias(value) for value in ("active", "not_active", "indeterminate")),
            (pl.col("progression") == "with_progression").sum().alias("with_progression"),
            (pl.col("worsening") == "worsening").sum().alias("worsening"),
        )
        for row in by_phenotype.to_dicts():
            self.standing.update({(row["phenotype"], what): row[what] for what in COUNTED})
        self.with_onset += last.get_column("spms_onset").count()
        self.recorded_onset += last.filter((pl.col("phenotype") == "spms") & pl.col("spms_onset").is_null()).height
        late = tables["assessments"].filter(pl.col("status").is_in(["overdue", "never"]))
        self.overdue.update(dict(late.group_by(pl.col("kind").cast(pl.String)).len().rows()))
        self.events += tables["events"].height
        self.add_findings(tables["findings"])

    def add_findings(self, findings: pl.DataFrame) -> None:
        """Count further findings."""
        self.said.update(dict(findings.filter(rule="no_visits").select("message", "action").rows()))
        self.warnings += findings.filter(severity="warning").height

    def __iadd__(self, other: Self) -> Self:
        """Take in what was counted of other people."""
        self.standing.update(other.standing)
        self.overdue.update(other.overdue)
        self.said.update(other.said)
        self.events += other.events
        self.warnings += other.warnings
        self.with_onset += other.with_onset
        self.recorded_onset += other.recorded_onset
        return self

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON can hold it, in one order."""
        standing = sorted([*key, number] for key, number in self.standing.items())
        return vars(self) | {"standing": standing, "overdue": dict(sorted(self.overdue.items()))}

    @classmethod
    def from_dict(cls, written: dict[str, Any]) -> Self:
        """The tally out of what `as_dict` made of it."""
        standing = Counter({(phenotype, what): number for phenotype, what, number in written["standing"]})
        return cls(**written | {"standing": standing, "overdue": Counter(written["overdue"])})
