"""SPMS onset by each kind of rule: the search for a rise, entry criteria, the clinician's label, and the user's own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations import settings
from mscourse.derivations.marks import marks_of
from mscourse.derivations.measures import NOTHING_MEASURED, edss_of
from mscourse.derivations.own_spms_rule import own_onsets
from mscourse.derivations.packing import Packed
from mscourse.derivations.records_so_far import histories_of
from mscourse.kernels import codes, records
from mscourse.kernels.marks import Marks
from mscourse.kernels.spms_entry import Entries, find_entries
from mscourse.kernels.spms_onset import find_spms_onset
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule
from mscourse.tables.cohort import CheckedCohort

Days = NDArray[np.int64]


class Onsets(NamedTuple):
    """One entry per person; days that there are not are `codes.NEVER`."""

    onset: Days
    known_on: Days
    unjudged: NDArray[np.bool_]
    """Of whom a rule of the user's own said that it cannot judge them."""


class SpmsFound(NamedTuple):
    """What a course takes from its rule for SPMS onset."""

    candidates: records.SpmsCandidates
    measured: records.Measured
    """EDSS with the steps of the rule; nothing where the rule looks for no rise."""


def find_spms(packed: Packed, rule: SpmsOnsetRule) -> tuple[records.SpmsCandidates, records.Measured, Marks]:
    """What the search for SPMS onset found, EDSS with its steps, and what each visit may serve as."""
    runner = packed.runner
    edss = edss_of(packed.visits, rule.edss)
    marks = marks_of(packed, edss, settings.serving_for_spms(rule))
    confirmation = runner.ready(settings.confirmation_for_spms(rule))
    candidates, ready_edss = _room(packed, len(packed.records.visits.day)), runner.ready(edss)
    runner.run(
        find_spms_onset, candidates, packed.records, ready_edss, marks.may, confirmation,
        settings.spms_numbers_of(rule),
    )  # fmt: skip
    return candidates, ready_edss, marks


def find_entries_to_trial(packed: Packed, patients: pl.DataFrame | None, rule: SpmsEntryRule) -> Entries:
    """The first visit of each person that met the criteria, or the one that came closest."""
    runner = packed.runner
    found = runner.room(Entries, runner.patients)
    edss = runner.ready(edss_of(packed.visits, rule.edss))
    age = runner.ready(_ages(packed.visits, patients))
    runner.run(find_entries, found, packed.records, edss, age, settings.entry_numbers_of(rule))
    return found


def spms_of_course(
    packed: Packed,
    cohort: CheckedCohort,
    rule: SpmsDefinition,
    *,
    relapse_rule: RelapseRule,
    until: int | None,
    hindsight: bool,
) -> SpmsFound:
    """SPMS onset by any kind of rule, as the course takes it; none where the disease began progressive."""
    if isinstance(rule, SpmsOnsetRule):
        return SpmsFound(*find_spms(packed, rule)[:2])
    found = onsets_by_record(packed, cohort, rule, relapse_rule=relapse_rule, until=until, hindsight=hindsight)
    is_progressive = np.asarray(packed.records.patients.onset) == codes.ONSET_PROGRESSIVE
    onset, known_on = (np.where(is_progressive, codes.NEVER, days) for days in (found.onset, found.known_on))
    candidates = _room(packed, len(packed.records.visits.day))
    table, field, value = _records_named(packed, rule, onset)
    filled = {
        "onset": np.full(len(onset), -1),
        "known": np.full(len(onset), -1),
        "onset_day": onset,
        "known_day": known_on,
        "from_table": table,
        "from_field": field,
        "value": value,
    }
    for name, column in filled.items():
        getattr(candidates, name)[:] = column if packed.runner.compiled else column.tolist()
    return SpmsFound(candidates, packed.runner.ready(NOTHING_MEASURED))


def no_spms(packed: Packed) -> SpmsFound:
    """What is found where nobody looks for SPMS onset."""
    candidates = _room(packed, 0)
    for name, nothing in (("onset", -1), ("onset_day", codes.NEVER)):
        column = np.full(packed.runner.patients, nothing)
        getattr(candidates, name)[:] = column if packed.runner.compiled else column.tolist()
    return SpmsFound(candidates, packed.runner.ready(NOTHING_MEASURED))


def _room(packed: Packed, visits: int) -> records.SpmsCandidates:
    people = dict.fromkeys(
        ("onset", "known", "onset_day", "known_day", "from_table", "from_field", "value"), packed.runner.patients
    )
    return packed.runner.room(records.SpmsCandidates, visits, **people)


