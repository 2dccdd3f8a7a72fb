"""SPMS onset by a rule of the user's own, asked day by day so that it cannot look ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from mscourse.derivations.records_so_far import Histories, SoFar
from mscourse.errors import DefinitionError
from mscourse.kernels import codes
from mscourse.rules.spms_onset import CANNOT_BE_JUDGED, SpmsOwnRule
from mscourse.tables.days import EPOCH


class OwnOnsets(NamedTuple):
    """One entry per person; days that there are not are `codes.NEVER`."""

    onset: list[int]
    known_on: list[int]
    unjudged: list[bool]
    """Whether the rule gave no onset and said, when it was last asked, that it cannot judge."""


def own_onsets(rule: SpmsOwnRule, histories: Histories, *, hindsight: bool) -> OwnOnsets:
    """For each person the day of the onset, the one on which it was known, and whether the rule could not judge.

    As known, the rule is asked on each of the person's record days until it gives an onset. In hindsight it is asked
    once, with every record, and what it then says is known on the last of them.

    Raises:
        DefinitionError: if the rule stops with an error, or gives what is no day, or one after the records that it was
            handed.
    """
    found = OwnOnsets([], [], [])
    for person in range(len(histories.ids)):
        days = histories.days(person)
        onset, known_on, unjudged = codes.NEVER, codes.NEVER, False
        for day, records in histories.up_to(person, days[-1:] if hindsight else days):
            answer = _asked(rule, records)
            unjudged = isinstance(answer, str) and answer == CANNOT_BE_JUDGED
            if answer is not None and not unjudged:
                onset, known_on = _day(answer, day, rule, day_offsets=histories.day_offsets), day
                break
        found.onset.append(onset)
        found.known_on.append(known_on)
        found.unjudged.append(unjudged)
    return found


def _asked(rule: SpmsOwnRule, records: SoFar) -> Any:  # noqa: ANN401 - what a user's rule gave
    """What the rule says; an error of its own names the rule, and not the person whose records it was handed."""
    try:
        return rule.onset(records)
    except Exception as error:
        raise DefinitionError(
            f"{type(rule).__name__}.onset stopped with a {type(error).__name__}.",
            "It is a method `onset(self, records)` that gives a day, None or CANNOT_BE_JUDGED for any records, also "
            "where a table has no rows or a value is missing.",
            "The error that this one came from names the line.",
        ) from error


def _day(answer: Any, last: int, rule: SpmsOwnRule, *, day_offsets: bool) -> int:  # noqa: ANN401 - what a user's rule gave
    """The answer as a whole day; it belongs to a patient, so that no error quotes it."""
    number = None
    if isinstance(answer, dt.date) and not day_offsets:
        date = answer.date() if isinstance(answer, dt.datetime) else answer
        number = (date - EPOCH).days
    elif isinstance(answer, int) and not isinstance(answer, bool) and day_offsets:
        number = answer
    if number is None or abs(number) >= codes.NEVER:
        kind = "a whole day" if day_offsets else "a date"
        raise DefinitionError(
            f"{type(rule).__name__}.onset gave a {type(answer).__name__} that is no day of these records.",
            f"It gives {kind}, as the records have, None where SPMS has not begun, or CANNOT_BE_JUDGED.",
        )
    if number > last:
        raise DefinitionError(
            f"{type(rule).__name__}.onset gave a day after the last of the records that it was handed.",
            "What is known on a day rests on what was recorded by that day.",
            "Give a day up to `records.day`, or None until the onset has come.",
        )
    return number
