"""A cohort's visits with one measure, packed for the searches without a moving reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.chance import drawn
from mscourse.derivations.measures import Functions, Values, columns_of, measured
from mscourse.derivations.packing import pack
from mscourse.derivations.trajectories import Followed, follow, spans
from mscourse.kernels.records import Dated
from mscourse.kernels.trajectories import ConfirmationSpans
from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.cohort import CheckedCohort


@dataclass(frozen=True, kw_only=True, eq=False)
class OneMeasure:
    """Everybody's visits with a value in one column."""

    column: str
    turn: int
    """1, or -1 where less is worse: the values that the kernels see are turned."""
    ids: pl.Series
    followed: Followed
    offset: NDArray[np.int64]
    """Where each person's visits with a value begin, and where the last one's end."""
    day: NDArray[np.int32]
    value: Values
    """As it was measured."""
    step: Values
    """What counts as worse from each value."""


def each_column(
    records: CheckedCohort,
    rule: ConfirmationRule,
    steps: WorseningRule,
    *,
    last_day: int | None,
    relapse_rule: RelapseRule,
    functions: Functions | None = None,
) -> Iterator[OneMeasure]:
    """The columns of the rule's measure: one, or both hands of the peg test.

    Args:
        records: a checked cohort with the column of the measure.
        rule: which measure is looked at, and which visits confirm.
        steps: which steps count, whatever measures they are for.
        last_day: the last day to look at.
        relapse_rule: when a relapse counts as one.
        functions: the step of a custom measure that has none of its own.
    """
    steps = _for_measure_of(rule, steps)
    packed = pack(records, replace(lublin_2013, worsening=steps, relapses=relapse_rule), last_day, changes_only=True)
    visits, relapses = packed.records.visits, packed.records.relapses
    offset, day = np.asarray(visits.offset, np.int64), np.asarray(visits.day, np.int32)
    onsets = Dated(np.asarray(relapses.offset, np.int64), np.asarray(relapses.day, np.int32))
    may_confirm = np.ones(len(day), np.bool_)
    if rule.scheduled_only:
        may_confirm = packed.visits.get_column("scheduled").fill_null(value=False).to_numpy()
    for column, measure in zip(columns_of(steps), measured(packed.visits, steps, functions), strict=True):
        taken, turn = ~np.isnan(measure.value), int(measure.turn[0])
        own_offset = np.append(0, np.cumsum(taken))[offset].astype(np.int64)
        yield OneMeasure(
            column=column,
            turn=turn,
            ids=packed.ids,
            followed=follow(
                offset=own_offset,
                day=day[taken],
                value=measure.value[taken],
                may_confirm=may_confirm[taken],
                onsets=onsets,
            ),
            offset=own_offset,
            day=day[taken],
            value=turn * measure.value[taken],
            step=measure.step[taken],
        )


def _for_measure_of(rule: ConfirmationRule, steps: WorseningRule) -> WorseningRule:
    if rule.custom is not None:
        return replace(steps, measures=(), custom=(rule.custom,))
    return replace(steps, measures=(rule.measure,), custom=())


def least_days(asked: RelapseDistance) -> tuple[float, float]:
    """The fewest days after and before a relapse; days are whole, so "more than 30" is "31 or more"."""
    after, before = (0 if days is None else days + (not asked.inclusive) for days in (asked.after, asked.before))
    return float(after), float(before)


def confirmation_of(rule: ConfirmationRule) -> ConfirmationSpans:
    """What confirms."""
    late = np.inf if rule.confirm_late is None else float(rule.confirm_late)
    earliest, latest = spans(*((float(wait - (rule.confirm_early or 0)), wait + late) for wait in rule.waits))
    within = np.inf if rule.last_visit_within is None else float(rule.last_visit_within)
    return ConfirmationSpans(earliest, latest, *least_days(rule.confirming_visit), within)


def last_visit_counts(rule: ConfirmationRule, ids: pl.Series) -> NDArray[np.bool_]:
    """For whom the last visit may count though nothing can confirm it."""
    if rule.last_visit == "by_chance":
        return drawn(ids, rule.last_visit_chance or 0.0, rule.seed)
    return np.full(len(ids), rule.last_visit != "never", np.bool_)
