"""For how much of the time each statement about the course could be made, and what was missing where it could not."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mscourse.measures.days_of_course import as_result
from mscourse.measures.known_stretches import known_stretches
from mscourse.results.completeness import STATEMENTS, CohortCompleteness, Completeness, LackingByReason
from mscourse.results.course import Course

_PERSON = ["patient_id", "statement"]
_LAST = pl.col("is_last")


def completeness(course: Course) -> pl.DataFrame:
    """One row per person and statement: on how many days it applied and could be made; columns as in `Completeness`.

    Days run from a person's first record to the last day of their course, or to the end of follow-up or the day before
    death, where these come earlier. A statement that awaits a confirming visit is made: it says what is awaited.
    """
    everyone, rows = known_stretches(course)
    found = (
        _statements(rows)
        .group_by(_PERSON)
        .agg(
            days=pl.col("days").filter("applies").sum(),
            days_known=pl.col("days").filter(pl.col("applies") & pl.col("is_known")).sum(),
            known_on_last_day=pl.col("is_known").filter(_LAST & pl.col("applies")).first(),
            missing=pl.col("missing").filter(_LAST & pl.col("applies")).first(),
        )
    )
    statements = pl.DataFrame({"statement": STATEMENTS})
    people = (
        everyone.select("patient_id", "as_of")
        .join(statements, how="cross", maintain_order="left_right")
        .join(found, on=_PERSON, how="left", maintain_order="left")
        .with_columns(pl.col("days", "days_known").fill_null(0), pl.col("missing").fill_null([]))
        .with_columns(share=pl.when(pl.col("days") > 0).then(pl.col("days_known") / pl.col("days")))
    )
    return as_result(people, Completeness, course)


def completeness_of_cohort(course: Course) -> pl.DataFrame:
    """One row per statement: its people, their days, and how many it cannot be made of; as in `CohortCompleteness`."""
    days, known = pl.col("days").cast(pl.Int64), pl.col("days_known").cast(pl.Int64)
    counted = (
        completeness(course)
        .group_by(pl.col("statement").cast(pl.String))
        .agg(
            people=(pl.col("days") > 0).sum(),
            person_days=days.sum(),
            person_days_known=known.sum(),
            people_on_last_day=pl.col("known_on_last_day").count(),
            unknown_on_last_day=(~pl.col("known_on_last_day")).sum(),
        )
    )
    statements = pl.DataFrame({"statement": STATEMENTS})
    every = statements.join(counted, on="statement", how="left", maintain_order="left").fill_null(0)
    share = pl.when(pl.col("person_days") > 0).then(pl.col("person_days_known") / pl.col("person_days"))
    return CohortCompleteness.cast(every.with_columns(share=share))


def lacking_by_reason(course: Course) -> pl.DataFrame:
    """One row per statement and reason: how many people and days lacked it; columns as in `LackingByReason`.

    In order of the statements, and of the person-days, most first.
    """
    _, rows = known_stretches(course)
    lacking = (
        _statements(rows)
        .filter(pl.col("applies") & ~pl.col("is_known"))
        .explode("missing", empty_as_null=False)
        .group_by("statement", reason="missing")
        .agg(
            people=pl.col("patient_id").n_unique(),
            person_days=pl.col("days").cast(pl.Int64).sum(),
            people_on_last_day=pl.col("patient_id").filter(_LAST).n_unique(),
        )
    )
    place = pl.col("statement").cast(pl.Enum(STATEMENTS)).to_physical()
    return LackingByReason.cast(lacking.sort(place, -pl.col("person_days"), "reason"))


def _statements(rows: pl.DataFrame) -> pl.DataFrame:
    """Each statement in each stretch: whether it applies, whether it could be made, and what was missing."""
    return pl.concat(_each_statement(rows))


def _each_statement(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    always = pl.lit(value=True)
    for statement in STATEMENTS:
        applies = pl.col("progression") != "not_applicable" if statement == "progression" else always
        yield rows.select(
            "patient_id",
            "days",
            "is_last",
            statement=pl.lit(statement),
            applies=applies,
            is_known=pl.col(f"lacking_{statement}").is_null(),
            missing=pl.col(f"lacking_{statement}"),
        )
