"""The confirmed changes of a cohort by one rule."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl

from mscourse.derivations import decoding, search
from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.packing import pack
from mscourse.rules.library import lublin_2013, pira_mueller_2023
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number


def find_events(
    cohort: Cohort | CheckedCohort,
    rule: WorseningRule = pira_mueller_2023,
    *,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """The confirmed worsenings and improvements of everyone, with their causes; columns as in `Events`.

    Args:
        cohort: records; checked first if they are not yet.
        rule: what counts as a confirmed change, and which relapses as its cause.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, or an argument is of another kind.
    """
    of_kind(rule, WorseningRule)
    definition = dataclasses.replace(lublin_2013, worsening=rule)
    records = checked(cohort, set_aside=set_aside, relapse_rule=definition.relapses)
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    packed = pack(records, definition, last_day)
    found = search.find_all_events(search.search(packed, definition, spms_onset=False))
    events = decoding.events_frame(found, packed.ids, fingerprint(rule))
    changes = events.filter(pl.col("measure").is_not_null())
    return decoding.as_days(changes) if records.day_offsets else changes
