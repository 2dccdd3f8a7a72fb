"""The characterisation in words, and its diagnosis code."""

from __future__ import annotations

import functools
from typing import NamedTuple

from mscourse.results.words import (
    ACTIVITIES,
    ACTIVITY_REASONS,
    CAUSES,
    PHENOTYPES,
    PROGRESSION_REASONS,
    PROGRESSIONS,
    WORSENINGS,
    window_in_words,
)

_PHENOTYPES = {
    "cis": "CIS",
    "rrms": "RRMS",
    "spms": "SPMS",
    "ppms": "PPMS",
    "ms_unspecified": "MS of unspecified course",
}
_ACTIVITIES = {"active": "active", "not_active": "not active", "indeterminate": "activity indeterminate"}
_ACTIVITY_REASONS = {
    "mri_not_readable": "no readable MRI",
    "no_mri_in_window": "no MRI",
    "no_visit_in_window": "no visit",
    "relapses_not_ascertained": "relapses not asked about for all of that time",
}
_PROGRESSIONS = (
    "with progression",
    "progression awaiting confirmation",
    "without progression",
    "progression indeterminate",
)
_PROGRESSION_REASONS = {
    "cause_undefined": "a relapse too near the worsening",
    "no_visit_in_window": "no usable examination",
    "relapses_not_ascertained": "relapses not asked about for all of that time",
    "too_short_to_judge": "follow-up too short",
    "worsening_unconfirmed": "a worsening not confirmed",
}
_WITHIN_THE_WINDOW = ("mri_not_readable", "no_mri_in_window", "no_visit_in_window")
"""Reasons that say nothing without the time frame behind them."""
_WORSENINGS = ("worsening", "worsening awaiting confirmation", "worsening indeterminate", "no worsening")
_CAUSES = {
    "relapse_independent": "independent of relapses",
    "relapse_associated": "associated with a relapse",
    "undefined": "cause undefined",
    "unknown": "cause unknown",
}
_PROGRESSIVE = (PHENOTYPES.index("spms"), PHENOTYPES.index("ppms"))
_NOT_ACTIVE = ACTIVITIES.index("not_active")
_WITHOUT_PROGRESSION = PROGRESSIONS.index("without_progression")
_NO_WORSENING = WORSENINGS.index("no_worsening")


class Said(NamedTuple):
    """What a label puts into words: positions in the closed lists, reasons as bits, no cause as -1."""

    phenotype: int
    activity: int
    activity_reasons: int
    timing_uncertain: int
    progression: int
    progression_reasons: int
    worsening: int
    cause: int


@functools.cache
def label(said: Said, window: int) -> str:
    """The characterisation in words, with its time frame; worded once, since it is asked for in every part."""
    frame = f"in the past {window_in_words(window)}"
    progressive = said.phenotype in _PROGRESSIVE
    activity = _activity(said, frame)
    # Words of one window: where a reason names it already, it is not said twice.
    decline = _progression(said, "in that time" if frame in activity else frame) if progressive else _worsening(said)
    words = ", ".join([_PHENOTYPES[PHENOTYPES[said.phenotype]], activity, decline])
    if frame in words:
        return words
    if words.endswith(")"):
        return f"{words}, {frame}"
    return f"{words} ({'stable ' if _is_stable(said) else ''}{frame})"


def _activity(said: Said, frame: str) -> str:
    words = _ACTIVITIES[ACTIVITIES[said.activity]]
    if said.timing_uncertain:
        return f"{words} (timing uncertain)"
    if ACTIVITIES[said.activity] == "indeterminate":
        return words + _because(said.activity_reasons, ACTIVITY_REASONS, _ACTIVITY_REASONS, frame)
    return words


def _progression(said: Said, frame: str) -> str:
    because = _because(said.progression_reasons, PROGRESSION_REASONS, _PROGRESSION_REASONS, frame)
    return _PROGRESSIONS[said.progression] + because


def _worsening(said: Said) -> str:
    words = _WORSENINGS[said.worsening]
    return words if said.cause < 0 else f"{words} ({_CAUSES[CAUSES[said.cause]]})"


def _is_stable(said: Said) -> bool:
    """Stable is said only of not active and without progression, in RRMS of not active and no worsening."""
    if said.activity != _NOT_ACTIVE:
        return False
    if said.phenotype in _PROGRESSIVE:
        return said.progression == _WITHOUT_PROGRESSION
    return PHENOTYPES[said.phenotype] == "rrms" and said.worsening == _NO_WORSENING


def _because(reasons: int, closed_list: tuple[str, ...], words: dict[str, str], frame: str) -> str:
    given = [reason for bit, reason in enumerate(closed_list) if reasons & 1 << bit]
    framed = " and ".join(words[reason] for reason in given if reason in _WITHIN_THE_WINDOW)
    others = [words[reason] for reason in given if reason not in _WITHIN_THE_WINDOW]
    said = [f"{framed} {frame}", *others] if framed else others
    return f" ({' and '.join(said)})" if said else ""


def icd10cm(phenotype: int, activity: int) -> str:
    """The ICD-10-CM code in use from 2025-10-01, for a clinician to accept."""
    fixed = {"rrms": "G35.A", "ms_unspecified": "G35.D", "cis": "G37.9"}
    name = PHENOTYPES[phenotype]
    if name in fixed:
        return fixed[name]
    letter = "B" if name == "ppms" else "C"
    return f"G35.{letter}{ {'indeterminate': 0, 'active': 1, 'not_active': 2}[ACTIVITIES[activity]] }"
