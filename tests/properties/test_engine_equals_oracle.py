"""The engine gives what the plain-Python twin gives, on random patients and random definitions."""

from __future__ import annotations

from hypothesis import assume, given

from mscourse.derivations.characterise import characterise
from mscourse.rules.course import CourseDefinition
from oracle import Records, assessments, events, evidence, states
from oracle.strategies import days_of_change, definitions, patients
from properties.cohorts import as_cohort, assessments_of, events_of, evidence_on, in_order, states_of

WHO = "P1"


def _days(records: Records, definition: CourseDefinition, last: int) -> list[int]:
    """The days on which anything can change and those beside them, up to the last."""
    changes = days_of_change(records, definition)
    first = records.first_day()
    return sorted(
        {
            day + beside
            for day in changes
            for beside in (-1, 0, 1)
            if first is not None and first <= day + beside <= last
        }
    )


@given(records=patients(), definition=definitions())
def test_states_as_known(records: Records, definition: CourseDefinition) -> None:
    """Every stretch, as it was known at the time, to a year after the last record."""
    last = records.last_day()
    assume(last is not None)
    until = last + 400
    course = characterise(as_cohort({WHO: records}), definition, until=until)

    assert states_of(course, WHO) == states(records, definition, until=until, days=_days(records, definition, until))


@given(records=patients(), definition=definitions())
def test_states_in_hindsight(records: Records, definition: CourseDefinition) -> None:
    """Every stretch, with what later records made of the events."""
    last = records.last_day()
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition, hindsight=True)

    expected = states(records, definition, hindsight=True, days=_days(records, definition, last))
    assert states_of(course, WHO) == expected


@given(records=patients(), definition=definitions())
def test_events_and_assessments(records: Records, definition: CourseDefinition) -> None:
    """Every event and every evaluation that is due."""
    last = records.last_day()
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition)

    assert events_of(course, WHO) == events(records, definition)
    assert assessments_of(course, WHO) == assessments(records, definition)


@given(records=patients(), definition=definitions())
def test_evidence_as_known(records: Records, definition: CourseDefinition) -> None:
    """Every row of evidence on every day on which anything changes."""
    last = records.last_day()
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition)

    for day in days_of_change(records, definition):
        if day <= last:
            assert evidence_on(course, WHO, day) == in_order(evidence(records, day, definition))


@given(records=patients(), definition=definitions())
def test_evidence_in_hindsight(records: Records, definition: CourseDefinition) -> None:
    """Every row of evidence in hindsight."""
    last = records.last_day()
    assume(last is not None)
    course = characterise(as_cohort({WHO: records}), definition, hindsight=True)

    for day in days_of_change(records, definition):
        if day <= last:
            expected = evidence(records, day, definition, hindsight=True)
            assert evidence_on(course, WHO, day) == in_order(expected)
