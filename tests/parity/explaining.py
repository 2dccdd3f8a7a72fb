"""Why two answers differ: a defect of pymsprog that is written down, and checked here to be the reason, or nothing.

A call that differs is asked again in a way that the defect does not touch (`mending.py`). If that does not settle it,
it is taken apart into one call per subject, and each that differs is asked again, or, where there is no other way of
asking, asked without what sets the defect off. Only agreement then explains.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from parity import milestones
from parity.comparing import Answer, differences, said
from parity.mending import (
    MENDINGS,
    Mending,
    brought_back,
    chosen,
    complete,
    falling,
    in_order,
    mended,
    no_relapses,
    with_a_stranger,
)
from parity.peer import Call
from parity.separations import doubled_bumps

Ask = Callable[[Call], Answer]
DEPTH = 2
AN_ANSWER = said({})


@dataclass(frozen=True)
class Reason:
    """Why a call differs for one subject, and the call that shows it; without names it is unexplained."""

    names: tuple[str, ...]
    case: Call


@dataclass(frozen=True)
class Tools:
    """The two that are asked."""

    mine: Ask
    peer: Ask


@dataclass(frozen=True)
class Cause:
    """What no other way of asking avoids: its sign in pymsprog's error, when it can be, the calls without it."""

    name: str
    sign: str
    possible: Callable[[Call], bool]
    without: Callable[[Call], Iterator[dict[str, Any]]]


def reasons(call: Call, mine: Answer, theirs: Answer, tools: Tools) -> list[Reason]:
    """Every reason why they differ, each with the call of one subject."""
    if "visits" not in call:
        return [Reason(why(call, mine, theirs, tools), call)]
    if nobody_has_an_event(call, mine, theirs, tools):
        return [Reason(("include_stable=False and nobody has an event",), call)]
    cases = [case for subject in people(call) if complete(case := alone(call, subject))]
    if not cases:
        return [Reason(("no answer where every row lacks something",) if empty(mine) else (), call)]
    together = smallest(call, mine, [one for one in MENDINGS[call["function"]] if one.applies(call)], tools)
    if together:
        return [Reason(tuple(mending.name for mending in together), call)]
    found, differing = [], set()
    for case in cases:
        ours, others = tools.mine(case), tools.peer(case)
        if differences(ours, others):
            differing.add(case["visits"]["id"][0])
            found.append(Reason(why(case, ours, others, tools), case))
    seen = {difference.subject for difference in differences(mine, theirs)} - {None}
    return found if found and not seen - numbers(differing) else [*found, Reason((), call)]


def numbers(subjects: set[Any]) -> set[Any]:
    """Subjects as the rows of an answer name them."""
    return {float(subject) if isinstance(subject, int) else subject for subject in subjects}


def people(call: Call) -> list[Any]:
    """The subjects that are asked about."""
    wanted = call["arguments"].get("subjects")
    return [subject for subject in dict.fromkeys(call["visits"]["id"]) if wanted is None or subject in wanted]


def alone(call: Call, subject: Any) -> Call:
    """The call about one subject."""
    case = copy.deepcopy(call)
    for table in ("visits", "relapses"):
        if case[table] is not None:
            ids = case[table]["id"]
            case[table] = chosen(case[table], [place for place, one in enumerate(ids) if one == subject])
    case["arguments"].pop("subjects", None)
    case["arguments"].pop("include_stable", None)
    # Whoever has no relapse is then still somebody in a table with relapses.
    return with_a_stranger(case) if no_relapses(case) and not no_relapses(call) and complete(case) else case


def with_arguments(call: Call, **arguments: Any) -> Call:
    """The call with other arguments."""
    return {**copy.deepcopy(call), "arguments": {**call["arguments"], **arguments}}


def empty(answer: Answer) -> bool:
    """Whether it is an answer without rows."""
    return "error" not in answer and not any(answer["parts"].values())


def nobody_has_an_event(call: Call, mine: Answer, theirs: Answer, tools: Tools) -> bool:
    """Whether pymsprog broke off because `results` would have no row; the rest is then as with include_stable."""
    if theirs.get("error") != "KeyError" or call["arguments"].get("include_stable", True) or "error" in mine:
        return False
    with_them = tools.peer(with_arguments(call, include_stable=True))
    if "error" in with_them:
        return False
    without_events = all(row["nevent"] == 0 for row in with_them["parts"]["results"])
    with_them["parts"]["results"] = []
    return without_events and not differences(mine, with_them)


# ---------------------------------------------------------------------------------------------------- one subject


