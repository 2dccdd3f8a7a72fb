"""The search of the CORe software for secondary progression: one run of worse visits that lasts to the last visit.

The visits still looked at are always the last ones of the patient, so that one number says which they are. Of those,
a visit *progresses* if it is worse than the reference by the step, with the least EDSS; a lone visit that does not,
after one that does, progresses too (`_progresses`).
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.core_records import CoreVisits, first_settled, is_settled, rises
from mscourse.kernels.core_spms_systems import (
    CoreSystems,
    Reference,
    any_system,
    leading_system_holds,
    pyramidal_is_enough,
)
from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector

WIDE_FROM_ZERO, WIDE = 1.5, 1.0
"""A visit is stable while later ones differ by less."""
MILD, SEVERE = 3.0, 6.0
"""A relapse moves the reference if the EDSS is above the first, and the reference below the second."""
HALF = 0.5


class SpmsFound(NamedTuple):
    """One entry per patient: visits, or -1."""

    event: Vector
    """The visit that SPMS is dated to."""
    before: Vector
    """The last one dated before it."""


class OwnReferences(NamedTuple):
    """References that the caller chose; one entry per patient."""

    given: Vector
    """1 where there is one."""
    day: Vector
    value: Vector


class SpmsNumbers(NamedTuple):
    """The numbers of the rule, in days where nothing else is said."""

    with_systems: bool
    """Whether functional systems are looked at."""
    least_value: float
    """EDSS."""
    least_pyramidal: float
    after_relapse: float
    progression: float
    regression: float
    stable: float
    """How long the EDSS is to stay after a relapse."""


def find_core_spms(
    first: int,
    last: int,
    out: SpmsFound,
    visits: CoreVisits,
    systems: CoreSystems,
    own: OwnReferences,
    numbers: SpmsNumbers,
) -> None:
    """Search every patient's visits."""
    for patient in range(first, last):
        out.event[patient] = out.before[patient] = -1
        begin, stop = visits.offset[patient], visits.offset[patient + 1]
        if stop - begin < 3:  # noqa: PLR2004 - fewer cannot show a lasting change
            continue
        start = begin
        if numbers.with_systems:
            while start < stop and not any_system(start, systems):
                start += 1
            if stop - start < 3:  # noqa: PLR2004 - as above
                continue
        event = _search(patient, start, stop, visits, systems, own, numbers)
        out.event[patient] = event
        if event >= 0:
            out.before[patient] = _first_of_its_day(
                _dated_from(visits.day[event], begin, stop, visits) - 1, begin, visits
            )


@part
def _search(
    patient: int, start: int, stop: int, visits: CoreVisits, systems: CoreSystems, own: OwnReferences,
    numbers: SpmsNumbers,
) -> int:  # fmt: skip
    """The visit that SPMS is dated to, or -1."""
    settled = first_settled(start, stop, visits, numbers.after_relapse)
    if own.given[patient]:
        initial = Reference(-1, patient, own.day[patient], own.value[patient], False)  # noqa: FBT003 - by position
    elif settled < stop:
        initial = _reference_at(settled, patient, visits)
    else:
        return -1
    reference = initial
    low = _dated_from(reference.day, start, stop, visits)
    while stop - low > 1:
        candidate, held_to = _candidate(low, stop, reference.value, visits, numbers)
        if candidate < 0:
            return -1
        moved = _moved_by_relapse(candidate, start, low, reference, visits, systems, numbers)
        if moved >= 0:
            reference = _reference_at(moved, patient, visits)
            low = _dated_from(visits.day[moved] + 1, start, stop, visits)
            continue
        progresses = _progresses(candidate, low, stop, reference.value, visits, numbers)
        in_relapse = _relapse_between(candidate, start, visits)
        if (
            progresses
            and not in_relapse
            and visits.day[held_to] >= visits.day[stop - 1]
            and _is_spms(candidate, stop, reference, visits, systems, numbers)
        ):
            return candidate
        if progresses and visits.day[held_to] < visits.day[stop - 1]:
            low = _dated_from(visits.day[held_to] + 1, start, stop, visits)
            reference = initial if numbers.with_systems else reference
            continue
        low = _dated_from(visits.day[candidate] + 1, start, stop, visits)
        if (progresses and in_relapse) or _improved(candidate, reference.value, visits):
            if numbers.with_systems and not any_system(candidate, systems):
                while low < stop - 1 and not any_system(low, systems):
                    low += 1
                reference = _reference_at(low, patient, visits)
            else:
                day, value = visits.day[candidate], visits.value[candidate]
                reference = Reference(candidate, patient, day, value, True)  # noqa: FBT003 - as above
        elif numbers.with_systems:
            reference = initial
    return -1


@part
def _reference_at(visit: int, patient: int, visits: CoreVisits) -> Reference:
    """The visit as reference, its scores as recorded."""
    return Reference(visit, patient, visits.day[visit], visits.value[visit], False)  # noqa: FBT003 - by position


@part
def _dated_from(day: int, start: int, stop: int, visits: CoreVisits) -> int:
    """The first visit on that day or later; `stop` if there is none."""
    visit = start
    while visit < stop and visits.day[visit] < day:
        visit += 1
    return visit


