"""What is computed around the course, as schemas. The columns never depend on the data.

Where the records came as days instead of dates, the same columns hold whole days.
"""

from __future__ import annotations

import dataframely as dy

from mscourse.results.completeness import Completeness, ShareClassified
from mscourse.results.due import WhoIsDue
from mscourse.results.spms_onsets import BeforeAndAfter, SpmsOnsets
from mscourse.results.words import ACTIVITIES, PHENOTYPES

CHARACTERISTICS = (
    "people",
    "sex",
    "age",
    "disease_duration",
    "edss",
    "relapses_past_year",
    "phenotype",
    "treatment",
)
BEGAN = ("first", "switch", "restart", "new")
ENDED = ("ongoing", "switch", "stop")
ATTRIBUTIONS = ("active", "none", "carry_over", "unknown", "not_on_treatment")
EVIDENCE_STATUSES = ("no_evidence", "evidence", "unknown")
LESIONS = ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")


class DerivedEdss(dy.Schema):
    """One row per visit: the EDSS that was recorded beside the one that its scores give.

    `rule_row` is the row of the rule table that decided; where the scores that it takes are not all there, nothing is
    derived. `ambiguous` is true in the rows about which implementations of the table differ.
    """

    patient_id = dy.String(nullable=False)
    date = dy.Date(nullable=False)
    edss = dy.Float64(nullable=True)
    derived_edss = dy.Float64(nullable=True)
    ambiguous = dy.Bool(nullable=True)
    rule_row = dy.Int32(nullable=True)
    definition = dy.String(nullable=False)


class RelapseTime(dy.Schema):
    """One row per person: the time `(start, end]` over which relapses are known, and how many began in it.

    Where relapses were not asked about, no visit is recorded, or no time is left, `known` is false and `start` to
    `relapses` are missing.
    """

    patient_id = dy.String(nullable=False)
    known = dy.Bool(nullable=False)
    start = dy.Date(nullable=True)
    end = dy.Date(nullable=True)
    person_years = dy.Float64(nullable=True)
    relapses = dy.Int32(nullable=True)
    definition = dy.String(nullable=False)


class RelapseRate(dy.Schema):
    """One row for everybody (`by` is missing) and one for each group; a missing `group` is that of unknown group."""

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    people = dy.Int32(nullable=False)
    """Of whom relapses are known over some time."""
    people_unknown = dy.Int32(nullable=False)
    """Of whom they are not; they take no part in the rate."""
    relapses = dy.Int32(nullable=False)
    person_years = dy.Float64(nullable=False)
    rate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


class NoEvidence(dy.Schema):
    """One row per person and year of follow-up `(start, end]`: whether there was evidence of disease activity.

    Each component is true where it was found, false where it is known to be absent, and missing where it is not known;
    `brain_volume` is also missing where the rule does not look at it.
    """

    patient_id = dy.String(nullable=False)
    year = dy.Int32(nullable=False)
    start = dy.Date(nullable=False)
    end = dy.Date(nullable=False)
    status = dy.Enum(EVIDENCE_STATUSES, nullable=False)
    relapse = dy.Bool(nullable=True)
    worsening = dy.Bool(nullable=True)
    mri = dy.Bool(nullable=True)
    brain_volume = dy.Bool(nullable=True)
    definition = dy.String(nullable=False)


class NoEvidenceShare(dy.Schema):
    """One row per year of follow-up: how many had none, some, or are unknown; the share is of those that are known."""

    year = dy.Int32(nullable=False)
    people = dy.Int32(nullable=False)
    no_evidence = dy.Int32(nullable=False)
    evidence = dy.Int32(nullable=False)
    unknown = dy.Int32(nullable=False)
    share = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class SeverityTable(dy.Schema):
    """One row per year and EDSS that occurs: the score, and how many `people` it was ranked among."""

    years = dy.Int32(nullable=False)
    edss = dy.Float64(nullable=False)
    people = dy.Int32(nullable=True)
    score = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class Severity(dy.Schema):
    """One row per visit with an EDSS: whole `years` of disease or of age, and the score, where there is one."""

    patient_id = dy.String(nullable=False)
    date = dy.Date(nullable=False)
    edss = dy.Float64(nullable=False)
    years = dy.Int32(nullable=True)
    people = dy.Int32(nullable=True)
    """Among how many it was ranked; missing where the table came from elsewhere and does not say."""
    score = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class ResponseScore(dy.Schema):
    """One row per course of treatment: the score after its first year, or between which bounds it lies.

    `score` is missing unless both bounds are the same; `least_lesions` and `most_lesions` bound the count that scores.
    Where the drug was not taken all year (`completed` is false), there is none of these.
    """

    patient_id = dy.String(nullable=False)
    drug = dy.String(nullable=False)
    start = dy.Date(nullable=False)
    end = dy.Date(nullable=False)
    completed = dy.Bool(nullable=False)
    relapses = dy.Int32(nullable=True)
    least_lesions = dy.Int32(nullable=True)
    most_lesions = dy.Int32(nullable=True)
    worsening = dy.Bool(nullable=True)
    least = dy.Int32(nullable=True)
    most = dy.Int32(nullable=True)
    score = dy.Int32(nullable=True)
    non_responder = dy.Bool(nullable=True)
    definition = dy.String(nullable=False)


