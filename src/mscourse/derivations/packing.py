"""Checked tables packed into arrays, patient after patient, for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.measures import columns_of, with_worst_times, words_of
from mscourse.derivations.relapses import SettledRelapses, settle
from mscourse.derivations.visits import merge_same_day
from mscourse.kernels import codes, records
from mscourse.kernels.loader import Runner
from mscourse.kernels.relapses import Distances, measure_distances
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.deaths import first_visits_with_edss_10
from mscourse.tables.people import Offsets, People, found_among, people_of
from mscourse.tables.schemas import DATE_OF_RECORD, FUNCTIONAL_SYSTEMS

Days = NDArray[np.int32]
Whole = TypeVar("Whole", np.int8, np.int32)
Tables = dict[str, pl.DataFrame]
SYSTEM_COLUMNS = (*FUNCTIONAL_SYSTEMS, "ambulation")


@dataclass(frozen=True, kw_only=True, eq=False)
class Packed:
    """Records as arrays; `ids` in the order in which the arrays hold the patients."""

    ids: pl.Series
    records: records.Records
    visits: pl.DataFrame
    """The merged visits, in the order of the arrays."""
    label_rows: NDArray[np.uint32]
    """Where each label that the arrays hold stands in its source."""
    runner: Runner


def pack(
    cohort: CheckedCohort, definition: CourseDefinition, until: int | None, *, changes_only: bool = False
) -> Packed:
    """The cohort as arrays; with `until`, as if nothing had been recorded after that day.

    With `changes_only` nothing is packed that has no part in confirmed change: treatments, recorded courses and
    functional systems.
    """
    tables = cohort.records if until is None else _cut(cohort.records, until)
    people = cohort.people if until is None else people_of(tables)
    ids, offsets = people.ids, people.offsets
    first_day, last_day = _spans(tables, people)
    if until is not None:
        last_day = np.full(len(ids), until, np.int32)
    runner = Runner(patients=len(ids))
    visits, disagreements = merge_same_day(with_worst_times(tables["visits"], definition.worsening))
    visit_offset = offsets["visits"] if visits.height == tables["visits"].height else _offsets(visits, ids)
    relapses = _relapses(tables.get("relapses"), offsets, definition.relapses)
    treatments, recorded = tables.get("treatments"), tables.get("recorded_courses")
    if changes_only:
        treatments = recorded = None
    labels, label_rows = _labels(recorded, offsets)
    packed = records.Records(
        patients=_patients(cohort, visits, ids, (first_day, last_day), definition),
        visits=_visits(visits, visit_offset, relapses, runner, with_systems=not changes_only),
        relapses=relapses,
        scans=_scans(tables.get("mri"), offsets, definition),
        treatments=_treatments(treatments, offsets),
        labels=labels,
        disagreements=_disagreements(disagreements, ids, definition.worsening),
    )
    return Packed(ids=ids, records=runner.ready(packed), visits=visits, label_rows=label_rows, runner=runner)


def people_not_asked(cohort: CheckedCohort) -> pl.Series:
    """The ids of everyone of whom it is never known that there was no relapse: one may stand in a row set aside."""
    told_by = ("relapses", "patients", "visits") if cohort.relapses_rebuilt else ("relapses", "patients")
    return cohort.people_with_rows_set_aside(*told_by)


def _cut(given: Tables, until: int) -> Tables:
    """The tables without the rows dated after the day."""
    last = pl.lit(until, pl.Int32).cast(pl.Date)
    return {name: table.filter(pl.col(DATE_OF_RECORD[name]) <= last) for name, table in given.items()}


def _spans(tables: Tables, people: People) -> tuple[Days, Days]:
    """The days of each person's first and last record."""
    first = np.full(len(people.ids), codes.NEVER, np.int32)
    last = np.full(len(people.ids), codes.MISSING, np.int32)
    for name, table in tables.items():
        offset, day = people.offsets[name], _days(table, DATE_OF_RECORD[name])
        recorded = np.flatnonzero(np.diff(offset))
        first[recorded] = np.minimum(first[recorded], day[offset[recorded]])
        last[recorded] = np.maximum(last[recorded], day[offset[recorded + 1] - 1])
    return first, last


def _days(frame: pl.DataFrame, column: str, missing: int = codes.MISSING) -> Days:
    """A date column as whole days since 1970-01-01."""
    days = frame.get_column(column).to_physical()
    if days.null_count() == len(days):
        return np.full(len(days), missing, np.int32)
    numbers: Days = (days.fill_null(missing) if days.null_count() else days).to_numpy()
    return numbers


