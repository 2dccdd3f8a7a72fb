"""How far definitions of SPMS onset agree."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.spms_agreement import spms_agreement
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.errors import UsageError
from mscourse.results.spms_onsets import SpmsAgreementOfPairs, SpmsAgreementOfPeople
from mscourse.rules.library import spms_expand, spms_lorscheider_2016, spms_lorscheider_no_fs, spms_recorded
from mscourse.tables.cohort import Cohort
from oracle import Records
from oracle.records import DATED_BY
from oracle.spms_definitions import spms_by
from oracle.strategies import patients
from oracle.told import X1, rising
from properties.cohorts import as_cohort

NO_AGE = replace(spms_expand, name="no_age", minimum_age=None, maximum_age=None)
RULES = [spms_lorscheider_2016, spms_recorded, spms_lorscheider_no_fs, NO_AGE]
LABELLED = replace(rising(X1), recorded_courses=[{"date": 600, "course": "spms"}])
RELAPSING = replace(rising({0: 2.0, 180: 2.0}), recorded_courses=[{"date": 0, "course": "rrms"}])
EARLY = replace(rising(X1), recorded_courses=[{"date": 400, "course": "spms"}])
UNLABELLED = replace(rising(X1), recorded_courses=[])


def agreement(people: dict[str, Records], *rules: Any) -> Any:
    return spms_agreement(compare_spms_onset(as_cohort(people), rules or RULES[:2]))


def test_of_each_person_it_says_how_many_definitions_say_spms_and_since_when() -> None:
    found = agreement({"A": LABELLED, "B": RELAPSING, "C": UNLABELLED}).people
    assert found.columns == SpmsAgreementOfPeople.column_names()
    assert found.rows() == [
        ("A", 2, 2, 2, True, 365, 600, 500),
        ("B", 2, 2, 0, True, None, None, None),
        ("C", 2, 1, 1, None, 365, 365, 500),
    ]


def test_definitions_that_judge_and_differ_do_not_agree() -> None:
    early = replace(RELAPSING, recorded_courses=[{"date": 100, "course": "spms"}])
    assert agreement({"A": early}).people.select("judged", "spms", "agree").rows() == [(2, 1, False)]


def test_two_by_two_it_counts_what_they_say_of_the_same_people() -> None:
    people = {"A": LABELLED, "B": RELAPSING, "C": UNLABELLED, "D": EARLY}
    pairs = agreement(people).pairs
    assert pairs.columns == SpmsAgreementOfPairs.column_names()
    assert pairs.row(0)[:10] == ("spms_lorscheider_2016", "spms_recorded", 4, 2, 0, 0, 1, 1, 1.0, 0.0)


def test_the_days_are_those_by_which_the_first_knew_earlier() -> None:
    assert agreement({"A": LABELLED}).pairs.get_column("median_days_earlier").to_list() == [100.0]
    assert agreement({"A": EARLY}).pairs.get_column("median_days_earlier").to_list() == [-100.0]
    assert agreement({"A": RELAPSING}).pairs.get_column("median_days_earlier").to_list() == [None]


def test_nobody_gives_the_same_columns_and_kinds_and_dates_stay_dates() -> None:
    visits = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)], "edss": [3.0]})
    some, nobody = (spms_agreement(compare_spms_onset(Cohort(visits=each))) for each in (visits, visits.clear()))
    assert nobody.people.schema == some.people.schema
    assert nobody.pairs.schema == some.pairs.schema
    assert nobody.people.is_empty()
    assert some.people.schema["earliest_onset"] == pl.Date()


def test_one_definition_has_no_pairs() -> None:
    assert agreement({"A": LABELLED}, spms_recorded).pairs.is_empty()


def test_definitions_of_one_name_are_told_apart_by_what_they_compute() -> None:
    other = replace(spms_lorscheider_2016, confirm_after=168)
    pairs = agreement({"A": LABELLED}, spms_lorscheider_2016, other).pairs
    assert pairs.select("both", "only_first", "median_days_earlier").rows() == [(1, 0, 230.0)]


def test_what_is_no_comparison_is_refused() -> None:
    with pytest.raises(UsageError, match="compare_spms_onset"):
        spms_agreement(pl.DataFrame({"patient_id": ["A"]}))
    with pytest.raises(UsageError, match="twice"):
        agreement({"A": LABELLED}, spms_recorded, spms_recorded)


@given(drawn=st.lists(patients(), min_size=1, max_size=4))
def test_it_says_what_counting_by_hand_says(drawn: list[Records]) -> None:
    """Person by person and pair by pair, from the answers of the oracle."""
    seen = {
        f"P{place}": replace(each, **{name: getattr(each, name) or [] for name in DATED_BY})
        for place, each in enumerate(drawn)
    }
    found = agreement(seen, *RULES)
    answers = {who: [spms_by(each.distinct(), rule) for rule in RULES] for who, each in seen.items() if each.days()}

    for row in found.people.to_dicts():
        onsets = [each["onset"] for each in answers[row["patient_id"]] if each["onset"] is not None]
        judged = {each["answer"] for each in answers[row["patient_id"]]} - {"cannot_be_judged"}
        assert (row["spms"], row["earliest_onset"]) == (len(onsets), min(onsets, default=None))
        assert row["latest_onset"] == max(onsets, default=None)
        assert row["agree"] in (None, len(judged) == 1)
    for row in found.pairs.to_dicts():
        one, other = (next(i for i, rule in enumerate(RULES) if rule.name == row[end]) for end in ("first", "second"))
        both = [(each[one], each[other]) for each in answers.values()]
        said = [(first["answer"], second["answer"]) for first, second in both]
        assert row["people"] == len(said)
        assert row["both"] == said.count(("spms", "spms"))
        assert row["only_first"] == said.count(("spms", "not_spms"))
        assert row["only_second"] == said.count(("not_spms", "spms"))
        assert row["cannot_be_judged"] == sum("cannot_be_judged" in each for each in said)
        days = [
            second["known_on"] - first["known_on"]
            for first, second in both
            if None not in (first["onset"], second["onset"])
        ]
        assert row["median_days_earlier"] == (statistics.median(days) if days else None)
