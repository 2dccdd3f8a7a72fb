"""Packed records: one array per column, patient after patient, with an offsets array per table.

Days are whole days since 1970-01-01; a day that is missing is `codes.MISSING`, an open end `codes.NEVER`. A value
that was not measured is NaN, a score that was not recorded -1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Vector = Any
"""A NumPy array when compiled, a list when not: both are read and written with square brackets."""

SYSTEMS = 8
"""Seven functional systems and, last, the ambulation score."""
PYRAMIDAL = 2
"""Where the pyramidal score stands among them."""


class Dated(NamedTuple):
    """Days alone."""

    offset: Vector
    day: Vector


class Patients(NamedTuple):
    """One entry per patient."""

    first_day: Vector
    """Their first record."""
    until: Vector
    """The last day that is looked at."""
    onset: Vector
    """How the disease began, as code."""
    onset_assumed: Vector
    """1 where that was not recorded and is assumed."""
    known_from: Vector
    """Relapses were asked about from this day; -NEVER where open."""
    known_to: Vector
    """Relapses were asked about to this day; NEVER where open."""
    death: Vector
    """The day of death; NEVER where none is recorded."""
    scan_set_aside: Vector
    """1 where a scan was set aside for an error: what it showed is not known."""
    treatment_set_aside: Vector
    """1 where a treatment was set aside for an error: which days it covers is not known."""


class Visits(NamedTuple):
    """One entry per patient and day, values merged."""

    offset: Vector
    day: Vector
    since_relapse: Vector
    """Days since the latest kept relapse onset on or before the visit; NEVER where there is none."""
    until_relapse: Vector
    """Days until the next kept relapse onset on or after the visit; NEVER where there is none."""
    systems: Vector
    """`SYSTEMS` scores per visit, flat."""


class Relapses(NamedTuple):
    """All rows, and the kept ones again by themselves."""

    given: Vector
    """One number: 1 where a relapse table was given."""
    row_offset: Vector
    row_day: Vector
    row_status: Vector
    row_belongs_to: Vector
    offset: Vector
    """Of the kept onsets."""
    day: Vector
    uncertainty: Vector
    """Days by which a kept onset may have been earlier or later."""


class Scans(NamedTuple):
    """One entry per scan, in order of date; counts that were not read are -1."""

    offset: Vector
    day: Vector
    flags: Vector
    gd: Vector
    new: Vector
    enlarging: Vector


class Treatments(NamedTuple):
    """One entry per treatment; an open end is NEVER."""

    given: Vector
    offset: Vector
    start: Vector
    end: Vector


class Labels(NamedTuple):
    """One entry per day on which the recorded labels agree."""

    offset: Vector
    day: Vector
    course: Vector


class Disagreements(NamedTuple):
    """One entry per day and measure on which rows of that day disagree."""

    offset: Vector
    day: Vector
    measure: Vector


class Records(NamedTuple):
    """Everything known of the patients."""

    patients: Patients
    visits: Visits
    relapses: Relapses
    scans: Scans
    treatments: Treatments
    labels: Labels
    disagreements: Disagreements


class Measured(NamedTuple):
    """One measure at every visit, turned so that up is worse, with the step that counts from each value."""

    field: Vector
    """Per measure: which column it is."""
    turn: Vector
    """Per measure: 1, or -1 where less is worse and the values are turned."""
    value: Vector
    """NaN where it was not measured."""
    step: Vector
    """What counts as worse from each value; infinite where nothing does."""
    step_better: Vector
    """What counts as better."""


class Changes(NamedTuple):
    """What the search for confirmed change made of each visit; a visit is an event visit at most once.

    `reference`, `level` and `settled` are visit indices; `considered` and `settled_on` are days. The reference is the
    visit that dates it, the level the visit whose value it has: another one only where a reference after a relapse
    keeps the worse value of the one before. Several measures stand one after the other: the entry of measure m at
    visit v is at `m * visits + v`.
    """

    verdict: Vector
    direction: Vector
    reference: Vector
    level: Vector
    considered: Vector
    settled: Vector
    settled_on: Vector
    reference_on: Vector
    """The reference in force once this visit's records are known; -1 where there is none."""
    level_on: Vector
    """The visit whose value that reference has."""


class SpmsCandidates(NamedTuple):
    """What the search for SPMS onset made of each visit, and what it found for each patient."""

    verdict: Vector
    direction: Vector
    reference: Vector
    considered: Vector
    settled: Vector
    settled_on: Vector
    refusals: Vector
    """The criteria that failed, as bits `1 << verdict`."""
    note: Vector
    onset: Vector
    """Per patient: the visit that defined SPMS onset, or -1."""
    known: Vector
    """Per patient: its confirming visit, or -1."""
    onset_day: Vector
    """Per patient: the day of SPMS onset by whatever rule, or NEVER."""
    known_day: Vector
    """Per patient: the day on which that was known, or NEVER."""
    from_table: Vector
    """Per patient: where no rise defined SPMS onset, the table of the record that did; so with the next two."""
    from_field: Vector
    """Per patient: the field of that record."""
    value: Vector
    """Per patient: its EDSS, or NaN."""


class Causes(NamedTuple):
    """What relapses say of each candidate rise, laid out like `Changes`, then one entry per patient for SPMS onset."""

    cause: Vector
    """As known on the confirming visit."""
    revised_on: Vector
    """The relapse that later makes the cause undefined, or NEVER."""
    relapse: Vector
    """The relapse that the cause rests on: the first in the window that decides, or NEVER."""
    blocked_from: Vector
    """The first relapse near the event: while pending, not awaiting from that day on; or NEVER."""
    asked: Vector
    """1 if relapses were asked about before the event, up to it."""
    rise: Vector
    """The positions of each patient's rises, of all measures; they begin at `measures` times the first visit."""
    rises: Vector
    """Per patient: how many there are."""


class Numbers(NamedTuple):
    """The numbers of the definition."""

    window: int
    hindsight: bool
    relapse_free_window: int
    relapse_free_visit: int
    shortest_comparison: int
    confirm_after: int
    confirm_both_after: int
    """When one visit settles worsening and SPMS onset alike."""
    usable_after: int
    """A visit is usable more than so many days after a relapse, and more than `usable_before` days before one."""
    usable_before: int
    interval: int
    due_soon: int
    confirmation_grace: int
    measures: int
    mri_from_event: bool
    started_before: int
    """Days from the start of a treatment from which activity or progression is in spite of it."""


class Windows(NamedTuple):
    """Where relapses count for the cause: around the event, and windows between two points, ends included."""

    associated_before: int
    associated_after: int
    start: Vector
    """A point of `codes.AT_...`."""
    start_days: Vector
    end: Vector
    end_days: Vector


class SpmsNumbers(NamedTuple):
    """The numbers of the rule for SPMS onset."""

    usable_after: int
    minimum_edss: float
    minimum_pyramidal: int
    pyramidal_assumed_from_edss: float
    functional_systems: bool
