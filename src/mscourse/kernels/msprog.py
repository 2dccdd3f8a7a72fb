"""The search of MSprog: one event after the other, from a reference that may move.

Values are turned so that up is worse. `docs/explanation/msprog.md` says where the answers part from the original's.
"""

from __future__ import annotations

from mscourse.kernels.loader import part
from mscourse.kernels.msprog_causes import label_of_worsening
from mscourse.kernels.msprog_confirmation import (
    direction,
    first_in_span,
    first_without,
    holds,
    is_local_extremum,
    last_delta,
    lasts,
)
from mscourse.kernels.msprog_records import IMPROVEMENT, NO_EVENT, Choices, Found
from mscourse.kernels.records import Dated, Vector
from mscourse.kernels.steps import change
from mscourse.kernels.trajectories import (
    ConfirmationSpans,
    Trajectories,
    counts_unconfirmed,
    far_from_relapses,
    first_confirming,
)


def find_msprog_events(
    first: int,
    last: int,
    out: Found,
    visits: Trajectories,
    onsets: Dated,
    spans: ConfirmationSpans,
    step: Vector,
    drawn: Vector,
    refused_offset: Vector,
    choices: Choices,
) -> None:
    """Search every patient's visits; onsets are in order of date.

    `step` is the change that counts from the value at each visit, `drawn` 1 for the patients whose worsening at the
    last visit counts, and `refused_offset` where each patient's rows of refused changes begin.
    """
    for patient in range(first, last):
        start, stop = visits.offset[patient], visits.offset[patient + 1]
        for visit in range(start, stop):
            out.value[visit], out.step[visit] = visits.value[visit], step[visit]
            out.label[visit] = NO_EVENT
        out.refusals[patient] = 0
        reference, search = start, start + 1
        ahead, no_more = onsets.offset[patient], onsets.offset[patient + 1]
        compared, its_step, found = 0.0, 0.0, 0
        is_first = True
        while True:
            reference = place_reference(reference, start, stop, out, visits, choices)
            if reference < 0:
                break
            while ahead < no_more and onsets.day[ahead] <= visits.day[reference]:
                ahead += 1
            search = max(search, reference + 1)
            if choices.keeps_reference and not is_first and _is_lower(out.value[reference], compared, choices):
                out.value[reference] = compared
                if not choices.keeps_step:
                    out.step[reference] = its_step
            compared, its_step, is_first = out.value[reference], out.step[reference], False
            event = first_candidate(search, reference, stop, out, visits, choices)
            if event == stop:
                break
            delay = choices.relapse_delay
            if choices.after_relapses and ahead < no_more and visits.day[event] > onsets.day[ahead] + delay:
                search, label = event, NO_EVENT
            else:
                label, reference, search = settle_candidate(
                    event, reference, start, stop, patient, out, visits, onsets, spans, drawn, refused_offset, choices
                )
            found += label != NO_EVENT
            if found > choices.most or choices.ends_on & (1 << label):
                break
            if choices.after_relapses and search < stop:
                moved = reference_after_relapse(reference, search, stop, ahead, patient, visits, onsets, choices)
                if moved == stop:
                    break
                if moved >= 0:
                    reference, search = moved, moved + 1


@part
def _is_lower(value: float, compared: float, choices: Choices) -> bool:
    """Whether the value is the lower one in the caller's numbers, in which up may be better."""
    return value > compared if choices.falls else value < compared


@part
def place_reference(reference: int, start: int, stop: int, out: Found, visits: Trajectories, choices: Choices) -> int:
    """The first visit from there on that can be a reference, or -1 if that leaves none to compare with it."""
    while not far_from_relapses(
        reference, visits, choices.baseline_after, choices.baseline_before
    ) or is_local_extremum(reference, start, stop, out.value, out.step, choices.extrema):
        reference += 1
        if reference > stop - 2:
            return -1
    return reference


@part
def first_candidate(search: int, reference: int, stop: int, out: Found, visits: Trajectories, choices: Choices) -> int:
    """The first visit that differs from the reference and is clear of relapses; `stop` if there is none."""
    for visit in range(search, stop):
        changed = direction(out.value[visit], out.value[reference], out.step[reference], choices.any_change)
        if changed != 0 and far_from_relapses(visit, visits, choices.event_after, choices.event_before):
            return visit
    return stop


