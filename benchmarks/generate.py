"""A made-up cohort of any size for measuring: plausible in its shapes, meaning nothing.

Visits twice a year with some jitter, EDSS drifting upwards in half points with transient rises around relapses,
relapses that grow rarer, a scan a year of which some are not readable, one or two courses of treatment.

People are drawn in blocks of 10,000, each by chance of its own: the same people for the same seed however many are
made at a time, and a larger cohort begins with the whole blocks of a smaller one.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

VISITS_EACH = 20
BETWEEN_VISITS = 182
FIRST_DAY = dt.date(2005, 1, 1)
BLOCK = 10_000
"""People drawn together. Another number makes other people."""
AT_ONCE = 5 * BLOCK
"""People held and written at a time, a row group of each table."""
_Array = np.ndarray
_Tables = dict[str, pl.DataFrame]


def generate(patients: int, seed: int = 1) -> _Tables:
    """The tables of a cohort of that many people, the same for the same seed."""
    return _together(list(_blocks(patients, seed)))


def write(folder: Path, patients: int, seed: int = 1, *, at_once: int = AT_ONCE) -> dict[str, int]:
    """Write the cohort as Parquet files, a row group for every so many people; how many rows each table has.

    No more than `at_once` people are held, rounded up to whole blocks.
    """
    rows: Counter[str] = Counter()
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as opened:
        writers: dict[str, pq.ParquetWriter] = {}
        for tables in _in_chunks(patients, seed, at_once):
            for name, table in tables.items():
                columns = table.to_arrow()
                if name not in writers:
                    file = pq.ParquetWriter(folder / f"{name}.parquet", columns.schema, compression="zstd")
                    writers[name] = opened.enter_context(file)
                writers[name].write_table(columns, row_group_size=max(table.height, 1))
                rows[name] += table.height
    return dict(rows)


def _in_chunks(patients: int, seed: int, at_once: int) -> Iterator[_Tables]:
    """The cohort, so many people at a time."""
    waiting: list[_Tables] = []
    held = 0
    for tables in _blocks(patients, seed):
        waiting.append(tables)
        held += BLOCK
        if held >= at_once:
            yield _together(waiting)
            waiting, held = [], 0
    if waiting:
        yield _together(waiting)


def _together(tables: list[_Tables]) -> _Tables:
    return {name: pl.concat([each[name] for each in tables]) for name in tables[0]}


def _blocks(patients: int, seed: int) -> Iterator[_Tables]:
    """The cohort block by block; the last one may be smaller, and so may an only one."""
    for number, first in enumerate(range(0, max(patients, 1), BLOCK)):
        # The first block has the chance of the seed alone, as a cohort of that size had before there were blocks.
        chance = np.random.default_rng([number, seed] if number else seed)
        yield _block(chance, first, min(BLOCK, patients - first))


def _block(chance: np.random.Generator, first: int, patients: int) -> _Tables:
    """The tables of so many people, numbered from `first` on."""
    starts = chance.integers(0, 365 * 8, patients)
    relapse_person, relapse_day = _relapses(chance, patients)
    visits = _visits(chance, patients, starts, relapse_person, relapse_day)
    tables = {
        "patients": _patients(chance, patients, starts),
        "visits": visits,
        "relapses": pl.DataFrame(
            {"person": relapse_person, "onset_date": _dates(starts[relapse_person] + relapse_day)}
        ),
        "mri": _scans(chance, patients, starts),
        "treatments": _treatments(chance, patients, starts),
    }
    ids = "P" + pl.Series(np.arange(first, first + patients)).cast(pl.String).str.zfill(7)
    return {name: _named(table, ids) for name, table in tables.items()}


def _named(table: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The table with the ids of its people in place of their numbers in the block."""
    return table.select(ids.gather(table.get_column("person")).alias("patient_id"), pl.exclude("person"))


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
    since = day[relapse_person] - relapse_day[:, None]
    np.add.at(recent, relapse_person, (since >= 0) & (since < 120))
    edss = np.clip(np.round(2 * (level + recent + chance.normal(0, 0.3, level.shape))) / 2, 0, 9.5)
    edss = np.where(edss == 0.5, 1.0, edss).ravel()  # 0.5 is not on the scale
    person = np.repeat(np.arange(patients), VISITS_EACH)
    columns: dict[str, object] = {
        "person": person,
        "date": _dates(starts[person] + day.ravel()),
        "edss": edss,
    }
    grades = {share: np.clip(np.round(edss * share), 0, 5).astype(np.int16) for share in (0.35, 0.7)}
    for system in FUNCTIONAL_SYSTEMS:
        columns[system] = grades[0.7 if system == "fs_pyramidal" else 0.35]
    return pl.DataFrame(columns)


def _patients(chance: np.random.Generator, patients: int, starts: _Array) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": np.arange(patients),
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
            "person": person,
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
            "person": treated,
            "drug": chance.choice(["interferon beta-1a", "fingolimod", "ocrelizumab"], treated.size),
            "start_date": _dates(begun),
            "end_date": _dates(begun + chance.integers(200, 2500, treated.size)),
        }
    )


def main() -> None:
    """Write a cohort, and say how many rows each table has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(json.dumps(write(asked.folder, asked.patients, asked.seed)))


if __name__ == "__main__":
    main()
