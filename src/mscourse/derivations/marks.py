"""What each visit may serve as: reference, event, or confirming visit."""

from __future__ import annotations

import numpy as np

from mscourse.derivations.packing import Packed
from mscourse.kernels import records
from mscourse.kernels.marks import Marks, Serving, mark_visits


def marks_of(packed: Packed, measure: records.Measured, serving: Serving) -> Marks:
    """What each visit may serve as, by the measure's values and the distances from relapses."""
    runner = packed.runner
    marks, scheduled = runner.room(Marks, len(measure.value)), np.zeros(0, np.int8)
    if serving.scheduled_only:
        scheduled = packed.visits.get_column("scheduled").fill_null(value=False).to_numpy().astype(np.int8)
    runner.run(mark_visits, marks, packed.records.visits, runner.ready(scheduled), runner.ready(measure), serving)
    return runner.ready(marks)
