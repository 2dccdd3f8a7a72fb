"""The sentences of a methods section on SPMS onset."""

from __future__ import annotations

from mscourse.rules.differences import settings
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule
from mscourse.views.methods_of_settings import days, named_set, say_distance, say_setting, say_steps


def spms_onset_in_words(rule: SpmsDefinition) -> str:
    """What dates SPMS onset by a rule of any kind; `It` is the onset, named before."""
    if isinstance(rule, SpmsOnsetRule):
        return _rise(rule)
    if isinstance(rule, SpmsEntryRule):
        return _entry(rule)
    return _own(rule) if isinstance(rule, SpmsOwnRule) else _RECORDED


def _rise(rule: SpmsOnsetRule) -> str:
    letter = named_set(rule.edss)
    usable = f"A visit was usable if it was {say_distance(RelapseDistance(after=rule.usable_after_relapse))}."
    rise = (
        f"It was a usable visit at which the EDSS had risen by at least {say_steps(rule.edss)}"
        f"{f' (threshold set {letter})' if letter else ''}, without a relapse since the last usable visit, to "
        f"{rule.minimum_edss:.1f} or more; the rise and that level had to hold at every visit up to the first usable "
        f"one at least {days(rule.confirm_after)} later."
    )
    reference = (
        "The reference was at first the first usable visit; it moved to the confirming visit after a confirmed "
        "improvement, and after a confirmed rise that relapses kept from counting."
    )
    to_the_end = "Both had to hold at every later visit to the last." if rule.looks_ahead else ""
    systems = _functional_systems(rule) if rule.functional_systems else ""
    return " ".join(sentence for sentence in (rise, to_the_end, usable, systems, reference) if sentence)


def _functional_systems(rule: SpmsOnsetRule) -> str:
    return (
        f"Where functional systems were recorded, the pyramidal score was {rule.minimum_pyramidal} or more at the "
        f"onset (a missing score was taken as sufficient from EDSS {rule.pyramidal_assumed_from_edss:.1f} on), and a "
        "functional system that had risen most was still raised up to the confirmation."
    )


def _entry(rule: SpmsEntryRule) -> str:
    letter = named_set(rule.edss)
    steps = say_steps(rule.edss).replace("a reference of ", "an EDSS of ")
    steps = steps.replace("whatever the reference", "whatever the EDSS")
    return (
        f"It was the first visit of a person with a relapsing onset{_age(rule)} with an EDSS from "
        f"{rule.minimum_edss:.1f} to {rule.maximum_edss:.1f}, if an earlier visit, at most {days(rule.rise_within)} "
        f"before, was lower by at least {steps}{f' (threshold set {letter})' if letter else ''}, by the EDSS at the "
        f"visit itself, and{_relapse_free(rule)}. Nothing had to be confirmed."
    )


def _age(rule: SpmsEntryRule) -> str:
    low, high = rule.minimum_age, rule.maximum_age
    if low is None and high is None:
        return ""
    ends = [*([] if low is None else [f"from {low}"]), *([] if high is None else [f"up to {high}"])]
    return f", aged {' '.join(ends)} completed years,"


def _relapse_free(rule: SpmsEntryRule) -> str:
    if rule.relapse_free == 0:
        return " whatever relapses came before"
    return (
        f" no relapse had begun fewer than {days(rule.relapse_free)} before, where relapses had been asked about for "
        "all of that time"
    )


_RECORDED = (
    "It was the first day on which a clinician had recorded SPMS. Labels of one day that contradict each other were "
    "passed over, and a later label did not take it back."
)


def _own(rule: SpmsOwnRule) -> str:
    told = [
        f"{setting.meaning or setting.name.replace('_', ' ')}: {say_setting(setting)}" for setting in settings(rule)
    ]
    numbers = f" Its settings were: {'; '.join(told)}." if told else ""
    return (
        f"It was told by a rule of the authors' own ({type(rule).__name__}): {rule.sentence}{numbers} The rule was "
        "asked day by day with the records up to that day, and its first answer stood."
    )
