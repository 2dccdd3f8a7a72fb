"""How long it took each person to an event of the course, for curves and models of time."""

from __future__ import annotations

from typing import Literal

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.days_of_course import NUMBER, as_result, in_numbers, need_course
from mscourse.measures.follow_up import (
    first_examinations,
    first_seen,
    follow_up,
    last_day_of,
    relapses_known,
)
from mscourse.measures.groups import By, group_of_each
from mscourse.measures.patients import patients_of
from mscourse.results.course import Course
from mscourse.results.statistics import LEFT_OUT, ORIGINS, Times
from mscourse.rules.written import fingerprint

_EVENTS = {
    "spms_onset": pl.col("kind") == "spms_onset",
    "worsening": pl.col("kind") == "worsening",
    "relapse_independent_worsening": (pl.col("kind") == "worsening") & (pl.col("cause") == "relapse_independent"),
    "relapse": pl.col("kind") == "relapse",
}
_NEED_RELAPSES = frozenset({"spms_onset", "relapse_independent_worsening", "relapse"})
_NEED_EXAMINATIONS = frozenset({"spms_onset", "worsening", "relapse_independent_worsening"})
_OF_THE_USER = "own"
_DAYS = (
    *("first", "followed_to", "seen", "examined", "onset_date", "death_date"),
    *("follow_up_end", "relapses_known_from", "relapses_known_to"),
)

Event = Literal["spms_onset", "worsening", "relapse_independent_worsening", "relapse"] | pl.DataFrame


def time_to(
    course: Course,
    event: Event,
    *,
    origin: Literal["first_record", "onset"] = "first_record",
    by: By = None,
    dated: Literal["onset", "known_on"] = "onset",
    competing_death: bool = True,
) -> pl.DataFrame:
    """One row per person with a record: days to the first such event, to death, or to the end of follow-up.

    The event is the first one after the person came under observation, from when on they are at risk (left
    truncation): the first record, of relapses the first visit, and of what only an examination can show (`spms_onset`
    and the worsenings) the first examination. Time counts from the first record, or with `origin="onset"` from the
    first symptom; `entry_days` are the days from there until they came under observation. What cannot be seen without
    relapses (`spms_onset`, `relapse_independent_worsening`, `relapse`) is observed only while relapses are asked about.

    Follow-up ends on `follow_up_end`, else with the last record, or with the `until` of the course; a recorded death
    that is not after `follow_up_end` ends it even where it comes after the last record. An event on the day of death
    counts.

    Who had such an event before they came under observation takes no part, except for relapses, which come again. Of
    `spms_onset`, neither does anybody whose course on that day is SPMS, primary progressive or unspecified. `left_out`
    says why.

    Args:
        course: what `characterise` found.
        event: `spms_onset`, `worsening` (the first confirmed one, whatever the cause),
            `relapse_independent_worsening`, `relapse`, or a frame with `patient_id` and `date` of events of your own.
        origin: from when on time counts.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column.
        dated: whether an event counts on its onset, as trials do, or on the day on which it was confirmed.
        competing_death: whether death is an outcome of its own, or an end of follow-up like any other.

    Raises:
        UsageError: if an argument is not one of these.
    """
    _check(course, event, origin, dated)
    name = _OF_THE_USER if isinstance(event, pl.DataFrame) else event
    spans = _spans(course, name, origin)
    happened = _days_of_events(course, event, dated)
    by_name, groups = group_of_each(course.cohort, by)
    timed = (
        spans.join(_first_events(spans, happened), on="patient_id", how="left", maintain_order="left")
        .join(groups, on="patient_id", how="left", maintain_order="left")
        .with_columns(_left_out(name).alias("left_out"))
    )
    takes_part = pl.col("left_out").is_null()
    found = timed.with_columns(**_outcome(competing_death=competing_death)).select(
        "patient_id",
        "group",
        "left_out",
        event=pl.lit(name),
        by=pl.lit(by_name, pl.String),
        start=pl.when(takes_part).then(pl.col("origin").cast(pl.Date)),
        entry_days=pl.when(takes_part).then(pl.col("entry") - pl.col("origin")),
        time_days=pl.when(takes_part).then(pl.col("at") - pl.col("origin")),
        outcome=pl.when(takes_part).then("outcome"),
        definition=pl.lit(fingerprint(course.definition)),
    )
    return as_result(found.select(Times.column_names()), Times, course)


def _check(course: Course, event: Event, origin: str, dated: str) -> None:
    need_course(course)
    if isinstance(event, pl.DataFrame):
        kind = event.schema.get("date")
        fits = kind is not None and (kind.is_integer() if course.cohort.day_offsets else kind == pl.Date)
        if "patient_id" not in event.columns or not fits:
            raise UsageError("The events are not usable.", "They are a frame with `patient_id` and `date`.")
    elif event not in _EVENTS:
        raise UsageError(f"There is no event {event!r}.", f"The events are {', '.join(_EVENTS)}, or a frame.")
    if origin not in ORIGINS:
        raise UsageError(f"Time cannot count from {origin!r}.", f"It counts from {' or '.join(ORIGINS)}.")
    if dated not in {"onset", "known_on"}:
        raise UsageError(f"An event is not dated by {dated!r}.", "It is dated by its onset or known_on.")


