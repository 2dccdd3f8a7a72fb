"""A person's summary: five sections, for the last day or any other."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from mscourse.errors import UnknownPatientError, UsageError
from mscourse.results import words as lists
from mscourse.results.course import Course
from mscourse.views import vocabulary as say
from mscourse.views.words import Section, patient_summary
from unit.views.rows import day

TITLES = [
    "Where this person stands",
    "What this rests on",
    "What was considered and not counted",
    "What is due",
    "Topics for the conversation",
]


def sentences(section: Section) -> list[str]:
    """The sentences without their subjects."""
    return [sentence for _, sentence in section.sentences]


def test_the_last_day_is_the_default(course: Course) -> None:
    standing, *rest = patient_summary(course, "P1")
    assert [section.title for section in (standing, *rest)] == TITLES
    assert standing.sentences == (
        ("", "SPMS, not active, without progression (in the past 12 months), on 2021-03-01."),
        ("", "Stable in the past 12 months: neither active nor with progression."),
        ("Course", "Secondary progressive MS, since 2019-09-01."),
        (
            "Course",
            "By the rule (spms_lorscheider_2016) SPMS began on 2019-03-01; this could be known from 2019-09-01 on.",
        ),
        ("Activity", "Not active since 2020-09-01: no relapse and no new MRI activity in the past 12 months."),
        ("Progression", "Without progression since 2020-09-01: no worsening in the past 12 months."),
        ("Treatment", "On siponimod since 2019-11-01."),
    )


def test_since_when_looks_back_over_every_state_that_agrees(course: Course) -> None:
    standing = patient_summary(course, "P1", day("2018-01-01"))[0]
    assert ("Course", "Relapsing-remitting MS, as far back as the records go (2016-03-01).") in standing.sentences
    assert (
        "Activity",
        (
            "Cannot be judged since 2017-06-01: in the past 12 months, no MRI on which new and "
            "enlarging T2 lesions of the "
            "brain were read and relapses were not asked about for all of that time."
        ),
    ) in standing.sentences
    assert (
        "Worsening",
        "Awaiting confirmation since 2017-06-01: a visit from 2019-05-31 on can confirm it.",
    ) in standing.sentences


def test_evidence_is_that_of_the_day_and_the_claim(course: Course) -> None:
    _, rests_on, refused, *_ = patient_summary(course, "P1", "2016-07-01")
    assert sentences(rests_on) == [
        "The disease began with relapses.",
        "A relapse began on 2016-05-01.",
        "MRI on 2016-06-01: 2 new T2 lesions.",
    ]
    assert refused.sentences[0] == (
        "SPMS onset",
        "Not SPMS: no rise of EDSS by a full step from the reference is on record.",
    )
    assert [subject for subject, _ in refused.sentences[1:]] == ["Activity"]


def test_refusals_are_told_apart_from_what_it_rests_on(course: Course) -> None:
    _, rests_on, refused, *_ = patient_summary(course, "P1")
    assert any(sentence.startswith("SPMS began with this rise") for sentence in sentences(rests_on))
    assert any("EDSS was below 4.0" in sentence for sentence in sentences(refused))
    assert [subject for subject, _ in refused.groups] == ["SPMS onset", "Activity"]


def test_visits_of_one_rise_refused_alike_are_one_sentence(course: Course) -> None:
    refused = course.evidence.filter(pl.col("verdict") == "edss_below_minimum")
    later = [refused.with_columns(date=pl.lit(day(text))) for text in ("2018-06-01", "2018-08-01")]
    summary = patient_summary(dataclasses.replace(course, evidence=pl.concat([course.evidence, *later])), "P1")
    about_spms = [sentence for subject, sentence in summary[2].sentences if subject == "SPMS onset"]
    assert len(about_spms) == 1
    assert about_spms[0].startswith("Not SPMS on this rise: EDSS 3.0 on 2018-03-01")
    assert about_spms[0].endswith("The same holds of 2 later visits, to 2018-08-01.")


def test_what_is_due_belongs_to_the_last_day(course: Course) -> None:
    assert sentences(patient_summary(course, "P1")[-2]) == [
        "Neurological examination: last 2021-03-01, next due 2022-03-01.",
        "MRI: none on record that could show or exclude activity.",
    ]
    assert sentences(patient_summary(course, "P1", "2018-01-01")[-2]) == [
        "What is due is worked out for the last day of the records, 2021-03-01."
    ]


def test_a_label_that_the_records_do_not_bear_out_is_said(course: Course) -> None:
    standing = patient_summary(course, "P2")[0]
    assert (
        "Course",
        "By the rules alone the course would be RRMS; the clinician's label is used.",
    ) in standing.sentences
    assert ("Treatment", "Not known: no treatments table was given.") in standing.sentences


def test_no_treatment_is_not_the_same_as_no_table(course: Course) -> None:
    untreated = dataclasses.replace(course, states=course.states.with_columns(on_treatment=pl.lit(value=False)))
    assert ("Treatment", "None on record at this time.") in patient_summary(untreated, "P1")[0].sentences


@pytest.mark.parametrize("worsening", lists.WORSENINGS)
@pytest.mark.parametrize("progression", lists.PROGRESSIONS)
@pytest.mark.parametrize("activity", lists.ACTIVITIES)
def test_every_state_has_its_words(course: Course, activity: str, progression: str, worsening: str) -> None:
    cause = "relapse_associated" if worsening == "worsening" else None
    states = course.states.with_columns(
        activity=pl.lit(activity, pl.Enum(lists.ACTIVITIES)),
        activity_reason=pl.lit(list(lists.ACTIVITY_REASONS)),
        progression=pl.lit(progression, pl.Enum(lists.PROGRESSIONS)),
        progression_reason=pl.lit(list(lists.PROGRESSION_REASONS)),
        worsening=pl.lit(worsening, pl.Enum(lists.WORSENINGS)),
        worsening_cause=pl.lit(cause, pl.Enum(lists.CAUSES)),
    )
    summary = patient_summary(dataclasses.replace(course, states=states), "P1")
    subjects = [subject for subject, _ in summary[0].sentences]
    assert ("Worsening" if progression == "not_applicable" else "Progression") in subjects
    said = " ".join(sentences(summary[0]))
    assert ("Stable" in said) == (activity == "not_active" and progression == "without_progression")


def test_every_word_of_the_closed_lists_is_translated() -> None:
    assert set(say.COURSE_NAMES) == set(say.COURSE_LETTERS) == set(lists.PHENOTYPES)
    assert set(say.ACTIVITY) == set(lists.ACTIVITIES)
    assert set(say.ACTIVITY_REASONS) == set(lists.ACTIVITY_REASONS)
    assert set(say.PROGRESSION) == set(lists.PROGRESSIONS)
    assert set(say.PROGRESSION_REASONS) == set(lists.PROGRESSION_REASONS)
    assert set(say.WORSENING) == set(lists.WORSENINGS)
    assert set(say.CAUSES) == set(lists.CAUSES)
    assert set(say.MEASURES) == set(lists.MEASURE_COLUMNS)
    assert set(say.ASSESSMENTS) == set(lists.ASSESSMENT_KINDS)


def test_a_day_outside_the_states_is_said_so(course: Course) -> None:
    (only,) = patient_summary(course, "P1", "2010-01-01")
    assert sentences(only) == ["Nothing can be said of 2010-01-01: the records run from 2016-03-01 to 2021-03-01."]


def test_whole_days(course_of_days: Course) -> None:
    standing = patient_summary(course_of_days, "P1")[0]
    assert standing.sentences[0][1].endswith("on day 18687.")
    assert ("Treatment", "On siponimod since day 18201.") in standing.sentences


def test_what_does_not_exist_is_an_error(course: Course) -> None:
    with pytest.raises(UnknownPatientError):
        patient_summary(course, "nobody")
    with pytest.raises(UsageError):
        patient_summary(course, "P1", "yesterday")


def test_windows_are_said_in_months_only_where_that_is_exact() -> None:
    assert [lists.window_in_words(days) for days in (365, 730, 400)] == ["12 months", "24 months", "400 days"]


def test_nothing_is_due_of_a_person_who_has_died(course: Course) -> None:
    nobody = dataclasses.replace(course, assessments=course.assessments.clear())

    due = patient_summary(nobody, "P1")[-2]

    assert due.title == "What is due"
    assert sentences(due) == ["Nothing: a death is recorded."]


def test_topics_are_told_with_where_they_come_from(course: Course) -> None:
    told = patient_summary(course, "P1")[-1]

    assert told.title == "Topics for the conversation"
    assert [subject for subject, _ in told.groups] == ["", "Where these topics come from"]
    assert sentences(told)[0].endswith("rehabilitation and treatment of symptoms to maintain function.")


def test_a_day_without_topics_says_so(course: Course) -> None:
    nothing = dataclasses.replace(course, topics=course.topics.clear())

    assert sentences(patient_summary(nothing, "P1")[-1]) == ["None at this time."]
