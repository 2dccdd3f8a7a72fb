"""For how much of the time each statement about the course could be made, and what was missing where it could not."""

from __future__ import annotations

import polars as pl

from mscourse.measures.days_of_course import as_result
from mscourse.measures.known_stretches import KnownStretches, known_stretches
from mscourse.results.completeness import STATEMENTS, CohortCompleteness, Completeness, LackingByReason
from mscourse.results.course import Course

_PERSON = ["patient_id", "statement"]


def completeness(course: Course) -> pl.DataFrame:
    """One row per person and statement: on how many days it applied and could be made; columns as in `Completeness`.

    Days run from a person's first record to the last day of their course, or to the end of follow-up or the day before
    death, where these come earlier. A statement that awaits a confirming visit is made: it says what is awaited.

    Raises:
        UsageError: if it is no course.
    """
    return _of_people(course, known_stretches(course))


def completeness_of_cohort(course: Course) -> pl.DataFrame:
    """One row per statement: its people, their days, and how many it cannot be made of; as in `CohortCompleteness`."""
    return _of_cohort(_of_people(course, known_stretches(course)))


def lacking_by_reason(course: Course) -> pl.DataFrame:
    """One row per statement and reason: how many people and days lacked it; columns as in `LackingByReason`.

    In order of the statements, and of the person-days, most first.
    """
    return _by_reason(known_stretches(course))


def completeness_with_reasons(course: Course) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `completeness_of_cohort` and `lacking_by_reason` give, for the cost of one of them."""
    known = known_stretches(course)
    return _of_cohort(_of_people(course, known)), _by_reason(known)


def _of_people(course: Course, known: KnownStretches) -> pl.DataFrame:
    totals = known.rows.group_by("patient_id").agg(
        *(_days(f"applies_{name}").alias(f"days_{name}") for name in STATEMENTS),
        *(_days(f"open_{name}").alias(f"open_days_{name}") for name in STATEMENTS),
    )
    last = known.rows.filter("is_last").join(totals, on="patient_id")
    found = pl.concat(_of_statement(last, name, known.lacking[name]) for name in STATEMENTS)
    statements = pl.DataFrame({"statement": STATEMENTS})
    people = (
        known.everyone.select("patient_id", "as_of")
        .join(statements, how="cross", maintain_order="left_right")
        .join(found, on=_PERSON, how="left", maintain_order="left")
        .with_columns(pl.col("days", "days_known").fill_null(0), pl.col("missing").fill_null([]))
        .with_columns(share=pl.when(pl.col("days") > 0).then(pl.col("days_known") / pl.col("days")))
    )
    return as_result(people, Completeness, course)


def _of_cohort(people: pl.DataFrame) -> pl.DataFrame:
    days, known = pl.col("days").cast(pl.Int64), pl.col("days_known").cast(pl.Int64)
    counted = people.group_by(pl.col("statement").cast(pl.String)).agg(
        people=(pl.col("days") > 0).sum(),
        person_days=days.sum(),
        person_days_known=known.sum(),
        people_on_last_day=pl.col("known_on_last_day").count(),
        unknown_on_last_day=(~pl.col("known_on_last_day")).sum(),
    )
    statements = pl.DataFrame({"statement": STATEMENTS})
    every = statements.join(counted, on="statement", how="left", maintain_order="left").fill_null(0)
    share = pl.when(pl.col("person_days") > 0).then(pl.col("person_days_known") / pl.col("person_days"))
    return CohortCompleteness.cast(every.with_columns(share=share))


def _by_reason(known: KnownStretches) -> pl.DataFrame:
    open_stretches = (
        known.rows.filter(f"open_{name}").select(
            "patient_id", "days", "is_last", statement=pl.lit(name), reason=known.lacking[name]
        )
        for name in STATEMENTS
    )
    lacking = (
        pl.concat(open_stretches)
        .explode("reason", empty_as_null=False)
        .group_by("statement", "reason")
        .agg(
            people=pl.col("patient_id").n_unique(),
            person_days=pl.col("days").cast(pl.Int64).sum(),
            people_on_last_day=pl.col("patient_id").filter("is_last").n_unique(),
        )
    )
    place = pl.col("statement").cast(pl.Enum(STATEMENTS)).to_physical()
    return LackingByReason.cast(lacking.sort(place, -pl.col("person_days"), "reason"))


def _days(holds: str) -> pl.Expr:
    """The days on which something holds."""
    return pl.col("days").filter(holds).sum()


def _of_statement(last: pl.DataFrame, name: str, lacking: pl.Expr) -> pl.DataFrame:
    """The rows of one statement, from each person's last stretch and their days in all."""
    is_open, applies = pl.col(f"open_{name}"), pl.col(f"applies_{name}")
    return last.select(
        "patient_id",
        statement=pl.lit(name),
        days=f"days_{name}",
        days_known=pl.col(f"days_{name}") - pl.col(f"open_days_{name}"),
        known_on_last_day=pl.when(applies).then(~is_open),
        missing=pl.when(is_open).then(lacking),
    )
