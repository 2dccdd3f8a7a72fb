"""What the options of confirmed change do to causes, rows of events, states and evidence, told to the oracle alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.rules.causes import AROUND_CONFIRMATION, AROUND_EVENT, CauseRule, RelapseFreeWindow
from mscourse.rules.relapse_distance import RelapseDistance
from oracle import Records, changes, evidence, state
from oracle.told import CLEAR, asked_about, edss, ids, relapsing, visits, with_worsening


def of_worsening(rows: list[dict[str, Any]], day: int) -> list[tuple[str, int | None]]:
    """What became of the candidate of the day, and on which visit."""
    found = [row for row in rows if (row["claim"], row["date"]) == ("worsening", day) and row["verdict"] != "counts"]
    return [(row["verdict"], row["confirming_date"]) for row in found]


# Causes. The worsening is that of day 365, from the reference on day 0, confirmed on day 500.

STEPWISE = {0: 3.5, 100: 3.5, 180: 4.0, 365: 4.5, 500: 4.5}
PLAIN = {0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}


def free(start: Any, start_days: int, end: Any, end_days: int) -> CauseRule:
    """The default association, and one window without relapses."""
    window = RelapseFreeWindow(start=start, start_days=start_days, end=end, end_days=end_days)
    return CauseRule(relapse_free=(window,))


SHORT = CauseRule(relapse_free=(AROUND_EVENT, replace(AROUND_CONFIRMATION, start_days=-30)))
SINCE_REFERENCE = free("reference", 0, "confirmation", 0)
SINCE_LAST_VISIT = free("previous_visit", 0, "event", 0)
SINCE_DIFFERENT_VISIT = free("last_different_visit", 0, "event", 0)

CAUSES: list[tuple[str, dict[int, float], list[int], CauseRule, str]] = [
    ("a relapse 5 days after the event", PLAIN, [370], CauseRule(), "undefined"),
    ("the same, associated up to 5 days after", PLAIN, [370], CauseRule(associated_after=5), "relapse_associated"),
    ("the same, associated up to 4 days after", PLAIN, [370], CauseRule(associated_after=4), "undefined"),
    ("65 days before, associated up to 64 days", PLAIN, [300], CauseRule(associated_before=64), "undefined"),
    ("31 days before the confirmation", PLAIN, [469], CauseRule(), "undefined"),
    ("31 days before the confirmation, 30 asked for", PLAIN, [469], SHORT, "relapse_independent"),
    ("30 days before the confirmation, 30 asked for", PLAIN, [470], SHORT, "undefined"),
    ("no window at all", PLAIN, [469], CauseRule(relapse_free=()), "relapse_independent"),
    ("95 days before the event", PLAIN, [270], CauseRule(), "relapse_independent"),
    ("95 days before the event, since the reference", PLAIN, [270], SINCE_REFERENCE, "undefined"),
    ("on the day of the confirmation, since the reference", PLAIN, [500], SINCE_REFERENCE, "undefined"),
    ("since the last visit", STEPWISE, [180], SINCE_LAST_VISIT, "undefined"),
    ("before the last visit", STEPWISE, [179], SINCE_LAST_VISIT, "relapse_independent"),
    ("since the last visit that was a step better", STEPWISE, [100], SINCE_DIFFERENT_VISIT, "undefined"),
    ("before that visit", STEPWISE, [99], SINCE_DIFFERENT_VISIT, "relapse_independent"),
    (
        "a window that ends before it begins",
        PLAIN,
        [440],
        free("event", 80, "confirmation", -70),
        "relapse_independent",
    ),
    ("a window after the event", PLAIN, [440], free("event", 75, "confirmation", -60), "undefined"),
]


@pytest.mark.parametrize(("sentence", "values", "onsets", "rule", "expected"), CAUSES, ids=ids(CAUSES))
def test_the_relapses_that_a_worsening_is_put_down_to(
    sentence: str, values: dict[int, float], onsets: list[int], rule: CauseRule, expected: str
) -> None:
    found = changes(edss(values, *onsets), replace(pira_mueller_2023, cause=rule, usable=RelapseDistance()))
    assert [(each["onset"], each["cause"]) for each in found] == [(365, expected)], sentence


@pytest.mark.parametrize(
    ("onset", "uncertainty", "expected"),
    [
        (270, None, "relapse_independent"),
        (270, 4, "relapse_independent"),
        (270, 5, "undefined"),
        (280, 5, "relapse_associated"),
        (280, 6, "undefined"),
        (535, 4, "relapse_independent"),
        (535, 5, "undefined"),
    ],
    ids=[
        "a day that is sure",
        "4 days are too few",
        "5 may reach it",
        "5 are all inside",
        "6 may be outside",
        "too late",
        "not too late",
    ],
)
def test_an_onset_that_is_not_sure_may_lie_in_a_window(onset: int, uncertainty: int | None, expected: str) -> None:
    relapses = [{"onset_date": onset, "onset_uncertainty": uncertainty}]
    found = changes(Records(visits=visits(PLAIN), relapses=relapses), pira_mueller_2023)
    assert [each["cause"] for each in found] == [expected]


def test_a_window_that_ends_before_it_begins_holds_no_relapse_however_unsure() -> None:
    relapses = [{"onset_date": 438, "onset_uncertainty": 10}]
    rule = replace(pira_mueller_2023, cause=free("event", 80, "confirmation", -70))
    assert [each["cause"] for each in changes(Records(visits=visits(PLAIN), relapses=relapses), rule)] == [
        "relapse_independent"
    ]


def test_of_two_rows_of_one_onset_the_less_sure_counts() -> None:
    rows = [{"onset_date": 280, "onset_uncertainty": days} for days in (0, 40)]
    for relapses in (rows, rows[::-1]):
        found = changes(Records(visits=visits(PLAIN), relapses=relapses), pira_mueller_2023)
        assert [each["cause"] for each in found] == ["undefined"]


@pytest.mark.parametrize(
    ("known_from", "rule", "expected"),
    [
        (275, CauseRule(), "relapse_independent"),
        (276, CauseRule(), "unknown"),
        (1, SINCE_REFERENCE, "unknown"),
        (0, SINCE_REFERENCE, "relapse_independent"),
        (276, CauseRule(associated_before=0, relapse_free=()), "relapse_independent"),
        (275, free("reference", 200, "previous_visit", -1), "relapse_independent"),
    ],
)
def test_relapses_have_to_be_known_from_the_first_day_of_any_window(
    known_from: int, rule: CauseRule, expected: str
) -> None:
    records = replace(edss(PLAIN), patient={"relapses_known_from": known_from})
    assert [each["cause"] for each in changes(records, replace(pira_mueller_2023, cause=rule))] == [expected]


def test_a_relapse_after_the_confirmation_never_makes_a_worsening_relapse_associated() -> None:
    """It was confirmed four days early, and the relapse came before day 84."""
    rule = replace(pira_mueller_2023, confirm_early=4, cause=CauseRule(associated_after=84))
    records = edss({0: 3.0, 100: 4.0, 180: 4.0}, 182)
    assert [each["cause"] for each in changes(records, rule, until=181)] == ["relapse_independent"]
    assert [each["cause"] for each in changes(records, rule)] == ["undefined"]


def test_a_later_relapse_makes_an_unknown_cause_undefined() -> None:
    records = replace(edss(PLAIN, 510), patient={"relapses_known_from": 400})
    assert [changes(records, pira_mueller_2023, until=day)[0]["cause"] for day in (509, 510)] == [
        "unknown",
        "undefined",
    ]


def test_a_pending_worsening_does_not_await_once_a_relapse_lies_before_its_confirmation() -> None:
    """Up to the confirmation no relapse may come, so one 60 days after the event is enough."""
    records = Records({"onset_type": "progressive"}, visits({0: 3.5, 180: 3.5, 365: 4.5}), asked_about(425))
    found = {}
    for rule in (CauseRule(), free("event", 0, "confirmation", 0)):
        definition = with_worsening(cause=rule)
        told = [state(records, day, definition) for day in (424, 425)]
        found[rule] = [each["progression"] for each in told if each is not None]
    assert list(found.values()) == [
        ["awaiting_confirmation", "awaiting_confirmation"],
        ["awaiting_confirmation", "indeterminate"],
    ]


@pytest.mark.parametrize(("since", "expected"), [("reference", "active"), ("event", "clear")])
def test_scans_may_be_looked_at_from_the_event_on(since: Any, expected: str) -> None:
    scans = [{"date": 0, **CLEAR}, {"date": 365, **CLEAR, "gd_lesions": 1}, {"date": 480, **CLEAR}]
    found = changes(replace(edss(PLAIN), mri=scans), replace(pira_mueller_2023, mri_from=since))
    assert [each["mri_during"] for each in found] == [expected]


# Rows of events


def test_a_reference_that_keeps_the_value_from_before_a_relapse_has_the_day_of_the_new_one() -> None:
    records = edss({0: 4.0, 200: 3.0, 300: 5.0, 400: 5.0}, 150)
    rule = replace(pira_mueller_2023, reference_after_relapse=30, reference_never_better=True)
    assert [(each["reference_date"], each["reference_value"]) for each in changes(records, rule)] == [(200, 4.0)]


@pytest.mark.parametrize(
    ("last", "holds_at", "waits"),
    [(4.0, "every_visit", [84, 168]), (3.0, "every_visit", [84]), (3.0, "confirming_visit", [84])],
)
def test_the_waits_after_which_a_change_is_confirmed(last: float, holds_at: str, waits: list[int]) -> None:
    rule = replace(pira_mueller_2023, confirm_also_after=(168,), holds_at=holds_at)
    found = changes(edss({0: 3.0, 100: 4.0, 200: 4.0, 270: last}), rule)
    assert [each["confirmed_after"] for each in found if each["kind"] == "worsening"] == [waits]


def test_a_wait_is_passed_by_a_visit_that_holds_again_only_where_nothing_else_is_asked() -> None:
    records = edss({0: 3.0, 100: 4.0, 200: 4.0, 250: 3.0, 270: 4.0})
    for holds_at, waits in (("every_visit", [84]), ("confirming_visit", [84, 168])):
        rule = replace(pira_mueller_2023, confirm_also_after=(168,), confirm_late=20, holds_at=holds_at)
        assert changes(records, rule)[0]["confirmed_after"] == waits


def test_a_last_visit_that_counts_is_known_on_its_day_and_confirmed_on_none() -> None:
    found = changes(edss({0: 3.0, 100: 4.0}, 110), replace(pira_mueller_2023, last_visit="always"))
    about = ("known_on", "confirmed_on", "confirmed_value", "confirmed_after", "sustained_until", "sustained_to_end")
    assert [tuple(each[column] for column in about) for each in found] == [(100, None, None, [], 100, True)]
    assert [each["cause"] for each in found] == ["undefined"]


def test_a_change_is_known_once_the_one_before_it_is_settled() -> None:
    """The second rise was confirmed on day 240, but not considered before the first was, on day 270."""
    rule = replace(pira_mueller_2023, confirm_also_after=(168,), confirm_late=7, reference_moves_to="event_visit")
    found = changes(edss({0: 3.0, 100: 4.0, 150: 5.0, 240: 5.0, 270: 5.0}), rule)
    assert [(each["onset"], each["confirmed_on"], each["known_on"]) for each in found] == [
        (100, 270, 270),
        (150, 240, 270),
    ]


def test_chance_depends_on_the_person_and_the_seed() -> None:
    rule = replace(pira_mueller_2023, last_visit="by_chance", last_visit_chance=0.5, seed=7)
    people = [replace(edss({0: 3.0, 100: 4.0}), patient_id=f"P{number}") for number in range(40)]
    counted = [bool(changes(each, rule)) for each in people]
    assert counted == [bool(changes(each, rule)) for each in people]
    assert 5 < sum(counted) < 35


# In the course


def test_a_change_that_lapsed_had_no_later_visit_in_time() -> None:
    definition = with_worsening(confirm_late=10)
    records = relapsing({0: 2.0, 100: 3.0, 300: 3.0})
    found = {day: of_worsening(evidence(records, day, definition), 100) for day in (299, 300, 664, 665)}
    assert found == {
        299: [("awaiting_confirmation", None)],
        300: [("no_later_visit", None)],
        664: [("no_later_visit", None)],
        665: [],
    }


def test_a_last_visit_that_counts_is_worsening_in_hindsight() -> None:
    definition = replace(lublin_2013, worsening=replace(pira_mueller_2023, last_visit="always"))
    found = state(relapsing({0: 3.0, 100: 4.0}), 100, definition, hindsight=True)
    assert found is not None
    assert (found["worsening"], found["worsening_cause"], found["confirmation_due"]) == (
        "worsening",
        "relapse_independent",
        None,
    )
    rows = evidence(relapsing({0: 3.0, 100: 4.0}), 100, definition, hindsight=True)
    assert [
        (row["verdict"], row["confirming_date"]) for row in rows if row["claim"] == "worsening" and row["date"]
    ] == [
        ("confirmed", None),
        ("counts", None),
    ]


def test_a_small_change_leaves_no_verdict() -> None:
    definition = with_worsening(small_changes="any")
    rows = evidence(relapsing({0: 3.0, 100: 3.5, 200: 3.5}), 200, definition)
    told = [(row["verdict"], row["date"], row["reference_date"]) for row in rows if row["claim"] == "worsening"]
    assert told == [("counts", 200, 200)]


@pytest.mark.parametrize(("dip", "refuted_on"), [(150, 200), (250, 250)])
def test_a_change_that_was_not_sustained_is_refuted_no_earlier_than_on_its_confirming_visit(
    dip: int, refuted_on: int
) -> None:
    definition = with_worsening(holds_at="confirming_visit", sustained_for=160)
    records = relapsing(dict(sorted({0: 2.0, 100: 3.0, 200: 3.0, dip: 2.0}.items())))
    rows = evidence(records, 300, definition, hindsight=True)
    assert of_worsening(rows, 100) == [("not_held", refuted_on)]
