"""Checked tables packed into arrays, patient after patient, for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.relapses import STATUSES, clean_relapses
from mscourse.derivations.visits import merge_same_day
from mscourse.kernels import codes, records
from mscourse.kernels.loader import run
from mscourse.kernels.relapses import Distances, measure_distances
from mscourse.results.words import MEASURE_COLUMNS, PHENOTYPES
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import EdssThresholds, WorseningRule
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.schemas import DATE_OF_RECORD

Days = NDArray[np.int32]
SYSTEM_COLUMNS = (
    "fs_visual",
    "fs_brainstem",
    "fs_pyramidal",
    "fs_cerebellar",
    "fs_sensory",
    "fs_bowel_bladder",
    "fs_cerebral",
    "ambulation",
)
WORST_SECONDS = {"t25fw": 180.0, "nhpt": 300.0}
"""What a timed test that could not be done because of MS counts as: the customary upper limits."""
COLUMNS_OF_MEASURE = {
    "edss": ("edss",),
    "t25fw": ("t25fw",),
    "nhpt": ("nhpt_dominant", "nhpt_nondominant"),
    "sdmt": ("sdmt",),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Packed:
    """Records as arrays; `ids` in the order in which the arrays hold the patients."""

    ids: pl.Series
    records: records.Records
    visits: pl.DataFrame
    """The merged visits, in the order of the arrays."""


def cut(cohort: CheckedCohort, until: int) -> dict[str, pl.DataFrame | None]:
    """Every table with the rows dated on or before the day; an end of treatment after it is not known."""
    last = pl.lit(until, pl.Int32).cast(pl.Date)
    tables: dict[str, pl.DataFrame | None] = {"patients": cohort.patients}
    for name, date in DATE_OF_RECORD.items():
        table = cohort.table(name)
        tables[name] = None if table is None else table.filter(pl.col(date) <= last)
    return tables


def pack(cohort: CheckedCohort, definition: CourseDefinition, until: int | None) -> Packed:
    """The cohort as arrays; with `until`, as if nothing had been recorded after that day."""
    tables = {"patients": cohort.patients, **{name: cohort.table(name) for name in DATE_OF_RECORD}}
    if until is not None:
        tables = cut(cohort, until)
    ids, *span = _people(tables)
    visits, disagreements = _merged(tables["visits"], definition.worsening)
    relapses = _relapses(tables["relapses"], ids, definition.relapses)
    packed = records.Records(
        # A relapse that could not be read may have been any day: that there was none is then not known.
        patients=_patients(
            tables["patients"],
            ids,
            (span[0], span[1]),
            until,
            cohort.people_with_rows_set_aside("relapses", "patients"),
            definition,
        ),
        visits=_visits(visits, ids, relapses),
        relapses=relapses,
        scans=_scans(tables["mri"], ids, definition),
        treatments=_treatments(tables["treatments"], ids),
        labels=_labels(tables["recorded_courses"], ids),
        disagreements=_disagreements(disagreements, ids, definition.worsening),
    )
    return Packed(ids=ids, records=_read_only(packed), visits=visits)


def _read_only(values: Any) -> Any:  # noqa: ANN401 - any named tuple of arrays, or one array
    """The same, not to be written to: kernels are compiled once for read-only records, and once only."""
    if hasattr(values, "_fields"):
        return type(values)(*map(_read_only, values))
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


def _people(tables: dict[str, pl.DataFrame | None]) -> tuple[pl.Series, Days, Days]:
    """Everyone with a record, in order of id, with the days of their first and last record."""
    spans = [
        table.select("patient_id", day=pl.col(date))
        for name, date in DATE_OF_RECORD.items()
        if (table := tables[name]) is not None and table.height
    ]
    if not spans:
        return pl.Series("patient_id", [], pl.String), np.zeros(0, np.int32), np.zeros(0, np.int32)
    people = (
        pl.concat(spans)
        .group_by("patient_id")
        .agg(first=pl.col("day").min(), last=pl.col("day").max())
        .sort("patient_id")
    )
    return people.get_column("patient_id"), _days(people, "first"), _days(people, "last")


def _merged(visits: pl.DataFrame | None, rule: WorseningRule) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per patient and day, and what rows of one day disagree on."""
    if visits is None:
        raise ValueError("a checked cohort has visits")
    unable = {test: seconds for test, seconds in WORST_SECONDS.items() if test in rule.measures}
    for test, seconds in unable.items():
        could_not = pl.col(f"{test}_unable").fill_null(value=False)
        visits = visits.with_columns(
            pl.when(pl.col(column).is_null() & could_not).then(seconds).otherwise(pl.col(column)).alias(column)
            for column in COLUMNS_OF_MEASURE[test]
        )
    return merge_same_day(visits)


