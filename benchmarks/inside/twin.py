"""The twin in plain Python: each person's records cut at every date on which something can change, and judged anew.

python twin.py DATA: everything that `characterise` gives. It needs `tests` on the path.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.presets import lublin_2013
from oracle import Records, assessments, events, evidence, states, topics
from oracle.topics import days_of_change

FIRST = dt.date(1970, 1, 1)


def people(data: Path) -> list[Any]:
    """Everybody's records as the twin takes them: days as whole numbers, rows as dictionaries."""
    tables: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for file in data.glob("*.parquet"):
        for row in pl.read_parquet(file).iter_rows(named=True):
            tables[file.stem][row.pop("patient_id")].append({name: _day(value) for name, value in row.items()})
    about = tables.pop("patients")
    return [
        Records(patient_id=who, patient=rows[0], **{name: table[who] for name, table in tables.items()})
        for who, rows in about.items()
    ]


def _day(value: Any) -> Any:  # noqa: ANN401 - any value of a cell
    return (value - FIRST).days if isinstance(value, dt.date) else value


def course(records: Any) -> int:  # noqa: ANN401 - of the twin
    """Work out all of one person's course; how many events there are."""
    first, last = records.first_day(), records.last_day()
    days = [day for day in days_of_change(records, lublin_2013) if first <= day <= last]
    states(records, lublin_2013, days=days)
    for day in days:
        evidence(records, day, lublin_2013)
    assessments(records, lublin_2013)
    topics(records, lublin_2013)
    return len(events(records, lublin_2013))


def main() -> None:
    """Work out everybody's, and say how long that took without reading."""
    everybody = people(Path(sys.argv[1]))
    start = time.perf_counter()
    found = sum(map(course, everybody))
    print(json.dumps({"warm_seconds": time.perf_counter() - start, "events": found}))


if __name__ == "__main__":
    main()
