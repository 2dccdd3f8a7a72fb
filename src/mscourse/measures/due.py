"""Who is due for what: the evaluations that are overdue, due soon or were never done, the most urgent first."""

from __future__ import annotations

import polars as pl

from mscourse.measures.days_of_course import NUMBER, as_result, in_numbers, last_days, need_course
from mscourse.results.course import Course
from mscourse.results.due import DueByPerson, DueCounts, DueStanding, WhoIsDue
from mscourse.results.words import ASSESSMENT_KINDS

_CONFIRMS = pl.col("kind") == "confirmation_visit"
_OPEN = pl.col("status") != "done"


def who_is_due(course: Course) -> pl.DataFrame:
    """One row per person and evaluation that is overdue, due soon or was never done; columns as in `WhoIsDue`.

    Each person is judged on the last day of their course (`as_of`), which is that of their last record unless another
    was asked for. `characterise(cohort, until=day)` judges everybody on one day: without it, whoever stays away is
    judged as of when they were last seen, and seems less overdue than they are.

    What can be done now comes before what is still to come, and a confirming visit before a yearly evaluation: first
    confirming visits that are overdue, then those that are due, yearly evaluations that are overdue, those never
    done, and last whatever is not due yet. Within each of these what is overdue longest (or due next) comes first,
    then confirming visits, then the order of the ids.

    Nobody is asked for who has died, or whose follow-up ended before the day judged; `due_standing` counts them.

    Raises:
        UsageError: if it is no course.
    """
    return as_result(_due(course), WhoIsDue, course)


def due_by_person(course: Course) -> pl.DataFrame:
    """One row per person with something due, all of it in one list, the most urgent first; as in `DueByPerson`.

    Each person is judged on the last day of their course; `characterise(cohort, until=day)` judges everybody on one
    day. Errors are those of `who_is_due`.
    """
    examined = (pl.col("kind") == "neurological_examination").any()
    both = pl.when(examined & _CONFIRMS.any()).then(
        pl.max_horizontal(pl.col("counts_from").max(), pl.col("as_of").max())
    )
    people = (
        _due(course)
        .group_by("patient_id", maintain_order=True)
        .agg(
            pl.col("as_of").first(),
            pl.col("kind").cast(pl.String).alias("due"),
            pl.col("status").cast(pl.String),
            pl.col("days_overdue").max(),
            both.alias("one_visit_from"),
        )
    )
    return as_result(people, DueByPerson, course)


def due_standing(course: Course) -> pl.DataFrame:
    """One row per person, whether anything is due, or why nothing is asked for; columns as in `DueStanding`.

    Each person is judged on the last day of their course; `characterise(cohort, until=day)` judges everybody on one
    day. Whoever has died has `died`, whenever their follow-up ended; without such a day, after the last record too.
    Errors are those of `who_is_due`.
    """
    need_course(course)
    judged = in_numbers(course.assessments).group_by("patient_id").agg(is_due=_OPEN.any())
    ended = (pl.col("follow_up_end") < pl.col("as_of")).fill_null(value=False)
    standing = (
        pl.when(pl.col("is_due").is_null() | _died_since(course))
        .then(pl.lit("died"))
        .when(ended)
        .then(pl.lit("follow_up_ended"))
        .when("is_due")
        .then(pl.lit("due"))
        .otherwise(pl.lit("nothing_due"))
    )
    people = last_days(course).join(judged, on="patient_id", how="left", maintain_order="left")
    return as_result(people.with_columns(standing=standing), DueStanding, course)


def due_counts(course: Course) -> pl.DataFrame:
    """One row per kind of evaluation, confirming visits first: for how many people it is overdue, never done, due soon.

    Columns as in `DueCounts`. A confirming visit whose day has come is `due_soon` until it is overdue. Each person is
    judged on the last day of their course; `characterise(cohort, until=day)` judges everybody on one day. Errors are
    those of `who_is_due`.
    """
    kinds = pl.DataFrame({"kind": sorted(ASSESSMENT_KINDS, key=lambda kind: kind != "confirmation_visit")})
    counted = (
        _due(course)
        .group_by(pl.col("kind").cast(pl.String))
        .agg((pl.col("status") == each).sum().alias(each) for each in ("overdue", "never", "due_soon"))
    )
    counts = kinds.join(counted, on="kind", how="left", maintain_order="left").fill_null(0)
    return DueCounts.cast(counts)


def _due(course: Course) -> pl.DataFrame:
    """The rows of `WhoIsDue` with days as numbers."""
    need_course(course)
    followed = (pl.col("follow_up_end") >= pl.col("as_of")).fill_null(value=True)
    asked = last_days(course).filter(followed, ~_died_since(course))
    rows = (
        in_numbers(course.assessments)
        .filter(_OPEN)
        .join(asked, on="patient_id")
        .join(_usable_from(course), on="patient_id", how="left")
        .with_columns(
            days_overdue=pl.col("as_of") - pl.col("due_date"),
            counts_from=pl.when(_CONFIRMS).then(pl.max_horizontal("due_date", "usable_from")),
        )
    )
    urgency = [_urgency(), -pl.col("days_overdue"), ~_CONFIRMS, pl.col("patient_id"), pl.col("kind").to_physical()]
    return rows.sort(urgency, nulls_last=True)


def _died_since(course: Course) -> pl.Expr:
    """Whether a person died after their last record, where that is the day on which they are judged.

    Where everybody is judged on one day, whoever died later was alive on it.
    """
    return pl.col("death_date").is_not_null() & pl.lit(course.provenance.get("until") is None)


def _urgency() -> pl.Expr:
    """The place of a row among the groups that `who_is_due` names."""
    is_overdue, is_due = pl.col("status") == "overdue", pl.col("days_overdue") >= 0
    return (
        pl.when(_CONFIRMS & is_overdue)
        .then(0)
        .when(_CONFIRMS & is_due)
        .then(1)
        .when(is_overdue)
        .then(2)
        .when(pl.col("status") == "never")
        .then(3)
        .otherwise(4)
    )


def _usable_from(course: Course) -> pl.DataFrame:
    """The first day on which the latest relapse of each person lets a visit confirm, as `usable_from`."""
    rule = course.definition.worsening
    distance = rule.usable if rule.confirming_visit is None else rule.confirming_visit
    relapses = in_numbers(course.events).filter(pl.col("kind") == "relapse")
    latest = relapses.group_by("patient_id").agg(usable_from=pl.col("onset").max())
    if distance.after is None:
        return latest.with_columns(usable_from=pl.lit(None, NUMBER))
    return latest.with_columns(pl.col("usable_from") + pl.lit(distance.after + (not distance.inclusive), NUMBER))