@part
def settle_candidate(
    event: int, reference: int, start: int, stop: int, patient: int, out: Found, visits: Trajectories, onsets: Dated,
    spans: ConfirmationSpans, drawn: Vector, refused_offset: Vector, choices: Choices,
) -> tuple[int, int, int]:  # fmt: skip
    """The label of the event, and the reference and the visit with which the search goes on."""
    compared, step, value = out.value[reference], out.step[reference], out.value
    settled = first_confirming(event, stop, visits, spans)
    sense = change(value[event], compared, step)
    every, any_change = choices.every_visit, False
    confirmed = settled >= 0 and holds(sense, event, settled, compared, step, value, any_change, every)
    imputed = counts_unconfirmed(event, start, stop, visits, spans.last_visit_within, drawn[patient])
    if (sense != 0 and confirmed) or (sense > 0 and imputed):
        return settle_change(
            sense, event, reference, event if imputed else settled, start, stop, patient,
            out, visits, onsets, spans, refused_offset, choices,
        )  # fmt: skip
    rises = value[event] > compared
    moves = (choices.moves_up and choices.roves_up) if rises else (choices.moves_down and choices.roves_down)
    if moves and settled >= 0:
        any_change = True
        if holds(1 if rises else -1, event, settled, compared, step, value, any_change, every):
            onward = settled if choices.from_confirmation else event
            return NO_EVENT, onward, onward + 1
    _refuse(event, reference, patient, out, refused_offset)
    return NO_EVENT, reference, event + 1


@part
def settle_change(
    sense: int, event: int, reference: int, settled: int, start: int, stop: int, patient: int,
    out: Found, visits: Trajectories, onsets: Dated, spans: ConfirmationSpans, refused_offset: Vector, choices: Choices,
) -> tuple[int, int, int]:  # fmt: skip
    """The same for a change that is confirmed, or imputed if it is its own settling visit."""
    compared, step, value = out.value[reference], out.step[reference], out.value
    broken = first_without(sense, settled + 1, stop, compared, step, value)
    label = NO_EVENT
    if not lasts(sense, event, broken, stop, compared, step, value, visits.day, choices):
        _refuse(event, reference, patient, out, refused_offset)
    else:
        previous = last_delta(sense, event, settled, start, stop, value, out.step, choices)
        label = IMPROVEMENT
        for span in range(len(spans.earliest)):
            out.independent[span * choices.visits + event] = -1
        if sense > 0:
            label = label_of_worsening(
                event, reference, previous, settled, broken, patient, out, visits, onsets, spans, choices
            )
        if label != NO_EVENT:
            out.label[event] = label
            out.reference[event], out.reference_value[event] = reference, compared
            out.last_delta[event], out.last_delta_value[event] = previous, value[previous]
            out.sustained[event], out.imputed[event] = broken - 1, settled == event
    confirming = -1
    for span in range(len(spans.earliest)):
        visit = first_in_span(span, event, broken, visits, spans)
        if label != NO_EVENT:
            out.confirmed[span * choices.visits + event] = visit
        if confirming < 0:
            confirming = visit
    if confirming < 0:
        return label, reference, event + 1
    onward = confirming if choices.from_confirmation else event
    if choices.roves_up if sense > 0 else choices.roves_down:
        return label, onward, onward + 1
    # Without an event and with a reference that stays, a later visit may be the onset instead.
    return label, reference, (event if label == NO_EVENT else onward) + 1


@part
def reference_after_relapse(
    reference: int, search: int, stop: int, ahead: int, patient: int, visits: Trajectories, onsets: Dated,
    choices: Choices,
) -> int:  # fmt: skip
    """The reference that a relapse brings: -1 if the old one stays, `stop` if no visit is left to compare."""
    for relapse in range(onsets.offset[patient], onsets.offset[patient + 1]):
        if visits.day[reference] < onsets.day[relapse]:
            if onsets.day[relapse] + choices.relapse_delay >= visits.day[search]:
                return -1
            for visit in range(reference, stop - 1):
                if visits.day[visit] >= onsets.day[ahead]:
                    return visit
            return stop
    return -1


@part
def _refuse(event: int, reference: int, patient: int, out: Found, refused_offset: Vector) -> None:
    row = refused_offset[patient] + out.refusals[patient]
    out.refused[row], out.refused_reference[row] = event, reference
    out.refused_value[row] = out.value[reference]
    out.refusals[patient] += 1
