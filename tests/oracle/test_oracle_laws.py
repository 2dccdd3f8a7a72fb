"""What must hold for every patient, whatever the records: laws of the specification, asked of the oracle alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mscourse.rules.course import CourseDefinition
from oracle import Records, assessments, events, evidence, state, states
from oracle.strategies import days_of_change, definitions, patients, shifted

A_FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VERY_FEW = settings(A_FEW, max_examples=5)
BEYOND = 800
"""Days after the last record, by which every record has left every window."""


def _days(records: Records, definition: CourseDefinition) -> list[int]:
    first, last = records.first_day(), records.last_day()
    if first is None or last is None:
        return []
    return [day for day in days_of_change(records, definition) if first <= day <= last + BEYOND]


@VERY_FEW
@given(patients(), definitions())
def test_a_state_changes_only_on_the_days_that_the_specification_lists(
    records: Records, definition: CourseDefinition
) -> None:
    assume(records.days())
    until = records.days()[-1] + 60
    every_day = states(records, definition, until)
    assert [each["start"] for each in every_day] == [
        each["start"] for each in states(records, definition, until, days=_days(records, definition))
    ]


@A_FEW
@given(patients(), definitions())
def test_with_progression_always_implies_worsening(records: Records, definition: CourseDefinition) -> None:
    for hindsight in (False, True):
        for day in _days(records, definition):
            found = state(records, day, definition, hindsight=hindsight)
            if found is not None and found["progression"] == "with_progression":
                assert found["worsening"] == "worsening"


@A_FEW
@given(patients(), definitions())
def test_spms_onset_once_known_is_never_taken_back(records: Records, definition: CourseDefinition) -> None:
    known = None
    for day in _days(records, definition):
        found = state(records, day, definition)
        assert found is not None
        onset = (found["spms_onset"], found["spms_known_on"])
        assert known is None or onset == known
        known = None if onset[0] is None else onset


@A_FEW
@given(patients(), definitions(), st.integers(0, 40))
def test_cutting_the_records_on_a_day_changes_nothing_known_by_then(
    records: Records, definition: CourseDefinition, place: int
) -> None:
    days = _days(records, definition)
    assume(days)
    day = days[min(place, len(days) - 1)]
    cut = records.cut(day)
    assert state(cut, day, definition) == state(records, day, definition)
    assert evidence(cut, day, definition) == evidence(records, day, definition)
    assert events(cut, definition, day) == events(records, definition, day)
    assert assessments(cut, definition, day) == assessments(records, definition, day)


@A_FEW
@given(records=patients(), definition=definitions(), hindsight=st.booleans())
def test_the_order_of_rows_and_the_calendar_do_not_matter(
    records: Records, definition: CourseDefinition, *, hindsight: bool
) -> None:
    later = shifted(records, 1000)
    turned = replace(records, visits=records.visits[::-1], relapses=records.relapses and records.relapses[::-1])
    dated = {"confirmation_due", "spms_onset", "spms_known_on"}
    for day in _days(records, definition):
        found = state(records, day, definition, hindsight=hindsight)
        moved = state(later, day + 1000, definition, hindsight=hindsight)
        assert found == state(turned, day, definition, hindsight=hindsight)
        assert found is not None
        assert moved == {
            key: value + 1000 if key in dated and value is not None else value for key, value in found.items()
        }


@A_FEW
@given(records=patients(), definition=definitions(), hindsight=st.booleans())
def test_progression_is_explained_by_its_evidence(
    records: Records, definition: CourseDefinition, *, hindsight: bool
) -> None:
    for day in _days(records, definition):
        found = state(records, day, definition, hindsight=hindsight)
        assert found is not None
        rows = [row for row in evidence(records, day, definition, hindsight=hindsight) if row["claim"] == "progression"]
        verdicts = {row["verdict"] for row in rows}
        assert (found["progression"] == "with_progression") == ("confirmed" in verdicts)
        if found["progression"] == "awaiting_confirmation":
            assert "awaiting_confirmation" in verdicts
