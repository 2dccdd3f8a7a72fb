"""The search for SPMS onset: a confirmed rise that meets every criterion."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.confirmation import Confirmation, first_not_held, settle
from mscourse.kernels.loader import part
from mscourse.kernels.records import (
    PYRAMIDAL,
    SYSTEMS,
    Measured,
    Records,
    SpmsCandidates,
    SpmsNumbers,
    Vector,
    Visits,
)
from mscourse.kernels.relapses import ascertained, is_usable, last_relapse_within
from mscourse.kernels.steps import change
from mscourse.kernels.worsening import first_that_may_refer

MOVES_REFERENCE = (
    1 << codes.BEFORE_FIRST_RELAPSE
    | 1 << codes.EVENT_NOT_USABLE
    | 1 << codes.RELAPSE_BETWEEN
    | 1 << codes.NOT_ASCERTAINED
)
"""Refusals that say the rise was not progression: the reference moves. The others leave it where it is."""


def find_spms_onset(
    first: int,
    last: int,
    out: SpmsCandidates,
    records: Records,
    measured: Measured,
    may: Vector,
    confirmation: Confirmation,
    numbers: SpmsNumbers,
) -> None:
    """Search every patient's EDSS for SPMS onset; patients with a progressive onset are passed over.

    Where the rise has to last to the end, a confirmed one that does not is refuted by the first visit without it.
    """
    visits = records.visits
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        out.onset[patient] = -1
        out.known[patient] = -1
        out.onset_day[patient] = codes.NEVER
        out.known_day[patient] = codes.NEVER
        for visit in range(start, stop):
            out.verdict[visit] = codes.NO_CANDIDATE
        if records.patients.onset[patient] == codes.ONSET_PROGRESSIVE:
            continue
        systems_from = _first_with_systems(start, stop, visits.systems)
        reference = first_that_may_refer(start, stop, measured.value, may)
        considered = codes.MISSING
        event = reference + 1
        while event < stop:
            direction = change(measured.value[event], measured.value[reference], measured.step[reference])
            if direction == 0:
                event += 1
                continue
            verdict, settled = settle(
                event, stop, direction, measured.value[reference], measured.step[reference],
                visits.day, measured.value, may, confirmation,
            )  # fmt: skip
            if verdict == codes.CANDIDATE_CONFIRMED and direction > 0 and confirmation.sustained_to_end:
                ended = first_not_held(
                    event, stop, direction, measured.value[reference], measured.step[reference], measured.value
                )
                if ended >= 0:
                    verdict, settled = codes.CANDIDATE_REFUTED, ended
            out.verdict[event] = verdict
            out.direction[event] = direction
            out.reference[event] = reference
            out.considered[event] = max(considered, visits.day[event])
            out.settled[event] = settled
            out.settled_on[event] = codes.NEVER if settled < 0 else visits.day[settled]
            out.refusals[event] = 0
            out.note[event] = codes.NO_NOTE
            if verdict == codes.CANDIDATE_PENDING:
                break
            considered = max(considered, visits.day[settled])
            if verdict == codes.CANDIDATE_CONFIRMED and direction < 0:
                reference, event = settled, settled
            elif verdict == codes.CANDIDATE_CONFIRMED:
                refusals = _relapse_refusals(patient, event, settled, records, measured.value, numbers)
                lasts_to = stop - 1 if confirmation.sustained_to_end else settled
                refusals |= _level_refusals(event, lasts_to, measured.value, numbers)
                if numbers.functional_systems and systems_from <= settled:
                    refusals |= _pyramidal_refusal(event, visits, measured.value, numbers)
                    leading = _leading_system(reference, event, settled, visits.systems)
                    if leading == codes.NO:
                        refusals |= 1 << codes.LEADING_NOT_HELD
                    elif leading == codes.UNKNOWN:
                        out.note[event] = codes.LEADING_UNKNOWN
                elif numbers.functional_systems:
                    out.note[event] = codes.SYSTEMS_NOT_RECORDED
                out.refusals[event] = refusals
                if refusals == 0:
                    out.onset[patient], out.known[patient] = event, settled
                    out.onset_day[patient], out.known_day[patient] = visits.day[event], visits.day[settled]
                    break
                if refusals & MOVES_REFERENCE:
                    reference, event = settled, settled
            event += 1


@part
def _first_with_systems(start: int, stop: int, systems: Vector) -> int:
    """The first visit with a functional-system score (the ambulation score alone is none)."""
    for visit in range(start, stop):
        for system in range(SYSTEMS - 1):
            if systems[visit * SYSTEMS + system] >= 0:
                return visit
    return stop


@part
def _relapse_refusals(
    patient: int, event: int, settled: int, records: Records, value: Vector, numbers: SpmsNumbers
) -> int:
    """Criterion b, and the first relapse of a person whose onset is not known."""
    patients, visits, relapses = records.patients, records.visits, records.relapses
    start, stop = relapses.offset[patient], relapses.offset[patient + 1]
    event_day = visits.day[event]
    refusals = 0
    if patients.onset[patient] == codes.ONSET_UNKNOWN and not (start < stop and relapses.day[start] <= event_day):
        refusals |= 1 << codes.BEFORE_FIRST_RELAPSE
    if visits.since_relapse[event] <= numbers.usable_after:
        refusals |= 1 << codes.EVENT_NOT_USABLE
    before = last_usable_before(event, visits.offset[patient], visits, value, numbers.usable_after)
    if last_relapse_within(start, stop, relapses.day, before + 1, event_day) != codes.MISSING:
        refusals |= 1 << codes.RELAPSE_BETWEEN
    if not ascertained(patient, before, visits.day[settled], patients, relapses):
        refusals |= 1 << codes.NOT_ASCERTAINED
    return refusals


@part
def last_usable_before(event: int, start: int, visits: Visits, value: Vector, usable_after: int) -> int:
    """The day of the last usable visit before the event visit; there always is one, the reference at the latest."""
    for visit in range(event - 1, start - 1, -1):
        if is_usable(visit, value[visit], visits.since_relapse, usable_after):
            return int(visits.day[visit])
    return codes.MISSING


@part
def _level_refusals(event: int, lasts_to: int, value: Vector, numbers: SpmsNumbers) -> int:
    """Criterion c, up to a visit: the confirming one, or the last where the rise has to last to the end."""
    for visit in range(event, lasts_to + 1):
        if value[visit] < numbers.minimum_edss:
            return 1 << codes.EDSS_BELOW
    return 0


@part
def _pyramidal_refusal(event: int, visits: Visits, value: Vector, numbers: SpmsNumbers) -> int:
    """Criterion d."""
    score = visits.systems[event * SYSTEMS + PYRAMIDAL]
    if score < 0:
        return 0 if value[event] >= numbers.pyramidal_assumed_from_edss else 1 << codes.PYRAMIDAL_BELOW
    return 0 if score >= numbers.minimum_pyramidal else 1 << codes.PYRAMIDAL_BELOW


@part
def _leading_system(reference: int, event: int, settled: int, systems: Vector) -> int:
    """Criterion e: YES if a system that rose most stays above its reference, NO if none does, else UNKNOWN."""
    most = 0
    for system in range(SYSTEMS):
        before, after = systems[reference * SYSTEMS + system], systems[event * SYSTEMS + system]
        if before >= 0 and after - before > most:
            most = after - before
    if most == 0:
        return codes.UNKNOWN
    for system in range(SYSTEMS):
        before = systems[reference * SYSTEMS + system]
        if before < 0 or systems[event * SYSTEMS + system] - before != most:
            continue
        held = True
        for visit in range(event, settled + 1):
            score = systems[visit * SYSTEMS + system]
            if 0 <= score <= before:
                held = False
        if held:
            return codes.YES
    return codes.NO
