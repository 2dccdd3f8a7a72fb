"""Relapses and EDSS before and after the onset of SPMS, person by person."""

from __future__ import annotations

import datetime as dt
import functools
import math
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.arguments import checked
from mscourse.derivations.decoding import as_days
from mscourse.derivations.packing import Packed, pack
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.errors import UsageError
from mscourse.results.spms_onsets import PERIODS, BeforeAndAfter
from mscourse.rules.library import lublin_2013, spms_lorscheider_2016
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsDefinition
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number

YEAR = 365.25
_FOR_LIMITS = 3
"""Visits from which a line has confidence limits."""

Days = NDArray[np.int64]


def before_and_after_spms(  # noqa: PLR0913 - one for each choice of the records
    cohort: Cohort | CheckedCohort,
    rule: SpmsDefinition = spms_lorscheider_2016,
    *,
    apart_from_relapses: int | None = 30,
    confidence: float = 0.95,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    assume_onset: Literal["relapsing"] | None = None,
) -> pl.DataFrame:
    """Two rows per person with an onset of SPMS: relapse rate, EDSS slope and time, before it and from it on.

    `before` runs from the first visit to the onset, `after` from the onset to the last record (or `until`); `days` is
    the time in between, and the visit of the onset belongs to `after`. A relapse counts where its onset lies after the
    first day of a period and not after its last. Only days on which relapses were asked about count, `relapse_days`
    of them; `relapse_rate` is per year of these. Where there are none, relapses and rate are missing. `edss_slope` is
    in points per year, by least squares over the `visits` with an EDSS that lie more than `apart_from_relapses` days
    after every relapse; it needs two. `slope_low` and `slope_high` are its confidence limits by Student's t
    distribution, from three visits on.

    The onset is itself a rise of EDSS away from relapses. A period that ends or begins with it is not a random one:
    a slope is flatter before, and relapses are fewer just before, than they would be around any other day.

    Args:
        cohort: records; checked first if they are not yet.
        rule: which definition dates the onset.
        apart_from_relapses: visits nearer after a relapse are left out of the slope; none is if this is None.
        confidence: of the limits of the slope, between 0 and 1.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        relapse_rule: when a relapse counts as one.
        assume_onset: what to assume of an onset that was not recorded.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, or an argument is of another kind or out of its range.
    """
    _check(apart_from_relapses, confidence)
    known = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    onsets = compare_spms_onset(
        known, [rule], until=until, relapse_rule=relapse_rule, assume_onset=assume_onset
    ).select("patient_id", pl.col("onset").cast(pl.Int32), "definition")
    last_day = None if until is None else day_number(until, day_offsets=known.day_offsets)
    packed = pack(known, replace(lublin_2013, relapses=relapse_rule), last_day, changes_only=True)
    periods = _periods(packed, onsets)
    slopes = _slopes(_readings(packed, apart_from_relapses), periods, confidence)
    found = (
        _with_relapses(packed, periods)
        .join(slopes, on=("patient_id", "period"), how="left", maintain_order="left")
        .select(
            "patient_id",
            "period",
            spms_onset=pl.col("onset").cast(pl.Date),
            start=pl.col("start").cast(pl.Date),
            end=pl.col("end").cast(pl.Date),
            days=pl.col("end") - pl.col("start"),
            relapse_days="relapse_days",
            relapses="relapses",
            relapse_rate=pl.col("relapses") * YEAR / pl.col("relapse_days"),
            visits=pl.col("visits").fill_null(0),
            edss_slope="slope",
            slope_low="low",
            slope_high="high",
            definition="definition",
        )
    )
    shaped = BeforeAndAfter.cast(found)
    return as_days(shaped) if known.day_offsets else shaped


def pooled_relapse_rates(found: pl.DataFrame) -> pl.DataFrame:
    """Per period the people whose relapses are known, their relapses and years, and the relapses per year of all.

    The rate of a cohort is all relapses by all years: the mean of single rates would let the shortest times weigh
    as much as the longest.

    Args:
        found: what `before_and_after_spms` has found.
    """
    return (
        found.drop_nulls("relapses")
        .group_by("period")
        .agg(people=pl.len(), relapses=pl.col("relapses").sum(), years=pl.col("relapse_days").sum() / YEAR)
        .with_columns(relapse_rate=pl.col("relapses") / pl.col("years"))
        .sort("period")
    )


def _check(apart_from_relapses: int | None, confidence: float) -> None:
    if not 0 < confidence < 1:
        raise UsageError("The confidence is out of its range.", "It lies between 0 and 1, as 0.95.")
    if apart_from_relapses is not None and apart_from_relapses < 0:
        raise UsageError("`apart_from_relapses` is below 0.", "It is a number of days, 0 or more, or None.")


