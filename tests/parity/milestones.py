"""value_milestone's right answer out of pymsprog's own: every visit is tried by itself.

With the values before a visit moved away from the level, that visit is the first one pymsprog looks at, so that neither
its way of going on after a failure (V4, V5, V6) nor its imputation (V3) nor relapses it forgot (V8) play a part.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from parity.comparing import Answer, differences
from parity.mending import dated_relapses, days, falling, number, tidied_visits, with_a_stranger, written
from parity.peer import Call

Ask = Callable[[Call], Answer]
WRONG_VISIT = "the search goes on at the wrong visit (V4, V5, V6)"
IMPUTED = "the last visit is not imputed, or another one is (V3)"
FORGOTTEN = "relapses before the first visit are forgotten for confirmation (V8)"


def why(case: Call, mine: Answer, peer: Ask) -> tuple[str, ...]:
    """What explains the difference, if the visits tried one by one give mscourse's answer."""
    ready = prepared(case)
    limit = case["arguments"].get("impute_last_visit", 0)
    for call, also in ((ready, ()), (with_an_early_visit(ready), (FORGOTTEN,))):
        confirmed = one_by_one(call, peer)
        if not differences(mine, answer(ready, confirmed)):
            return (IMPUTED if limit else WRONG_VISIT, *also)
        if confirmed is None and limit and may_be_imputed(ready, limit):
            last = days(ready, "visits")[-1]
            if not differences(mine, answer(ready, last)):
                return (IMPUTED, *also)
    return ()


def prepared(case: Call) -> Call:
    """The call with visits in order, a relapse table, and nothing imputed."""
    call = tidied_visits(copy.deepcopy(case))
    call = with_a_stranger(dated_relapses(call) if call["relapses"] else call)
    call["arguments"]["impute_last_visit"] = 0
    return call


def away(call: Call) -> float:
    """A value that has not reached the level."""
    level: float = call["arguments"]["milestone"]
    return level + 1 if falling(call) else level - 1


def with_an_early_visit(call: Call) -> Call:
    """The call with a visit before all relapses, so that none is forgotten."""
    early = copy.deepcopy(call)
    first = min(days(call, "visits") + days(call, "relapses")) - 1
    for name, column in early["visits"].items():
        new = {"date": written(first, call["dates"]), "value": away(call), "valid": True}.get(name, column[0])
        early["visits"][name] = [new, *column]
    return early


def one_by_one(call: Call, peer: Ask) -> float | None:
    """The day of the first visit that pymsprog finds reached and confirmed when no earlier one is at the level."""
    values = call["visits"]["value"]
    for place, day in enumerate(days(call, "visits")):
        if reached(call, values[place]):
            tried = copy.deepcopy(call)
            tried["visits"]["value"] = [away(call)] * place + values[place:]
            row = peer(tried).get("parts", {"milestone": [{"observed": 0.0}]})["milestone"][0]
            if row["observed"] and of_answer(row["date"], call["dates"]) == day:
                return day
    return None


def reached(call: Call, value: float) -> bool:
    """Whether the value is at the level or past it."""
    level: float = call["arguments"]["milestone"]
    return value <= level if falling(call) else value >= level


def may_be_imputed(call: Call, limit: float) -> bool:
    """Whether the last visit, standing at the level, is early enough and far enough from relapses."""
    when = days(call, "visits")
    after, before = both_sides(call["arguments"].get("relapse_to_event", 0))
    relapses = zip(call["relapses"]["id"], days(call, "relapses"), strict=True)
    apart = [when[-1] - day for person, day in relapses if person == call["visits"]["id"][0]]
    near = any(0 <= distance < after or 0 <= -distance < before for distance in apart)
    early = limit <= 1 or when[-1] - when[0] <= limit
    return early and not near and reached(call, call["visits"]["value"][-1])


def both_sides(bounds: float | list[float]) -> tuple[float, float]:
    """Days after and before a relapse; one number is the days after it."""
    listed = bounds if isinstance(bounds, list) else [bounds]
    return listed[0], listed[1] if len(listed) > 1 else 0


def of_answer(date: Any, dates: str) -> float:
    """A date of an answer as a day number."""
    return number(date, "day" if dates == "day" else "date")


def answer(call: Call, day: float | None) -> Answer:
    """The row that belongs to a milestone reached on that day, or not at all."""
    when = days(call, "visits")
    shown = when[-1] if day is None else day
    row = {
        "id": call["visits"]["id"][0],
        "date": written(shown, "day" if call["dates"] == "day" else "date"),
        "time2event": shown - when[0],
        "observed": float(day is not None),
    }
    if day is not None:
        row["value"] = call["visits"]["value"][when.index(day)]
    return {"parts": {"milestone": [row]}}