def _days(frame: pl.DataFrame, column: str, missing: int = codes.MISSING) -> Days:
    days = frame.get_column(column).to_physical()
    if days.null_count():
        days = days.fill_null(missing)
    return days.to_numpy().astype(np.int32, copy=False)


def _offsets(frame: pl.DataFrame, ids: pl.Series) -> NDArray[np.int64]:
    """Where each patient's rows begin in a frame sorted by patient, and where the last one's end."""
    # Both are sorted by the bytes of the text, so one search over the ids finds every beginning.
    starts = frame.get_column("patient_id").search_sorted(ids, side="left")
    return np.append(starts.to_numpy(), frame.height).astype(np.int64)


def _sorted(table: pl.DataFrame, *by: str) -> pl.DataFrame:
    return table.sort("patient_id", *by, maintain_order=True)


def _patients(
    table: pl.DataFrame | None,
    ids: pl.Series,
    span: tuple[Days, Days],
    until: int | None,
    not_asked: pl.Series,
    definition: CourseDefinition,
) -> records.Patients:
    """One entry per person; of those in `not_asked` it is never known that there was no relapse."""
    onset = np.full(len(ids), codes.ONSET_UNKNOWN, np.int8)
    known_from = np.full(len(ids), -codes.NEVER, np.int32)
    known_to = np.full(len(ids), codes.NEVER, np.int32)
    if table is not None and table.height:
        rows = pl.DataFrame({"patient_id": ids}).join(
            table.select("patient_id", "onset_type", "relapses_known_from", "relapses_known_to"),
            on="patient_id",
            how="left",
            maintain_order="left",
        )
        onset = rows.get_column("onset_type").to_physical().fill_null(codes.ONSET_UNKNOWN).to_numpy().astype(np.int8)
        known_from = _days(rows, "relapses_known_from", -codes.NEVER)
        known_to = _days(rows, "relapses_known_to", codes.NEVER)
    if not_asked.len():
        known_from = np.where(ids.is_in(not_asked.implode()).to_numpy(), codes.NEVER, known_from).astype(np.int32)
    assumed = (onset == codes.ONSET_UNKNOWN) & (definition.assume_onset == "relapsing")
    return records.Patients(
        first_day=span[0],
        until=span[1] if until is None else np.full(len(ids), until, np.int32),
        onset=np.where(assumed, codes.ONSET_RELAPSING, onset).astype(np.int8),
        onset_assumed=assumed.astype(np.int8),
        known_from=known_from,
        known_to=known_to,
    )


def _visits(visits: pl.DataFrame, ids: pl.Series, relapses: records.Relapses) -> records.Visits:
    offset, day = _offsets(visits, ids), _days(visits, "date")
    distances = Distances(since_relapse=np.full(len(day), codes.NEVER, np.int32))
    if len(relapses.day):
        run(measure_distances, len(ids), distances, offset, day, relapses.offset, relapses.day)
    systems = visits.select(pl.col(SYSTEM_COLUMNS).fill_null(-1).cast(pl.Int8)).to_numpy(order="c")
    return records.Visits(offset=offset, day=day, since_relapse=distances.since_relapse, systems=systems.reshape(-1))


def _relapses(table: pl.DataFrame | None, ids: pl.Series, rule: RelapseRule) -> records.Relapses:
    given = np.array([0 if table is None else 1], np.int8)
    if table is None or not table.height:
        none, offset = np.zeros(0, np.int32), np.zeros(len(ids) + 1, np.int64)
        return records.Relapses(given, offset, none, none.astype(np.int8), none, offset, none)
    cleaned = clean_relapses(table, rule)
    kept = cleaned.filter(pl.col("status") == STATUSES[codes.RELAPSE_KEPT])
    return records.Relapses(
        given=given,
        row_offset=_offsets(cleaned, ids),
        row_day=_days(cleaned, "onset_date"),
        row_status=cleaned.get_column("status").to_physical().to_numpy().astype(np.int8),
        row_belongs_to=_days(cleaned, "belongs_to"),
        offset=_offsets(kept, ids),
        day=_days(kept, "onset_date"),
    )


