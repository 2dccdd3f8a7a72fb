"""Progression and worsening on a day, from the candidates of the search."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels import codes
from mscourse.kernels.causes import first_rise
from mscourse.kernels.days_of_change import Seen, next_relapse, next_visit
from mscourse.kernels.loader import part
from mscourse.kernels.phenotype import Phenotype
from mscourse.kernels.records import Causes, Changes, Measured, Numbers, Records, Visits
from mscourse.kernels.relapses import is_usable_between


class Progression(NamedTuple):
    """What is said of progression and worsening."""

    progression: int
    reasons: int
    """Bits."""
    worsening: int
    cause: int
    confirmation_due: int
    holds_until: int


@part
def cause_on(at: int, day: int, causes: Causes, numbers: Numbers) -> int:
    """The cause of a confirmed worsening with the relapses known on the day, in hindsight with all of them."""
    revised = causes.revised_on[at]
    if revised <= day or (numbers.hindsight and revised != codes.NEVER):
        return codes.UNDEFINED
    return int(causes.cause[at])


@part
def pending_on(at: int, event: int, day: int, changes: Changes, numbers: Numbers) -> bool:
    """Whether the candidate is under consideration and not settled on the day."""
    if numbers.hindsight:
        return bool(changes.verdict[at] == codes.CANDIDATE_PENDING and event <= day)
    return bool(changes.considered[at] <= day < changes.settled_on[at])


@part
def judge_progression(
    patient: int,
    day: int,
    seen: Seen,
    phenotype: Phenotype,
    worsened_from: int,
    records: Records,
    measured: Measured,
    changes: Changes,
    causes: Causes,
    numbers: Numbers,
) -> Progression:
    """Progression and worsening on the day.

    From the day `worsened_from` on the worsening that defined SPMS onset counts.
    """
    visit_day = records.visits.day
    visits, after = len(visit_day), day - numbers.window
    wait = numbers.confirm_both_after if phenotype.phenotype == codes.RRMS else numbers.confirm_after
    progressed, awaiting_progression, worsened, awaiting, unconfirmed = False, False, False, False, False
    cause, due = codes.CAUSE_UNKNOWN + 1, codes.NEVER
    # A rise is considered and settled on days of visits, and relapses revise its cause.
    until = min(next_visit(patient, seen, records), next_relapse(patient, seen, records), phenotype.holds_until)
    followed, followed_until = _follow_up(patient, day, seen, records.visits, measured, numbers)
    reasons, until = followed, min(until, followed_until)
    for rise in range(seen.rises, first_rise(patient, records, numbers) + causes.rises[patient]):
        at = causes.rise[rise]
        event = visit_day[at % visits]
        if event > day:
            continue
        confirmed = changes.verdict[at] == codes.CANDIDATE_CONFIRMED
        known_on, counts_from = event, event
        if confirmed and not numbers.hindsight:
            known_on, counts_from = changes.settled_on[at], visit_day[changes.settled[at]]
        if confirmed and known_on <= day:
            if after < counts_from:
                its_cause = cause_on(at, day, causes, numbers)
                worsened, cause = True, min(cause, its_cause)
                progressed = progressed or its_cause == codes.INDEPENDENT
                reasons |= codes.JUDGED_CAUSE_UNDEFINED * (its_cause == codes.UNDEFINED)
                reasons |= codes.JUDGED_NOT_ASCERTAINED * (its_cause == codes.CAUSE_UNKNOWN)
                until = min(until, counts_from + numbers.window)
        elif pending_on(at, event, day, changes, numbers):
            due = min(due, event + wait)
            blocked_from = causes.blocked_from[at]
            blocked = blocked_from <= day or (numbers.hindsight and blocked_from != codes.NEVER)
            if event <= after:
                unconfirmed = True
            else:
                awaiting = True
                until = min(until, event + numbers.window)
            if event > after and causes.asked[at] and not blocked:
                awaiting_progression = True
            else:
                reasons |= codes.JUDGED_UNCONFIRMED
    if worsened_from != codes.NEVER and after < worsened_from <= day:
        progressed, worsened = True, True
        cause = min(cause, cause_on(numbers.measures * visits + patient, day, causes, numbers))
        until = min(until, worsened_from + numbers.window)

    if worsened:
        worsening = codes.WORSENING
    elif awaiting:
        worsening = codes.AWAITING_WORSENING
    elif followed or unconfirmed:
        worsening = codes.WORSENING_INDETERMINATE
    else:
        worsening = codes.NO_WORSENING
    if phenotype.phenotype not in (codes.SPMS, codes.PPMS):
        progression = codes.NOT_APPLICABLE
    elif progressed:
        progression = codes.WITH_PROGRESSION
    elif awaiting_progression:
        progression = codes.AWAITING_PROGRESSION
    elif reasons:
        progression = codes.PROGRESSION_INDETERMINATE
    else:
        progression = codes.WITHOUT_PROGRESSION
    return Progression(
        progression,
        reasons if progression == codes.PROGRESSION_INDETERMINATE else 0,
        worsening,
        cause if worsened else codes.NO_CAUSE,
        codes.MISSING if due == codes.NEVER else due,
        until,
    )


@part
def _follow_up(
    patient: int, day: int, seen: Seen, visits: Visits, measured: Measured, numbers: Numbers
) -> tuple[int, int]:
    """Why the visits so far do not allow a judgement, over all measures, as bits; and until when that holds.

    It changes too with a visit, but that is said elsewhere.
    """
    reasons, until = 0, codes.NEVER
    for measure in range(numbers.measures):
        of = measure * len(visits.day)
        first, last = visits.offset[patient], seen.visits - 1
        while first < seen.visits and not _is_usable(first, of, visits, measured, numbers):
            first += 1
        while last > first and not _is_usable(last, of, visits, measured, numbers):
            last -= 1
        if measure > 0 and last <= first:
            # A comparison takes two of them.
            continue
        if first >= seen.visits or visits.day[last] <= day - numbers.window:
            reasons |= codes.JUDGED_NO_VISIT
            continue
        if visits.day[first] > visits.day[last] - numbers.shortest_comparison:
            reasons |= codes.JUDGED_TOO_SHORT
        until = min(until, visits.day[last] + numbers.window)
    return reasons, until


@part
def _is_usable(visit: int, of: int, visits: Visits, measured: Measured, numbers: Numbers) -> bool:
    """Whether the measure whose values begin at `of` was taken on the visit, apart from relapses."""
    return is_usable_between(visit, measured.value[of + visit], visits, numbers.usable_after, numbers.usable_before)
