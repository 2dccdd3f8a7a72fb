"""Calls drawn at random: the same for the same seed and number, in any process."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from typing import Any

from parity import cohorts
from parity.peer import Call

OUTCOMES = ("edss", "edss", "edss", "nhpt", "t25fw", "sdmt", "custom")
EVENTS = ("firstCDW", "firstCDI", "first", "firstPIRA", "firstRAW", "multiple", "multiple")
LARGE_EVERY = 300
LARGE = 210
FIRST_DATE = dt.date(2015, 1, 1)


def draw(seed: int, number: int) -> Call:
    """The call of that number: function, tables and arguments."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 - nothing is secret here
    patients = LARGE if number % LARGE_EVERY == LARGE_EVERY - 1 else chance.randint(5, 20)
    kinds: list[Callable[[random.Random, int], Call]] = [_courses, _milestone, _separation, _delta, _verdict]
    kind = chance.choices(kinds, [60, 17, 17, 2, 4])[0]
    if patients == LARGE:
        kind = kinds[(number // LARGE_EVERY) % 3]
    return kind(chance, patients)


def _courses(chance: random.Random, patients: int) -> Call:
    outcome = chance.choice(OUTCOMES)
    call = _tables(chance, patients, outcome, valuedelta=chance.random() < 0.1)
    arguments = {
        **_measure(chance, outcome),
        **_event_arguments(chance),
        **_confirmation(chance, by_day=True),
        **_often(
            chance,
            relapse_to_bl=(30, 0, 60, [30, 30], [0, 30]),
            relapse_to_event=(0, 30, [30, 0], [30, 30], [10]),
            relapse_to_conf=(30, 0, [30, 30], [90, 0]),
            relapse_assoc=(90, 60, 0, [90, 30], [30]),
            relapse_indep=(None, *INDEPENDENT),
            impute_last_visit=(0, 0, 1, 200, 800),
            include_stable=(True, False),
            require_sust_days=(0, 90, 180, 365, math.inf),
            check_intermediate=(True, False),
        ),
        "return_unconfirmed": True,
        "include_dates": True,
        "include_value": True,
    }
    if call.pop("valuedelta"):
        arguments["valuedelta_col"] = "other"
    if chance.random() < 0.1:
        people = sorted(set(call["visits"]["id"]), key=str)
        arguments["subjects"] = chance.sample(people, max(1, len(people) // 2))
    return _finished(chance, "MSprog", call, arguments)


INDEPENDENT: tuple[dict[str, Any], ...] = tuple(
    {"prec": prec, "event": event, "conf": conf, "prec_type": kind}
    for kind in ("baseline", "last", "last_delta")
    for prec, event, conf in (
        ([0, 0], [90, 30], [90, 30]),
        ([0, 0], [90, 30], [0, 0]),
        ([30, 30], [30, 30], [0, 0]),
        ([0, 0], [0, 0], [0, 0]),
        ([0, None], [None, None], [None, 0]),
        ([0, None], [None, 30], [30, 30]),
        ([90, None], [None, 0], [30, 30]),
    )
)


def _event_arguments(chance: random.Random) -> dict[str, Any]:
    """What is looked for, and how the reference moves."""
    arguments = _often(
        chance,
        RAW_PIRA=(False, True),
        baseline=("fixed", "roving_impr", "roving_wors", "roving"),
        proceed_from=("firstconf", "event"),
        sub_threshold_rebl=("none", "event", "improvement", "worsening"),
        bl_geq=(False, True),
        relapse_rebl=(False, True),
        skip_local_extrema=("none", "strict", "all"),
    )
    return {"event": chance.choice(EVENTS), **arguments}


def _confirmation(chance: random.Random, *, by_day: bool) -> dict[str, Any]:
    """Confirmation days and their tolerance, in every way they can be written."""
    days = chance.choice((84, 84, 84, [84], 60, 60.5, 84.0, 168, [84, 168], [168, 84], [365, 90, 180], [84, 168, 336]))
    arguments: dict[str, Any] = {"conf_days": days}
    if by_day and chance.random() < 0.15:
        listed = days if isinstance(days, list) else [days]
        tolerances = ([7, 30], [14, math.inf], 20, [30], [7, 730.5])
        arguments["conf_tol_days"] = {"by_day": [[day, chance.choice(tolerances)] for day in listed]}
    elif chance.random() < 0.6:
        arguments["conf_tol_days"] = chance.choice((7, 30, [30], [7, 30], [7, math.inf], [0, 60], [30, 365.25]))
    return arguments


def _milestone(chance: random.Random, patients: int) -> Call:
    outcome = chance.choice(OUTCOMES)
    call = _tables(chance, patients, outcome)
    known = sorted(value for value in call["visits"]["value"] if value is not None)
    arguments = {
        **_measure(chance, outcome, delta=False),
        **_confirmation(chance, by_day=False),
        **_often(
            chance,
            require_sust_days=(0, 90, 180, 365, math.inf),
            relapse_to_event=(0, 30, [30, 0], [30, 30], [10]),
            relapse_to_conf=(30, 0, [30, 30], [90, 0]),
            impute_last_visit=(0, 0, 1, 200, 800),
        ),
        "milestone": known[int(chance.uniform(0.2, 0.95) * (len(known) - 1))] if known else 4.0,
    }
    return _finished(chance, "value_milestone", call, arguments)


def _separation(chance: random.Random, patients: int) -> Call:
    outcome = chance.choice(OUTCOMES)
    call = _tables(chance, patients, outcome)
    arguments = {
        **_measure(chance, outcome),
        **_confirmation(chance, by_day=False),
        **_often(
            chance,
            sub_threshold=(False, True),
            sust_raw_days=(180, 0, 90, 365, math.inf),
            relapse_to_bl=(30, 0, 60, [30, 30], [0, 30]),
            relapse_to_conf=(30, 0, [30, 30], [90, 0]),
            relapse_assoc=(90, 60, 0, [90, 30], [30]),
            impute_last_visit=(0, 0, 1, 200, 800),
            subtract_bl=(False, True),
            include_rel_num=(False, True),
            include_bl=(True, False),
            include_raw_dates=(False, True),
        ),
    }
    call.pop("valuedelta")
    if call["relapses"] is None:
        call["relapses"] = {"id": [], "date": []}
    return _finished(chance, "separate_ri_ra", call, arguments)


def _delta(chance: random.Random, _: int) -> Call:
    outcome = chance.choice((*cohorts.MEASURES, "EDSS", "walking"))
    edges = (0, 0.25, 1, 5, 5.25, 6, 10, 11, -1, 20, 21.3, 110, 111, 181, 301)
    reference = chance.choice((*edges, round(chance.uniform(0, 120), 1)))
    return {"function": "compute_delta", "arguments": {"baseline": reference, "outcome": outcome}}


def _verdict(chance: random.Random, _: int) -> Call:
    outcome = chance.choice((*cohorts.MEASURES, "custom"))
    reference = cohorts.value(chance, outcome)
    near = (round(reference * 1.2, 1), round(reference * 0.8, 1), reference + 1, reference)
    arguments: dict[str, Any] = {
        "x": chance.choice((cohorts.value(chance, outcome), *near)),
        "baseline": reference,
        "type": chance.choice(("wors", "impr", "change")),
        **_measure(chance, outcome),
    }
    if chance.random() < 0.3:
        arguments["sub_threshold"] = True
    if chance.random() < 0.2:
        arguments["baseline_delta"] = cohorts.value(chance, outcome)
    return {"function": "is_event", "arguments": arguments}


# -------------------------------------------------------------------------------------------------------- shared


def _measure(chance: random.Random, outcome: str, *, delta: bool = True) -> dict[str, Any]:
    """The outcome, and what a user-defined one needs besides."""
    arguments: dict[str, Any] = {"outcome": outcome if chance.random() < 0.9 or not delta else outcome.upper()}
    if outcome == "custom":
        arguments["outcome"] = outcome
        arguments["worsening"] = chance.choice(("increase", "decrease"))
        if delta:
            arguments["delta_fun"] = {"rule": chance.choice(("1", "2", "fifth"))}
    elif delta and chance.random() < 0.05:
        arguments["delta_fun"] = {"rule": chance.choice(("1", "2.5", "fifth"))}
    return arguments


def _often(chance: random.Random, **choices: tuple[Any, ...]) -> dict[str, Any]:
    """One of the choices for each argument; in half of the draws it is left out, for the default."""
    return {name: chance.choice(listed) for name, listed in choices.items() if chance.random() < 0.5}


def _tables(chance: random.Random, patients: int, outcome: str, *, valuedelta: bool = False) -> Call:
    """Visits and relapses as columns, with days as numbers."""
    made = cohorts.cohort(chance, patients, outcome)
    visits, relapses = cohorts.untidied(chance, made)
    if valuedelta:
        visits["other"] = [cohorts.value(chance, outcome) for _ in visits["id"]]
    if chance.random() < 0.2:
        visits["valid"] = [chance.random() < 0.85 for _ in visits["id"]]
    none = chance.random() < 0.1
    return {"visits": visits, "relapses": None if none else relapses, "valuedelta": valuedelta}


def _finished(chance: random.Random, function: str, call: Call, arguments: dict[str, Any]) -> Call:
    """The call with its dates written in one of the three ways."""
    call.pop("valuedelta", None)
    if "valid" in call["visits"]:
        arguments["validconf_col"] = "valid"
    dates = chance.choice(("day", "day", "date", "text"))
    if dates == "day":
        arguments["date_format"] = "day"
    elif dates == "text":
        arguments["date_format"] = "%d/%m/%Y"
    if dates == "day" and chance.random() < 0.1:
        dates_of = call["visits"]["date"]
        call["visits"]["date"] = [day + chance.choice((0, 0, 0.25, 0.5)) for day in dates_of]
    for table in ("visits", "relapses"):
        if call[table] is not None:
            call[table]["date"] = [_written(day, dates) for day in call[table]["date"]]
    frames = chance.choice(("pandas", "pandas", "polars"))
    return {"function": function, "arguments": arguments, "dates": dates, "frames": frames, **call}


def _written(day: float | None, dates: str) -> Any:
    if day is None or dates == "day":
        return day
    return (FIRST_DATE + dt.timedelta(days=day)).strftime("%d/%m/%Y" if dates == "text" else "%Y-%m-%d")
