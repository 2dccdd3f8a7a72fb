"""separate_ri_ra with several relapses: whether pymsprog took the same points off twice (S7)."""

from __future__ import annotations

from collections.abc import Callable

from parity.comparing import Answer, Row, differences, row_differences, same
from parity.mending import Mending, brought_back, chosen, in_order, mended, tidied_relapses
from parity.peer import Call

Ask = Callable[[Call], Answer]


def doubled_bumps(case: Call, mendings: list[Mending], mine: Ask, peer: Ask) -> bool:
    """Whether both agree on each relapse alone, and differ first in the passing part of two of them.

    A reference is what was measured without the passing part, so later relapses may then differ in anything.
    """
    if not case["relapses"]:
        return False
    relapses = tidied_relapses({**case})["relapses"]
    number = len(relapses["id"])

    def both(places: list[int]) -> tuple[Answer, Answer]:
        some = {**case, "relapses": chosen(relapses, places)}
        return mine(some), brought_back(some, mendings, peer(mended(some, mendings)))

    if any(unlike(*both([place])) for place in range(number)):
        return False
    for several in range(2, number + 1):
        ours, theirs = both(list(range(several)))
        if unlike(ours, theirs):
            return only_more_is_passing(table(ours), table(theirs))
    return False


def table(answer: Answer) -> list[Row]:
    """The rows in order of dates; none where there was an error."""
    return sorted(answer.get("parts", {"table": []})["table"], key=lambda row: row["date"])


def unlike(mine: Answer, theirs: Answer) -> bool:
    """Whether the answers differ in more than the order of rows."""
    if "error" not in mine and "error" not in theirs:
        mine, theirs = (in_order({}, {"parts": {**answer["parts"]}}) for answer in (mine, theirs))
    return bool(differences(mine, theirs))


def only_more_is_passing(mine: list[Row], theirs: list[Row]) -> bool:
    """Whether pymsprog takes more off as passing at some visits, and the two differ in nothing else."""
    if not mine or len(mine) != len(theirs):
        return False
    pairs = list(zip(mine, theirs, strict=True))
    fields = {one.field for ours, others in pairs for one in row_differences("table", None, ours, others)}
    passing = [(abs(ours["trac_value"]), abs(others["trac_value"])) for ours, others in pairs]
    return fields <= {"trac_value", "ric_value"} and all(same(one, other) or one < other for one, other in passing)
