"""The sentence of a methods section on which recorded relapses count."""

from __future__ import annotations

from mscourse.rules.relapses import RelapseRule
from mscourse.views.methods_of_settings import days


def relapses_in_words(rule: RelapseRule) -> str:
    """Which relapses are passed over, and which belong to an earlier one."""
    return (
        f"Relapses known to be shorter than {rule.minimum_duration_hours:,} hours, or with fever or infection, were "
        f"passed over, and an onset fewer than {days(rule.minimum_interval)} after the last one belonged to that "
        "relapse."
    )
