"""The rows of the evidence table: what a statement rests on, and every candidate that was refused.

A kernel runs twice: with empty columns it counts each patient's rows, with columns of that length it writes them.
The rows and their stretches of time are set out in docs/decisions/0003-the-rows-of-the-evidence-table.md.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector
from mscourse.kernels.states import States


class Evidence(NamedTuple):
    """One entry per row; `rows` counts those of each patient, `offset` says where they begin."""

    rows: Vector
    offset: Vector
    claim: Vector
    verdict: Vector
    known_from: Vector
    known_until: Vector
    table: Vector
    date: Vector
    field: Vector
    value: Vector
    reference_date: Vector
    reference_value: Vector
    confirming_date: Vector
    relapse_date: Vector
    note: Vector


class Source(NamedTuple):
    """The record that a row names, and what it was compared with."""

    table: int
    date: int
    field: int
    value: float
    reference_date: int
    reference_value: float
    confirming_date: int


NAN = float("nan")


@part
def wide(number: int) -> int:
    """The number as the widest integer, so that all sources are of one type when compiled."""
    return number + 0


@part
def plain_source(table: int, date: int, field: int, value: float) -> Source:
    """A record by itself."""
    return Source(table, wide(date), wide(field), value, codes.MISSING, NAN, codes.MISSING)


@part
def put(
    out: Evidence,
    at: int,
    until: int,
    claim: int,
    verdict: int,
    known_from: int,
    known_until: int,
    source: Source,
    relapse: int,
    note: int,
) -> int:
    """Write one row, if its stretch of time is not empty by `until`, and return where the next one goes."""
    if known_from > until or known_from >= known_until:
        return at
    if len(out.claim) > 0:
        out.claim[at] = claim
        out.verdict[at] = verdict
        out.known_from[at] = known_from
        out.known_until[at] = codes.MISSING if known_until > until else known_until
        out.table[at] = source.table
        out.date[at] = source.date
        out.field[at] = source.field
        out.value[at] = source.value
        out.reference_date[at] = source.reference_date
        out.reference_value[at] = source.reference_value
        out.confirming_date[at] = source.confirming_date
        out.relapse_date[at] = codes.MISSING if relapse == codes.NEVER else relapse
        out.note[at] = note
    return at + 1


@part
def put_while_progressive(
    patient: int,
    at: int,
    out: Evidence,
    states: States,
    until: int,
    verdict: int,
    known_from: int,
    known_until: int,
    source: Source,
    relapse: int,
) -> int:
    """Write one row of progression for each part of its stretch in which the phenotype is progressive."""
    first = states.offset[patient]
    for stretch in range(first, first + states.stretches[patient]):
        begin, end = states.progressive_from[stretch], states.progressive_until[stretch]
        at = put(
            out, at, until, codes.CLAIM_PROGRESSION, verdict, max(known_from, begin), min(known_until, end),
            source, relapse, codes.NO_NOTE,
        )  # fmt: skip
    return at
