"""What a worsening is put down to: the relapses that may have caused it, and those that cannot be ruled out."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.causes import CauseRule, RelapseFreeWindow
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from oracle.confirmation import Candidate
from oracle.records import Records
from oracle.relapses import Relapses, ascertained, clean

OPEN = 10**9
"""A day after every record: the end of a window that hangs on a confirmation that has not come."""


@dataclass(frozen=True)
class Window:
    """Days from the first to the last, both included; none where it ends before it begins."""

    first: int
    last: int

    def surely_holds(self, onset: int, uncertainty: int) -> bool:
        """Whether the relapse began in the window, on whichever day it did begin."""
        return self.first <= onset - uncertainty and onset + uncertainty <= self.last

    def may_hold(self, onset: int, uncertainty: int) -> bool:
        """Whether the relapse may have begun in the window."""
        return self.first <= self.last and onset - uncertainty <= self.last and onset + uncertainty >= self.first


@dataclass(frozen=True)
class Cause:
    """The cause of a confirmed worsening, and the relapse because of which it is not independent."""

    name: str
    relapse: int | None = None


def cause(change: Candidate, records: Records, rule: CauseRule, hygiene: RelapseRule) -> Cause:
    """The cause of a confirmed worsening: as judged on its confirming visit, and as later relapses revise it."""
    relapses = clean(records, hygiene)
    windows = _windows(change, rule)
    for onset in relapses.kept:
        if onset <= change.settled_on and windows[0].surely_holds(onset, relapses.uncertainty[onset]):
            return Cause("relapse_associated", onset)
    near = _may_lie_in(relapses.kept, relapses, windows)
    if near:
        return Cause("undefined", near[0])
    first = min(window.first for window in windows if window.first <= window.last)
    known = ascertained(records, first, change.settled_on)
    return Cause("relapse_independent" if known else "unknown")


def relapses_near_pending(change: Candidate, records: Records, definition: CourseDefinition) -> list[int]:
    """The onsets known so far because of which a pending worsening may turn out to be no progression."""
    relapses = clean(records, definition.relapses)
    return _may_lie_in(relapses.kept, relapses, _windows_of_pending(change, definition.worsening.cause))


def ascertained_before(change: Candidate, records: Records, definition: CourseDefinition) -> bool:
    """Whether relapses were asked about before the event of a pending worsening."""
    windows = _windows_of_pending(change, definition.worsening.cause)
    first = min(window.first for window in windows if window.first <= window.last)
    return ascertained(records, first, change.event.day)


def _may_lie_in(onsets: list[int], relapses: Relapses, windows: list[Window]) -> list[int]:
    """The onsets that may lie in any of the windows."""
    return [onset for onset in onsets if any(window.may_hold(onset, relapses.uncertainty[onset]) for window in windows)]


def _windows(change: Candidate, rule: CauseRule) -> list[Window]:
    """The days around a confirmed worsening: those of an associated relapse, then those free of relapses."""
    return [_associated(change, rule), *(_window(change, each, change.settled_on) for each in rule.relapse_free)]


def _windows_of_pending(change: Candidate, rule: CauseRule) -> list[Window]:
    """The same for a pending worsening, without those that begin at its confirmation."""
    free = [each for each in rule.relapse_free if each.start != "confirmation"]
    return [_associated(change, rule), *(_window(change, each, None) for each in free)]


def _associated(change: Candidate, rule: CauseRule) -> Window:
    return Window(change.event.day - rule.associated_before, change.event.day + rule.associated_after)


def _window(change: Candidate, asked: RelapseFreeWindow, confirmed_on: int | None) -> Window:
    points = {
        "reference": change.reference.day,
        "previous_visit": change.previous_visit,
        "last_different_visit": change.last_different_visit,
        "event": change.event.day,
    }
    if confirmed_on is not None:
        points["confirmation"] = confirmed_on
    last = points[asked.end] + asked.end_days if asked.end in points else OPEN
    return Window(points[asked.start] + asked.start_days, last)
