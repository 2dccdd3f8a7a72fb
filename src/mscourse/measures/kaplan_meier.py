"""The share of people without the event, as time goes on (Kaplan and Meier), and the median time to it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.normal import normal_quantile
from mscourse.measures.risk_sets import Numbers, RiskSets, at_risk, risk_sets_of_groups
from mscourse.results.statistics import MedianTime, NumbersAtRisk, Survival


def kaplan_meier(times: pl.DataFrame, *, by: str | None = None, confidence: float = 0.95) -> pl.DataFrame:
    """One row per group and day on which somebody had the event or left, with the share still without it.

    A death is an end of follow-up here: the curve is that of a world without deaths; where many die, use
    `cumulative_incidence`. Who came under observation later is at risk from the day after. The limits are those of the
    log-log transformation with Greenwood's variance; where the share is 1 or 0 it has none.

    Args:
        times: what `time_to` found, or a frame with `time_days` and `outcome` (and `entry_days`).
        by: a column to group by; by default what `time_to` grouped by.
        confidence: of the limits.

    Raises:
        UsageError: if the frame is none of times, or the confidence is not between 0 and 1.

    Source: Kaplan and Meier 1958; Greenwood 1926; Kalbfleisch and Prentice 1980 for the limits.
    """
    normal_quantile(confidence)
    frames = [
        _steps(sets, confidence).with_columns(by=pl.lit(name, pl.String), group=pl.lit(group, pl.String))
        for name, group, _, sets in risk_sets_of_groups(times, by)
    ]
    found = pl.concat(frames).with_columns(confidence=pl.lit(confidence))
    return Survival.cast(found.select(Survival.column_names()))


def median_time(times: pl.DataFrame, *, by: str | None = None, confidence: float = 0.95) -> pl.DataFrame:
    """One row per group: people, events, and the first day on which no more than half are without the event.

    The limits are the days on which the limits of the curve fall to one half (Brookmeyer and Crowley 1982, with the
    log-log limits). What was not reached is missing.

    Args:
        times: what `time_to` found, or a frame with `time_days` and `outcome` (and `entry_days`).
        by: a column to group by; by default what `time_to` grouped by.
        confidence: of the limits.

    Raises:
        UsageError: if the frame is none of times, or the confidence is not between 0 and 1.
    """
    normal_quantile(confidence)
    rows = []
    for name, group, people, sets in risk_sets_of_groups(times, by):
        steps, part = _steps(sets, confidence), people.get_column("outcome").drop_nulls()
        row = {"by": name, "group": group, "people": len(part), "left_out": people.height - len(part)}
        half = {"median": "estimate", "lower": "lower", "upper": "upper"}
        days = {each: _first_day(steps, column) for each, column in half.items()}
        rows.append({**row, "events": int(sets.events.sum()), **days, "confidence": confidence})
    return MedianTime.cast(pl.DataFrame(rows, infer_schema_length=None).select(MedianTime.column_names()))


def numbers_at_risk(times: pl.DataFrame, at: Iterable[int], *, by: str | None = None) -> pl.DataFrame:
    """One row per group and day: who is at risk on it, and how many had the event, died or left before it.

    Args:
        times: what `time_to` found, or a frame with `time_days` and `outcome` (and `entry_days`).
        at: days since the start, such as `range(0, 3653, 365)`.
        by: a column to group by; by default what `time_to` grouped by.

    Raises:
        UsageError: if the frame is none of times, or there is no day, or one before 0.
    """
    asked = np.array(sorted(set(at)), np.int64)
    if not len(asked) or asked[0] < 0:
        raise UsageError("The days are not usable.", "There is at least one, and none is before 0.")
    frames = []
    for name, group, people, sets in risk_sets_of_groups(times, by):
        part = people.filter(pl.col("outcome").is_not_null())
        time, entry = (part.get_column(each).to_numpy().astype(np.int64) for each in ("time_days", "entry_days"))
        before = np.searchsorted(sets.day, asked, "left")
        counts = {each: np.append(0, getattr(sets, each).cumsum())[before] for each in ("events", "deaths", "censored")}
        now = at_risk(time, entry, asked)
        later = part.height - now - np.sum(list(counts.values()), axis=0)
        row = pl.DataFrame({"time_days": asked, "at_risk": now, "not_yet": later, **counts})
        frames.append(row.with_columns(by=pl.lit(name, pl.String), group=pl.lit(group, pl.String)))
    return NumbersAtRisk.cast(pl.concat(frames).select(NumbersAtRisk.column_names()))


def without_event(sets: RiskSets) -> tuple[Numbers, Numbers]:
    """The share without the event after each day, and Greenwood's sum: the variance of its logarithm."""
    ended, at = sets.events.astype(np.float64), np.maximum(sets.at_risk, 1).astype(np.float64)
    share = np.asarray(np.cumprod(1 - ended / at), np.float64)
    left = at - ended
    terms = np.divide(ended, at * left, out=np.zeros_like(at), where=left > 0)
    return share, np.cumsum(terms)


def _steps(sets: RiskSets, confidence: float) -> pl.DataFrame:
    share, variance = without_event(sets)
    inside = (share > 0) & (share < 1)
    logarithm = np.log(share, out=np.full_like(share, -1.0), where=inside)
    spread = np.exp(normal_quantile(confidence) * np.sqrt(variance) / logarithm)
    # The spread is below 1 here: a power below 1 of the share is the upper limit.
    lower, upper = share ** (1 / spread), share**spread
    somebody = bool(len(sets.day) > 1 or sets.at_risk.any() or sets.censored.any())
    frame = pl.DataFrame(
        {
            "time_days": sets.day,
            "at_risk": sets.at_risk,
            "events": sets.events,
            "censored": sets.deaths + sets.censored,
            "estimate": share,
            "lower": lower,
            "upper": upper,
            "_inside": inside,
        }
    )
    return frame.with_columns(
        pl.when(somebody).then("estimate").alias("estimate"),
        *(pl.when(pl.col("_inside")).then(pl.col(name)).alias(name) for name in ("lower", "upper")),
    ).drop("_inside")


def _first_day(steps: pl.DataFrame, column: str) -> int | None:
    """The first day on which the curve of the column is down to one half."""
    # Products of shares miss one half by rounding.
    reached = steps.filter(pl.col(column) <= 0.5 + 1e-9).get_column("time_days")
    return None if reached.is_empty() else int(reached.item(0))
