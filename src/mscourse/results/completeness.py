"""For how much of the time, and for how many people, statements could be made, as schemas.

The columns never depend on the data. Where the records came as days instead of dates, `as_of` holds whole days.
"""

from __future__ import annotations

import dataframely as dy

STATEMENTS = ("phenotype", "activity", "progression", "worsening", "relapse_free_two_years", "on_treatment")
LACKING = (
    "cause_undefined",
    "followed_too_short",
    "mri_not_readable",
    "no_mri_in_window",
    "no_visit_in_window",
    "onset_type_not_recorded",
    "relapses_not_ascertained",
    "too_short_to_judge",
    "treatments_not_given",
    "worsening_unconfirmed",
)
"""What is missing where a statement cannot be made, in order of the words."""
UNCLASSIFIED = (
    *LACKING,
    "age_unknown",
    "awaiting_confirmation",
    "no_confirming_visit",
    "no_day_of_follow_up",
    "no_later_visit",
    "no_recorded_course",
    "no_usable_visit",
    "no_visit",
)
"""What is missing where a definition cannot classify a person."""


class Completeness(dy.Schema):
    """One row per person and statement: on how many days it could be made, and whether it can be on the last."""

    patient_id = dy.String(nullable=False)
    statement = dy.Enum(STATEMENTS, nullable=False)
    as_of = dy.Date(nullable=True)
    """The last day that is counted; missing where there is none."""
    days = dy.Int32(nullable=False)
    """On which the statement applies."""
    days_known = dy.Int32(nullable=False)
    share = dy.Float64(nullable=True)
    known_on_last_day = dy.Bool(nullable=True)
    """Missing where the statement does not apply then."""
    missing = dy.List(dy.String(), nullable=False)
    """Why it cannot be made on the last day."""


class CohortCompleteness(dy.Schema):
    """One row per statement, for the whole cohort."""

    statement = dy.Enum(STATEMENTS, nullable=False)
    people = dy.Int32(nullable=False)
    """To whom it applied on some day."""
    person_days = dy.Int64(nullable=False)
    person_days_known = dy.Int64(nullable=False)
    share = dy.Float64(nullable=True)
    people_on_last_day = dy.Int32(nullable=False)
    """To whom it applies on their last day."""
    unknown_on_last_day = dy.Int32(nullable=False)
    """Of whom it cannot be made then."""


class LackingByReason(dy.Schema):
    """One row per statement and reason that occurs. A day that lacks several things stands under each of them."""

    statement = dy.Enum(STATEMENTS, nullable=False)
    reason = dy.Enum(LACKING, nullable=False)
    people = dy.Int32(nullable=False)
    person_days = dy.Int64(nullable=False)
    people_on_last_day = dy.Int32(nullable=False)


class ClassifiedPeople(dy.Schema):
    """One row per person and definition: whether it could classify the person, and if not, what was missing."""

    patient_id = dy.String(nullable=False)
    name = dy.String(nullable=False)
    classified = dy.Bool(nullable=False)
    missing = dy.List(dy.String(), nullable=False)
    definition = dy.String(nullable=False)


class ShareClassified(dy.Schema):
    """One row per definition: how many people it could classify, with the Wilson interval of their share."""

    name = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    classified = dy.Int32(nullable=False)
    share = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


class WhyNotClassified(dy.Schema):
    """One row per definition and thing that was missing; a person who lacks several stands under each of them."""

    name = dy.String(nullable=False)
    reason = dy.Enum(UNCLASSIFIED, nullable=False)
    people = dy.Int32(nullable=False)
    definition = dy.String(nullable=False)


COMPLETENESS: dict[str, type[dy.Schema]] = {
    "completeness_of_cohort": CohortCompleteness,
    "lacking_by_reason": LackingByReason,
    "classified_people": ClassifiedPeople,
    "why_not_classified": WhyNotClassified,
}
"""The tables beside `completeness` and `share_classified` by the name of the call that returns them."""