def why(case: Call, mine: Answer, theirs: Answer, tools: Tools, depth: int = DEPTH) -> tuple[str, ...]:
    """The reasons for what differs in one subject's answer; none if it is unexplained."""
    possible = [mending for mending in MENDINGS[case["function"]] if mending.applies(case)]
    enough = smallest(case, mine, possible, tools)
    if enough:
        return tuple(mending.name for mending in enough)
    if case["function"] == "value_milestone":
        return milestones.why(case, mine, tools.peer)
    asked_again = tools.peer(mended(case, possible)) if possible else theirs
    if case["function"] == "separate_ri_ra" and doubled_bumps(case, possible, tools.mine, tools.peer):
        return ("the bumps of two relapses are added (S7)",)
    return caused(case, mine, asked_again, tools, depth) if depth else ()


def smallest(case: Call, mine: Answer, possible: list[Mending], tools: Tools) -> list[Mending]:
    """The fewest mendings with which pymsprog agrees; none if all together do not do it."""
    for mending in possible:
        if agreed(case, mine, [mending], tools):
            return [mending]
    if len(possible) < 2 or not agreed(case, mine, possible, tools):
        return []
    needed = list(possible)
    for mending in possible:
        fewer = [one for one in needed if one is not mending]
        if agreed(case, mine, fewer, tools):
            needed = fewer
    return needed


def agreed(case: Call, mine: Answer, mendings: list[Mending], tools: Tools) -> bool:
    """Whether pymsprog, asked the mended way, says what mscourse says."""
    theirs = brought_back(case, mendings, tools.peer(mended(case, mendings)))
    if any(mending.back is in_order for mending in mendings) and "error" not in mine:
        mine = in_order(case, copy.deepcopy(mine))
    return not differences(mine, theirs)


def caused(case: Call, mine: Answer, theirs: Answer, tools: Tools, depth: int) -> tuple[str, ...]:
    """The cause, if mscourse answers and both agree, or differ for a known reason, once it is taken away."""
    if "error" in mine:
        return ()
    for kind in CAUSES:
        if kind.sign in said(theirs) and kind.possible(case):
            variants = [with_arguments(case, **arguments) for arguments in kind.without(case)]
            if all(settled(variant, tools, depth - 1) for variant in variants):
                return (kind.name,)
    return ()


def settled(variant: Call, tools: Tools, depth: int) -> bool:
    """Whether both agree on the call, or differ for a known reason."""
    mine, theirs = tools.mine(variant), tools.peer(variant)
    return not differences(mine, theirs) or bool(why(variant, mine, theirs, tools, depth))


# ------------------------------------------------------------------------------- what no other way of asking avoids


def several_windows(call: Call) -> bool:
    """Whether there is more than one confirmation day."""
    return isinstance(call["arguments"]["conf_days"], list) and len(call["arguments"]["conf_days"]) > 1


def each_window(call: Call) -> Iterator[dict[str, Any]]:
    """One confirmation day at a time, and nothing imputed."""
    listed = call["arguments"]["conf_days"]
    for day in listed if isinstance(listed, list) else [listed]:
        yield {"conf_days": day, "impute_last_visit": 0}


def one_sided(call: Call) -> Iterator[dict[str, Any]]:
    """No relapse looked for after the visit."""
    arguments = call["arguments"]
    yield {
        name: [bounds[0] if isinstance(bounds, list) else bounds, 0]
        for name in ("relapse_assoc", "relapse_to_bl")
        for bounds in [arguments.get(name, 90 if name == "relapse_assoc" else 30)]
    }


NO_MINIMUM = "zero-size array to reduction operation minimum"
CAUSES = (
    Cause(
        "sub-threshold re-baselining forgets that a lower value is worse (M1)",
        AN_ANSWER,
        lambda call: (
            call["function"] == "MSprog"
            and falling(call)
            and call["arguments"].get("sub_threshold_rebl", "none") != "none"
            and bool(call["arguments"].get("bl_geq"))
        ),
        lambda _: iter([{"bl_geq": False}, {"sub_threshold_rebl": "none"}]),
    ),
    Cause(
        "breaks off after an event that is passed over and is not confirmed in every window (M4)",
        NO_MINIMUM,
        lambda call: (
            call["arguments"].get("event") in ("firstPIRA", "firstRAW")
            and (several_windows(call) or bool(call["arguments"].get("impute_last_visit")))
        ),
        each_window,
    ),
    Cause(
        "breaks off after an improvement that is not sustained and is not confirmed in every window (M4)",
        NO_MINIMUM,
        lambda call: several_windows(call) and bool(call["arguments"].get("require_sust_days")),
        each_window,
    ),
    Cause(
        "breaks off when re-baselining after relapses finds one onset twice (M5)",
        "IndexError",
        lambda call: (
            call["arguments"].get("event") in ("firstCDI", "firstRAW") and bool(call["arguments"].get("relapse_rebl"))
        ),
        lambda _: iter([{"relapse_rebl": False}, {"event": "multiple"}]),
    ),
    Cause(
        "breaks off without a visit far enough from the relapse (S5)",
        "unsupported operand type(s) for +: 'NoneType' and 'int'",
        lambda call: call["function"] == "separate_ri_ra",
        one_sided,
    ),
)
