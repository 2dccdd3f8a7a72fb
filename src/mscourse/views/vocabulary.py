"""The words of the result tables, said in plain clinical English."""

from __future__ import annotations

import datetime as dt

from mscourse.results.words import window_in_words
from mscourse.rules.course import CourseDefinition

Day = dt.date | int
"""A calendar date, or a whole day where the records came as days."""

COURSE_NAMES = {
    "cis": "clinically isolated syndrome",
    "rrms": "relapsing-remitting MS",
    "spms": "secondary progressive MS",
    "ppms": "primary progressive MS",
    "ms_unspecified": "MS, course not yet specified",
}
COURSE_LETTERS = {"cis": "CIS", "rrms": "RRMS", "spms": "SPMS", "ppms": "PPMS", "ms_unspecified": "MS, unspecified"}
ACTIVITY = {"active": "active", "not_active": "not active", "indeterminate": "activity indeterminate"}
ACTIVITY_DRAWN = ACTIVITY | {"timing_uncertain": "active, timing uncertain"}
"""The same as the graphic tells them apart."""
ACTIVITY_REASONS = {
    "relapse": "a relapse",
    "gd_lesion": "a gadolinium-enhancing lesion",
    "new_t2": "a new T2 lesion",
    "enlarging_t2": "an enlarging T2 lesion",
    "mri_clear_and_no_relapse": "no relapse and no new MRI activity",
    "no_mri_in_window": "no MRI",
    "mri_not_readable": "no MRI on which new and enlarging T2 lesions of the brain were read",
    "no_visit_in_window": "no visit",
    "relapses_not_ascertained": "relapses were not asked about for all of that time",
}
SCAN_SET_ASIDE = "no MRI that rules it out, since one was set aside for an error"
"""`mri_not_readable` of a person of whom that is so."""
PROGRESSION = {
    "with_progression": "with progression",
    "awaiting_confirmation": "progression awaiting confirmation",
    "without_progression": "without progression",
    "indeterminate": "progression indeterminate",
    "not_applicable": "progression not applicable",
}
PROGRESSION_REASONS = {
    "no_visit_in_window": "no usable examination in the past {window}",
    "too_short_to_judge": "follow-up too short (no usable visit at least {shortest} days before the latest one)",
    "worsening_unconfirmed": "a worsening that no later visit has confirmed or refuted",
    "cause_undefined": "a worsening confirmed in the past {window} too near a relapse to name its cause",
    "relapses_not_ascertained": (
        "a worsening confirmed in the past {window} around which relapses were not asked about at all times"
    ),
}
"""With places for the window and for the shortest follow-up that can be judged."""
WORSENING = {
    "worsening": "confirmed worsening",
    "awaiting_confirmation": "worsening awaiting confirmation",
    "indeterminate": "worsening indeterminate",
    "no_worsening": "no worsening",
}
CAUSES = {
    "relapse_independent": "independent of relapses",
    "relapse_associated": "associated with a relapse",
    "undefined": "too near a relapse to name its cause",
    "unknown": "of unknown cause, as relapses were not asked about at all times",
}
MEASURES = {
    "edss": "EDSS",
    "t25fw": "timed 25-foot walk",
    "nhpt_dominant": "nine-hole peg test of the dominant hand",
    "nhpt_nondominant": "nine-hole peg test of the other hand",
    "sdmt": "symbol digit modalities test",
}
_UNITS = {"t25fw": " s", "nhpt_dominant": " s", "nhpt_nondominant": " s", "sdmt": " correct answers"}
DEATH_FROM_MS = 10.0
"""On the EDSS."""
_ENDS_OF_EDSS = (0.0, DEATH_FROM_MS)
ASSESSMENTS = {
    "neurological_examination": "Neurological examination",
    "mri": "MRI",
    "confirmation_visit": "Confirming visit",
}
TABLES = {
    "patients": "patients",
    "visits": "visits",
    "relapses": "relapses",
    "mri": "MRI",
    "treatments": "treatments",
    "recorded_courses": "recorded courses",
}


def say_day(day: Day | None) -> str:
    """The day as it is printed everywhere: `2024-05-01`, or `day 400` where the records came as days."""
    if day is None:
        return "an unknown day"
    return f"day {day}" if isinstance(day, int) else day.isoformat()


def on_day(day: Day | None) -> str:
    """The same behind a verb: `on 2024-05-01`, `on day 400`."""
    return f"on {say_day(day)}"


def say_progression_reason(reason: str, definition: CourseDefinition) -> str:
    """Why progression cannot be judged, with the time that the reason is about."""
    shortest = definition.progression.shortest_comparison
    return PROGRESSION_REASONS[reason].format(window=window_in_words(definition.window), shortest=shortest)


def say_value(field: str, value: float | None) -> str:
    """A measured value with its name and unit: `EDSS 4.0`, `timed 25-foot walk 6.2 s`."""
    name = MEASURES[field]
    if value is None:
        return f"{name} not recorded"
    return f"{name} {_number(field, value)}{_UNITS.get(field, '')}"


def say_bare_value(field: str, value: float | None) -> str:
    """The value alone, as it stands behind the name: `4.0`, `6.2 s`."""
    return "unknown" if value is None else f"{_number(field, value)}{_UNITS.get(field, '')}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A counted noun: `1 visit`, `3 visits`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """The words in one phrase: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def capitalised(sentence: str) -> str:
    """The sentence with its first letter raised and the others left as they are."""
    return sentence[:1].upper() + sentence[1:]


def _number(field: str, value: float) -> str:
    # The EDSS has no half point beside its two ends: they are 0 and 10, not 0.0 and 10.0.
    whole = field == "sdmt" or (field == "edss" and value in _ENDS_OF_EDSS)
    return f"{value:.0f}" if whole else f"{value:.1f}"
