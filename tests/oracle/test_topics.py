"""The topics of section 7 of the specification, row by row, told to the oracle alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import lublin_2013
from mscourse.rules.course import CourseDefinition
from oracle import Records, state, topics, topics_on
from oracle.told import CLEAR, asked_about, ids, rising, visits
from oracle.topics import KEYS, days_of_change

TODAY = 1000
STRONGER = "benefits_and_risks_of_stronger_treatment"
TIME = "give_treatment_time"
IMPROVE = "rehabilitation_to_improve_function"
LOWER_RISK = "therapy_to_lower_relapse_risk"
MAINTAIN = "rehabilitation_and_symptoms_to_maintain_function"
REVIEW = "review_treatment_response"
WORSENING = "discuss_worsening"
YEARLY = "keep_yearly_evaluation"
CONFIRM = "confirm_worsening"
EXAMINATION = "examination_due"
MRI = "mri_due"
TRANSITION = "discuss_transition"

LEVEL = {0: 4.0, 400: 4.0, 800: 4.0}
RISEN = {0: 4.0, 400: 4.0, 650: 5.0, 900: 5.0}
"""A worsening that began on day 650 and was confirmed on day 900, without a relapse near."""
RISING = {0: 4.0, 400: 4.0, 980: 5.0}
"""A worsening of day 980 that awaits its confirmation."""

Rows = list[dict[str, Any]]


def scan(day: int, **counts: int) -> dict[str, Any]:
    """A scan of the day, clear but for these counts."""
    return {"date": day, **CLEAR, **counts}


QUIET = [scan(900)]
LESION = [scan(900, new_t2_lesions=1)]


def since(start: int, end: int | None = None) -> Rows:
    """One treatment from the start on."""
    return [{"drug": "a drug", "start_date": start, "end_date": end}]


def person(
    course: str | None,
    edss: dict[int, float],
    mri: Rows | None = None,
    treatments: Rows | None = None,
    *onsets: int,
    **about: Any,
) -> Records:
    """A person whom the clinician gives this course from day 0 on, and of whom relapses were asked about."""
    label = None if course is None else [{"date": 0, "course": course}]
    return Records(about, visits(edss), asked_about(*onsets), mri, treatments, label)


def keys(records: Records, day: int = TODAY, definition: CourseDefinition = lublin_2013) -> set[str]:
    """The topics of the day."""
    found = topics_on(records, day, definition)
    assert found == [key for key in KEYS if key in found]
    return set(found)


ACTIVE_AND_PROGRESSING = [
    ("in spite of a treatment since day 0", since(0), {STRONGER}),
    ("on a treatment that began after the worsening", since(660), {TIME, IMPROVE}),
    ("on no treatment", [], {LOWER_RISK, IMPROVE}),
    ("on a treatment that has ended", since(0, 999), {LOWER_RISK, IMPROVE}),
    ("treatments unknown", None, {LOWER_RISK, IMPROVE}),
]
OTHER_PROGRESSIVE = [
    ("active, without progression", LEVEL, LESION, since(0), {LOWER_RISK}),
    ("active, progression awaiting", RISING, LESION, since(0), {LOWER_RISK, CONFIRM}),
    ("active, progression indeterminate", {0: 4.0, 400: 4.0}, LESION, since(0), {LOWER_RISK, EXAMINATION}),
    ("not active, with progression", RISEN, QUIET, since(0), {IMPROVE}),
    ("activity indeterminate, with progression", RISEN, [], since(0), {IMPROVE, MRI}),
    ("not active, without progression", LEVEL, QUIET, since(0), {MAINTAIN}),
    ("activity indeterminate, without progression", LEVEL, [], None, {MAINTAIN, MRI}),
    ("not active, progression awaiting", RISING, QUIET, None, {CONFIRM}),
    ("not active, too short to judge", {900: 4.0, 950: 4.0}, QUIET, None, {EXAMINATION}),
    ("activity and progression indeterminate", {0: 4.0, 400: 4.0}, [], None, {EXAMINATION, MRI}),
]
OTHER_COURSES = [
    ("active on a treatment since day 0", LEVEL, LESION, since(0), {REVIEW}),
    ("active on a treatment of late", LEVEL, LESION, since(880), {TIME}),
    ("active on no treatment", LEVEL, LESION, [], {LOWER_RISK}),
    ("active, treatments unknown", LEVEL, LESION, None, {LOWER_RISK}),
    ("active and worse", RISEN, LESION, since(0), {REVIEW, WORSENING}),
    ("not active and worse", RISEN, QUIET, since(0), {WORSENING}),
    ("activity indeterminate and worse", RISEN, [], None, {WORSENING, MRI}),
    ("not active and no worsening", LEVEL, QUIET, None, {YEARLY}),
    ("activity indeterminate and no worsening", LEVEL, [], None, {MRI}),
    ("not active, a worsening awaiting", RISING, QUIET, None, {CONFIRM}),
    ("active, a worsening awaiting", RISING, LESION, since(0), {REVIEW, CONFIRM}),
    ("not active, too short to judge", {900: 4.0, 950: 4.0}, QUIET, None, {EXAMINATION}),
    ("not active, the scan not readable", LEVEL, [{"date": 900, "gd_lesions": 0}], None, {MRI}),
]


@pytest.mark.parametrize("course", ["spms", "ppms"])
@pytest.mark.parametrize(("_said", "treatments", "expected"), ACTIVE_AND_PROGRESSING, ids=ids(ACTIVE_AND_PROGRESSING))
def test_active_with_progression(course: str, _said: str, treatments: Rows | None, expected: set[str]) -> None:
    assert keys(person(course, RISEN, LESION, treatments, onset_type="progressive")) == expected


@pytest.mark.parametrize("course", ["spms", "ppms"])
@pytest.mark.parametrize(
    ("_said", "edss", "mri", "treatments", "expected"), OTHER_PROGRESSIVE, ids=ids(OTHER_PROGRESSIVE)
)
def test_other_progressive_courses(
    course: str, _said: str, edss: dict[int, float], mri: Rows, treatments: Rows | None, expected: set[str]
) -> None:
    assert keys(person(course, edss, mri, treatments, onset_type="progressive")) == expected


@pytest.mark.parametrize("course", ["cis", "rrms", None])
@pytest.mark.parametrize(("_said", "edss", "mri", "treatments", "expected"), OTHER_COURSES, ids=ids(OTHER_COURSES))
def test_other_courses(
    course: str | None, _said: str, edss: dict[int, float], mri: Rows, treatments: Rows | None, expected: set[str]
) -> None:
    records = person(course, edss, mri, treatments)
    found = state(records, TODAY, lublin_2013)
    assert found is not None
    assert found["phenotype"] == (course or "ms_unspecified")
    assert keys(records) == expected


def test_a_treatment_begun_180_days_before_the_worsening_had_its_time_and_179_days_before_had_not() -> None:
    assert keys(person("spms", RISEN, LESION, since(470))) == {STRONGER}
    assert keys(person("spms", RISEN, LESION, since(471))) == {TIME, IMPROVE}


def test_a_treatment_begun_180_days_before_the_activity_had_its_time_and_179_days_before_had_not() -> None:
    lesion = [scan(640, gd_lesions=1)]
    assert keys(person("spms", RISEN, lesion, since(460))) == {STRONGER}
    assert keys(person("spms", RISEN, lesion, since(461))) == {TIME, IMPROVE}
    assert keys(person("rrms", LEVEL, LESION, since(720))) == {REVIEW}
    assert keys(person("rrms", LEVEL, LESION, since(721))) == {TIME}
    assert keys(person("rrms", LEVEL, QUIET, since(570), 750)) == {REVIEW}
    assert keys(person("rrms", LEVEL, QUIET, since(571), 750)) == {TIME}


def test_the_latest_activity_and_the_latest_progression_decide() -> None:
    lesions = [scan(640, gd_lesions=1), scan(900, gd_lesions=1)]
    assert keys(person("spms", RISEN, lesions, since(465))) == {STRONGER}


def test_the_worsening_may_have_begun_before_the_window() -> None:
    long_before = {0: 4.0, 180: 4.0, 300: 5.0, 900: 5.0}
    assert keys(person("spms", long_before, LESION, since(120))) == {STRONGER}
    assert keys(person("spms", long_before, LESION, since(121))) == {TIME, IMPROVE}


def test_a_treatment_ends_on_the_first_day_off_it_and_begins_on_the_first_day_on_it() -> None:
    assert keys(person("rrms", LEVEL, LESION, since(0, 1001))) == {REVIEW}
    assert keys(person("rrms", LEVEL, LESION, since(0, 1000))) == {LOWER_RISK}
    assert keys(person("rrms", LEVEL, LESION, since(1000))) == {TIME}
    assert keys(person("rrms", LEVEL, LESION, since(1001))) == {LOWER_RISK}


def test_a_treatment_that_was_begun_again_counts_from_there() -> None:
    assert keys(person("rrms", LEVEL, LESION, since(0, 800) + since(801))) == {TIME}
    assert keys(person("rrms", LEVEL, LESION, since(0) + since(801))) == {REVIEW}


def test_a_relapse_that_does_not_count_is_no_activity() -> None:
    records = person("rrms", LEVEL, QUIET, since(700), 500)
    fever = replace(records, relapses=[{"onset_date": 890, "fever": True}, {"onset_date": 860}])
    assert keys(fever) == {TIME}
    assert keys(replace(fever, treatments=since(680))) == {REVIEW}


def test_a_relapse_revises_what_counted_as_progression() -> None:
    """The relapse makes the cause undefined; the scan of the year stays."""
    before, after = (
        person("spms", RISEN, LESION, since(0), *onsets, onset_type="progressive") for onsets in ((), (920,))
    )
    assert keys(before) == {STRONGER}
    assert keys(after, 919) == {STRONGER}
    assert keys(after, 920) == {LOWER_RISK, EXAMINATION}


def test_the_worsening_that_defined_spms_onset_is_a_progression_onset() -> None:
    """Its own rise from 3.5 to 4.5 is of day 365, confirmed on day 500."""
    rise = {0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}
    told = replace(rising(rise), mri=[scan(490, gd_lesions=1)])
    assert keys(replace(told, treatments=since(185)), 500) == {STRONGER}
    assert keys(replace(told, treatments=since(186)), 500) == {TIME, IMPROVE}
    assert keys(replace(told, treatments=since(185)), 499) == {REVIEW, CONFIRM}


def test_in_hindsight_progression_counts_from_its_onset() -> None:
    records = person("spms", RISEN, [scan(640, gd_lesions=1)], since(0))
    found = topics(records, lublin_2013, until=TODAY, hindsight=True)
    assert {"start": 650, "end": 1001, "key": STRONGER} in [{**each, "end": 1001} for each in found]
    known = topics(records, lublin_2013, until=TODAY)
    assert {"start": 900, "end": 1001, "key": STRONGER} in known


@pytest.mark.parametrize(
    ("label", "onset_type", "expected"),
    [
        ("rrms", "relapsing", True),
        ("spms", "relapsing", False),
        ("cis", "relapsing", False),
        ("ppms", "relapsing", False),
        (None, "relapsing", False),
    ],
)
def test_a_label_that_is_not_what_the_rules_say(label: str | None, onset_type: str, *, expected: bool) -> None:
    """By the rules this is SPMS from day 500 on."""
    told = rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5, 730: 4.5})
    labels = None if label is None else [{"date": 0, "course": label}]
    records = replace(told, patient={"onset_type": onset_type}, recorded_courses=labels)
    assert (TRANSITION in keys(records, 730)) is expected
    assert TRANSITION not in keys(records, 0) or label == "spms"


def test_a_label_of_spms_that_the_rules_do_not_share() -> None:
    assert keys(person("spms", LEVEL, QUIET, onset_type="relapsing")) == {MAINTAIN, TRANSITION}
    assert keys(person("spms", LEVEL, QUIET)) == {MAINTAIN}
    assert keys(person("spms", LEVEL, QUIET, onset_type="progressive")) == {MAINTAIN}


def test_what_is_missing_is_asked_for_whatever_the_reason() -> None:
    unknown_cause = Records({}, visits(RISEN), None, QUIET, None, [{"date": 0, "course": "spms"}])
    assert keys(unknown_cause) == {EXAMINATION}, "nobody asked about relapses"
    undefined = person("spms", RISEN, QUIET, None, 905, onset_type="progressive")
    assert keys(undefined) == {LOWER_RISK, EXAMINATION}, "the cause is undefined"
    near_a_relapse = person("spms", {0: 4.0, 400: 4.0, 900: 5.0}, QUIET, None, 850, onset_type="progressive")
    assert keys(near_a_relapse) == {LOWER_RISK, CONFIRM, EXAMINATION}, "the worsening is unconfirmed"


def test_a_course_that_is_active_through_a_relapse_asks_for_no_scan() -> None:
    assert keys(person("rrms", LEVEL, None, None, 900)) == {LOWER_RISK}


def test_who_has_died_has_no_topics() -> None:
    records = person("rrms", LEVEL, QUIET, death_date=950)
    assert keys(records, 949) == {YEARLY}
    assert keys(records, 950) == set()
    assert max(each["end"] for each in topics(records, lublin_2013, until=TODAY)) == 950


def test_without_a_record_there_are_none() -> None:
    assert topics(Records(), lublin_2013) == []
    assert topics(person(None, {10: 2.0}), lublin_2013, until=9) == []


def test_another_number_of_days_is_another_answer() -> None:
    sooner = replace(lublin_2013, topics=replace(lublin_2013.topics, started_before=179))
    assert keys(person("rrms", LEVEL, LESION, since(721)), TODAY, sooner) == {REVIEW}


def test_stretches_last_as_long_as_the_topic() -> None:
    """A relapse on each of days 500 and 620, and a treatment from day 400: early for the first, not for the second."""
    found = topics(
        person("rrms", {0: 2.0, 400: 2.0, 700: 2.0}, [], since(400, 1000), 500, 620), lublin_2013, until=1100
    )
    assert found == [
        {"start": 0, "end": 400, "key": EXAMINATION},
        {"start": 0, "end": 500, "key": MRI},
        {"start": 500, "end": 620, "key": TIME},
        {"start": 620, "end": 985, "key": REVIEW},
        {"start": 985, "end": 1101, "key": MRI},
        {"start": 1065, "end": 1101, "key": EXAMINATION},
    ]


@pytest.mark.parametrize("hindsight", [False, True])
@pytest.mark.parametrize(
    "records",
    [
        person("spms", RISEN, [scan(640, gd_lesions=1), *LESION], since(0, 700) + since(690, 1200), 920),
        person(None, RISING, QUIET, since(300), 200, relapses_known_from=100, relapses_known_to=1100, death_date=1300),
        rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5, 730: 4.5}, 600),
    ],
    ids=["on treatments", "asked about for a while", "in transition"],
)
def test_nothing_changes_between_the_days_of_change(records: Records, *, hindsight: bool) -> None:
    days = [*days_of_change(records, lublin_2013), *range(0, 1400, 8)]
    asked_oftener = topics(records, lublin_2013, until=1400, hindsight=hindsight, days=days)
    assert topics(records, lublin_2013, until=1400, hindsight=hindsight) == asked_oftener
