"""What the search of MSprog reads and what it fills."""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.records import Vector

NO_EVENT, IMPROVEMENT, WORSENING, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT = 0, 1, 2, 3, 4
"""What a visit turned out to be the onset of; a worsening of no or of undefined cause is a `WORSENING`."""
FROM_BASELINE, FROM_LAST_VISIT, FROM_LAST_DELTA = 0, 1, 2
"""The visit before the event around which there should be no relapse."""


class Choices(NamedTuple):
    """The arguments of the call as numbers; bounds that are not looked at are NaN."""

    ends_on: int
    """The labels that end the search, as bits `1 << label`."""
    most: int
    """The search ends when more events than this were found."""
    classify: bool
    """Whether worsening is told apart by relapses."""
    skips_associated: bool
    """Whether relapse-associated and undefined worsening is passed over."""
    skips_independent: bool
    """Whether all other worsening is passed over."""
    roves_up: bool
    roves_down: bool
    from_confirmation: bool
    """Whether the search goes on from the confirming visit rather than from the event."""
    any_change: bool
    """Whether changes below the threshold are candidates."""
    moves_up: bool
    """Whether a confirmed worsening below the threshold moves the reference."""
    moves_down: bool
    keeps_reference: bool
    """Whether a new reference is never lower, as the caller's numbers go, than the old one."""
    keeps_step: bool
    """Whether the change that counts then stays that of the new reference's visit."""
    falls: bool
    """Whether lower is worse in the caller's numbers."""
    after_relapses: bool
    """Whether every relapse brings a new reference."""
    relapse_delay: float
    """The days after a relapse that still belong to it, for that purpose."""
    extrema: int
    """References that are local extrema: 0 allowed, 1 not by the threshold, 2 not by any change."""
    every_visit: bool
    """Whether a change has to hold at every visit up to its confirmation."""
    sustain: float
    """The days that a change has to last; 0 for none."""
    baseline_after: float
    """The reference is at least so many days after every relapse before it."""
    baseline_before: float
    event_after: float
    event_before: float
    associated_after: float
    """Worsening is relapse-associated up to so many days after a relapse."""
    associated_before: float
    preceding: int
    """Which visit before the event counts: `FROM_...`."""
    clear_before_preceding: float
    clear_after_preceding: float
    clear_before_event: float
    clear_after_event: float
    clear_before_confirmation: float
    clear_after_confirmation: float
    visits: int
    """How many there are: where the entries of the next window begin."""


class Found(NamedTuple):
    """What the search made of each visit, and then the rows of what was not confirmed.

    An onset that is found twice is told as it was found last. Windows stand one after the other: the entry of
    window w at visit v is at `w * visits + v`. Days, values and relapse distances are those of `Trajectories`.
    """

    value: Vector
    """The values as the search went on to use them."""
    step: Vector
    """The changes that count from them."""
    label: Vector
    reference: Vector
    reference_value: Vector
    last_delta: Vector
    """The latest visit before the event from which it is a change as well."""
    last_delta_value: Vector
    sustained: Vector
    """The last visit up to which the change held."""
    imputed: Vector
    confirmed: Vector
    """Per window: the earliest visit that confirms, or -1."""
    independent: Vector
    """Per window: the earliest visit that confirms independence of relapses, or -1."""
    refused: Vector
    """Per row: the visit of a change that was not confirmed, patient after patient at `refused_offset`."""
    refused_reference: Vector
    refused_value: Vector
    """Per row: the value of its reference."""
    refusals: Vector
    """Per patient: how many rows."""