def _spans(course: Course, event: str, origin: str) -> pl.DataFrame:
    """Of each person, as day numbers: from which day time counts, and between which days events are seen."""
    cohort, until = course.cohort, last_day_of(course)
    spans = (
        follow_up(cohort, until)
        .join(patients_of(cohort), on="patient_id", maintain_order="left")
        .join(relapses_known(cohort).select("patient_id", "asked"), on="patient_id", maintain_order="left")
        .join(first_seen(cohort, until), on="patient_id", how="left", maintain_order="left")
        .join(first_examinations(course), on="patient_id", how="left", maintain_order="left")
    )
    known = in_numbers(spans.select("patient_id", "asked", *_DAYS))
    died = (pl.col("death_date") <= pl.col("follow_up_end")).fill_null(value=True)
    died &= pl.col("death_date").is_not_null() & (pl.col("death_date") <= pl.lit(until)).fill_null(value=True)
    ends = known.with_columns(death=pl.when(died).then("death_date")).with_columns(
        end=pl.coalesce("death", "followed_to"), entry=pl.col("first")
    )
    if event == "relapse":
        ends = ends.with_columns(entry=pl.max_horizontal("entry", "seen"))
    if event in _NEED_EXAMINATIONS:
        ends = ends.with_columns(entry=pl.max_horizontal("entry", "examined"))
    if event in _NEED_RELAPSES:
        ends = ends.with_columns(
            entry=pl.max_horizontal("entry", "relapses_known_from"), end=pl.min_horizontal("end", "relapses_known_to")
        )
    since = pl.col("onset_date") if origin == "onset" else pl.col("first")
    found = ends.with_columns(origin=since, entry=pl.max_horizontal("entry", since))
    return found.join(_courses(course, found), on="patient_id", how="left", maintain_order="left")


def _courses(course: Course, spans: pl.DataFrame) -> pl.DataFrame:
    """The phenotype of each person on the day on which they came under observation."""
    states = in_numbers(
        course.states.select("patient_id", pl.col("phenotype").cast(pl.String), begins="start", ends="end")
    )
    there = spans.select("patient_id", "entry").join(states, on="patient_id")
    now = there.filter(pl.col("begins") <= pl.col("entry"), pl.col("entry") < pl.col("ends"))
    return now.select("patient_id", "phenotype")


def _days_of_events(course: Course, event: Event, dated: str) -> pl.DataFrame:
    """Every event of the kind, as `patient_id` and `day`."""
    if isinstance(event, pl.DataFrame):
        day = pl.col("date").to_physical().cast(NUMBER)
        own = event.select(pl.col("patient_id").cast(pl.String), day=day).drop_nulls()
        until = last_day_of(course)
        return own if until is None else own.filter(pl.col("day") <= until)
    return in_numbers(course.events.filter(_EVENTS[event]).select("patient_id", day=dated))


def _first_events(spans: pl.DataFrame, happened: pl.DataFrame) -> pl.DataFrame:
    """Of whom it happened, the first day after they came under observation, and whether it had happened before."""
    entry = spans.select("patient_id", "entry")
    later = pl.col("day") > pl.col("entry")
    return (
        happened.join(entry, on="patient_id")
        .group_by("patient_id")
        .agg(day=pl.col("day").filter(later).min(), before=(~later).any())
    )


def _left_out(event: str) -> pl.Expr:
    """The first reason that holds, in the order of the closed list."""
    holds = {"onset_unknown": pl.col("origin").is_null()}
    if event == "spms_onset":
        holds["not_relapsing"] = pl.col("phenotype") == "ppms"
        holds["course_unknown"] = pl.col("phenotype") == "ms_unspecified"
    if event in _NEED_RELAPSES:
        holds["relapses_not_known"] = ~pl.col("asked")
    if event in _NEED_EXAMINATIONS:
        holds["not_examined"] = pl.col("examined").is_null()
    if event == "relapse":
        holds["not_examined"] = pl.col("seen").is_null()
    if event != "relapse":
        is_spms = (pl.col("phenotype") == "spms") if event == "spms_onset" else pl.lit(value=False)
        holds["already"] = is_spms | pl.col("before").fill_null(value=False)
    holds["no_follow_up"] = (pl.col("end") <= pl.col("entry")).fill_null(value=True)
    reasons = [pl.when(holds[name]).then(pl.lit(name)) for name in LEFT_OUT if name in holds]
    return pl.coalesce(reasons)


def _outcome(*, competing_death: bool) -> dict[str, pl.Expr]:
    happened = (pl.col("day") <= pl.col("end")).fill_null(value=False)
    died = (pl.col("death") == pl.col("end")).fill_null(value=False) & pl.lit(competing_death)
    outcome = pl.when(happened).then(pl.lit("event")).when(died).then(pl.lit("death")).otherwise(pl.lit("censored"))
    return {"at": pl.when(happened).then("day").otherwise("end"), "outcome": outcome}
