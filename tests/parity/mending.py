"""The same question put in another way, one that a known defect does not touch.

A mending changes a call without changing its right answer: sorting a table, writing dates in another way, turning a
falling measure upside down. Where pymsprog gives mscourse's answer to the mended call, the defect explains why it did
not give it to the call itself.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from parity.calls import FIRST_DATE
from parity.comparing import Answer
from parity.peer import DATES, Call

SLACK = 1e-9
FAR = 100_000
RULES = {"edss": "edss", "nhpt": "fifth", "t25fw": "fifth", "sdmt": "sdmt"}
TOP_OF_SDMT = 110.0
MIRROR = 1000.0


@dataclass(frozen=True)
class Mending:
    """A way round one defect: when it applies, the call without the trigger, and the way back for its answer."""

    name: str
    applies: Callable[[Call], bool]
    mend: Callable[[Call], Call]
    back: Callable[[Call, Answer], Answer] = lambda _, answer: answer


def mended(call: Call, mendings: list[Mending]) -> Call:
    """The call with all of them applied."""
    for mending in mendings:
        call = mending.mend(copy.deepcopy(call))
    return call


def brought_back(call: Call, mendings: list[Mending], answer: Answer) -> Answer:
    """The mended call's answer in the terms of the call itself."""
    for mending in reversed(mendings):
        if "error" in answer:
            return answer
        answer = mending.back(call, copy.deepcopy(answer))
    return answer


# ---------------------------------------------------------------------------------------------------------- days


def number(written: Any, dates: str) -> float:
    """The day of a date as a number, however it is written."""
    if dates == "day":
        return float(written)
    read = dt.datetime.strptime(written, "%d/%m/%Y" if dates == "text" else DATES).date()  # noqa: DTZ007
    return float((read - FIRST_DATE).days)


def written(day: float, dates: str) -> Any:
    """A day number the way the call writes its dates."""
    if dates == "day":
        return day
    return (FIRST_DATE + dt.timedelta(days=day)).strftime("%d/%m/%Y" if dates == "text" else DATES)


def days(call: Call, table: str) -> list[float]:
    """The days of all rows of a table."""
    return [number(date, call["dates"]) for date in call[table]["date"]]


def chosen(columns: dict[str, list[Any]], places: list[int]) -> dict[str, list[Any]]:
    """The table with those rows, in that order."""
    return {name: [column[place] for place in places] for name, column in columns.items()}


def complete(call: Call, table: str = "visits") -> list[int]:
    """The rows of a table in which nothing is missing."""
    columns = call[table].values()
    return [place for place, row in enumerate(zip(*columns, strict=True)) if None not in row]


# -------------------------------------------------------------------------------------------------------- tables


def tidied_visits(call: Call) -> Call:
    """Complete rows in order of days, of each day the last one."""
    call["visits"] = chosen(call["visits"], complete(call))
    when = days(call, "visits")
    last = {(person, day): place for place, (person, day) in enumerate(zip(call["visits"]["id"], when, strict=True))}
    call["visits"] = chosen(call["visits"], sorted(last.values(), key=lambda place: when[place]))
    return call


def untidy_visits(call: Call) -> bool:
    """Whether visits stand out of order or share a day."""
    return tidied_visits(copy.deepcopy(call))["visits"]["date"] != call["visits"]["date"]


def dated_relapses(call: Call) -> Call:
    """The relapses that have a date."""
    call["relapses"] = chosen(call["relapses"], complete(call, "relapses"))
    return call


def undated_relapses(call: Call) -> bool:
    """Whether a relapse has no date."""
    return bool(call["relapses"]) and None in call["relapses"]["date"]


def tidied_relapses(call: Call) -> Call:
    """Relapses in order, each day once."""
    call = dated_relapses(call)
    when = days(call, "relapses")
    first = {day: place for place, day in reversed(list(enumerate(when)))}
    call["relapses"] = chosen(call["relapses"], [first[day] for day in sorted(first)])
    return call


def untidy_relapses(call: Call) -> bool:
    """Whether relapses stand out of order or are listed twice."""
    when = days(dated_relapses({**call}), "relapses") if call["relapses"] else []
    return when != sorted(set(when))


