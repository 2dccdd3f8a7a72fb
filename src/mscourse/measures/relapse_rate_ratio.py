"""The relapse rates of groups compared, where relapses cluster in people (negative binomial regression)."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import polars as pl

from mscourse.derivations.arguments import checked
from mscourse.errors import UsageError
from mscourse.measures.groups import By, group_of_each
from mscourse.measures.normal import normal_quantile
from mscourse.measures.relapse_rate import DAYS_IN_YEAR, Day, relapse_time
from mscourse.measures.risk_sets import Numbers
from mscourse.measures.statistical_packages import statistical
from mscourse.results.statistics import RelapseRateRatio
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort

_ROUNDS = 200


def relapse_rate_ratio(  # noqa: PLR0913 - what is compared, over which time, and by which rule
    cohort: Cohort | CheckedCohort,
    *,
    by: By,
    reference: str | None = None,
    start: Day | None = None,
    until: Day | None = None,
    confidence: float = 0.95,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per group, in order of its name: its relapse rate over that of the reference group, with limits.

    The model is negative binomial (variance mean + dispersion * mean squared) with the logarithm of person-time as
    offset, fitted by maximum likelihood; limits and p are Wald's. Where relapses cluster no more than by chance, the
    most likely dispersion is 0 and the model is Poisson; `model` says which. Relapses and person-time are those of
    `relapse_time`; people of unknown group take no part.

    A group without relapses has a ratio of 0 without an upper limit: its row has no numbers (`no_events`), and it takes
    no part in the model. Against a reference without relapses there is no ratio at all.

    Args:
        cohort: records; checked first if they are not yet.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column.
        reference: the group to compare with; by default the first in order of name that has relapses.
        start: leave out the time up to this day.
        until: leave out the time after this day.
        confidence: of the limits.
        relapse_rule: when a relapse counts as one.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind, or the model does not converge.
        MissingPackageError: if statsmodels is not installed (the extra `statistics`).

    Source: Cameron and Trivedi 1998 (NB2).
    """
    normal_quantile(confidence)
    models = statistical("statsmodels.discrete.discrete_model")
    records = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    name, groups = group_of_each(records, by)
    if name is None:
        raise UsageError("There is nothing to compare.", "`by` names a column, or is a frame of groups.")
    times = relapse_time(records, start=start, until=until, relapse_rule=relapse_rule)
    people = times.join(groups, on="patient_id", how="left", maintain_order="left").drop_nulls("group")
    rows = _counts(people)
    compared = [row["group"] for row in rows if row["relapses"] > 0]
    with_whom = _reference([row["group"] for row in rows], compared, reference)
    in_model = people.filter("known", pl.col("group").is_in(compared))
    others = [group for group in compared if group != with_whom] if with_whom in compared else []
    numbers = _fit(models, in_model, others, confidence) if others else {}
    for row in rows:
        row["reference"] = with_whom
        row["ratio"] = 1.0 if row["group"] == with_whom and row["relapses"] > 0 else None
        row["status"] = _status(row, with_whom, compared)
        row.update(numbers.get(row["group"], {}))
    found = pl.DataFrame(rows, schema=RelapseRateRatio.create_empty().schema).with_columns(
        by=pl.lit(name), confidence=pl.lit(confidence), definition=pl.lit(fingerprint(relapse_rule))
    )
    return RelapseRateRatio.cast(found)


def _counts(people: pl.DataFrame) -> list[dict[str, Any]]:
    """Of each group, in order, whom relapses are known of, how many relapses, and over how many years."""
    known = pl.col("known")
    # Whole days add up to the same in any order.
    days = pl.col("end").to_physical() - pl.col("start").to_physical()
    return (
        people.group_by("group")
        .agg(
            people=known.sum(),
            people_unknown=(~known).sum(),
            relapses=pl.col("relapses").sum(),
            person_years=days.sum() / DAYS_IN_YEAR,
        )
        .sort("group")
        .to_dicts()
    )


def _reference(groups: list[str], compared: list[str], wanted: str | None) -> str | None:
    if wanted is None:
        return next(iter(compared or groups), None)
    if wanted not in groups:
        raise UsageError(f"There is no group {wanted!r} to compare with.", "It is one of the groups, as text.")
    return wanted


def _status(row: dict[str, Any], reference: str | None, compared: list[str]) -> str:
    if row["group"] == reference:
        return "reference"
    if row["relapses"] == 0:
        return "no_events"
    return "estimated" if reference in compared else "reference_without_events"


def _fit(models: Any, people: pl.DataFrame, others: list[str], confidence: float) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """The numbers of each group of the model, by its name."""
    # Sums depend on their order in the last digit: the order is that of the numbers, whoever they belong to.
    ordered = people.sort("group", "person_years", "relapses")
    counts = ordered.get_column("relapses").to_numpy().astype(np.float64)
    offset = np.log(ordered.get_column("person_years").to_numpy())
    indicators = [(ordered.get_column("group") == group).to_numpy().astype(np.float64) for group in others]
    design = np.column_stack([np.ones(len(counts)), *indicators])
    try:
        with warnings.catch_warnings():
            # Whether it converged is asked of the result; a warning about the Hessian on the way says less.
            warnings.simplefilter("ignore")
            fitted, dispersion = _most_likely(models, counts, design, offset)
    except np.linalg.LinAlgError:
        raise _not_converged() from None
    statistics = statistical("scipy.stats")
    estimate, error = fitted.params[1 : len(others) + 1], fitted.bse[1 : len(others) + 1]
    if not (fitted.mle_retvals["converged"] and np.isfinite(error).all()):
        raise _not_converged()
    half = normal_quantile(confidence) * error
    model = {"dispersion": dispersion, "model": "negative_binomial" if dispersion > 0 else "poisson"}
    return {
        group: {
            "ratio": float(np.exp(estimate[at])),
            "lower": float(np.exp(estimate[at] - half[at])),
            "upper": float(np.exp(estimate[at] + half[at])),
            "p": float(2 * statistics.norm.sf(abs(estimate[at] / error[at]))),
            **model,
        }
        for at, group in enumerate(others)
    }


def _not_converged() -> UsageError:
    return UsageError(
        "The negative binomial model does not converge.",
        "It needs enough people with relapses in each group.",
        "`relapse_rate` gives each group's rate with its exact interval.",
    )


def _most_likely(models: Any, counts: Numbers, design: Numbers, offset: Numbers) -> tuple[Any, float]:  # noqa: ANN401
    """The fitted model and its dispersion; 0 where the likelihood falls from there on."""
    poisson = models.Poisson(counts, design, offset=offset).fit(disp=0, maxiter=_ROUNDS)
    mean = np.exp(design @ poisson.params + offset)
    # Twice the slope of the log-likelihood at a dispersion of 0.
    slope = float(np.sum((counts - mean) ** 2 - counts))
    if slope <= 0:
        return poisson, 0.0
    first_guess = max(slope / float(np.sum(mean**2)), 1e-3)
    model = models.NegativeBinomial(counts, design, offset=offset)
    near = model.fit(start_params=[*poisson.params, first_guess], method="bfgs", disp=0, maxiter=_ROUNDS)
    fitted = model.fit(start_params=near.params, method="newton", disp=0, maxiter=_ROUNDS)
    return fitted, float(fitted.params[-1])
