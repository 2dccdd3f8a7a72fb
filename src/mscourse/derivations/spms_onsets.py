"""The onset of SPMS by several definitions side by side, and what stood in the way where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.arguments import checked
from mscourse.derivations.decoding import as_days
from mscourse.derivations.packing import Packed, pack
from mscourse.derivations.spms_onset import Onsets, days_of, find_entries_to_trial, find_spms, onsets_by_record
from mscourse.errors import UsageError
from mscourse.kernels import codes
from mscourse.kernels.spms_entry import CRITERIA
from mscourse.results.spms_onsets import ANSWERS, SpmsOnsets
from mscourse.results.words import VERDICTS
from mscourse.rules.library import SPMS_DEFINITIONS, lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.spms_onset import SpmsDefinition, SpmsEntryRule, SpmsOnsetRule, SpmsOwnRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number

NOT_KNOWN = frozenset(
    {
        "age_unknown",
        "awaiting_confirmation",
        "no_later_visit",
        "no_recorded_course",
        "no_usable_visit",
        "no_visit",
        "own_rule_cannot_judge",
        "relapses_not_ascertained",
    }
)
"""What stands in the way without saying that the course is not SPMS: something was not recorded, or not yet."""

NOT_KNOWN_UNASKED = NOT_KNOWN | {"before_first_relapse"}
"""The same where relapses were not asked about: that none is on record says nothing of how the disease began."""

Days = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Found:
    """One entry per person, by one definition; days that there are not are `codes.NEVER`."""

    onset: Days
    known_on: Days
    closest: Days
    failed: list[list[str]]


def compare_spms_onset(
    cohort: Cohort | CheckedCohort,
    rules: Iterable[SpmsDefinition] | SpmsDefinition | None = None,
    *,
    until: dt.date | str | int | None = None,
    set_aside: bool = False,
    relapse_rule: RelapseRule = lublin_2013.relapses,
    assume_onset: Literal["relapsing"] | None = None,
) -> pl.DataFrame:
    """Per person and definition, when SPMS began and when that was known, or what stood in the way.

    `answer` is `spms`, `not_spms`, or `cannot_be_judged` where nothing stood in the way but records that there are
    not. That the first relapse is still to come (`before_first_relapse`) is such a reason only where relapses were not
    asked about. `failed` names the criteria that failed where the person came closest, and `closest` is that day. Of
    rises, a confirmed one came closer than a pending one, and that closer than one that did not hold; of several
    confirmed ones it is the one that failed the fewest criteria, and the first of these. Of visits that are held
    against the entry criteria of a trial it is the one that failed the fewest, and the latest of these. A definition
    that asks for the rise to last to the end of follow-up looks back from the last record, or from `until`.

    A rule of your own (a subclass of `SpmsOwnRule`) is asked day by day; where it gives no onset, `failed` is
    `own_rule_not_met` or, where it said `CANNOT_BE_JUDGED` on the last day, `own_rule_cannot_judge`, and no more.
    Whoever was progressive from the beginning has `progressive_onset`, whatever it says.

    Args:
        cohort: records; checked first if they are not yet.
        rules: definitions of SPMS onset, or one alone; every named one if left out.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        relapse_rule: when a relapse counts as one.
        assume_onset: what to assume of an onset that was not recorded.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, or an argument is of another kind.
        DefinitionError: if a rule of your own stops with an error, or gives a day that it cannot give.
    """
    asked = _asked(rules)
    known = checked(cohort, set_aside=set_aside, relapse_rule=relapse_rule)
    last_day = None if until is None else day_number(until, day_offsets=known.day_offsets)
    definition = replace(lublin_2013, relapses=relapse_rule, assume_onset=assume_onset)
    packed = pack(known, definition, last_day)
    frames = [
        _frame(packed, rule, _found_by(packed, known, rule, relapse_rule, last_day), place)
        for place, rule in enumerate(asked)
    ]
    ordered = pl.concat(frames).sort("patient_id", "place", maintain_order=True)
    found = SpmsOnsets.cast(ordered.drop("place"))
    return as_days(found) if known.day_offsets else found


def _asked(rules: Iterable[SpmsDefinition] | SpmsDefinition | None) -> list[SpmsDefinition]:
    """The definitions, each of the right kind; the text of a name, or what is no list, is none."""
    if rules is None:
        return list(SPMS_DEFINITIONS.values())
    is_list = isinstance(rules, Iterable) and not isinstance(rules, str)
    asked: list[SpmsDefinition] = list(rules) if is_list else [rules]  # type: ignore[arg-type, list-item]
    for rule in asked:
        if not isinstance(rule, SpmsDefinition):
            raise UsageError(
                f"A definition of SPMS onset is needed, not a {type(rule).__name__}.",
                f"The named ones are {', '.join(SPMS_DEFINITIONS)}; `dataclasses.replace` changes one.",
            )
    if not asked:
        raise UsageError("There is no definition to compare.", "At least one is needed.")
    return asked


def _found_by(
    packed: Packed, cohort: CheckedCohort, rule: SpmsDefinition, relapse_rule: RelapseRule, until: int | None
) -> _Found:
    if isinstance(rule, SpmsOnsetRule):
        return _by_search(packed, rule)
    if isinstance(rule, SpmsEntryRule):
        return _by_entry(packed, cohort, rule)
    onsets = onsets_by_record(packed, cohort, rule, relapse_rule=relapse_rule, until=until)
    return (
        _by_own(packed, onsets)
        if isinstance(rule, SpmsOwnRule)
        else _without_criteria(onsets, _reasons_of_labels(packed))
    )


def _frame(packed: Packed, rule: SpmsDefinition, found: _Found, place: int) -> pl.DataFrame:
    answer = [
        "spms" if onset != codes.NEVER else "cannot_be_judged" if _is_open(failed) else "not_spms"
        for onset, failed in zip(found.onset.tolist(), found.failed, strict=True)
    ]
    return pl.DataFrame(
        {
            "patient_id": packed.ids,
            "place": pl.repeat(place, len(packed.ids), dtype=pl.Int32, eager=True),
            "name": pl.repeat(rule.name, len(packed.ids), dtype=pl.String, eager=True),
            "answer": pl.Series(answer, dtype=pl.Enum(ANSWERS)),
            "onset": _dates(found.onset),
            "known_on": _dates(found.known_on),
            "failed": pl.Series(found.failed, dtype=pl.List(pl.String)),
            "closest": _dates(found.closest),
            "definition": pl.repeat(fingerprint(rule), len(packed.ids), dtype=pl.String, eager=True),
        }
    )


def _is_open(failed: list[str]) -> bool:
    """Whether nothing stood in the way but what was not recorded."""
    return (NOT_KNOWN_UNASKED if "relapses_not_ascertained" in failed else NOT_KNOWN).issuperset(failed)


def _dates(days: Days) -> pl.Series:
    return pl.Series([None if day == codes.NEVER else day for day in days.tolist()], dtype=pl.Int32).cast(pl.Date)


# The search for a confirmed rise


def _by_search(packed: Packed, rule: SpmsOnsetRule) -> _Found:
    found, edss, marks = find_spms(packed, rule)
    # Nothing was measured at a visit that may serve as nothing.
    may = np.where(np.isnan(np.asarray(edss.value)), 0, np.asarray(marks.may, np.int32))
    day = np.asarray(packed.records.visits.day, np.int64)
    offset = np.asarray(packed.records.visits.offset, np.int64)
    verdict, refusals = np.asarray(found.verdict, np.int32), np.asarray(found.refusals, np.int32)
    rises = np.flatnonzero((verdict != codes.NO_CANDIDATE) & (np.asarray(found.direction) > 0))
    confirmed, pending = verdict == codes.CANDIDATE_CONFIRMED, verdict == codes.CANDIDATE_PENDING
    number = np.bitwise_count(refusals.astype(np.uint32))
    distance = np.where(confirmed, number, np.where(pending, len(VERDICTS), len(VERDICTS) + 1))[rises]
    owner = np.searchsorted(offset, rises, side="right") - 1
    closest = np.full(len(offset) - 1, -1)
    # The last one written counts: of each person the rise that came closest, and of those the first.
    order = np.lexsort((rises, distance))[::-1]
    closest[owner[order]] = rises[order]
    onset = np.asarray(found.onset, np.int64)
    closest[onset >= 0] = -1
    failed = [
        [] if onset[person] >= 0 else _failed(packed, person, closest[person], verdict, refusals, may)
        for person in range(len(closest))
    ]
    return _Found(
        onset=days_of(onset, day),
        known_on=days_of(found.known, day),
        closest=days_of(closest, day),
        failed=failed,
    )


def _failed(packed: Packed, person: int, rise: int, verdict: Codes, refusals: Codes, may: Codes) -> list[str]:
    """What stood in the way of a person's SPMS."""
    if packed.records.patients.onset[person] == codes.ONSET_PROGRESSIVE:
        return ["progressive_onset"]
    if rise >= 0:
        if verdict[rise] == codes.CANDIDATE_PENDING:
            return ["awaiting_confirmation"]
        if verdict[rise] == codes.CANDIDATE_REFUTED:
            return ["not_held"]
        return sorted(word for place, word in enumerate(VERDICTS) if refusals[rise] >> place & 1)
    offset = packed.records.visits.offset
    own = may[offset[person] : offset[person + 1]]
    usable = np.flatnonzero(own & codes.MAY_REFER)
    if not len(usable):
        return ["no_usable_visit" if own.any() else "no_visit"]
    return ["no_rise" if own[usable[0] + 1 :].any() else "no_later_visit"]


