"""What is known of people on a day, and Table 1 made of it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.baseline_table import baseline_table
from mscourse.measures.people_at import people_at
from mscourse.results.around_the_course import CHARACTERISTICS
from unit.measures.records_of_one import cohort, onset, scan, seen

ABOUT = {"birth_date": -14610, "onset_date": -3652, "sex": "female", "onset_type": "relapsing"}


def on(day: int | None = None, visits: Any = None, **tables: Any) -> dict[str, Any]:
    """What is known of one person on the day."""
    days = None if day is None else pl.DataFrame({"patient_id": ["A"], "start": [day]})
    return people_at(cohort(visits or seen((0, 2.0), (400, 3.0)), **tables), days).row(0, named=True)


def test_age_and_duration_are_years_to_the_day() -> None:
    found = on(patients=[ABOUT])
    assert (found["day"], found["sex"], found["age"]) == (0, "female", 40.0)
    assert found["disease_duration"] == pytest.approx(10.0, abs=0.01)
    before_onset = on(patients=[{"onset_date": 5}])
    assert (before_onset["age"], before_onset["disease_duration"]) == (None, None)


def test_the_day_is_the_first_edss_or_else_the_first_record() -> None:
    assert on(visits=[*seen((0, None), (30, 2.0))])["day"] == 30
    assert on(visits=seen((7, None)))["day"] == 7


def test_a_treatment_that_was_set_aside_may_cover_the_day() -> None:
    taken = [{"start_date": 10, "end_date": 20, "drug": "x"}, {"start_date": None, "drug": "y"}]
    records = cohort(seen((0, 2.0), (15, 2.0)), treatments=taken)
    found = [
        people_at(records, pl.DataFrame({"patient_id": ["A"], "start": [day]}), set_aside=True).row(0, named=True)
        for day in (5, 15)
    ]
    assert [(each["on_treatment"], each["drugs"]) for each in found] == [(None, None), (True, "x")]


def test_the_edss_is_the_last_one_by_the_day() -> None:
    assert [on(day)["edss"] for day in (0, 399, 400, 900)] == [2.0, 2.0, 3.0, 3.0]
    assert on(399)["edss_date"] == 0
    assert people_at(cohort(seen((0, 2.0))), pl.DataFrame({"patient_id": ["A"], "start": [-1]})).is_empty()


def test_relapses_of_the_past_year_are_counted_or_not_known() -> None:
    def relapses(*onsets: int, day: int = 400, **about: int) -> tuple[Any, ...]:
        found = on(day, relapses=[onset(each) for each in onsets], patients=[about])
        return found["relapses_past_year"], found["relapse_past_year"], found["relapse_past_two_years"]

    assert relapses() == (0, False, False)
    assert relapses(36, 100) == (2, True, True)
    assert relapses(35) == (0, False, True)
    assert relapses(401) == (0, False, False)
    assert relapses(relapses_known_from=50) == (None, None, None)
    assert relapses(100, relapses_known_from=50) == (None, True, True)
    assert relapses(day=800) == (None, None, False)
    assert on()["relapse_past_year"] is None


def test_course_and_treatment_are_those_of_the_day() -> None:
    drugs = [{"drug": "b", "start_date": 100, "end_date": 300}, {"drug": "a", "start_date": 200}]
    tables = {"patients": [ABOUT], "treatments": drugs, "relapses": [onset(350)], "mri": [scan(395)]}
    assert [on(day, **tables)["drugs"] for day in (0, 100, 250, 300)] == ["none", "b", "a + b", "a"]
    both = [{"drug": "Avonex", "start_date": 0}, {"drug": "Interferon beta 1a", "start_date": 0}]
    assert on(100, treatments=both)["drugs"] == "interferon beta-1a"
    assert [on(day, **tables)["on_treatment"] for day in (99, 100)] == [False, True]
    assert [on(day, **tables)["activity"] for day in (349, 350)] == ["indeterminate", "active"]
    assert on(**tables)["phenotype"] == "rrms"
    assert (on()["on_treatment"], on()["drugs"], on()["phenotype"]) == (None, None, "ms_unspecified")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from([1.0, 2.0, 4.0, 6.0])), min_size=1, max_size=6),
    st.lists(st.integers(0, 900), max_size=4),
    st.integers(0, 900),
)
def test_nothing_later_plays_a_part(visits: list[tuple[int, float]], onsets: list[int], day: int) -> None:
    by_day = dict([(0, 2.0), *visits])
    days = pl.DataFrame({"patient_id": ["A"], "start": [day]})

    def found(last: int) -> pl.DataFrame:
        kept = [(each, edss) for each, edss in by_day.items() if each <= last]
        relapses = [onset(each) for each in onsets if each <= last]
        return people_at(cohort(seen(*kept), relapses=relapses, mri=[scan(0)], patients=[ABOUT]), days)

    assert found(day).equals(found(1000))


PEOPLE = {
    "visits": [*seen((0, 2.0), who="A"), *seen((0, 4.0), who="B"), *seen((0, None), who="C")],
    "patients": [
        {"patient_id": "A", "sex": "female", "group": "x", "birth_date": -14610},
        {"patient_id": "B", "sex": "male", "group": "x", "birth_date": -18262},
        {"patient_id": "C", "sex": "female"},
    ],
    "relapses": [onset(-100, patient_id="A"), onset(-200, patient_id="A")],
}


def test_table_1_counts_levels_and_what_is_missing() -> None:
    table = baseline_table(cohort(**PEOPLE))
    assert table.get_column("characteristic").unique(maintain_order=True).to_list() == list(CHARACTERISTICS)
    counted = table.select("characteristic", "level", "people", "missing", pl.col("percent").round(1))
    assert counted.filter(pl.col("characteristic").is_in(["people", "sex", "phenotype", "treatment"])).rows() == [
        ("people", None, 3, 0, None),
        ("sex", "female", 2, 0, 66.7),
        ("sex", "male", 1, 0, 33.3),
        ("phenotype", "rrms", 1, 0, 33.3),
        ("phenotype", "ms_unspecified", 2, 0, 66.7),
        ("treatment", None, 0, 3, None),
    ]


def test_table_1_tells_the_spread_of_what_is_measured() -> None:
    table = baseline_table(cohort(**PEOPLE))
    measured = ["characteristic", "people", "missing", "median", "q1", "q3", "lowest", "highest", "mean"]
    rows = {row[0]: row[1:] for row in table.select(measured).rows()}
    assert rows["edss"] == (2, 1, 3.0, 2.5, 3.5, 2.0, 4.0, 3.0)
    assert rows["age"][:2] == (2, 1)
    assert rows["disease_duration"] == (0, 3, *[None] * 6)
    assert rows["relapses_past_year"] == (3, 0, 0.0, 0.0, 1.0, 0.0, 2.0, 2 / 3)
    assert table.filter(pl.col("characteristic") == "edss").item(0, "sd") == pytest.approx(2**0.5)


def test_table_1_of_each_group_follows_that_of_everybody() -> None:
    table = baseline_table(cohort(**PEOPLE), by="group")
    heads = table.filter(pl.col("characteristic") == "people").select("by", "group", "people").rows()
    assert heads == [(None, None, 3), ("group", "x", 2), ("group", None, 1)]
    mixed = {name: rows[::-1] for name, rows in PEOPLE.items()}
    assert baseline_table(cohort(**mixed), by="group").equals(table)
    with pytest.raises(UsageError, match="grouped by"):
        baseline_table(cohort(**PEOPLE), by="country")


def test_the_columns_of_table_1_do_not_depend_on_the_people() -> None:
    full = baseline_table(cohort(**PEOPLE))
    bare = baseline_table(cohort(seen((0, None))))
    assert bare.schema == full.schema
    nobody = baseline_table(cohort([]))
    assert nobody.schema == full.schema
    assert nobody.get_column("people").sum() == 0
