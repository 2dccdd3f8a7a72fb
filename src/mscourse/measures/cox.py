"""How much faster an event comes to some people than to others (the Cox model)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.normal import normal_quantile
from mscourse.measures.risk_sets import is_frame_with, usable_times
from mscourse.measures.statistical_packages import statistical
from mscourse.results.statistics import HazardRatios


@dataclass(frozen=True, kw_only=True)
class _Term:
    """A column of the model: a number, or one level of a covariate of words against another level."""

    covariate: str
    level: str | None = None
    reference: str | None = None


def cox(times: pl.DataFrame, covariates: pl.DataFrame, *, confidence: float = 0.95) -> pl.DataFrame:
    """One row per covariate, or per level of one of words: the hazard ratio, all covariates in one model.

    Of a number, the ratio is per unit. Of words, and of true and false, each level is compared with the first in order
    of name that has events. To a level without events belongs a ratio of 0 without an upper limit: its row has no
    numbers (`no_events`), and the others are those of the people left, as in the limit of the model. A covariate that
    does not differ between people has `no_other_level`.

    Ties are handled after Efron; limits and p are Wald's. `proportional_hazards_p` tests whether the ratio stays the
    same over time (scaled Schoenfeld residuals against the rank of time); the test does not know of people who come
    under observation later, and is missing where there are any. Deaths are ends of follow-up.

    Args:
        times: what `time_to` found.
        covariates: a frame with `patient_id` and the covariates, one row for each person; who lacks one takes no part.
        confidence: of the limits.

    Raises:
        UsageError: if the frames are not usable, or the model does not converge.
        MissingPackageError: if lifelines is not installed (the extra `statistics`).

    Source: Cox 1972; Efron 1977; Grambsch and Therneau 1994.
    """
    normal_quantile(confidence)
    lifelines = statistical("lifelines")
    told, known = _people(times, covariates)
    columns: dict[str, pl.Series] = {}
    rows = [_row(term, known, status) for term, status in _terms(known, columns)]
    ratios = _fit(lifelines, known, columns, 1 - confidence) if columns else {}
    for row in rows:
        row.update(ratios.get(_name(row["covariate"], row["level"]), {}))
        row.update(people_unknown=told - known.height, confidence=confidence)
    return HazardRatios.cast(pl.DataFrame(rows, schema=HazardRatios.create_empty().schema))


def _people(times: pl.DataFrame, covariates: pl.DataFrame) -> tuple[int, pl.DataFrame]:
    """How many have times, and the rows of those whose covariates are all known, in an order of their own."""
    _, rows = usable_times(times)
    rule = "They are a frame with `patient_id`, one row for each person, and at least one further column."
    if not is_frame_with(covariates, "patient_id") or covariates.width == 1:
        raise UsageError("The covariates are not usable.", rule)
    if covariates.get_column("patient_id").is_duplicated().any():
        raise UsageError("The covariates are not usable.", rule)
    if "patient_id" not in times.columns:
        raise UsageError("The times do not say whose they are.", "They are a frame with `patient_id`, as of `time_to`.")
    names = [name for name in covariates.columns if name != "patient_id"]
    own = covariates.select(
        pl.col("patient_id").cast(pl.String), *(_value(covariates, name).alias(f"_{name}") for name in names)
    )
    told = rows.with_columns(patient_id=times.get_column("patient_id").cast(pl.String)).drop_nulls("outcome")
    joined = told.join(own, on="patient_id", how="left").drop("patient_id", "group")
    # Sums depend on their order in the last digit: the order is that of the numbers, whoever they belong to.
    return joined.height, joined.drop_nulls().sort(pl.all())


def _value(covariates: pl.DataFrame, name: str) -> pl.Expr:
    column, kind = pl.col(name), covariates.schema[name]
    if kind.is_numeric():
        number = column.cast(pl.Float64)
        return pl.when(number.is_finite()).then(number)
    if kind in {pl.Boolean, pl.String} or isinstance(kind, pl.Enum | pl.Categorical):
        return column.cast(pl.String)
    raise UsageError(f"The covariate {name!r} is not usable.", "A covariate holds numbers, words, or true and false.")


def _terms(known: pl.DataFrame, columns: dict[str, pl.Series]) -> list[tuple[_Term, str]]:
    """The terms of the model with what became of each; the columns of those that are estimated are filled in."""
    terms = []
    for column in known.columns[3:]:
        values, covariate = known.get_column(column), column.removeprefix("_")
        happened = known.get_column("outcome") == "event"
        if values.dtype.is_numeric():
            status = _of_number(values, happened)
            if status == "estimated":
                columns[_name(covariate, None)] = values
            terms.append((_Term(covariate=covariate), status))
            continue
        with_events = values.filter(happened).unique().sort().to_list()
        levels = values.unique().sort().to_list()
        reference = next(iter(with_events or levels), None)
        if len(levels) < 2:  # noqa: PLR2004 - a level and one to compare it with
            terms.append((_Term(covariate=covariate, level=reference), "no_other_level"))
            continue
        for level in levels:
            if level == reference:
                continue
            estimated = level in with_events
            if estimated:
                seen = values.is_in(with_events)
                column_of_level = pl.select(pl.when(seen).then((values == level).cast(pl.Float64))).to_series()
                columns[_name(covariate, level)] = column_of_level
            term = _Term(covariate=covariate, level=level, reference=reference)
            terms.append((term, "estimated" if estimated else "no_events"))
    return terms


def _of_number(values: pl.Series, happened: pl.Series) -> str:
    if not happened.any():
        return "no_events"
    return "estimated" if values.n_unique() > 1 else "no_other_level"


def _name(covariate: str, level: str | None) -> str:
    return covariate if level is None else f"{covariate}\t{level}"


def _row(term: _Term, known: pl.DataFrame, status: str) -> dict[str, Any]:
    of_level = known if term.level is None else known.filter(pl.col(f"_{term.covariate}") == term.level)
    return {
        "covariate": term.covariate,
        "level": term.level,
        "reference": term.reference,
        "people": of_level.height,
        "events": int((of_level.get_column("outcome") == "event").sum()),
        "status": status,
    }


def _fit(
    lifelines: Any,  # noqa: ANN401 - a package without types
    known: pl.DataFrame,
    columns: dict[str, pl.Series],
    alpha: float,
) -> dict[str, dict[str, float | None]]:
    """The estimates by the name of their term, of those whose every level has events."""
    people = known.select("entry_days", "time_days", "outcome").hstack(pl.DataFrame(columns)).drop_nulls()
    table = statistical("pandas").DataFrame({name: people.get_column(name).to_numpy() for name in columns})
    table["_time"] = people.get_column("time_days").to_numpy()
    table["_event"] = (people.get_column("outcome") == "event").to_numpy()
    later = bool((people.get_column("entry_days") > 0).any())
    if later:
        table["_entry"] = people.get_column("entry_days").to_numpy()
    model, problems = lifelines.CoxPHFitter(alpha=alpha), statistical("lifelines.exceptions")
    try:
        with warnings.catch_warnings():
            # What the package warns of is that the result is not to be trusted.
            warnings.simplefilter("error", problems.ConvergenceWarning)
            model.fit(table, "_time", "_event", entry_col="_entry" if later else None)
            checks = {} if later else _proportional(table, model)
    except (problems.ConvergenceError, problems.ConvergenceWarning, np.linalg.LinAlgError):
        raise UsageError(
            "The Cox model does not converge.",
            "No covariate tells for certain who has the event first, and none follows from the others.",
            "Leave one of the covariates out.",
        ) from None
    limits = np.exp(model.confidence_intervals_.to_numpy())
    return {
        name: {
            "hazard_ratio": float(np.exp(model.params_[name])),
            "lower": float(low),
            "upper": float(high),
            "p": float(model.summary.loc[name, "p"]),
            "proportional_hazards_p": checks.get(name),
        }
        for name, (low, high) in zip(model.params_.index, limits, strict=True)
    }


def _proportional(table: Any, model: Any) -> dict[str, float]:  # noqa: ANN401 - of pandas and lifelines
    found = statistical("lifelines.statistics").proportional_hazard_test(model, table, time_transform="rank")
    return dict(zip(found.name, map(float, found.p_value), strict=True))
