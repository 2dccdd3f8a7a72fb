"""One person in a process that is already running, by kernels in plain Python, as a page in a clinic asks for it.

python one_person.py DATA ID REPEATS: the shortest of several runs, from checked records and with the checks.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mscourse
from mscourse.derivations.check import check_cohort

TABLES = ("visits", "patients", "relapses", "mri", "treatments", "recorded_courses")


def shortest(repeats: int, work: Callable[[], object]) -> float:
    """Seconds of the shortest run."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure both, and say so."""
    data, who, repeats = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    given = mscourse.read_cohort(data)
    tables = {table: given.table(table) for table in TABLES}
    records: dict[str, Any] = {
        table: frame.filter(patient_id=who).drop("row") for table, frame in tables.items() if frame is not None
    }
    checked = check_cohort(mscourse.Cohort(**records), set_aside=True)
    mscourse.characterise(checked)
    told = {
        "warm_seconds": shortest(repeats, lambda: mscourse.characterise(checked)),
        "with_checks": shortest(repeats, lambda: mscourse.characterise(mscourse.Cohort(**records), set_aside=True)),
        "visits": records["visits"].height,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
