"""The sentences of a methods section on years without evidence of disease activity."""

from __future__ import annotations

from mscourse.rules.no_evidence import NoEvidenceRule
from mscourse.views.methods_of_change import worsening_in_words
from mscourse.views.methods_of_relapses import relapses_in_words
from mscourse.views.methods_of_settings import days
from mscourse.views.vocabulary import listed


def no_evidence_in_words(rule: NoEvidenceRule) -> str:
    """When a year is without evidence by the rule, and when nobody knows."""
    absent = listed([*_lesions(rule), *_brain_volume(rule)])
    sentences = [
        (
            f"A year of follow-up, {days(rule.year)} from the first visit with an EDSS on, was without evidence if it "
            f"was known to have brought no relapse, no confirmed worsening, whatever its cause, {absent}."
        ),
        (
            "One of these that was found was evidence, even where another was not known; without one, anything unknown "
            "left the year unknown."
        ),
        _grace(rule),
        relapses_in_words(rule.relapses),
        worsening_in_words(rule.worsening),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _lesions(rule: NoEvidenceRule) -> list[str]:
    if rule.t2_allowed == 0:
        return ["no new, enlarging or gadolinium-enhancing lesion"]
    lesions = "lesion" if rule.t2_allowed == 1 else "lesions"
    return ["no gadolinium-enhancing lesion", f"not more than {rule.t2_allowed:,} new or enlarging T2 {lesions}"]


def _brain_volume(rule: NoEvidenceRule) -> list[str]:
    if rule.brain_volume_loss is None:
        return []
    return [f"no loss of brain volume of more than {rule.brain_volume_loss:,} % a year"]


def _grace(rule: NoEvidenceRule) -> str:
    if rule.grace == 0:
        return "Only examinations and scans within the year told of it."
    return (
        f"Where a year had no examination or scan of its own, the next one told of it if it came at most "
        f"{days(rule.grace)} later."
    )
