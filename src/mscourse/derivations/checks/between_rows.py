"""What can be seen only in rows of one table side by side: duplicates, contradictions of one day, jumps."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.relapses import clean_relapses
from mscourse.derivations.visits import doubled_days, merge_same_day
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.finding_rows import row_findings
from mscourse.tables.runs import begins_run, same_as_before
from mscourse.tables.schemas import DATE_OF_RECORD, FUNCTIONAL_SYSTEMS

_LARGE_JUMP = 3.0
_MILD = 4.0
_POINT = 1.0
_DAY_FORM = "%Y-%m-%d"


def key_of(table: str) -> tuple[str, ...]:
    """The columns by which a table is sorted, and within which its duplicates lie."""
    return ("patient_id", DATE_OF_RECORD[table]) if table in DATE_OF_RECORD else ("patient_id",)


def in_order(frame: pl.DataFrame, key: tuple[str, ...]) -> bool:
    """Whether the rows are sorted by these columns already: the ids, and within them the dates if there are any."""
    ids, *dates = (frame.get_column(name) for name in key)
    if any(column.null_count() for column in (ids, *dates)):
        return False
    # One id of each run is compared with the next as text, and the dates within a run as numbers.
    another = begins_run(ids)
    within = ((another | (date >= date.shift(1))).all() for date in dates)
    return ids.filter(another).is_sorted() and all(within)


def exact_duplicates(table: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows of the sorted table without repeats of a row before them, and a finding for each repeat."""
    doubled = doubled_days(frame, key_of(table))
    if not doubled.any():
        return frame, []
    suspects = frame.filter(doubled)
    first = pl.struct(pl.exclude("row")).is_first_distinct()
    repeats = suspects.filter(~first)
    if repeats.is_empty():
        return frame, []
    found = row_findings("exact_duplicate", table, repeats)
    return frame.filter(~pl.col("row").is_in(repeats.get_column("row").implode())), [found]


def duplicate_patients(patients: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about patients with more than one row."""
    doubled = doubled_days(patients, ("patient_id",))
    return [row_findings("duplicate_patient", "patients", patients.filter(doubled))] if doubled.any() else []


def contradictory_courses(courses: pl.DataFrame) -> tuple[list[pl.DataFrame], int]:
    """The findings about labels of one patient and day that differ, and how many rows are passed over for it."""
    doubled = doubled_days(courses)
    if not doubled.any():
        return [], 0
    contradicting = courses.filter(doubled).filter(pl.col("course").n_unique().over("patient_id", "date") > 1)
    if contradicting.is_empty():
        return [], 0
    return [row_findings("contradictory_course", "recorded_courses", contradicting, "course")], contradicting.height


def relapse_hygiene(relapses: pl.DataFrame, rule: RelapseRule, *, days: bool) -> tuple[list[pl.DataFrame], int]:
    """The findings about merged and pseudo-relapses, and how many rows are passed over for it."""
    if relapses.is_empty():
        return [], 0
    cleaned = clean_relapses(relapses, rule).filter(pl.col("status") != "kept")
    if cleaned.is_empty():
        return [], 0
    kept_onset = pl.col("belongs_to")
    shown = pl.format("day {}", kept_onset.cast(pl.Int32)) if days else kept_onset.dt.to_string(_DAY_FORM)
    merged = cleaned.filter(pl.col("status") == "merged")
    pseudo = cleaned.filter(pl.col("status") == "pseudo_relapse")
    found = [
        row_findings("merged_relapse", "relapses", merged, "onset_date", shown, interval=str(rule.minimum_interval)),
        row_findings("pseudo_relapse", "relapses", pseudo, "onset_date", hours=str(rule.minimum_duration_hours)),
    ]
    return found, cleaned.height


def check_visits_side_by_side(visits: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about days on which rows disagree, and about changes from one visit to the next."""
    merged, disagreements = merge_same_day(visits)
    found = _same_day_findings(visits, disagreements)
    measured = merged.filter(pl.col("edss").is_not_null())
    change = measured.get_column("edss").diff().alias("_change")
    for name, at in _odd_changes(measured, change).items():
        if len(at):
            rows = measured.select("patient_id", "row", change)[at]
            found.append(row_findings(name, "visits", rows, "edss", pl.col("_change")))
    return found


def _odd_changes(measured: pl.DataFrame, change: pl.Series) -> dict[str, pl.Series]:
    """For each check, the places of the visits whose EDSS has changed too much, or by itself, since the one before."""
    ids, edss = measured.get_column("patient_id"), measured.get_column("edss")
    # Few are left by each comparison, so that the dear ones have little to do.
    changed = (change.abs() >= _POINT).arg_true()
    jumps = changed.filter(change.gather(changed).abs() >= _LARGE_JUMP)
    alone = changed.filter((edss.gather(changed) < _MILD) & (edss.gather(changed - 1) < _MILD))
    for name in FUNCTIONAL_SYSTEMS:
        alone = same_as_before(measured.get_column(name), alone)
    return {
        "edss_jump": same_as_before(ids, jumps),
        "edss_change_without_systems": same_as_before(ids, alone),
    }


def _same_day_findings(visits: pl.DataFrame, disagreements: pl.DataFrame) -> list[pl.DataFrame]:
    if disagreements.is_empty():
        return []
    rows = disagreements.join(visits.select("patient_id", "date", "row"), on=["patient_id", "date"])
    by_column = rows.partition_by("column", as_dict=True)
    return [row_findings("same_day_disagreement", "visits", part, str(column)) for (column,), part in by_column.items()]
