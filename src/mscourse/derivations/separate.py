"""The change of everybody in a cohort since their baseline, split by whether relapses brought it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl

from mscourse.derivations.arguments import checked, functions_fit, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.measures import Functions, Values
from mscourse.derivations.one_measure import OneMeasure, confirmation_of, each_column, last_visit_counts, least_days
from mscourse.derivations.trajectories import separated
from mscourse.errors import UsageError
from mscourse.kernels.separation import SeparationNumbers
from mscourse.kernels.steps import ANY_DIFFERENCE
from mscourse.results.words import MEASURE_COLUMNS
from mscourse.rules.library import lublin_2013, pira_mueller_2023
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.separation import SeparationRule, separation_montobbio_2024
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number

_MOST_ANSWERS = 110
"""Of the symbol digit test: no value is better."""


def separate(
    cohort: Cohort | CheckedCohort,
    rule: SeparationRule = separation_montobbio_2024,
    *,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
    functions: Functions | None = None,
    relapse_rule: RelapseRule = lublin_2013.relapses,
) -> pl.DataFrame:
    """Per visit with a value, the baseline and what relapses left, what they brought for a while, and the rest.

    `value` is `baseline` + `lasting` + `passing` + `independent`, unless the end of the scale stands in the way.
    The parts are missing before the visit that ends the baseline, and for whoever has none. A relapse-associated
    worsening that lasts is never taken back: recovery from it shows as an `independent` part on the other side of 0.
    What lasts is known only once later visits have shown it, so the parts of a visit can change with more records.

    Args:
        cohort: records with a relapse table; checked first if they are not yet.
        rule: which worsening counts, which relapse is its cause, and when it lasts.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        functions: for a custom measure without a step of its own, a function that gives the change that counts from
            a reference value, under its column's name. It is not part of the rule's fingerprint.
        relapse_rule: when a relapse counts as one.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if there is no relapse table, `until` does not read as a day, an argument is of another kind, the
            cohort lacks the measure, or a custom measure has no step and no function.
    """
    of_kind(rule, SeparationRule)
    functions = _functions(rule, functions or {})
    columns = () if rule.custom is None else (rule.custom.column,)
    records = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule, measures=columns)
    if records.relapses is None:
        raise UsageError(
            "The cohort has no table of relapses.",
            "What relapses brought is told by their dates; a table without rows says that there were none.",
        )
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    steps = replace(
        pira_mueller_2023,
        edss=rule.edss,
        timed_test_fraction=rule.timed_test_fraction,
        sdmt_points=rule.sdmt_points,
        sdmt_fraction=rule.sdmt_fraction,
        sdmt_needs=rule.sdmt_needs,
    )
    looked_at = each_column(records, rule, steps, last_day=last_day, relapse_rule=relapse_rule, functions=functions)
    words = pl.Enum((*MEASURE_COLUMNS, *columns))
    found = (
        pl.concat([_parts(measure, rule, words) for measure in looked_at])
        .sort("patient_id", "measure", "date", maintain_order=True)
        .with_columns(definition=pl.lit(fingerprint(rule)))
    )
    return as_days(found) if records.day_offsets else found


def _functions(rule: SeparationRule, given: Functions) -> Functions:
    """The functions that give steps; where every worsening counts, none is needed."""
    custom = rule.custom
    if rule.any_worsening and custom is not None and not custom.has_step:
        return {custom.column: lambda _: ANY_DIFFERENCE}
    functions_fit(() if custom is None else (custom,), given)
    return given


def _parts(measure: OneMeasure, rule: SeparationRule, words: pl.Enum) -> pl.DataFrame:
    """One row per visit with a value in the column."""
    numbers = SeparationNumbers(
        np.inf if rule.lasting_to_end else float(rule.lasting_after),
        *least_days(rule.baseline),
        float(rule.associated_before),
        float(rule.associated_after),
        _best(measure),
    )
    step = np.full(len(measure.step), ANY_DIFFERENCE) if rule.any_worsening else measure.step
    counts = last_visit_counts(rule, measure.ids)
    found = separated(measure.followed, step, counts, confirmation_of(rule), numbers)
    before_baseline = found.level < 0

    def part(values: Values) -> pl.Series:
        # Adding 0 turns the -0 of a turned measure into 0.
        return pl.Series(np.where(before_baseline, np.nan, measure.turn * values + 0.0)).fill_nan(None)

    owner = np.repeat(np.arange(len(measure.ids)), np.diff(measure.offset))
    return pl.DataFrame(
        {
            "patient_id": measure.ids.gather(owner),
            "measure": pl.repeat(measure.column, len(owner), dtype=words, eager=True),
            "date": pl.Series(measure.day, dtype=pl.Int32).cast(pl.Date),
            "value": measure.value,
            "baseline": part(found.baseline),
            "lasting": part(found.lasting),
            "passing": part(found.passing),
            "independent": part(found.independent),
        }
    )


def _best(measure: OneMeasure) -> float:
    """The best value that the measure can have, turned so that up is worse; of the user's own, none is known."""
    if measure.column == "sdmt":
        return -float(_MOST_ANSWERS)
    return 0.0 if measure.column in MEASURE_COLUMNS else -np.inf
