"""A made-up cohort of any size for measuring: plausible in its shapes, meaning nothing.

Visits twice a year with some jitter, EDSS drifting upwards in half points with transient rises around relapses,
relapses that grow rarer, a scan a year of which some are not readable, one or two courses of treatment.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

VISITS_EACH = 20
BETWEEN_VISITS = 182
FIRST_DAY = dt.date(2005, 1, 1)
_Array = np.ndarray


def generate(patients: int, seed: int = 1) -> dict[str, pl.DataFrame]:
    """The tables of a cohort of that many people, the same for the same seed."""
    chance = np.random.default_rng(seed)
    starts = chance.integers(0, 365 * 8, patients)
    relapse_person, relapse_day = _relapses(chance, patients)
    visits = _visits(chance, patients, starts, relapse_person, relapse_day)
    return {
        "patients": _patients(chance, patients, starts),
        "visits": visits,
        "relapses": pl.DataFrame(
            {"patient_id": _ids(relapse_person), "onset_date": _dates(starts[relapse_person] + relapse_day)}
        ),
        "mri": _scans(chance, patients, starts),
        "treatments": _treatments(chance, patients, starts),
    }


def write(folder: Path, patients: int, seed: int = 1) -> Path:
    """The folder, now holding the cohort as Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in generate(patients, seed).items():
        table.write_parquet(folder / f"{name}.parquet")
    return folder


def _ids(people: _Array) -> pl.Series:
    return "P" + pl.Series(people).cast(pl.String).str.zfill(7)


def _dates(days: _Array) -> pl.Series:
    since_epoch = (FIRST_DAY - dt.date(1970, 1, 1)).days
    return pl.Series(days + since_epoch).cast(pl.Int32).cast(pl.Date)


def _relapses(chance: np.random.Generator, patients: int) -> tuple[_Array, _Array]:
    """Who relapsed and on which day after their first visit: rates differ between people and fall with time."""
    rate = chance.gamma(1.2, 0.25, patients)
    number = chance.poisson(rate * 5)
    person = np.repeat(np.arange(patients), number)
    day = np.floor(np.minimum(chance.exponential(1200, person.size), VISITS_EACH * BETWEEN_VISITS)).astype(np.int64)
    order = np.lexsort((day, person))
    return person[order], day[order]


def _visits(
    chance: np.random.Generator, patients: int, starts: _Array, relapse_person: _Array, relapse_day: _Array
) -> pl.DataFrame:
    planned = np.arange(VISITS_EACH) * BETWEEN_VISITS
    day = planned + np.where(planned > 0, chance.integers(-25, 26, (patients, VISITS_EACH)), 0)
    speed = chance.gamma(0.8, 0.14, patients)[:, None]
    level = chance.choice([0.0, 1.0, 1.5, 2.0, 2.5, 3.5], (patients, 1)) + speed * day / 365
    recent = np.zeros_like(level)
    for person, onset in zip(relapse_person, relapse_day, strict=True):
        since = day[person] - onset
        recent[person] += np.where((since >= 0) & (since < 120), 1.0, 0.0)
    edss = np.clip(np.round(2 * (level + recent + chance.normal(0, 0.3, level.shape))) / 2, 0, 9.5)
    edss = np.where(edss == 0.5, 1.0, edss).ravel()  # 0.5 is not on the scale
    person = np.repeat(np.arange(patients), VISITS_EACH)
    columns: dict[str, object] = {
        "patient_id": _ids(person),
        "date": _dates(starts[person] + day.ravel()),
        "edss": edss,
    }
    for place, system in enumerate(FUNCTIONAL_SYSTEMS):
        grade = np.clip(np.round(edss * (0.7 if place == FUNCTIONAL_SYSTEMS.index("fs_pyramidal") else 0.35)), 0, 5)
        columns[system] = grade.astype(np.int16)
    return pl.DataFrame(columns)


def _patients(chance: np.random.Generator, patients: int, starts: _Array) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "patient_id": _ids(np.arange(patients)),
            "sex": chance.choice(["female", "male"], patients, p=[0.7, 0.3]),
            "onset_type": chance.choice(["relapsing", "progressive"], patients, p=[0.87, 0.13]),
            "onset_date": _dates(starts - chance.integers(30, 3000, patients)),
        }
    )


def _scans(chance: np.random.Generator, patients: int, starts: _Array) -> pl.DataFrame:
    each = VISITS_EACH // 2
    person = np.repeat(np.arange(patients), each)
    day = np.tile(np.arange(each) * 2 * BETWEEN_VISITS, patients) + chance.integers(0, 40, person.size)
    new = pl.Series(chance.poisson(0.35, person.size).astype(np.int32))
    unread = pl.Series(chance.random(person.size) < 0.1)
    table = pl.DataFrame(
        {
            "patient_id": _ids(person),
            "date": _dates(starts[person] + day),
            "gd_lesions": (chance.random(person.size) < 0.08).astype(np.int32),
            "new_t2_lesions": new,
            "enlarging_t2_lesions": (chance.random(person.size) < 0.05).astype(np.int32),
        }
    )
    unread_as_missing = pl.when(unread).then(None)
    return table.with_columns(
        unread_as_missing.otherwise(pl.col(column)).alias(column)
        for column in ("new_t2_lesions", "enlarging_t2_lesions")
    )


def _treatments(chance: np.random.Generator, patients: int, starts: _Array) -> pl.DataFrame:
    treated = np.flatnonzero(chance.random(patients) < 0.8)
    begun = starts[treated] + chance.integers(0, 900, treated.size)
    return pl.DataFrame(
        {
            "patient_id": _ids(treated),
            "drug": chance.choice(["interferon beta-1a", "fingolimod", "ocrelizumab"], treated.size),
            "start_date": _dates(begun),
            "end_date": _dates(begun + chance.integers(200, 2500, treated.size)),
        }
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(write(asked.folder, asked.patients, asked.seed))
