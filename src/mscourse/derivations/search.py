"""The searches of one definition over packed records, and room for what they find."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from mscourse.derivations import settings
from mscourse.derivations.marks import marks_of
from mscourse.derivations.measures import Functions, columns_of, measured
from mscourse.derivations.packing import Packed
from mscourse.derivations.spms_onset import SpmsFound, no_spms
from mscourse.kernels import codes, records
from mscourse.kernels.assessments import KINDS, Assessments, find_assessments
from mscourse.kernels.causes import find_causes
from mscourse.kernels.confirmation import Confirmation
from mscourse.kernels.events import Events, find_rows
from mscourse.kernels.evidence import Evidence
from mscourse.kernels.evidence_rows import find_evidence
from mscourse.kernels.marks import Marks
from mscourse.kernels.states import States, find_states, states_at_most
from mscourse.kernels.topics import Topics, find_topics
from mscourse.kernels.worsening import find_changes
from mscourse.rules.course import CourseDefinition

_Table = TypeVar("_Table")


@dataclass(frozen=True, kw_only=True, eq=False)
class Searched:
    """Everything the searches made of the records."""

    packed: Packed
    measured: records.Measured
    may: records.Vector
    """What each visit may serve as, laid out like `changes`."""
    confirmation: Confirmation
    changes: records.Changes
    causes: records.Causes
    spms: records.SpmsCandidates
    spms_measured: records.Measured
    """EDSS with the steps of the rule for SPMS onset."""
    numbers: records.Numbers
    spms_numbers: records.SpmsNumbers


def search(
    packed: Packed,
    definition: CourseDefinition,
    *,
    hindsight: bool = False,
    spms: SpmsFound | None = None,
    functions: Functions | None = None,
) -> Searched:
    """The confirmed changes of every person and their causes, that of the one which defined SPMS onset among them.

    `spms` is what the rule for SPMS onset found, where anybody looked for it. `functions` are those of custom measures
    that have no step of their own.
    """
    rule, runner = definition.worsening, packed.runner
    parts = measured(packed.visits, rule, functions)
    numbers = settings.numbers_of(definition, measures=len(parts), hindsight=hindsight)
    confirmation = runner.ready(settings.confirmation_of(rule))
    marks = [marks_of(packed, part, settings.serving_of(rule)) for part in parts]
    limits = runner.ready(settings.last_visit_within(rule, packed.ids))
    changes = []
    for column, part, may in zip(columns_of(rule), parts, marks, strict=True):
        found = runner.room(records.Changes, len(part.value))
        runner.run(
            find_changes, found, packed.records.visits, _onsets(packed), runner.ready(part), may.may, limits,
            confirmation, settings.moving_of(rule, column),
        )  # fmt: skip
        changes.append(found)
    joined = _joined(records.Changes, changes)
    measures = _joined(records.Measured, [runner.ready(part) for part in parts])
    onset = no_spms(packed) if spms is None else spms
    causes = runner.room(records.Causes, len(measures.value) + runner.patients, rises=runner.patients)
    windows = runner.ready(settings.windows_of(rule.cause))
    runner.run(find_causes, causes, packed.records, measures, joined, onset.candidates, windows, numbers)
    return Searched(
        packed=packed,
        measured=measures,
        may=_joined(Marks, marks).may,
        confirmation=confirmation,
        changes=joined,
        causes=causes,
        spms=onset.candidates,
        spms_measured=onset.measured,
        numbers=numbers,
        spms_numbers=settings.spms_numbers_of(definition.spms_onset),
    )


def _onsets(packed: Packed) -> records.Dated:
    """The kept relapses."""
    return records.Dated(packed.records.relapses.offset, packed.records.relapses.day)


def find_all_states(searched: Searched) -> States:
    """Every stretch of states."""
    packed, runner = searched.packed, searched.packed.runner
    of = packed.records
    tables = (of.visits, of.relapses, of.scans, of.treatments, of.labels)
    most = states_at_most(*(np.diff(table.offset) for table in tables))
    room = np.append(0, np.cumsum(most))[:-1].astype(np.int64)
    people = runner.patients
    states = runner.room(States, int(most.sum()), rows=people, offset=people, stretches=people)
    runner.run(
        find_states, states, of, searched.measured, searched.changes, searched.causes, searched.spms,
        searched.numbers, runner.ready(room),
    )  # fmt: skip
    return states


def find_all_evidence(searched: Searched, states: States) -> Evidence:
    """Every row of the evidence table."""
    return _count_then_write(
        find_evidence, Evidence, searched, searched.measured, searched.changes, searched.causes, searched.spms,
        states, searched.numbers, searched.spms_numbers,
    )  # fmt: skip


def find_all_events(searched: Searched) -> Events:
    """Every row of the events table."""
    return _count_then_write(
        find_rows, Events, searched, searched.measured, searched.changes, searched.causes, searched.spms,
        searched.spms_measured, searched.may, searched.confirmation, searched.numbers,
    )  # fmt: skip


def find_all_assessments(searched: Searched, states: States) -> Assessments:
    """Every row of the assessments table, a confirming visit included for everyone."""
    packed, runner = searched.packed, searched.packed.runner
    found = runner.room(Assessments, runner.patients * KINDS)
    runner.run(find_assessments, found, packed.records, searched.measured, states, searched.numbers)
    return found


def find_all_topics(searched: Searched, states: States) -> Topics:
    """Every row of the topics table."""
    people = searched.packed.runner.patients
    return _count_then_write(
        find_topics, Topics, searched, searched.changes, searched.causes, searched.spms, states, searched.numbers,
        given=people * codes.TOPICS,
    )  # fmt: skip


def _count_then_write(
    kernel: Any,  # noqa: ANN401
    table: type[_Table],
    searched: Searched,
    *inputs: Any,  # noqa: ANN401
    **lengths: int,
) -> _Table:
    """Run the kernel with empty columns to count each person's rows, then with columns of that length.

    `lengths` are those of further columns that have another one.
    """
    packed, runner = searched.packed, searched.packed.runner
    lengths |= {"rows": runner.patients, "offset": runner.patients}
    counted: Any = runner.room(table, 0, **lengths)
    runner.run(kernel, counted, packed.records, *inputs)
    ends = np.cumsum(counted.rows)
    out: Any = runner.room(table, int(ends[-1]) if len(ends) else 0, **lengths)
    out.offset[:] = ends - counted.rows if runner.compiled else (ends - counted.rows).tolist()
    if len(out.rows):
        runner.run(kernel, out, packed.records, *inputs)
    return cast("_Table", out)


def _joined(table: type[_Table], parts: list[Any]) -> _Table:
    """The columns of several measures, one after the other."""
    if len(parts) == 1:
        return cast("_Table", parts[0])
    columns = zip(*parts, strict=True)
    make: Any = table
    if isinstance(parts[0][0], list):
        return cast("_Table", make(*(list(itertools.chain(*column)) for column in columns)))
    return cast("_Table", make(*(np.concatenate(column) for column in columns)))
