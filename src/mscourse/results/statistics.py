"""The statistics behind a cohort report, as schemas. The columns never depend on the data.

Where the records came as days instead of dates, the same columns hold whole days. In every table one row or block of
rows is for everybody (`by` is missing) and one for each group; a missing `group` is that of unknown group.
"""

from __future__ import annotations

import dataframely as dy

from mscourse.results.words import CAUSES

OUTCOMES = ("event", "death", "censored")
ORIGINS = ("first_record", "onset")
LEFT_OUT = (
    "not_relapsing",
    "course_unknown",
    "relapses_not_known",
    "not_examined",
    "onset_unknown",
    "already",
    "no_follow_up",
)
"""Why somebody takes no part, in the order in which the reasons are looked for."""
MODELLED = ("estimated", "no_events", "no_other_level")
COMPARED = ("reference", *MODELLED, "reference_without_events")
MODELS = ("negative_binomial", "poisson")
STATES_OF = ("phenotype", "activity", "progression")
PER_YEAR = ("calendar", "follow_up")
PEOPLE_STAGES = (
    "with_records",
    "by_the_last_day",
    "with_rows_set_aside",
    "course_told",
    "activity_told",
    "worsening_told",
)
IN_A_LANE = ("phenotype", "relapse", "worsening", "spms_onset", "death")


class Times(dy.Schema):
    """One row per person with a record: how long it took to the event, or until it could no longer be seen.

    Times are days since `start`; a person is under observation from `entry_days` (excluded) to `time_days` (included).
    Who takes no part has a reason in `left_out` instead of times and an outcome.
    """

    patient_id = dy.String(nullable=False)
    event = dy.String(nullable=False)
    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    start = dy.Date(nullable=True)
    entry_days = dy.Int32(nullable=True)
    time_days = dy.Int32(nullable=True)
    outcome = dy.Enum(OUTCOMES, nullable=True)
    left_out = dy.Enum(LEFT_OUT, nullable=True)
    definition = dy.String(nullable=False)


class Survival(dy.Schema):
    """One row per group and day on which somebody had the event or left; the first row of a group is that of day 0.

    `estimate` is missing where nobody takes part, the limits also where it is 1 or 0.
    """

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    time_days = dy.Int32(nullable=False)
    at_risk = dy.Int32(nullable=False)
    events = dy.Int32(nullable=False)
    censored = dy.Int32(nullable=False)
    """Those who left without the event; the dead are among them."""
    estimate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)


class MedianTime(dy.Schema):
    """One row per group: people, events, and the day by which half had the event, missing where it was not reached."""

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    people = dy.Int32(nullable=False)
    left_out = dy.Int32(nullable=False)
    events = dy.Int32(nullable=False)
    median = dy.Int32(nullable=True)
    lower = dy.Int32(nullable=True)
    upper = dy.Int32(nullable=True)
    confidence = dy.Float64(nullable=False)


class NumbersAtRisk(dy.Schema):
    """One row per group and day asked for: who was still at risk, and what had become of the others by then."""

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    time_days = dy.Int32(nullable=False)
    at_risk = dy.Int32(nullable=False)
    not_yet = dy.Int32(nullable=False)
    """Those who came under observation later."""
    events = dy.Int32(nullable=False)
    """Before the day; so are the next two."""
    deaths = dy.Int32(nullable=False)
    censored = dy.Int32(nullable=False)


class Incidence(dy.Schema):
    """One row per group and day on which somebody had the event, died or left; the first row is that of day 0.

    `estimate` and its limits are the share with the event; `death_estimate` is the share who died without it.
    """

    by = dy.String(nullable=True)
    group = dy.String(nullable=True)
    time_days = dy.Int32(nullable=False)
    at_risk = dy.Int32(nullable=False)
    events = dy.Int32(nullable=False)
    deaths = dy.Int32(nullable=False)
    censored = dy.Int32(nullable=False)
    estimate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    death_estimate = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)


class LogRank(dy.Schema):
    """One row per group: events seen and expected if the groups did not differ; the test is the same in every row."""

    by = dy.String(nullable=True)
    group = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    events = dy.Int32(nullable=False)
    expected_events = dy.Float64(nullable=False)
    people_unknown = dy.Int32(nullable=False)
    """Of unknown group; they take no part."""
    statistic = dy.Float64(nullable=True)
    degrees = dy.Int32(nullable=False)
    p = dy.Float64(nullable=True)


