"""The searches of one definition over packed records, and room for what they find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

from mscourse.derivations.packing import Packed, measured
from mscourse.kernels import records
from mscourse.kernels.assessments import KINDS, Assessments, find_assessments
from mscourse.kernels.causes import find_causes
from mscourse.kernels.events import Events, find_rows
from mscourse.kernels.evidence import Evidence
from mscourse.kernels.evidence_rows import find_evidence
from mscourse.kernels.loader import run
from mscourse.kernels.spms_onset import find_spms_onset
from mscourse.kernels.states import States, find_states, states_at_most
from mscourse.kernels.worsening import find_changes
from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule

_Table = TypeVar("_Table", bound=Any)
_VALUES = ("value", "reference_value", "onset_value", "confirmed_value")


@dataclass(frozen=True, kw_only=True, eq=False)
class Searched:
    """Everything the searches made of the records."""

    packed: Packed
    measured: records.Measured
    changes: records.Changes
    causes: records.Causes
    spms: records.SpmsCandidates
    numbers: records.Numbers
    spms_numbers: records.SpmsNumbers

    @property
    def patients(self) -> int:
        """How many people there are."""
        return len(self.packed.ids)


def search(packed: Packed, definition: CourseDefinition, *, hindsight: bool = False) -> Searched:
    """The confirmed changes, their causes and SPMS onset of every person."""
    numbers, rule = _numbers(definition, hindsight=hindsight), definition.worsening
    spms_numbers = _spms_numbers(definition.spms_onset)
    measures = measured(packed.visits, rule)
    changes = find_confirmed_changes(packed, measures, rule)
    spms = _find_spms(packed, definition, spms_numbers)
    people = len(packed.ids)
    causes = _room(records.Causes, len(measures.value) + people)
    run(find_causes, people, causes, packed.records, changes, spms, numbers)
    return Searched(
        packed=packed,
        measured=measures,
        changes=changes,
        causes=causes,
        spms=spms,
        numbers=numbers,
        spms_numbers=spms_numbers,
    )


def find_confirmed_changes(packed: Packed, measures: records.Measured, rule: WorseningRule) -> records.Changes:
    """What the search made of each visit, measure after measure."""
    visits, people = packed.records.visits, len(packed.ids)
    total = len(visits.day)
    changes = _room(records.Changes, len(measures.value))
    for measure in range(len(measures.field)):
        part = slice(measure * total, (measure + 1) * total)
        one = records.Measured(measures.field[measure : measure + 1], measures.value[part], measures.step[part])
        out = records.Changes(*(array[part] for array in changes))
        run(
            find_changes, people, out, visits, one,
            rule.confirm_after, rule.usable_after_relapse, rule.reference == "roving",
        )  # fmt: skip
    return changes


def _find_spms(packed: Packed, definition: CourseDefinition, numbers: records.SpmsNumbers) -> records.SpmsCandidates:
    rule, visits = definition.spms_onset, packed.records.visits
    edss = WorseningRule(name="edss", sentence="", references=(), edss=rule.edss)
    candidates = _room(records.SpmsCandidates, len(visits.day))
    people = len(packed.ids)
    candidates = candidates._replace(onset=np.zeros(people, np.int64), known=np.zeros(people, np.int64))
    run(find_spms_onset, people, candidates, packed.records, measured(packed.visits, edss), numbers)
    return candidates


def find_all_states(searched: Searched) -> tuple[States, Any]:
    """Every stretch, with the room of each patient: where their entries begin."""
    of = searched.packed.records
    tables = (of.visits, of.relapses, of.scans, of.treatments, of.labels)
    counts = [np.diff(table.offset) for table in tables]
    most = states_at_most(*counts)
    room = np.append(0, np.cumsum(most))[:-1].astype(np.int64)
    states = _room(States, int(most.sum()))._replace(rows=np.zeros(searched.patients, np.int64))
    run(
        find_states, searched.patients, states, of, searched.measured, searched.changes, searched.causes,
        searched.spms, searched.numbers, room,
    )  # fmt: skip
    return states, room


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
        searched.numbers,
    )  # fmt: skip


def find_all_assessments(searched: Searched, states: States, room: Any) -> Assessments:  # noqa: ANN401 - an array
    """Every row of the assessments table, a confirming visit included for everyone."""
    found = _room(Assessments, searched.patients * KINDS)
    run(
        find_assessments, searched.patients, found, searched.packed.records, searched.measured, states, room,
        searched.numbers,
    )  # fmt: skip
    return found


def _count_then_write(kernel: Any, table: type[_Table], searched: Searched, *inputs: Any) -> _Table:  # noqa: ANN401
    """Run the kernel with empty columns to count each person's rows, then with columns of that length."""
    counts = np.zeros(searched.patients, np.int64)
    nowhere = np.zeros(searched.patients, np.int64)
    run(
        kernel,
        searched.patients,
        _room(table, 0)._replace(rows=counts, offset=nowhere),
        searched.packed.records,
        *inputs,
    )
    offset = np.append(0, np.cumsum(counts))
    out = _room(table, int(offset[-1]))._replace(rows=counts, offset=offset[:-1].copy())
    if offset[-1]:
        run(kernel, searched.patients, out, searched.packed.records, *inputs)
    return cast("_Table", out)


def _room(table: type[_Table], length: int) -> _Table:
    """The named tuple with a column of that length for each field, numbers by what the field holds."""
    columns = (np.zeros(length, np.float64 if field in _VALUES else np.int32) for field in table._fields)
    return cast("_Table", table(*columns))


def _numbers(definition: CourseDefinition, *, hindsight: bool) -> records.Numbers:
    worsening, cause, due = definition.worsening, definition.worsening.cause, definition.assessments
    measures = sum(2 if measure == "nhpt" else 1 for measure in worsening.measures)
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
