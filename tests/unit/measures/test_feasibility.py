"""The funnel of a trial: yes, no and unknown at each criterion."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.feasibility import Criterion, feasibility, one_of, that, within
from mscourse.measures.people_at import people_at
from unit.measures.records_of_one import cohort, onset, seen

PEOPLE = pl.DataFrame(
    {
        "age": [30.0, 60.0, None, 55.0, 18.0],
        "phenotype": ["rrms", "spms", "rrms", "rrms", None],
        "relapse_past_year": [True, True, None, False, True],
    }
)
COUNTS = ["criterion", "entered", "yes", "no", "unknown", "eligible", "possible"]


def test_a_funnel_keeps_those_of_whom_it_is_not_known() -> None:
    found = feasibility(PEOPLE, [within("age", 18, 55), one_of("phenotype", ["rrms"]), that("relapse_past_year")])
    assert found.select(COUNTS).rows() == [
        ("age 18 to 55", 5, 3, 1, 1, 3, 4),
        ("phenotype rrms", 4, 3, 0, 1, 2, 4),
        ("relapse_past_year", 4, 2, 1, 1, 1, 3),
    ]
    assert found.get_column("step").to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    ("criterion", "yes"),
    [
        (within("age", 30), 3),
        (within("age", high=30), 2),
        (within("age", 55, 60, name="older"), 2),
        (one_of("phenotype", ["rrms", "spms"]), 4),
        (that("relapse_past_year", holds=False), 1),
        (Criterion(name="own", holds=(pl.col("age") > 18) & (pl.col("phenotype") == "rrms")), 2),
    ],
)
def test_criteria_of_each_form(criterion: Criterion, yes: int) -> None:
    assert feasibility(PEOPLE, [criterion]).item(0, "yes") == yes


def test_criteria_have_names_that_say_what_they_ask() -> None:
    names = [within("edss", 3).name, within("edss", high=6.5).name, that("on_treatment", holds=False).name]
    assert names == ["edss 3 or more", "edss 6.5 or less", "not on_treatment"]


@pytest.mark.parametrize("words", ["rrms", [], 3, ["rrms", 1]])
def test_words_that_are_no_list_are_refused(words: Any) -> None:
    with pytest.raises(UsageError, match="words for `phenotype` are not usable"):
        one_of("phenotype", words)


def test_a_word_outside_the_closed_list_of_its_column_is_refused() -> None:
    people = people_at(cohort(seen((0, 2.0))))
    with pytest.raises(UsageError, match="`phenotype` never holds 'RRMS'") as said:
        feasibility(people, [one_of("phenotype", ["RRMS", "spms"])])
    assert "cis, rrms" in str(said.value)
    assert feasibility(people, [one_of("drugs", ["anything"])]).item(0, "eligible") == 0


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="from 55 to 18 rules everybody out"):
        within("age", 55, 18)
    assert feasibility(PEOPLE, [within("age", 55, 55)]).item(0, "yes") == 1


def test_records_go_through_the_funnel() -> None:
    records = cohort([*seen((0, 2.0)), *seen((0, 5.0), who="B")], relapses=[onset(-20)])
    found = feasibility(people_at(records), [within("edss", 0, 4), that("relapse_past_year")])
    assert found.get_column("eligible").to_list() == [1, 1]


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [within("age", 1), within("age", 1)],
        [within("height", 1)],
        [Criterion(name="age", holds=pl.col("age"))],
        [Criterion(name="all", holds=pl.col("relapse_past_year").all())],
    ],
)
def test_criteria_that_cannot_be_asked_are_refused(criteria: list[Criterion]) -> None:
    with pytest.raises(UsageError, match=r"criteri"):
        feasibility(PEOPLE, criteria)


def test_a_range_without_ends_is_refused() -> None:
    with pytest.raises(UsageError, match="without ends"):
        within("age")


def test_nobody_gives_the_same_columns() -> None:
    assert feasibility(PEOPLE.clear(), [that("relapse_past_year")]).drop("criterion").rows() == [(1, 0, 0, 0, 0, 0, 0)]


answers = st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), max_size=12)


@given(answers, st.permutations(["a", "b", "c"]))
def test_the_funnel_is_counted_person_by_person(rows: list[tuple[Any, ...]], order: list[str]) -> None:
    people = pl.DataFrame(rows, schema=dict.fromkeys("abc", pl.Boolean), orient="row")
    found = feasibility(people, [that(name) for name in order])
    dicts = people.to_dicts()
    for step, row in enumerate(found.iter_rows(named=True), start=1):
        before, through = order[: step - 1], order[:step]
        entered = [each for each in dicts if all(each[name] is not False for name in before)]
        assert row["entered"] == len(entered)
        assert row["unknown"] == sum(each[order[step - 1]] is None for each in entered)
        assert row["yes"] + row["no"] + row["unknown"] == row["entered"]
        assert row["eligible"] == sum(all(each[name] is True for name in through) for each in dicts)
        assert row["possible"] == sum(all(each[name] is not False for name in through) for each in dicts)
