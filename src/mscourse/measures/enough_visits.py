"""Whether the visits of each person suffice for a rule to find a worsening, whether or not there was one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations import search
from mscourse.derivations.find_events import find_events
from mscourse.derivations.packing import Packed, pack
from mscourse.errors import UsageError
from mscourse.kernels import codes
from mscourse.rules.causes import CauseRule
from mscourse.rules.library import lublin_2013
from mscourse.rules.library_of_pira import RELAPSE_INDEPENDENT
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.days import day_number

Flags = NDArray[np.bool_]
Days = NDArray[np.int64]
_PERSON = 1 << 32
"""More than all days: person and day as one number, in order of person, then day."""
_ENOUGH = "enough"
_TO_COMPARE = 2
_FROM_REFERENCE = ("reference", "previous_visit", "last_different_visit")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Visits:
    """Every visit: whose it is, its day, whether one measure was taken there, and what it may then serve as."""

    people: int
    owner: Days
    day: Days
    taken: Flags
    may_refer: Flags
    may_be_event: Flags
    may_confirm: Flags

    def who(self, visits: Days | Flags) -> Flags:
        """Of each person whether one of these visits is theirs."""
        there = np.zeros(self.people, np.bool_)
        there[self.owner[visits]] = True
        return there


def classified_by_rule(cohort: CheckedCohort, rule: WorseningRule, until: dt.date | str | int | None) -> pl.DataFrame:
    """One row per person with a record: `classified` and, as a list, what is `missing`.

    Classified is who had a worsening, of known cause if the rule names one, or whose visits could have shown one: with
    the rule's first measure, and with each further one recorded at two visits or more, there is a visit that may be the
    reference, a later one that may be the event, and one that may confirm it; and for a rule that names a cause,
    relapses were asked about on every day that the cause would rest on.

    Raises:
        UsageError: if a measure of the user's own has no step, so that `find_events` needs a function.
    """
    if any(not measure.has_step for measure in rule.custom):
        raise UsageError(
            "A custom measure of the rule has no step of its own.",
            "Only a rule that is complete in itself can be asked whom it could classify.",
            "give the measure strata or a fraction.",
        )
    last_day = None if until is None else day_number(until, day_offsets=cohort.day_offsets)
    definition = replace(lublin_2013, worsening=rule)
    packed = pack(cohort, definition, last_day, changes_only=True)
    searched = search.search(packed, definition)
    lacking = _first_lacking(packed, rule, searched)
    found = find_events(cohort, rule, until=until).filter(pl.col("kind") == "worsening")
    if names_a_cause(rule):
        found = found.filter(pl.col("cause") != "unknown")
    has_one = packed.ids.is_in(found.get_column("patient_id").implode()).to_list()
    missing = [[] if has or word == _ENOUGH else [word] for has, word in zip(has_one, lacking, strict=True)]
    return pl.DataFrame(
        {"patient_id": packed.ids, "classified": [not words for words in missing], "missing": missing},
        schema={"patient_id": pl.String, "classified": pl.Boolean, "missing": pl.List(pl.String)},
    )


def names_a_cause(rule: WorseningRule) -> bool:
    """Whether the cause is part of the definition: it is published as relapse-independent, or has windows of its own.

    Every rule can tell causes; that of a confirmed worsening of whatever cause stands without them.
    """
    return rule.cause != CauseRule() or rule.name in {each.name for each in RELAPSE_INDEPENDENT}


def _first_lacking(packed: Packed, rule: WorseningRule, searched: search.Searched) -> list[str]:
    """Of each person the first thing missing in the first measure that lacks something, or `enough`."""
    lacking = [_ENOUGH] * len(packed.ids)
    for number, visits in enumerate(_visits_of_each_measure(packed, searched)):
        values = np.bincount(visits.owner[visits.taken], minlength=visits.people)
        takes_part = (values >= _TO_COMPARE) | (number == 0)
        words = np.full(visits.people, _ENOUGH, dtype=object)
        for word, is_there in reversed(_steps(packed, rule, visits).items()):
            words[~is_there] = word
        lacking = [
            str(word) if before == _ENOUGH and takes else before
            for before, word, takes in zip(lacking, words, takes_part, strict=True)
        ]
    return lacking


def _visits_of_each_measure(packed: Packed, searched: search.Searched) -> Iterator[_Visits]:
    offset = np.asarray(packed.records.visits.offset, np.int64)
    day = np.asarray(packed.records.visits.day, np.int64)
    owner = np.repeat(np.arange(len(offset) - 1), np.diff(offset))
    layout = (searched.numbers.measures, len(day))
    all_may = np.asarray(searched.may, np.int64).reshape(layout)
    values = np.asarray(searched.measured.value, np.float64).reshape(layout)
    for may, taken in zip(all_may, ~np.isnan(values), strict=True):
        yield _Visits(
            people=len(offset) - 1,
            owner=owner,
            day=day,
            taken=taken,
            may_refer=taken & (may & codes.MAY_REFER > 0),
            may_be_event=taken & (may & codes.MAY_BE_EVENT > 0),
            may_confirm=taken & (may & codes.MAY_CONFIRM > 0),
        )


def _steps(packed: Packed, rule: WorseningRule, visits: _Visits) -> dict[str, Flags]:
    """Of each person whether there is what a worsening of one measure takes, in the order in which it is needed.

    The reference is the first visit that may be one, where it stays as long as nothing changes.
    """
    reference = np.full(visits.people, codes.NEVER, np.int64)
    np.minimum.at(reference, visits.owner[visits.may_refer], visits.day[visits.may_refer])
    events = np.flatnonzero(visits.may_be_event & (visits.day > reference[visits.owner]))
    confirmed_on = _confirmed_on(rule, visits, events)
    is_confirmed = confirmed_on != codes.NEVER
    is_asked = is_confirmed & _asked(packed, rule, visits, reference, events, confirmed_on)
    return {
        "no_visit": visits.who(visits.taken),
        "no_usable_visit": visits.who(visits.may_refer),
        "no_later_visit": visits.who(events),
        "no_confirming_visit": visits.who(events[is_confirmed]),
        "relapses_not_ascertained": visits.who(events[is_asked]),
    }


def _confirmed_on(rule: WorseningRule, visits: _Visits, events: Days) -> Days:
    """The first day on which each event could have been confirmed; NEVER where no visit could have."""
    key = visits.owner * _PERSON + visits.day
    confirming = np.append(key[visits.may_confirm], np.iinfo(np.int64).max)
    late = codes.NEVER if rule.confirm_late is None else rule.confirm_late
    first = np.full(len(events), codes.NEVER, np.int64)
    for wait in rule.waits:
        # However early it may come, a visit that confirms is not the event visit itself.
        earliest = key[events] + max(wait - (rule.confirm_early or 0), 1)
        at = confirming[np.searchsorted(confirming, earliest, side="left")]
        is_theirs = at // _PERSON == visits.owner[events]
        first = np.where(is_theirs & (at <= key[events] + wait + late), np.minimum(first, at - key[events]), first)
    on = np.where(first == codes.NEVER, codes.NEVER, visits.day[events] + first)
    if rule.last_visit != "always":
        return on
    # A worsening at the last visit counts by such a rule without another visit.
    last = np.full(visits.people, -1, np.int64)
    np.maximum.at(last, visits.owner[visits.taken], np.flatnonzero(visits.taken))
    return np.where(last[visits.owner[events]] == events, np.minimum(on, visits.day[events]), on)


def _asked(
    packed: Packed, rule: WorseningRule, visits: _Visits, reference: Days, events: Days, confirmed_on: Days
) -> Flags:
    """Whether relapses were asked about on every day that the cause of each event would rest on, if it has one."""
    if not names_a_cause(rule):
        return np.ones(len(events), np.bool_)
    person, event = visits.owner[events], visits.day[events]
    first = event - rule.cause.associated_before
    for window in rule.cause.relapse_free:
        point = event if window.start == "event" else confirmed_on
        if window.start in _FROM_REFERENCE:
            point = reference[person]
        first = np.minimum(first, point + window.start_days)
    patients, given = packed.records.patients, bool(packed.records.relapses.given[0])
    known_from, known_to = np.asarray(patients.known_from, np.int64), np.asarray(patients.known_to, np.int64)
    is_asked: Flags = given & (known_from[person] <= first) & (confirmed_on <= known_to[person])
    return is_asked
