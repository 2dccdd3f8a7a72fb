"""The annualised relapse rate: relapses over the person-time in which relapses are known."""

from __future__ import annotations

import datetime as dt

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.measures.follow_up import first_seen, follow_up, kept_relapses, relapses_known
from mscourse.measures.groups import By, each_group, group_of_each
from mscourse.measures.poisson import poisson_interval
from mscourse.results.around_the_course import RelapseRate, RelapseTime
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number

DAYS_IN_YEAR = 365.25
Day = dt.date | str | int


def relapse_rate(
    cohort: Cohort | CheckedCohort,
    *,
    by: By = None,
    start: Day | None = None,
    until: Day | None = None,
    confidence: float = 0.95,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    set_aside: bool = False,
) -> pl.DataFrame:
    """Relapses per person-year with the exact Poisson interval: one row for everybody, and one for each group.

    It is the ratio of all relapses to all person-time, not the mean of everybody's own rate.

    Args:
        cohort: records; checked first if they are not yet.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column.
        start: leave out the time up to this day.
        until: leave out the time after this day.
        confidence: of the interval.
        relapse_rule: when a relapse counts as one.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    of_kind(relapse_rule, RelapseRule)
    poisson_interval(0, confidence)
    records = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    name, groups = group_of_each(records, by)
    times = _times(records, relapse_rule, start, until).join(groups, on="patient_id", how="left", maintain_order="left")
    rows = [
        {"by": by_name, "group": group, **_rate(people, confidence), "confidence": confidence}
        for by_name, group, people in each_group(times, name)
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return RelapseRate.cast(frame.with_columns(definition=pl.lit(fingerprint(relapse_rule))))


def relapse_time(
    cohort: Cohort | CheckedCohort,
    *,
    start: Day | None = None,
    until: Day | None = None,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    set_aside: bool = False,
) -> pl.DataFrame:
    """Per person the time over which relapses are known, and how many began in it: what the rate is made of.

    The time runs from the first visit, or `relapses_known_from` if that is later, to the end of follow-up
    (`follow_up_end`, else the last record), or `relapses_known_to` or death if that is earlier. A relapse on its first
    day or before is not counted, one on its last day is. Scans, treatments and relapses of before the first visit
    begin no time: whoever came to be seen has survived it. Of whom no visit is recorded nothing is known.

    Args:
        cohort: records; checked first if they are not yet.
        start: leave out the time up to this day.
        until: leave out the time after this day.
        relapse_rule: when a relapse counts as one.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    of_kind(relapse_rule, RelapseRule)
    records = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    found = _times(records, relapse_rule, start, until)
    shaped = RelapseTime.cast(found.with_columns(definition=pl.lit(fingerprint(relapse_rule))))
    return as_days(shaped) if records.day_offsets else shaped


def _times(cohort: CheckedCohort, rule: RelapseRule, start: Day | None, until: Day | None) -> pl.DataFrame:
    first, last = (_as_date(day, cohort) for day in (start, until))
    spans = (
        follow_up(cohort)
        .join(relapses_known(cohort), on="patient_id", maintain_order="left")
        .join(first_seen(cohort), on="patient_id", how="left", maintain_order="left")
        .select(
            "patient_id",
            asked=pl.col("asked") & pl.col("seen").is_not_null(),
            start=pl.max_horizontal("seen", "relapses_known_from", first),
            end=pl.min_horizontal("followed_to", "relapses_known_to", last),
        )
    )
    known = spans.select("patient_id", "start", "end", known=pl.col("asked") & (pl.col("start") < pl.col("end")))
    inside = (pl.col("onset_date") > pl.col("start")) & (pl.col("onset_date") <= pl.col("end"))
    counted = (
        kept_relapses(cohort, rule)
        .join(known.filter("known"), on="patient_id")
        .filter(inside)
        .group_by("patient_id")
        .agg(relapses=pl.len())
    )
    if_known = {
        "start": pl.col("start"),
        "end": pl.col("end"),
        "person_years": (pl.col("end") - pl.col("start")).dt.total_days() / DAYS_IN_YEAR,
        "relapses": pl.col("relapses").fill_null(0),
    }
    return known.join(counted, on="patient_id", how="left", maintain_order="left").select(
        "patient_id", "known", *(pl.when("known").then(value).alias(name) for name, value in if_known.items())
    )


def _as_date(day: Day | None, cohort: CheckedCohort) -> pl.Expr:
    number = None if day is None else day_number(day, day_offsets=cohort.day_offsets)
    return pl.lit(number, pl.Int32).cast(pl.Date)


def _days(known: pl.DataFrame) -> int:
    """All days of all people, added up as whole numbers, so that their order plays no role."""
    return int(known.select((pl.col("end") - pl.col("start")).dt.total_days().sum()).item())


def _rate(people: pl.DataFrame, confidence: float) -> dict[str, float | None]:
    known = people.filter("known")
    relapses, years = int(known.get_column("relapses").sum()), _days(known) / DAYS_IN_YEAR
    rate = lower = upper = None
    if years > 0:
        rate = relapses / years
        lower, upper = (end / years for end in poisson_interval(relapses, confidence))
    return {
        "people": known.height,
        "people_unknown": people.height - known.height,
        "relapses": relapses,
        "person_years": years,
        "rate": rate,
        "lower": lower,
        "upper": upper,
    }
