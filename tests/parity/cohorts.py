"""Small made-up cohorts with everything in them that makes two tools disagree."""

from __future__ import annotations

import random
from typing import Any

MEASURES = ("edss", "nhpt", "t25fw", "sdmt")
SCALE = [0.0, *(half / 2 for half in range(2, 21))]

Columns = dict[str, list[Any]]
Course = tuple[Any, list[tuple[int, float]], list[int]]


def cohort(chance: random.Random, patients: int, outcome: str) -> list[Course]:
    """Subject, visits (day and value, in order) and relapse days for each of them."""
    wild = chance.random() < 0.25
    numbered = chance.random() < 0.3
    apart = chance.choice(((20, 60), (60, 130), (80, 200), (30, 300)))
    subjects: list[Any] = [person if numbered else f"P{person}" for person in range(patients)]
    return [_course(chance, subject, outcome, apart, wild=wild) for subject in subjects]


def _course(chance: random.Random, subject: Any, outcome: str, apart: tuple[int, int], *, wild: bool) -> Course:
    seen = [chance.choice((0, chance.randint(0, 300), chance.randint(-800, 0)))]
    for _ in range(chance.randint(0, 14)):
        seen.append(seen[-1] + (chance.randint(*apart) if chance.random() < 0.9 else 90))
    relapses = [
        chance.choice(seen) if chance.random() < 0.15 else chance.randint(seen[0] - 100, seen[-1] + 60)
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 4, 5)))
    ]
    level, restless = value(chance, outcome), chance.choice((0.15, 0.3, 0.5))
    visits = []
    for day in seen:
        relapsed = any(0 <= day - relapse <= 90 for relapse in relapses)
        if chance.random() < (0.7 if relapsed else restless):
            level = near(chance, outcome, level)
        visits.append((day, value(chance, outcome) if wild else level))
    return subject, visits, sorted(relapses)


def value(chance: random.Random, outcome: str) -> float:
    """Any value of the measure."""
    if outcome == "edss":
        return chance.choice(SCALE) if chance.random() < 0.3 else chance.choice(SCALE[2:14])
    if outcome == "nhpt":
        return chance.randint(150, 400) / 10
    if outcome == "t25fw":
        return chance.randint(35, 150) / 10
    if outcome == "sdmt":
        return float(chance.randint(8, 70))
    return float(chance.randint(-3, 12))


def near(chance: random.Random, outcome: str, level: float) -> float:
    """A value a step or two away, often just at the change that counts."""
    if outcome == "edss":
        place = SCALE.index(level) + chance.choice((-3, -2, -1, 1, 1, 2, 2, 3))
        return SCALE[min(max(place, 0), len(SCALE) - 1)]
    if outcome in ("nhpt", "t25fw"):
        return min(max(round(level * chance.choice((0.7, 0.8, 0.8, 0.9, 1.1, 1.2, 1.2, 1.3)), 1), 3.0), 170.0)
    if outcome == "sdmt":
        return min(max(level + chance.choice((-6, -4, -4, -3, -1, 1, 3, 4, 4, 6)), 0.0), 110.0)
    return level + chance.choice((-3, -2, -1, 1, 2, 3))


def untidied(chance: random.Random, courses: list[Course]) -> tuple[Columns, Columns]:
    """The two tables as people keep them: some rows of one day, some missing, some out of order."""
    visits: list[tuple[Any, int | None, float | None]] = []
    relapses = [(subject, day) for subject, _, days in courses for day in days]
    twice, missing = chance.random() < 0.2, chance.random() < 0.15
    for subject, seen, _ in courses:
        for day, level in seen:
            visits.append((subject, day, level))
            if twice and chance.random() < 0.1:
                visits.append((subject, day, chance.choice(seen)[1]))
    if missing:
        visits = [(subject, day, None if chance.random() < 0.06 else level) for subject, day, level in visits]
    if chance.random() < 0.25:
        chance.shuffle(visits)
    if chance.random() < 0.25:
        chance.shuffle(relapses)
    if chance.random() < 0.03:
        relapses = []
    columns: Columns = {
        "id": [subject for subject, _, _ in visits],
        "date": [day for _, day, _ in visits],
        "value": [level for _, _, level in visits],
    }
    undated = 0.1 if chance.random() < 0.05 else 0.0
    days = [None if chance.random() < undated else day for _, day in relapses]
    return columns, {"id": [subject for subject, _ in relapses], "date": days}
