"""One call of MSprog: every confirmed change with a roving reference, and for each whether relapses brought it.

python msprog_call.py pymsprog TEXT, or, with the tables as Parquet, python msprog_call.py mscourse DATA [warm]. The
first runs in an environment of its own, which has neither polars nor mscourse; the last word asks for a call of a few
people before the one that is timed.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

ASKED: dict[str, Any] = {
    "subj_col": "patient_id",
    "value_col": "edss",
    "date_col": "date",
    "rdate_col": "onset_date",
    "outcome": "edss",
    "event": "multiple",
    "baseline": "roving",
    "RAW_PIRA": True,
    "include_dates": True,
    "verbose": 0,
}
SOME = 300
"""People of the call before: enough for kernels to be compiled."""


def theirs(folder: Path, *, warm: bool) -> tuple[float, int]:
    """How many seconds pymsprog's call takes, and how many changes it finds. It has nothing to get warm."""
    del warm
    pandas, pymsprog = importlib.import_module("pandas"), importlib.import_module("pymsprog")
    visits = pandas.read_csv(folder / "visits.csv", parse_dates=["date"])
    relapses = pandas.read_csv(folder / "relapses.csv", parse_dates=["onset_date"])
    start = time.perf_counter()
    _, results = pymsprog.MSprog(visits, relapse=relapses, **ASKED)
    return time.perf_counter() - start, int((results["nevent"] > 0).sum())


def ours(folder: Path, *, warm: bool) -> tuple[float, int]:
    """The same of the call as mscourse answers it."""
    polars, msprog = importlib.import_module("polars"), importlib.import_module("mscourse.compat.msprog")
    visits = polars.read_parquet(folder / "visits.parquet", columns=["patient_id", "date", "edss"])
    relapses = polars.read_parquet(folder / "relapses.parquet", columns=["patient_id", "onset_date"])
    if warm:
        few = visits.get_column("patient_id").unique().sort().head(SOME).to_list()
        is_one_of_them = polars.col("patient_id").is_in(few)
        msprog.MSprog(visits.filter(is_one_of_them), relapse=relapses.filter(is_one_of_them), **ASKED)
    start = time.perf_counter()
    answer = msprog.MSprog(visits, relapse=relapses, **ASKED)
    return time.perf_counter() - start, int((answer.results["nevent"] > 0).sum())


def main() -> None:
    """Call it, and say how long that took."""
    tool, folder, *asked = sys.argv[1:]
    seconds, events = {"pymsprog": theirs, "mscourse": ours}[tool](Path(folder), warm=bool(asked))
    print(json.dumps({"warm_seconds": seconds, "events": events}))


if __name__ == "__main__":
    main()
