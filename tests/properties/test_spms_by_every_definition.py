"""The course with every kind of rule for SPMS onset: the oracle, and that nobody stops being SPMS by a later record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from mscourse.derivations.characterise import characterise
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.presets import lublin_2013
from mscourse.rules.library import SPMS_DEFINITIONS, spms_expand
from mscourse.rules.spms_onset import SpmsDefinition
from oracle import Records, events, evidence, states, topics
from oracle.spms_in_the_course import TwoHighVisits, met_by_own
from oracle.strategies import days_of_change, definitions, patients, spms_rules_by_record
from oracle.topics import days_of_change as days_of_topics
from properties.cohorts import as_cohort, events_of, evidence_on, in_order, states_of

WHO = "P1"
BIRTH_DATES = [None, *((dt.date(1970, 1, 1) - dt.date(1970 - years, 1, 1)).days for years in (16, 18, 30, 58, 60))]
KNOWING = [rule for rule in SPMS_DEFINITIONS.values() if not rule.looks_ahead]
every_knowing_rule = st.one_of(st.sampled_from(KNOWING), spms_rules_by_record())


@st.composite
def _people_with_a_birth_date(draw: st.DrawFn) -> Records:
    records, days = draw(patients()), draw(st.sampled_from(BIRTH_DATES))
    if not records.patient or days is None:
        return records
    return replace(records, patient={**records.patient, "birth_date": -days})


by_record = st.one_of(spms_rules_by_record(), st.just(spms_expand))
records_of_one = _people_with_a_birth_date()


def _around(days: list[int], last: int) -> list[int]:
    return sorted({day + beside for day in days for beside in (-1, 0, 1) if day + beside <= last})


# The oracle


@given(records=records_of_one, rule=by_record, hindsight=st.booleans())
def test_states_and_topics_are_those_of_the_oracle(records: Records, rule: SpmsDefinition, *, hindsight: bool) -> None:
    last, definition = records.last_day(), replace(lublin_2013, spms_onset=rule)
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition, hindsight=hindsight)

    days = _around(days_of_change(records, definition), last)
    assert states_of(course, WHO) == states(records, definition, hindsight=hindsight, days=days)
    found = course.topics.drop("patient_id").to_dicts()
    assert found == topics(records, definition, hindsight=hindsight, days=days_of_topics(records, definition))


@given(records=records_of_one, rule=by_record, hindsight=st.booleans())
def test_events_and_evidence_are_those_of_the_oracle(
    records: Records, rule: SpmsDefinition, *, hindsight: bool
) -> None:
    last, definition = records.last_day(), replace(lublin_2013, spms_onset=rule)
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition, hindsight=hindsight)

    if not hindsight:
        assert events_of(course, WHO) == events(records, definition)
    for day in days_of_change(records, definition):
        if day <= last:
            expected = evidence(records, day, definition, hindsight=hindsight, until=last)
            assert evidence_on(course, WHO, day) == in_order(expected)


@given(records=patients(), until=st.one_of(st.none(), st.integers(0, 3000)), or_treatment=st.booleans())
def test_a_rule_of_ones_own_is_compared_as_the_oracle_asks_it(
    records: Records, until: int | None, *, or_treatment: bool
) -> None:
    rule = TwoHighVisits(level=3.5, or_treatment=or_treatment)
    found = compare_spms_onset(as_cohort({WHO: records}), [rule], until=until)
    seen = records if until is None else records.cut(until)

    is_progressive = records.patient.get("onset_type") == "progressive"
    expected = None if is_progressive else met_by_own(seen, rule, lublin_2013.relapses)
    assert found.select("onset", "known_on").rows() == ([expected or (None, None)] if seen.days() else [])
    assert found.get_column("answer").to_list() == (["spms" if expected else "not_spms"] if seen.days() else [])


# What is known stays known


@given(records=patients(), rule=every_knowing_rule, data=st.data())
def test_spms_once_known_stays(records: Records, rule: SpmsDefinition, data: st.DataObject) -> None:
    """In the states of one course, and from one `until` to a later one: onset and day of knowing never change."""
    last = records.last_day()
    assume(last is not None)
    definition = replace(lublin_2013, spms_onset=rule)
    cohort = as_cohort({WHO: records})
    whole = characterise(cohort, definition, until=last + 800)

    known = whole.states.select("derived_phenotype", "spms_onset", "spms_known_on")
    since = [row for row in known.rows() if row[1] is not None]
    assert known.rows()[known.height - len(since) :] == since
    assert len(set(since)) <= 1
    assert {row[0] for row in since} <= {"spms"}
    for day in data.draw(st.lists(st.integers(0, last + 800), min_size=1, max_size=4), label="until"):
        then = characterise(cohort, definition, until=day).states.tail(1).select(known.columns).rows()
        if then and then[0][1] is not None:
            assert then == since[-1:]


@given(records=patients(), rule=every_knowing_rule)
def test_the_day_on_which_spms_is_known_is_not_before_its_onset_and_is_the_day_of_a_record(
    records: Records, rule: SpmsDefinition
) -> None:
    found = compare_spms_onset(as_cohort({WHO: records}), [rule]).drop_nulls("onset")

    for onset, known_on in found.select("onset", "known_on").rows():
        assert onset <= known_on
        assert known_on in records.days()


@given(records=patients(), rule=every_knowing_rule)
def test_the_course_dates_spms_as_the_comparison_does(records: Records, rule: SpmsDefinition) -> None:
    """But for a disease that was progressive from the beginning: that is primary progressive, whoever says SPMS."""
    assume(records.days())
    cohort = as_cohort({WHO: records})
    course = characterise(cohort, replace(lublin_2013, spms_onset=rule))
    compared = compare_spms_onset(cohort, [rule]).select("onset", "known_on").row(0)

    is_progressive = records.patient.get("onset_type") == "progressive"
    expected = (None, None) if is_progressive else compared
    assert course.states.select("spms_onset", "spms_known_on").row(-1) == expected


# Scans


def _with_scan(records: Records, scan: dict[str, Any]) -> Records:
    return replace(records, mri=[*(records.mri or []), scan])


def _activity(records: Records, definition: Any, day: int) -> str | None:
    found = characterise(as_cohort({WHO: records}), definition, until=day).states
    return found.get_column("activity").to_list()[-1] if found.height else None


@given(records=patients(), definition=definitions(), data=st.data())
def test_a_negative_scan_makes_nobody_active_whatever_its_day(
    records: Records, definition: Any, data: st.DataObject
) -> None:
    assume(records.days())
    day = data.draw(st.integers(0, 3000), label="day")
    scan = {
        "date": data.draw(st.integers(0, 3000), label="scan"),
        "region": data.draw(st.sampled_from(["brain", "cord"])),
    }
    for lesions in ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions"):
        scan[lesions] = data.draw(st.sampled_from([0, None]), label=lesions)
    before = _activity(records, definition, day)
    assume(before is not None)

    after = _activity(_with_scan(records, scan), definition, day)
    assert (after == "active") == (before == "active")
    if before == "not_active":
        assert after == "not_active"


@given(records=patients(), definition=definitions(), data=st.data())
def test_taking_a_scan_away_makes_nobody_active(records: Records, definition: Any, data: st.DataObject) -> None:
    """Nor not active, unless it was the scan itself that showed the activity and another one has been read."""
    assume(records.mri)
    gone = data.draw(st.integers(0, len(records.mri or []) - 1), label="scan")
    day = data.draw(st.integers(0, 3000), label="day")
    fewer = replace(records, mri=[scan for place, scan in enumerate(records.mri or []) if place != gone])
    before, after = _activity(records, definition, day), _activity(fewer, definition, day)
    assume(before is not None and after is not None)

    assert after != "active" or before == "active"
    is_positive = any((records.mri or [])[gone].get(f"{kind}_lesions") for kind in ("gd", "new_t2", "enlarging_t2"))
    if after == "not_active":
        assert before == "not_active" or (before == "active" and is_positive)


def test_every_named_definition_that_does_not_look_ahead_is_asked() -> None:
    ahead = [name for name, rule in SPMS_DEFINITIONS.items() if rule.looks_ahead]
    assert ahead == ["spms_lorscheider_2016_to_end", "spms_lorscheider_no_fs_to_end"]
    course = pl.concat(
        [
            characterise(
                as_cohort({WHO: Records(visits=[{"date": 0, "edss": 3.0}])}), replace(lublin_2013, spms_onset=rule)
            ).states
            for rule in KNOWING
        ]
    )
    assert course.get_column("definition").n_unique() == len(KNOWING)