def with_a_stranger(call: Call) -> Call:
    """A relapse of somebody else in the table, so that there is a table with a row."""
    stranger = "nobody" if isinstance(call["visits"]["id"][0], str) else -1
    first = written(min(days(tidied_visits(copy.deepcopy(call)), "visits")), call["dates"])
    relapses = call["relapses"] or {"id": [], "date": []}
    call["relapses"] = {"id": [*relapses["id"], stranger], "date": [*relapses["date"], first]}
    return call


def no_relapses(call: Call) -> bool:
    """Whether there is no relapse table, or none with rows."""
    return not call["relapses"] or not complete(call, "relapses")


def as_calendar_dates(call: Call) -> Call:
    """Dates as dates where they were text in another order."""
    for table in ("visits", "relapses"):
        if call[table] is not None:
            was = call[table]["date"]
            call[table]["date"] = [None if date is None else written(number(date, "text"), "date") for date in was]
    call["arguments"].pop("date_format")
    return {**call, "dates": "date"}


def moved_far(call: Call) -> Call:
    """All day numbers far above any number of rows."""
    for table in ("visits", "relapses"):
        call[table]["date"] = [None if date is None else date + FAR for date in call[table]["date"]]
    return call


def moved_back(_: Call, answer: Answer) -> Answer:
    """The answer in the day numbers of the call."""
    return changed(answer, lambda field, value: value - FAR if field.endswith("date") else value)


def in_order(_: Call, answer: Answer) -> Answer:
    """The rows of a table in order of dates: where rows were sorted, only their order can differ."""
    answer["parts"]["table"] = sorted(answer["parts"]["table"], key=lambda row: row["date"])
    return answer


# ------------------------------------------------------------------------------------------------------- measures


def falling(call: Call) -> bool:
    """Whether a lower value is worse."""
    arguments = call["arguments"]
    return arguments["outcome"].lower() == "sdmt" or (
        arguments["outcome"] == "custom" and arguments["worsening"] == "decrease"
    )


def rule(call: Call) -> dict[str, Any]:
    """The change that counts as the shared function is told of it."""
    arguments = call["arguments"]
    return dict(arguments.get("delta_fun") or {"rule": RULES[arguments["outcome"].lower()]})


def with_slack(call: Call) -> Call:
    """A change counts too when binary fractions leave it a billionth short."""
    call["arguments"]["delta_fun"] = {**rule(call), "slack": SLACK}
    return call


def with_a_least_change(call: Call) -> Call:
    """No change is no change, also from a reference of 0 of which a fifth is 0."""
    call["arguments"]["delta_fun"] = {**rule(call), "least": SLACK}
    return call


def has_a_rule(call: Call) -> bool:
    """Whether a change that counts is known for the outcome."""
    arguments = call["arguments"]
    return bool(arguments.get("delta_fun")) or arguments["outcome"].lower() in RULES


def mirror(call: Call) -> float:
    """Where a falling measure is mirrored: at the top of the SDMT, elsewhere far above every value."""
    return TOP_OF_SDMT if call["arguments"]["outcome"].lower() == "sdmt" else MIRROR


def turned(call: Call) -> Call:
    """The measure upside down: a rise is worse."""
    top = mirror(call)
    for column in ("value", "other"):
        if column in call["visits"]:
            call["visits"][column] = [None if value is None else top - value for value in call["visits"][column]]
    if has_a_rule(call):
        call["arguments"]["delta_fun"] = {**rule(call), "mirrored_at": top}
    call["arguments"].update(outcome="custom", worsening="increase")
    return call


def turned_back(call: Call, answer: Answer) -> Answer:
    """The answer in the measure's own direction."""
    top = mirror(call)

    def back(field: str, value: Any) -> Any:
        if is_level(field):
            return top - value
        if field.startswith(("srac_", "trac_", "ric_")) or field == "value-bl":
            return -value
        return value

    return changed(answer, back)


