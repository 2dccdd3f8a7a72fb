"""When the yearly evaluation and a confirming visit are due."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.fields import Checked, number


@dataclass(frozen=True, kw_only=True)
class AssessmentsRule(Checked):
    """A neurological examination and an MRI every year; a confirming visit while a worsening is pending."""

    interval: int = number(365, "days from one yearly evaluation to the next", unit="days", low=1, high=3650)
    due_soon: int = number(60, "days before the due date from which it is due soon", unit="days", low=0, high=3650)
    confirmation_grace: int = number(
        60, "days after its due date from which a confirming visit is overdue", unit="days", low=0, high=3650
    )
