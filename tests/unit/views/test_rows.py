"""The states and events of a person as rows of words."""

from __future__ import annotations

from typing import Any

import pytest

from mscourse.results.course import Course
from mscourse.rules.library import lublin_2013
from mscourse.views.rows import event_rows, state_rows
from unit.views.rows import day

_WORSENING = {
    "kind": "worsening",
    "onset": day("2020-01-10"),
    "measure": "edss",
    "reference_value": 0.0,
    "onset_value": 1.5,
    "confirmed_on": day("2020-07-10"),
    "cause": "relapse_independent",
    "known_on": day("2020-07-10"),
}


@pytest.mark.parametrize(
    ("mri_during", "words"),
    [
        ("clear", "no new MRI activity from the reference to the confirmation"),
        ("active", "new MRI activity between the reference and the confirmation"),
        ("unknown", "MRI from the reference to the confirmation not sufficient to tell"),
    ],
)
def test_an_event_says_what_mri_showed_of_its_time(mri_during: str, words: str) -> None:
    (row,) = event_rows([_WORSENING | {"mri_during": mri_during}])
    assert row == {
        "onset": "2020-01-10",
        "kind": "confirmed worsening",
        "account": f"EDSS 0 to 1.5, confirmed on 2020-07-10, independent of relapses, {words}",
    }


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no_visit_in_window", "no usable examination in the past 12 months"),
        ("too_short_to_judge", "follow-up too short (no usable visit at least 270 days before the latest one)"),
        ("worsening_unconfirmed", "a worsening that no later visit has confirmed or refuted"),
        (
            "cause_undefined",
            "a worsening confirmed in the past 12 months too near a relapse to name its cause",
        ),
        (
            "relapses_not_ascertained",
            "a worsening confirmed in the past 12 months around which relapses were not asked about at all times",
        ),
    ],
)
def test_a_state_says_why_progression_cannot_be_judged(course: Course, reason: str, words: str) -> None:
    state: dict[str, Any] = course.of("states", "P1").to_dicts()[-1]
    (row,) = state_rows([state | {"progression": "indeterminate", "progression_reason": [reason]}], lublin_2013)
    assert row["progression"] == f"progression indeterminate ({words})"
