"""The engine gives what the plain-Python twin gives on patients at corners that random ones seldom reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mscourse.derivations.characterise import characterise
from mscourse.presets import lublin_2013
from mscourse.rules.causes import AROUND_CONFIRMATION, AROUND_EVENT, CauseRule
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS
from oracle import Records, assessments, events, evidence, states, topics
from oracle.told import CLEAR, asked_about, ids, labelled_spms, progressive, relapsing, rising, visits, with_worsening
from properties.cohorts import as_cohort, assessments_of, events_of, evidence_on, in_order, states_of

WHO = "P1"
BEYOND = 400
FALLS_BACK = relapsing({0: 2.0, 100: 3.0, 120: 3.0, 140: 2.0})
ONSET_AND_SCAN = replace(rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}), mri=[{**CLEAR, "date": 365, "gd_lesions": 1}])
WALKS_SLOWER = [
    {"date": day, "edss": edss, "t25fw": seconds}
    for day, edss, seconds in ((0, 4.0, 5.5), (100, 3.0, 6.6), (200, 3.0, 6.6), (300, 3.0, 6.6))
]
LATE_RELAPSE = progressive({0: 2.0, 100: 3.0, 190: 3.0}, 300)

ONE_LESION = {**CLEAR, "date": 300, "new_t2_lesions": 1}
DIED = relapsing({0: 9.0, 200: 10.0})
NOT_DEAD = {"date": 200, "edss": 9.5}
CLEAR_SCANS = [{**CLEAR, "date": day} for day in (0, 200, 400)]
"""Scans before and during the rise from day 200 to day 400."""
SCAN_LOST = Records({}, visits({0: 2.0, 200: 3.0, 400: 3.0}), asked_about(), CLEAR_SCANS, set_aside=("mri",))
TREATMENT_LOST = replace(
    relapsing({0: 2.0, 300: 2.0}),
    treatments=[{"drug": "a drug", "start_date": 100, "end_date": 200}],
    set_aside=("treatments",),
)

PATIENTS: list[tuple[str, Records, CourseDefinition]] = [
    ("A rise that is seen twice falls back", FALLS_BACK, lublin_2013),
    ("A rise is seen again too early to confirm it", relapsing({0: 2.0, 400: 2.0, 800: 3.0, 870: 3.0}), lublin_2013),
    ("A scan is positive on the day SPMS begins", ONSET_AND_SCAN, lublin_2013),
    (
        "Walking is a fifth slower on the day EDSS is better",
        Records({"onset_type": "relapsing"}, WALKS_SLOWER, asked_about()),
        with_worsening(measures=("edss", "t25fw")),
    ),
    (
        "A relapse comes long after the confirmation, in the span after the event",
        LATE_RELAPSE,
        with_worsening(cause=CauseRule(relapse_free=(replace(AROUND_EVENT, end_days=200), AROUND_CONFIRMATION))),
    ),
    (
        "A relapse begins on the day of the rise",
        labelled_spms({0: 4.0, 400: 4.0, 650: 5.0, 900: 5.0}, 650),
        lublin_2013,
    ),
    ("Nothing is known of the person but visits", Records(visits=visits({0: 2.0, 90: 3.0, 180: 3.0})), lublin_2013),
    (
        "SPMS onset and worsening have thresholds of their own",
        relapsing({0: 6.0, 2: 6.5, 93: 6.5, 94: 7.0}),
        with_worsening(edss=EDSS_THRESHOLDS["D"]),
    ),
    (
        "A relapse moves the reference while a rise is pending",
        relapsing({0: 3.0, 114: 3.0, 134: 5.0, 218: 5.0, 435: 3.0}, 163),
        with_worsening(reference_after_relapse=30, confirm_late=0, confirming_visit=RelapseDistance(after=60)),
    ),
    ("Every scan that was read is clear, and one was set aside", SCAN_LOST, lublin_2013),
    ("The same, and another one is not clear", replace(SCAN_LOST, mri=[*CLEAR_SCANS, ONE_LESION]), lublin_2013),
    ("The only scan was set aside", replace(SCAN_LOST, mri=[]), lublin_2013),
    ("A treatment was set aside beside one that was not", TREATMENT_LOST, lublin_2013),
    ("A relapse was set aside", replace(rising({0: 3.5, 365: 4.5, 500: 4.5}), set_aside=("relapses",)), lublin_2013),
    ("A visit has EDSS 10 and no death is recorded", relapsing({0: 9.0, 200: 10.0, 300: 10.0}), lublin_2013),
    ("A death is recorded after EDSS 10", replace(DIED, patient={"death_date": 250}), lublin_2013),
    ("A death is recorded before EDSS 10", replace(DIED, patient={"death_date": 150}), lublin_2013),
    ("Rows of one day disagree about EDSS 10", replace(DIED, visits=[*DIED.visits, NOT_DEAD]), lublin_2013),
]


@pytest.mark.parametrize("hindsight", [False, True], ids=["as known", "in hindsight"])
@pytest.mark.parametrize(("records", "definition"), [told[1:] for told in PATIENTS], ids=ids(PATIENTS))
def test_every_table_on_every_day(records: Records, definition: CourseDefinition, *, hindsight: bool) -> None:
    last = records.days()[-1]
    days = range(records.days()[0], last + BEYOND + 1)
    course = characterise(as_cohort({WHO: records}), definition, until=days[-1], hindsight=hindsight)

    expected = states(records, definition, until=days[-1], hindsight=hindsight, days=list(days))
    assert states_of(course, WHO) == expected
    assert events_of(course, WHO) == events(records, definition, until=days[-1])
    assert assessments_of(course, WHO) == assessments(records, definition, until=days[-1])
    told = topics(records, definition, days[-1], hindsight=hindsight, days=list(days))
    assert course.topics.select("start", "end", "key").to_dicts() == told
    for day in range(days[0], last + 1):
        stated = evidence(records, day, definition, until=days[-1], hindsight=hindsight)
        assert evidence_on(course, WHO, day) == in_order(stated)


def test_a_scan_that_was_set_aside_may_have_shown_activity() -> None:
    """Nothing is said to be clear of it: neither the year nor the time of a worsening."""
    course = characterise(as_cohort({WHO: SCAN_LOST}), until=900)

    assert set(course.states.get_column("activity")) == {"indeterminate"}
    assert course.at(400).item(0, "activity_reason").to_list() == ["mri_not_readable"]
    assert course.at(900).item(0, "activity_reason").to_list() == ["no_mri_in_window", "no_visit_in_window"]
    assert course.events.filter(kind="worsening").get_column("mri_during").to_list() == ["unknown"]
    assert course.assessments.filter(kind="mri").get_column("last_date").to_list() == [400]
    read = characterise(as_cohort({WHO: replace(SCAN_LOST, set_aside=())}), until=900)
    assert read.at(400).item(0, "activity") == "not_active"
    assert read.events.filter(kind="worsening").get_column("mri_during").to_list() == ["clear"]


def test_a_treatment_that_was_set_aside_may_cover_any_day() -> None:
    course = characterise(as_cohort({WHO: TREATMENT_LOST}), until=400)

    assert [course.at(day).item(0, "on_treatment") for day in (50, 150, 250)] == [None, True, None]


def test_nothing_is_said_for_a_person_from_edss_10_on() -> None:
    """The day of the visit counts as that of death; until then topics are as they were."""
    died = characterise(as_cohort({WHO: DIED}), until=900)
    before = characterise(as_cohort({WHO: DIED}), until=199)

    assert died.assessments.is_empty()
    assert not before.assessments.is_empty()
    assert died.topics.get_column("end").max() == 200
    assert died.topics_at(199).drop("end").equals(before.topics_at(199).drop("end"))


def test_a_rise_that_fell_back_awaited_confirmation_once() -> None:
    """The visits between the rise and the fall were no candidates of their own."""
    course = characterise(as_cohort({WHO: FALLS_BACK}))
    awaiting = course.evidence.filter(claim="worsening", verdict="awaiting_confirmation")

    assert awaiting.select("date", "known_from", "known_until").rows() == [(100, 100, 140)]


def test_events_of_one_day_come_in_the_order_of_their_kinds() -> None:
    """A worsening before an improvement, whatever their measures; a scan before the onset of SPMS."""
    walking = PATIENTS[3]
    slower = characterise(as_cohort({WHO: walking[1]}), walking[2]).events
    assert slower.select("onset", "kind", "measure").rows() == [
        (100, "worsening", "t25fw"),
        (100, "improvement", "edss"),
    ]

    onset = characterise(as_cohort({WHO: ONSET_AND_SCAN})).events
    assert onset.filter(onset=365).get_column("kind").to_list() == ["worsening", "mri_activity", "spms_onset"]
