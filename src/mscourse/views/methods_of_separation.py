"""The sentences of a methods section on the change from the baseline, split by what relapses had to do with it."""

from __future__ import annotations

from mscourse.rules.separation import SeparationRule
from mscourse.views.methods_of_confirmation import last_visit_in_words
from mscourse.views.methods_of_milestones import confirmed_in_words, measure_in_words
from mscourse.views.methods_of_settings import asks_something, days, say_distance
from mscourse.views.methods_of_thresholds import (
    custom_in_words,
    edss_in_words,
    sdmt_in_words,
    timed_tests_in_words,
)


def separation_in_words(rule: SeparationRule) -> str:
    """How the change from the baseline is split by the rule."""
    away = f" that was {say_distance(rule.baseline)}" if asks_something(rule.baseline) else ""
    split = (
        f"The change in {measure_in_words(rule)} from the baseline was split at every visit into a lasting and a "
        "passing relapse-associated part and the relapse-independent rest."
    )
    sentences = [
        split,
        f"The baseline was the best value up to the first visit{away}.",
        _step(rule),
        _reach(rule),
        confirmed_in_words(rule, "it held at every visit up to and including that one"),
        last_visit_in_words(rule, "A worsening first seen"),
        _lasting(rule),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _step(rule: SeparationRule) -> str:
    if rule.any_worsening:
        return "Every worsening counted, however small."
    if rule.custom is not None:
        return custom_in_words(rule.custom, change="worsening")
    if rule.measure == "edss":
        return edss_in_words(rule.edss, change="worsening")
    if rule.measure == "sdmt":
        return sdmt_in_words(rule.sdmt_points, rule.sdmt_fraction, rule.sdmt_needs, change="worsening")
    return timed_tests_in_words([rule.measure], rule.timed_test_fraction, change="worsening")


def _reach(rule: SeparationRule) -> str:
    """Which relapses are looked at; days before the worsening are days after the relapse."""
    before, after = rule.associated_before, rule.associated_after
    if not (before or after):
        return "No worsening was put down to a relapse."
    sides = [
        *([f"in the {days(before)} before it or on its day"] if before else []),
        *([f"in the {days(after)} after it{'' if before else ' or on its day'}"] if after else []),
    ]
    return (
        "A worsening, from the last value before the relapse, was put down to the relapse if that began "
        f"{' or '.join(sides)}."
    )


def _lasting(rule: SeparationRule) -> str:
    if rule.lasting_to_end:
        return "A confirmed worsening lasted if it held at every visit to the end of follow-up, and passed if not."
    if rule.lasting_after == 0:
        return "Every confirmed worsening lasted."
    return (
        f"A confirmed worsening lasted if it still held more than {days(rule.lasting_after)} after it began, or to the "
        "end of follow-up, and passed if not."
    )
