"""Visits and relapses of a cohort as text, for tools that read no Parquet: the same rows, with the names they ask for.

python as_text.py DATA OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def main() -> None:
    """Write them."""
    data, out = map(Path, sys.argv[1:])
    out.mkdir(exist_ok=True)
    visits = pl.scan_parquet(data / "visits.parquet").select("patient_id", "date", "edss")
    relapses = pl.scan_parquet(data / "relapses.parquet").select("patient_id", "onset_date")
    visits.sink_csv(out / "visits.csv")
    relapses.sink_csv(out / "relapses.csv")
    visits.rename({"patient_id": "patient"}).sink_csv(out / "visits.tsv", separator="\t")


if __name__ == "__main__":
    main()
