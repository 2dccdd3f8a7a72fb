"""What the public functions are handed: a cohort, checked if it is not yet, and a rule of the right kind."""

from __future__ import annotations

from typing import Any

from mscourse.derivations.check import check_cohort
from mscourse.errors import UsageError
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.cohort import CheckedCohort, Cohort


def checked(cohort: Cohort | CheckedCohort, *, set_aside: bool, relapse_rule: RelapseRule) -> CheckedCohort:
    """The cohort as it is if it is checked, else what the checks make of it.

    Raises:
        UsageError: if it is no cohort.
        DataError: if the records hold errors and `set_aside` is not asked for.
    """
    if isinstance(cohort, CheckedCohort):
        return cohort
    if isinstance(cohort, Cohort):
        return check_cohort(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    raise UsageError(
        f"A cohort is needed, not a {type(cohort).__name__}.",
        hint='`mscourse.read_cohort("data/")` reads one; `mscourse.Cohort(visits=frame)` makes one from frames.',
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