def _whole(frame: pl.DataFrame, column: str, kind: type[Whole], missing: int = -1) -> NDArray[Whole]:
    """A column of whole numbers, or of words by their places in their list, as numbers of this kind."""
    cells = frame.get_column(column).to_physical()
    if cells.null_count() == len(cells):
        return np.full(len(cells), missing, kind)
    numbers = cells.to_numpy()
    if cells.null_count():
        # A missing number is NaN here, and to look for it costs less than an expression for each column.
        numbers = np.where(np.isnan(numbers), missing, numbers)
    return numbers.astype(kind, copy=False)


def _offsets(frame: pl.DataFrame, ids: pl.Series) -> Offsets:
    """Where each patient's rows begin in a frame sorted by patient, and where the last one's end."""
    # Both are sorted by the bytes of the text, so one search over the ids finds every beginning.
    starts = frame.get_column("patient_id").search_sorted(ids, side="left")
    return np.append(starts.to_numpy(), frame.height).astype(np.int64)


def _no_rows(offsets: dict[str, Offsets]) -> tuple[Offsets, Days]:
    return np.zeros_like(offsets["visits"]), np.zeros(0, np.int32)


def _patients(
    cohort: CheckedCohort,
    visits: pl.DataFrame,
    ids: pl.Series,
    span: tuple[Days, Days],
    definition: CourseDefinition,
) -> records.Patients:
    """One entry per person of `ids`."""
    table = cohort.patients
    onset = np.full(len(ids), codes.ONSET_UNKNOWN, np.int8)
    known_from = np.full(len(ids), -codes.NEVER, np.int32)
    known_to, death = np.full(len(ids), codes.NEVER, np.int32), np.full(len(ids), codes.NEVER, np.int32)
    if table is not None and table.height:
        at, is_listed = found_among(table.get_column("patient_id"), ids)
        recorded = _whole(table, "onset_type", np.int8, codes.ONSET_UNKNOWN)
        onset = np.where(is_listed, recorded[at], onset)
        known_from = np.where(is_listed, _days(table, "relapses_known_from", -codes.NEVER)[at], known_from)
        known_to = np.where(is_listed, _days(table, "relapses_known_to", codes.NEVER)[at], known_to)
        death = np.where(is_listed, _days(table, "death_date", codes.NEVER)[at], death)
    known_from = np.where(_among(ids, people_not_asked(cohort)), codes.NEVER, known_from).astype(np.int32)
    assumed = (onset == codes.ONSET_UNKNOWN) & (definition.assume_onset == "relapsing")
    return records.Patients(
        first_day=span[0],
        until=span[1],
        onset=np.where(assumed, codes.ONSET_RELAPSING, onset).astype(np.int8),
        onset_assumed=assumed.astype(np.int8),
        known_from=known_from,
        known_to=known_to,
        death=np.minimum(death, _first_edss_10(visits, ids)).astype(np.int32),
        scan_set_aside=_among(ids, cohort.people_with_rows_set_aside("mri")),
        treatment_set_aside=_among(ids, cohort.people_with_rows_set_aside("treatments")),
    )


def _among(ids: pl.Series, some: pl.Series) -> NDArray[np.int8]:
    """1 for each person who is one of some."""
    if some.is_empty():
        return np.zeros(len(ids), np.int8)
    among: NDArray[np.int8] = ids.is_in(some.implode()).to_numpy().astype(np.int8)
    return among


def _first_edss_10(visits: pl.DataFrame, ids: pl.Series) -> Days:
    """The day on which each person first has EDSS 10, which is death from MS; NEVER for everybody else."""
    first = np.full(len(ids), codes.NEVER, np.int32)
    died = first_visits_with_edss_10(visits)
    if died.height:
        first[ids.search_sorted(died.get_column("patient_id")).to_numpy()] = _days(died, "date")
    return first


def _visits(
    visits: pl.DataFrame, offset: Offsets, relapses: records.Relapses, runner: Runner, *, with_systems: bool
) -> records.Visits:
    day = _days(visits, "date")
    if len(relapses.day):
        distances = runner.room(Distances, len(day))
        onsets = records.Dated(relapses.offset, relapses.day)
        runner.run(measure_distances, distances, runner.ready(records.Dated(offset, day)), runner.ready(onsets))
        since_relapse = np.asarray(distances.since_relapse, np.int32)
        until_relapse = np.asarray(distances.until_relapse, np.int32)
    else:
        since_relapse = until_relapse = np.full(len(day), codes.NEVER, np.int32)
    systems = np.empty((len(day) if with_systems else 0, len(SYSTEM_COLUMNS)), np.int8)
    if with_systems:
        for at, column in enumerate(SYSTEM_COLUMNS):
            systems[:, at] = _whole(visits, column, np.int8)
    return records.Visits(offset, day, since_relapse, until_relapse, systems.reshape(-1))


