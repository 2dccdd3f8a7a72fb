"""The first year of each course of treatment, with the records that belong to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from mscourse.derivations.treatments import courses_of_drugs, drug_called
from mscourse.errors import UsageError
from mscourse.tables.cohort import CheckedCohort


@dataclass(frozen=True, kw_only=True, eq=False)
class TreatedYears:
    """Each course of treatment as if it were a person of its own, whose EDSS is followed from its start on."""

    courses: pl.DataFrame
    """`patient_id`, `drug`, `start`, `end`, whether it was `completed`, and `course`, its id in the cohort."""
    cohort: CheckedCohort
    """The records of each course under its id, visits from the last with an EDSS before it on."""


def treated_years(cohort: CheckedCohort, days: int, drugs: Sequence[str] | None) -> TreatedYears:
    """The first year of each course of treatment, or of those with the given drugs.

    Raises:
        UsageError: if the drugs are no list of names, or one of them is taken by nobody.
    """
    courses = _courses(cohort, days, drugs)
    visits = _followed(cohort.visits, courses)
    own = replace(
        cohort,
        visits=visits,
        patients=_of_courses(cohort.patients, courses, "patient_id"),
        relapses=_of_courses(cohort.relapses, courses, "onset_date"),
        mri=_of_courses(cohort.mri, courses, "date"),
        treatments=None,
        recorded_courses=None,
        findings=cohort.findings.join(courses.select("patient_id", "course"), on="patient_id")
        .with_columns(patient_id="course")
        .select(cohort.findings.columns),
    )
    return TreatedYears(courses=courses, cohort=own)


def _courses(cohort: CheckedCohort, days: int, drugs: Sequence[str] | None) -> pl.DataFrame:
    every = courses_of_drugs(cohort)
    wanted = pl.lit(value=True) if drugs is None else pl.col("drug").is_in(_asked(drugs, every, cohort))
    year = every.filter(wanted).with_columns(end=pl.col("start") + pl.duration(days=days))
    in_order = year.sort("patient_id", "start", "drug")
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(10)
    return in_order.select(
        "patient_id",
        "drug",
        "start",
        "end",
        completed=(pl.col("stop") >= pl.col("end")).fill_null(value=True),
        course=pl.col("patient_id") + "\t" + number,
    )


def _asked(drugs: Sequence[str], every: pl.DataFrame, cohort: CheckedCohort) -> list[str]:
    """The drugs that are asked for, as the courses name them."""
    if isinstance(drugs, str) or not _is_list_of_names(drugs):
        raise UsageError(
            f"The drugs are a {type(drugs).__name__} that is no list of names.",
            "They are a list of names, one drug among them or more.",
            'For example `drugs=["interferon beta-1a"]`.',
        )
    asked = {name: drug_called(cohort, name) for name in drugs}
    taken = set(every.get_column("drug"))
    nowhere = [name for name, drug in asked.items() if drug not in taken]
    if nowhere:
        raise UsageError(
            f"No course of treatment is with {' or with '.join(repr(name) for name in nowhere)}.",
            "A drug is called by any name that the table of drugs has for it, or else as it stands in the records.",
            "`treatment_epochs` lists the courses with their drugs.",
        )
    return list(asked.values())


def _is_list_of_names(given: object) -> bool:
    return isinstance(given, Collection) and all(isinstance(name, str) for name in given)


def _followed(visits: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """The visits of each course: those from the last with an EDSS on or before its start, or else all."""
    of_courses = visits.join(courses.select("patient_id", "course", "start"), on="patient_id")
    before = pl.col("edss").is_not_null() & (pl.col("date") <= pl.col("start"))
    first = pl.col("date").filter(before).max().over("course")
    kept = of_courses.filter((pl.col("date") >= first).fill_null(value=True))
    return kept.with_columns(patient_id="course").select(visits.columns).sort("patient_id", "date", "row")


def _of_courses(table: pl.DataFrame | None, courses: pl.DataFrame, date: str) -> pl.DataFrame | None:
    if table is None:
        return None
    joined = table.join(courses.select("patient_id", "course"), on="patient_id", maintain_order="left")
    return joined.with_columns(patient_id="course").drop("course").sort("patient_id", date, maintain_order=True)
