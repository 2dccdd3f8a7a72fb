"""Says how `spms_lorscheider_2016`, which never looks ahead, and `spmsDx`, which does, agree on the sample cohort.

    python docs/agreement_with_msoutcomes.py

prints the table that stands in `docs/explanation/msoutcomes.md`; a test holds the two together.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl

import mscourse as ms
from mscourse.compat.msoutcomes import spmsDx

SAMPLE = Path(ms.__file__).parent / "data" / "msoutcomes_sample"


def known_as_it_came() -> pl.DataFrame:
    """Who became SPMS by the preset, when it began and when that was known; nobody's onset is asked about."""
    definition = dataclasses.replace(ms.presets.lublin_2013, assume_onset="relapsing")
    events = ms.characterise(ms.read_cohort(SAMPLE), definition).events
    onsets = events.filter(pl.col("kind").cast(pl.String) == "spms_onset")
    return onsets.select(pl.col("patient_id").cast(pl.String).alias("ID"), "onset", "known_on")


def looked_back(visits: pl.DataFrame) -> pl.DataFrame:
    """When SPMS began by `spmsDx` for each patient, seen from their last visit with an EDSS."""
    last = visits.group_by("ID").agg(pl.col("date").max().alias("last"))
    dated: pl.DataFrame = spmsDx(visits).select("ID", pl.col("date.SPMS").alias("dated"))
    return dated.join(last, on="ID")


def said_visit_by_visit(visits: pl.DataFrame) -> pl.DataFrame:
    """What `spmsDx` would have said at each visit, from the visits up to then: first day, and whether taken back."""
    pairs = visits.select("ID", pl.col("date").alias("seen_on")).unique().join(visits, on="ID")
    cut = pairs.filter(pl.col("date") <= pl.col("seen_on")).with_columns(
        ID=pl.struct("ID", "seen_on").rank("dense"), person="ID"
    )
    answers = spmsDx(cut.drop("person", "seen_on")).select("ID", said=pl.col("SPMS") == 1)
    said = cut.select("ID", "person", "seen_on").unique().join(answers, on="ID").sort("person", "seen_on")
    # Taken back: said at one visit, and not at the next.
    back = said.with_columns(back=pl.col("said").shift(1).over("person").fill_null(value=False) & ~pl.col("said"))
    return back.group_by(pl.col("person").alias("ID")).agg(
        first_said=pl.col("seen_on").filter("said").min(), taken_back=pl.col("back").any()
    )


def table() -> str:
    """The comparison in Markdown."""
    visits = pl.read_csv(SAMPLE / "visits.csv", null_values="NA").drop_nulls("EDSS")
    visits = visits.with_columns(date=pl.col("dateEDSS").str.to_date())
    people = (
        looked_back(visits).join(known_as_it_came(), on="ID", how="left").join(said_visit_by_visit(visits), on="ID")
    )
    ours, theirs = pl.col("onset").is_not_null(), pl.col("dated").is_not_null()
    both, alone = people.filter(ours & theirs), people.filter(ours & ~theirs)
    rows = {
        "people": people.height,
        "SPMS by both": both.height,
        "of these dated to the same visit": both.filter(pl.col("onset") == pl.col("dated")).height,
        "of these dated earlier by the preset": both.filter(pl.col("onset") < pl.col("dated")).height,
        "SPMS by the preset alone": alone.height,
        "of these SPMS by `spmsDx` too, at an earlier visit": alone["first_said"].count(),
        "SPMS by `spmsDx` alone": people.filter(~ours & theirs).height,
        "SPMS by neither": people.filter(~ours & ~theirs).height,
        "SPMS by both: median days from the onset to the day the preset knew": _median(both, "known_on", "onset"),
        "SPMS by both: median days from then to the last visit, which `spmsDx` rests on": _median(
            both, "last", "known_on"
        ),
        "`spmsDx` run at each visit: people of whom it said SPMS at some visit": people["first_said"].count(),
        "`spmsDx` run at each visit: people from whom a later visit took it back": people["taken_back"].sum(),
    }
    return "\n".join(["| on the sample cohort | |", "| --- | --: |", *(f"| {k} | {v:g} |" for k, v in rows.items())])


def _median(people: pl.DataFrame, later: str, earlier: str) -> float:
    return float(np.median((people[later] - people[earlier]).dt.total_days().to_numpy()))


if __name__ == "__main__":
    print(table())
