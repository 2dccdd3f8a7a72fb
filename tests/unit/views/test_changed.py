"""What has changed since a day: both days compared, what came in between, and what became known."""

from __future__ import annotations

import polars as pl
import pytest

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.views.changed import changed_since
from unit.views.conftest import ONE_VISIT, PERSON
from unit.views.hard_cases import FORTY_YEARS, hard_course
from unit.views.rows import day


def told(course: Course, since: str | int | None = None, person: str = PERSON) -> dict[str, list[str]]:
    return dict(changed_since(course, person, since).groups)


def test_by_default_the_last_day_is_compared_with_a_year_before(course: Course) -> None:
    assert changed_since(course, PERSON).title == "What has changed since 2020-03-01"
    assert told(course) == {
        "Activity": ["Active on 2020-03-01, not active now."],
        "Progression or worsening": ["With progression on 2020-03-01, without progression now."],
        "Unchanged": ["course and treatment."],
        "Events": ["None became known in this time."],
    }


def test_what_came_in_between_is_told(course: Course) -> None:
    since = told(course, "2017-01-01")

    assert since["Course"] == ["RRMS on 2017-01-01, SPMS now."]
    assert since["Activity"] == ["Active on 2017-01-01, not active now; in between activity indeterminate."]
    assert since["Treatment"] == ["Treatment not known on 2017-01-01, on treatment now."]
    assert since["Events"] == ["2019-03-01, SPMS onset: Known from 2019-09-01."]


def test_an_event_belongs_to_the_time_in_which_it_became_known(course: Course) -> None:
    assert told(course, "2019-06-01")["Events"] == ["2019-03-01, SPMS onset: Known from 2019-09-01."]
    assert told(course, "2019-09-01")["Events"] == ["None became known in this time."]


def test_before_the_records_there_is_nothing_to_compare_with(course: Course) -> None:
    since = told(course, "2010-01-01")

    assert since[""] == ["The records begin on 2016-03-01, so there is no earlier state to compare with."]
    assert len(since["Events"]) == 2
    assert told(course, person=ONE_VISIT)[""] == [
        "The records begin on 2020-01-15, so there is no earlier state to compare with."
    ]


def test_the_last_day_itself_differs_in_nothing(course: Course) -> None:
    assert told(course, "2021-03-01")["Unchanged"] == ["course, activity, progression or worsening and treatment."]


def test_whole_days_are_compared_as_whole_days(course_of_days: Course) -> None:
    assert changed_since(course_of_days, PERSON).title == "What has changed since day 18322"
    assert told(course_of_days, 17167)["Course"] == ["RRMS on day 17167, SPMS now."]


@pytest.fixture(scope="module")
def hard() -> Course:
    return hard_course()


def test_of_many_events_the_latest_few_are_told_and_the_others_counted(hard: Course) -> None:
    events = told(hard, "1990-01-01", FORTY_YEARS)["Events"]
    later = hard.of("events", FORTY_YEARS).filter(pl.col("known_on") > day("1990-01-01")).height

    assert len(events) == 6
    assert events[-1] == f"And {later - 5} earlier in the tables."


def test_treatments_that_began_and_ended_are_told(hard: Course) -> None:
    treatments = told(hard, "2018-01-01", FORTY_YEARS)["Treatments"]

    assert len(treatments) == 1
    assert "glatiramer acetate begun on" in treatments[0].lower()
    assert "peginterferon beta-1a ended on" in treatments[0].lower()


@pytest.mark.parametrize("since", ["2021-03-02", "not a day"])
def test_a_day_that_is_none_or_too_late_is_refused(course: Course, since: str) -> None:
    with pytest.raises(UsageError):
        changed_since(course, PERSON, since)
