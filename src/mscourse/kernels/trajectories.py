"""One measure over time, as the searches without a moving reference read it, and which visit confirms another."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector


class Trajectories(NamedTuple):
    """The visits at which the measure was taken, one a day, patient after patient."""

    offset: Vector
    day: Vector
    """Whole days, or days and parts of them; all of one kind."""
    value: Vector
    """Turned so that up is worse."""
    since_relapse: Vector
    """Days back to the latest onset on or before the visit; NEVER where there is none."""
    until_relapse: Vector
    """Days on to the next onset on or after the visit; NEVER where there is none."""
    may_confirm: Vector
    """1 where the visit is of a kind that may confirm."""


class ConfirmationSpans(NamedTuple):
    """When a later visit confirms, and what becomes of a last visit that nothing can confirm."""

    earliest: Vector
    """Per span of time: the fewest days from the event to the confirming visit."""
    latest: Vector
    """Per span of time: the most."""
    after_relapse: float
    before_relapse: float
    last_visit_within: float
    """Days from the first visit in which a last visit may count unconfirmed."""


@part
def far_from_relapses(visit: int, visits: Trajectories, after: float, before: float) -> bool:
    """Whether the last onset is `after` days ago or more, and the next one `before` days ahead or more."""
    return bool(visits.since_relapse[visit] >= after and visits.until_relapse[visit] >= before)


@part
def can_confirm(visit: int, event: int, span: int, visits: Trajectories, spans: ConfirmationSpans) -> bool:
    """Whether the visit lies in this span after the event, is of a kind that may confirm, and far from relapses."""
    waited = visits.day[visit] - visits.day[event]
    return bool(
        spans.earliest[span] <= waited <= spans.latest[span]
        and visits.may_confirm[visit]
        and far_from_relapses(visit, visits, spans.after_relapse, spans.before_relapse)
    )


@part
def first_confirming(event: int, stop: int, visits: Trajectories, spans: ConfirmationSpans) -> int:
    """The first visit after the event that can confirm it in any span; -1 if there is none."""
    for visit in range(event + 1, stop):
        for span in range(len(spans.earliest)):
            if can_confirm(visit, event, span, visits, spans):
                return visit
    return -1


@part
def counts_unconfirmed(event: int, start: int, stop: int, visits: Trajectories, within: float, drawn: int) -> bool:
    """Whether it is the last visit, early enough after the first one, of somebody who was drawn."""
    return bool(event == stop - 1 and visits.day[event] - visits.day[start] <= within and drawn)
