"""The sentences of a methods section on SPMS onset."""

from __future__ import annotations

from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.views.methods_of_settings import days, named_set, say_distance, say_steps


def spms_onset_in_words(rule: SpmsOnsetRule) -> str:
    """What dates SPMS onset by the rule; `It` is the onset, named before."""
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
