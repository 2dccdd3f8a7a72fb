"""How MSprog puts a worsening down to relapses, or finds it independent of them."""

from __future__ import annotations

from mscourse.kernels import codes
from mscourse.kernels.loader import part
from mscourse.kernels.msprog_records import (
    FROM_BASELINE,
    FROM_LAST_VISIT,
    NO_EVENT,
    RELAPSE_ASSOCIATED,
    RELAPSE_INDEPENDENT,
    WORSENING,
    Choices,
    Found,
)
from mscourse.kernels.records import Dated, Vector
from mscourse.kernels.relapses import first_relapse_within
from mscourse.kernels.trajectories import ConfirmationSpans, Trajectories, can_confirm


@part
def label_of_worsening(
    event: int, reference: int, previous_delta: int, settled: int, broken: int, patient: int,
    out: Found, visits: Trajectories, onsets: Dated, spans: ConfirmationSpans, choices: Choices,
) -> int:  # fmt: skip
    """The label of a confirmed worsening, NO_EVENT if the call passes it over; fills `out.independent`.

    `previous_delta` is what `last_delta` found, `broken` the first visit without the change.
    """
    if not choices.classify:
        return WORSENING
    since, until = visits.since_relapse[event], visits.until_relapse[event]
    if (since != codes.NEVER and since <= choices.associated_after) or (
        until != codes.NEVER and until <= choices.associated_before
    ):
        return NO_EVENT if choices.skips_associated else RELAPSE_ASSOCIATED
    if choices.skips_independent:
        return NO_EVENT
    preceding = previous_delta
    if choices.preceding == FROM_BASELINE:
        preceding = reference
    elif choices.preceding == FROM_LAST_VISIT:
        preceding = event - 1
    start, stop = onsets.offset[patient], onsets.offset[patient + 1]
    found = settled == event and _is_independent(preceding, event, settled, visits.day, start, stop, onsets, choices)
    for span in range(len(spans.earliest)):
        for visit in range(event + 1, broken):
            if can_confirm(visit, event, span, visits, spans) and _is_independent(
                preceding, event, visit, visits.day, start, stop, onsets, choices
            ):
                out.independent[span * choices.visits + event] = visit
                found = True
                break
    if found:
        return RELAPSE_INDEPENDENT
    return NO_EVENT if choices.skips_associated else WORSENING


@part
def _is_independent(
    preceding: int, event: int, confirming: int, day: Vector, start: int, stop: int, onsets: Dated, choices: Choices
) -> bool:
    """Whether no relapse lies around the preceding visit, the event and its confirmation.

    A bound of NaN joins the interval to its neighbour: it opens where the one before opened, or does not close yet.
    """
    opened = 0.0
    for checkpoint in range(3):
        if checkpoint == 0:
            at, before, after = day[preceding], choices.clear_before_preceding, choices.clear_after_preceding
        elif checkpoint == 1:
            at, before, after = day[event], choices.clear_before_event, choices.clear_after_event
        else:
            at, before, after = day[confirming], choices.clear_before_confirmation, choices.clear_after_confirmation
        if before == before:  # noqa: PLR0124 - NaN: not given
            opened = at - before
        if after == after:  # noqa: PLR0124 - as above
            closed = at + after
            if closed > opened and first_relapse_within(start, stop, onsets.day, opened, closed) != codes.NEVER:
                return False
    return True
