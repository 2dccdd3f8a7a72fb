"""Records of a few people in days, written shortly."""

from __future__ import annotations

from typing import Any

import polars as pl

from mscourse.tables.cohort import Cohort
from mscourse.tables.schemas import SCHEMAS

Rows = list[dict[str, Any]]


def frame(table: str, rows: Rows) -> pl.DataFrame:
    """The rows as a table of days; the patient is A unless said."""
    schema = SCHEMAS[table].create_empty().schema
    kinds = {
        name: pl.Int32 if kind == pl.Date else pl.String if isinstance(kind, pl.Enum) else kind
        for name, kind in schema.items()
    }
    return pl.DataFrame([{"patient_id": "A", **row} for row in rows], schema=kinds)


def cohort(
    visits: Rows | None = None,
    *,
    relapses: Rows | None = None,
    mri: Rows | None = None,
    patients: Rows | None = None,
    treatments: Rows | None = None,
    recorded_courses: Rows | None = None,
) -> Cohort:
    """A cohort of the tables that are given."""
    given = {
        "visits": visits or [],
        "relapses": relapses,
        "mri": mri,
        "patients": patients,
        "treatments": treatments,
        "recorded_courses": recorded_courses,
    }
    return Cohort(**{name: frame(name, rows) for name, rows in given.items() if rows is not None})


def seen(*edss: tuple[int, float | None], who: str = "A") -> Rows:
    """Visits with an EDSS."""
    return [{"patient_id": who, "date": day, "edss": value} for day, value in edss]


def scan(
    day: int, *, gd: int | None = 0, new: int | None = 0, enlarging: int | None = 0, **more: Any
) -> dict[str, Any]:
    """A scan, clear unless said."""
    return {"date": day, "gd_lesions": gd, "new_t2_lesions": new, "enlarging_t2_lesions": enlarging, **more}


def onset(day: int, **more: Any) -> dict[str, Any]:
    """A relapse."""
    return {"onset_date": day, **more}
