"""What the searches of the CORe software read, and the words they share.

`docs/explanation/msoutcomes.md` says what these searches look for and where they part from the original's.
"""

from __future__ import annotations

from typing import NamedTuple

from mscourse.kernels.loader import part
from mscourse.kernels.records import Vector
from mscourse.kernels.steps import change


class CoreVisits(NamedTuple):
    """The visits with an EDSS, patient after patient, in order of date; several a day all stay."""

    offset: Vector
    day: Vector
    value: Vector
    """EDSS."""
    gap: Vector
    """Days since the latest relapse, without a sign; NaN where no relapse is known."""


@part
def is_settled(visit: int, visits: CoreVisits, after_relapse: float) -> bool:
    """Whether the visit is more days than these after the latest relapse, or no relapse is known."""
    return not visits.gap[visit] <= after_relapse


@part
def first_settled(start: int, stop: int, visits: CoreVisits, after_relapse: float) -> int:
    """The first settled visit from there on; `stop` if there is none."""
    for visit in range(start, stop):
        if is_settled(visit, visits, after_relapse):
            return visit
    return stop


@part
def rises(value: float, reference: float) -> bool:
    """Whether the value is worse by the step that counts from the reference: 5.5 needs 1.0, 6.0 needs 0.5."""
    step = 1.5 if reference == 0.0 else 1.0 if reference < 6.0 else 0.5  # noqa: PLR2004 - the scale
    return change(value, reference, step) == 1


@part
def falls(value: float, reference: float) -> bool:
    """Whether the value is better by the step that counts from the reference: 1.5 needs 1.5, 6.0 needs 1.0."""
    step = 1.5 if reference <= 1.5 else 1.0 if reference <= 6.0 else 0.5  # noqa: PLR2004 - the scale
    return change(value, reference, step) == -1
