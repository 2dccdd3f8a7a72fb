"""SPMS onset by a rule of the user's own, asked day by day so that it cannot look ahead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mscourse.derivations.records_so_far import Histories
from mscourse.errors import DefinitionError
from mscourse.kernels import codes
from mscourse.rules.spms_onset import SpmsOwnRule
from mscourse.tables.days import EPOCH


def own_onsets(rule: SpmsOwnRule, histories: Histories, *, hindsight: bool) -> tuple[list[int], list[int]]:
    """For each person the day of the onset and the one on which it was known; NEVER where there is none.

    As known, the rule is asked on each of the person's record days until it gives an onset. In hindsight it is asked
    once, with every record, and what it then says is known on the last of them.

    Raises:
        DefinitionError: if the rule gives what is no day, or one after the records that it was handed.
    """
    onsets, known = [], []
    for person in range(len(histories.ids)):
        days = histories.days(person)
        onset, known_on = codes.NEVER, codes.NEVER
        for day, records in histories.up_to(person, days[-1:] if hindsight else days):
            answer = rule.onset(records)
            if answer is not None:
                onset, known_on = _day(answer, day, rule, day_offsets=histories.day_offsets), day
                break
        onsets.append(onset)
        known.append(known_on)
    return onsets, known


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
            f"It gives {kind}, as the records have, or None where SPMS has not begun.",
        )
    if number > last:
        raise DefinitionError(
            f"{type(rule).__name__}.onset gave a day after the last of the records that it was handed.",
            "What is known on a day rests on what was recorded by that day.",
            "Give a day up to `records.day`, or None until the onset has come.",
        )
    return number
