"""What is known of each person on a day of their own: at baseline, or when a trial looks for people."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.arguments import checked
from mscourse.derivations.characterise import characterise
from mscourse.derivations.decoding import as_days
from mscourse.derivations.treatments import named_treatments
from mscourse.derivations.visits import merge_same_day
from mscourse.measures.components import ANY_RELAPSE, KEY, with_relapses
from mscourse.measures.follow_up import follow_up
from mscourse.measures.patients import patients_of
from mscourse.measures.spans import days_given, first_visits
from mscourse.results.around_the_course import PeopleAt
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import EPOCH

DAYS_IN_YEAR = 365.25


def people_at(
    cohort: Cohort | CheckedCohort,
    days: pl.DataFrame | None = None,
    *,
    definition: CourseDefinition = lublin_2013,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per person: age, disease, EDSS, relapses and treatment as they stood on their day.

    Nothing later plays a part. Drugs have the names of the table of drugs, as in `treatment_epochs`.
    Whoever has no record by the day has no row.

    Args:
        cohort: records; checked first if they are not yet.
        days: the day of each person, as a frame with `patient_id` and `start`; by default the first visit with an
            EDSS, or else the first record.
        definition: by which course, activity and relapses are told.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    records = checked(cohort, set_aside=set_aside, relapse_rule=definition.relapses)
    of_each = _days(records, days)
    found = of_each
    for part in (
        _from_patients(records, of_each),
        _from_course(records, of_each, definition),
        _edss(records, of_each),
        _relapses(records, of_each, definition),
        _treatment(records, of_each),
    ):
        found = found.join(part, on="patient_id", how="left", maintain_order="left")
    shaped = PeopleAt.cast(found)
    return as_days(shaped) if records.day_offsets else shaped


def _days(cohort: CheckedCohort, days: pl.DataFrame | None) -> pl.DataFrame:
    """`patient_id` and `day` of everybody with a record by then."""
    spans = follow_up(cohort)
    if days is None:
        both = spans.join(first_visits(cohort), on="patient_id", how="left", maintain_order="left")
        return both.select("patient_id", day=pl.coalesce("start", "first"))
    both = spans.join(days_given(days, cohort), on="patient_id", maintain_order="left")
    return both.filter(pl.col("first") <= pl.col("start")).select("patient_id", day="start")


def _from_patients(cohort: CheckedCohort, days: pl.DataFrame) -> pl.DataFrame:
    def years(column: str) -> pl.Expr:
        passed = (pl.col("day") - pl.col(column)).dt.total_days() / DAYS_IN_YEAR
        return pl.when(passed >= 0).then(passed)

    return days.join(patients_of(cohort), on="patient_id", maintain_order="left").select(
        "patient_id",
        sex=pl.col("sex").cast(pl.String),
        age=years("birth_date"),
        disease_duration=years("onset_date"),
    )


def _from_course(cohort: CheckedCohort, days: pl.DataFrame, definition: CourseDefinition) -> pl.DataFrame:
    """Phenotype and activity as known on the day; after the last record, as the records leave them on the day."""
    latest = max(days.get_column("day").to_list(), default=EPOCH)
    until = (latest - EPOCH).days if cohort.day_offsets else latest
    states = characterise(cohort, definition, until=until).states
    start, end = (pl.col(name).to_physical().cast(pl.Int32).cast(pl.Date) for name in ("start", "end"))
    placed = states.select("patient_id", "phenotype", "activity", start=start, end=end).join(days, on="patient_id")
    now = placed.filter((pl.col("start") <= pl.col("day")) & (pl.col("end") > pl.col("day")))
    return now.select("patient_id", "phenotype", "activity")


def _edss(cohort: CheckedCohort, days: pl.DataFrame) -> pl.DataFrame:
    visits, _ = merge_same_day(cohort.visits)
    measured = visits.filter(pl.col("edss").is_not_null()).join(days, on="patient_id", maintain_order="left")
    before = measured.filter(pl.col("date") <= pl.col("day"))
    return before.group_by("patient_id").agg(edss=pl.col("edss").sort_by("date").last(), edss_date=pl.col("date").max())


def _relapses(cohort: CheckedCohort, days: pl.DataFrame, definition: CourseDefinition) -> pl.DataFrame:
    def spans(length: int) -> pl.DataFrame:
        return days.select("patient_id", start=pl.col("day") - pl.duration(days=length), end="day").select(KEY)

    one, two = spans(definition.window), spans(definition.relapse_free_window)
    # What was known on the day: no visit after it tells anything, and nobody has to be followed further.
    counted = with_relapses(one, cohort, definition.relapses, grace=0, followed=False)
    in_two = with_relapses(two, cohort, definition.relapses, grace=0, followed=False)
    return counted.select(
        "patient_id",
        relapses_past_year=pl.when("relapses_are_all").then("relapses"),
        relapse_past_year=ANY_RELAPSE,
        relapse_past_two_years=in_two.select(ANY_RELAPSE).to_series(),
    )


def _treatment(cohort: CheckedCohort, days: pl.DataFrame) -> pl.DataFrame:
    if cohort.treatments is None:
        unknown = {"on_treatment": pl.lit(None, pl.Boolean), "drugs": pl.lit(None, pl.String)}
        return days.select("patient_id", **unknown)
    covers = (pl.col("start_date") <= pl.col("day")) & (pl.col("day") < pl.col("end_date")).fill_null(value=True)
    taken = (
        named_treatments(cohort)
        .join(days, on="patient_id")
        .filter(covers)
        .group_by("patient_id")
        .agg(drugs=pl.col("drug").unique().sort().str.join(" + "))
    )
    joined = days.join(taken, on="patient_id", how="left", maintain_order="left")
    # A treatment that was set aside for an error may cover any day.
    known = ~pl.col("patient_id").is_in(cohort.people_with_rows_set_aside("treatments").implode())
    treated = pl.col("drugs").is_not_null()
    return joined.select(
        "patient_id",
        on_treatment=pl.when(treated | known).then(treated),
        drugs=pl.coalesce("drugs", pl.when(known).then(pl.lit("none"))),
    )