def _periods(packed: Packed, onsets: pl.DataFrame) -> pl.DataFrame:
    """The two periods of everyone with an onset, and the days on which relapses were asked about."""
    patients, visits = packed.records.patients, packed.records.visits
    offset, day = np.asarray(visits.offset, np.int64), np.asarray(visits.day, np.int64)
    seen = np.diff(offset) > 0
    first = np.where(seen, np.append(day, 0)[offset[:-1]], np.asarray(patients.until, np.int64) + 1)
    people = pl.DataFrame(
        {
            "patient_id": packed.ids,
            "first": pl.Series(first, dtype=pl.Int32),
            "last": pl.Series(patients.until, dtype=pl.Int32),
            "known_from": pl.Series(patients.known_from, dtype=pl.Int32),
            "known_to": pl.Series(patients.known_to, dtype=pl.Int32),
        }
    ).join(onsets.drop_nulls("onset"), on="patient_id", how="inner", maintain_order="left")
    word = pl.Enum(PERIODS)
    before = people.with_columns(
        period=pl.lit("before", word), start=pl.min_horizontal("first", "onset"), end=pl.col("onset")
    )
    after = people.with_columns(period=pl.lit("after", word), start=pl.col("onset"), end=pl.col("last"))
    return pl.concat([before, after]).sort("patient_id", "period", maintain_order=True)


def _with_relapses(packed: Packed, periods: pl.DataFrame) -> pl.DataFrame:
    """The periods with the days on which relapses were asked about, and the relapses of these days."""
    relapses = packed.records.relapses
    given = bool(relapses.given[0])
    offset = np.asarray(relapses.offset, np.int64)
    onsets = pl.DataFrame(
        {
            "patient_id": packed.ids.gather(np.repeat(np.arange(len(offset) - 1), np.diff(offset))),
            "relapse": pl.Series(relapses.day, dtype=pl.Int32),
        }
    )
    asked = periods.with_columns(
        asked_from=pl.max_horizontal(pl.col("start") + 1, "known_from"), asked_to=pl.min_horizontal("end", "known_to")
    ).with_columns(asked_days=pl.col("asked_to") - pl.col("asked_from") + 1)
    counted = (
        asked.select("patient_id", "period", "asked_from", "asked_to")
        .join(onsets, on="patient_id")
        .filter(pl.col("relapse").is_between("asked_from", "asked_to"))
        .group_by("patient_id", "period")
        .agg(counted=pl.len().cast(pl.Int32))
    )
    is_known = pl.lit(given) & (pl.col("asked_days") > 0)
    return asked.join(counted, on=("patient_id", "period"), how="left", maintain_order="left").with_columns(
        relapse_days=pl.when(is_known).then("asked_days"),
        relapses=pl.when(is_known).then(pl.col("counted").fill_null(0)),
    )


def _readings(packed: Packed, apart_from_relapses: int | None) -> pl.DataFrame:
    """The visits with an EDSS that are far enough from relapses."""
    since = pl.Series("since", packed.records.visits.since_relapse, dtype=pl.Int32)
    readings = packed.visits.select("patient_id", day=pl.col("date").to_physical(), edss="edss").with_columns(since)
    far = pl.lit(value=True) if apart_from_relapses is None else pl.col("since") > apart_from_relapses
    return readings.filter(far, pl.col("edss").is_not_null())


def _slopes(readings: pl.DataFrame, periods: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """The least-squares line of each period, as far as its visits allow one."""
    period = ("patient_id", "period")
    years, edss = pl.col("day") / YEAR, pl.col("edss")
    within = (
        periods.select(*period, "onset")
        .join(readings, on="patient_id")
        .filter((pl.col("day") < pl.col("onset")) == (pl.col("period") == "before"))
        .with_columns(x=years - years.mean().over(period), y=edss - edss.mean().over(period))
    )
    x, y = pl.col("x"), pl.col("y")
    lines = within.group_by(period).agg(
        visits=pl.len().cast(pl.Int32), xx=(x * x).sum(), xy=(x * y).sum(), yy=(y * y).sum()
    )
    slope = pl.when(pl.col("visits") > 1).then(pl.col("xy") / pl.col("xx"))
    # What is left over is a sum of squares: below 0 only by rounding.
    left = (pl.col("yy") - pl.col("slope") * pl.col("xy")).clip(lower_bound=0)
    widest = lines.get_column("visits").max()
    number = 0 if widest is None else int(widest)  # type: ignore[arg-type]
    quantiles = pl.DataFrame(
        {
            "visits": pl.Series(range(_FOR_LIMITS, number + 1), dtype=pl.Int32),
            "quantile": pl.Series(
                [t_quantile(visits - 2, confidence) for visits in range(_FOR_LIMITS, number + 1)], dtype=pl.Float64
            ),
        }
    )
    half = pl.col("quantile") * (left / (pl.col("visits") - 2) / pl.col("xx")).sqrt()
    return (
        lines.with_columns(slope=slope)
        .join(quantiles, on="visits", how="left")
        .with_columns(low=pl.col("slope") - half, high=pl.col("slope") + half)
        .select(*period, "visits", "slope", "low", "high")
    )


@functools.cache
def t_quantile(degrees: int, confidence: float) -> float:
    """The value that Student's t stays within, on both sides of 0, with the probability given.

    For whole degrees of freedom the probability is a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4); the
    quantile is found by halving.
    """
    low, high = 0.0, math.pi / 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return math.tan(low) * math.sqrt(degrees)


def _within(angle: float, degrees: int) -> float:
    """The probability that t lies within +- tan(angle) * sqrt(degrees)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    is_odd = degrees % 2 == 1
    total, term = 0.0, cosine if is_odd else 1.0
    for step in range(1 if is_odd else 0, degrees - 1, 2):
        total += term
        term *= cosine * cosine * (step + 1) / (step + 2)
    return 2 / math.pi * (angle + sine * total) if is_odd else sine * total