def _scans(table: pl.DataFrame | None, ids: pl.Series, definition: CourseDefinition) -> records.Scans:
    if table is None or not table.height:
        none = np.zeros(0, np.int32)
        return records.Scans(np.zeros(len(ids) + 1, np.int64), none, none.astype(np.int8), none, none, none)
    scans = _sorted(table, "date").with_columns(pl.col("^.*_lesions$").fill_null(-1))
    gd, new, enlarging = pl.col("gd_lesions"), pl.col("new_t2_lesions"), pl.col("enlarging_t2_lesions")
    brain = pl.col("region").is_null() | (pl.col("region") != "cord")
    age = (pl.col("date") - pl.col("compared_with")).dt.total_days()
    oldest = definition.window + definition.activity.comparison_grace
    flags = (
        (gd > 0).cast(pl.Int8) * codes.SCAN_GD
        + (new > 0).cast(pl.Int8) * codes.SCAN_NEW
        + (enlarging > 0).cast(pl.Int8) * codes.SCAN_ENLARGING
        + (brain & (new >= 0) & (enlarging >= 0)).cast(pl.Int8) * codes.SCAN_READABLE
        + (age > oldest).fill_null(value=False).cast(pl.Int8) * codes.SCAN_OLD_COMPARISON
    )
    counts = scans.select(gd, new, enlarging, flags=flags)
    return records.Scans(
        offset=_offsets(scans, ids),
        day=_days(scans, "date"),
        flags=counts.get_column("flags").to_numpy(),
        gd=counts.get_column("gd_lesions").to_numpy(),
        new=counts.get_column("new_t2_lesions").to_numpy(),
        enlarging=counts.get_column("enlarging_t2_lesions").to_numpy(),
    )


def _treatments(table: pl.DataFrame | None, ids: pl.Series) -> records.Treatments:
    given = np.array([0 if table is None else 1], np.int8)
    if table is None or not table.height:
        none = np.zeros(0, np.int32)
        return records.Treatments(given, np.zeros(len(ids) + 1, np.int64), none, none)
    treatments = _sorted(table, "start_date")
    return records.Treatments(
        given, _offsets(treatments, ids), _days(treatments, "start_date"), _days(treatments, "end_date", codes.NEVER)
    )


def _labels(table: pl.DataFrame | None, ids: pl.Series) -> records.Labels:
    if table is None or not table.height:
        none = np.zeros(0, np.int32)
        return records.Labels(np.zeros(len(ids) + 1, np.int64), none, none.astype(np.int8))
    agreeing = (
        table.group_by("patient_id", "date")
        .agg(pl.col("course").first(), courses=pl.col("course").n_unique())
        .filter(pl.col("courses") == 1)
        .sort("patient_id", "date")
    )
    course = agreeing.get_column("course").cast(pl.Enum(PHENOTYPES)).to_physical().to_numpy().astype(np.int8)
    return records.Labels(_offsets(agreeing, ids), _days(agreeing, "date"), course)


def _disagreements(table: pl.DataFrame, ids: pl.Series, rule: WorseningRule) -> records.Disagreements:
    if not table.height:
        none = np.zeros(0, np.int32)
        return records.Disagreements(np.zeros(len(ids) + 1, np.int64), none, none)
    searched = [column for measure in rule.measures for column in COLUMNS_OF_MEASURE[measure]]
    rows = _sorted(table.filter(pl.col("column").is_in(searched)), "date", "column")
    measure = [MEASURE_COLUMNS.index(column) for column in rows.get_column("column")]
    return records.Disagreements(_offsets(rows, ids), _days(rows, "date"), np.array(measure, np.int32))


def measure_columns(rule: WorseningRule) -> list[str]:
    """The columns that are searched, EDSS first, each hand of the peg test by itself."""
    ordered = [measure for measure in COLUMNS_OF_MEASURE if measure in rule.measures]
    return [column for measure in ordered for column in COLUMNS_OF_MEASURE[measure]]


def measured(visits: pl.DataFrame, rule: WorseningRule) -> records.Measured:
    """The measures of the rule, one after the other, turned so that up is worse."""
    values, steps, columns = [], [], measure_columns(rule)
    for column in columns:
        value = _value(visits, column)
        values.append(value)
        steps.append(_step(value, column, rule))
    field = np.array([MEASURE_COLUMNS.index(column) for column in columns], np.int8)
    return records.Measured(field=field, value=np.concatenate(values), step=np.concatenate(steps))


def edss_steps(value: NDArray[np.float64], thresholds: EdssThresholds) -> NDArray[np.float64]:
    """The EDSS step that counts from each value."""
    steps = np.zeros(len(value))
    for bound, step in thresholds.strata:
        steps[value >= bound] = step
    return steps


def _value(visits: pl.DataFrame, column: str) -> NDArray[np.float64]:
    value = pl.col(column).cast(pl.Float64)
    if column == "sdmt":
        value = -value
    return visits.select(value.fill_null(float("nan"))).to_series().to_numpy()


def _step(value: NDArray[np.float64], column: str, rule: WorseningRule) -> NDArray[np.float64]:
    if column == "edss":
        return edss_steps(value, rule.edss)
    if column == "sdmt":
        return np.full(len(value), float(rule.sdmt_points))
    return np.abs(value) * rule.timed_test_fraction
