"""How often people relapse year by year before and after the onset of SPMS."""

from __future__ import annotations

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import need_course
from mscourse.measures.follow_up import kept_relapses, last_day_of
from mscourse.measures.poisson import poisson_interval, with_rates
from mscourse.measures.relapse_rate import relapse_time
from mscourse.results.course import Course
from mscourse.results.statistics import RelapseRateAroundSpms
from mscourse.rules.written import fingerprint

_DAYS_IN_YEAR = 365.25
_LENGTH = 365


def relapse_rate_around_spms(course: Course, *, years: int = 5, confidence: float = 0.95) -> pl.DataFrame:
    """One row per year before and after the onset of SPMS: relapses, person-years, and the rate with its interval.

    The interval is exact (Poisson). A year has 365 days: year 1 begins on the day after the onset, year -1 ends on it.
    People count while their relapses are known (as in `relapse_time`), so the people of one year are not those of
    another. Near the onset the rate is low by construction: the onset is a rise of EDSS away from relapses.

    Args:
        course: what `characterise` found; its onsets are those of the definition, whatever the recorded course.
        years: on either side of the onset.
        confidence: of the intervals.

    Raises:
        UsageError: if an argument is not one of these.
    """
    need_course(course)
    if years < 1:
        raise UsageError("There are no such years.", "There is at least one on either side of the onset.")
    poisson_interval(0, confidence)
    spans = _spans(course)
    at = pl.col("onset") + pl.duration(days=pl.col("since") * _LENGTH)
    periods = (
        spans.join(pl.DataFrame({"since": range(-years, years)}, schema={"since": pl.Int64}), how="cross")
        .with_columns(
            _from=pl.max_horizontal("start", at), _to=pl.min_horizontal("end", at + pl.duration(days=_LENGTH))
        )
        .filter(pl.col("_from") < pl.col("_to"))
    )
    time = periods.group_by("since").agg(people=pl.len(), days=(pl.col("_to") - pl.col("_from")).dt.total_days().sum())
    every = pl.DataFrame({"since": range(-years, years)}, schema={"since": pl.Int64})
    counted = (
        every.join(time, on="since", how="left", maintain_order="left")
        .join(_relapses(course, spans), on="since", how="left", maintain_order="left")
        .with_columns(pl.col("people", "days", "relapses").fill_null(0))
        .with_columns(
            person_years=pl.col("days") / _DAYS_IN_YEAR,
            year=pl.when(pl.col("since") < 0).then("since").otherwise(pl.col("since") + 1),
        )
    )
    found = with_rates(counted, "relapses", confidence).with_columns(definition=pl.lit(fingerprint(course.definition)))
    return RelapseRateAroundSpms.cast(found.select(RelapseRateAroundSpms.column_names()))


def _spans(course: Course) -> pl.DataFrame:
    """Of everybody with an onset of SPMS the days over which relapses are known, `(start, end]`."""
    rule = course.definition.relapses
    times = relapse_time(course.cohort, relapse_rule=rule, until=course.provenance["until"]).filter("known")
    onsets = course.events.filter(pl.col("kind") == "spms_onset").select("patient_id", "onset")
    found = onsets.join(times.select("patient_id", "start", "end"), on="patient_id", maintain_order="left")
    return found.select("patient_id", *(_as_date(name) for name in ("onset", "start", "end")))


def _relapses(course: Course, spans: pl.DataFrame) -> pl.DataFrame:
    """How many relapses of these people began in each year since the onset, while relapses were known."""
    last = pl.lit(last_day_of(course), pl.Int32).cast(pl.Date)
    kept = kept_relapses(course.cohort, course.definition.relapses)
    inside = kept.join(spans, on="patient_id").filter(
        (pl.col("onset_date") <= last).fill_null(value=True),
        pl.col("onset_date") > pl.col("start"),
        pl.col("onset_date") <= pl.col("end"),
    )
    since = (pl.col("onset_date") - pl.col("onset")).dt.total_days() - 1
    return inside.group_by(since=since.floordiv(_LENGTH)).agg(relapses=pl.len())


def _as_date(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int32).cast(pl.Date).alias(column)
