"""SPMS onset by several definitions side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.characterise import characterise
from mscourse.derivations.spms_agreement import spms_agreement
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.errors import DefinitionError, UsageError
from mscourse.kernels import loader
from mscourse.measures.classified import share_classified
from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.rules.library import (
    SPMS_DEFINITIONS,
    spms_expand,
    spms_lorscheider_2016,
    spms_lorscheider_no_fs,
    spms_recorded,
)
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsRecordedRule
from mscourse.rules.worsening import EDSS_THRESHOLDS
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort
from oracle import Records, events, states
from oracle.spms_definitions import spms_by
from oracle.strategies import LAST_DAY, days_of_change, patients
from oracle.told import X1, relapsing, rising
from properties.cohorts import as_cohort, events_of, states_of

TO_THE_END = replace(spms_lorscheider_2016, persistence="to_end_of_follow_up")
NO_AGE = replace(spms_expand, minimum_age=None, maximum_age=None)
COLUMNS = ["patient_id", "name", "answer", "onset", "known_on", "failed", "closest", "definition"]
Answer = tuple[int | None, int | None, list[str], int | None]


def answers(records: Records, *rules: SpmsDefinition) -> list[Answer]:
    """Onset, day it was known, criteria that failed and where, by each definition."""
    found = compare_spms_onset(as_cohort({"A": records}), rules)
    return found.select("onset", "known_on", "failed", "closest").rows()


# The table


def test_each_person_has_a_row_for_each_definition_in_the_order_asked() -> None:
    people = as_cohort({"B": rising(X1), "A": rising({0: 2.0, 180: 2.0})})
    found = compare_spms_onset(people, [spms_lorscheider_no_fs, spms_lorscheider_2016])
    assert found.columns == COLUMNS
    assert found.select("patient_id", "name", "answer", "onset", "known_on").rows() == [
        ("A", "spms_lorscheider_no_fs", "not_spms", None, None),
        ("A", "spms_lorscheider_2016", "not_spms", None, None),
        ("B", "spms_lorscheider_no_fs", "spms", 365, 500),
        ("B", "spms_lorscheider_2016", "spms", 365, 500),
    ]
    assert found.get_column("definition").to_list()[:2] == [
        fingerprint(spms_lorscheider_no_fs), fingerprint(spms_lorscheider_2016),
    ]  # fmt: skip


def test_every_named_definition_is_compared_unless_some_are_asked_for() -> None:
    found = compare_spms_onset(as_cohort({"A": rising(X1)}))
    assert found.get_column("name").to_list() == list(SPMS_DEFINITIONS)


def test_dates_come_back_as_dates_and_a_cohort_of_nobody_has_the_same_columns() -> None:
    visits = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)], "edss": [3.0]})
    some, nobody = compare_spms_onset(Cohort(visits=visits)), compare_spms_onset(Cohort(visits=visits.clear()))
    assert nobody.is_empty()
    assert some.schema == nobody.schema
    assert some.schema["onset"] == pl.Date()


def test_records_after_until_are_not_looked_at() -> None:
    found = compare_spms_onset(as_cohort({"A": rising(X1)}), [spms_lorscheider_2016], until=499)
    assert found.select("answer", "failed", "closest").rows() == [("cannot_be_judged", ["awaiting_confirmation"], 365)]


@pytest.mark.parametrize("rules", [[pira_mueller_2023], [], ["spms_expand"], "spms_expand", pira_mueller_2023])
def test_what_is_no_definition_of_spms_onset_is_refused(rules: Any) -> None:
    with pytest.raises(UsageError, match="definition"):
        compare_spms_onset(as_cohort({"A": rising(X1)}), rules)


# What stood in the way of a confirmed rise


@pytest.mark.parametrize(
    ("records", "failed", "closest"),
    [
        (relapsing(X1, fs_pyramidal=1), ["pyramidal_below_minimum"], 365),
        (rising(X1, 300), ["relapse_between"], 365),
        (rising({0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0}), ["edss_below_minimum"], 365),
        (rising({0: 3.5, 180: 4.5, 200: 3.5}), ["not_held"], 180),
        (rising({0: 3.5, 180: 4.5}), ["awaiting_confirmation"], 180),
        (rising({0: 3.5, 180: 3.5}), ["no_rise"], None),
        (rising({0: 3.5}), ["no_later_visit"], None),
        (rising({0: 3.5, 20: 4.5}, 0), ["no_usable_visit"], None),
        (rising({}), ["no_visit"], None),
        (replace(rising(X1), patient={"onset_type": "progressive"}), ["progressive_onset"], None),
        (replace(rising(X1), patient={}), ["before_first_relapse"], 365),
        (replace(rising(X1), relapses=None), ["relapses_not_ascertained"], 365),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_stood_in_the_way_is_said(records: Records, failed: list[str], closest: int | None) -> None:
    labelled = replace(records, recorded_courses=[{"date": 0, "course": "rrms"}])
    assert answers(labelled, spms_lorscheider_2016) == [(None, None, failed, closest)]


def test_a_confirmed_rise_came_closer_than_one_that_awaits_confirmation_or_did_not_hold() -> None:
    ups_and_downs = {0: 2.0, 100: 3.0, 150: 2.0, 365: 3.0, 500: 3.0, 730: 4.0}
    assert answers(rising(ups_and_downs), spms_lorscheider_2016) == [(None, None, ["edss_below_minimum"], 365)]
    assert answers(rising({0: 2.0, 100: 3.0, 150: 2.0, 365: 3.0}), spms_lorscheider_2016) == [
        (None, None, ["awaiting_confirmation"], 365)
    ]


def test_of_several_rises_the_one_that_failed_the_fewest_criteria_is_told() -> None:
    twice = {0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0, 730: 4.0, 850: 4.0}
    assert answers(relapsing(twice, 300, fs_pyramidal=1), spms_lorscheider_2016) == [
        (None, None, ["pyramidal_below_minimum"], 730)
    ]


def test_only_what_was_not_recorded_leaves_the_answer_open() -> None:
    found = compare_spms_onset(
        as_cohort({"A": replace(rising(X1), relapses=None)}), [spms_lorscheider_2016, spms_expand]
    )
    assert found.select("answer", "failed").rows() == [
        ("cannot_be_judged", ["relapses_not_ascertained"]),
        ("cannot_be_judged", ["age_unknown", "relapses_not_ascertained"]),
    ]


def test_that_the_first_relapse_is_still_to_come_is_known_only_where_relapses_were_asked_about() -> None:
    people = {
        "asked": replace(rising(X1), patient={}),
        "later": replace(rising(X1), patient={"relapses_known_from": 400}),
    }
    both = [spms_lorscheider_2016, NO_AGE]
    told = compare_spms_onset(as_cohort(people), both).sort("patient_id", maintain_order=True)
    assert told.select("patient_id", "answer", "failed").rows() == [
        ("asked", "not_spms", ["before_first_relapse"]),
        ("asked", "not_spms", ["before_first_relapse"]),
        ("later", "cannot_be_judged", ["before_first_relapse", "relapses_not_ascertained"]),
        ("later", "not_spms", ["before_first_relapse"]),
    ]
    untold = as_cohort({"A": replace(rising(X1), patient={}, relapses=None)})
    found = compare_spms_onset(untold, both)
    assert set(found.get_column("answer")) == {"cannot_be_judged"}
    assert {"before_first_relapse", "relapses_not_ascertained"} == set(found.get_column("failed").explode())
    agreed = spms_agreement(found)
    assert agreed.people.select("judged", "agree").rows() == [(0, None)]
    assert agreed.pairs.select("neither", "cannot_be_judged").rows() == [(0, 1)]
    assert share_classified(untold, both).get_column("classified").to_list() == [0, 0]
    asked = as_cohort({"A": people["asked"]})
    assert share_classified(asked, both).get_column("classified").to_list() == [1, 1]


def test_one_definition_alone_is_compared_as_a_list_of_it_is() -> None:
    people = as_cohort({"A": rising(X1)})
    assert compare_spms_onset(people, spms_expand).equals(compare_spms_onset(people, [spms_expand]))
    assert share_classified(people, spms_expand).equals(share_classified(people, [spms_expand]))


# To the end of follow-up


def test_a_rise_that_is_lost_years_later_is_taken_back_only_where_it_has_to_last_to_the_end() -> None:
    lost = rising(X1 | {2000: 3.5})
    assert answers(lost, spms_lorscheider_2016, TO_THE_END) == [(365, 500, [], None), (None, None, ["not_held"], 365)]
    assert answers(rising(X1), TO_THE_END) == [(365, 500, [], None)]


def test_edss_has_to_stay_at_its_minimum_to_the_end_too() -> None:
    sinking = rising({0: 2.0, 180: 2.0, 365: 4.5, 500: 4.5, 900: 3.5})
    assert answers(sinking, spms_lorscheider_2016, TO_THE_END) == [
        (365, 500, [], None), (None, None, ["edss_below_minimum"], 365),
    ]  # fmt: skip


def test_after_a_rise_that_was_lost_the_search_goes_on_from_the_same_reference() -> None:
    again = rising({0: 3.5, 180: 4.5, 300: 4.5, 500: 3.5, 700: 4.5, 900: 4.5}, worse_from=180)
    assert answers(again, spms_lorscheider_2016, TO_THE_END) == [(180, 300, [], None), (700, 900, [], None)]


# The entry criteria of a trial

FORTY = -14_700


def entering(edss: dict[int, float], *onsets: int, born: int | None = FORTY) -> Records:
    told = relapsing(edss, *onsets)
    return replace(told, patient={**told.patient, "birth_date": born})


def failed_entry(records: Records, rule: SpmsDefinition = spms_expand) -> list[str]:
    ((_, _, failed, _),) = answers(records, rule)
    return failed


@pytest.mark.parametrize(
    ("records", "met"),
    [
        (entering({0: 3.0, 700: 4.0}), 700),
        (entering({0: 3.0, 730: 4.0}), 730),
        (entering({0: 3.0, 731: 4.0}), None),
        (entering({0: 2.0, 700: 3.0}), 700),
        (entering({0: 1.5, 700: 2.5}), None),
        (entering({0: 6.0, 700: 6.5}), 700),
        (entering({0: 6.0, 700: 7.0}), None),
        (entering({0: 5.5, 700: 6.0}), 700),
        (entering({0: 5.0, 700: 5.5}), None),
        (entering({0: 3.0, 700: 4.0}, 609), 700),
        (entering({0: 3.0, 700: 4.0}, 610), None),
    ],
)
def test_the_entry_criteria_at_their_edges(records: Records, met: int | None) -> None:
    ((onset, known_on, _, _),) = answers(records, spms_expand)
    assert (onset, known_on) == (met, met)


@pytest.mark.parametrize(
    ("born", "failed"),
    [
        (dt.date(1953, 12, 2), []),
        (dt.date(1953, 12, 3), ["age_outside"]),
        (dt.date(1910, 12, 3), []),
        (dt.date(1910, 12, 2), ["age_outside"]),
        (None, ["age_unknown"]),
        (dt.date(1972, 1, 1), ["age_unknown"]),
    ],
)
def test_the_age_is_that_of_completed_years(born: dt.date | None, failed: list[str]) -> None:
    """The visit of day 700 was on 2 December 1971."""
    days = None if born is None else (born - dt.date(1970, 1, 1)).days
    assert failed_entry(entering({0: 3.0, 700: 4.0}, born=days)) == failed
    assert failed_entry(entering({0: 3.0, 700: 4.0}, born=days), NO_AGE) == []


def test_one_end_of_the_age_can_be_left_open() -> None:
    old = entering({0: 3.0, 700: 4.0}, born=-30_000)
    assert failed_entry(old, replace(spms_expand, maximum_age=None)) == []
    assert failed_entry(old, replace(spms_expand, minimum_age=None)) == ["age_outside"]


def test_entry_needs_a_relapsing_onset_and_relapses_that_were_asked_about() -> None:
    risen = entering({0: 3.0, 700: 4.0})
    for patient, failed in (
        ({"onset_type": "progressive"}, ["progressive_onset"]),
        ({}, ["before_first_relapse"]),
        ({"onset_type": "relapsing", "relapses_known_from": 610}, []),
        ({"onset_type": "relapsing", "relapses_known_from": 611}, ["relapses_not_ascertained"]),
        ({"onset_type": "relapsing", "relapses_known_to": 699}, ["relapses_not_ascertained"]),
    ):
        assert failed_entry(replace(risen, patient=patient), NO_AGE) == failed


@pytest.mark.parametrize(
    "changes", [{"minimum_age": 61}, {"minimum_edss": 7.0}, {"maximum_edss": 2.5}, {"rise_within": 0}]
)
def test_entry_criteria_that_nobody_can_meet_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        replace(spms_expand, **changes)


# The clinician's label


def labelled(*labels: tuple[int, str]) -> Records:
    return Records(visits=[{"date": 0}], recorded_courses=[{"date": day, "course": course} for day, course in labels])


@pytest.mark.parametrize(
    ("labels", "onset", "failed"),
    [
        ([(100, "rrms"), (200, "spms"), (300, "spms")], 200, []),
        ([(200, "spms"), (300, "rrms")], 200, []),
        ([(200, "spms"), (200, "rrms"), (300, "spms")], 300, []),
        ([(200, "rrms")], None, ["recorded_otherwise"]),
        ([(200, "spms"), (200, "rrms")], None, ["no_recorded_course"]),
        ([], None, ["no_recorded_course"]),
    ],
)
def test_the_first_label_that_stands_dates_recorded_spms(
    labels: list[tuple[int, str]], onset: int | None, failed: list[str]
) -> None:
    assert answers(labelled(*labels), spms_recorded) == [(onset, onset, failed, None)]


# The rules


@pytest.mark.parametrize("rule", SPMS_DEFINITIONS.values(), ids=SPMS_DEFINITIONS)
def test_a_definition_has_a_sentence_a_source_and_reads_back_from_its_json(rule: SpmsDefinition) -> None:
    assert rule.sentence.endswith(".")
    assert rule.references
    assert from_json(to_json(rule), type(rule)) == rule


def test_what_is_not_read_in_a_source_is_marked_so() -> None:
    assert [reference.seen for reference in spms_expand.references] == ["M"]
    assert isinstance(spms_recorded, SpmsRecordedRule)
    assert TO_THE_END.looks_ahead
    assert not spms_lorscheider_2016.looks_ahead


# The twin

searches = st.builds(
    replace,
    st.sampled_from([spms_lorscheider_2016, spms_lorscheider_no_fs]),
    persistence=st.sampled_from(["confirmed", "to_end_of_follow_up", "to_end_of_follow_up"]),
    edss=st.sampled_from(list(EDSS_THRESHOLDS.values())),
    minimum_edss=st.sampled_from([3.5, 4.0, 4.0]),
    confirm_after=st.sampled_from([84, 91, 91]),
)
entries = st.builds(
    replace,
    st.just(spms_expand),
    minimum_age=st.sampled_from([None, 0, 18, 40]),
    maximum_age=st.sampled_from([None, 41, 60]),
    minimum_edss=st.sampled_from([0.0, 2.0, 3.0]),
    maximum_edss=st.sampled_from([5.0, 6.5]),
    rise_within=st.sampled_from([90, 365, 730]),
    edss=st.sampled_from(list(EDSS_THRESHOLDS.values())),
    relapse_free=st.sampled_from([0, 1, 30, 91]),
)


@st.composite
def people(draw: st.DrawFn) -> Records:
    records = draw(patients())
    born = draw(st.one_of(st.none(), st.integers(-25_000, LAST_DAY)))
    return replace(records, patient={**records.patient, "birth_date": born})


@pytest.mark.parametrize("compile_from", [10**9, 1], ids=["plain", "compiled"])
@given(
    records=people(), search=searches, entry=entries, until=st.sampled_from([None, None, 400, 900]),
    assumed=st.sampled_from([None, "relapsing"]),
)  # fmt: skip
def test_every_definition_finds_what_its_twin_finds(
    compile_from: int, records: Records, search: SpmsDefinition, entry: SpmsEntryRule, until: int | None, assumed: Any
) -> None:
    rules = [search, entry, spms_recorded]
    with mock.patch.object(loader, "COMPILE_FROM", compile_from):
        found = compare_spms_onset(as_cohort({"A": records}), rules, until=until, assume_onset=assumed)
    known = records.distinct() if until is None else records.distinct().cut(until)
    rows = found.drop("patient_id", "name", "definition").to_dicts()
    assert rows == ([spms_by(known, rule, assumed) for rule in rules] if known.days() else [])


@given(records=patients(), search=searches)
def test_a_course_in_hindsight_rests_on_a_rise_that_lasts_to_the_end(records: Records, search: Any) -> None:
    definition = replace(lublin_2013, spms_onset=search)
    last = records.last_day()
    if last is None:
        return
    course = characterise(as_cohort({"A": records}), definition, hindsight=True)
    first = records.first_day()
    days = sorted({d + b for d in days_of_change(records, definition) for b in (-1, 0, 1) if first <= d + b <= last})
    assert states_of(course, "A") == states(records, definition, hindsight=True, days=days)
    if search.looks_ahead:
        spms = [event for event in events(records, definition) if event["kind"] == "spms_onset"]
        assert [event for event in events_of(course, "A") if event["kind"] == "spms_onset"] == spms


def test_a_course_as_known_cannot_rest_on_what_comes_later() -> None:
    definition = replace(lublin_2013, spms_onset=TO_THE_END)
    with pytest.raises(UsageError, match="persistence"):
        characterise(as_cohort({"A": rising(X1)}), definition)
