"""The searches of one definition over packed records, and room for what they find."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from mscourse.derivations.measures import edss_of, measured
from mscourse.derivations.packing import Packed
from mscourse.kernels import records
from mscourse.kernels.assessments import KINDS, Assessments, find_assessments
from mscourse.kernels.causes import find_causes
from mscourse.kernels.events import Events, find_rows
from mscourse.kernels.evidence import Evidence
from mscourse.kernels.evidence_rows import find_evidence
from mscourse.kernels.spms_onset import find_spms_onset
from mscourse.kernels.states import States, find_states, states_at_most
from mscourse.kernels.worsening import find_changes
from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule

_Table = TypeVar("_Table")


@dataclass(frozen=True, kw_only=True, eq=False)
class Searched:
    """Everything the searches made of the records."""

    packed: Packed
    measured: records.Measured
    changes: records.Changes
    causes: records.Causes
    spms: records.SpmsCandidates
    spms_measured: records.Measured
    """EDSS with the steps of the rule for SPMS onset."""
    numbers: records.Numbers
    spms_numbers: records.SpmsNumbers


def search(
    packed: Packed, definition: CourseDefinition, *, hindsight: bool = False, spms_onset: bool = True
) -> Searched:
    """The confirmed changes, their causes and, unless it is left out, SPMS onset of every person."""
    spms_numbers = _spms_numbers(definition.spms_onset)
    runner = packed.runner
    parts = measured(packed.visits, definition.worsening)
    numbers = _numbers(definition, measures=len(parts), hindsight=hindsight)
    changes = _joined(records.Changes, [_find_changes(packed, part, definition.worsening) for part in parts])
    measures = _joined(records.Measured, [runner.ready(part) for part in parts])
    edss = runner.ready(edss_of(packed.visits, definition.spms_onset.edss))
    spms = _find_spms(packed, edss, spms_numbers) if spms_onset else _no_spms(packed)
    causes = runner.room(records.Causes, len(measures.value) + runner.patients, rises=runner.patients)
    runner.run(find_causes, causes, packed.records, changes, spms, numbers)
    return Searched(
        packed=packed,
        measured=measures,
        changes=changes,
        causes=causes,
        spms=spms,
        spms_measured=edss,
        numbers=numbers,
        spms_numbers=spms_numbers,
    )


def _find_changes(packed: Packed, measure: records.Measured, rule: WorseningRule) -> records.Changes:
    """What the search made of each visit, for one measure."""
    runner = packed.runner
    changes = runner.room(records.Changes, len(measure.value))
    runner.run(
        find_changes, changes, packed.records.visits, runner.ready(measure),
        rule.confirm_after, rule.usable_after_relapse, rule.reference == "roving",
    )  # fmt: skip
    return changes


def _find_spms(packed: Packed, edss: records.Measured, numbers: records.SpmsNumbers) -> records.SpmsCandidates:
    runner, visits = packed.runner, len(packed.records.visits.day)
    candidates = runner.room(records.SpmsCandidates, visits, onset=runner.patients, known=runner.patients)
    runner.run(find_spms_onset, candidates, packed.records, edss, numbers)
    return candidates


def _no_spms(packed: Packed) -> records.SpmsCandidates:
    """What is found where nobody looks for SPMS onset."""
    runner = packed.runner
    candidates = runner.room(records.SpmsCandidates, 0, onset=runner.patients, known=runner.patients)
    nowhere = np.full(runner.patients, -1)
    candidates.onset[:] = nowhere if runner.compiled else nowhere.tolist()
    return candidates


def find_all_states(searched: Searched) -> tuple[States, Any]:
    """Every stretch, with the room of each patient: where their entries begin."""
    packed, runner = searched.packed, searched.packed.runner
    of = packed.records
    tables = (of.visits, of.relapses, of.scans, of.treatments, of.labels)
    most = states_at_most(*(np.diff(table.offset) for table in tables))
    room = np.append(0, np.cumsum(most))[:-1].astype(np.int64)
    states = runner.room(States, int(most.sum()), rows=runner.patients, stretches=runner.patients)
    ready_room = room if runner.compiled else room.tolist()
    runner.run(
        find_states, states, of, searched.measured, searched.changes, searched.causes, searched.spms,
        searched.numbers, ready_room,
    )  # fmt: skip
    return states, ready_room


def find_all_evidence(searched: Searched, states: States, room: Any) -> Evidence:  # noqa: ANN401 - an array
    """Every row of the evidence table."""
    return _count_then_write(
        find_evidence, Evidence, searched, searched.measured, searched.changes, searched.causes, searched.spms,
        states, room, searched.numbers, searched.spms_numbers,
    )  # fmt: skip


def find_all_events(searched: Searched) -> Events:
    """Every row of the events table."""
    return _count_then_write(
        find_rows, Events, searched, searched.measured, searched.changes, searched.causes, searched.spms,
        searched.spms_measured, searched.numbers,
    )  # fmt: skip


def find_all_assessments(searched: Searched, states: States, room: Any) -> Assessments:  # noqa: ANN401 - an array
    """Every row of the assessments table, a confirming visit included for everyone."""
    packed, runner = searched.packed, searched.packed.runner
    found = runner.room(Assessments, runner.patients * KINDS)
    runner.run(find_assessments, found, packed.records, searched.measured, states, room, searched.numbers)
    return found


def _count_then_write(kernel: Any, table: type[_Table], searched: Searched, *inputs: Any) -> _Table:  # noqa: ANN401
    """Run the kernel with empty columns to count each person's rows, then with columns of that length."""
    packed, runner = searched.packed, searched.packed.runner
    counted: Any = runner.room(table, 0, rows=runner.patients, offset=runner.patients)
    runner.run(kernel, counted, packed.records, *inputs)
    ends = np.cumsum(counted.rows)
    out: Any = runner.room(table, int(ends[-1]) if len(ends) else 0, rows=runner.patients, offset=runner.patients)
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


def _numbers(definition: CourseDefinition, *, measures: int, hindsight: bool) -> records.Numbers:
    worsening, cause, due = definition.worsening, definition.worsening.cause, definition.assessments
    return records.Numbers(
        window=definition.window,
        hindsight=hindsight,
        relapse_free_window=definition.relapse_free_window,
        relapse_free_visit=definition.relapse_free_visit,
        shortest_comparison=definition.progression.shortest_comparison,
        confirm_after=worsening.confirm_after,
        confirm_both_after=max(worsening.confirm_after, definition.spms_onset.confirm_after),
        usable_after=worsening.usable_after_relapse,
        before_event=cause.before_event,
        after_event=cause.after_event,
        before_confirmation=cause.before_confirmation,
        after_confirmation=cause.after_confirmation,
        interval=due.interval,
        due_soon=due.due_soon,
        confirmation_grace=due.confirmation_grace,
        measures=measures,
    )


def _spms_numbers(rule: SpmsOnsetRule) -> records.SpmsNumbers:
    return records.SpmsNumbers(
        confirm_after=rule.confirm_after,
        usable_after=rule.usable_after_relapse,
        minimum_edss=float(rule.minimum_edss),
        minimum_pyramidal=int(rule.minimum_pyramidal),
        pyramidal_assumed_from_edss=float(rule.pyramidal_assumed_from_edss),
        functional_systems=rule.functional_systems,
    )