# Entry criteria


def _by_entry(packed: Packed, cohort: CheckedCohort, rule: SpmsEntryRule) -> _Found:
    found = find_entries_to_trial(packed, cohort.patients, rule)
    day = packed.records.visits.day
    onset = days_of(found.onset, day)
    failed = [
        [word for place, word in enumerate(CRITERIA) if bits >> place & 1] or ([] if met >= 0 else ["no_visit"])
        for bits, met in zip(found.failed, found.onset, strict=True)
    ]
    return _Found(onset=onset, known_on=onset, closest=days_of(found.closest, day), failed=failed)


# The clinician's label, and rules of the user's own


def _without_criteria(onsets: Onsets, failed: list[str]) -> _Found:
    """What a rule found that says no more than a day; `failed` is what stood in the way of each person without one."""
    return _Found(
        onset=onsets.onset,
        known_on=onsets.known_on,
        closest=np.full(len(failed), codes.NEVER, np.int64),
        failed=[
            [] if onset != codes.NEVER else [reason]
            for onset, reason in zip(onsets.onset.tolist(), failed, strict=True)
        ],
    )


def _by_own(packed: Packed, onsets: Onsets) -> _Found:
    """Of whoever has no onset no more is known than whether the rule could judge; what began progressive has none."""
    is_progressive = np.asarray(packed.records.patients.onset) == codes.ONSET_PROGRESSIVE
    failed = np.where(
        is_progressive,
        "progressive_onset",
        np.where(onsets.unjudged, "own_rule_cannot_judge", "own_rule_not_met"),
    ).tolist()
    onset, known_on = (np.where(is_progressive, codes.NEVER, days) for days in (onsets.onset, onsets.known_on))
    return _without_criteria(Onsets(onset, known_on, onsets.unjudged), failed)


def _reasons_of_labels(packed: Packed) -> list[str]:
    has_label = np.diff(np.asarray(packed.records.labels.offset, np.int64)) > 0
    return ["recorded_otherwise" if has else "no_recorded_course" for has in has_label.tolist()]
