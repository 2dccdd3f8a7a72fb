"""Visits in short: `0:3.5 180:4(g20)` is an EDSS of 3.5 on day 0, and of 4 on day 180, 20 days after a relapse."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from oracle.core_strategies import SYSTEMS, date_of

_VISIT = re.compile(r"(-?\d+):([\d.]+)(?:\(g(-?[\d.]+)\))?")


def visits(text: str, *, relapse: int | None = None, ID: Any = "A", **scores: Any) -> pl.DataFrame:  # noqa: N803
    """A table of one person's visits.

    All systems are 0, but for the pyramidal one: 3 where the EDSS is above that of the first visit, otherwise 2.
    Scores by name are lists, or one for all visits.
    """
    read = [_VISIT.fullmatch(word) for word in text.split()]
    days = [int(visit[1]) for visit in read if visit]
    values = [float(visit[2]) for visit in read if visit]
    gaps = [float(visit[3]) if visit[3] else None for visit in read if visit]
    assert len(days) == len(read), text
    if relapse is not None:
        gaps = [day - relapse if day >= relapse else None for day in days]
    pyramidal = [3 if value > values[0] else 2 for value in values]
    given = dict.fromkeys(SYSTEMS, 0) | {"FSpyr": pyramidal} | scores
    return pl.DataFrame(
        {
            "ID": [ID] * len(days),
            "dateEDSS": [date_of(day) for day in days],
            "EDSS": values,
            "daysPostRelapse": pl.Series(gaps, dtype=pl.Float64),
        }
        | {name: pl.Series(_each(score, len(days)), dtype=pl.Float64) for name, score in given.items()}
    )


def with_own(frame: pl.DataFrame, day: int, edss: float, **scores: Any) -> pl.DataFrame:
    """The table with a reference of the caller's own; its systems are 0, but for a pyramidal 2."""
    given = dict.fromkeys(SYSTEMS, 0) | {"FSpyr": 2} | scores
    own = {f"b{name}": pl.lit(score, pl.Float64) for name, score in given.items()}
    date = pl.lit(date_of(day))
    return frame.with_columns(**{"bEDSS": pl.lit(float(edss)), "base.date": date, "dateBlineVisit": date}, **own)


def _each(score: Any, count: int) -> list[Any]:
    return list(score) if isinstance(score, list) else [score] * count


def dated(table: pl.DataFrame) -> tuple[int, float, float | None] | None:
    """The day of SPMS, the EDSS then and before; of a table of `spmsDx` with one row."""
    (row,) = table.rows(named=True)
    if not row["SPMS"]:
        assert row["SPMS"] == 0
        assert [row[name] for name in ("date.SPMS", "EDSS.SPMS", "EDSS.preDxFinal")] == [None] * 3
        return None
    return (row["date.SPMS"] - date_of(0)).days, row["EDSS.SPMS"], row["EDSS.preDxFinal"]


def told(table: pl.DataFrame) -> list[tuple[float, int, float, int, int]]:
    """Reference, its day, EDSS, its day and the days that it lasts, of each event."""
    assert table.get_column("dEDSS").to_list() == (table["EDSS"] - table["bEDSS"]).to_list()
    return [
        (row["bEDSS"], (row["base.date"] - date_of(0)).days, row["EDSS"], (row["dateEDSS"] - date_of(0)).days, lasts)
        for row in table.rows(named=True)
        for lasts in [row.get("sust.prog", row.get("sust.reg"))]
    ]