def _relapses(table: pl.DataFrame | None, offsets: dict[str, Offsets], rule: RelapseRule) -> records.Relapses:
    given = np.array([0 if table is None else 1], np.int8)
    if table is None or not table.height:
        offset, none = _no_rows(offsets)
        return records.Relapses(given, offset, none, none.astype(np.int8), none, offset, none, none)
    settled, row_offset = settle(table, rule), offsets["relapses"]
    kept = settled.status == codes.RELAPSE_KEPT
    return records.Relapses(
        given=given,
        row_offset=row_offset,
        row_day=settled.day,
        row_status=settled.status,
        row_belongs_to=settled.belongs_to,
        offset=np.append(0, np.cumsum(kept))[row_offset].astype(np.int64),
        day=settled.day[kept],
        uncertainty=_uncertainty(table, settled, kept),
    )


def _uncertainty(table: pl.DataFrame, settled: SettledRelapses, kept: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Of each kept onset, the largest number of days that the rows of its day give."""
    given = np.maximum(_whole(table, "onset_uncertainty", np.int32), 0)
    same_day = (settled.status == codes.RELAPSE_MERGED) & (settled.day == settled.belongs_to)
    if same_day.any() and given.any():
        # Rows are in order of date: the kept onset is the last kept one before them.
        owner = np.cumsum(kept) - 1
        largest = given[kept]
        np.maximum.at(largest, owner[same_day], given[same_day])
        return largest
    return given[kept]


def _scans(table: pl.DataFrame | None, offsets: dict[str, Offsets], definition: CourseDefinition) -> records.Scans:
    if table is None or not table.height:
        offset, none = _no_rows(offsets)
        return records.Scans(offset, none, none.astype(np.int8), none, none, none)
    day, compared_with = _days(table, "date"), _days(table, "compared_with", codes.NEVER)
    gd, new, enlarging = (_whole(table, f"{kind}_lesions", np.int32) for kind in ("gd", "new_t2", "enlarging_t2"))
    oldest = definition.window + definition.activity.comparison_grace
    seen = {
        codes.SCAN_GD: gd > 0,
        codes.SCAN_NEW: new > 0,
        codes.SCAN_ENLARGING: enlarging > 0,
        codes.SCAN_READABLE: _shows_brain(table) & (new >= 0) & (enlarging >= 0),
        codes.SCAN_OLD_COMPARISON: day - compared_with > oldest,
    }
    flags = np.zeros(len(day), np.int8)
    for flag, scans in seen.items():
        flags |= scans * np.int8(flag)
    return records.Scans(offsets["mri"], day, flags, gd, new, enlarging)


def _shows_brain(scans: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether each scan shows the brain, as it does where no region is recorded."""
    region = scans.get_column("region")
    if region.null_count() == len(region):
        return np.ones(len(region), np.bool_)
    return (region != "cord").fill_null(value=True).to_numpy()


def _treatments(table: pl.DataFrame | None, offsets: dict[str, Offsets]) -> records.Treatments:
    given = np.array([0 if table is None else 1], np.int8)
    if table is None or not table.height:
        offset, none = _no_rows(offsets)
        return records.Treatments(given, offset, none, none)
    ends = _days(table, "end_date", codes.NEVER)
    return records.Treatments(given, offsets["treatments"], _days(table, "start_date"), ends)


def _labels(table: pl.DataFrame | None, offsets: dict[str, Offsets]) -> tuple[records.Labels, NDArray[np.uint32]]:
    """The recorded courses of each day on which they agree, and the rows they stand in."""
    if table is None or not table.height:
        offset, none = _no_rows(offsets)
        return records.Labels(offset, none, none.astype(np.int8)), none.astype(np.uint32)
    # The courses come first among the phenotypes, in the same order.
    course, day = _whole(table, "course", np.int8), _days(table, "date")
    row_offset = offsets["recorded_courses"]
    owner = np.repeat(np.arange(len(row_offset) - 1), np.diff(row_offset))
    another = np.append(True, (owner[1:] != owner[:-1]) | (day[1:] != day[:-1]))
    first = np.flatnonzero(another)
    agreeing = first[np.minimum.reduceat(course, first) == np.maximum.reduceat(course, first)]
    offset = np.searchsorted(owner[agreeing], np.arange(len(row_offset))).astype(np.int64)
    return records.Labels(offset, day[agreeing], course[agreeing]), table.get_column("row").to_numpy()[agreeing]


def _disagreements(table: pl.DataFrame, ids: pl.Series, rule: WorseningRule) -> records.Disagreements:
    if not table.height:
        none = np.zeros(0, np.int32)
        offset = np.zeros(len(ids) + 1, np.int64)
        return records.Disagreements(offset, none, none)
    rows = table.filter(pl.col("column").is_in(columns_of(rule))).sort("patient_id", "date", "column")
    measure = [words_of(rule).index(column) for column in rows.get_column("column")]
    return records.Disagreements(_offsets(rows, ids), _days(rows, "date"), np.array(measure, np.int32))