def raised(call: Call) -> Call:
    """A measure of one's own far above zero."""
    for column in ("value", "other"):
        if column in call["visits"]:
            call["visits"][column] = [None if value is None else value + MIRROR for value in call["visits"][column]]
    if has_a_rule(call):
        call["arguments"]["delta_fun"] = {**rule(call), "moved_by": MIRROR}
    return call


def lowered(_: Call, answer: Answer) -> Answer:
    """The answer in the values of the call."""
    return changed(answer, lambda field, value: value - MIRROR if is_level(field) else value)


def is_level(field: str) -> bool:
    """Whether a field of an answer holds a value of the measure, not a difference of two."""
    return field in ("value", "bl_value", "last_delta_value") or (field.endswith("_value") and "conf" in field)


def is_taken_for_none(call: Call) -> bool:
    """Whether visits are skipped as local extrema where a measure of one's own can be -1."""
    skips = call["arguments"].get("skip_local_extrema", "none") != "none"
    return skips and call["arguments"]["outcome"] == "custom" and -1 in call["visits"]["value"]


def has_negative_values(call: Call) -> bool:
    """Whether a measure of one's own, where a rise is worse, goes below zero."""
    values = [value for value in call["visits"]["value"] if value is not None]
    return call["arguments"]["outcome"] == "custom" and not falling(call) and min(values, default=0) < 0


def changed(answer: Answer, change: Callable[[str, Any], Any]) -> Answer:
    """The answer with every field passed through the function."""
    for listed in answer["parts"].values():
        for row in listed:
            row.update({field: change(field, value) for field, value in row.items() if field != "id"})
    return answer


def lower_case(call: Call) -> Call:
    """The outcome's name in lower case."""
    call["arguments"]["outcome"] = call["arguments"]["outcome"].lower()
    return call


# ----------------------------------------------------------------------------------------------- the known defects

BINARY = Mending("a change of just the size that counts is missed by binary fractions (M2)", has_a_rule, with_slack)
NOTHING = Mending("no change at all counts where the change that counts is 0 (M3)", has_a_rule, with_a_least_change)
CASE = Mending("names only in lower case (C1)", lambda call: call["arguments"]["outcome"].isupper(), lower_case)
FORGOTTEN_DIRECTION = Mending(
    "sub-threshold re-baselining forgets that a lower value is worse (M1)",
    lambda call: (
        falling(call)
        and call["arguments"].get("sub_threshold_rebl", "none") != "none"
        and not (call["arguments"].get("bl_geq") and call["arguments"].get("relapse_rebl"))
    ),
    turned,
    turned_back,
)
UNDATED = Mending("breaks off where no relapse of the table has a date", undated_relapses, dated_relapses)
MENDINGS: dict[str, list[Mending]] = {
    "MSprog": [
        UNDATED,
        Mending("the order of the relapse table changes the answer (M6)", untidy_relapses, tidied_relapses),
        FORGOTTEN_DIRECTION,
        Mending(
            "a value of -1 at the second visit is no local extremum: -1 stands for no value (M8)",
            is_taken_for_none,
            raised,
            lowered,
        ),
        BINARY,
        NOTHING,
    ],
    "value_milestone": [
        UNDATED,
        Mending("no relapses, no answer (V1)", no_relapses, with_a_stranger),
        Mending("visits are not sorted (V2)", untidy_visits, tidied_visits),
    ],
    "separate_ri_ra": [
        UNDATED,
        Mending("dates as text (S1)", lambda call: call["dates"] == "text", as_calendar_dates),
        Mending("a relapse table without rows (S1)", no_relapses, with_a_stranger),
        Mending("visits are not sorted, or count twice on one day (S2)", untidy_visits, tidied_visits, in_order),
        Mending("relapses are not sorted, or listed twice (S3)", untidy_relapses, tidied_relapses),
        Mending(
            "a row number is taken for a day (S6)",
            lambda call: call["dates"] == "day" and not no_relapses(call),
            moved_far,
            moved_back,
        ),
        Mending("a lower value is not known to be worse (S8)", falling, turned, turned_back),
        Mending("values below zero are cut (S9)", has_negative_values, raised, lowered),
        BINARY,
        NOTHING,
    ],
    "compute_delta": [CASE],
    "is_event": [CASE, BINARY, NOTHING],
}
