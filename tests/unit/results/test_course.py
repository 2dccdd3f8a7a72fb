"""Questions to a course: where everyone stood on a day, on what evidence, and one person's rows."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check_cohort
from mscourse.derivations.find_events import find_events
from mscourse.errors import UnknownPatientError, UsageError
from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.rules.library import pira_mueller_2023
from mscourse.tables.cohort import Cohort


def _course(day: str, *days: object) -> Course:
    visits = pl.DataFrame({"patient_id": ["A", "A", "B"], day: list(days), "edss": [2.0, 3.0, 4.0]})
    return characterise(check_cohort(Cohort(visits=visits)))


@pytest.fixture(scope="module")
def dated() -> Course:
    return _course("date", "2020-01-01", "2021-01-01", "2021-06-01")


@pytest.fixture(scope="module")
def counted() -> Course:
    return _course("day", 0, 366, 500)


def test_at_has_one_row_for_each_person_with_a_state_on_the_day(dated: Course) -> None:
    assert dated.at("2019-12-31").height == 0
    assert dated.at("2020-06-01").get_column("patient_id").to_list() == ["A"]
    assert dated.at("2021-01-01").get_column("patient_id").to_list() == ["A"]
    assert dated.at("2021-01-02").height == 0
    assert dated.at("2021-06-01").get_column("patient_id").to_list() == ["B"]


def test_at_names_the_day_and_says_nothing_of_later_ones(dated: Course) -> None:
    row = dated.at("2020-06-01").row(0, named=True)

    assert row["label"].endswith(", on 2020-06-01")
    assert str(row["index_date"]) == "2020-06-01"
    assert str(row["end"]) == "2020-06-02"


def test_records_that_came_as_days_have_results_in_days(counted: Course) -> None:
    row = counted.at(366).row(0, named=True)

    assert (row["index_date"], row["end"]) == (366, 367)
    assert row["label"].endswith(", on day 366")
    for name in RESULTS:
        assert pl.Date not in getattr(counted, name).schema.values()


def test_the_columns_do_not_depend_on_the_data(dated: Course) -> None:
    empty = characterise(check_cohort(Cohort(visits=pl.DataFrame({"patient_id": [], "date": [], "edss": []}))))
    for name, schema in RESULTS.items():
        assert getattr(dated, name).schema == schema.create_empty().schema
        assert getattr(empty, name).schema == schema.create_empty().schema
        schema.validate(getattr(dated, name))


def test_evidence_on_a_day_is_what_was_in_force(dated: Course) -> None:
    in_force = dated.evidence_at("2020-06-01")

    assert in_force.filter(claim="worsening").get_column("value").to_list() == [2.0]
    assert dated.evidence_at("2021-01-01").filter(claim="worsening").height > in_force.filter(claim="worsening").height


def test_one_person(dated: Course) -> None:
    assert dated.patient_ids == ["A", "B"]
    assert dated.of("states", "B").get_column("patient_id").unique().to_list() == ["B"]
    with pytest.raises(UnknownPatientError) as unknown:
        dated.of("states", "C-secret")
    assert "secret" not in str(unknown.value)


def test_the_label_names_the_day_in_one_way_however_it_was_asked_for(dated: Course) -> None:
    for day in (" 2020-06-01 ", "20200601", dt.datetime(2020, 6, 1, 10, 30, tzinfo=dt.UTC)):
        assert dated.at(day).get_column("label").item().endswith(", on 2020-06-01")


def test_a_table_that_does_not_exist_is_refused_by_name(dated: Course) -> None:
    with pytest.raises(UsageError, match="hindsight"):
        dated.of("hindsight", "A")


def test_showing_a_course_or_a_cohort_shows_nobody(dated: Course) -> None:
    assert repr(dated) == f"<Course of 2 people by lublin_2013, {dated.states.height} states>"
    assert repr(dated.cohort) == "<CheckedCohort: rows used of visits 3>"


@pytest.mark.parametrize("wrong", ["data/", None, pl.DataFrame()])
def test_what_is_no_cohort_is_refused(wrong: object) -> None:
    with pytest.raises(UsageError, match="A cohort is needed"):
        characterise(wrong)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="A cohort is needed"):
        find_events(wrong)  # type: ignore[arg-type]


def test_a_rule_of_another_kind_is_refused(dated: Course) -> None:
    with pytest.raises(UsageError, match="A CourseDefinition is needed, not a WorseningRule"):
        characterise(dated.cohort, pira_mueller_2023)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="A WorseningRule is needed, not a str"):
        find_events(dated.cohort, "pira_mueller_2023")  # type: ignore[arg-type]


def test_a_day_of_the_other_calendar_is_refused(dated: Course, counted: Course) -> None:
    with pytest.raises(UsageError):
        dated.at(400)
    with pytest.raises(UsageError):
        counted.at("2020-01-01")


def test_topics_are_those_in_force_on_the_day(dated: Course, counted: Course) -> None:
    assert dated.topics_at("2019-12-31").height == 0
    assert set(dated.topics_at("2020-06-01").get_column("patient_id")) == {"A"}
    assert set(dated.topics_at("2021-01-01").get_column("key")) == {"confirm_worsening", "examination_due", "mri_due"}
    assert dated.topics_at("2021-01-02").height == 0
    assert counted.topics_at(366).height == 3


def test_topics_have_the_columns_of_their_schema(dated: Course, counted: Course) -> None:
    assert RESULTS["topics"].is_valid(dated.topics)
    assert counted.topics.schema["start"] == counted.topics.schema["end"] == pl.Int32
