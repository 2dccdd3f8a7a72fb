"""Where a result comes from: definition, versions, inputs, and what became of every row."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from typing import Any

import polars as pl

from mscourse.rules.course import CourseDefinition
from mscourse.rules.written import fingerprint, to_json
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import EPOCH
from mscourse.tables.schemas import DATE_OF_RECORD

_PACKAGES = ("mscourse", "polars", "dataframely", "numpy", "numba")


def provenance(
    cohort: CheckedCohort,
    definition: CourseDefinition,
    *,
    until: int | None,
    hindsight: bool,
) -> dict[str, Any]:
    """Everything that is needed to say how a result was made, ready for JSON."""
    return {
        "definition": json.loads(to_json(definition)),
        "fingerprint": fingerprint(definition),
        "until": None if until is None else _day(until, day_offsets=cohort.day_offsets),
        "hindsight": hindsight,
        "assumed_onset": definition.assume_onset,
        "people": _people(cohort, until),
        "versions": {"python": platform.python_version(), **{name: version_of(name) for name in _PACKAGES}},
        "inputs": dict(sorted(cohort.digests.items())),
        "rows": {name: _rows(cohort, name, until) for name in cohort.counts},
        "source_notes": list(cohort.source_notes),
    }


def added_up(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The provenance of two parts of a cohort: people and rows are added up, and the rest is that of the first."""
    rows = {
        table: {what: number + other["rows"][table][what] for what, number in counts.items()}
        for table, counts in one["rows"].items()
    }
    return {**one, "people": one["people"] + other["people"], "rows": rows}


def _day(number: int, *, day_offsets: bool) -> str | int:
    return number if day_offsets else (EPOCH + dt.timedelta(days=number)).isoformat()


def _rows(cohort: CheckedCohort, name: str, until: int | None) -> dict[str, int]:
    """What became of the rows of one table; `after_until` of the used ones were not looked at."""
    count, table, after = cohort.counts[name], cohort.table(name), 0
    if until is not None and table is not None and name in DATE_OF_RECORD:
        after = table.filter(pl.col(DATE_OF_RECORD[name]) > pl.lit(until, pl.Int32).cast(pl.Date)).height
    return {
        "given": count.given,
        "used": count.used,
        "set_aside": count.set_aside,
        "passed_over": count.passed_over,
        "after_until": after,
    }


def _people(cohort: CheckedCohort, until: int | None) -> int:
    """How many people have a record by the day."""
    if until is None:
        return len(cohort.people.ids)
    last = pl.lit(until, pl.Int32).cast(pl.Date)
    seen = [
        table.filter(pl.col(DATE_OF_RECORD[name]) <= last).get_column("patient_id").unique()
        for name, table in cohort.records.items()
    ]
    return pl.concat(seen).n_unique()


@functools.cache
def version_of(package: str) -> str:
    """The installed version of the package, in words where there is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
