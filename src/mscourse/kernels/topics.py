"""Which topics each person's state and treatments give, on every day on which that can change."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.activity import latest_activity, next_treatment_change, treated_since
from mscourse.kernels.causes import first_rise
from mscourse.kernels.days_of_change import Seen, next_relapse, next_scan, next_visit, nothing_seen, seen_on
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import defining_worsening_from
from mscourse.kernels.progression import cause_on
from mscourse.kernels.records import Causes, Changes, Numbers, Records, SpmsCandidates, Vector
from mscourse.kernels.states import States

_TO_EXAMINE = codes.BECAUSE_NO_VISIT | codes.BECAUSE_NOT_ASCERTAINED
_TO_SCAN = codes.BECAUSE_NO_MRI | codes.BECAUSE_MRI_NOT_READABLE


class Topics(NamedTuple):
    """One entry per topic and stretch in which it is given; `rows` counts each patient's, `offset` is the first."""

    rows: Vector
    offset: Vector
    given: Vector
    """`codes.TOPICS` per patient: the entry of each topic that is given so far."""
    start: Vector
    end: Vector
    key: Vector


def find_topics(
    first: int,
    last: int,
    out: Topics,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    states: States,
    numbers: Numbers,
) -> None:
    """Count each patient's topics from the first record to `until`, or to the day before they died, and write them.

    Like the evidence, a kernel runs twice: once to count, once to write, by patient, start and topic.
    """
    for patient in range(first, last):
        stop = min(records.patients.until[patient] + 1, records.patients.death[patient])
        worsened_from = defining_worsening_from(patient, spms, numbers)
        at, keys, seen = out.offset[patient], 0, nothing_seen(patient, records, numbers)
        for state in range(states.offset[patient], states.offset[patient] + states.rows[patient]):
            day, end = states.start[state], min(states.end[state], stop)
            treated = states.on_treatment[state] == codes.YES
            while day < end:
                in_spite, holds_until = False, end
                # Only while a treated person is active do topics turn on more than the state.
                if treated and states.activity[state] == codes.ACTIVE:
                    seen = seen_on(patient, day, seen, records, changes, causes, numbers)
                    in_spite, holds_until = _in_spite(
                        patient, day, seen, states.phenotype[state], states.progression[state], worsened_from,
                        records, changes, causes, spms, numbers,
                    )  # fmt: skip
                keys_before, keys = keys, _topics_of(
                    states.phenotype[state], states.derived[state], states.activity[state],
                    states.activity_reasons[state], states.progression[state], states.progression_reasons[state],
                    states.worsening[state], treated, in_spite,
                )  # fmt: skip
                at = _put_changed(patient, at, out, day, keys_before, keys)
                day = holds_until
        _put_changed(patient, at, out, stop, keys, 0)
        out.rows[patient] = at - out.offset[patient]


@part
def _put_changed(patient: int, at: int, out: Topics, day: int, before: int, keys: int) -> int:
    """Begin the topics that are given from the day on, end those that no longer are; return where the next one goes."""
    changed = before ^ keys
    if not changed:
        return at
    for topic in range(codes.TOPICS):
        bit, open_entry = 1 << topic, patient * codes.TOPICS + topic
        if not changed & bit:
            continue
        if keys & bit:
            if len(out.key) > 0:
                out.start[at], out.key[at], out.given[open_entry] = day, topic, at
            at += 1
        elif len(out.key) > 0:
            out.end[out.given[open_entry]] = day
    return at


@part
def _in_spite(
    patient: int,
    day: int,
    seen: Seen,
    phenotype: int,
    progression: int,
    worsened_from: int,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> tuple[bool, int]:
    """Whether a treated patient is active and, where it counts, has progression in spite of it; and until when.

    The treatment began early enough before the latest of either.
    """
    enough = treated_since(patient, day, records) + numbers.started_before
    until = min(
        next_treatment_change(patient, day, records),
        next_relapse(patient, seen, records),
        next_scan(patient, seen, records),
    )
    in_spite = enough <= latest_activity(patient, seen, records)
    if phenotype in (codes.SPMS, codes.PPMS) and progression == codes.WITH_PROGRESSION:
        latest, latest_until = _latest_progression(
            patient, day, seen, worsened_from, records, changes, causes, spms, numbers
        )
        in_spite, until = in_spite and enough <= latest, min(until, latest_until)
    return in_spite, until


# The values come one by one: what is said of topics can then be asked of any state.
@part
def _topics_of(
    phenotype: int,
    derived: int,
    activity: int,
    activity_reasons: int,
    progression: int,
    progression_reasons: int,
    worsening: int,
    treated: bool,  # noqa: FBT001 - kernels take positions alone
    in_spite: bool,  # noqa: FBT001 - as above
) -> int:
    """The topics of a state, as bits."""
    if phenotype in (codes.SPMS, codes.PPMS):
        keys = _of_progressive_course(activity == codes.ACTIVE, progression, treated, in_spite)
    else:
        keys = _of_relapsing_course(activity == codes.ACTIVE, activity, worsening, treated, in_spite)
    if progression == codes.AWAITING_PROGRESSION or worsening == codes.AWAITING_WORSENING:
        keys |= codes.TOPIC_CONFIRM_WORSENING
    if activity_reasons & _TO_EXAMINE or progression_reasons or worsening == codes.WORSENING_INDETERMINATE:
        keys |= codes.TOPIC_EXAMINATION
    if activity_reasons & _TO_SCAN:
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
    seen: Seen,
    worsened_from: int,
    records: Records,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
) -> tuple[int, int]:
    """The latest event visit of the progression events that count in the window, or MISSING; and until when it is.

    A relapse that revises a cause changes it too, but on its day all is judged anyway.
    """
    visit_day, after, latest = records.visits.day, day - numbers.window, codes.MISSING
    until = next_visit(patient, seen, records)
    for rise in range(seen.rises, first_rise(patient, records, numbers) + causes.rises[patient]):
        at = causes.rise[rise]
        if changes.verdict[at] != codes.CANDIDATE_CONFIRMED:
            continue
        event = visit_day[at % len(visit_day)]
        known_on, counts_from = event, event
        if not numbers.hindsight:
            known_on, counts_from = changes.settled_on[at], visit_day[changes.settled[at]]
        if known_on <= day and after < counts_from and cause_on(at, day, causes, numbers) == codes.INDEPENDENT:
            latest, until = max(latest, event), min(until, counts_from + numbers.window)
    if worsened_from != codes.NEVER and after < worsened_from <= day:
        latest, until = max(latest, visit_day[spms.onset[patient]]), min(until, worsened_from + numbers.window)
    return latest, until
