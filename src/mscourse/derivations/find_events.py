"""The confirmed changes of a cohort by one rule."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl

from mscourse.derivations import decoding, search
from mscourse.derivations.arguments import checked, functions_fit, of_kind
from mscourse.derivations.measures import Functions, words_of
from mscourse.derivations.packing import pack
from mscourse.rules.library import lublin_2013, pira_mueller_2023
from mscourse.rules.relapses import RelapseRule
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
    functions: Functions | None = None,
    relapse_rule: RelapseRule = lublin_2013.relapses,
) -> pl.DataFrame:
    """The confirmed worsenings and improvements of everyone, with their causes; columns as in `Changes`.

    Args:
        cohort: records; checked first if they are not yet.
        rule: what counts as a confirmed change, and which relapses as its cause.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        functions: for each custom measure of the rule without a step of its own, a function that gives the change
            that counts from a reference value. It is not part of the rule's fingerprint: name the rule after it.
        relapse_rule: when a relapse counts as one.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, an argument is of another kind, or a custom measure has no
            step and no function.
    """
    of_kind(rule, WorseningRule)
    functions_fit(rule.custom, functions or {})
    records = checked(
        cohort,
        set_aside=set_aside,
        relapse_rule=relapse_rule,
        measures=tuple(measure.column for measure in rule.custom),
    )
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    definition = dataclasses.replace(lublin_2013, worsening=rule, relapses=relapse_rule)
    packed = pack(records, definition, last_day, changes_only=True)
    searched = search.search(packed, definition, functions=functions)
    changes = decoding.changes_frame(
        search.find_all_events(searched), packed.ids, fingerprint(rule), words_of(rule), rule.waits
    )
    return decoding.as_days(changes) if records.day_offsets else changes
