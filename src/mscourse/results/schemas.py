"""The result tables as schemas. Their columns never depend on the data.

Where the records came as days instead of dates, the same columns hold whole days.
"""

from __future__ import annotations

import dataframely as dy

from mscourse.results import words


def _some_of(closed_list: tuple[str, ...]) -> dy.List:
    return dy.List(dy.Enum(closed_list), nullable=False)


class States(dy.Schema):
    """One row per patient and stretch of time `[start, end)` in which nothing changed."""

    patient_id = dy.String()
    start = dy.Date(nullable=False)
    end = dy.Date(nullable=False)
    phenotype = dy.Enum(words.PHENOTYPES, nullable=False)
    derived_phenotype = dy.Enum(words.PHENOTYPES, nullable=False)
    activity = dy.Enum(words.ACTIVITIES, nullable=False)
    activity_reason = _some_of(words.ACTIVITY_REASONS)
    activity_timing_uncertain = dy.Bool(nullable=False)
    progression = dy.Enum(words.PROGRESSIONS, nullable=False)
    progression_reason = _some_of(words.PROGRESSION_REASONS)
    worsening = dy.Enum(words.WORSENINGS, nullable=False)
    worsening_cause = dy.Enum(words.CAUSES, nullable=True)
    confirmation_due = dy.Date(nullable=True)
    relapse_free_two_years = dy.Bool(nullable=True)
    on_treatment = dy.Bool(nullable=True)
    spms_onset = dy.Date(nullable=True)
    spms_known_on = dy.Date(nullable=True)
    label = dy.Categorical(nullable=False)
    icd10cm = dy.Categorical(nullable=False)
    definition = dy.Categorical(nullable=False)


class Events(dy.Schema):
    """One row per confirmed change, relapse, positive scan and SPMS onset, as known at the end of the span."""

    patient_id = dy.String()
    kind = dy.Enum(words.EVENT_KINDS, nullable=False)
    measure = dy.Enum(words.MEASURE_COLUMNS, nullable=True)
    cause = dy.Enum(words.CAUSES, nullable=True)
    mri_during = dy.Enum(words.MRI_DURING, nullable=True)
    onset = dy.Date(nullable=False)
    onset_value = dy.Float64(nullable=True)
    reference_date = dy.Date(nullable=True)
    reference_value = dy.Float64(nullable=True)
    confirmed_on = dy.Date(nullable=True)
    confirmed_value = dy.Float64(nullable=True)
    known_on = dy.Date(nullable=False)
    sustained_until = dy.Date(nullable=True)
    sustained_to_end = dy.Bool(nullable=True)
    definition = dy.Categorical(nullable=False)


class Changes(Events):
    """The confirmed changes that `find_events` finds: events, with the waits at which each is confirmed.

    Where the rule has measures of the user's own, their columns come after the others in the list of `measure`.
    """

    confirmed_after = dy.List(dy.Int32(), nullable=False)


class Milestones(dy.Schema):
    """One row per person, measure and milestone; where it was not reached, how far the person was followed."""

    patient_id = dy.String(nullable=False)
    measure = dy.Enum(words.MEASURE_COLUMNS, nullable=False)
    milestone = dy.Float64(nullable=False)
    reached = dy.Bool(nullable=False)
    date = dy.Date(nullable=False)
    value = dy.Float64(nullable=True)
    days = dy.Int32(nullable=False)
    confirmed_on = dy.Date(nullable=True)
    definition = dy.String(nullable=False)


class Separation(dy.Schema):
    """One row per person, measure and visit with a value; the parts are missing before the baseline's last visit."""

    patient_id = dy.String(nullable=False)
    measure = dy.Enum(words.MEASURE_COLUMNS, nullable=False)
    date = dy.Date(nullable=False)
    value = dy.Float64(nullable=False)
    baseline = dy.Float64(nullable=True)
    lasting = dy.Float64(nullable=True)
    passing = dy.Float64(nullable=True)
    independent = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class Evidence(dy.Schema):
    """What each statement rests on, and every candidate that was considered and refused, with its time.

    The evidence at t is the rows with `known_from <= t` and (`known_until` missing or `t < known_until`). `field` is
    the column that was read; for `recorded_courses` it is the course that was recorded. A row without a verdict
    is a record that was passed over, and its note says why.
    """

    patient_id = dy.String()
    claim = dy.Enum(words.CLAIMS, nullable=False)
    verdict = dy.Enum(words.VERDICTS, nullable=True)
    known_from = dy.Date(nullable=False)
    known_until = dy.Date(nullable=True)
    table = dy.Enum(words.EVIDENCE_TABLES, nullable=False)
    date = dy.Date(nullable=True)
    field = dy.Enum(words.EVIDENCE_FIELDS, nullable=False)
    value = dy.Float64(nullable=True)
    reference_date = dy.Date(nullable=True)
    reference_value = dy.Float64(nullable=True)
    confirming_date = dy.Date(nullable=True)
    relapse_date = dy.Date(nullable=True)
    note = dy.Enum(words.NOTES, nullable=True)


class Assessments(dy.Schema):
    """When each evaluation was last done, when it is due, and where that stands at the end of the span."""

    patient_id = dy.String()
    kind = dy.Enum(words.ASSESSMENT_KINDS, nullable=False)
    last_date = dy.Date(nullable=True)
    due_date = dy.Date(nullable=True)
    status = dy.Enum(words.ASSESSMENT_STATUSES, nullable=False)


class Topics(dy.Schema):
    """What the course gives reason to speak about: one row per patient, topic and stretch `[start, end)`."""

    patient_id = dy.String()
    start = dy.Date(nullable=False)
    end = dy.Date(nullable=False)
    key = dy.Enum(words.TOPICS, nullable=False)


RESULTS: dict[str, type[dy.Schema]] = {
    "states": States,
    "events": Events,
    "evidence": Evidence,
    "assessments": Assessments,
    "topics": Topics,
}
