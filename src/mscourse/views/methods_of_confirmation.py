"""The sentences of a methods section on when a later visit confirms, and what becomes of the last one."""

from __future__ import annotations

from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.worsening import WorseningRule
from mscourse.views.methods_of_settings import days, either

ConfirmedRule = WorseningRule | ConfirmationRule


def waits_in_words(rule: ConfirmedRule) -> str:
    """When a confirming visit comes: `at least 84 days (12 weeks) after the event visit`."""
    after = f"{either([days(wait) for wait in rule.waits])} after the event visit"
    early = f"up to {days(rule.confirm_early)} early" if rule.confirm_early else ""
    if rule.confirm_late is None:
        return f"at least {after}{f', or {early}' if early else ''}"
    late = f"up to {days(rule.confirm_late)} late" if rule.confirm_late else ""
    allowed = [each for each in (early, late) if each]
    return f"{after}, {either(allowed)}" if allowed else f"exactly {after}"


def last_visit_in_words(rule: ConfirmedRule, seen: str) -> str:
    """When what is seen at a person's last visit counts without a confirming visit; nothing where it never does.

    Args:
        rule: the rule.
        seen: what is seen there, as the beginning of a sentence, such as `A worsening first seen`.
    """
    counted = f"{seen} at a person's last visit counted without being confirmed"
    if rule.last_visit == "always":
        return f"{counted}."
    if rule.last_visit == "early_dropout":
        within = days(rule.last_visit_within or 0)
        return f"{counted} if that visit came no more than {within} after the first one."
    if rule.last_visit == "by_chance":
        return (
            f"{counted} in people drawn at random with a probability of {rule.last_visit_chance:g} (seed {rule.seed})."
        )
    return ""


def lasting_in_words(what: str, *, for_days: int | None, to_end: bool) -> str:
    """For how long something has to hold beyond its confirmation; nothing where that is not asked.

    Args:
        what: what has to hold, as the beginning of a sentence, such as `A confirmed change counted only if it held`.
        for_days: the days from the event on, as far as the person was followed.
        to_end: whether it is to the end of follow-up.
    """
    if to_end:
        return f"{what} at every visit to the end of follow-up."
    if for_days is None:
        return ""
    return f"{what} at every visit in the {days(for_days)} from the event on, as far as the person was followed."
