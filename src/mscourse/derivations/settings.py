"""The settings of rules as the numbers that kernels take."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.chance import drawn
from mscourse.kernels import codes, records
from mscourse.kernels.confirmation import Confirmation
from mscourse.kernels.marks import Distance, Serving
from mscourse.kernels.spms_entry import EntryNumbers
from mscourse.kernels.worsening import Moving
from mscourse.rules.causes import POINTS, CauseRule
from mscourse.rules.course import CourseDefinition
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule
from mscourse.rules.worsening import WorseningRule

_MOVES_TO = ("confirming_visit", "event_visit", "best_until_confirmed")
_EXTREMA = ("kept", "skipped", "skipped_if_any_difference")


def serving_of(rule: WorseningRule) -> Serving:
    """Who may serve as reference, event visit and confirming visit."""
    return Serving(
        reference=distance(rule.usable),
        event=distance(rule.event_visit),
        confirming=distance(rule.usable if rule.confirming_visit is None else rule.confirming_visit),
        scheduled_only=rule.scheduled_only,
        extrema=_EXTREMA.index(rule.local_extrema),
    )


def serving_for_spms(rule: SpmsOnsetRule) -> Serving:
    """The same for SPMS onset: usable visits, and any visit as the event."""
    usable, anyone = Distance(rule.usable_after_relapse, -1), Distance(-1, -1)
    return Serving(usable, anyone, usable, scheduled_only=False, extrema=codes.EXTREMA_KEPT)


def distance(asked: RelapseDistance) -> Distance:
    """The distance as days that have to be exceeded: days are whole, so "at least 30" is "more than 29"."""
    after, before = (-1 if days is None else days - asked.inclusive for days in (asked.after, asked.before))
    return Distance(after, before)


def confirmation_of(rule: WorseningRule) -> Confirmation:
    """What confirms a change."""
    return Confirmation(
        waits=np.array(rule.waits, np.int32),
        early=rule.confirm_early or 0,
        late=codes.NEVER if rule.confirm_late is None else rule.confirm_late,
        holds_everywhere=rule.holds_at == "every_visit",
        sustained_for=rule.sustained_for or 0,
        sustained_to_end=rule.sustained_to_end,
    )


def confirmation_for_spms(rule: SpmsOnsetRule) -> Confirmation:
    """What confirms a rise that may be SPMS onset."""
    waits = np.array([rule.confirm_after], np.int32)
    return Confirmation(
        waits, 0, codes.NEVER, holds_everywhere=True, sustained_for=0, sustained_to_end=rule.looks_ahead
    )


def moving_of(rule: WorseningRule, column: str) -> Moving:
    """What moves the reference of a measure."""
    small = "ignored" if rule.reference == "fixed" else rule.small_changes
    return Moving(
        on_worsening=rule.reference in ("roving", "roving_worsening"),
        on_improvement=rule.reference in ("roving", "roving_improvement"),
        moves_to=_MOVES_TO.index(rule.reference_moves_to),
        small_worsening=small in ("any", "worsening"),
        small_improvement=small in ("any", "improvement"),
        after_relapse=-1 if rule.reference_after_relapse is None else rule.reference_after_relapse,
        never_better=rule.reference_never_better,
        best_of_first=rule.sdmt_best_of_first if column == "sdmt" else 1,
    )


def last_visit_within(rule: WorseningRule, ids: pl.Series) -> NDArray[np.int32]:
    """For each person the days from their first to their last reading up to which the last one counts; -1 for never."""
    if rule.last_visit == "by_chance":
        chosen = drawn(ids, rule.last_visit_chance or 0.0, rule.seed)
        return np.where(chosen, codes.NEVER, -1).astype(np.int32)
    days = {"never": -1, "always": codes.NEVER}.get(rule.last_visit, rule.last_visit_within)
    return np.full(len(ids), days, np.int32)


def windows_of(rule: CauseRule) -> records.Windows:
    """Where relapses count for the cause."""

    def column(numbers: list[int]) -> NDArray[np.int32]:
        return np.array(numbers, np.int32)

    return records.Windows(
        associated_before=rule.associated_before,
        associated_after=rule.associated_after,
        start=column([POINTS.index(window.start) for window in rule.relapse_free]),
        start_days=column([window.start_days for window in rule.relapse_free]),
        end=column([POINTS.index(window.end) for window in rule.relapse_free]),
        end_days=column([window.end_days for window in rule.relapse_free]),
    )


def numbers_of(definition: CourseDefinition, *, measures: int, hindsight: bool) -> records.Numbers:
    """The numbers of the definition."""
    worsening, due, onset = definition.worsening, definition.assessments, definition.spms_onset
    both = (worsening.confirm_after, *([onset.confirm_after] if isinstance(onset, SpmsOnsetRule) else []))
    return records.Numbers(
        window=definition.window,
        hindsight=hindsight,
        relapse_free_window=definition.relapse_free_window,
        relapse_free_visit=definition.relapse_free_visit,
        shortest_comparison=definition.progression.shortest_comparison,
        confirm_after=worsening.confirm_after,
        confirm_both_after=max(both),
        usable_after=distance(worsening.usable).after,
        usable_before=distance(worsening.usable).before,
        interval=due.interval,
        due_soon=due.due_soon,
        confirmation_grace=due.confirmation_grace,
        measures=measures,
        mri_from_event=worsening.mri_from == "event",
        started_before=definition.topics.started_before,
    )


def spms_numbers_of(rule: SpmsDefinition) -> records.SpmsNumbers:
    """The numbers of the rule for SPMS onset; of one that looks for no rise, numbers that nothing asks for."""
    if not isinstance(rule, SpmsOnsetRule):
        return records.SpmsNumbers(0, 0.0, 0, 0.0, functional_systems=False)
    return records.SpmsNumbers(
        usable_after=rule.usable_after_relapse,
        minimum_edss=float(rule.minimum_edss),
        minimum_pyramidal=int(rule.minimum_pyramidal),
        pyramidal_assumed_from_edss=float(rule.pyramidal_assumed_from_edss),
        functional_systems=rule.functional_systems,
    )


def entry_numbers_of(rule: SpmsEntryRule) -> EntryNumbers:
    """The numbers of the entry criteria of a trial."""
    return EntryNumbers(
        minimum_age=(rule.minimum_age or 0) if rule.looks_at_age else -1,
        maximum_age=codes.NEVER if rule.maximum_age is None else rule.maximum_age,
        minimum_edss=float(rule.minimum_edss),
        maximum_edss=float(rule.maximum_edss),
        rise_within=rule.rise_within,
        relapse_free=rule.relapse_free,
    )
