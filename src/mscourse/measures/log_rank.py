"""Whether groups differ in their times to an event (the log-rank test)."""

from __future__ import annotations

import numpy as np
import polars as pl

from mscourse.measures.risk_sets import Days, Numbers, RiskSets, at_risk, risk_sets, usable_times
from mscourse.measures.statistical_packages import statistical
from mscourse.results.statistics import LogRank


def log_rank(times: pl.DataFrame, *, by: str | None = None) -> pl.DataFrame:
    """One row per group, in order of its name: events seen and expected, and the test of all groups at once.

    Deaths are ends of follow-up. Who came under observation later is at risk from the day after. The variance is that
    of the hypergeometric distribution, ties included. Without events, or with one group, there is nothing to test:
    `statistic` and `p` are missing.

    Args:
        times: what `time_to` found by groups, or a frame with `time_days` and `outcome` (and `entry_days`).
        by: a column to group by; by default what `time_to` grouped by.

    Raises:
        UsageError: if the frame is none of times.
        MissingPackageError: if scipy is not installed (the extra `statistics`).

    Source: Mantel 1966; Peto and Peto 1972.
    """
    chi_square = statistical("scipy.stats").chi2
    name, rows = usable_times(times, by)
    told = rows.filter(pl.col("outcome").is_not_null())
    known = told.filter(pl.col("group").is_not_null())
    groups = known.get_column("group").unique().sort().to_list()
    pooled = risk_sets(known)
    members = [known.filter(pl.col("group") == group) for group in groups]
    expected, variance = _expected(pooled, members)
    observed = np.array([(each.get_column("outcome") == "event").sum() for each in members], np.float64)
    statistic, degrees = _test(observed - expected, variance)
    p = float(chi_square.sf(statistic, degrees)) if degrees else None
    found = pl.DataFrame(
        {
            "by": pl.Series([name] * len(groups), dtype=pl.String),
            "group": pl.Series(groups, dtype=pl.String),
            "people": pl.Series([each.height for each in members], dtype=pl.Int32),
            "events": pl.Series(observed, dtype=pl.Int32),
            "expected_events": expected,
        }
    ).with_columns(
        people_unknown=pl.lit(told.height - known.height),
        statistic=pl.lit(statistic if degrees else None, pl.Float64),
        degrees=pl.lit(degrees),
        p=pl.lit(p, pl.Float64),
    )
    return LogRank.cast(found.select(LogRank.column_names()))


def _expected(pooled: RiskSets, members: list[pl.DataFrame]) -> tuple[Numbers, Numbers]:
    """Of each group the events expected, and the covariances of what was seen."""
    happened = pooled.events > 0
    day, events, at = pooled.day[happened], pooled.events[happened], pooled.at_risk[happened].astype(np.float64)
    shares = np.array([_at_risk(each, day) for each in members], np.float64).reshape(len(members), len(day)) / at
    # The last one at risk has the event for certain.
    spread = np.divide(events * (at - events), at - 1, out=np.zeros_like(at), where=at > 1)
    weighted = shares * spread
    return shares @ events.astype(np.float64), np.diag(weighted.sum(axis=1)) - weighted @ shares.T


def _at_risk(people: pl.DataFrame, day: Days) -> Days:
    time, entry = (people.get_column(each).to_numpy().astype(np.int64) for each in ("time_days", "entry_days"))
    return at_risk(time, entry, day)


def _test(difference: Numbers, variance: Numbers) -> tuple[float, int]:
    """The statistic and its degrees of freedom: those in which the groups could differ at all."""
    if len(difference) < 2:  # noqa: PLR2004 - nothing to compare with
        return 0.0, 0
    # The differences add up to 0, so that one of them can be left out.
    inner, rest = variance[:-1, :-1], difference[:-1]
    degrees = int(np.linalg.matrix_rank(inner, hermitian=True))
    return float(rest @ np.linalg.pinv(inner, hermitian=True) @ rest), degrees
