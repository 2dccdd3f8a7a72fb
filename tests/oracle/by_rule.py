"""What the rules of milestones and of separation find in one patient's records, by their twins."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mscourse.derivations.chance import drawn
from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.rules.confirmation import ConfirmationRule
from mscourse.rules.milestones import MilestoneRule
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.separation import SeparationRule
from mscourse.rules.worsening import WorseningRule
from oracle.milestones import Confirming, Milestone, Seen, milestone
from oracle.records import Records, Row
from oracle.relapses import clean
from oracle.separation import Separation, separation
from oracle.steps import Scale, Step, scale_of
from oracle.visits import COLUMNS_OF, measured_days, value_on, with_worst_times

LOWEST = {"edss": 0.0, "t25fw": 0.0, "nhpt_dominant": 0.0, "nhpt_nondominant": 0.0, "sdmt": -110.0}
"""The best value of each measure, the SDMT with its sign turned; of the user's own none is known."""


def milestones(
    records: Records,
    rule: MilestoneRule,
    until: int | None = None,
    *,
    relapse_rule: RelapseRule = lublin_2013.relapses,
) -> list[Row]:
    """One row per column of the measure and per milestone, from the mildest on."""
    known = records if until is None else records.cut(until)
    onsets = clean(known, relapse_rule).kept
    higher_is_worse = _higher_is_worse(rule)
    found = []
    for column in _columns(rule):
        visits = _visits(known, column, rule)
        for value in sorted(rule.values, reverse=not higher_is_worse):
            if visits:
                asked = Milestone(
                    value,
                    higher_is_worse,
                    *_least(rule.event_visit),
                    math.inf if rule.sustained_to_end else rule.sustained_for or 0,
                )
                reached = milestone(visits, onsets, asked, _confirming(records, rule))
                found.append({"measure": column, "milestone": value, **_row(visits, reached)})
    return found


def _row(visits: list[Seen], reached: tuple[int, int | None] | None) -> Row:
    event, confirmed_by = reached or (len(visits) - 1, None)
    return {
        "reached": reached is not None,
        "date": visits[event].day,
        "value": visits[event].value if reached else None,
        "days": visits[event].day - visits[0].day,
        "confirmed_on": None if confirmed_by is None else visits[confirmed_by].day,
    }


def parts(
    records: Records,
    rule: SeparationRule,
    until: int | None = None,
    functions: Mapping[str, Step] | None = None,
    *,
    relapse_rule: RelapseRule = lublin_2013.relapses,
) -> list[Row]:
    """One row per column of the measure and per visit with a value in it."""
    known = records if until is None else records.cut(until)
    onsets: list[float] = [*clean(known, relapse_rule).kept]
    return [row for column in _columns(rule) for row in _parts(known, column, rule, onsets, functions)]


def _parts(
    records: Records, column: str, rule: SeparationRule, onsets: list[float], functions: Mapping[str, Step] | None
) -> Iterator[Row]:
    turn = 1 if _higher_is_worse(rule) else -1
    visits = _visits(records, column, rule)
    turned = [replace(visit, value=turn * visit.value) for visit in visits]
    scale = scale_of(column, _steps(rule), functions)
    baseline_after, baseline_before = _least(rule.baseline)
    asked = Separation(
        step=None if rule.any_worsening else lambda reference: _step(scale, turn * reference),
        lasting_after=math.inf if rule.lasting_to_end else rule.lasting_after,
        baseline_after=baseline_after,
        baseline_before=baseline_before,
        reach_after=rule.associated_before,
        reach_before=rule.associated_after,
        lowest=LOWEST.get(column, -math.inf),
    )
    found = separation(turned, onsets, asked, _confirming(records, rule))
    left_out = len(visits) - (len(found.visits) if found else 0)
    for place, visit in enumerate(visits):
        split: Row = dict.fromkeys(("baseline", "lasting", "passing", "independent"))
        if found and place >= left_out:
            at = place - left_out
            split = {
                "baseline": turn * found.baseline,
                "lasting": turn * found.lasting[at],
                "passing": turn * found.passing[at],
                "independent": turn * found.independent[at],
            }
        yield {"measure": column, "date": visit.day, "value": visit.value, **split}


def _step(scale: Scale, reference: float) -> float:
    """The step that counts from the reference; where it is not above 0, nothing counts."""
    step = scale.step_for_worse(reference)
    return step if step > 0 else math.inf


def _steps(rule: SeparationRule) -> WorseningRule:
    return replace(
        pira_mueller_2023,
        custom=() if rule.custom is None else (rule.custom,),
        edss=rule.edss,
        timed_test_fraction=rule.timed_test_fraction,
        sdmt_points=rule.sdmt_points,
        sdmt_fraction=rule.sdmt_fraction,
        sdmt_needs=rule.sdmt_needs,
    )


def _columns(rule: ConfirmationRule) -> tuple[str, ...]:
    return COLUMNS_OF[rule.measure] if rule.custom is None else (rule.custom.column,)


def _higher_is_worse(rule: ConfirmationRule) -> bool:
    return rule.measure != "sdmt" if rule.custom is None else rule.custom.worse == "higher"


def _visits(records: Records, column: str, rule: ConfirmationRule) -> list[Seen]:
    """The visits with a value, and whether they are scheduled where that is asked."""
    filled = with_worst_times(records, pira_mueller_2023)
    return [
        Seen(
            day,
            value_on(filled, day, column),
            may_confirm=not rule.scheduled_only or value_on(filled, day, "scheduled") is True,
        )
        for day in measured_days(filled, column)
    ]


def _confirming(records: Records, rule: ConfirmationRule) -> Confirming:
    after, before = _least(rule.confirming_visit)
    early, late = rule.confirm_early or 0, math.inf if rule.confirm_late is None else rule.confirm_late
    chance = rule.last_visit == "by_chance" and bool(
        drawn([records.patient_id], rule.last_visit_chance or 0, rule.seed)[0]
    )
    return Confirming(
        spans=tuple((wait - early, wait + late) for wait in rule.waits),
        after_relapse=after,
        before_relapse=before,
        last_visit_within=rule.last_visit_within if rule.last_visit == "early_dropout" else math.inf,
        drawn=chance or rule.last_visit in ("always", "early_dropout"),
    )


def _least(distance: RelapseDistance) -> tuple[int, int]:
    """The fewest days after and before a relapse: one more than those asked where these are not enough."""
    more = 0 if distance.inclusive else 1
    return (
        0 if distance.after is None else distance.after + more,
        0 if distance.before is None else distance.before + more,
    )
