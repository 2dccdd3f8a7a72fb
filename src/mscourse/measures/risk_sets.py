"""Who was at risk, and what became of them, on each day: what every estimate of times to an event is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.errors import UsageError
from mscourse.measures.groups import each_group
from mscourse.results.statistics import OUTCOMES

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]

_RULE = "They are a frame with `time_days` in whole days and `outcome` (event, death or censored), as of `time_to`."


@dataclass(frozen=True, kw_only=True, eq=False)
class RiskSets:
    """One entry per day, in order: how many were at risk, and of these had the event, died, or left otherwise."""

    day: Days
    at_risk: Days
    events: Days
    deaths: Days
    censored: Days


def usable_times(times: pl.DataFrame, by: str | None = None) -> tuple[str | None, pl.DataFrame]:
    """What people are grouped by, and `group`, `entry_days`, `time_days` and `outcome` of everybody in the frame.

    Who takes no part has no outcome. Without a column `entry_days` everybody is observed from day 0 on.

    Raises:
        UsageError: if the frame is none of times, or has no column to group by.
    """
    if not is_frame_with(times, "time_days", "outcome"):
        raise UsageError("The times are not usable.", _RULE)
    name, group = _grouping(times, by)
    entry = pl.col("entry_days") if "entry_days" in times.columns else pl.lit(0)
    if not all(times.schema[each].is_integer() for each in ("time_days", "entry_days") if each in times.columns):
        raise UsageError("The times are not in whole days.", _RULE)
    rows = times.select(
        group=group,
        entry_days=entry.cast(pl.Int64),
        time_days=pl.col("time_days").cast(pl.Int64),
        outcome=pl.col("outcome").cast(pl.String),
    )
    told = rows.filter(pl.col("outcome").is_not_null())
    # On day 0 somebody may leave who came on it: that is how published tables write a time below one unit.
    at_once = (pl.col("time_days") == 0) & (pl.col("entry_days") == 0)
    in_order = at_once | ((pl.col("time_days") > pl.col("entry_days")) & (pl.col("entry_days") >= 0))
    fits = pl.col("outcome").is_in(OUTCOMES) & in_order.fill_null(value=False)
    if not told.select(fits.all()).item():
        raise UsageError("Some times or outcomes are not usable.", _RULE, "Each time is later than `entry_days`.")
    return name, rows


def is_frame_with(frame: object, *columns: str) -> bool:
    """Whether it is a frame that has these columns."""
    return isinstance(frame, pl.DataFrame) and set(columns) <= set(frame.columns)


def _grouping(times: pl.DataFrame, by: str | None) -> tuple[str | None, pl.Expr]:
    if by is not None:
        if by not in times.columns:
            raise UsageError(f"The times have no column {by!r} to group by.", _RULE)
        return by, pl.col(by).cast(pl.String)
    named = times.get_column("by").drop_nulls() if "by" in times.columns else pl.Series()
    if named.is_empty():
        return None, pl.lit(None, pl.String)
    return str(named.item(0)), pl.col("group").cast(pl.String)


def risk_sets_of_groups(
    times: pl.DataFrame, by: str | None
) -> Iterator[tuple[str | None, str | None, pl.DataFrame, RiskSets]]:
    """Everybody, then each group: what they are grouped by, the group, the rows, and the risk sets."""
    name, rows = usable_times(times, by)
    for by_name, group, people in each_group(rows, name):
        yield by_name, group, people, risk_sets(people)


def risk_sets(people: pl.DataFrame) -> RiskSets:
    """The risk sets on day 0 and on each day on which somebody had the event, died or left.

    At risk on a day is who came before it and did not leave before it; on day 0, who is observed from then on. Events
    come before deaths, and both before leaving, where they fall on one day.
    """
    part = people.filter(pl.col("outcome").is_not_null())
    time = part.get_column("time_days").to_numpy().astype(np.int64)
    entry = part.get_column("entry_days").to_numpy().astype(np.int64)
    outcome = part.get_column("outcome").to_numpy()
    day, position = np.unique(np.append(time, 0), return_inverse=True)
    position = position[:-1]
    events, deaths, censored = (
        np.bincount(position[outcome == word], minlength=len(day)).astype(np.int64) for word in OUTCOMES
    )
    return RiskSets(day=day, at_risk=at_risk(time, entry, day), events=events, deaths=deaths, censored=censored)


def at_risk(time: Days, entry: Days, day: Days) -> Days:
    """How many are at risk on each day: `entry < day <= time`, and on day 0 who came then."""
    came = np.where(day > 0, np.searchsorted(np.sort(entry), day, "left"), np.count_nonzero(entry == 0))
    left = np.searchsorted(np.sort(time), day, "left")
    return (came - left).astype(np.int64)
