"""Evidence for SPMS onset, worsening and progression: one row per candidate and verdict over time."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.evidence import NAN, Evidence, Source, plain_source, put, put_while_progressive, wide
from mscourse.kernels.loader import part
from mscourse.kernels.records import (
    Causes,
    Changes,
    Measured,
    Numbers,
    Records,
    SpmsCandidates,
    SpmsNumbers,
    Vector,
)
from mscourse.kernels.relapses import is_usable_between, last_relapse_within
from mscourse.kernels.spms_onset import last_usable_before
from mscourse.kernels.states import States

FIRST_REFUSAL, LAST_REFUSAL = codes.EVENT_NOT_USABLE, codes.NOT_ASCERTAINED


@part
def candidate_source(
    event: int,
    reference: int,
    level: int,
    settled: int,
    field: int,
    first_value: int,
    records: Records,
    measured: Measured,
) -> Source:
    """The event visit of a candidate; `first_value` is where the measure's values begin, `settled` -1 if open.

    `level` is the visit whose value the reference has.
    """
    day, value = records.visits.day, measured.value
    return Source(
        codes.FROM_VISITS,
        wide(day[event]),
        wide(field),
        abs(value[first_value + event]),
        wide(day[reference]),
        abs(value[first_value + level]),
        codes.MISSING if settled < 0 else wide(day[settled]),
    )


@part
def put_spms_onset(
    patient: int,
    at: int,
    out: Evidence,
    records: Records,
    measured: Measured,
    spms: SpmsCandidates,
    numbers: Numbers,
    spms_numbers: SpmsNumbers,
) -> int:
    """Every rise that was considered for SPMS onset; or, where a rule looks at none, the record that defined it."""
    visits, until = records.visits, records.patients.until[patient]
    claim = codes.CLAIM_SPMS_ONSET
    if spms.onset[patient] < 0 and spms.onset_day[patient] != codes.NEVER:
        return _put_defining_record(patient, at, out, until, spms, numbers)
    for event in range(visits.offset[patient], visits.offset[patient + 1]):
        verdict = spms.verdict[event]
        if verdict == codes.NO_CANDIDATE or spms.direction[event] < 0:
            continue
        day, settled_on = visits.day[event], spms.settled_on[event]
        open_source = candidate_source(
            event, spms.reference[event], spms.reference[event], -1, codes.FIELD_EDSS, 0, records, measured
        )
        source = candidate_source(
            event,
            spms.reference[event],
            spms.reference[event],
            spms.settled[event],
            codes.FIELD_EDSS,
            0,
            records,
            measured,
        )
        if verdict == codes.CANDIDATE_PENDING or not numbers.hindsight:
            begin, fades = spms.considered[event], day + numbers.window
            if numbers.hindsight:
                begin = day
            at = put(
                out, at, until, claim, codes.AWAITING, begin, min(settled_on, fades), open_source,
                codes.MISSING, codes.NO_NOTE,
            )  # fmt: skip
            at = put(
                out, at, until, claim, codes.NO_LATER_VISIT, max(begin, fades), settled_on, open_source,
                codes.MISSING, codes.NO_NOTE,
            )  # fmt: skip
        known = day if numbers.hindsight else settled_on
        if verdict == codes.CANDIDATE_REFUTED:
            at = put(out, at, until, claim, codes.NOT_HELD, known, codes.NEVER, source, codes.MISSING, codes.NO_NOTE)
        elif verdict == codes.CANDIDATE_CONFIRMED and spms.refusals[event] == 0:
            at = put(
                out, at, until, claim, codes.CONFIRMED, known, codes.NEVER, source, codes.MISSING, spms.note[event]
            )
        elif verdict == codes.CANDIDATE_CONFIRMED:
            for refusal in range(FIRST_REFUSAL, LAST_REFUSAL + 1):
                if spms.refusals[event] & (1 << refusal):
                    relapse = _refusing_relapse(patient, event, refusal, records, measured.value, spms_numbers)
                    at = put(out, at, until, claim, refusal, known, codes.NEVER, source, relapse, codes.NO_NOTE)
    return at


@part
def _put_defining_record(
    patient: int, at: int, out: Evidence, until: int, spms: SpmsCandidates, numbers: Numbers
) -> int:
    """The record that defined SPMS onset; if it was known later only, the day on which it was is `confirming_date`."""
    day, known_day = wide(spms.onset_day[patient]), wide(spms.known_day[patient])
    source = Source(
        wide(spms.from_table[patient]),
        day,
        wide(spms.from_field[patient]),
        spms.value[patient],
        codes.MISSING,
        NAN,
        codes.MISSING if known_day == day else known_day,
    )
    known_from = day if numbers.hindsight else known_day
    return put(
        out, at, until, codes.CLAIM_SPMS_ONSET, codes.CONFIRMED, known_from, codes.NEVER, source,
        codes.MISSING, codes.NO_NOTE,
    )  # fmt: skip


@part
def _refusing_relapse(
    patient: int, event: int, refusal: int, records: Records, value: Vector, numbers: SpmsNumbers
) -> int:
    """The relapse that a refusal of SPMS onset rests on, or MISSING."""
    visits, relapses = records.visits, records.relapses
    start, stop = relapses.offset[patient], relapses.offset[patient + 1]
    if refusal == codes.EVENT_NOT_USABLE:
        return last_relapse_within(start, stop, relapses.day, codes.MISSING + 1, visits.day[event])
    if refusal == codes.RELAPSE_BETWEEN:
        before = last_usable_before(event, visits.offset[patient], visits, value, numbers.usable_after)
        return last_relapse_within(start, stop, relapses.day, before + 1, visits.day[event])
    return codes.MISSING


@part
def put_worsening(
    patient: int,
    measure: int,
    at: int,
    out: Evidence,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    numbers: Numbers,
    states: States,
) -> int:
    """Every candidate rise of one measure, for worsening and, during `[begin, end)`, for progression."""
    visits, until = records.visits, records.patients.until[patient]
    first_value, field = measure * len(visits.day), measured.field[measure]
    for event in range(visits.offset[patient], visits.offset[patient + 1]):
        candidate = first_value + event
        verdict = changes.verdict[candidate]
        if verdict == codes.NO_CANDIDATE or changes.direction[candidate] < 0:
            continue
        day, reference, level = visits.day[event], changes.reference[candidate], changes.level[candidate]
        if verdict == codes.CANDIDATE_PENDING or not numbers.hindsight:
            source = candidate_source(event, reference, level, -1, field, first_value, records, measured)
            at = _put_pending(patient, candidate, day, at, out, until, source, changes, causes, numbers, states)
        settled = changes.settled[candidate]
        known = day if numbers.hindsight else changes.settled_on[candidate]
        ends = day + numbers.window if numbers.hindsight else visits.day[settled] + numbers.window
        if verdict == codes.CANDIDATE_LAPSED or settled == event:
            settled = -1  # nothing confirmed or refuted it
        source = candidate_source(event, reference, level, settled, field, first_value, records, measured)
        if verdict in (codes.CANDIDATE_REFUTED, codes.CANDIDATE_LAPSED):
            refusal = codes.NOT_HELD if verdict == codes.CANDIDATE_REFUTED else codes.NO_LATER_VISIT
            at = put(out, at, until, codes.CLAIM_WORSENING, refusal, known, ends, source, codes.MISSING, codes.NO_NOTE)
            at = put_while_progressive(patient, at, out, states, until, refusal, known, ends, source, codes.MISSING)
        elif verdict == codes.CANDIDATE_CONFIRMED:
            at = put(
                out, at, until, codes.CLAIM_WORSENING, codes.CONFIRMED, known, ends, source,
                codes.MISSING, codes.NO_NOTE,
            )  # fmt: skip
            at = _put_by_cause(patient, candidate, known, ends, at, out, until, source, causes, numbers, states)
    return at


@part
def _put_pending(
    patient: int,
    candidate: int,
    day: int,
    at: int,
    out: Evidence,
    until: int,
    source: Source,
    changes: Changes,
    causes: Causes,
    numbers: Numbers,
    states: States,
) -> int:
    """The rows of a rise while it is pending."""
    since = day if numbers.hindsight else changes.considered[candidate]
    settled_on, fades = changes.settled_on[candidate], day + numbers.window
    waits_until = min(settled_on, fades)
    at = put(
        out, at, until, codes.CLAIM_WORSENING, codes.AWAITING, since, waits_until, source,
        codes.MISSING, codes.NO_NOTE,
    )  # fmt: skip
    at = put(
        out, at, until, codes.CLAIM_WORSENING, codes.NO_LATER_VISIT, max(since, fades), settled_on, source,
        codes.MISSING, codes.NO_NOTE,
    )  # fmt: skip
    blocked_from = causes.blocked_from[candidate]
    blocked = since if numbers.hindsight and blocked_from != codes.NEVER else max(since, blocked_from)
    waiting = codes.AWAITING if causes.asked[candidate] else codes.NOT_ASCERTAINED
    at = put_while_progressive(
        patient, at, out, states, until,
        waiting, since, min(waits_until, blocked), source, codes.MISSING,
    )  # fmt: skip
    at = put_while_progressive(
        patient, at, out, states, until,
        codes.INSIDE_RELAPSE_WINDOW, blocked, waits_until, source, blocked_from,
    )  # fmt: skip
    return put_while_progressive(
        patient, at, out, states, until,
        codes.NO_LATER_VISIT, max(since, fades), settled_on, source, codes.MISSING,
    )  # fmt: skip


@part
def _put_by_cause(
    patient: int,
    candidate: int,
    known: int,
    ends: int,
    at: int,
    out: Evidence,
    until: int,
    source: Source,
    causes: Causes,
    numbers: Numbers,
    states: States,
) -> int:
    """The rows of a confirmed rise for progression: until a relapse revises its cause, and from then on."""
    revised = causes.revised_on[candidate]
    if numbers.hindsight and revised != codes.NEVER:
        revised = known
    cause, verdict, relapse = causes.cause[candidate], codes.INSIDE_RELAPSE_WINDOW, causes.relapse[candidate]
    if cause == codes.INDEPENDENT:
        verdict, relapse = codes.CONFIRMED, codes.MISSING
    elif cause == codes.CAUSE_UNKNOWN:
        verdict, relapse = codes.NOT_ASCERTAINED, codes.MISSING
    at = put_while_progressive(patient, at, out, states, until, verdict, known, min(ends, revised), source, relapse)
    if revised == codes.NEVER:
        return at
    return put_while_progressive(
        patient, at, out, states, until,
        codes.INSIDE_RELAPSE_WINDOW, revised, ends, source, causes.relapse[candidate],
    )  # fmt: skip


@part
def put_spms_worsening(
    patient: int,
    at: int,
    out: Evidence,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    spms: SpmsCandidates,
    numbers: Numbers,
    states: States,
) -> int:
    """The worsening that defined SPMS onset, as worsening and progression, where the search does not say so already."""
    onset, known_visit = spms.onset[patient], spms.known[patient]
    if onset < 0:
        return at
    until, visits = records.patients.until[patient], records.visits
    known = visits.day[onset] if numbers.hindsight else visits.day[known_visit]
    ends = known + numbers.window
    reference = spms.reference[onset]
    source = candidate_source(onset, reference, reference, known_visit, codes.FIELD_EDSS, 0, records, measured)
    said_until = known
    if (
        changes.verdict[onset] == codes.CANDIDATE_CONFIRMED
        and changes.direction[onset] > 0
        and changes.settled[onset] == known_visit
    ):
        if causes.cause[onset] == codes.INDEPENDENT:
            # Said as progression too, until a relapse revises that cause; it does not revise SPMS onset.
            revised = causes.revised_on[onset]
            said_until = known if numbers.hindsight and revised != codes.NEVER else max(known, revised)
    else:
        at = put(
            out, at, until, codes.CLAIM_WORSENING, codes.CONFIRMED, known, ends, source, codes.MISSING, codes.NO_NOTE
        )
    return put_while_progressive(
        patient, at, out, states, until, codes.CONFIRMED, said_until, ends, source, codes.MISSING
    )


@part
def put_compared_visits(
    patient: int,
    measure: int,
    at: int,
    out: Evidence,
    records: Records,
    measured: Measured,
    changes: Changes,
    numbers: Numbers,
    states: States,
) -> int:
    """Usable visits, each against the reference in force, until the next one."""
    visits, until = records.visits, records.patients.until[patient]
    first_value, field = measure * len(visits.day), measured.field[measure]
    before = -1
    for visit in range(visits.offset[patient], visits.offset[patient + 1] + 1):
        at_end = visit == visits.offset[patient + 1]
        if not at_end:
            value = measured.value[first_value + visit]
            if not is_usable_between(visit, value, visits, numbers.usable_after, numbers.usable_before):
                continue
        if before >= 0:
            day = visits.day[before]
            ends = day + numbers.window
            if not at_end:
                ends = min(ends, visits.day[visit])
            reference = changes.reference_on[first_value + before]
            level = changes.level_on[first_value + before]
            if reference < 0:
                source = plain_source(codes.FROM_VISITS, day, field, abs(measured.value[first_value + before]))
            else:
                source = candidate_source(before, reference, level, -1, field, first_value, records, measured)
            at = put(
                out, at, until, codes.CLAIM_WORSENING, codes.COUNTS, day, ends, source, codes.MISSING, codes.NO_NOTE
            )
            at = put_while_progressive(patient, at, out, states, until, codes.COUNTS, day, ends, source, codes.MISSING)
        before = visit
    return at


@part
def put_disagreements(patient: int, at: int, out: Evidence, records: Records, numbers: Numbers) -> int:
    """Days on which rows disagree about a measure that is searched."""
    rows, until = records.disagreements, records.patients.until[patient]
    for row in range(rows.offset[patient], rows.offset[patient + 1]):
        source = plain_source(codes.FROM_VISITS, rows.day[row], rows.measure[row], NAN)
        at = put(
            out, at, until, codes.CLAIM_WORSENING, codes.SAME_DAY_DISAGREEMENT, rows.day[row],
            rows.day[row] + numbers.window, source, codes.MISSING, codes.NO_NOTE,
        )  # fmt: skip
    return at
