"""Topics: the engine gives what the plain-Python twin gives, without looking ahead, from state and treatments alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.characterise import characterise
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.topics import TopicsRule
from oracle import Records, topics
from oracle.strategies import definitions, patients
from oracle.treated import treated_patients
from oracle.visits import death
from properties.cohorts import as_cohort

WHO = "P1"
STARTS_BEFORE = [0, 1, 90, 179, 180, 181, 400]
STRONGER, IMPROVE = "benefits_and_risks_of_stronger_treatment", "rehabilitation_to_improve_function"
TREATMENT = {
    STRONGER,
    "give_treatment_time",
    "therapy_to_lower_relapse_risk",
    "review_treatment_response",
}
TO_EXAMINE = {"no_visit_in_window", "relapses_not_ascertained"}
TO_SCAN = {"no_mri_in_window", "mri_not_readable"}


@st.composite
def treated(draw: st.DrawFn) -> Records:
    """A patient with treatments that began about as long before their records as makes a difference, often SPMS."""
    records = draw(patients())
    days = sorted(set(records.days()))
    assume(days)
    if records.treatments is not None:
        rows = []
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.sampled_from(days)) - draw(st.sampled_from(STARTS_BEFORE))
            lasts = draw(st.sampled_from([None, 1, 200, 600]))
            end = None if lasts is None else start + lasts
            rows.append({"start_date": start, "end_date": end, "drug": draw(st.sampled_from(["one", "other"]))})
        records = dataclasses.replace(records, treatments=[*records.treatments, *rows])
    if draw(st.booleans()):
        course = draw(st.sampled_from(["spms", "spms", "ppms", "rrms", "cis"]))
        records = dataclasses.replace(records, recorded_courses=[{"date": days[0], "course": course}])
    return records


@st.composite
def ruled(draw: st.DrawFn) -> CourseDefinition:
    """A definition whose treatments may be judged at other times."""
    started_before = draw(st.sampled_from([180, 180, 90, 0]))
    return dataclasses.replace(draw(definitions()), topics=TopicsRule(started_before=started_before))


def topics_of(course: Course) -> list[dict[str, Any]]:
    """The topics of the one person as the twin gives them."""
    return course.topics.select("start", "end", "key").to_dicts()


@given(records=st.one_of(treated(), treated_patients()), definition=ruled(), later=st.sampled_from([0, 30, 400]))
def test_topics_as_known(records: Records, definition: CourseDefinition, later: int) -> None:
    """Every stretch of every topic, to a while after the last record."""
    until = (records.last_day() or 0) + later
    course = characterise(as_cohort({WHO: records}), definition, until=until)

    assert topics_of(course) == topics(records, definition, until)


@given(records=treated(), definition=ruled())
def test_topics_in_hindsight(records: Records, definition: CourseDefinition) -> None:
    """Every stretch, with what later records made of the events."""
    course = characterise(as_cohort({WHO: records}), definition, hindsight=True)

    assert topics_of(course) == topics(records, definition, hindsight=True)


@given(records=st.one_of(treated(), treated_patients()), definition=ruled(), data=st.data())
def test_no_topic_looks_ahead(records: Records, definition: CourseDefinition, data: st.DataObject) -> None:
    """Without the records after a day, the same topics are in force on it, from the same day on."""
    whole = characterise(as_cohort({WHO: records}), definition)
    day = data.draw(st.sampled_from(sorted(set(records.days()))), label="day")
    cut = characterise(as_cohort({WHO: records.cut(day)}), definition, until=day)

    assert_frame_equal(cut.topics_at(day).drop("end"), whole.topics_at(day).drop("end"))


@given(records=treated(), definition=ruled())
def test_all_but_treatment_follows_from_the_state(records: Records, definition: CourseDefinition) -> None:
    """Treatment aside, one state has one set of topics, whatever the records behind it; the dead have none."""
    course = characterise(as_cohort({WHO: records}), definition)
    died = death(records)
    edges = {
        row[end] for table in (course.states, course.topics) for row in table.to_dicts() for end in ("start", "end")
    }
    for day in sorted(edges):
        for state in course.at(day).to_dicts():
            found = set(course.topics_at(day).get_column("key").to_list())
            if died is not None and died <= day:
                assert found == set()
            else:
                assert found - TREATMENT - {IMPROVE} == _beside_treatment(state)
                # Where treatment has failed, that stands in the place of rehabilitation.
                assert (IMPROVE in found or STRONGER in found) == (state["progression"] == "with_progression")
                assert bool(found & TREATMENT) == (state["activity"] == "active")


def _beside_treatment(state: dict[str, Any]) -> set[str]:
    """The topics of a state, those of treatment left out."""
    active, progression, worsening = state["activity"], state["progression"], state["worsening"]
    reasons = set(state["activity_reason"])
    relapsing = progression == "not_applicable"
    holds = {
        "rehabilitation_and_symptoms_to_maintain_function": active != "active" and progression == "without_progression",
        "discuss_worsening": relapsing and worsening == "worsening",
        "keep_yearly_evaluation": relapsing and active == "not_active" and worsening == "no_worsening",
        "confirm_worsening": "awaiting_confirmation" in (progression, worsening),
        "examination_due": bool(reasons & TO_EXAMINE or state["progression_reason"]) or worsening == "indeterminate",
        "mri_due": bool(reasons & TO_SCAN),
        "discuss_transition": {state["phenotype"], state["derived_phenotype"]} == {"rrms", "spms"},
    }
    return {key for key, is_held in holds.items() if is_held}


@given(records=treated(), definition=ruled())
def test_what_a_treatment_is_called_changes_nothing(records: Records, definition: CourseDefinition) -> None:
    """A topic turns on when a treatment began and ended, never on the drug."""
    cohort = as_cohort({WHO: records})
    assume(cohort.treatments is not None)
    assert cohort.treatments is not None
    unnamed = cohort.treatments.with_columns(drug=pl.lit("a drug"))

    one = characterise(cohort, definition)
    two = characterise(dataclasses.replace(cohort, treatments=unnamed), definition)

    assert_frame_equal(one.topics, two.topics)


@given(records=treated(), definition=ruled())
def test_unknown_treatment_is_spoken_of_like_none(records: Records, definition: CourseDefinition) -> None:
    """Without a table of treatments the topics are those of a person who never had any."""
    until = records.last_day()
    without, empty = (dataclasses.replace(records, treatments=rows) for rows in (None, []))
    assume(without.days())

    one, two = (characterise(as_cohort({WHO: each}), definition, until=until) for each in (without, empty))

    assert_frame_equal(one.topics, two.topics)
