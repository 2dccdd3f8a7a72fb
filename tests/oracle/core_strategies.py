"""Random patients for the searches of the CORe software, and tables of them as the calls take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import polars as pl
from hypothesis import strategies as st

from oracle.core_changes import ChangeRule
from oracle.core_spms import SpmsRule
from oracle.core_visits import NO_SCORES, Own, Scores, Visit

FIRST_DAY = dt.date(2000, 1, 1)
SYSTEMS = ("FSpyr", "FScrbl", "FSbstem", "FSsens", "FSsph", "FSvis", "FScereb", "FSamb")
STEPS = [0, 1, 30, 60, 90, 91, 91, 100, 100, 180, 182, 200, 273]
"""Days from one visit to the next."""
EDSS = [0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.5]
STARTS = [0, 1, 2, 4, 5, 6, 6, 6, 7, 7, 8, 10, 11]
"""Places on that list."""
MOVES = [1, 1, 2, 2, 2, 3, 4, -1, -2, -2, -4]
"""Places from one stretch of visits to the next."""
ASIDE = [0, 0, 0, 0, 0, 0, -1, 1, -2]
"""Places of one visit beside those of its stretch."""
SINCE_RELAPSE = [0, 5, 29, 30, 31, 60]
"""Days from a relapse to the first visit of a stretch."""


@dataclass(frozen=True)
class Person:
    visits: list[Visit]
    own: Own | None


@st.composite
def people(draw: st.DrawFn, *, with_systems: bool) -> list[Person]:
    """A number of patients; either nobody has a reference of their own, or about half of them have.

    They are made from a seed: drawing each number by itself takes a hundred times as long.
    """
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - nothing is secret here
    may_own = draw(st.sampled_from([False, False, True]))
    return [_person(chance, with_systems, may_own) for _ in range(draw(st.sampled_from([1, 6, 40])))]


def _person(chance: Random, with_systems: bool, may_own: bool) -> Person:  # noqa: FBT001
    """Stretches of visits at about the same EDSS, some of them begun by a relapse."""
    day, place = 1000, chance.choice(STARTS)
    scores = _scores(chance) if with_systems else NO_SCORES
    relapsing, onset = chance.random() < 0.7, None
    visits: list[Visit] = []
    for _ in range(chance.choice([1, 2, 2, 3, 3, 4, 5])):
        if relapsing and chance.random() < 0.5:
            onset = day - chance.choice(SINCE_RELAPSE)
        for _ in range(chance.choice([1, 1, 2, 3, 3, 4])):
            here = min(max(place + chance.choice(ASIDE), 0), len(EDSS) - 1)
            visits.append(Visit(day, EDSS[here], None if onset is None else day - onset, scores))
            day += chance.choice(STEPS)
            scores = _later(chance, scores, 0) if with_systems else scores
        move = chance.choice(MOVES)
        place = min(max(place + move, 0), len(EDSS) - 1)
        scores = _later(chance, scores, 1 if move > 0 else -1) if with_systems else scores
        onset = None if chance.random() < 0.1 else onset
    if not may_own or chance.random() < 0.5:
        return Person(visits, None)
    start = visits[0].day + chance.choice([-400, -91, -1, 0, 0, 60, 200, 3000])
    return Person(visits, Own(start, chance.choice(EDSS), _scores(chance) if with_systems else NO_SCORES))


def _scores(chance: Random) -> Scores:
    few = (chance.choice([None, 0, 1, 2, 2, 3]), chance.choice([None, 0, 1, 1]))
    return chance.choice([NO_SCORES, few + (0,) * 6, few + (0,) * 6, few + (0,) * 6, few + (None,) * 6])


def _later(chance: Random, scores: Scores, around: int) -> Scores:
    """The scores a visit later: mostly the same, or one of them changed, by about so much."""
    kind = chance.choice(["same"] * 10 + ["one"] * (20 if around else 2) + ["none", "new"])
    if kind == "none":
        return NO_SCORES
    if kind == "new":
        return _scores(chance)
    if kind == "same":
        return scores
    system, change = chance.choice([0, 0, 0, 1, 7]), around + chance.choice([0, 0, 1, -1])
    return tuple(
        max(score + change, 0) if place == system and score is not None else score for place, score in enumerate(scores)
    )


spms_rules = st.builds(
    SpmsRule,
    least_edss=st.sampled_from([4, 4, 4, 1, 2.5, 6]),
    least_pyramidal=st.sampled_from([2, 2, 0]),
    after_relapse=st.sampled_from([30, 30, 30, 0, 90]),
    progression=st.sampled_from([90.75, 90.75, 90, 181.5, 0]),
    regression=st.sampled_from([272.25, 272.25, 90, 0]),
    stable=st.sampled_from([181.5, 181.5, 90, 0]),
)
change_rules = st.builds(
    ChangeRule,
    confirmed=st.sampled_from([90.75, 90.75, 90, 91, 181.5, 30, 0, -1]),
    after_relapse=st.sampled_from([30, 30, 30, 0, 90]),
    sustained=st.booleans(),
)


def table(persons: Sequence[Person]) -> pl.DataFrame:
    """Everybody's visits, as `spmsDx` takes them; the references only if somebody has one."""
    rows = [_row(str(place), person, visit) for place, person in enumerate(persons) for visit in person.visits]
    frame = pl.DataFrame(rows, schema=_schema())
    if any(person.own for person in persons):
        return frame
    return frame.drop(name for name in frame.columns if name[0] == "b" or name == "dateBlineVisit")


def _schema() -> dict[str, Any]:
    numbers = ("EDSS", "daysPostRelapse", *SYSTEMS, "bEDSS", *(f"b{system}" for system in SYSTEMS))
    dates = ("dateEDSS", "base.date", "dateBlineVisit")
    return {"ID": pl.String} | dict.fromkeys(dates, pl.Date) | dict.fromkeys(numbers, pl.Float64)


def _row(name: str, person: Person, visit: Visit) -> dict[str, Any]:
    row: dict[str, Any] = {"ID": name, "dateEDSS": date_of(visit.day), "EDSS": visit.edss, "daysPostRelapse": visit.gap}
    row |= dict(zip(SYSTEMS, visit.scores, strict=True))
    if person.own:
        day = date_of(person.own.day)
        row |= {"base.date": day, "dateBlineVisit": day, "bEDSS": person.own.edss}
        row |= {f"b{system}": score for system, score in zip(SYSTEMS, person.own.scores, strict=True)}
    return row


def date_of(day: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(day)
