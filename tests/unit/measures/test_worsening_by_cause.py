"""Worsening by cause and year: by hand, and added up day by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from importlib.resources import files

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.characterise import characterise
from mscourse.errors import UsageError
from mscourse.measures.follow_up import follow_up
from mscourse.measures.worsening_by_cause import worsening_by_cause_per_year
from mscourse.results.course import Course
from unit.measures.records_of_one import cohort, onset, seen


@pytest.fixture(scope="module")
def clinic() -> Course:
    return characterise(ms.read_cohort(str(files("mscourse") / "data" / "clinic")))


def test_years_of_follow_up_by_hand() -> None:
    """A worsens on day 365 without a relapse, which is the last day of the first year, B on day 366 with one."""
    visits = [
        *seen((0, 2.0), (365, 3.0), (500, 3.0), (730, 3.0)),
        *seen((0, 2.0), (366, 3.0), (500, 3.0), (800, 3.0), who="B"),
    ]
    found = worsening_by_cause_per_year(
        characterise(cohort(visits, relapses=[onset(360, patient_id="B")])), per="follow_up"
    )
    assert found.filter(pl.col("events") > 0).select("year", "cause", "people", "events").rows() == [
        (1, "relapse_independent", 2, 1),
        (2, "relapse_associated", 2, 1),
    ]
    years = found.group_by("year").agg(pl.col("people", "person_years").first()).sort("year")
    assert years.get_column("people").to_list() == [2, 2, 1]
    assert years.get_column("person_years").to_list() == pytest.approx([730 / 365.25, 730 / 365.25, 70 / 365.25])
    assert found.height == 3 * 4
    assert found.item(0, "rate") == pytest.approx(365.25 / 730)
    assert found.item(0, "upper") == pytest.approx(5.571643 * 365.25 / 730, abs=1e-5)


def test_calendar_years_are_the_days_of_each_person(clinic: Course) -> None:
    found = worsening_by_cause_per_year(clinic)
    days: Counter[int] = Counter()
    followed: dict[int, set[str]] = {}
    examined = dict(clinic.cohort.visits.drop_nulls("edss").group_by("patient_id").agg(pl.col("date").min()).rows())
    for who, _, _, to in follow_up(clinic.cohort).rows():
        first = examined.get(who, to)
        for number in range(1, (to - first).days + 1):
            year = (first + dt.timedelta(days=number)).year
            days[year] += 1
            followed.setdefault(year, set()).add(who)
    assert found.get_column("year").unique().to_list() == sorted(days)
    events = Counter(
        (onset.year, cause)
        for _, onset, cause in clinic.events.filter(pl.col("kind") == "worsening")
        .select("patient_id", "onset", "cause")
        .unique()
        .rows()
    )
    assert found.get_column("events").sum() == sum(events.values()) > 0
    for row in found.iter_rows(named=True):
        assert row["people"] == len(followed[row["year"]])
        assert row["person_years"] == pytest.approx(days[row["year"]] / 365.25)
        assert row["events"] == events[row["year"], row["cause"]]


def test_a_gap_between_people_is_a_row_of_nobody() -> None:
    days = [
        (dt.date(2010, 3, 1), "A"),
        (dt.date(2010, 9, 1), "A"),
        (dt.date(2013, 3, 1), "B"),
        (dt.date(2013, 4, 1), "B"),
    ]
    visits = pl.DataFrame({"patient_id": [who for _, who in days], "date": [day for day, _ in days], "edss": 2.0})
    found = worsening_by_cause_per_year(characterise(ms.Cohort(visits=visits)))
    assert found.filter(pl.col("cause") == "unknown").select("year", "people", "rate").rows() == [
        (2010, 1, 0.0),
        (2011, 0, None),
        (2012, 0, None),
        (2013, 1, 0.0),
    ]


def test_old_relapses_are_no_person_time() -> None:
    visits = seen((0, 2.0), (365, 2.0))
    found = worsening_by_cause_per_year(characterise(cohort(visits, relapses=[onset(-4000)])), per="follow_up")
    assert found.select("year", "person_years").unique().rows() == [(1, 365 / 365.25)]


def test_without_a_relapse_table_the_cause_is_unknown() -> None:
    found = characterise(cohort(seen((0, 2.0), (300, 3.0), (500, 3.0))))
    rows = worsening_by_cause_per_year(found, per="follow_up").filter(pl.col("events") > 0)
    assert rows.select("year", "cause").rows() == [(1, "unknown")]


def test_a_course_until_a_day_counts_to_that_day() -> None:
    visits = seen((0, 2.0), (300, 3.0), (500, 3.0), (900, 3.0))
    found = worsening_by_cause_per_year(characterise(cohort(visits, relapses=[]), until=450), per="follow_up")
    assert found.get_column("events").sum() == 0
    assert found.item(0, "person_years") == pytest.approx(300 / 365.25)


def test_nobody_makes_no_years() -> None:
    assert worsening_by_cause_per_year(characterise(cohort([], relapses=[])), per="follow_up").is_empty()


def test_what_does_not_fit_is_refused(clinic: Course) -> None:
    by_days = characterise(cohort(seen((0, 2.0), (300, 2.0))))
    with pytest.raises(UsageError, match="no calendar"):
        worsening_by_cause_per_year(by_days)
    with pytest.raises(UsageError, match="no years"):
        worsening_by_cause_per_year(clinic, per="age")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="interval"):
        worsening_by_cause_per_year(clinic, confidence=0)
    with pytest.raises(UsageError, match="course is needed"):
        worsening_by_cause_per_year(clinic.cohort)  # type: ignore[arg-type]
