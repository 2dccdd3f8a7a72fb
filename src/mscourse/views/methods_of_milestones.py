"""The sentences of a methods section on milestones."""

from __future__ import annotations

from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.milestones import MilestoneRule
from mscourse.views.methods_of_confirmation import last_visit_in_words, lasting_in_words, waits_in_words
from mscourse.views.methods_of_settings import MEASURES, asks_something, say_distance
from mscourse.views.vocabulary import listed


def milestones_in_words(rule: MilestoneRule) -> str:
    """When a milestone is reached by the rule."""
    values = listed([f"{value:g}" for value in rule.values])
    downwards = rule.custom.worse == "lower" if rule.custom is not None else rule.measure == "sdmt"
    past = f"at or {'below' if downwards else 'above'} it"
    which = "The milestone was" if len(rule.values) == 1 else "The milestones were"
    reached = (
        f"{which} {measure_in_words(rule)} {values}; {'it' if len(rule.values) == 1 else 'each'} was reached at the "
        f"first visit {past}, the event visit, that was confirmed."
    )
    sentences = [
        reached,
        f"This visit was {say_distance(rule.event_visit)}." if asks_something(rule.event_visit) else "",
        confirmed_in_words(rule, f"every visit up to and including that one was {past}"),
        last_visit_in_words(rule, "A milestone first seen"),
        lasting_in_words(
            f"It counted only if the person was {past}", for_days=rule.sustained_for, to_end=rule.sustained_to_end
        ),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def measure_in_words(rule: ConfirmationRule) -> str:
    """The measure that the rule looks at: `EDSS`."""
    return MEASURES[rule.measure] if rule.custom is None else f"`{rule.custom.column}`"


def confirmed_in_words(rule: ConfirmationRule, held: str) -> str:
    """Which visit confirms, and what has to hold for it, as the end of a sentence."""
    scheduled = "scheduled visit" if rule.scheduled_only else "visit"
    distance = rule.confirming_visit
    away = f", {say_distance(distance)}" if asks_something(distance) else ""
    return f"It was confirmed at the first {scheduled} {waits_in_words(rule)}{away}, provided that {held}."
