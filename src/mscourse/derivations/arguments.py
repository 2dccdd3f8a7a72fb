"""What the public functions are handed: a cohort, checked if it is not yet, and a rule of the right kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mscourse.derivations.check import check_cohort
from mscourse.derivations.measures import Functions
from mscourse.errors import UsageError
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.measures import not_in_every_cohort


def checked(
    cohort: Cohort | CheckedCohort,
    *,
    set_aside: bool,
    relapse_rule: RelapseRule,
    measures: Sequence[str] = (),
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
) -> CheckedCohort:
    """The cohort as it is if it is checked, else what the checks make of it.

    Args:
        cohort: records, checked or not.
        set_aside: leave rows with errors out instead of stopping.
        relapse_rule: when a recorded relapse counts as one.
        measures: columns of `visits` that a rule looks at; of records that are not yet checked, further ones are
            read now.
        drugs: a table of drugs of the user's own, for records that are not yet checked.

    Raises:
        UsageError: if it is no cohort, one without one of the measures, or the rule is of another kind; or if there
            is a table of drugs for records that are checked already.
        DataError: if the records hold errors and `set_aside` is not asked for.
    """
    of_kind(relapse_rule, RelapseRule)
    needed = not_in_every_cohort(measures)
    if isinstance(cohort, CheckedCohort):
        missing = [name for name in needed if name not in cohort.measures]
        if missing:
            raise _without(missing, cohort.measures)
        if drugs is not None:
            raise UsageError(
                "These records are checked already, with another table of drugs.",
                "The treatments are checked with one table of drugs, which goes with them from then on.",
                "Hand over the cohort as it was read.",
            )
        return cohort
    if isinstance(cohort, Cohort):
        return check_cohort(cohort.with_measures(needed), set_aside=set_aside, relapse_rule=relapse_rule, drugs=drugs)
    raise UsageError(
        f"A cohort is needed, not a {type(cohort).__name__}.",
        hint='`mscourse.read_cohort("data/")` reads one; `mscourse.Cohort(visits=frame)` makes one from frames.',
    )


def _without(missing: Sequence[str], measures: Sequence[str]) -> UsageError:
    """The error that checked records do not hold these measures."""
    named = ", ".join(f'"{name}"' for name in (*measures, *missing))
    has = f"those of this cohort are {', '.join(f'`{name}`' for name in measures)}" if measures else "this one has none"
    return UsageError(
        f"The checked cohort has no measure {' and no measure '.join(f'`{name}`' for name in missing)}.",
        f"Measures of the user's own are kept through the checks where they were named before; {has}.",
        f'`mscourse.read_cohort("data/", measures=[{named}])` reads them, and so does `mscourse.Cohort`.',
    )


def of_kind(rule: Any, kind: type) -> None:  # noqa: ANN401 - what a user handed over
    """Nothing, if the rule is of the kind.

    Raises:
        UsageError: if it is not.
    """
    if not isinstance(rule, kind):
        raise UsageError(
            f"A {kind.__name__} is needed, not a {type(rule).__name__}.",
            hint="`mscourse.presets` holds the published ones; `dataclasses.replace` changes one.",
        )


def functions_fit(custom: Sequence[CustomMeasure], functions: Functions) -> None:
    """Nothing, if every custom measure without a step of its own has a function, and no other one has.

    Raises:
        UsageError: if not.
    """
    if {measure.column for measure in custom if not measure.has_step} != set(functions):
        raise UsageError(
            "The custom measures of the rule and the functions do not fit together.",
            "A custom measure has strata, a fraction, or a function of its reference value, under its column's name.",
            'For example `functions={"pdds": lambda reference: 1.0}`.',
        )
