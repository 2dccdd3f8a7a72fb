"""Transitions between states and where people are on a day, by hand and written out person by person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from importlib.resources import files
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.characterise import characterise
from mscourse.errors import UsageError
from mscourse.measures.poisson import poisson_interval
from mscourse.measures.state_distribution import state_distribution
from mscourse.measures.transition_rates import transition_rates
from mscourse.results.course import Course
from unit.measures.records_of_one import Rows, cohort, onset, scan, seen


def course(visits: Rows, until: int | None = None, **tables: Any) -> Course:
    return characterise(cohort(visits, **tables), until=until)


@pytest.fixture(scope="module")
def clinic() -> Course:

    return characterise(ms.read_cohort(str(files("mscourse") / "data" / "clinic")))


def test_by_hand() -> None:
    """Not active to day 100, active to day 465, when the window is over and a scan of day 400 is clear."""
    found = course(seen((0, 2.0), (400, 2.0), (700, 2.0)), relapses=[onset(100)], mri=[scan(0), scan(400), scan(700)])
    rates = {
        row[:2]: row[2:]
        for row in transition_rates(found)
        .select("from_state", "to_state", "people", "person_years", "transitions", "rate")
        .rows()
    }
    assert rates["not_active", "active"] == (1, pytest.approx(335 / 365.25), 1, pytest.approx(365.25 / 335))
    assert rates["active", "not_active"] == (1, pytest.approx(365 / 365.25), 1, pytest.approx(365.25 / 365))
    assert rates["active", "indeterminate"] == (1, pytest.approx(365 / 365.25), 0, 0.0)
    assert rates["indeterminate", "active"] == (0, 0.0, 0, None)


@pytest.mark.parametrize("of", ["phenotype", "activity", "progression"])
def test_they_are_the_changes_and_the_days_of_each_person(clinic: Course, of: Any) -> None:
    days: Counter[str] = Counter()
    moves: Counter[tuple[str, str]] = Counter()
    for rows in clinic.states.partition_by("patient_id"):
        states = rows.sort("start").rows(named=True)
        for at, state in enumerate(states):
            last = at == len(states) - 1
            days[state[of]] += (state["end"] - state["start"]).days - last
            if not last and states[at + 1][of] != state[of]:
                moves[state[of], states[at + 1][of]] += 1
    assert sum(moves.values()) > 0
    for row in transition_rates(clinic, of, confidence=0.9).iter_rows(named=True):
        number = moves[row["from_state"], row["to_state"]]
        years = days[row["from_state"]] / 365.25
        assert (row["transitions"], row["person_years"]) == (number, pytest.approx(years))
        if years:
            lower, upper = poisson_interval(number, 0.9)
            assert (row["lower"], row["upper"]) == pytest.approx((lower / years, upper / years))


def test_nothing_is_counted_after_death() -> None:
    visits = seen((0, 2.0), (300, 2.0))
    alive = course(visits, until=3000, relapses=[], mri=[scan(0), scan(300)])
    dead = course(visits, until=3000, relapses=[], mri=[scan(0), scan(300)], patients=[{"death_date": 500}])
    assert transition_rates(alive).get_column("transitions").sum() == 1
    rates = transition_rates(dead)
    assert rates.get_column("transitions").sum() == 0
    assert rates.filter(pl.col("people") > 0).get_column("person_years").unique().to_list() == [500 / 365.25]


def test_nobody_makes_rows_without_rates() -> None:
    found = transition_rates(course([], relapses=[]))
    assert found.height == 6
    assert found.get_column("rate").null_count() == 6
    where = state_distribution(course([], relapses=[]), "activity", dates=["2020-01-01"])
    assert where.get_column("people").sum() == 0
    assert where.get_column("share").null_count() == 6


def people(found: pl.DataFrame) -> dict[str, int]:
    return {state: number for state, number in found.select("state", "people").rows() if number}


def test_everybody_is_somewhere_on_each_day(clinic: Course) -> None:
    dates = [dt.date(2015, 1, 1), "2020-06-30", dt.date(2030, 1, 1)]
    found = state_distribution(clinic, "activity", dates=dates)
    assert found.group_by("date").agg(pl.col("people").sum()).get_column("people").to_list() == [14, 14, 14]
    for day in dates[:2]:
        there = Counter(clinic.at(day).get_column("activity"))
        date = dt.date.fromisoformat(str(day))
        listed = found.filter((pl.col("date") == date) & pl.col("share").is_not_null())
        assert people(listed) == dict(there)
        assert listed.get_column("share").sum() == pytest.approx(1.0)
    assert people(found.filter(pl.col("date") == dt.date(2030, 1, 1))).keys() <= {"died", "not_followed"}


def test_years_since_onset_are_everybodys_own() -> None:
    visits = [*seen((0, 2.0), (800, 2.0)), *seen((0, 2.0), (800, 2.0), who="B"), *seen((0, 2.0), who="C")]
    patients = [
        {"patient_id": "A", "onset_date": -1461, "onset_type": "relapsing"},
        {"patient_id": "B", "onset_date": -366, "onset_type": "progressive", "death_date": 800},
        {"patient_id": "C"},
    ]
    found = state_distribution(course(visits, relapses=[], patients=patients), years=[3, 4, 5.5])
    assert people(found.filter(pl.col("years") == 3)) == {"ppms": 1, "onset_unknown": 1, "not_followed": 1}
    assert people(found.filter(pl.col("years") == 4)) == {"rrms": 1, "died": 1, "onset_unknown": 1}
    assert people(found.filter(pl.col("years") == 5.5)) == {"rrms": 1, "died": 1, "onset_unknown": 1}
    assert found.get_column("date").null_count() == found.height


def test_a_death_after_the_end_of_the_course_is_not_known() -> None:
    found = course(seen((0, 2.0), (300, 2.0)), until=200, patients=[{"death_date": 400}], relapses=[])
    assert people(state_distribution(found, dates=[450])) == {"not_followed": 1}


def test_what_does_not_fit_is_refused(clinic: Course) -> None:
    with pytest.raises(UsageError, match="no states"):
        transition_rates(clinic, "worsening")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="course is needed"):
        transition_rates(cohort([]))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="interval"):
        transition_rates(clinic, confidence=1)
    for points in ({}, {"dates": []}, {"dates": ["2020-01-01"], "years": [1]}):
        with pytest.raises(UsageError, match="no point"):
            state_distribution(clinic, **points)
    with pytest.raises(UsageError, match="years since onset"):
        state_distribution(clinic, years=[-1])
