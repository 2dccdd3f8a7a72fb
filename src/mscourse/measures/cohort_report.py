"""Every number of a cohort report, worked out once: the frames that its figures and tables show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from mscourse.measures.baseline_table import baseline_table
from mscourse.measures.completeness import completeness_with_reasons
from mscourse.measures.course_lanes import course_lanes
from mscourse.measures.cumulative_incidence import cumulative_incidence
from mscourse.measures.days_of_course import in_numbers, last_days
from mscourse.measures.due import due_counts, due_standing
from mscourse.measures.follow_up import last_day_of
from mscourse.measures.groups import By
from mscourse.measures.kaplan_meier import kaplan_meier, median_time, numbers_at_risk
from mscourse.measures.patients import patients_of
from mscourse.measures.people_flow import people_flow, row_flow
from mscourse.measures.relapse_rate import relapse_rate
from mscourse.measures.relapse_rate_around_spms import relapse_rate_around_spms
from mscourse.measures.spans import first_visits
from mscourse.measures.state_distribution import state_distribution
from mscourse.measures.state_flow import state_flow
from mscourse.measures.time_to import time_to
from mscourse.measures.transition_rates import Of, transition_rates
from mscourse.measures.worsening_by_cause import worsening_by_cause_per_year
from mscourse.results.cohort_numbers import MOST_LANES, CohortNumbers, TimeToEvent
from mscourse.results.course import Course
from mscourse.results.statistics import StateDistribution

YEAR = 365.25
_MOST_POINTS = 12
_MOST_STEPS = 300
_STEPS_OF_YEARS = (1, 2, 5, 10, 20, 50)
_FLOW_YEARS = (0, 1, 3, 5)
_MIDDLE_OF_YEAR = (7, 1)


def numbers_of_cohort(course: Course, *, by: By = None) -> CohortNumbers:
    """Everything that the report of a cohort shows.

    Args:
        course: the result of `characterise`.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column: Table 1, the relapse
            rate and the times to an event are then also given for each group.

    Raises:
        UsageError: if people cannot be grouped so.
    """
    by_name = by if isinstance(by, str) or by is None else next(name for name in by.columns if name != "patient_id")
    definition, records = course.definition, course.cohort
    per_year = worsening_by_cause_per_year(course, per="follow_up" if records.day_offsets else "calendar")
    known, lacking = completeness_with_reasons(course)
    return CohortNumbers(
        by=by_name,
        people=course.states.get_column("patient_id").n_unique(),
        row_flow=row_flow(course),
        people_flow=people_flow(course),
        baseline=baseline_table(records, by=by, days=_baseline_days(course), definition=definition),
        relapse_rate=relapse_rate(records, by=by, until=course.provenance["until"], relapse_rule=definition.relapses),
        phenotype_by_date=_by_date(course, "phenotype"),
        phenotype_by_duration=_by_duration(course, "phenotype"),
        activity_by_date=_by_date(course, "activity"),
        activity_by_duration=_by_duration(course, "activity"),
        phenotype_rates=transition_rates(course, "phenotype"),
        activity_rates=transition_rates(course, "activity"),
        phenotype_flow=state_flow(course, "phenotype", years=_FLOW_YEARS),
        activity_flow=state_flow(course, "activity", years=_FLOW_YEARS),
        time_to_spms=_time_to(time_to(course, "spms_onset", by=by)),
        time_to_worsening=_time_to(time_to(course, "worsening", by=by)),
        worsening_per_year=per_year,
        relapse_rate_around_spms=relapse_rate_around_spms(course),
        lanes=course_lanes(course, people=MOST_LANES),
        standing=due_standing(course).group_by("standing").agg(people=pl.len()).sort("standing"),
        due=due_counts(course),
        completeness=known,
        lacking=lacking,
    )


def _baseline_days(course: Course) -> pl.DataFrame:
    """The first visit with an EDSS of everybody with a state, or else their first record, by the day asked for."""
    kind = pl.Int32 if course.cohort.day_offsets else pl.Date
    last = pl.lit(last_day_of(course), pl.Int32).cast(pl.Date)
    visits = first_visits(course.cohort).filter((pl.col("start") <= last).fill_null(value=True))
    first = in_numbers(course.states.group_by("patient_id").agg(first=pl.col("start").min()))
    both = first.join(visits, on="patient_id", how="left")
    return both.select(
        "patient_id", start=pl.coalesce("start", pl.col("first").cast(pl.Date)).cast(pl.Int32).cast(kind)
    )


def _by_date(course: Course, of: Of) -> pl.DataFrame:
    """The states in the middle of a few years; where records came as days, on every so manieth day."""
    days = last_days(course).get_column("as_of")
    firsts = course.states.get_column("start").to_physical()
    if days.is_empty():
        return StateDistribution.create_empty()
    first, last = int(firsts.min()), int(days.max())  # type: ignore[arg-type]
    if course.cohort.day_offsets:
        numbers = [round(year * YEAR) for year in _years(first / YEAR, last / YEAR)]
        return state_distribution(course, of, dates=[day for day in numbers if first <= day <= last] or [last])
    epoch = dt.date(1970, 1, 1)
    begin, end = epoch + dt.timedelta(days=first), epoch + dt.timedelta(days=last)
    middles = [dt.date(year, *_MIDDLE_OF_YEAR) for year in _years(begin.year, end.year)]
    return state_distribution(course, of, dates=[day for day in middles if begin <= day <= end] or [end])


def _by_duration(course: Course, of: Of) -> pl.DataFrame:
    """The states so many years after the first symptom; no row where nobody's day of onset is known."""
    onsets = in_numbers(patients_of(course.cohort).select("patient_id", onset="onset_date"))
    passed = last_days(course).join(onsets, on="patient_id").select(pl.col("as_of") - pl.col("onset"))
    longest = passed.to_series().max()
    if longest is None or int(longest) < 0:  # type: ignore[arg-type]
        return StateDistribution.create_empty()
    return state_distribution(course, of, years=_years(0, int(longest) / YEAR))  # type: ignore[arg-type]


