"""When everybody of a cohort reached fixed values of a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.one_measure import OneMeasure, confirmation_of, each_column, last_visit_counts, least_days
from mscourse.derivations.trajectories import reached
from mscourse.kernels.milestones import MilestoneNumbers
from mscourse.results.words import MEASURE_COLUMNS
from mscourse.rules.library import lublin_2013, pira_mueller_2023
from mscourse.rules.milestones import MilestoneRule, milestones_montobbio_2024
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number


def find_milestones(
    cohort: Cohort | CheckedCohort,
    rule: MilestoneRule = milestones_montobbio_2024,
    *,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
    relapse_rule: RelapseRule = lublin_2013.relapses,
) -> pl.DataFrame:
    """Per person and milestone, whether it was reached, and when: one row each, in order of person and milestone.

    Where it was reached, `date`, `value` and `days` (since the first visit with a value) are those of the visit that
    reached it, and `confirmed_on` is the day of the visit that confirmed it, missing where the rule lets the last
    visit count unconfirmed. Where it was not, `value` is missing, and `date` and `days` tell how far the person was
    followed: those of the last visit with a value. Somebody without any value has no row. Without a relapse table
    no visit is taken to be near a relapse.

    Args:
        cohort: records; checked first if they are not yet.
        rule: which values are milestones, and what confirms that one was reached.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        relapse_rule: when a relapse counts as one.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, an argument is of another kind, or the cohort lacks the
            measure.
    """
    of_kind(rule, MilestoneRule)
    columns = () if rule.custom is None else (rule.custom.column,)
    records = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule, measures=columns)
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    # No step plays a role, so a measure of the user's own needs none.
    asked = rule if rule.custom is None else replace(rule, custom=replace(rule.custom, strata=(), fraction=1.0))
    looked_at = each_column(records, asked, pira_mueller_2023, last_day=last_day, relapse_rule=relapse_rule)
    words = pl.Enum((*MEASURE_COLUMNS, *columns))
    frames = [_milestones(measure, rule, value, words) for measure in looked_at for value in _in_order(rule)]
    found = (
        pl.concat(frames)
        .sort("patient_id", "measure", maintain_order=True)
        .with_columns(definition=pl.lit(fingerprint(rule)))
    )
    return as_days(found) if records.day_offsets else found


def _in_order(rule: MilestoneRule) -> Iterator[float]:
    """The milestones as they are met, from the mildest on."""
    falling = rule.custom.worse == "lower" if rule.custom is not None else rule.measure == "sdmt"
    yield from sorted(map(float, rule.values), reverse=falling)


def _milestones(measure: OneMeasure, rule: MilestoneRule, value: float, words: pl.Enum) -> pl.DataFrame:
    """One row per person with a value in the column."""
    sustained = np.inf if rule.sustained_to_end else float(rule.sustained_for or 0)
    numbers = MilestoneNumbers(measure.turn * value, *least_days(rule.event_visit), sustained)
    counts = last_visit_counts(rule, measure.ids)
    found = reached(measure.followed, counts, confirmation_of(rule), numbers)
    seen = np.flatnonzero(np.diff(measure.offset))
    first, last = measure.offset[seen], measure.offset[seen + 1] - 1
    event, confirming = found.event[seen], found.confirming[seen]
    is_reached = event >= 0
    at = np.where(is_reached, event, last)
    return pl.DataFrame(
        {
            "patient_id": measure.ids.gather(seen),
            "measure": pl.repeat(measure.column, len(seen), dtype=words, eager=True),
            "milestone": np.full(len(seen), value),
            "reached": is_reached,
            "date": pl.Series(measure.day[at], dtype=pl.Int32).cast(pl.Date),
            "value": pl.Series(np.where(is_reached, measure.value[at], np.nan)).fill_nan(None),
            "days": measure.day[at] - measure.day[first],
            "confirmed_on": pl.Series(measure.day[confirming], dtype=pl.Int32)
            .cast(pl.Date)
            .set(pl.Series(confirming < 0), None),
        }
    )
