"""Who is due, completeness and shares of people classified: what their pages do not show."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.errors import UsageError
from mscourse.measures.classified import classified_people, share_classified, why_not_classified, wilson_interval
from mscourse.measures.completeness import completeness, completeness_of_cohort, lacking_by_reason
from mscourse.measures.due import due_by_person, due_counts, due_standing, who_is_due
from mscourse.results.completeness import CohortCompleteness, Completeness, LackingByReason
from mscourse.results.due import DueByPerson, DueCounts, DueStanding, WhoIsDue
from mscourse.rules.library import PRESETS, lublin_2013, pira_mueller_2023, spms_recorded
from mscourse.rules.measures import CustomMeasure
from mscourse.tables.cohort import Cohort
from unit.measures.records_of_one import cohort, onset, seen

TABLES = {
    who_is_due: WhoIsDue,
    due_by_person: DueByPerson,
    due_standing: DueStanding,
    due_counts: DueCounts,
    completeness: Completeness,
    completeness_of_cohort: CohortCompleteness,
    lacking_by_reason: LackingByReason,
}


def in_dates(*edss: tuple[str, float]) -> pl.DataFrame:
    days = [dt.date.fromisoformat(day) for day, _ in edss]
    return pl.DataFrame({"patient_id": ["A"] * len(edss), "date": days, "edss": [value for _, value in edss]})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
@pytest.mark.parametrize(
    "records",
    [
        Cohort(visits=in_dates(("2020-01-01", 2.0), ("2021-06-01", 2.0))),
        Cohort(visits=in_dates().cast({"date": pl.Date, "edss": pl.Float64, "patient_id": pl.String})),
    ],
    ids=["dates", "nobody"],
)
def test_columns_do_not_depend_on_the_data(table: Any, records: Cohort) -> None:
    found = table(characterise(records, until="2022-01-01"))

    TABLES[table].validate(found)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_what_is_no_course_is_refused_with_the_way_to_one(table: Any) -> None:
    with pytest.raises(UsageError, match="A course is needed, not a Cohort") as said:
        table(cohort(seen((0, 2.0))))
    assert "characterise(cohort, until=day)" in str(said.value)


@pytest.mark.parametrize("table", [who_is_due, due_by_person, due_standing, completeness])
def test_days_stay_days(table: Any) -> None:
    found = table(characterise(cohort(seen((0, 2.0), (400, 2.0))), until=800))

    assert pl.Date not in found.dtypes
    assert found.get_column("as_of").to_list()[0] == 800


def test_the_day_of_death_and_the_end_of_follow_up_do_not_depend_on_how_days_are_written() -> None:
    patients = pl.DataFrame({"patient_id": ["A"], "follow_up_end": [dt.date(2021, 3, 1)]})
    records = Cohort(visits=in_dates(("2020-01-01", 2.0), ("2021-01-01", 2.0)), patients=patients)
    course = characterise(records, until="2022-06-01")

    assert due_standing(course).get_column("standing").to_list() == ["follow_up_ended"]
    assert completeness(course).get_column("as_of").to_list() == [dt.date(2021, 3, 1)] * 6


@pytest.mark.parametrize(("until", "standing"), [(None, "died"), (500, "due"), (700, "died")])
def test_nothing_is_asked_for_after_a_death_that_came_after_the_last_record(until: int | None, standing: str) -> None:
    records = cohort(seen((0, 2.0), (400, 2.0)), patients=[{"death_date": 600}])
    course = characterise(records, until=until)

    assert due_standing(course).get_column("standing").to_list() == [standing]
    assert who_is_due(course).is_empty() == (standing == "died")


def test_a_relapse_that_had_to_be_set_aside_leaves_two_years_open() -> None:
    wrong = [onset(100), {"onset_date": None}]
    records = cohort(seen((0, 2.0), (900, 2.0), (1000, 2.0)), relapses=wrong)
    course = characterise(records, set_aside=True)
    row = completeness(course).filter(pl.col("statement") == "relapse_free_two_years").to_dicts()[0]

    assert row["missing"] == ["relapses_not_ascertained"]


def test_whoever_left_before_the_first_record_has_no_day_and_is_not_classified() -> None:
    records = cohort(seen((100, 2.0)), patients=[{"follow_up_end": 50}])
    rows = completeness(characterise(records)).to_dicts()
    people = classified_people(records, [lublin_2013])

    assert {(row["as_of"], row["days"], row["share"], row["known_on_last_day"]) for row in rows} == {
        (None, 0, None, None)
    }
    assert people.select("classified", "missing").row(0) == (False, ["no_day_of_follow_up"])


@pytest.mark.parametrize(
    ("successes", "people", "lower", "upper"),
    # Newcombe 1998, Statistics in Medicine 17:857-872, Table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(successes: int, people: int, lower: float, upper: float) -> None:
    found = wilson_interval(successes, people, 0.95)

    assert found["share"] == successes / people
    assert (found["lower"], found["upper"]) == pytest.approx((lower, upper), abs=5e-5)


def test_nobody_has_no_share() -> None:
    nobody = Cohort(visits=in_dates().cast({"date": pl.Date, "edss": pl.Float64, "patient_id": pl.String}))

    found = share_classified(nobody, [lublin_2013, pira_mueller_2023, spms_recorded])
    assert found.select("people", "classified", "share", "lower", "upper").rows() == [(0, 0, None, None, None)] * 3
    assert why_not_classified(nobody, [lublin_2013, pira_mueller_2023, spms_recorded]).is_empty()


def test_a_definition_named_twice_is_asked_once_and_its_variant_apart() -> None:
    records = cohort(seen((0, 2.0), (100, 2.0), (190, 2.0)), relapses=[])
    later = replace(pira_mueller_2023, confirm_after=168)
    found = share_classified(records, [pira_mueller_2023, pira_mueller_2023, later])

    assert found.get_column("classified").to_list() == [1, 0]
    assert found.get_column("definition").n_unique() == 2


def test_a_worsening_of_unknown_cause_does_not_classify_where_the_rule_names_one() -> None:
    records = cohort(seen((0, 2.0), (100, 3.0), (200, 3.0)))
    found = classified_people(records, [pira_mueller_2023, PRESETS["cdw_opera"]])

    assert found.select("classified", "missing").rows() == [(False, ["relapses_not_ascertained"]), (True, [])]


def test_what_most_people_lack_comes_first() -> None:
    visits = [*seen((0, 2.0)), *seen((0, 2.0), who="B"), *seen((0, 2.0), (10, 2.0), who="C")]
    found = why_not_classified(cohort(visits, relapses=[]), [pira_mueller_2023])

    assert found.select("reason", "people").rows() == [("no_later_visit", 2), ("no_confirming_visit", 1)]


NO_STEP = replace(pira_mueller_2023, name="own", measures=(), custom=(CustomMeasure(column="edss_patient"),))


@pytest.mark.parametrize("definitions", [[], [PRESETS["milestones_montobbio_2024"]], ["lublin_2013"]])
def test_something_else_than_definitions_is_refused(definitions: list[Any]) -> None:
    with pytest.raises(UsageError):
        share_classified(cohort(seen((0, 2.0))), definitions)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        share_classified(cohort(seen((0, 2.0))), [lublin_2013], confidence=confidence)


def test_a_rule_that_needs_a_function_is_refused() -> None:
    visits = pl.DataFrame({"patient_id": ["A"], "date": [0], "edss": [2.0], "edss_patient": [2.0]})

    with pytest.raises(UsageError, match="no step of its own"):
        share_classified(Cohort(visits=visits, measures=["edss_patient"]), [NO_STEP])
