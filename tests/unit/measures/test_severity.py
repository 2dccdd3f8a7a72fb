"""Severity scores: ranks within the years, the edges of the years, and tables from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.errors import DefinitionError, UsageError
from mscourse.measures.severity import severity_scores, severity_table
from mscourse.rules.severity import armss, msss
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort
from unit.measures.records_of_one import cohort, seen


def people(*values: tuple[float, float | None], column: str = "onset_date") -> Cohort:
    """One person for each EDSS and number of years, seen once on day 0."""
    ids = [f"P{at}" for at in range(len(values))]
    visits = [row for who, (edss, _) in zip(ids, values, strict=True) for row in seen((0, edss), who=who)]
    about = [
        {"patient_id": who, column: None if years is None else -round(years * 365.25)}
        for who, (_, years) in zip(ids, values, strict=True)
    ]
    return cohort(visits, patients=about)


def scores(records: Cohort, rule: Any = msss, **more: Any) -> list[float | None]:
    found = severity_scores(records, rule, **more).get_column("score").to_list()
    return [None if score is None else round(score, 2) for score in found]


EXAMPLE = people((1.0, 10.5), (2.0, 10.5), (2.0, 10.5), (3.0, 10.5), (6.0, 10.5))


def test_five_people_of_one_duration() -> None:
    assert scores(EXAMPLE) == [1.67, 4.17, 4.17, 6.67, 8.33]
    table = severity_table(EXAMPLE).filter(pl.col("years") == 10)
    assert table.select("edss", "people", pl.col("score").round(2)).rows() == [
        (1.0, 5, 1.67),
        (2.0, 5, 4.17),
        (3.0, 5, 6.67),
        (6.0, 5, 8.33),
    ]


def test_people_two_years_apart_are_ranked_together_three_years_apart_are_not() -> None:
    assert scores(people((1.0, 10.1), (2.0, 12.9))) == [3.33, 6.67]
    assert scores(people((1.0, 10.1), (2.0, 13.1))) == [5.0, 5.0]
    assert scores(people((1.0, 10.1), (2.0, 13.1)), replace(msss, apart=3)) == [3.33, 6.67]


def test_durations_from_1_to_30_have_a_score_and_longer_ones_count_as_30() -> None:
    assert scores(people((2.0, 0.9))) == [None]
    assert scores(people((2.0, 1.1))) == [5.0]
    assert scores(people((2.0, 30.5), (4.0, 45.0))) == [3.33, 6.67]
    assert scores(people((2.0, 27.5), (4.0, 45.0))) == [5.0, 5.0]
    assert severity_table(people((2.0, 45.0))).get_column("years").to_list() == [28, 29, 30]
    assert scores(people((2.0, -1.0), (3.0, None))) == [None, None]


def test_somebody_in_the_first_year_is_ranked_among_those_of_the_next() -> None:
    assert scores(people((1.0, 0.5), (2.0, 1.5))) == [None, 6.67]


def test_ages_from_18_to_75_have_a_score_and_others_are_missing() -> None:
    def at(age: float) -> list[float | None]:
        return scores(people((2.0, age), column="birth_date"), armss)

    assert (at(17.9), at(18.1), at(75.9), at(76.1)) == ([None], [5.0], [5.0], [None])
    assert scores(people((2.0, 75.5), (4.0, 76.5), column="birth_date"), armss) == [3.33, None]


def test_edss_10_is_neither_ranked_nor_scored() -> None:
    assert scores(people((9.5, 10.0), (10.0, 10.0))) == [5.0, None]


def test_one_edss_of_each_person_is_ranked_and_every_visit_is_scored() -> None:
    onset = [{"patient_id": who, "onset_date": -3652} for who in "AB"]
    visits = [*seen((0, 1.0), (300, 3.0)), *seen((0, 2.0), who="B")]
    records = cohort(visits, patients=onset)
    found = severity_scores(records)
    assert found.select("patient_id", "date", "edss", "years", "people").rows() == [
        ("A", 0, 1.0, 9, None),
        ("A", 300, 3.0, 10, 2),
        ("B", 0, 2.0, 9, 2),
    ]
    assert scores(records) == [None, 6.67, 3.33]
    assert scores(records, replace(msss, visit="first")) == [3.33, None, 6.67]


def test_a_table_from_elsewhere_is_looked_up() -> None:
    """Values of the global age-related table, as the ms.sev package gives them."""
    table = pl.DataFrame({"years": [30, 40, 50], "edss": [2.0, 4.0, 6.0], "score": [5.53, 7.03, 7.33]})
    records = people((2.0, 30.5), (4.0, 40.5), (6.0, 50.5), (6.0, 40.5), column="birth_date")
    assert scores(records, armss, table=table) == [5.53, 7.03, 7.33, None]
    found = severity_scores(records, armss, table=table)
    assert found.get_column("people").null_count() == 4
    assert found.get_column("definition").unique().to_list() == [fingerprint(armss)]


def test_a_table_that_is_none_is_refused() -> None:
    twice = pl.DataFrame({"years": [30, 30], "edss": [2.0, 2.0], "score": [1.0, 2.0]})
    for table in (twice, twice.drop("score")):
        with pytest.raises(UsageError, match="table of scores"):
            severity_scores(EXAMPLE, table=table)


def test_without_patients_nothing_is_scored_and_the_columns_are_the_same() -> None:
    bare = severity_scores(cohort(seen((0, 2.0))))
    assert bare.columns == severity_scores(EXAMPLE).columns
    assert bare.get_column("score").to_list() == [None]
    assert severity_table(cohort(seen((0, 2.0)))).columns == ["years", "edss", "people", "score", "definition"]


def test_the_rules_read_back_and_refuse_what_they_cannot_work_with() -> None:
    assert from_json(to_json(armss), type(armss)) == armss
    with pytest.raises(DefinitionError, match="lowest is more than highest"):
        replace(msss, lowest=31)


def mean_rank(value: float, among: Sequence[float]) -> float:
    places = [at for at, each in enumerate(sorted(among), start=1) if each == value]
    return sum(places) / len(places)


grades = st.sampled_from([0.0, 1.0, 1.5, 2.0, 6.5, 9.5, 10.0])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(grades, st.integers(0, 40)), min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_scores_are_the_ranks_counted_by_hand(values: list[tuple[float, int]], chance: Any) -> None:
    halfway = [(edss, years + 0.5) for edss, years in values]
    found = severity_scores(people(*halfway)).sort(pl.col("patient_id").str.slice(1).cast(pl.Int32))
    for (edss, years), score in zip(values, found.get_column("score"), strict=True):
        if edss == 10 or years < 1:
            assert score is None
            continue
        near = [other for other, its_years in values if other < 10 and abs(min(its_years, 30) - min(years, 30)) <= 2]
        assert score == pytest.approx(10 * mean_rank(edss, near) / (len(near) + 1))
    mixed = chance.sample(halfway, len(halfway))
    assert severity_table(people(*mixed)).equals(severity_table(people(*halfway)))
