"""Which topics each person's state and treatments give, on every day on which that can change."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import latest_activity, treated_since
from mscourse.kernels.causes import first_rise
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import defining_worsening_from
from mscourse.kernels.progression import cause_on
from mscourse.kernels.records import Causes, Changes, Numbers, Records, SpmsCandidates, Vector
from mscourse.kernels.states import States

_TO_EXAMINE = codes.BECAUSE_NO_VISIT | codes.BECAUSE_NOT_ASCERTAINED
_TO_SCAN = codes.BECAUSE_NO_MRI | codes.BECAUSE_MRI_NOT_READABLE


class Topics(NamedTuple):
    """One entry per stretch in which the topics are the same; a patient's begin at their `room`, as those of states."""

    rows: Vector
    start: Vector
    end: Vector
    keys: Vector
    """Bits."""


def find_topics(
    first: int,
    last: int,
    out: Topics,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    states: States,
    room: Vector,
    numbers: Numbers,
) -> None:
    """Write each patient's stretches from the first record to `until`, or to the day before they died."""
    for patient in range(first, last):
        first_day = records.patients.first_day[patient]
        stop = min(records.patients.until[patient] + 1, records.patients.death[patient])
        worsened_from = defining_worsening_from(patient, spms, numbers)
        first_row = room[patient]
        state, last_state = first_row, first_row + states.rows[patient] - 1
        row, before = first_row - 1, codes.MISSING
        for at in range(first_row, first_row + states.days[patient]):
            day = states.day[at]
            if day == before or not first_day <= day < stop:
                continue
            before = day
            while state < last_state and states.end[state] <= day:
                state += 1
            keys = _topics_on(patient, day, state, worsened_from, records, changes, causes, spms, states, numbers)
            if row >= first_row and out.keys[row] == keys:
                continue
            if row >= first_row:
                out.end[row] = day
            row += 1
            out.start[row], out.keys[row] = day, keys
        if row >= first_row:
            out.end[row] = stop
        out.rows[patient] = row - first_row + 1


@part
def _topics_on(
    patient: int,
    day: int,
    state: int,
    worsened_from: int,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    states: States,
    numbers: Numbers,
) -> int:
    """The topics of the day, as bits; `state` is the entry of the state on that day."""
    phenotype, derived = states.phenotype[state], states.derived[state]
    active, worsening = states.activity[state] == codes.ACTIVE, states.worsening[state]
    progression = states.progression[state]
    since = treated_since(patient, day, records)
    enough = since + numbers.started_before
    in_spite = active and since != codes.NEVER and enough <= latest_activity(patient, day, records)
    if phenotype in (codes.SPMS, codes.PPMS):
        if in_spite and progression == codes.WITH_PROGRESSION:
            in_spite = enough <= _latest_progression(
                patient, day, worsened_from, records, changes, causes, spms, numbers
            )
        keys = _of_progressive_course(active, progression, since != codes.NEVER, in_spite)
    else:
        keys = _of_relapsing_course(active, states.activity[state], worsening, since != codes.NEVER, in_spite)
    if progression == codes.AWAITING_PROGRESSION or worsening == codes.AWAITING_WORSENING:
        keys |= codes.TOPIC_CONFIRM_WORSENING
    reasons = states.activity_reasons[state]
    if reasons & _TO_EXAMINE or states.progression_reasons[state] or worsening == codes.WORSENING_INDETERMINATE:
        keys |= codes.TOPIC_EXAMINATION
    if reasons & _TO_SCAN:
        keys |= codes.TOPIC_MRI
    if (phenotype == codes.RRMS and derived == codes.SPMS) or (phenotype == codes.SPMS and derived == codes.RRMS):
        keys |= codes.TOPIC_TRANSITION
    return keys


@part
def _of_progressive_course(active: bool, progression: int, treated: bool, in_spite: bool) -> int:  # noqa: FBT001 - kernels take positions alone
    """Treatment and rehabilitation in SPMS and PPMS."""
    if active and progression != codes.WITH_PROGRESSION:
        return codes.TOPIC_LOWER_RELAPSE_RISK
    if active and in_spite:
        return codes.TOPIC_STRONGER_TREATMENT
    if active and treated:
        return codes.TOPIC_GIVE_TIME | codes.TOPIC_IMPROVE_FUNCTION
    if active:
        return codes.TOPIC_LOWER_RELAPSE_RISK | codes.TOPIC_IMPROVE_FUNCTION
    if progression == codes.WITH_PROGRESSION:
        return codes.TOPIC_IMPROVE_FUNCTION
    return codes.TOPIC_MAINTAIN_FUNCTION if progression == codes.WITHOUT_PROGRESSION else 0


@part
def _of_relapsing_course(active: bool, activity: int, worsening: int, treated: bool, in_spite: bool) -> int:  # noqa: FBT001 - as above
    """Treatment, worsening and evaluation in the other courses."""
    keys = 0
    if active and in_spite:
        keys = codes.TOPIC_REVIEW_TREATMENT
    elif active:
        keys = codes.TOPIC_GIVE_TIME if treated else codes.TOPIC_LOWER_RELAPSE_RISK
    if worsening == codes.WORSENING:
        keys |= codes.TOPIC_DISCUSS_WORSENING
    if activity == codes.NOT_ACTIVE and worsening == codes.NO_WORSENING:
        keys |= codes.TOPIC_KEEP_YEARLY
    return keys


@part
def _latest_progression(
    patient: int,
    day: int,
    worsened_from: int,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> int:
    """The latest event visit of the progression events that count in the window; MISSING where there is none."""
    visit_day, after, latest = records.visits.day, day - numbers.window, codes.MISSING
    start = first_rise(patient, records, numbers)
    for rise in range(start, start + causes.rises[patient]):
        at = causes.rise[rise]
        if changes.verdict[at] != codes.CANDIDATE_CONFIRMED:
            continue
        event = visit_day[at % len(visit_day)]
        known_on, counts_from = event, event
        if not numbers.hindsight:
            known_on, counts_from = changes.settled_on[at], visit_day[changes.settled[at]]
        if known_on <= day and after < counts_from and cause_on(at, day, causes, numbers) == codes.INDEPENDENT:
            latest = max(latest, event)
    if worsened_from != codes.NEVER and after < worsened_from <= day:
        latest = max(latest, visit_day[spms.onset[patient]])
    return latest
