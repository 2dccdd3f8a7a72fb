"""The course of a cohort on this machine, some thousand people at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mscourse.derivations.characterise import say_whether_possible, tables_in_parts
from mscourse.derivations.provenance import provenance
from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import day_number


@dataclass(frozen=True, kw_only=True, eq=False)
class CourseInParts:
    """What `characterise` gives, with the tables of some people at a time: all parts together are those of the whole.

    The parts can be gone through once. The rows of a person are in one part, and parts are in order of id.
    """

    definition: CourseDefinition
    provenance: dict[str, Any]
    parts: Iterator[Tables]


def characterise_in_parts(
    cohort: CheckedCohort,
    definition: CourseDefinition,
    *,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    evidence: bool = True,
) -> CourseInParts:
    """The disease course of everyone in the cohort, worked out part by part as the parts are gone through.

    Args:
        cohort: the checked records.
        definition: as for `characterise`.
        until: as for `characterise`.
        hindsight: as for `characterise`.
        evidence: whether there is a table of evidence, by far the largest, among the tables.

    Raises:
        UsageError: as for `characterise`.
    """
    say_whether_possible(definition, hindsight=hindsight)
    last_day = None if until is None else day_number(until, day_offsets=cohort.day_offsets)
    return CourseInParts(
        definition=definition,
        provenance=provenance(cohort, definition, until=last_day, hindsight=hindsight),
        parts=tables_in_parts(cohort, definition, last_day, hindsight=hindsight, evidence=evidence),
    )
