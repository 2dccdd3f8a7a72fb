"""Who is due, completeness and who could be classified: as their plain-Python twins have it, on random people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mscourse.derivations.characterise import characterise
from mscourse.measures.classified import classified_people
from mscourse.measures.completeness import completeness, completeness_of_cohort, lacking_by_reason
from mscourse.measures.due import due_by_person, due_counts, due_standing, who_is_due
from mscourse.measures.enough_visits import names_a_cause
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import SPMS_DEFINITIONS, lublin_2013
from mscourse.rules.worsening import WorseningRule
from oracle import Records, due
from oracle import completeness as twin
from oracle.enough_visits import missing_for
from oracle.spms_definitions import spms_by
from oracle.strategies import days_of_change, definitions, patients
from oracle.told import relapsing
from oracle.worsening_rules import people_for, worsening_rules
from properties.cohorts import as_cohort

Row = dict[str, Any]
People = dict[str, Records]


@st.composite
def _followed(draw: st.DrawFn) -> Records:
    """A person, some of whom left follow-up on a day near the last record."""
    records = draw(patients())
    last = records.last_day()
    if last is None or draw(st.integers(0, 2)):
        return records
    end = last + draw(st.sampled_from([-400, -1, 0, 1, 100]))
    return replace(records, patient={**records.patient, "follow_up_end": end})


@st.composite
def _people(draw: st.DrawFn) -> People:
    """A few people, each with a record; a table is given for all of them or for none."""
    found = draw(st.lists(_followed(), min_size=1, max_size=3))
    optional = ("relapses", "mri", "treatments", "recorded_courses")
    given_for_all = [name for name in optional if all(getattr(each, name) is not None for each in found)]
    without: dict[str, Any] = {name: None for name in optional if name not in given_for_all}
    people = {f"P{number}": replace(each, **without) for number, each in enumerate(found)}
    recorded = {who: each for who, each in people.items() if each.last_day() is not None}
    assume(recorded)
    return recorded


def _in_days(frame: pl.DataFrame) -> list[Row]:
    return frame.with_columns(pl.col(pl.Date).to_physical()).to_dicts()


@given(people=_people(), definition=definitions(), after=st.sampled_from([None, 0, 60, 400]))
def test_who_is_due(people: People, definition: CourseDefinition, after: int | None) -> None:
    until = None if after is None else max(each.last_day() or 0 for each in people.values()) + after
    course = characterise(as_cohort(people), definition, until=until)

    expected = due.who_is_due(people, definition, until)
    assert _in_days(who_is_due(course)) == expected
    stands = {who: due.standing(records, definition, until) for who, records in people.items()}
    assert dict(due_standing(course).select("patient_id", "standing").rows()) == stands
    _persons_and_counts_follow(course, expected)


def _persons_and_counts_follow(course: Course, expected: list[Row]) -> None:
    for kind, *counts in due_counts(course).rows():
        statuses = [row["status"] for row in expected if row["kind"] == kind]
        assert counts == [statuses.count(each) for each in ("overdue", "never", "due_soon")]
    persons = due_by_person(course).to_dicts()
    assert [each["patient_id"] for each in persons] == list(dict.fromkeys(row["patient_id"] for row in expected))
    for each in persons:
        rows = [row for row in expected if row["patient_id"] == each["patient_id"]]
        assert each["due"] == [row["kind"] for row in rows]
        assert each["status"] == [row["status"] for row in rows]
        late = [row["days_overdue"] for row in rows if row["days_overdue"] is not None]
        assert each["days_overdue"] == max(late, default=None)
        confirming = [row for row in rows if row["kind"] == "confirmation_visit"]
        both = confirming and "neurological_examination" in each["due"]
        assert each["one_visit_from"] == (max(confirming[0]["counts_from"], each["as_of"]) if both else None)


@example(people={"P0": relapsing({0: 9.0, 200: 10.0, 300: 10.0})}, definition=lublin_2013, after=None, hindsight=False)
@given(people=_people(), definition=definitions(), after=st.sampled_from([None, 0, 400]), hindsight=st.booleans())
def test_completeness(people: People, definition: CourseDefinition, after: int | None, *, hindsight: bool) -> None:
    until = None if after is None else max(each.last_day() or 0 for each in people.values()) + after
    course = characterise(as_cohort(people), definition, until=until, hindsight=hindsight)

    days = {who: days_of_change(records, definition) for who, records in people.items()}
    expected = {
        who: twin.completeness(each, definition, days[who], until, hindsight=hindsight) for who, each in people.items()
    }
    for row in completeness(course).to_dicts():
        told = expected[row["patient_id"]].get(row["statement"], {"days": 0, "days_known": 0, "on_last_day": "nothing"})
        on_last_day = told["on_last_day"]
        assert (row["days"], row["days_known"]) == (told["days"], told["days_known"]), row
        assert row["known_on_last_day"] == (None if on_last_day == "nothing" else on_last_day is None)
        assert row["missing"] == ([] if on_last_day == "nothing" else on_last_day or [])
        assert row["as_of"] == twin.last_counted_day(people[row["patient_id"]], until)
    _cohort_follows(course, expected)


def _cohort_follows(course: Course, expected: dict[str, dict[str, Row]]) -> None:
    for row in completeness_of_cohort(course).to_dicts():
        told = [each[row["statement"]] for each in expected.values() if row["statement"] in each]
        assert row["people"] == len(told)
        assert row["person_days"] == sum(each["days"] for each in told)
        assert row["person_days_known"] == sum(each["days_known"] for each in told)
        last = [each["on_last_day"] for each in told if each["on_last_day"] != "nothing"]
        assert (row["people_on_last_day"], row["unknown_on_last_day"]) == (
            len(last),
            sum(each is not None for each in last),
        )
    reasons = {(row["statement"], row["reason"]): row for row in lacking_by_reason(course).to_dicts()}
    pairs = {(name, reason) for each in expected.values() for name, one in each.items() for reason in one["reasons"]}
    assert set(reasons) == pairs
    for (statement, reason), row in reasons.items():
        told = [each[statement] for each in expected.values() if reason in each.get(statement, {}).get("reasons", {})]
        assert row["people"] == len(told)
        assert row["person_days"] == sum(each["reasons"][reason] for each in told)
        on_last = [each for each in told if each["on_last_day"] not in (None, "nothing")]
        assert row["people_on_last_day"] == sum(reason in each["on_last_day"] for each in on_last)


@st.composite
def _asked(draw: st.DrawFn) -> tuple[WorseningRule, list[Records]]:
    """A rule that is complete in itself, and a few people with the measures that it searches."""
    rule = draw(worsening_rules().filter(lambda rule: all(measure.has_step for measure in rule.custom)))
    return rule, draw(people_for(rule, 1, 4))


@given(asked=_asked(), until=st.sampled_from([None, 600]))
def test_whom_a_rule_for_worsening_could_classify(
    asked: tuple[WorseningRule, list[Records]], until: int | None
) -> None:
    rule, people = asked
    recorded = [each for each in people if (each.first_day() or 0) <= (until or 10**6) and each.days()]
    assume(recorded)
    found = classified_people(as_cohort({each.patient_id: each for each in people}), [rule], until=until)

    expected = {
        each.patient_id: missing_for(each, rule, names_a_cause=names_a_cause(rule), until=until) for each in recorded
    }
    assert dict(found.select("patient_id", "missing").rows()) == expected
    assert found.get_column("classified").to_list() == [not words for words in expected.values()]


@given(people=_people())
def test_whom_definitions_of_the_course_and_of_spms_could_classify(people: People) -> None:
    rules = [lublin_2013, *SPMS_DEFINITIONS.values()]
    found = classified_people(as_cohort(people), rules)

    for row in found.filter(pl.col("name") == "lublin_2013").to_dicts():
        records = people[row["patient_id"]]
        last = twin.last_counted_day(records)
        missing = {"no_day_of_follow_up"} if last is None else set()
        if last is not None:
            on_last_day = twin.lacking_on(records, last, lublin_2013)
            asked = ("activity", "progression", "worsening")
            missing = {reason for name in asked for reason in on_last_day.get(name) or []}
        assert (row["classified"], row["missing"]) == (not missing, sorted(missing))
    for rule in SPMS_DEFINITIONS.values():
        for row in found.filter(pl.col("name") == rule.name).to_dicts():
            told = spms_by(people[row["patient_id"]], rule)
            unclear = told["answer"] == "cannot_be_judged"
            assert (row["classified"], row["missing"]) == (not unclear, told["failed"] if unclear else [])
