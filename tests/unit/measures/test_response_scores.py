"""Scores of the first year on a drug: points, bounds where something is not known, and which records count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.derivations.check import check_cohort
from mscourse.derivations.treatments import treatment_epochs
from mscourse.errors import DefinitionError, UsageError
from mscourse.measures.baseline_table import baseline_table
from mscourse.measures.people_at import people_at
from mscourse.measures.response_scores import response_scores
from mscourse.rules.response_scores import RESPONSE_SCORES, magnims_2016, modified_rio_2013, rio_2009
from mscourse.rules.written import from_json, to_json
from unit.measures.records_of_one import cohort, onset, scan, seen

DRUG = [{"drug": "interferon beta-1a", "start_date": 0}]
FLAT = seen((-10, 2.0), (180, 2.0), (365, 2.0), (700, 2.0))
FOUND = ["relapses", "least_lesions", "most_lesions", "worsening", "least", "most", "score", "non_responder"]


def first_year(
    rule: Any, *, new: int | None = 0, relapses: int | None = 0, visits: Any = FLAT, **scanned: Any
) -> dict[str, Any]:
    """The row of one person with so many new T2 lesions and relapses in the first year."""
    onsets = None if relapses is None else [onset(40 * (at + 1)) for at in range(relapses)]
    scans = [] if new is None else [scan(350, new=new, **scanned)]
    found = response_scores(cohort(visits, relapses=onsets, mri=scans, treatments=DRUG), rule)
    row: dict[str, Any] = found.row(0, named=True)
    return row


@pytest.mark.parametrize(
    ("new", "relapses", "score"), [(5, 0, 0), (6, 0, 1), (6, 1, 2), (0, 3, 2), (0, 1, 1), (6, 2, 3)]
)
def test_modified_rio(new: int, relapses: int, score: int) -> None:
    assert first_year(modified_rio_2013, new=new, relapses=relapses)["score"] == score


@pytest.mark.parametrize(
    ("new", "relapses", "score"), [(2, 0, 0), (2, 1, 1), (3, 0, 1), (3, 1, 2), (0, 2, 2), (9, 3, 2)]
)
def test_magnims(new: int, relapses: int, score: int) -> None:
    assert first_year(magnims_2016, new=new, relapses=relapses)["score"] == score


def test_rio_adds_a_point_each_for_relapses_worsening_and_active_lesions() -> None:
    worse = seen((-10, 2.0), (180, 3.0), (366, 3.0))
    assert first_year(rio_2009)["score"] == 0
    assert first_year(rio_2009, relapses=3)["score"] == 1
    assert first_year(rio_2009, new=2)["score"] == 0
    assert first_year(rio_2009, new=2, enlarging=1)["score"] == 1
    assert first_year(rio_2009, new=0, gd=3)["score"] == 1
    assert first_year(rio_2009, visits=worse)["score"] == 1
    all_three = first_year(rio_2009, new=3, relapses=1, visits=worse)
    assert (all_three["score"], all_three["non_responder"]) == (3, True)


def test_two_points_of_rio_are_non_response() -> None:
    assert first_year(rio_2009, relapses=1)["non_responder"] is False
    assert first_year(rio_2009, relapses=1, new=3)["non_responder"] is True
    assert first_year(modified_rio_2013, relapses=2)["non_responder"] is None


def test_a_rise_counts_from_1_0_and_six_months_on() -> None:
    def worsening(*edss: tuple[int, float]) -> bool | None:
        return first_year(rio_2009, visits=seen(*edss))["worsening"]

    assert worsening((0, 0.0), (180, 1.0), (362, 1.0)) is True
    assert worsening((0, 2.0), (180, 2.5), (380, 2.5)) is False
    assert worsening((0, 2.0), (180, 3.0), (361, 3.0)) is None
    assert worsening((0, 2.0), (180, 3.0), (361, 3.0), (400, 2.0)) is False


def test_the_edss_is_compared_with_the_last_one_before_treatment() -> None:
    fallen = seen((-900, 4.0), (-10, 2.0), (180, 3.0), (380, 3.0))
    assert first_year(rio_2009, visits=fallen)["worsening"] is True
    risen = seen((-900, 2.0), (-10, 3.0), (180, 3.0), (380, 3.0))
    assert first_year(rio_2009, visits=risen)["worsening"] is False


def test_what_is_not_known_leaves_bounds() -> None:
    without_scan = first_year(modified_rio_2013, new=None, relapses=1)
    assert [without_scan[name] for name in FOUND] == [1, 0, None, None, 1, 2, None, None]
    nobody_asked = first_year(modified_rio_2013, relapses=None)
    assert (nobody_asked["least"], nobody_asked["most"], nobody_asked["score"]) == (0, 2, None)
    decided = first_year(magnims_2016, new=None, relapses=2)
    assert (decided["least"], decided["most"], decided["score"]) == (2, 2, 2)
    unread = first_year(modified_rio_2013, new=6, enlarging=None)
    assert (unread["least_lesions"], unread["most_lesions"], unread["score"]) == (6, None, 1)


def test_enhancing_lesions_may_be_among_the_new_ones() -> None:
    apart = first_year(rio_2009, new=2, gd=2)
    assert [apart[name] for name in FOUND] == [0, 2, 4, False, 0, 1, None, False]
    both = first_year(rio_2009, new=2, gd=2, relapses=1)
    assert (both["least"], both["most"], both["non_responder"]) == (1, 2, None)


def test_only_the_first_year_is_looked_at() -> None:
    records = cohort(
        FLAT, relapses=[onset(0), onset(366)], mri=[scan(0, new=9), scan(300), scan(400, new=9)], treatments=DRUG
    )
    assert response_scores(records).item(0, "score") == 0
    assert response_scores(records, replace(modified_rio_2013, year=400)).item(0, "score") == 2
    late = cohort(FLAT, relapses=[], mri=[scan(455, new=9)], treatments=DRUG)
    assert response_scores(late).item(0, "score") == 1
    assert response_scores(late, replace(modified_rio_2013, grace=89)).item(0, "score") is None


def test_a_drug_that_was_stopped_within_the_year_has_no_score() -> None:
    def course(end: int | None) -> tuple[Any, ...]:
        drug = [{**DRUG[0], "end_date": end}]
        found = response_scores(cohort(FLAT, relapses=[], mri=[scan(350)], treatments=drug))
        return found.select("completed", *FOUND).row(0)

    assert course(364) == (False, *[None] * len(FOUND))
    assert course(365)[0] is True
    assert course(None)[-2] == 0


def test_each_course_of_each_person_has_a_row_in_order() -> None:
    drugs = [
        {"patient_id": "B", "drug": "x", "start_date": 0},
        {"patient_id": "A", "drug": "x", "start_date": 500},
        {"patient_id": "A", "drug": "y", "start_date": 0},
    ]
    visits = [*seen((-10, 2.0), (1000, 2.0)), *seen((-10, 2.0), (300, 2.0), (1000, 2.0), who="B")]
    records = cohort(visits, relapses=[onset(600)], treatments=drugs)
    found = response_scores(records).select("patient_id", "drug", "start", "end", "relapses").rows()
    assert found == [("A", "y", 0, 365, 0), ("A", "x", 500, 865, 1), ("B", "x", 0, 365, 0)]
    assert response_scores(records, drugs=["y"]).get_column("drug").to_list() == ["y"]


def test_of_whom_a_relapse_was_set_aside_no_other_is_ruled_out() -> None:
    onsets = [onset(40, duration_hours=-1.0), onset(700)]
    records = cohort(FLAT, relapses=onsets, mri=[scan(350)], treatments=DRUG)
    found = response_scores(records, set_aside=True).row(0, named=True)
    assert (found["least"], found["most"]) == (0, 2)


def test_two_names_of_one_drug_are_one_course_and_are_asked_for_by_any_name() -> None:
    drugs = [
        {"drug": "Avonex", "start_date": 0, "end_date": 100},
        {"drug": "interferon beta 1a", "start_date": 100, "end_date": 400},
        {"drug": "REBIF", "start_date": 350, "end_date": 500},
        {"drug": "Avonex", "start_date": 501},
        {"drug": "Own Mix ", "start_date": 10},
    ]
    records = cohort(seen((-10, 2.0), (2000, 2.0)), relapses=[], treatments=drugs)
    found = response_scores(records).select("drug", "start", "completed").rows()
    interferon, again = ("interferon beta-1a", 0, True), ("interferon beta-1a", 501, True)
    assert found == [interferon, ("own mix", 10, True), again]
    epochs = treatment_epochs(records)
    assert set(response_scores(records).get_column("drug")) == set(epochs.get_column("drug").str.to_lowercase())
    assert response_scores(records, drugs=["avonex"]).get_column("start").to_list() == [0, 501]
    assert response_scores(records, drugs=("own mix",)).get_column("start").to_list() == [10]


def test_the_own_table_of_drugs_of_the_cohort_names_them() -> None:
    table = pl.DataFrame({"drug": ["house mix"], "other_names": ["own mix"]})
    given = cohort(FLAT, treatments=[{"drug": "own mix", "start_date": -10}])
    records = check_cohort(given, drugs=table)
    assert response_scores(records, drugs=["Own Mix"]).get_column("drug").to_list() == ["house mix"]
    assert people_at(records).item(0, "drugs") == "house mix"
    assert "treatment: house mix" in levels(baseline_table(records))


def levels(table: pl.DataFrame) -> list[str]:
    """Characteristic and level of each row of a Table 1."""
    return [f"{row['characteristic']}: {row['level']}" for row in table.to_dicts()]


@pytest.mark.parametrize("drugs", ["interferon beta-1a", [1], 3])
def test_drugs_that_are_no_list_of_names_are_refused(drugs: Any) -> None:
    with pytest.raises(UsageError, match="no list of names"):
        response_scores(cohort(FLAT, treatments=DRUG), drugs=drugs)


def test_a_drug_that_nobody_takes_is_refused() -> None:
    with pytest.raises(UsageError, match="No course of treatment is with 'interferon'") as said:
        response_scores(cohort(FLAT, treatments=DRUG), drugs=["rebif", "interferon"])
    assert "rebif" not in str(said.value)


def test_without_a_table_of_treatments_there_is_nothing_to_score() -> None:
    with pytest.raises(UsageError, match="no table of treatments"):
        response_scores(cohort(FLAT))


def test_without_treatments_there_are_no_rows_and_the_same_columns() -> None:
    nobody = response_scores(cohort(FLAT, treatments=[]), rio_2009)
    assert nobody.is_empty()
    treated = response_scores(cohort(FLAT, treatments=DRUG), rio_2009)
    assert nobody.schema == treated.schema


@pytest.mark.parametrize("rule", RESPONSE_SCORES.values(), ids=RESPONSE_SCORES)
def test_the_rules_read_back(rule: Any) -> None:
    assert from_json(to_json(rule), type(rule)) == rule


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(DefinitionError, match="more than highest"):
        replace(magnims_2016, non_response_from=3)
    with pytest.raises(UsageError, match="ResponseScoreRule is needed"):
        response_scores(cohort(FLAT), "rio")  # type: ignore[arg-type]


number_of = st.one_of(st.none(), st.integers(0, 7))
scans_of_a_year = st.lists(
    st.builds(scan, st.integers(-100, 365), gd=number_of, new=number_of, enlarging=number_of), max_size=4
)
onsets_or_none = st.one_of(st.none(), st.lists(st.integers(-50, 450).map(onset), max_size=4))
rules = st.sampled_from(list(RESPONSE_SCORES.values()))


@settings(max_examples=40, deadline=None)
@given(scans_of_a_year, onsets_or_none, rules, st.randoms(use_true_random=False))
def test_the_bounds_hold_and_the_order_of_rows_plays_no_role(mri: Any, relapses: Any, rule: Any, chance: Any) -> None:
    found = response_scores(cohort(FLAT, relapses=relapses, mri=mri, treatments=DRUG), rule)
    wrong = (pl.col("least") > pl.col("most")) | (pl.col("most") > rule.highest)
    assert found.filter(wrong).is_empty()
    chance.shuffle(mri)
    assert response_scores(cohort(FLAT, relapses=relapses, mri=mri, treatments=DRUG), rule).equals(found)


@settings(max_examples=40, deadline=None)
@given(scans_of_a_year, onsets_or_none, rules)
def test_what_becomes_known_narrows_the_bounds(mri: Any, relapses: Any, rule: Any) -> None:
    """Relapses that were not asked about turn out to be none; a clear scan is added."""
    before = response_scores(cohort(FLAT, relapses=relapses, mri=mri, treatments=DRUG), rule).row(0, named=True)
    told = cohort(FLAT, relapses=relapses or [], mri=[*mri, scan(200)], treatments=DRUG)
    after = response_scores(told, rule).row(0, named=True)
    assert before["least"] <= after["least"] <= after["most"] <= before["most"]
