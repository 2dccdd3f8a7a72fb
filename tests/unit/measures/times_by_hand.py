"""Times to an event for tests, and the estimates written out person by person: slow, and plain to follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

PUBLISHED = Path(__file__).parent / "published"


@dataclass(frozen=True)
class Person:
    """Under observation from the entry (excluded) to the time (included)."""

    entry: int
    time: int
    outcome: str
    group: str = "a"


def frame(people: list[Person]) -> pl.DataFrame:
    """The people as times, as `time_to` gives them, as far as the estimates need them."""
    rows: list[dict[str, Any]] = [
        {
            "patient_id": str(number),
            "entry_days": each.entry,
            "time_days": each.time,
            "outcome": each.outcome,
            "arm": each.group,
        }
        for number, each in enumerate(people)
    ]
    kinds = {name: pl.Int32 if name.endswith("_days") else pl.String for name in (*_NAMES,)}
    return pl.DataFrame(rows, schema=kinds)


_NAMES = ("patient_id", "entry_days", "time_days", "outcome", "arm")


def remission() -> pl.DataFrame:
    """The published times in remission."""
    table = pl.read_csv(PUBLISHED / "remission_6mp.csv", schema_overrides={"weeks": pl.Int32})
    return table.select("outcome", patient_id=pl.int_range(pl.len()).cast(pl.String), time_days="weeks", arm="group")


def people_of(groups: str = "ab", *, delayed: bool = True) -> st.SearchStrategy[list[Person]]:
    """A few people with times full of ties."""

    def one(entry: int, length: int, outcome: str, group: str) -> Person:
        return Person(entry, entry + length, outcome, group)

    entry = st.integers(0, 6) if delayed else st.just(0)
    outcomes = st.sampled_from(["event", "death", "censored"])
    person = st.builds(one, entry, st.integers(1, 8), outcomes, st.sampled_from(groups))
    return st.lists(person, min_size=1, max_size=15)


def at_risk(people: list[Person], day: int) -> list[Person]:
    """Who came before the day (on day 0: by then) and has not left before it."""
    return [each for each in people if (each.entry < day or day == each.entry == 0) and each.time >= day]


def having(people: list[Person], day: int, outcome: str) -> int:
    """How many have the outcome on the day."""
    return sum(each.time == day and each.outcome == outcome for each in people)


def days_of(people: list[Person]) -> list[int]:
    """Day 0, and every day on which somebody leaves."""
    return sorted({0, *(each.time for each in people)})
