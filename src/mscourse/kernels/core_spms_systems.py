"""The functional systems in the search of the CORe software for secondary progression."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.core_records import CoreVisits
from mscourse.kernels.loader import part
from mscourse.kernels.records import SYSTEMS, Vector

CORE_PYRAMIDAL = 0
"""Where the pyramidal score stands among the systems of a visit here: the order of the original's columns."""
LEGS = 5.5
"""From this EDSS on the pyramidal score is taken to be 2 or more."""
LEAST_WITH_LEGS = 2.0


class CoreSystems(NamedTuple):
    """Scores, eight to a visit and eight to a patient's own reference, flat; NaN where not recorded."""

    score: Vector
    own_score: Vector


class Reference(NamedTuple):
    """What a change is measured from."""

    visit: int
    """-1 where the caller chose it."""
    patient: int
    day: int
    value: float
    is_completed: bool
    """Whether the pyramidal score is completed from the EDSS."""


@part
def any_system(visit: int, systems: CoreSystems) -> bool:
    """Whether any functional system was scored at the visit."""
    for system in range(SYSTEMS):  # noqa: SIM110 - compiled
        if not _is_missing(systems.score[visit * SYSTEMS + system]):
            return True
    return False


@part
def _is_missing(score: float) -> bool:
    return bool(score != score)  # noqa: PLR0124 - NaN


@part
def _completed_pyramidal(visit: int, visits: CoreVisits, systems: CoreSystems) -> float:
    score = systems.score[visit * SYSTEMS + CORE_PYRAMIDAL]
    if visits.value[visit] >= LEGS and not score >= LEAST_WITH_LEGS:
        return LEAST_WITH_LEGS
    return 0.0 if _is_missing(score) else score


@part
def pyramidal_is_enough(visit: int, visits: CoreVisits, systems: CoreSystems, least: float) -> bool:
    """Whether the pyramidal score, completed from the EDSS, is at least that."""
    return bool(_completed_pyramidal(visit, visits, systems) >= least)


@part
def _rise(visit: int, system: int, reference: Reference, visits: CoreVisits, systems: CoreSystems) -> float:
    """How much the score rose; NaN where either is not recorded."""
    if reference.visit < 0:
        before = systems.own_score[reference.patient * SYSTEMS + system]
    elif reference.is_completed and system == CORE_PYRAMIDAL:
        before = _completed_pyramidal(reference.visit, visits, systems)
    else:
        before = systems.score[reference.visit * SYSTEMS + system]
    return float(systems.score[visit * SYSTEMS + system] - before)


@part
def _rise_at_event(visit: int, system: int, reference: Reference, visits: CoreVisits, systems: CoreSystems) -> float:
    """The rise at the event visit; an unknown one is 1 if pyramidal, otherwise 0."""
    rise = _rise(visit, system, reference, visits, systems)
    if _is_missing(rise):
        return 1.0 if system == CORE_PYRAMIDAL else 0.0
    return rise


@part
def leading_system_holds(
    event: int, stop: int, reference: Reference, visits: CoreVisits, systems: CoreSystems, days: float
) -> bool:
    """Whether one of the systems that rose most is away from its reference score for that many days.

    It is away until it is exactly there again, and wherever that is unknown.
    """
    most = _rise_at_event(event, 0, reference, visits, systems)
    for system in range(1, SYSTEMS):
        most = max(most, _rise_at_event(event, system, reference, visits, systems))
    if most <= 0.0:
        return days <= 0.0
    for system in range(SYSTEMS):
        if _rise_at_event(event, system, reference, visits, systems) != most:
            continue
        visit = event
        while visit + 1 < stop and _rise(visit + 1, system, reference, visits, systems) != 0.0:
            visit += 1
        if visits.day[visit] - visits.day[event] >= days:
            return True
    return False
