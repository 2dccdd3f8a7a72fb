"""The sentences of a methods section on treatment epochs, and on what a scan says of a drug."""

from __future__ import annotations

from mscourse.rules.treatments import TreatmentRule
from mscourse.views.methods_of_settings import days


def treatments_in_words(rule: TreatmentRule) -> str:
    """Which courses are one epoch by the rule, and which lesions are put to the drug of the day."""
    return " ".join((_epochs(rule), _lesions(rule), _comparison(rule)))


def _epochs(rule: TreatmentRule) -> str:
    one = f"{days(rule.bridged_pause)} at most were one epoch" if rule.bridged_pause else "0 days were one epoch"
    carried = f" to {days(rule.carry_over)} after its end" if rule.carry_over else " to its end"
    return (
        f"Courses of one drug with a pause of {one}. An epoch ended in a switch if another drug was begun at most "
        f"{days(rule.switch_within)} after its end and went on beyond it. A drug was taken to act from "
        f"{days(rule.onset_of_action)} after its start{carried}."
    )


def _lesions(rule: TreatmentRule) -> str:
    return (
        "The re-baseline scan was the first one, not of the cord alone, from "
        f"{rule.rebaseline_from:,} to {days(rule.rebaseline_to)} after the start. New and enlarging T2 lesions were "
        "put to the drug where they had been counted against that scan or a later one, and gadolinium-enhancing "
        f"lesions from {days(rule.onset_of_action)} after the start on; lesions on the re-baseline scan or before it "
        "may be older than the drug."
    )


def _comparison(rule: TreatmentRule) -> str:
    if rule.unnamed_comparison == "previous_scan":
        return (
            "Where a scan did not say what its lesions had been counted against, the previous scan, not of the cord "
            "alone, was taken."
        )
    return "T2 lesions of a scan that did not say what they had been counted against were not put to any drug."
