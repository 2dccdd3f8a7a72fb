"""The worked examples of the specification, told to the oracle alone.

An example names the day counted from the first record. Relapses were asked about throughout unless it says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import lublin_2013
from mscourse.rules.worsening import EDSS_THRESHOLDS
from oracle import Records, events, state, states
from oracle.told import (
    CLEAR,
    SPMS_BY_LABEL,
    X1,
    asked_about,
    at,
    changes,
    ids,
    labelled_spms,
    onset_of,
    progressive,
    relapsing,
    rising,
    visits,
    with_worsening,
)

# Activity

ACTIVITY: list[tuple[Any, ...]] = [
    ("a relapse in the window makes active", labelled_spms({900: 4.0}, 800), "active", ["relapse"]),
    (
        "a clear scan, a visit and no relapse make not active",
        labelled_spms({900: 4.0}, mri=[{"date": 900, **CLEAR}]),
        "not_active",
        ["mri_clear_and_no_relapse"],
    ),
    (
        "without a scan in the window activity is indeterminate",
        labelled_spms({900: 4.0}, mri=[{"date": 500, **CLEAR}]),
        "indeterminate",
        ["no_mri_in_window"],
    ),
    (
        "one new T2 lesion makes active even where gadolinium was not read",
        labelled_spms({}, mri=[{"date": 900, "gd_lesions": None, "new_t2_lesions": 1}]),
        "active",
        ["new_t2"],
    ),
    (
        "a scan whose new T2 lesions were not read cannot make not active",
        labelled_spms({900: 4.0}, mri=[{"date": 900, "gd_lesions": 0, "new_t2_lesions": None}]),
        "indeterminate",
        ["mri_not_readable"],
    ),
    (
        "a relapse 365 days ago lies outside the window and MRI decides",
        labelled_spms({900: 4.0}, 635, mri=[{"date": 900, **CLEAR}]),
        "not_active",
        ["mri_clear_and_no_relapse"],
    ),
    (
        "a relapse 364 days ago lies in the window",
        labelled_spms({900: 4.0}, 636, mri=[{"date": 900, **CLEAR}]),
        "active",
        ["relapse"],
    ),
    (
        "without a visit in the window nobody asked about relapses",
        labelled_spms({500: 4.0}, mri=[{"date": 900, **CLEAR}]),
        "indeterminate",
        ["no_visit_in_window"],
    ),
    (
        "without a relapse table relapses were not asked about",
        Records({}, visits({900: 4.0}), None, [{"date": 900, **CLEAR}], recorded_courses=SPMS_BY_LABEL),
        "indeterminate",
        ["relapses_not_ascertained"],
    ),
    (
        "a clear scan of the cord alone cannot make not active",
        labelled_spms({900: 4.0}, mri=[{"date": 900, "region": "cord", **CLEAR}]),
        "indeterminate",
        ["mri_not_readable"],
    ),
    (
        "every kind of activity in the window is a reason",
        labelled_spms({}, 800, mri=[{"date": 900, "gd_lesions": 1, "new_t2_lesions": 2, "enlarging_t2_lesions": 1}]),
        "active",
        ["enlarging_t2", "gd_lesion", "new_t2", "relapse"],
    ),
]


@pytest.mark.parametrize(("sentence", "records", "activity", "reasons"), ACTIVITY, ids=ids(ACTIVITY))
def test_activity(sentence: str, records: Records, activity: str, reasons: list[str]) -> None:
    found = at(records, 1000)
    assert (found["activity"], found["activity_reason"]) == (activity, reasons), sentence


def test_a_real_relapse_is_not_merged_into_a_pseudo_relapse_before_it() -> None:
    relapses = [{"onset_date": 100, "fever": True}, {"onset_date": 120}]
    records = Records({"onset_type": "relapsing"}, visits({0: 2.0}), relapses)
    assert at(records, 300)["activity"] == "active"
    assert [event["onset"] for event in events(records, lublin_2013)] == [120]


@pytest.mark.parametrize(
    ("known_from", "known_to", "activity"),
    [(636, 1000, "not_active"), (637, 1000, "indeterminate"), (636, 999, "indeterminate")],
    ids=[
        "asked about over the whole window is enough",
        "asked about from its second day on is not enough",
        "asked about until the day before is not enough",
    ],
)
def test_the_span_in_which_relapses_were_asked_about(known_from: int, known_to: int, activity: str) -> None:
    span = {"relapses_known_from": known_from, "relapses_known_to": known_to}
    records = Records(span, visits({0: 3.0, 900: 3.0}), [], [{"date": 900, **CLEAR}])
    assert at(records, 1000)["activity"] == activity


@pytest.mark.parametrize(
    ("compared_with", "uncertain"),
    [(445, False), (444, True)],
    ids=["a comparison scan 455 days older is recent enough", "one 456 days older is not"],
)
def test_the_timing_of_t2_lesions(*, compared_with: int, uncertain: bool) -> None:
    scan = {"date": 900, "new_t2_lesions": 1, "compared_with": compared_with}
    assert at(labelled_spms({900: 4.0}, mri=[scan]), 1000)["activity_timing_uncertain"] is uncertain


# SPMS onset

SPMS_ONSET: list[tuple[Any, ...]] = [
    ("a rise to 4.5 held for 91 days and more is SPMS onset", rising(X1), (365, 500)),
    ("a relapse between the last usable visit and the event refuses SPMS", rising(X1, 300), None),
    (
        "a visit ten days after that relapse is not usable and changes nothing",
        rising(X1 | {310: 3.5}, 300),
        None,
    ),
    ("a rise that stays below EDSS 4.0 is no SPMS", relapsing({0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0}), None),
    ("from 5.5 half a point is no event", relapsing({0: 5.5, 180: 5.5, 365: 6.0, 500: 6.0}), None),
    (
        "a rise that was seen to hold for 90 days is not confirmed",
        relapsing({0: 3.5, 180: 3.5, 365: 4.5, 455: 4.5}),
        None,
    ),
    ("one that was seen to hold for 91 days is", relapsing({0: 3.5, 180: 3.5, 365: 4.5, 456: 4.5}), (365, 456)),
    (
        "an earlier rise that stayed below 4.0 leaves the reference where it was",
        relapsing({0: 2.5, 180: 2.5, 365: 3.5, 500: 3.5, 700: 4.0, 850: 4.0}, fs_pyramidal=3),
        (700, 850),
    ),
    (
        "a confirmed rise after a relapse moves the reference to its confirming visit",
        relapsing({0: 3.5, 180: 3.5, 340: 5.5, 450: 4.5, 700: 5.5, 850: 5.5}, 300, fs_pyramidal=3),
        (700, 850),
    ),
    (
        "the reference follows a confirmed improvement",
        relapsing({0: 4.5, 180: 4.5, 365: 3.5, 500: 3.5, 700: 4.5, 850: 4.5}, fs_pyramidal=3),
        (700, 850),
    ),
]


@pytest.mark.parametrize(("sentence", "records", "expected"), SPMS_ONSET, ids=ids(SPMS_ONSET))
def test_spms_onset(sentence: str, records: Records, expected: tuple[int, int] | None) -> None:
    assert onset_of(records) == expected, sentence


def test_a_rise_below_the_minimum_is_a_worsening_all_the_same() -> None:
    assert changes(relapsing({0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0})) == [("worsening", 365, 500)]


def test_from_5_5_half_a_point_counts_in_set_a_and_not_in_set_b() -> None:
    records = relapsing({0: 5.5, 180: 5.5, 365: 6.0, 500: 6.0})
    assert changes(records) == []
    assert changes(records, with_worsening(edss=EDSS_THRESHOLDS["A"])) == [("worsening", 365, 500)]


def test_with_an_unknown_onset_the_first_relapse_makes_the_course_relapsing() -> None:
    records = Records({}, visits({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}), asked_about(600))
    phenotypes = [(each["start"], each["phenotype"]) for each in states(records, lublin_2013, days=[0, 599, 600])]
    assert phenotypes[0] == (0, "ms_unspecified")
    assert phenotypes[-1] == (600, "rrms")
    assert at(records, 599)["phenotype"] == "ms_unspecified"
    assert onset_of(records) is None


def test_a_relapsing_onset_may_be_assumed() -> None:
    records = Records({}, visits(X1), [])
    assert onset_of(records) is None
    assert onset_of(records, replace(lublin_2013, assume_onset="relapsing")) == (365, 500)


def test_spms_becomes_known_on_the_confirming_visit_and_in_hindsight_on_the_event_visit() -> None:
    records = rising(X1)
    known = {day: at(records, day)["phenotype"] for day in (365, 499, 500)}
    assert known == {365: "rrms", 499: "rrms", 500: "spms"}
    hindsight = {day: state(records, day, lublin_2013, hindsight=True) for day in (364, 365)}
    assert [found and found["phenotype"] for found in hindsight.values()] == ["rrms", "spms"]


# Progression and worsening

PROGRESSION: list[tuple[Any, ...]] = [
    ("a level EDSS is without progression", labelled_spms({0: 4.0, 400: 4.0, 800: 4.0}), "without_progression", []),
    (
        "a rise on the last visit awaits confirmation",
        labelled_spms({0: 4.0, 400: 4.0, 900: 5.0}),
        "awaiting_confirmation",
        [],
    ),
    (
        "a rise confirmed in the window is progression",
        labelled_spms({0: 4.0, 400: 4.0, 650: 5.0, 900: 5.0}),
        "with_progression",
        [],
    ),
    (
        "it counts by its confirming visit, however long ago it began",
        labelled_spms({0: 4.0, 180: 4.0, 300: 5.0, 900: 5.0}),
        "with_progression",
        [],
    ),
    (
        "a rise soon after a relapse is not awaited as progression",
        labelled_spms({0: 4.0, 400: 4.0, 900: 5.0}, 850),
        "indeterminate",
        ["worsening_unconfirmed"],
    ),
    (
        "visits less than 270 days apart are too few to judge",
        labelled_spms({700: 4.0, 969: 4.0}),
        "indeterminate",
        ["too_short_to_judge"],
    ),
    ("visits 270 days apart are enough", labelled_spms({700: 4.0, 970: 4.0}), "without_progression", []),
    (
        "without a visit in the window nothing can be said",
        labelled_spms({0: 4.0}),
        "indeterminate",
        ["no_visit_in_window"],
    ),
]


@pytest.mark.parametrize(("sentence", "records", "progression", "reasons"), PROGRESSION, ids=ids(PROGRESSION))
def test_progression(sentence: str, records: Records, progression: str, reasons: list[str]) -> None:
    found = at(records, 1000)
    assert (found["progression"], found["progression_reason"]) == (progression, reasons), sentence


def test_the_confirming_visit_is_due_84_days_after_the_event_and_91_in_rrms() -> None:
    assert at(labelled_spms({0: 4.0, 400: 4.0, 900: 5.0}), 1000)["confirmation_due"] == 984
    assert at(relapsing({0: 4.0, 400: 4.0, 900: 5.0}), 1000)["confirmation_due"] == 991


def test_a_rise_soon_after_a_relapse_is_awaited_as_worsening() -> None:
    assert at(labelled_spms({0: 4.0, 400: 4.0, 900: 5.0}, 850), 1000)["worsening"] == "awaiting_confirmation"


def test_progression_lasts_for_the_window_after_the_confirming_visit() -> None:
    records = labelled_spms({0: 4.0, 180: 4.0, 300: 5.0, 900: 5.0})
    found = {day: at(records, day)["progression"] == "with_progression" for day in (899, 900, 1264, 1265)}
    assert found == {899: False, 900: True, 1264: True, 1265: False}


def test_a_relapse_up_to_30_days_after_confirmation_revises_the_cause_on_its_own_date() -> None:
    records = progressive({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, 520)
    assert at(records, 519)["progression"] == "with_progression"
    revised = at(records, 520)
    assert (revised["progression"], revised["progression_reason"]) == ("indeterminate", ["cause_undefined"])


def test_a_worsening_that_a_relapse_explains_is_no_progression() -> None:
    found = at(progressive({0: 3.5, 180: 3.5, 310: 4.5, 480: 4.5, 600: 4.5}, 300), 700)
    assert (found["worsening"], found["worsening_cause"]) == ("worsening", "relapse_associated")
    assert found["progression"] == "without_progression"
    assert changes(progressive({0: 3.5, 180: 3.5, 310: 4.5, 480: 4.5, 600: 4.5}, 300)) == [("worsening", 310, 480)]


def test_relapse_free_worsening_in_rrms_is_said_without_the_word_progression() -> None:
    found = at(relapsing({0: 2.0, 400: 2.0, 650: 3.0, 900: 3.0}), 1000)
    assert (found["phenotype"], found["progression"]) == ("rrms", "not_applicable")
    assert (found["worsening"], found["worsening_cause"]) == ("worsening", "relapse_independent")
