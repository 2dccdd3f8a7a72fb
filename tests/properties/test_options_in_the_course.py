"""The course by rules over every option of confirmed change: the engine and its twin agree, and the law holds."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.characterise import characterise
from mscourse.presets import lublin_2013
from mscourse.rules.course import CourseDefinition
from oracle import Records, assessments, events, evidence, states
from oracle.strategies import days_of_change
from oracle.worsening_rules import people_for, worsening_rules
from properties.cohorts import as_cohort, assessments_of, events_of, evidence_on, in_order, states_of

BEYOND = 400
"""Days after the last record, by which most records have left the window."""


@st.composite
def _asked(draw: st.DrawFn, *, ahead: bool = False) -> tuple[CourseDefinition, Records]:
    """A definition with a rule for confirmed change, and a person with the measures that it searches."""
    rule = draw(worsening_rules(ahead=ahead, for_the_course=True))
    definition = replace(lublin_2013, worsening=rule, window=draw(st.sampled_from([365, 365, 180])))
    return definition, draw(people_for(rule, most=1))[0]


def _days(records: Records, definition: CourseDefinition, last: int) -> list[int]:
    first = records.days()[0]
    changing = days_of_change(records, definition)
    return sorted({day + by for day in changing for by in (-1, 0, 1) if first <= day + by <= last})


@given(asked=_asked())
def test_the_course_as_known(asked: tuple[CourseDefinition, Records]) -> None:
    """Every stretch, event and evaluation, and every row of evidence on every day on which anything changes."""
    definition, records = asked
    until = records.days()[-1] + BEYOND
    course = characterise(as_cohort({records.patient_id: records}), definition, until=until)

    days = _days(records, definition, until)
    assert states_of(course, records.patient_id) == states(records, definition, until=until, days=days)
    assert events_of(course, records.patient_id) == events(records, definition, until=until)
    assert assessments_of(course, records.patient_id) == assessments(records, definition, until)
    for day in days_of_change(records, definition):
        if day <= until:
            assert evidence_on(course, records.patient_id, day) == in_order(evidence(records, day, definition))


@given(asked=_asked(ahead=True))
def test_the_course_in_hindsight(asked: tuple[CourseDefinition, Records]) -> None:
    """The same, with what later records made of the events, by rules that look ahead too."""
    definition, records = asked
    until = records.days()[-1]
    course = characterise(as_cohort({records.patient_id: records}), definition, hindsight=True)

    days = _days(records, definition, until)
    assert states_of(course, records.patient_id) == states(records, definition, hindsight=True, days=days)
    assert events_of(course, records.patient_id) == events(records, definition)
    for day in days_of_change(records, definition):
        if day <= until:
            stated = evidence(records, day, definition, hindsight=True)
            assert evidence_on(course, records.patient_id, day) == in_order(stated)


@given(asked=_asked(), place=st.integers(0, 20))
def test_cutting_the_records_at_a_day_changes_nothing_on_that_day(
    asked: tuple[CourseDefinition, Records], place: int
) -> None:
    """The law of what is known, at a record of the person."""
    definition, records = asked
    days = records.days()
    day = days[place % len(days)]
    whole = characterise(as_cohort({"P0": records}), definition)
    until = characterise(as_cohort({"P0": records}), definition, until=day)
    cut = characterise(as_cohort({"P0": records.cut(day)}), definition, until=day)

    for name in ("states", "events", "evidence", "assessments", "topics"):
        assert_frame_equal(getattr(cut, name), getattr(until, name))
    assert_frame_equal(cut.at(day), whole.at(day))
    then, now = (each.evidence_at(day).drop("known_until").sort(pl.all()) for each in (cut, whole))
    assert_frame_equal(then, now)