class ReportReadings(dy.Schema):
    """One row per scan with a report and kind of lesion: what was recorded beside what the report says.

    `present` is missing where the report does not say, or says it in a way that is not understood for sure; there is a
    `sentence` then if it speaks of such lesions at all. `count` is missing unless a number stands there.
    """

    patient_id = dy.String(nullable=False)
    date = dy.Date(nullable=False)
    row = dy.Int64(nullable=False)
    """Where the scan stood in its source."""
    kind = dy.Enum(LESIONS, nullable=False)
    recorded = dy.Int32(nullable=True)
    present = dy.Bool(nullable=True)
    count = dy.Int32(nullable=True)
    sentence = dy.String(nullable=True)
    agrees = dy.Bool(nullable=True)
    """Whether what was recorded and what was read fit together, where both are there."""


class PeopleAt(dy.Schema):
    """One row per person: what is known of them on a day of their own."""

    patient_id = dy.String(nullable=False)
    day = dy.Date(nullable=False)
    sex = dy.String(nullable=True)
    age = dy.Float64(nullable=True)
    disease_duration = dy.Float64(nullable=True)
    """Years since the first symptom."""
    phenotype = dy.Enum(PHENOTYPES, nullable=True)
    activity = dy.Enum(ACTIVITIES, nullable=True)
    edss = dy.Float64(nullable=True)
    """The last one on or before the day."""
    edss_date = dy.Date(nullable=True)
    relapse_past_year = dy.Bool(nullable=True)
    relapses_past_year = dy.Int32(nullable=True)
    """Missing unless all of them are known."""
    relapse_past_two_years = dy.Bool(nullable=True)
    on_treatment = dy.Bool(nullable=True)
    drugs = dy.String(nullable=True)
    """Every drug of the day by the table of drugs, in order of name; `none` without one.

    Missing where treatments are not known.
    """


class BaselineTable(dy.Schema):
    """One row per group, characteristic and level: counts for what is counted, spread for what is measured."""

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    characteristic = dy.Enum(CHARACTERISTICS, nullable=False)
    level = dy.String(nullable=True)
    people = dy.Int32(nullable=False)
    """Those of the level; of what is measured, those with a value."""
    percent = dy.Float64(nullable=True)
    """Of those of whom the characteristic is known."""
    missing = dy.Int32(nullable=False)
    mean = dy.Float64(nullable=True)
    sd = dy.Float64(nullable=True)
    median = dy.Float64(nullable=True)
    q1 = dy.Float64(nullable=True)
    q3 = dy.Float64(nullable=True)
    lowest = dy.Float64(nullable=True)
    highest = dy.Float64(nullable=True)


class Feasibility(dy.Schema):
    """One row per criterion, in order: how those still possible before it answer it, and who is left after it."""

    step = dy.Int32(nullable=False)
    criterion = dy.String(nullable=False)
    entered = dy.Int32(nullable=False)
    """Those whom no earlier criterion ruled out."""
    yes = dy.Int32(nullable=False)
    no = dy.Int32(nullable=False)
    unknown = dy.Int32(nullable=False)
    eligible = dy.Int32(nullable=False)
    """Those who meet this criterion and every one before."""
    possible = dy.Int32(nullable=False)
    """Those whom neither this nor an earlier criterion ruled out."""


class TreatmentEpochs(dy.Schema):
    """One row per person and epoch on a drug, in order of its start."""

    patient_id = dy.String(nullable=False)
    epoch = dy.UInt32(nullable=False)
    drug = dy.String(nullable=False)
    known_drug = dy.Bool(nullable=False)
    atc = dy.String(nullable=True)
    efficacy = dy.String(nullable=True)
    start = dy.Date(nullable=False)
    stop = dy.Date(nullable=True)
    """The first day without the drug; missing while it goes on."""
    days = dy.Int32(nullable=True)
    courses = dy.UInt32(nullable=False)
    began = dy.Enum(BEGAN, nullable=False)
    switched_from = dy.String(nullable=True)
    ended = dy.Enum(ENDED, nullable=False)
    switched_to = dy.String(nullable=True)
    acts_from = dy.Date(nullable=True)
    acts_until = dy.Date(nullable=True)
    definition = dy.String(nullable=False)


class MriOnTreatment(dy.Schema):
    """One row per scan: whether its activity can be put to the drug of that day, and why."""

    patient_id = dy.String(nullable=False)
    date = dy.Date(nullable=False)
    row = dy.UInt32(nullable=False)
    """Where the scan stood in its source."""
    drug = dy.String(nullable=True)
    start = dy.Date(nullable=True)
    rebaseline = dy.Date(nullable=True)
    compared_with = dy.Date(nullable=True)
    attribution = dy.Enum(ATTRIBUTIONS, nullable=False)
    reason = dy.List(dy.String(), nullable=False)
    definition = dy.String(nullable=False)


AROUND_THE_COURSE: dict[str, type[dy.Schema]] = {
    "relapse_rate": RelapseRate,
    "relapse_time": RelapseTime,
    "no_evidence_of_disease_activity": NoEvidence,
    "share_without_evidence": NoEvidenceShare,
    "response_scores": ResponseScore,
    "severity_scores": Severity,
    "severity_table": SeverityTable,
    "baseline_table": BaselineTable,
    "people_at": PeopleAt,
    "feasibility": Feasibility,
    "compare_spms_onset": SpmsOnsets,
    "before_and_after_spms": BeforeAndAfter,
    "treatment_epochs": TreatmentEpochs,
    "mri_on_treatment": MriOnTreatment,
    "derive_edss": DerivedEdss,
    "read_reports": ReportReadings,
    "who_is_due": WhoIsDue,
    "completeness": Completeness,
    "share_classified": ShareClassified,
}
"""The tables by the name of the call that returns them."""
