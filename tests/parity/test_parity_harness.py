"""The comparison itself, without pymsprog: that it finds what differs and believes no reason unchecked."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from parity.calls import draw
from parity.comparing import Answer, differences
from parity.explaining import Tools, alone, people, reasons
from parity.mending import MENDINGS, brought_back, complete, in_order, mended
from parity.milestones import answer, one_by_one, prepared
from parity.ours import ask_mscourse
from parity.peer import Call, rows
from parity.run import compare, total

Plant = Callable[[Call, Answer], Answer]
SEED = 20
SMALL = {
    "parts": {
        "summary": [{"id": "A", "CDW": 1.0}, {"id": "B", "CDW": 0.0}],
        "results": [{"id": "A", "date": "2020-01-01", "value": 3.0}, {"id": "B"}],
    }
}


class Same:
    """A peer that says what mscourse says, but for what is planted."""

    def __init__(self, plant: Plant = lambda _, found: found) -> None:
        self.plant = plant

    def ask(self, call: Call):
        return self.plant(call, copy.deepcopy(ask_mscourse(call)))

    def send(self, call: Call):
        self.waiting = call

    def receive(self):
        return self.ask(self.waiting)

    def tools(self):
        return Tools(ask_mscourse, self.ask)


def calls_of(function: str, most: int = 3) -> list[Call]:
    drawn = (draw(SEED, number) for number in range(120))
    return [call for call in drawn if call["function"] == function][:most]


def test_the_same_number_is_the_same_call_and_goes_through_json():
    for number in range(20):
        call = draw(SEED, number)
        assert call == draw(SEED, number)
        assert json.loads(json.dumps(call)) == call
    assert draw(SEED, 1) != draw(SEED + 1, 1)


def test_answers_that_are_alike_have_no_differences():
    other = copy.deepcopy(SMALL)
    other["parts"]["results"][0]["value"] += 1e-12
    other["parts"]["unconfirmed"] = []
    assert differences(SMALL, other) == []


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (lambda parts: parts["results"][0].update(value=3.001), ("results", "A", "value")),
        (lambda parts: parts["results"][0].pop("date"), ("results", "A", "date")),
        (lambda parts: parts["results"].pop(), ("results", "B", None)),
        (lambda parts: parts["results"].insert(1, {"id": "A", "value": 4.0}), ("results", "A", None)),
        (lambda parts: parts["summary"].reverse(), ("summary", None, "order of subjects")),
        (lambda parts: parts.pop("summary"), ("summary", "A", None)),
    ],
)
def test_a_planted_difference_is_found(plant: Callable[[Any], None], found: tuple[str, Any, str | None]):
    other = copy.deepcopy(SMALL)
    plant(other["parts"])
    seen = [(one.part, one.subject, one.field) for one in differences(SMALL, other)]
    assert found in seen
    assert [one for one in seen if one[0] != found[0]] == []


def test_an_error_agrees_with_an_error_only():
    error = {"error": "ValueError", "message": "no"}
    assert differences(error, {"error": "KeyError", "message": "another"}) == []
    assert len(differences(error, SMALL)) == len(differences(SMALL, error)) == 1


def test_a_row_leaves_out_what_is_missing():
    frame = pd.DataFrame({"id": ["A"], "date": [pd.NaT], "value": [float("nan")], "type": [""], "last": [True]})
    assert rows(frame) == [{"id": "A", "last": 1.0}]
    assert rows(frame.set_index("id")) == [{"id": "A", "last": 1.0}]


def test_a_run_counts_agreement_and_reports_what_is_planted():
    peer = Same()
    halves = [compare(SEED, numbers, peer.tools(), peer) for numbers in (range(0, 12, 2), range(1, 12, 2))]
    tally = total(halves)
    assert sum(tally.calls.values()) == sum(tally.agreeing.values()) == 12
    assert not tally.explained
    assert not tally.unexplained

    def plant(_: Call, found: Answer) -> Answer:
        for row in found.get("parts", {}).get("summary", []):
            row["CDI"] = row.get("CDI", 0.0) + 1
        return found

    wrong = Same(plant)
    assert compare(SEED, range(12), wrong.tools(), wrong).unexplained


def one_subject(*relapses: float) -> Call:
    days = [0.0, 90.0, 180.0, 270.0, 360.0, 450.0]
    visits = {"id": ["A"] * 6, "date": days, "value": [2.0, 2.0, 3.0, 3.0, 3.0, 3.0]}
    return {
        "function": "MSprog",
        "visits": visits,
        "relapses": {"id": ["A"] * len(relapses), "date": list(relapses)},
        "dates": "day",
        "arguments": {"outcome": "edss", "date_format": "day", "conf_days": 84},
    }


def forgets_the_order(call: Call, found: Answer) -> Answer:
    if call["relapses"]["date"] != sorted(call["relapses"]["date"]):
        found["parts"]["results"][0]["date"] = 0.0
    return found


def breaks_off(call: Call, found: Answer) -> Answer:
    return {"error": "IndexError", "message": "planted"} if call["arguments"].get("relapse_rebl") else found


def names(call: Call, plant: Plant) -> list[tuple[str, ...]]:
    peer = Same(plant)
    return [reason.names for reason in reasons(call, ask_mscourse(call), peer.ask(call), peer.tools())]


def test_a_defect_explains_what_is_gone_without_it():
    assert names(one_subject(500, -20), forgets_the_order) == [
        ("the order of the relapse table changes the answer (M6)",)
    ]


def test_a_defect_does_not_explain_what_stays_without_it():
    def wrong_anyway(_: Call, found: Answer) -> Answer:
        found["parts"]["results"][0]["date"] = 0.0
        return found

    assert names(one_subject(500, -20), wrong_anyway) == [()]


def test_breaking_off_is_explained_where_it_is_known_to_happen():
    call = one_subject(500)
    call["arguments"] |= {"relapse_rebl": True, "event": "firstCDI"}
    assert names(call, breaks_off) == [()]  # `multiple`, one of the ways round, breaks off here too
    call["arguments"]["event"] = "firstCDW"
    assert names(call, breaks_off) == [()]

    def only_there(call: Call, found: Answer) -> Answer:
        return breaks_off(call, found) if call["arguments"]["event"] == "firstCDI" else found

    call["arguments"]["event"] = "firstCDI"
    assert names(call, only_there) == [("breaks off when re-baselining after relapses finds one onset twice (M5)",)]


@pytest.mark.parametrize("function", ["MSprog", "value_milestone", "separate_ri_ra", "is_event"])
def test_no_mending_changes_the_right_answer(function: str):
    checked = 0
    for call in calls_of(function):
        cases = [call] if function == "is_event" else [alone(call, subject) for subject in people(call)]
        for case in cases:
            if "visits" in case and not complete(case):
                continue
            mine = ask_mscourse(case)
            for mending in MENDINGS[function]:
                if mending.applies(case):
                    again = brought_back(case, [mending], ask_mscourse(mended(case, [mending])))
                    expected = in_order(case, copy.deepcopy(mine)) if mending.back is in_order else mine
                    assert differences(expected, again) == [], mending.name
                    checked += 1
    assert checked


def test_visits_tried_one_by_one_give_the_milestone():
    reached = 0
    for call in calls_of("value_milestone", 6):
        for subject in people(call):
            case = alone(call, subject)
            if not complete(case) or case["arguments"].get("impute_last_visit"):
                continue
            ready = prepared(case)
            day = one_by_one(ready, ask_mscourse)
            assert differences(ask_mscourse(case), answer(ready, day)) == []
            reached += day is not None
    assert reached
