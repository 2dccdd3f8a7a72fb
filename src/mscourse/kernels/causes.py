"""What caused a worsening: relapses near its event and its confirming visit."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.records import Causes, Changes, Numbers, Records, SpmsCandidates
from mscourse.kernels.relapses import ascertained, first_relapse_within


def find_causes(
    first: int, last: int, out: Causes, records: Records, changes: Changes, spms: SpmsCandidates, numbers: Numbers
) -> None:
    """Judge every candidate rise, of every measure, and the worsening that defined SPMS onset."""
    offset, day = records.visits.offset, records.visits.day
    visits = len(day)
    for patient in range(first, last):
        rise = first_rise(patient, records, numbers)
        for measure in range(numbers.measures):
            for visit in range(offset[patient], offset[patient + 1]):
                at = measure * visits + visit
                if changes.verdict[at] != codes.NO_CANDIDATE and changes.direction[at] > 0:
                    out.rise[rise] = at
                    rise += 1
                    confirmed = changes.verdict[at] == codes.CANDIDATE_CONFIRMED
                    confirmed_on = changes.settled_on[at] if confirmed else codes.NEVER
                    _judge(patient, at, day[visit], confirmed_on, out, records, numbers)
        out.rises[patient] = rise - first_rise(patient, records, numbers)
        onset = spms.onset[patient]
        if onset >= 0:
            _judge(
                patient, numbers.measures * visits + patient, day[onset], day[spms.known[patient]],
                out, records, numbers,
            )  # fmt: skip


@part
def first_rise(patient: int, records: Records, numbers: Numbers) -> int:
    """Where a patient's positions begin in `Causes.rise`."""
    return int(records.visits.offset[patient]) * numbers.measures


@part
def _judge(patient: int, at: int, event: int, confirmed: int, out: Causes, records: Records, numbers: Numbers) -> None:
    """Write what relapses say of one rise; `confirmed` is NEVER while it is not."""
    start, stop = records.relapses.offset[patient], records.relapses.offset[patient + 1]
    onset = records.relapses.day
    near_event = first_relapse_within(start, stop, onset, event - numbers.before_event, event + numbers.after_event)
    out.blocked_from[at] = near_event
    out.asked[at] = ascertained(patient, event - numbers.before_event, event, records.patients, records.relapses)
    out.cause[at], out.revised_on[at], out.relapse[at] = codes.NO_CAUSE, codes.NEVER, codes.NEVER
    if confirmed == codes.NEVER:
        return
    latest = max(event + numbers.after_event, confirmed + numbers.after_confirmation)
    later = first_relapse_within(start, stop, onset, confirmed + 1, latest)
    known_near_confirmation = first_relapse_within(
        start, stop, onset, confirmed - numbers.before_confirmation, confirmed
    )
    if near_event <= event:
        out.cause[at], out.relapse[at] = codes.ASSOCIATED, near_event
    elif near_event <= confirmed:
        out.cause[at], out.relapse[at] = codes.UNDEFINED, near_event
    elif known_near_confirmation != codes.NEVER:
        out.cause[at], out.relapse[at] = codes.UNDEFINED, known_near_confirmation
    else:
        asked = ascertained(patient, event - numbers.before_event, confirmed, records.patients, records.relapses)
        out.cause[at] = codes.INDEPENDENT if asked else codes.CAUSE_UNKNOWN
        out.revised_on[at] = later
        out.relapse[at] = later
