"""The label says each state in words and names its time frame once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mscourse.derivations.decoding import _labels
from mscourse.derivations.labels import Said, icd10cm, label
from mscourse.results.words import (
    ACTIVITIES,
    ACTIVITY_REASONS,
    CAUSES,
    PHENOTYPES,
    PROGRESSION_REASONS,
    PROGRESSIONS,
    WORSENINGS,
)


def said(**words: Any) -> Said:
    """What a label puts into words, from the words of the result tables; quiet RRMS where nothing is named."""
    chosen = {
        "phenotype": "rrms",
        "activity": "not_active",
        "activity_reasons": [],
        "timing_uncertain": 0,
        "progression": "without_progression",
        "progression_reasons": [],
        "worsening": "no_worsening",
        "cause": None,
    } | words
    return Said(
        phenotype=PHENOTYPES.index(chosen["phenotype"]),
        activity=ACTIVITIES.index(chosen["activity"]),
        activity_reasons=sum(1 << ACTIVITY_REASONS.index(each) for each in chosen["activity_reasons"]),
        timing_uncertain=chosen["timing_uncertain"],
        progression=PROGRESSIONS.index(chosen["progression"]),
        progression_reasons=sum(1 << PROGRESSION_REASONS.index(each) for each in chosen["progression_reasons"]),
        worsening=WORSENINGS.index(chosen["worsening"]),
        cause=-1 if chosen["cause"] is None else CAUSES.index(chosen["cause"]),
    )


_NO_MRI = {"activity": "indeterminate", "activity_reasons": ["no_mri_in_window"]}
_NO_USABLE_VISIT = {"progression": "indeterminate", "progression_reasons": ["no_visit_in_window"]}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ({}, "RRMS, not active, no worsening (stable in the past 12 months)"),
        ({"phenotype": "spms"}, "SPMS, not active, without progression (stable in the past 12 months)"),
        ({"phenotype": "cis"}, "CIS, not active, no worsening (in the past 12 months)"),
        (
            {"phenotype": "ms_unspecified"},
            "MS of unspecified course, not active, no worsening (in the past 12 months)",
        ),
        (
            {"activity": "indeterminate", "activity_reasons": ["relapses_not_ascertained"]},
            (
                "RRMS, activity indeterminate (relapses not asked about for all of that time), no worsening (in the "
                "past 12 months)"
            ),
        ),
        (
            {"phenotype": "spms", "activity": "active", "progression": "indeterminate"}
            | {"progression_reasons": ["worsening_unconfirmed"]},
            "SPMS, active, progression indeterminate (a worsening not confirmed), in the past 12 months",
        ),
        (
            {"phenotype": "spms", "activity": "active", "progression": "indeterminate"}
            | {"progression_reasons": ["relapses_not_ascertained"]},
            (
                "SPMS, active, progression indeterminate (relapses not asked about for all of that time), in the past "
                "12 months"
            ),
        ),
        (
            {"activity": "active", "worsening": "worsening", "cause": "relapse_associated"},
            "RRMS, active, worsening (associated with a relapse), in the past 12 months",
        ),
        (
            {"activity": "active", "timing_uncertain": 1},
            "RRMS, active (timing uncertain), no worsening (in the past 12 months)",
        ),
        (
            {"activity": "indeterminate"}
            | {"activity_reasons": ["no_mri_in_window", "no_visit_in_window", "relapses_not_ascertained"]},
            (
                "RRMS, activity indeterminate (no MRI and no visit in the past 12 months and relapses not asked about "
                "for all of that time), no worsening"
            ),
        ),
        (
            {"phenotype": "ppms"} | _NO_MRI | _NO_USABLE_VISIT,
            (
                "PPMS, activity indeterminate (no MRI in the past 12 months), progression indeterminate (no usable "
                "examination in that time)"
            ),
        ),
        (
            {"phenotype": "ppms", "activity": "active"} | _NO_USABLE_VISIT,
            "PPMS, active, progression indeterminate (no usable examination in the past 12 months)",
        ),
    ],
)
def test_a_state_reads_as_this_label(words: dict[str, Any], text: str) -> None:
    assert label(said(**words), 365) == text


def test_another_window_is_named_in_days() -> None:
    assert label(said(), 400) == "RRMS, not active, no worsening (stable in the past 400 days)"


@pytest.mark.parametrize(
    ("days", "frame"), [(365, "12 months"), (730, "24 months"), (364, "364 days"), (180, "180 days")]
)
def test_a_window_of_whole_years_is_named_in_months_and_any_other_in_days(days: int, frame: str) -> None:
    assert f"in the past {frame}" in label(said(), days)


@pytest.mark.parametrize(
    ("words", "stable"),
    [
        ({}, True),
        ({"worsening": "indeterminate"}, False),
        ({"worsening": "awaiting_confirmation"}, False),
        ({"activity": "active"}, False),
        ({"activity": "indeterminate"}, False),
        ({"phenotype": "cis"}, False),
        ({"phenotype": "ms_unspecified"}, False),
        ({"phenotype": "spms"}, True),
        ({"phenotype": "ppms"}, True),
        ({"phenotype": "spms", "progression": "indeterminate"}, False),
        ({"phenotype": "ppms", "progression": "awaiting_confirmation"}, False),
        ({"phenotype": "spms", "activity": "active"}, False),
        ({"phenotype": "spms", "worsening": "worsening", "cause": "relapse_associated"}, True),
    ],
)
def test_stable_is_said_of_nothing_else(words: dict[str, Any], *, stable: bool) -> None:
    """Of not active and without progression, in RRMS of not active and no worsening; never of CIS."""
    assert ("stable" in label(said(**words), 365)) is stable


ALIKE_BUT_FOR_ONE_WORD = [
    {"activity": "active"},
    {"activity": "active", "timing_uncertain": 1},
    {"worsening": "worsening"},
    *({"worsening": "worsening", "cause": cause} for cause in CAUSES),
    *({"phenotype": phenotype} for phenotype in PHENOTYPES),
    *({"phenotype": "spms", "progression": progression} for progression in PROGRESSIONS[:-1]),
    *({"worsening": worsening} for worsening in WORSENINGS),
    *(
        {"activity": "indeterminate", "activity_reasons": [reason]}
        for reason in ("no_mri_in_window", "mri_not_readable")
    ),
    *(
        {"phenotype": "ppms", "progression": "indeterminate", "progression_reasons": [reason]}
        for reason in PROGRESSION_REASONS
    ),
]


def test_states_that_differ_in_one_word_are_labelled_each_for_itself() -> None:
    """A table words each combination once; no two combinations may be taken for the same."""
    every = [said(**words) for words in ALIKE_BUT_FOR_ONE_WORD]
    columns = {name: np.array([getattr(each, name) for each in every], np.int32) for name in Said._fields}
    labels, diagnosis = _labels({**columns, "start": np.arange(len(every))}, 365)

    assert labels.to_list() == [label(each, 365) for each in every]
    assert diagnosis.to_list() == [icd10cm(each.phenotype, each.activity) for each in every]
