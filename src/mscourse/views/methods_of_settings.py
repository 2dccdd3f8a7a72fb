"""Values of rules in the words of a clinic: days, thresholds, distances, windows, choices."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from mscourse.rules.causes import RelapseFreeWindow
from mscourse.rules.differences import Difference, Setting, settings
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.milestones import MilestoneRule
from mscourse.rules.no_evidence import NoEvidenceRule
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.response_scores import ResponseScoreRule
from mscourse.rules.separation import SeparationRule
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import EDSS_THRESHOLDS, HALF, EdssThresholds, WorseningRule

MEASURES = {
    "edss": "EDSS",
    "t25fw": "T25FW",
    "nhpt": "9HPT",
    "nhpt_dominant": "9HPT, dominant hand",
    "nhpt_nondominant": "9HPT, other hand",
    "sdmt": "SDMT",
}
POINTS = {
    "reference": "the reference visit",
    "previous_visit": "the visit before the event",
    "last_different_visit": "the last visit from which the event differs by the step that counts",
    "event": "the event",
    "confirmation": "the confirming visit",
}
CHOICES = {
    "reference": {
        "roving": "all (roving)",
        "fixed": "none (fixed)",
        "roving_improvement": "improvements",
        "roving_worsening": "worsenings",
    },
    "reference_moves_to": {
        "confirming_visit": "the confirming visit",
        "event_visit": "the event visit",
        "best_until_confirmed": "the best value from the event to the confirming visit",
    },
    "small_changes": {"ignored": "none", "any": "all", "improvement": "improvements", "worsening": "worsenings"},
    "local_extrema": {
        "kept": "yes",
        "skipped": "no, if it differs from both by the step that counts",
        "skipped_if_any_difference": "no, however little it differs",
    },
    "holds_at": {
        "every_visit": "every visit up to the confirming one",
        "confirming_visit": "the confirming visit only",
    },
    "last_visit": {
        "never": "never",
        "always": "always",
        "early_dropout": "where follow-up was short",
        "by_chance": "by chance",
    },
    "sdmt_needs": {"either": "either is enough", "both": "both"},
    "persistence": {"confirmed": "until it is confirmed", "to_end_of_follow_up": "to the end of follow-up"},
    "mri_from": {"reference": "the reference visit", "event": "the event"},
    "assume_onset": {"relapsing": "relapsing"},
    "lesions": {"new_t2": "new T2 lesions", "active": "active lesions"},
    "years": {"duration": "since the first symptom", "age": "of age"},
    "beyond": {"as_highest": "counted as the most years", "missing": "without a score"},
    "visit": {"last": "the last", "first": "the first"},
    "unnamed_comparison": {"unknown": "nothing", "previous_scan": "the previous scan"},
}
"""The values of settings with a closed list, by the name of the field."""
NOTHING = {
    "edss_improvement": "as the rise",
    "confirming_visit": "as a usable visit",
    "confirm_early": "none",
    "confirm_late": "no end",
}
"""What None means where it does not mean that a setting is not looked at."""
NOT_LOOKED_AT = "not looked at"
_ASK_NOTHING = {
    "small_changes": "ignored",
    "local_extrema": "kept",
    "last_visit": "never",
    "sdmt_best_of_first": 1,
    "persistence": "confirmed",
}
_MEASURES_OF = {
    "edss": {"edss"},
    "edss_improvement": {"edss"},
    "timed_test_fraction": {"t25fw", "nhpt"},
    "t25fw_unable_seconds": {"t25fw"},
    "nhpt_unable_seconds": {"nhpt"},
    "sdmt_points": {"sdmt"},
    "sdmt_fraction": {"sdmt"},
    "sdmt_needs": {"sdmt"},
    "sdmt_best_of_first": {"sdmt"},
}
"""The measures that a setting is about, where it is about some of them only."""
_SAID_BY_THE_MEANING = ("score", "seed", "probability")
"""Units that read oddly after a number: the meaning beside it names them."""
_COUNTED = ("answers", "hours", "lesions", "points", "seconds", "tests", "years")
"""Units of which there can be one."""
_WITHIN = {"worsening": "worsening, ", "spms_onset": "SPMS onset, "}
"""How a setting is told from one of the same name in another rule inside the definition."""
_WEEK = 7


def days(number: int) -> str:
    """A number of days, with the weeks where they are whole: `84 days (12 weeks)`, `90 days`, `1 day`."""
    weeks, rest = divmod(number, _WEEK)
    bracket = f" ({weeks} {'week' if weeks == 1 else 'weeks'})" if weeks and not rest else ""
    return f"{number:,} {'day' if number == 1 else 'days'}{bracket}"


def percent(fraction: float) -> str:
    """A fraction as a clinic writes it: `20%`."""
    return f"{fraction * 100:.10g}%"


def either(words: Sequence[str]) -> str:
    """The words as alternatives: `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def asks_something(distance: RelapseDistance | None) -> bool:
    """Whether the distance can exclude any visit."""
    sides = () if distance is None else (distance.after, distance.before)
    least = 1 if distance is not None and distance.inclusive else 0
    return any(side is not None and side >= least for side in sides)


def say_distance(distance: RelapseDistance) -> str:
    """The distance from relapses in words: `more than 30 days after the last relapse onset`."""
    if not asks_something(distance):
        return NOT_LOOKED_AT
    least = "at least" if distance.inclusive else "more than"
    sides = [
        f"{least} {days(side)} {words}"
        for side, words in ((distance.after, "after the last"), (distance.before, "before the next"))
        if side
    ]
    return f"{' and '.join(sides)} relapse onset" if sides else "not on the day of a relapse onset"


def say_window(window: RelapseFreeWindow) -> str:
    """The window in words, such as `from 90 days before to 30 days after the event`."""
    start, end = window.start_days, window.end_days
    if window.start != window.end:
        return f"from {_beside(window.start, start)} to {_beside(window.end, end)}"
    point = POINTS[window.start]
    if start == end:
        return f"on the day of {point}" if start == 0 else _beside(window.start, start)
    if start == 0 or end == 0:
        return f"from {_beside(window.start, start)} {'up to it' if end == 0 else f'to {_after(end)} it'}"
    if (start < 0) == (end < 0):
        return f"from {abs(start):,} to {days(abs(end))} {'before' if end < 0 else 'after'} {point}"
    return f"from {days(-start)} before to {_after(end)} {point}"


def _after(number: int) -> str:
    return f"{days(number)} after"


def _beside(point: str, number: int) -> str:
    """A day by its distance from a point: `90 days before the event`, `the event`."""
    if number == 0:
        return POINTS[point]
    return f"{days(abs(number))} {'before' if number < 0 else 'after'} {POINTS[point]}"


def named_set(thresholds: EdssThresholds) -> str:
    """The letter of the set that the thresholds are; empty for thresholds of somebody's own."""
    return next((letter for letter, each in EDSS_THRESHOLDS.items() if each.strata == thresholds.strata), "")


def say_steps(thresholds: EdssThresholds) -> str:
    """EDSS thresholds in words: `1.5 points from a reference of 0, 1.0 point from 1.0 to 5.5, and ... from 6.0 on`."""
    strata = thresholds.strata
    if len(strata) == 1:
        return f"{_points(strata[0][1])} whatever the reference"
    told = [
        f"{_points(step)} from {_stretch(bound, following)}"
        for (bound, step), following in zip(strata, [*(bound for bound, _ in strata[1:]), None], strict=True)
    ]
    told[0] = told[0].replace(" from ", " from a reference of ", 1)
    return f"{', '.join(told[:-1])}{',' if len(told) > 2 else ''} and {told[-1]}"  # noqa: PLR2004 - a comma from three on


def _points(step: float) -> str:
    return f"{_edss(step)} {'point' if step == 1 else 'points'}"


def _stretch(bound: float, following: float | None) -> str:
    """The references from one bound to the next: `0`, `1.0 to 5.5`, `6.0 on`."""
    if following is None:
        return f"{_edss(bound)} on"
    if any(each % HALF for each in (bound, following)):
        return f"{_edss(bound)} to less than {_edss(following)}"
    # Between 0 and 1.0 the scale has no value.
    last = 0.0 if following == 1 else following - HALF
    return _edss(bound) if last <= bound else f"{_edss(bound)} to {_edss(last)}"


def _edss(value: float) -> str:
    return "0" if value == 0 else f"{value:.1f}" if value % HALF == 0 else f"{value:g}"


def say_custom_step(measure: CustomMeasure) -> str:
    """The change that counts on a measure of the user's own: `20% of the reference`, `1 from a reference of 0 on`."""
    if measure.fraction is not None:
        return f"{percent(measure.fraction)} of the reference"
    if not measure.strata:
        return "what a function of the user's own says for the reference"
    return ", ".join(f"{step:g} from a reference of {bound:g} on" for bound, step in measure.strata)


def asking(rule: Any) -> list[Setting]:  # noqa: ANN401 - any rule
    """The settings of a rule that ask something, in their order."""
    return [each for each in settings(rule) if matters(each) and not _is_of_no_cause(rule, each)]


def _is_of_no_cause(rule: Any, setting: Setting) -> bool:  # noqa: ANN401
    """Whether the setting is about the cause of a worsening that counts whatever its cause."""
    if not isinstance(rule, NoEvidenceRule | ResponseScoreRule):
        return False
    return setting.name.startswith(("worsening.cause.", "worsening.mri_from"))


def matters(setting: Setting) -> bool:
    """Whether the setting asks anything of the rule that has it, so that it is worth a line."""
    field, value = setting.field.name, setting.value
    if not _applies(setting.rule, field):
        return False
    if value is None:
        return field == "confirm_late"
    if isinstance(value, RelapseDistance):
        return asks_something(value)
    asks_nothing = value == () or (value is False and setting.field.default is False)
    return not asks_nothing and (field not in _ASK_NOTHING or value != _ASK_NOTHING[field])


def _applies(rule: Any, field: str) -> bool:  # noqa: ANN401 - any rule
    """Whether a field of the rule can make a difference, given its other fields."""
    if isinstance(rule, WorseningRule):
        return _step_applies(rule, rule.measures, field) and _way_applies(rule, field)
    if isinstance(rule, SeparationRule):
        measures = () if rule.custom is not None or rule.any_worsening else (rule.measure,)
        return _step_applies(rule, measures, field) and not (field == "lasting_after" and rule.lasting_to_end)
    if isinstance(rule, SpmsOnsetRule):
        return rule.functional_systems or "pyramidal" not in field
    return not (isinstance(rule, MilestoneRule) and field == "sustained_for" and rule.sustained_to_end)


def _step_applies(rule: WorseningRule | SeparationRule, measures: Sequence[str], field: str) -> bool:
    """Whether a field that belongs to a measure belongs to one that is looked at."""
    if field == "sdmt_needs" and (rule.sdmt_points is None or rule.sdmt_fraction is None):
        return False
    belongs = _MEASURES_OF.get(field)
    return belongs is None or bool(belongs & set(measures))


def _way_applies(rule: WorseningRule, field: str) -> bool:
    """Whether a field of the reference and of what lasts is not made idle by another one."""
    idle = {
        "reference_moves_to": rule.reference == "fixed",
        "small_changes": rule.reference == "fixed",
        "reference_never_better": rule.reference_after_relapse is None,
        "sustained_for": rule.sustained_to_end,
    }
    return not idle.get(field, False)


def say_setting(setting: Setting) -> str:
    """The value of a setting in words, with its unit."""
    return say_value_of(setting.field.name, setting.value, setting.unit)


def say_value_of(field: str, value: Any, unit: str | None) -> str:  # noqa: ANN401 - any value of a rule
    """A value of the field in words."""
    if value is None:
        return NOTHING.get(field, NOT_LOOKED_AT)
    if isinstance(value, str):
        return CHOICES.get(field, {}).get(value, MEASURES.get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(_say_part(field, part) for part in value) if value else "none"
    return _say_number(value, unit) if isinstance(value, int | float) else _say_part(field, value)


def _say_number(value: float, unit: str | None) -> str:
    if unit == "days":
        return days(int(value))
    if unit == "fraction":
        return percent(value)
    text = f"{value:.1f}" if unit == "EDSS points" else f"{value:g}"
    one = unit.removesuffix("s") if unit in _COUNTED and value == 1 else unit
    return f"{text} {one}" if one and one not in _SAID_BY_THE_MEANING else text


def _say_part(field: str, part: Any) -> str:  # noqa: ANN401 - any setting, or part of one, that has fields itself
    if dataclasses.is_dataclass(part):
        return _say_whole(part)
    if isinstance(part, str):
        return MEASURES.get(part, part)
    return days(part) if field == "confirm_also_after" else f"{part:g}"


def _say_whole(part: Any) -> str:  # noqa: ANN401
    """What has fields of its own; a whole rule, where another one has none, by its name."""
    if isinstance(part, EdssThresholds):
        letter = named_set(part)
        return f"{say_steps(part)}{f' (set {letter})' if letter else ''}"
    if isinstance(part, RelapseDistance):
        return say_distance(part)
    if isinstance(part, RelapseFreeWindow):
        return say_window(part)
    if isinstance(part, CustomMeasure):
        return f"{part.column} ({part.worse} is worse): {say_custom_step(part)}"
    return str(part.name)


def say_difference(difference: Difference) -> str:
    """What a setting is and was, in words: `days ... to the earliest confirming visit: 168 days, published 84 days`."""
    within = _WITHIN.get(difference.one.within.partition(".")[0], "")
    return f"{within}{difference.one.meaning}: {say_setting(difference.other)}, published {say_setting(difference.one)}"


def say_plainly(setting: Setting) -> str:
    """The value as it stands in a file where it is a number or a word there, and in words where it is not."""
    if isinstance(setting.value, float):
        return f"{setting.value:g}"
    return str(setting.value) if type(setting.value) in (int, str) else say_setting(setting)