@part
def _first_of_its_day(visit: int, start: int, visits: CoreVisits) -> int:
    """The first in the table of the visits on that visit's day; -1 if there is no such visit."""
    if visit < start:
        return -1
    while visit > start and visits.day[visit - 1] == visits.day[visit]:
        visit -= 1
    return visit


@part
def _relapse_between(visit: int, start: int, visits: CoreVisits) -> bool:
    """Whether the latest relapse was on the day of the visit before, or after that."""
    since = visits.day[visit] - visits.day[visit - 1] if visit > start else 0
    return bool(visits.gap[visit] <= since)


@part
def _is_worse(visit: int, reference: float, visits: CoreVisits, numbers: SpmsNumbers) -> bool:
    """Whether the visit itself is worse by the step, with the least EDSS."""
    return bool(rises(visits.value[visit], reference) and visits.value[visit] >= numbers.least_value)


@part
def _improved(visit: int, reference: float, visits: CoreVisits) -> bool:
    """Whether the visit is better by half a point, whatever the reference."""
    return bool(visits.value[visit] - reference <= -HALF)


@part
def _progresses(visit: int, low: int, stop: int, reference: float, visits: CoreVisits, numbers: SpmsNumbers) -> bool:
    """Whether the visit is worse, or the only one not to be, after one that is."""
    if _is_worse(visit, reference, visits, numbers):
        return True
    if visit == low or not _is_worse(visit - 1, reference, visits, numbers):
        return False
    return bool(visit == stop - 1 or _is_worse(visit + 1, reference, visits, numbers))


@part
def _candidate(low: int, stop: int, reference: float, visits: CoreVisits, numbers: SpmsNumbers) -> tuple[int, int]:
    """The first visit of a change that lasts long enough, or -1, and the last settled visit of its run."""
    broken, better_to = low, low  # Where the run of the visit looked at ends: before the first, with the second.
    held_to = low
    for visit in range(low, stop):
        day = visits.day[visit]
        if _progresses(visit, low, stop, reference, visits, numbers):
            if visit >= broken:
                broken = visit + 1
                while broken < stop and _progresses(broken, low, stop, reference, visits, numbers):
                    broken += 1
                held_to = broken - 1
                while held_to >= low and not is_settled(held_to, visits, numbers.after_relapse):
                    held_to -= 1
            if held_to >= low and visits.day[held_to] - day > numbers.progression:
                return visit, held_to
        if _improved(visit, reference, visits):
            better_to = max(better_to, visit)
            while better_to + 1 < stop and _improved(better_to + 1, reference, visits):
                better_to += 1
            if visits.day[better_to] - day > numbers.regression:
                return visit, held_to
    return -1, -1


@part
def _moved_by_relapse(
    candidate: int, start: int, low: int, reference: Reference, visits: CoreVisits, systems: CoreSystems,
    numbers: SpmsNumbers,
) -> int:  # fmt: skip
    """The visit that is the reference because a relapse before the candidate left something; -1 if none did."""
    for relapse in range(candidate - 1, low - 1, -1):
        if visits.day[relapse] == reference.day or not _significant(relapse, start, reference.value, visits):
            continue
        for visit in range(relapse + 1, candidate):
            if _stays(visit, candidate, visits, numbers.stable) and (
                not numbers.with_systems or any_system(visit, systems)
            ):
                return _first_of_its_day(visit, start, visits)
        return _first_of_its_day(candidate, start, visits)
    return -1


@part
def _significant(visit: int, start: int, reference: float, visits: CoreVisits) -> bool:
    """Whether a relapse raised the EDSS at the visit."""
    if visit == start or not _relapse_between(visit, start, visits):
        return False
    value = visits.value[visit]
    return bool(
        value > MILD and reference < SEVERE and value - reference >= HALF and value - visits.value[visit - 1] >= HALF
    )


@part
def _stays(visit: int, end: int, visits: CoreVisits, days: float) -> bool:
    """Whether the EDSS stays about where it is for more days than these, at visits before the end."""
    value = visits.value[visit]
    width = WIDE_FROM_ZERO if value == 0.0 else WIDE
    later = visit
    while later + 1 < end and abs(visits.value[later + 1] - value) < width:
        later += 1
    return bool(visits.day[later] - visits.day[visit] > days)


@part
def _is_spms(
    candidate: int, stop: int, reference: Reference, visits: CoreVisits, systems: CoreSystems, numbers: SpmsNumbers
) -> bool:  # fmt: skip
    """Whether a run that lasts to the end is severe enough up to its confirmation, and led by one functional system.

    It lasts longer than confirming takes, so that a visit that confirms it is there. The candidate has the least EDSS:
    it is no smoothed visit, for the one before that would be the candidate.
    """
    for visit in range(candidate + 1, stop):
        days = visits.day[visit] - visits.day[candidate]
        if days > 0 and visits.value[visit] < numbers.least_value:
            return False
        if days > numbers.progression:
            break
    if not numbers.with_systems:
        return True
    return pyramidal_is_enough(candidate, visits, systems, numbers.least_pyramidal) and leading_system_holds(
        candidate, stop, reference, visits, systems, numbers.progression
    )