class HazardRatios(dy.Schema):
    """One row per number, and per level of a covariate of words but the one that it is compared with."""

    covariate = dy.String(nullable=False)
    level = dy.String(nullable=True)
    reference = dy.String(nullable=True)
    people = dy.Int32(nullable=False)
    """Of the level; of a number, all in the model."""
    events = dy.Int32(nullable=False)
    people_unknown = dy.Int32(nullable=False)
    """Those of whom some covariate is not known; they take no part."""
    hazard_ratio = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    p = dy.Float64(nullable=True)
    proportional_hazards_p = dy.Float64(nullable=True)
    status = dy.Enum(MODELLED, nullable=False)
    confidence = dy.Float64(nullable=False)


class RelapseRateRatio(dy.Schema):
    """One row per group; the ratio of its relapse rate to that of the group it is compared with."""

    by = dy.String(nullable=False)
    group = dy.String(nullable=False)
    reference = dy.String(nullable=True)
    people = dy.Int32(nullable=False)
    people_unknown = dy.Int32(nullable=False)
    """Of the group, those of whom relapses are not known; they take no part."""
    relapses = dy.Int32(nullable=False)
    person_years = dy.Float64(nullable=False)
    ratio = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    p = dy.Float64(nullable=True)
    dispersion = dy.Float64(nullable=True)
    """Of the model: the variance is mean + dispersion * mean squared; 0 is Poisson."""
    model = dy.Enum(MODELS, nullable=True)
    status = dy.Enum(COMPARED, nullable=False)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


class TransitionRates(dy.Schema):
    """One row for each two states, whether or not anybody went from the one to the other."""

    of = dy.Enum(STATES_OF, nullable=False)
    from_state = dy.String(nullable=False)
    to_state = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    """Those who were ever in the first state."""
    person_years = dy.Float64(nullable=False)
    """In the first state."""
    transitions = dy.Int32(nullable=False)
    rate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


class StateDistribution(dy.Schema):
    """One row for each day asked for and each state, and for those who are in none; either `date` or `years` is given.

    `share` is of those in a state, and missing for the others.
    """

    of = dy.Enum(STATES_OF, nullable=False)
    date = dy.Date(nullable=True)
    years = dy.Float64(nullable=True)
    """Since the first symptom."""
    state = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    share = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class RowFlow(dy.Schema):
    """One row per table that was given: what became of its rows."""

    table = dy.String(nullable=False)
    given = dy.Int64(nullable=False)
    set_aside = dy.Int64(nullable=False)
    passed_over = dy.Int64(nullable=False)
    after_until = dy.Int64(nullable=False)
    used = dy.Int64(nullable=False)


class PeopleFlow(dy.Schema):
    """One row per stage: those with records, and those of whom something can be said on the last day of their course.

    `with_rows_set_aside` are part of those with records.
    """

    stage = dy.Enum(PEOPLE_STAGES, nullable=False)
    people = dy.Int32(nullable=False)


class StateFlow(dy.Schema):
    """One row for two years that follow each other and two states in which somebody was in them.

    Beside the states of the course there are `died` and `not_followed`.
    """

    of = dy.Enum(STATES_OF, nullable=False)
    from_years = dy.Float64(nullable=False)
    """Since the first record, as is `to_years`."""
    to_years = dy.Float64(nullable=False)
    from_state = dy.String(nullable=False)
    to_state = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    definition = dy.String(nullable=False)


class RelapseRateAroundSpms(dy.Schema):
    """One row per year before and after the onset of SPMS; the year that begins with the onset is 1, the one before -1.

    There is no year 0.
    """

    year = dy.Int32(nullable=False)
    people = dy.Int32(nullable=False)
    """Those of whom relapses are known on some of its days."""
    relapses = dy.Int32(nullable=False)
    person_years = dy.Float64(nullable=False)
    rate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


