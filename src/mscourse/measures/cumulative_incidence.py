"""The share of people who had the event, where who dies can no longer have it (Aalen and Johansen)."""

from __future__ import annotations

import numpy as np
import polars as pl

from mscourse.measures.normal import normal_quantile
from mscourse.measures.risk_sets import Numbers, RiskSets, risk_sets_of_groups
from mscourse.results.statistics import Incidence


def cumulative_incidence(times: pl.DataFrame, *, by: str | None = None, confidence: float = 0.95) -> pl.DataFrame:
    """One row per group and day on which somebody had the event, died or left, with the share who had it by then.

    Death competes with the event: `estimate`, `death_estimate` and the share with neither add up to 1. Where nobody
    dies it is 1 minus the curve of `kaplan_meier`. The limits are those of the log-log transformation with the variance
    of the delta method; where the share is 0 or 1 it has none.

    Args:
        times: what `time_to` found, or a frame with `time_days` and `outcome` (and `entry_days`).
        by: a column to group by; by default what `time_to` grouped by.
        confidence: of the limits.

    Raises:
        UsageError: if the frame is none of times, or the confidence is not between 0 and 1.

    Source: Aalen and Johansen 1978; Marubini and Valsecchi 1995 for the variance; Choudhury 2002 for the limits.
    """
    normal_quantile(confidence)
    frames = [
        _steps(sets, confidence).with_columns(by=pl.lit(name, pl.String), group=pl.lit(group, pl.String))
        for name, group, _, sets in risk_sets_of_groups(times, by)
    ]
    found = pl.concat(frames).with_columns(confidence=pl.lit(confidence))
    return Incidence.cast(found.select(Incidence.column_names()))


def _steps(sets: RiskSets, confidence: float) -> pl.DataFrame:
    at = np.maximum(sets.at_risk, 1).astype(np.float64)
    ended = (sets.events + sets.deaths).astype(np.float64)
    left = np.cumprod(1 - ended / at)
    before = np.append(1.0, left[:-1])
    share, died = np.cumsum(before * sets.events / at), np.cumsum(before * sets.deaths / at)
    # Sums of shares pass 1 by rounding.
    share, died = np.minimum(share, 1.0), np.minimum(died, 1.0)
    inside = (share > 0) & (share < 1)
    logarithm = np.log(share, out=np.full_like(share, -1.0), where=inside)
    error = np.sqrt(_variance(sets, before, share)) / (np.where(inside, share, 1.0) * logarithm)
    spread = np.exp(normal_quantile(confidence) * error)
    somebody = bool(len(sets.day) > 1 or sets.at_risk.any() or sets.censored.any())
    frame = pl.DataFrame(
        {
            "time_days": sets.day,
            "at_risk": sets.at_risk,
            "events": sets.events,
            "deaths": sets.deaths,
            "censored": sets.censored,
            "estimate": share,
            "lower": share ** (1 / spread),
            "upper": share**spread,
            "death_estimate": died,
            "_inside": inside,
        }
    )
    return frame.with_columns(
        *(pl.when(somebody).then(pl.col(name)).alias(name) for name in ("estimate", "death_estimate")),
        *(pl.when(pl.col("_inside")).then(pl.col(name)).alias(name) for name in ("lower", "upper")),
    ).drop("_inside")


def _variance(sets: RiskSets, before: Numbers, share: Numbers) -> Numbers:
    """The variance of the share after each day.

    With F the share, S the share with neither before a day, n at risk, d with the event and all who left by the event
    or by death, it is the sum over the days up to now of (F(now) - F)^2 all / (n (n - all)), of S^2 d (n - d) / n^3 and
    of -2 (F(now) - F) S d / n^2. The squares are multiplied out, so that each sum runs over the days once.
    """
    at = np.maximum(sets.at_risk, 1).astype(np.float64)
    events, ended = sets.events.astype(np.float64), (sets.events + sets.deaths).astype(np.float64)
    # Where nobody is left, the share does not change any more, and this term is 0.
    hazard = np.divide(ended, at * (at - ended), out=np.zeros_like(at), where=at > ended)
    cross = before * events / at**2
    own = before**2 * events * (at - events) / at**3
    total = (
        share**2 * np.cumsum(hazard)
        - 2 * share * np.cumsum(share * hazard)
        + np.cumsum(share**2 * hazard)
        + np.cumsum(own)
        - 2 * (share * np.cumsum(cross) - np.cumsum(share * cross))
    )
    positive: Numbers = np.maximum(total, 0.0)
    return positive