def _years(first: float, last: float) -> Sequence[int]:
    """Whole years from the first to the last at an even distance, a dozen at most."""
    step = next((each for each in _STEPS_OF_YEARS if (last - first) / each < _MOST_POINTS), _STEPS_OF_YEARS[-1])
    begin = -int(-first // step) * step
    return range(begin, int(last) + 1, step) or [int(last)]


def _time_to(times: pl.DataFrame) -> TimeToEvent:
    longest = times.get_column("time_days").max()
    years = _years(0, (0 if longest is None else int(longest)) / YEAR)  # type: ignore[arg-type]
    has_deaths = (times.get_column("outcome") == "death").any()
    left_out = times.drop_nulls("left_out").group_by("left_out").agg(people=pl.len()).sort("left_out")
    return TimeToEvent(
        curve=read_off(kaplan_meier(times)),
        at_risk=numbers_at_risk(times, [round(year * YEAR) for year in years]),
        median=median_time(times),
        left_out=left_out,
        incidence=read_off(cumulative_incidence(times)) if has_deaths else None,
    )


def read_off(curve: pl.DataFrame, most: int = _MOST_STEPS) -> pl.DataFrame:
    """The curve, and where any group has more than `most` steps, read at even distances instead.

    Each row then stands for the days since the row before: `at_risk` is that of the first of them, what happened on
    them is added up, and the estimates are those after the last.
    """
    groups = curve.group_by("by", "group", maintain_order=True).len()
    if groups.is_empty() or int(groups.get_column("len").max()) <= most:  # type: ignore[arg-type]
        return curve
    width = -(-int(curve.get_column("time_days").max()) // most)  # type: ignore[arg-type]
    summed = [name for name in ("events", "deaths", "censored") if name in curve.columns]
    last = [name for name in curve.columns if name not in {"by", "group", "at_risk", *summed}]
    return (
        curve.with_columns(_part=(pl.col("time_days") + width - 1) // width)
        .group_by("by", "group", "_part", maintain_order=True)
        .agg(pl.col("at_risk").first(), pl.col(summed).sum(), pl.col(last).last())
        .select(curve.columns)
    )
