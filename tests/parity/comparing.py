"""Where two answers to the same call differ."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1e-9

Answer = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One field of one row on which the two disagree; the field is None where a whole row is missing."""

    part: str
    subject: Any
    field: str | None
    mine: Any
    theirs: Any

    def __str__(self) -> str:
        field = self.field or "row"
        return f"{self.part}, subject {self.subject}, {field}: mscourse {self.mine!r}, pymsprog {self.theirs!r}"


def differences(mine: Answer, theirs: Answer) -> list[Difference]:
    """Everything on which they differ; an error agrees with an error, whatever its words."""
    if "error" in mine and "error" in theirs:
        return []
    if "error" in mine or "error" in theirs:
        return [Difference("error", None, "error", said(mine), said(theirs))]
    found = []
    for part in sorted({*mine["parts"], *theirs["parts"]}):
        found += part_differences(part, mine["parts"].get(part, []), theirs["parts"].get(part, []))
    return found


def said(answer: Answer) -> str:
    """The error in a few words, or that there was an answer."""
    return f"{answer['error']}: {answer['message']}" if "error" in answer else "an answer"


def part_differences(part: str, mine: list[Row], theirs: list[Row]) -> list[Difference]:
    """Row against row for each subject, and the order in which the subjects come."""
    ours, others = by_subject(mine), by_subject(theirs)
    found = []
    for subject in {**ours, **others}:
        pairs = itertools.zip_longest(ours.get(subject, []), others.get(subject, []))
        for one, other in pairs:
            if one is None or other is None:
                found.append(Difference(part, subject, None, one, other))
            else:
                found += row_differences(part, subject, one, other)
    if not found and list(ours) != list(others):
        found.append(Difference(part, None, "order of subjects", list(ours)[:5], list(others)[:5]))
    return found


def by_subject(listed: list[Row]) -> dict[Any, list[Row]]:
    """The rows of each subject, subjects in the order in which they come."""
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in listed:
        grouped[row["id"]].append(row)
    return dict(grouped)


def row_differences(part: str, subject: Any, mine: Row, theirs: Row) -> list[Difference]:
    """The fields on which two rows differ; one that is absent is one that is missing."""
    return [
        Difference(part, subject, field, mine.get(field), theirs.get(field))
        for field in {**mine, **theirs}
        if field != "id" and not same(mine.get(field), theirs.get(field))
    ]


def same(mine: Any, theirs: Any) -> bool:
    """Whether two plain values are one: numbers to a billionth."""
    if isinstance(mine, (int, float)) and isinstance(theirs, (int, float)):
        return mine == theirs or math.isclose(mine, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(mine == theirs)
