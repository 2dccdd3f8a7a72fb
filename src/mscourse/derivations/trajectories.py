"""Visits as the searches without a moving reference read them, and those searches run over everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from mscourse.kernels import codes
from mscourse.kernels.loader import Runner
from mscourse.kernels.milestones import MilestoneNumbers, Reached, find_reached
from mscourse.kernels.records import Dated
from mscourse.kernels.relapses import Distances, measure_distances
from mscourse.kernels.separation import Separated, SeparationNumbers, separate_changes
from mscourse.kernels.trajectories import ConfirmationSpans, Trajectories

Array = NDArray[Any]
Values = NDArray[np.float64]
_Table = TypeVar("_Table")


@dataclass(frozen=True, kw_only=True, eq=False)
class Followed:
    """Everybody's visits with a value, and their relapses, in the form that the kernels read."""

    visits: Trajectories
    onsets: Dated
    runner: Runner


def follow(*, offset: Array, day: Array, value: Values, may_confirm: Array, onsets: Dated) -> Followed:
    """The visits, one a day and in order, with their distances from the relapses, in order too.

    Args:
        offset: where each person's visits begin, and where the last one's end.
        day: the day of each visit; whole days or not, as those of the relapses.
        value: what was measured, turned so that up is worse.
        may_confirm: whether each visit is of a kind that may confirm.
        onsets: the relapses of the same people.
    """
    runner = Runner(patients=len(offset) - 1)
    dated = Dated(offset.astype(np.int64), day)
    relapses = runner.ready(Dated(onsets.offset.astype(np.int64), onsets.day.astype(day.dtype)))
    if len(onsets.day):
        # Of the kind of the days: with parts of days, the distances have parts too.
        distances = _room(Distances, runner, *((len(day), day.dtype.type),) * 2)
        runner.run(measure_distances, distances, runner.ready(dated), relapses)
    else:
        distances = Distances(*(np.full(len(day), codes.NEVER, day.dtype) for _ in range(2)))
    visits = Trajectories(
        offset=dated.offset,
        day=dated.day,
        value=value.astype(np.float64),
        since_relapse=np.asarray(distances.since_relapse, day.dtype),
        until_relapse=np.asarray(distances.until_relapse, day.dtype),
        may_confirm=may_confirm.astype(np.int8),
    )
    return Followed(visits=runner.ready(visits), onsets=relapses, runner=runner)


def reached(followed: Followed, drawn: Array, confirmation: ConfirmationSpans, numbers: MilestoneNumbers) -> Reached:
    """The visits at which everybody reached the value and had it confirmed, as arrays."""
    runner = followed.runner
    out = runner.room(Reached, runner.patients)
    runner.run(
        find_reached, out, followed.visits, runner.ready(drawn.astype(np.int8)), runner.ready(confirmation), numbers
    )
    return Reached(*(np.asarray(column, np.int64) for column in out))


def separated(
    followed: Followed, step: Values, drawn: Array, confirmation: ConfirmationSpans, numbers: SeparationNumbers
) -> Separated:
    """The parts of everybody's change, as arrays; `step` is the rise that counts from each visit's value."""
    runner = followed.runner
    visits, onsets = len(followed.visits.day), len(followed.onsets.day)
    whole, parts = (visits, np.int64), (visits, np.float64)
    columns = (whole, parts, parts, parts, parts, (onsets, np.int64))
    out = _room(Separated, runner, *columns)
    runner.run(
        separate_changes, out, followed.visits, runner.ready(step.astype(np.float64)), followed.onsets,
        runner.ready(drawn.astype(np.int8)), runner.ready(confirmation), numbers,
    )  # fmt: skip
    # Of an empty list an array would be of the wrong kind.
    return Separated(*(np.asarray(column, kind) for column, (_, kind) in zip(out, columns, strict=True)))


def spans(*waits: tuple[float, float]) -> tuple[Values, Values]:
    """The fewest and the most days of each span of time in which a visit confirms."""
    earliest, latest = np.array(waits, np.float64).reshape(-1, 2).T
    return np.ascontiguousarray(earliest), np.ascontiguousarray(latest)


def _room(table: type[_Table], runner: Runner, *columns: tuple[int, type[Any]]) -> _Table:
    """A named tuple with a column of that length and kind for each field; all zero."""
    make: Any = table
    return cast("_Table", make(*(runner.column(length, kind) for length, kind in columns)))