def onsets_by_record(
    packed: Packed,
    cohort: CheckedCohort,
    rule: SpmsDefinition,
    *,
    relapse_rule: RelapseRule,
    until: int | None,
    hindsight: bool = False,
) -> Onsets:
    """The onsets by a rule that looks for no rise."""
    if isinstance(rule, SpmsEntryRule):
        met = days_of(find_entries_to_trial(packed, cohort.patients, rule).onset, packed.records.visits.day)
        return Onsets(met, met, np.zeros(len(met), np.bool_))
    if isinstance(rule, SpmsOwnRule):
        histories = histories_of(cohort, packed.ids, relapse_rule, until)
        onset, known_on, unjudged = own_onsets(rule, histories, hindsight=hindsight)
        return Onsets(np.array(onset, np.int64), np.array(known_on, np.int64), np.array(unjudged, np.bool_))
    said = _first_label(packed)
    return Onsets(said, said, np.zeros(len(said), np.bool_))


def days_of(visits: records.Vector, day: records.Vector) -> Days:
    """The days of these visits, which are positions; NEVER where they are below 0."""
    places = np.asarray(visits, np.int64)
    return np.where(places >= 0, np.append(np.asarray(day, np.int64), 0)[places], codes.NEVER)


def _first_label(packed: Packed) -> Days:
    """The first day on which a clinician recorded SPMS."""
    labels = packed.records.labels
    onset = np.full(len(packed.ids), codes.NEVER, np.int64)
    said = np.flatnonzero(np.asarray(labels.course) == codes.SPMS)[::-1]
    owner = np.searchsorted(np.asarray(labels.offset, np.int64), said, side="right") - 1
    onset[owner] = np.asarray(labels.day, np.int64)[said]
    return onset


def _ages(visits: pl.DataFrame, patients: pl.DataFrame | None) -> NDArray[np.int32]:
    """The completed years at each visit; -1 without a date of birth."""
    if patients is None:
        return np.full(visits.height, -1, np.int32)
    born = visits.select("patient_id", "date").join(
        patients.select("patient_id", "birth_date"), on="patient_id", how="left", maintain_order="left"
    )
    date, birth = pl.col("date").dt, pl.col("birth_date").dt
    is_before = (date.month() < birth.month()) | ((date.month() == birth.month()) & (date.day() < birth.day()))
    years = date.year() - birth.year() - is_before.cast(pl.Int32)
    return born.select(years.fill_null(-1).cast(pl.Int32)).to_series().to_numpy()


# The record that defined the onset


def _records_named(
    packed: Packed, rule: SpmsDefinition, onset: Days
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Table, field and EDSS of the record that the evidence names, of what was recorded on the day of the onset.

    A visit with an EDSS comes before a label and that before a relapse; a clinician's label is the record where the
    rule looks at labels alone. Where a rule of the user's own gives any other day, the day itself is named.
    """
    people, visits = len(onset), packed.records.visits
    table, field = np.full(people, codes.FROM_VISITS), np.full(people, codes.FIELD_DATE)
    value = np.full(people, np.nan)
    relapses, labels = packed.records.relapses, packed.records.labels
    at = _places(relapses.offset, relapses.day, onset)
    table[at >= 0], field[at >= 0] = codes.FROM_RELAPSES, codes.FIELD_ONSET_DATE
    at = _places(labels.offset, labels.day, onset)
    course = np.append(np.asarray(labels.course, np.int64), 0)[at]
    table[at >= 0], field[at >= 0] = codes.FROM_COURSES, (codes.FIELD_CIS + course)[at >= 0]
    if isinstance(rule, SpmsEntryRule | SpmsOwnRule):
        at = _places(visits.offset, visits.day, onset)
        edss = np.append(packed.visits.get_column("edss").to_numpy().astype(np.float64), np.nan)
        value = np.where(at >= 0, edss[at], np.nan)
        seen = ~np.isnan(value)
        table[seen], field[seen] = codes.FROM_VISITS, codes.FIELD_EDSS
    return table, field, value


def _places(offset: records.Vector, day: records.Vector, asked: Days) -> NDArray[np.int64]:
    """For each person the position of the row on the day that is asked for; -1 where there is none."""
    starts, days = np.asarray(offset, np.int64), np.asarray(day, np.int64)
    owner = np.repeat(np.arange(len(asked)), np.diff(starts))
    found = np.full(len(asked), -1, np.int64)
    same = np.flatnonzero(days == asked[owner])
    found[owner[same]] = same
    return found
