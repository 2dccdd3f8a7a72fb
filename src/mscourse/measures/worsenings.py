"""Worsenings that were confirmed, those that still wait for it, and the visits that can tell."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from mscourse.derivations.find_events import find_events
from mscourse.derivations.measures import columns_of
from mscourse.derivations.visits import merge_same_day
from mscourse.measures.follow_up import kept_relapses
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.cohort import CheckedCohort

_LONG_AFTER = 3650
_WEEK = 7
_EVENT = ["patient_id", "measure", "day"]


def worsenings(cohort: CheckedCohort, rule: WorseningRule, relapse_rule: RelapseRule) -> pl.DataFrame:
    """Each worsening with its `day` of onset, and whether it is `confirmed` or waits for a later visit."""
    found = _worsenings(cohort, rule, relapse_rule)
    pending = _pending(cohort, rule, relapse_rule).join(found, on=_EVENT, how="anti")
    return pl.concat(
        [found.with_columns(confirmed=pl.lit(value=True)), pending.with_columns(confirmed=pl.lit(value=False))]
    )


def measured_visits(cohort: CheckedCohort, rule: WorseningRule, relapse_rule: RelapseRule) -> pl.DataFrame:
    """The `day` of each visit with a value of the rule's first measure, and whether it is `usable` as a reference."""
    visits, _ = merge_same_day(cohort.visits)
    column = columns_of(rule)[0]
    days = visits.filter(pl.col(column).is_not_null()).select("patient_id", day="date").sort("day")
    onsets = kept_relapses(cohort, relapse_rule).select("patient_id", "onset_date").sort("onset_date")
    usable = pl.lit(value=True)
    for distance, strategy in ((rule.usable.after, "backward"), (rule.usable.before, "forward")):
        if distance is None:
            continue
        days = days.join_asof(
            onsets.rename({"onset_date": strategy}),
            left_on="day",
            right_on=strategy,
            by="patient_id",
            strategy="backward" if strategy == "backward" else "forward",
            check_sortedness=False,
        )
        apart = (pl.col("day") - pl.col(strategy)).dt.total_days().abs()
        far_enough = apart >= distance if rule.usable.inclusive else apart > distance
        usable &= far_enough.fill_null(value=True)
    return days.select("patient_id", "day", usable=usable)


def _worsenings(cohort: CheckedCohort, rule: WorseningRule, relapse_rule: RelapseRule) -> pl.DataFrame:
    events = find_events(cohort, rule, relapse_rule=relapse_rule).filter(pl.col("kind") == "worsening")
    # Where the records came as days, so do the events.
    onset = pl.col("onset").to_physical().cast(pl.Int32).cast(pl.Date)
    return events.select("patient_id", pl.col("measure").cast(pl.String), day=onset)


def _pending(cohort: CheckedCohort, rule: WorseningRule, relapse_rule: RelapseRule) -> pl.DataFrame:
    """What would be a confirmed worsening if everybody stayed as they were last seen."""
    last = cohort.visits.group_by("patient_id").agg(_last=pl.col("date").max())
    as_last_seen = replace(cohort, visits=_with_later_visits(cohort, rule))
    found = _worsenings(as_last_seen, rule, relapse_rule)
    return found.join(last, on="patient_id").filter(pl.col("day") <= pl.col("_last")).drop("_last")


def _with_later_visits(cohort: CheckedCohort, rule: WorseningRule) -> pl.DataFrame:
    """The visits and, for each person, further ones at which every measure is as it was when last recorded.

    Where a confirming visit may come at any time, one long after everything does; else there is one each week, or as
    often as the time allowed for it asks.
    """
    values = [name for name in cohort.visits.columns if name not in {"patient_id", "date"}]
    last = cohort.visits.group_by("patient_id", maintain_order=True).agg(
        pl.col("date").max(), *(pl.col(name).drop_nulls().last() for name in values)
    )
    last = last.with_columns(scheduled=pl.lit(value=True)).select(cohort.visits.columns)
    days = [_LONG_AFTER]
    if rule.confirm_late is not None:
        often = max(1, min(_WEEK, rule.confirm_late + (rule.confirm_early or 0)))
        days = list(range(often, max(rule.waits) + rule.confirm_late + 1, often))
    later = [last.with_columns(pl.col("date") + pl.duration(days=each)) for each in days]
    return pl.concat([cohort.visits, *later]).sort("patient_id", "date", maintain_order=True)
