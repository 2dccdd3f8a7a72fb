"""The searches of the CORe software run over everybody."""

from __future__ import annotations

from typing import Any

import numpy as np

from mscourse.compat.frames.tables import Floats, Integers
from mscourse.compat.msoutcomes.visits import CoreHistories
from mscourse.kernels.core_changes import CoreChanges, CoreEntries, CoreNumbers, find_core_changes, find_core_sequence
from mscourse.kernels.core_records import CoreVisits
from mscourse.kernels.core_spms import OwnReferences, SpmsFound, SpmsNumbers, find_core_spms
from mscourse.kernels.core_spms_systems import CoreSystems
from mscourse.kernels.loader import Runner


def spms_found(histories: CoreHistories, numbers: SpmsNumbers) -> SpmsFound:
    """Per patient the visit that SPMS is dated to and the one before it, as arrays; -1 where there is none."""
    runner = Runner(patients=len(histories.patients))
    own = histories.own
    out = runner.room(SpmsFound, runner.patients)
    visits = CoreVisits(histories.offset, histories.day, histories.value, histories.gap)
    systems = CoreSystems(histories.scores.ravel(), own.scores.ravel())
    references = OwnReferences(own.given.astype(np.int8), own.day, own.value)
    runner.run(find_core_spms, out, *map(runner.ready, (visits, systems, references)), numbers)
    return SpmsFound(*(np.asarray(column, np.int64) for column in out))


def changes_found(histories: CoreHistories, numbers: CoreNumbers, sense: int) -> tuple[CoreChanges, Listed]:
    """Everybody's changes in one sense, one row each, and the visits that they are numbers of."""
    listed = Listed(histories)
    out, room = (listed.room(table) for table in (CoreChanges, CoreEntries))
    listed.runner.run(find_core_changes, out, room, listed.ready, numbers, sense)
    return listed.rows(out), listed


def sequence_found(histories: CoreHistories, numbers: CoreNumbers) -> tuple[CoreChanges, CoreChanges, Listed]:
    """Everybody's worsening and improvement in turn, as for changes in one sense."""
    listed = Listed(histories)
    worsening, room, improvement = (listed.room(table) for table in (CoreChanges, CoreEntries, CoreChanges))
    listed.runner.run(find_core_sequence, worsening, room, improvement, listed.ready, numbers)
    return listed.rows(worsening), listed.rows(improvement), listed


class Listed:
    """The visits as the searches for changes read them.

    Where the caller chose a reference, earlier visits are left out, and it is itself a visit, the first of its day.
    """

    def __init__(self, histories: CoreHistories) -> None:
        own, patient = histories.own, histories.patient
        kept = ~own.given[patient] | (histories.day >= own.day[patient])
        chosen = np.flatnonzero(own.given & (np.bincount(patient[kept], minlength=len(own.given)) > 0))
        owner = np.concatenate([chosen, patient[kept]])
        day = np.concatenate([own.day[chosen], histories.day[kept]])
        order = np.lexsort((day, owner))
        self.patient: Integers = owner[order]
        offset = np.append(0, np.cumsum(np.bincount(owner, minlength=len(own.given)))).astype(np.int64)
        value = np.concatenate([own.value[chosen], histories.value[kept]])
        gap = np.concatenate([np.full(len(chosen), np.nan), histories.gap[kept]])
        self.visits = CoreVisits(offset, day[order], value[order], gap[order])
        self.runner = Runner(patients=len(own.given))
        self.ready = self.runner.ready(self.visits)

    def room(self, table: Any) -> Any:  # noqa: ANN401 - changes or entries
        """Columns to be written to."""
        patients, visits = self.runner.patients, len(self.visits.day)
        return self.runner.room(table, visits + (patients if table is CoreEntries else 0), found=patients)

    def rows(self, out: CoreChanges) -> CoreChanges:
        """The events alone, as arrays, patient after patient."""
        found = np.asarray(out.found, np.int64)
        visits = np.arange(len(self.visits.day))
        taken = visits - self.visits.offset[self.patient] < found[self.patient]
        events, *days = (np.asarray(column, np.int64)[taken] for column in (out.event, *out[3:]))
        values: Floats = np.asarray(out.reference_value, np.float64)[taken]
        return CoreChanges(found, events, values, *days)
