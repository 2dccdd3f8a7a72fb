"""What can be seen only in tables side by side: who is missing where, and records outside a life."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from mscourse.tables.deaths import first_visits_with_edss_10
from mscourse.tables.finding_rows import row_findings, table_finding
from mscourse.tables.people import everyone
from mscourse.tables.runs import begins_run
from mscourse.tables.schemas import DATE_OF_RECORD

_WITHOUT = {
    "patients": "sex, ages, the kind of onset and the span in which relapses were asked about are unknown.",
    "relapses": "whether there were relapses is unknown, so SPMS onset is not derived.",
    "mri": "MRI activity is unknown.",
    "treatments": "treatments are unknown.",
    "recorded_courses": "the phenotype is derived, since no clinician's label is known.",
}
"""What cannot be said without each table."""


def check_tables_given(tables: Mapping[str, pl.DataFrame | None], given: Mapping[str, int]) -> list[pl.DataFrame]:
    """The findings about tables that were not given, or hold no rows."""
    found = [
        table_finding("table_not_given", name, value=unknown)
        for name, unknown in _WITHOUT.items()
        if tables[name] is None
    ]
    for name, rows in given.items():
        if not rows:
            found.append(table_finding("no_visits" if name == "visits" else "no_rows", name))
    return found


def check_lifetimes(tables: Mapping[str, pl.DataFrame], patients: pl.DataFrame) -> list[pl.DataFrame]:
    """The findings about records dated before a patient's birth or after the death."""
    lives = (
        patients.filter(pl.col("birth_date").is_not_null() | pl.col("death_date").is_not_null())
        .select("patient_id", "birth_date", "death_date")
        .drop_nulls("patient_id")
        .unique()
        .unique("patient_id", keep="none")
    )
    if lives.is_empty():
        return []
    found = []
    for table, frame in tables.items():
        if table not in DATE_OF_RECORD:
            continue
        date = DATE_OF_RECORD[table]
        dated = frame.select("row", "patient_id", date).join(lives, on="patient_id", how="inner")
        early, late = (
            dated.filter(pl.col(date) < pl.col("birth_date")),
            dated.filter(pl.col(date) > pl.col("death_date")),
        )
        for name, rows in (("record_before_birth", early), ("record_after_death", late)):
            if not rows.is_empty():
                found.append(row_findings(name, table, rows, date))
    return found


def check_deaths(visits: pl.DataFrame, patients: pl.DataFrame | None) -> list[pl.DataFrame]:
    """The findings about people who have EDSS 10 and no date of death by then: one of each, at the first such visit."""
    found = first_visits_with_edss_10(visits)
    if patients is not None:
        dead = found.join(patients.select("patient_id", "death_date"), on="patient_id")
        dead = dead.filter(pl.col("death_date") <= pl.col("date"))
        found = found.join(dead, on="patient_id", how="anti", maintain_order="left")
    return [row_findings("edss_10_without_death_date", "visits", found, "edss")] if found.height else []


def check_membership(firsts: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """The findings about patients who are in one table and missing from another, once for each table.

    Args:
        firsts: `first_rows` of each table.
    """
    found = []
    ids, places = everyone({table: first.get_column("patient_id") for table, first in firsts.items()})
    for other, name in (("visits", "patient_without_visits"), ("patients", "patient_not_in_patients")):
        if other not in firsts:
            continue
        missing = np.ones(len(ids), np.bool_)
        missing[places[other]] = False
        for table, first in firsts.items():
            rows = first.filter(missing[places[table]])
            if not rows.is_empty():
                found.append(row_findings(name, table, rows, "patient_id"))
    return found


def first_rows(tables: Mapping[str, pl.DataFrame | None]) -> dict[str, pl.DataFrame]:
    """Of each table that is there, sorted by patient, `patient_id` and `row` of each patient's first row."""
    firsts = {}
    for name, frame in tables.items():
        if frame is not None:
            first = begins_run(frame.get_column("patient_id"))
            firsts[name] = frame.select("patient_id", "row").filter(first).drop_nulls("patient_id")
    return firsts


def check_ids_alike(firsts: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """The findings about ids that nearly are one: alike to the eye, or but for leading zeros.

    Each id is found once in each table.

    Args:
        firsts: of each table, `first_rows` of everyone, or of all those of whom `likeness` is among some values.
    """
    each = [frame.get_column("patient_id") for frame in firsts.values()]
    most = max(each, key=len)
    # Tables often hold the same people, who are then looked at once.
    ids = pl.concat([most, *(own for own in each if not own.equals(most))]).unique()
    found = []
    for check, reduced in (("ids_alike", _look(ids)), ("id_without_leading_zeros", ids.str.strip_chars_start("0"))):
        if reduced.n_unique() == len(reduced):
            continue
        alike = ids.filter(reduced.is_duplicated()).implode()
        found += [
            row_findings(check, name, frame.filter(pl.col("patient_id").is_in(alike)), "patient_id")
            for name, frame in firsts.items()
        ]
    return [each for each in found if not each.is_empty()]


def likeness(ids: pl.Series) -> pl.Series:
    """Of each id what it shares with every other one that it nearly is; others may share it as well."""
    return _look(ids).str.strip_chars_start("0")


def _look(ids: pl.Series) -> pl.Series:
    """The ids as the eye takes them: without capitals, and one encoding for each letter."""
    if (ids.str.len_bytes() != ids.str.len_chars()).any():
        ids = ids.str.normalize("NFKC").str.replace_all(r"\p{Cf}+", "")
    return ids.str.to_lowercase()
