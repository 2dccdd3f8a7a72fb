"""Confirmed change, what caused it, and whether there is progression or worsening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mscourse.derivations.chance import drawn
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule
from oracle.answers import answered_once
from oracle.causes import ascertained_before, cause, relapses_near_pending
from oracle.confirmation import Candidate
from oracle.readings import readings_of
from oracle.records import Records
from oracle.relapses import clean
from oracle.search import Search, search
from oracle.spms_in_the_course import met_in_course
from oracle.spms_onset import spms_onset
from oracle.steps import Step, scale_of
from oracle.visits import measured_columns

CAUSES = ("relapse_independent", "relapse_associated", "undefined", "unknown")
"""In the order in which they are named when there are several."""

PROGRESSIVE = ("spms", "ppms")
FIRST_THREE_REASONS = {"no_visit_in_window", "too_short_to_judge", "worsening_unconfirmed"}
TWO_VALUES = 2


@dataclass(frozen=True)
class View:
    """The records to judge the state at t by.

    `now` is what was known at t. `seen` is what candidates and their causes are judged by: the same as known, and
    in hindsight every record up to the end. In hindsight an event counts from its event visit, otherwise from its
    confirming visit.
    """

    t: int
    now: Records
    seen: Records
    definition: CourseDefinition
    hindsight: bool

    def in_window(self, day: int) -> bool:
        """Whether the day lies in the window that ends at t."""
        return self.t - self.definition.window < day <= self.t

    def counts_in_window(self, change: Candidate) -> bool:
        """Whether the candidate is a confirmed change that counts in the window."""
        if change.outcome != "confirmed":
            return False
        return self.in_window(change.event.day if self.hindsight else change.settled_on)

    def cause(self, change: Candidate) -> str:
        """What the confirmed worsening is put down to."""
        return cause(change, self.seen, self.definition.worsening.cause, self.definition.relapses).name

    def spms(self) -> tuple[int, int] | None:
        """The day of SPMS onset and the day on which it was known, once it counts."""
        if isinstance(self.definition.spms_onset, SpmsOnsetRule):
            rise = self.spms_onset()
            return None if rise is None else (rise.event.day, rise.settled_on)
        met = met_in_course(self.seen, self.definition, hindsight=self.hindsight)
        return met if met is not None and met[0] <= self.t else None

    def spms_onset(self) -> Candidate | None:
        """The rise that is SPMS onset, once it counts; none where the rule looks for no rise."""
        if not isinstance(self.definition.spms_onset, SpmsOnsetRule):
            return None
        found = spms_onset(self.seen, self.definition)
        return found if found is not None and found.event.day <= self.t else None

    def searches(self) -> dict[str, Search]:
        """The search in each measure, with what is seen."""
        return searches(self.seen, self.definition)

    def pending(self) -> list[Candidate]:
        """The worsenings that await their confirmation, in any measure."""
        return [rise for found in self.searches().values() for rise in self.pending_in(found)]

    def pending_in(self, found: Search) -> list[Candidate]:
        """The worsening of one measure that awaits its confirmation."""
        return [rise for rise in found.worsenings if rise.outcome == "pending" and rise.event.day <= self.t]

    def confirmed(self) -> list[Candidate]:
        """The worsenings confirmed in the window, in any measure, whatever their cause; SPMS onset is one."""
        found = [rise for each in self.searches().values() for rise in each.worsenings if self.counts_in_window(rise)]
        onset = self.spms_onset()
        if onset is not None and self.counts_in_window(onset):
            found.append(onset)
        return found


def searches(records: Records, definition: CourseDefinition) -> dict[str, Search]:
    """The search for confirmed change in each measure, by its column."""
    return searches_by(records, definition.worsening, definition.relapses)


@answered_once
def searches_by(
    records: Records, rule: WorseningRule, relapses: RelapseRule, functions: Mapping[str, Step] | None = None
) -> dict[str, Search]:
    """The search by a rule for confirmed change, with the user's functions for the steps of their own measures."""
    onsets = clean(records, relapses).kept
    chance = rule.last_visit == "by_chance" and bool(
        drawn([records.patient_id], rule.last_visit_chance or 0, rule.seed)[0]
    )
    found = {}
    for column in measured_columns(rule):
        scale = scale_of(column, rule, functions)
        readings = readings_of(records, column, onsets, rule, scale)
        best_of = rule.sdmt_best_of_first if column == "sdmt" else 1
        found[column] = search(readings, scale, rule, onsets, best_of=best_of, drawn=chance)
    return found


def may_be_progression(change: Candidate, records: Records, definition: CourseDefinition) -> bool:
    """Whether a pending worsening, once confirmed, could be progression."""
    near = relapses_near_pending(change, records, definition)
    return ascertained_before(change, records, definition) and not near


def progression(view: View, phenotype: str) -> tuple[str, list[str]]:
    """The progression at t, and its reasons where it is indeterminate."""
    if phenotype not in PROGRESSIVE:
        return "not_applicable", []
    onset = view.spms_onset()
    if any(rise == onset or view.cause(rise) == "relapse_independent" for rise in view.confirmed()):
        return "with_progression", []
    pending = [rise for rise in view.pending() if view.in_window(rise.event.day)]
    if any(may_be_progression(rise, view.seen, view.definition) for rise in pending):
        return "awaiting_confirmation", []
    reasons = sorted(reasons_to_doubt(view))
    return ("indeterminate", reasons) if reasons else ("without_progression", [])


def worsening(view: View) -> tuple[str, str | None]:
    """The worsening at t, of whatever cause, and the cause that is named for it."""
    causes = {view.cause(rise) for rise in view.confirmed()}
    if causes:
        return "worsening", next(cause for cause in CAUSES if cause in causes)
    if any(view.in_window(rise.event.day) for rise in view.pending()):
        return "awaiting_confirmation", None
    if reasons_to_doubt(view) & FIRST_THREE_REASONS:
        return "indeterminate", None
    return "no_worsening", None


def reasons_to_doubt(view: View) -> set[str]:
    """Why the absence of progression cannot be stated, over every measure that takes part."""
    reasons: set[str] = set()
    found = view.searches()
    usable = {
        column: [each.day for each in one.readings if each.usable and each.day <= view.t]
        for column, one in found.items()
    }
    taking_part = [column for column in found if column == "edss" or len(usable[column]) >= TWO_VALUES]
    for column in taking_part:
        reasons |= _reasons_in(usable[column], found[column], view)
    return reasons


def _reasons_in(usable: list[int], found: Search, view: View) -> set[str]:
    reasons = set()
    in_window = [day for day in usable if view.in_window(day)]
    if not in_window:
        reasons.add("no_visit_in_window")
    elif in_window[-1] - usable[0] < view.definition.progression.shortest_comparison:
        reasons.add("too_short_to_judge")
    if view.pending_in(found):
        reasons.add("worsening_unconfirmed")
    causes = {view.cause(rise) for rise in found.worsenings if view.counts_in_window(rise)}
    if "undefined" in causes:
        reasons.add("cause_undefined")
    if "unknown" in causes:
        reasons.add("relapses_not_ascertained")
    return reasons


def confirmation_due(view: View, phenotype: str) -> int | None:
    """The day from which a visit can settle the earliest pending worsening; None if none is pending."""
    days, rule = view.definition.worsening.confirm_after, view.definition.spms_onset
    if phenotype == "rrms" and isinstance(rule, SpmsOnsetRule):
        days = max(days, rule.confirm_after)
    return min((rise.event.day + days for rise in view.pending()), default=None)
