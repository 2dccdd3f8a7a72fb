"""Who is due for what, as schemas. The columns never depend on the data.

Where the records came as days instead of dates, the same columns hold whole days.
"""

from __future__ import annotations

import dataframely as dy

from mscourse.results.words import ASSESSMENT_KINDS, ASSESSMENT_STATUSES

STANDINGS = ("due", "nothing_due", "follow_up_ended", "died")


class WhoIsDue(dy.Schema):
    """One row per person and evaluation that is overdue, due soon or was never done; the most urgent first."""

    patient_id = dy.String(nullable=False)
    kind = dy.Enum(ASSESSMENT_KINDS, nullable=False)
    as_of = dy.Date(nullable=False)
    """The day judged: the last one of this person's course."""
    last_date = dy.Date(nullable=True)
    due_date = dy.Date(nullable=True)
    days_overdue = dy.Int32(nullable=True)
    """Negative where the due date is still to come; missing where the evaluation was never done."""
    status = dy.Enum(ASSESSMENT_STATUSES, nullable=False)
    counts_from = dy.Date(nullable=True)
    """Of a confirming visit: the first day on which a visit can confirm."""


class DueByPerson(dy.Schema):
    """One row per person with everything that is due, in the order of the person's most urgent evaluation."""

    patient_id = dy.String(nullable=False)
    as_of = dy.Date(nullable=False)
    due = dy.List(dy.String(), nullable=False)
    """The kinds of evaluation, the most urgent first."""
    status = dy.List(dy.String(), nullable=False)
    """Of each of them."""
    days_overdue = dy.Int32(nullable=True)
    """Of the one that is overdue longest."""
    one_visit_from = dy.Date(nullable=True)
    """Where an examination and a confirming visit are due: the first day on which one visit can be both."""


class DueStanding(dy.Schema):
    """One row per person: whether anything is due on the day judged, or why nothing is asked for."""

    patient_id = dy.String(nullable=False)
    as_of = dy.Date(nullable=False)
    standing = dy.Enum(STANDINGS, nullable=False)


class DueCounts(dy.Schema):
    """One row per kind of evaluation: how many people it is due for."""

    kind = dy.Enum(ASSESSMENT_KINDS, nullable=False)
    overdue = dy.Int32(nullable=False)
    never = dy.Int32(nullable=False)
    due_soon = dy.Int32(nullable=False)


DUE: dict[str, type[dy.Schema]] = {
    "due_by_person": DueByPerson,
    "due_counts": DueCounts,
    "due_standing": DueStanding,
}
"""The tables beside `who_is_due` by the name of the call that returns them."""