class CourseLanes(dy.Schema):
    """One row per stretch of a course, relapse, worsening, onset of SPMS and death; nobody is named.

    `start_years` and `end_years` count from the first record; of what has a single day, `end_years` is missing.
    """

    lane = dy.Int32(nullable=False)
    """1 is the person followed longest."""
    what = dy.Enum(IN_A_LANE, nullable=False)
    word = dy.String(nullable=True)
    """The phenotype of a stretch, the cause of a worsening."""
    start_years = dy.Float64(nullable=False)
    end_years = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class Agreement(dy.Schema):
    """One row: how far two labels of the same people agree."""

    people = dy.Int32(nullable=False)
    """With both labels."""
    people_unknown = dy.Int32(nullable=False)
    """With one label at most; they take no part."""
    agreed = dy.Int32(nullable=False)
    percent = dy.Float64(nullable=True)
    percent_by_chance = dy.Float64(nullable=True)
    kappa = dy.Float64(nullable=True)
    standard_error = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)


class AgreementCounts(dy.Schema):
    """One row for each two labels; a missing label is not known."""

    first = dy.String(nullable=True)
    second = dy.String(nullable=True)
    people = dy.Int32(nullable=False)


class RelapseSampleSize(dy.Schema):
    """One row: how many people a comparison of relapse rates needs."""

    rate = dy.Float64(nullable=False)
    ratio = dy.Float64(nullable=False)
    dispersion = dy.Float64(nullable=False)
    years = dy.Float64(nullable=False)
    allocation = dy.Float64(nullable=False)
    alpha = dy.Float64(nullable=False)
    power = dy.Float64(nullable=False)
    people_reference = dy.Int64(nullable=False)
    people_compared = dy.Int64(nullable=False)
    people = dy.Int64(nullable=False)


class EventSampleSize(dy.Schema):
    """One row: how many events and people a comparison of times to an event needs."""

    hazard_ratio = dy.Float64(nullable=False)
    hazard = dy.Float64(nullable=False)
    accrual_years = dy.Float64(nullable=False)
    follow_up_years = dy.Float64(nullable=False)
    lost_per_year = dy.Float64(nullable=False)
    allocation = dy.Float64(nullable=False)
    alpha = dy.Float64(nullable=False)
    power = dy.Float64(nullable=False)
    events = dy.Int64(nullable=False)
    chance_reference = dy.Float64(nullable=False)
    """That somebody of the group has the event while followed."""
    chance_compared = dy.Float64(nullable=False)
    people_reference = dy.Int64(nullable=False)
    people_compared = dy.Int64(nullable=False)
    people = dy.Int64(nullable=False)


class WorseningPerYear(dy.Schema):
    """One row for each year and cause, years without any among them."""

    per = dy.Enum(PER_YEAR, nullable=False)
    year = dy.Int32(nullable=False)
    cause = dy.Enum(CAUSES, nullable=False)
    people = dy.Int32(nullable=False)
    """Followed in that year."""
    person_years = dy.Float64(nullable=False)
    events = dy.Int32(nullable=False)
    rate = dy.Float64(nullable=True)
    lower = dy.Float64(nullable=True)
    upper = dy.Float64(nullable=True)
    confidence = dy.Float64(nullable=False)
    definition = dy.String(nullable=False)


STATISTICS: dict[str, type[dy.Schema]] = {
    "time_to": Times,
    "kaplan_meier": Survival,
    "median_time": MedianTime,
    "numbers_at_risk": NumbersAtRisk,
    "cumulative_incidence": Incidence,
    "log_rank": LogRank,
    "cox": HazardRatios,
    "relapse_rate_ratio": RelapseRateRatio,
    "transition_rates": TransitionRates,
    "state_distribution": StateDistribution,
    "row_flow": RowFlow,
    "people_flow": PeopleFlow,
    "state_flow": StateFlow,
    "relapse_rate_around_spms": RelapseRateAroundSpms,
    "course_lanes": CourseLanes,
    "agreement": Agreement,
    "agreement_counts": AgreementCounts,
    "sample_size_relapse_rate": RelapseSampleSize,
    "sample_size_time_to_event": EventSampleSize,
    "worsening_by_cause_per_year": WorseningPerYear,
}
"""The tables by the name of the call that returns them."""
