"""How far two labels of the same people agree, such as those of two definitions (Cohen's kappa)."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.normal import normal_quantile
from mscourse.measures.risk_sets import Numbers, is_frame_with
from mscourse.measures.statistical_packages import statistical
from mscourse.results.statistics import Agreement, AgreementCounts


def agreement(first: pl.DataFrame, second: pl.DataFrame, *, confidence: float = 0.95) -> pl.DataFrame:
    """One row: how many people have the same label twice, and Cohen's kappa with its confidence limits.

    The standard error is the large-sample one of Fleiss, Cohen and Everitt 1969 (their formula for an agreement that
    need not be 0); the limits are kept within -1 and 1. Labels have no order: to be one off is as wrong as to be far
    off. Kappa is missing where everybody has one and the same label, since chance then explains everything.

    Args:
        first: a frame with `patient_id` and one further column, the label; one row for each person.
        second: the same people's other labels.
        confidence: of the limits.

    Raises:
        UsageError: if the frames are not usable, or the confidence is not between 0 and 1.
        MissingPackageError: if statsmodels is not installed (the extra `statistics`).

    Source: Cohen 1960; Fleiss, Cohen and Everitt 1969.
    """
    quantile = normal_quantile(confidence)
    both = _both(first, second)
    known = both.drop_nulls()
    labels = pl.concat([known.get_column("first"), known.get_column("second")]).unique().sort()
    table = _table(known, labels.to_list())
    people = int(table.sum())
    kappa = error = by_chance = percent = lower = upper = None
    if people:
        shares = table / people
        rows, columns = shares.sum(axis=1), shares.sum(axis=0)
        percent, by_chance = 100 * float(np.trace(shares)), 100 * float(rows @ columns)
        if len(labels) > 1:
            kappa, error = _kappa(table)
            lower, upper = max(kappa - quantile * error, -1.0), min(kappa + quantile * error, 1.0)
    row = {
        "people": people,
        "people_unknown": both.height - people,
        "agreed": int(np.trace(table)),
        "percent": percent,
        "percent_by_chance": by_chance,
        "kappa": kappa,
        "standard_error": error,
        "lower": lower,
        "upper": upper,
        "confidence": confidence,
    }
    return Agreement.cast(pl.DataFrame([row], schema=Agreement.create_empty().schema))


def agreement_counts(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """One row for each two labels that occur in either frame: how many people have the one and the other.

    People without a label in one of the frames are counted under a missing label, if there are any.

    Args:
        first: a frame with `patient_id` and one further column, the label; one row for each person.
        second: the same people's other labels.

    Raises:
        UsageError: if the frames are not usable.
    """
    both = _both(first, second)
    labels = pl.concat([both.get_column("first"), both.get_column("second")]).unique().sort(nulls_last=True)
    named = labels.to_frame("first")
    counted = both.group_by("first", "second").agg(people=pl.len())
    found = (
        named.join(named.rename({"first": "second"}), how="cross")
        .join(counted, on=("first", "second"), how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.col("people").fill_null(0))
    )
    return AgreementCounts.cast(found)


def _both(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """The two labels of everybody who is in either frame."""
    labels = [_labels(first).rename({"label": "first"}), _labels(second).rename({"label": "second"})]
    return labels[0].join(labels[1], on="patient_id", how="full", coalesce=True).select("first", "second")


def _labels(frame: pl.DataFrame) -> pl.DataFrame:
    rule = "They are a frame with `patient_id` and one further column, one row for each person."
    if not is_frame_with(frame, "patient_id") or frame.width != len(("patient_id", "label")):
        raise UsageError("The labels are not usable.", rule)
    if frame.get_column("patient_id").is_duplicated().any():
        raise UsageError("Somebody has two labels in one frame.", rule)
    name = next(column for column in frame.columns if column != "patient_id")
    return frame.select(pl.col("patient_id").cast(pl.String), label=pl.col(name).cast(pl.String))


def _table(known: pl.DataFrame, labels: list[str]) -> Numbers:
    """How many people have each two labels, first labels in rows."""
    counted = known.group_by("first", "second").agg(people=pl.len())
    at = {label: position for position, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)))
    for one, other, people in counted.iter_rows():
        table[at[one], at[other]] = people
    return table


def _kappa(table: Numbers) -> tuple[float, float]:
    """Kappa and its standard error; where everybody agrees there is none left over."""
    if np.trace(table) == table.sum():
        return 1.0, 0.0
    with np.errstate(invalid="ignore"):
        found = statistical("statsmodels.stats.inter_rater").cohens_kappa(table)
    # A variance of 0 may come out below it by rounding.
    return float(found.kappa), math.sqrt(max(float(found.var_kappa), 0.0))
