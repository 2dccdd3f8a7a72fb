"""What each option of confirmed change does to the search: worked examples, told to the oracle alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import pira_mueller_2023
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE
from oracle import Records, changes
from oracle.told import edss, ids

Found = list[tuple[str, int, int, int | None]]
Answers = list[tuple[dict[str, Any], Found]]
Example = tuple[str, Records, Answers]
"""A sentence, a person, and what is found with these and those options: which way, event, reference, confirmation."""


def found_in(records: Records, **options: Any) -> Found:
    """Each confirmed change: which way (+ for the worse), its event, its reference and its confirming visit."""
    return [
        ("+" if each["kind"] == "worsening" else "-", each["onset"], each["reference_date"], each["confirmed_on"])
        for each in changes(records, replace(pira_mueller_2023, **options))
    ]


def sdmt(values: dict[int, int]) -> Records:
    """A person with an SDMT on each day."""
    return Records(visits=[{"date": day, "sdmt": value} for day, value in values.items()], relapses=[])


def by_sdmt(**options: Any) -> dict[str, Any]:
    """Options with SDMT alone."""
    return {"measures": ("sdmt",), **options}


NEAR = RelapseDistance()
TWICE_WORSE = edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 5.0, 400: 5.0})
TWICE_BETTER = edss({0: 5.0, 100: 4.0, 200: 4.0, 300: 3.0, 400: 3.0})
THERE_AND_BACK = edss({0: 5.0, 100: 4.0, 200: 4.0, 300: 5.0, 400: 5.0})

STEPS: list[Example] = [
    (
        "the CORe software asks a whole point of a fall from 6.0",
        edss({0: 6.0, 100: 5.5, 200: 5.5}),
        [({}, [("-", 100, 0, 200)]), ({"edss_improvement": IMPROVEMENT_OF_CORE}, [])],
    ),
    (
        "a step for falls leaves the rises as they are",
        edss({0: 5.5, 100: 6.0, 200: 6.0}),
        [
            ({"edss": EDSS_THRESHOLDS["A"], "edss_improvement": IMPROVEMENT_OF_CORE}, [("+", 100, 0, 200)]),
            ({"edss_improvement": EDSS_THRESHOLDS["A"]}, []),
        ],
    ),
    (
        "three answers fewer than 30 are 10 percent",
        sdmt({0: 30, 100: 27, 200: 27}),
        [
            (by_sdmt(), []),
            (by_sdmt(sdmt_points=None, sdmt_fraction=0.1), [("+", 100, 0, 200)]),
            (by_sdmt(sdmt_fraction=0.1), [("+", 100, 0, 200)]),
            (by_sdmt(sdmt_fraction=0.1, sdmt_needs="both"), []),
        ],
    ),
    (
        "five answers fewer than 60 are four points, not 10 percent",
        sdmt({0: 60, 100: 55, 200: 55}),
        [
            (by_sdmt(sdmt_fraction=0.1), [("+", 100, 0, 200)]),
            (by_sdmt(sdmt_fraction=0.1, sdmt_needs="both"), []),
            (by_sdmt(sdmt_points=None, sdmt_fraction=0.1), []),
        ],
    ),
    (
        "a fraction of no answer at all counts nothing",
        sdmt({0: 0, 100: 5, 200: 5}),
        [
            (by_sdmt(sdmt_points=None, sdmt_fraction=0.1), []),
            (by_sdmt(sdmt_fraction=0.1), [("-", 100, 0, 200)]),
            (by_sdmt(sdmt_fraction=0.1, sdmt_needs="both"), [("-", 100, 0, 200)]),
        ],
    ),
    (
        "with practice the best of the first two tests is the reference",
        sdmt({0: 46, 100: 52, 300: 47, 400: 47}),
        [(by_sdmt(), []), (by_sdmt(sdmt_best_of_first=2), [("+", 300, 100, 400)])],
    ),
    (
        "of equal first tests the first is the reference, and the search begins after the last of them",
        sdmt({0: 46, 10: 40, 20: 46, 100: 40, 200: 40}),
        [(by_sdmt(), [("+", 100, 0, 200)]), (by_sdmt(sdmt_best_of_first=3), [("+", 100, 0, 200)])],
    ),
    (
        "with fewer tests than asked for there is no reference",
        sdmt({0: 46, 100: 40, 200: 40}),
        [(by_sdmt(sdmt_best_of_first=2), []), (by_sdmt(sdmt_best_of_first=4), []), (by_sdmt(), [("+", 100, 0, 200)])],
    ),
]

REFERENCES: list[Example] = [
    (
        "a worsening moves a roving reference, and one that follows worsenings",
        TWICE_WORSE,
        [
            ({}, [("+", 100, 0, 200), ("+", 300, 200, 400)]),
            ({"reference": "roving_worsening"}, [("+", 100, 0, 200), ("+", 300, 200, 400)]),
            ({"reference": "roving_improvement"}, [("+", 100, 0, 200)]),
            ({"reference": "fixed"}, [("+", 100, 0, 200)]),
        ],
    ),
    (
        "an improvement moves a roving reference, and one that follows improvements",
        TWICE_BETTER,
        [
            ({"reference": "roving_improvement"}, [("-", 100, 0, 200), ("-", 300, 200, 400)]),
            ({"reference": "roving_worsening"}, [("-", 100, 0, 200)]),
        ],
    ),
    (
        "a direction is open again once the reference moved the other way",
        edss({0: 5.0, 100: 6.0, 200: 6.0, 300: 4.0, 400: 4.0, 500: 5.0, 600: 5.0}),
        [
            ({"reference": "roving_improvement"}, [("+", 100, 0, 200), ("-", 300, 0, 400), ("+", 500, 400, 600)]),
            ({"reference": "fixed"}, [("+", 100, 0, 200), ("-", 300, 0, 400)]),
        ],
    ),
    (
        "where the reference stays the search goes on after the confirming visit",
        edss({0: 4.0, 100: 5.0, 150: 3.0, 200: 5.0, 300: 3.0}),
        [({"reference": "fixed", "holds_at": "confirming_visit"}, [("+", 100, 0, 200)])],
    ),
    (
        "from the event visit a further rise before the confirmation is another worsening",
        edss({0: 3.0, 100: 4.0, 150: 5.0, 200: 5.0, 300: 5.0}),
        [
            ({}, [("+", 100, 0, 200)]),
            ({"reference_moves_to": "event_visit"}, [("+", 100, 0, 200), ("+", 150, 100, 300)]),
        ],
    ),
    (
        "from the best value until the confirmation the next rise is larger, near a relapse or not",
        edss({0: 3.0, 100: 5.0, 150: 4.0, 200: 5.0, 300: 5.0, 400: 5.0}, 140),
        [
            ({}, [("+", 100, 0, 200)]),
            ({"reference_moves_to": "best_until_confirmed"}, [("+", 100, 0, 200), ("+", 300, 150, 400)]),
        ],
    ),
    (
        "the reference moves to the first usable visit from the confirming one on",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0, 400: 5.0, 500: 5.0}, 190),
        [
            ({}, [("+", 100, 0, 300), ("+", 400, 300, 500)]),
            ({"confirming_visit": NEAR}, [("+", 100, 0, 200), ("+", 400, 300, 500)]),
        ],
    ),
    (
        "without a usable visit after the confirmation the search ends",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 210: 6.0, 300: 6.0}, 190, 270),
        [
            ({}, []),
            ({"confirming_visit": NEAR}, [("+", 100, 0, 200)]),
            (
                {"confirming_visit": NEAR, "reference_moves_to": "best_until_confirmed"},
                [("+", 100, 0, 200), ("+", 210, 100, 300)],
            ),
        ],
    ),
    (
        "small rises that are confirmed take the reference along",
        edss({0: 3.0, 100: 3.5, 200: 3.5, 300: 4.0, 400: 4.0}),
        [
            ({}, [("+", 300, 0, 400)]),
            ({"small_changes": "any"}, []),
            ({"small_changes": "worsening"}, []),
            ({"small_changes": "improvement"}, [("+", 300, 0, 400)]),
            ({"small_changes": "any", "reference": "roving_improvement"}, []),
            ({"small_changes": "any", "reference": "fixed"}, [("+", 300, 0, 400)]),
        ],
    ),
    (
        "a small improvement makes a later rise large enough",
        edss({0: 4.0, 100: 3.5, 200: 3.5, 300: 4.5, 400: 4.5}),
        [
            ({}, []),
            ({"small_changes": "improvement"}, [("+", 300, 200, 400)]),
            ({"small_changes": "worsening"}, []),
            ({"small_changes": "improvement", "reference": "fixed"}, []),
        ],
    ),
    (
        "a rise that was refuted may be a small one",
        edss({0: 3.0, 100: 4.0, 150: 3.5, 200: 3.5, 300: 4.5, 400: 4.5}),
        [({}, [("+", 300, 0, 400)]), ({"small_changes": "worsening"}, [("+", 300, 200, 400)])],
    ),
    (
        "a further rise in a direction that is closed moves the reference as a small one",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.5, 400: 4.5, 500: 5.5, 600: 5.5}),
        [
            ({"reference": "roving_improvement"}, [("+", 100, 0, 200)]),
            (
                {"reference": "roving_improvement", "small_changes": "worsening"},
                [("+", 100, 0, 200), ("+", 500, 400, 600)],
            ),
        ],
    ),
    (
        "while a small rise is pending nothing later is considered",
        edss({0: 3.0, 100: 3.5, 150: 4.0, 170: 4.0}),
        [
            ({"confirm_after": 60, "small_changes": "any"}, []),
            ({"confirm_after": 20, "confirm_also_after": (200,)}, [("+", 150, 0, 170)]),
            ({"confirm_after": 20, "small_changes": "any"}, []),
        ],
    ),
    (
        "a visit more than 30 days after a relapse is compared with one from after it",
        edss({0: 3.0, 100: 3.0, 200: 4.0, 300: 4.0, 400: 5.0, 500: 5.0}, 150),
        [
            ({}, [("+", 200, 0, 300), ("+", 400, 300, 500)]),
            ({"reference_after_relapse": 30}, [("+", 400, 200, 500)]),
            ({"reference_after_relapse": 49}, [("+", 400, 200, 500)]),
            ({"reference_after_relapse": 50}, [("+", 200, 0, 300), ("+", 400, 300, 500)]),
        ],
    ),
    (
        "after two relapses the reference is from after the second",
        edss({0: 3.0, 100: 4.0, 110: 4.0, 220: 5.0, 320: 6.0, 420: 6.0}, 50, 105),
        [({}, [("+", 100, 0, 220), ("+", 320, 220, 420)]), ({"reference_after_relapse": 30}, [("+", 320, 220, 420)])],
    ),
    (
        "a reference from after a relapse is never better where that is asked for",
        edss({0: 4.0, 100: 4.0, 200: 3.0, 300: 4.5, 400: 4.5}, 150),
        [
            ({"reference_after_relapse": 30}, [("+", 300, 200, 400)]),
            ({"reference_after_relapse": 30, "reference_never_better": True}, []),
        ],
    ),
    (
        "a relapse opens the directions of a fixed reference again",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0, 400: 5.0, 500: 5.0}, 250),
        [
            ({"reference": "fixed"}, [("+", 100, 0, 200)]),
            ({"reference": "fixed", "reference_after_relapse": 30}, [("+", 100, 0, 200), ("+", 400, 300, 500)]),
        ],
    ),
    (
        "a single good day is no reference where local extrema are skipped",
        edss({10: 3.0, 100: 2.0, 200: 3.0, 300: 3.0}, 0),
        [({}, [("+", 200, 100, 300)]), ({"local_extrema": "skipped"}, [])],
    ),
    (
        "half a point better than both neighbours is an extremum only by any difference",
        edss({10: 2.5, 100: 2.0, 200: 2.5, 300: 3.0, 400: 3.0}, 0),
        [
            ({"local_extrema": "skipped"}, [("+", 300, 100, 400)]),
            ({"local_extrema": "skipped_if_any_difference"}, []),
        ],
    ),
    (
        "the step that makes an extremum is that of its own value, not of its neighbours'",
        edss({10: 6.0, 100: 5.5, 200: 6.0, 300: 6.5, 400: 6.5}, 0),
        [({"local_extrema": "skipped"}, [("+", 300, 100, 400)])],
    ),
    (
        "the first visit is no local extremum",
        edss({0: 2.0, 200: 3.0, 300: 3.0}),
        [({"local_extrema": "skipped"}, [("+", 200, 0, 300)])],
    ),
]

DISTANCES: list[Example] = [
    (
        "a visit 30 days after a relapse is usable where exactly 30 days are enough",
        edss({30: 3.5, 180: 3.0, 365: 4.0, 500: 4.0}, 0),
        [
            ({}, [("+", 365, 180, 500)]),
            ({"usable": RelapseDistance(after=30, inclusive=True)}, []),
            ({"usable": RelapseDistance(after=31, inclusive=True)}, [("+", 365, 180, 500)]),
        ],
    ),
    (
        "a visit 10 days before a relapse is usable where exactly 10 days are enough",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0}, 210),
        [
            ({"usable": RelapseDistance(before=9)}, [("+", 100, 0, 200)]),
            ({"usable": RelapseDistance(before=10)}, [("+", 100, 0, 300)]),
            ({"usable": RelapseDistance(before=10, inclusive=True)}, [("+", 100, 0, 200)]),
        ],
    ),
    (
        "a relapse on the day of a visit is 0 days away on both sides",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0}, 200),
        [
            ({"usable": NEAR}, [("+", 100, 0, 200)]),
            ({"usable": RelapseDistance(after=0, inclusive=True)}, [("+", 100, 0, 200)]),
            ({"usable": RelapseDistance(after=0)}, [("+", 100, 0, 300)]),
            ({"usable": RelapseDistance(before=0)}, [("+", 100, 0, 300)]),
        ],
    ),
    (
        "a rise 10 days after a relapse is no event where an event has to be further away",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0}, 90),
        [
            ({}, [("+", 100, 0, 200)]),
            ({"event_visit": RelapseDistance(after=10, inclusive=True)}, [("+", 100, 0, 200)]),
            ({"event_visit": RelapseDistance(after=10)}, [("+", 200, 0, 300)]),
        ],
    ),
    (
        "a confirming visit may have to be further from relapses than a reference",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 300: 4.0}, 150),
        [
            ({}, [("+", 100, 0, 200)]),
            ({"confirming_visit": RelapseDistance(after=50)}, [("+", 100, 0, 300)]),
            ({"confirming_visit": RelapseDistance(before=100)}, [("+", 100, 0, 200)]),
        ],
    ),
]

CONFIRMATION: list[Example] = [
    (
        "a change is confirmed at any of the waits, and lapses after the last",
        edss({0: 3.0, 100: 4.0, 180: 4.0, 270: 4.0}),
        [
            ({}, [("+", 100, 0, 270)]),
            ({"confirm_late": 7}, [("+", 180, 0, 270)]),
            ({"confirm_late": 7, "confirm_also_after": (168,)}, [("+", 100, 0, 270)]),
            ({"confirm_late": 1, "confirm_also_after": (168,)}, []),
        ],
    ),
    (
        "a confirming visit may come four days early",
        edss({0: 3.0, 100: 4.0, 180: 4.0}),
        [({}, []), ({"confirm_early": 3}, []), ({"confirm_early": 4}, [("+", 100, 0, 180)])],
    ),
    (
        "a confirming visit may come 16 days late",
        edss({0: 3.0, 100: 4.0, 200: 4.0}),
        [({"confirm_late": 15}, []), ({"confirm_late": 16}, [("+", 100, 0, 200)])],
    ),
    (
        "a dip in between refutes only where the change has to hold at every visit",
        edss({0: 3.0, 100: 4.0, 150: 3.0, 200: 4.0}),
        [({}, []), ({"holds_at": "confirming_visit"}, [("+", 100, 0, 200)])],
    ),
    (
        "the first visit that can confirm decides",
        edss({0: 3.0, 100: 4.0, 200: 3.0, 300: 4.0, 330: 4.0}),
        [
            ({"holds_at": "confirming_visit"}, []),
            ({"holds_at": "confirming_visit", "confirm_after": 20}, [("+", 300, 0, 330)]),
        ],
    ),
    (
        "only a scheduled visit confirms where that is asked for",
        Records(
            visits=[
                {"date": 0, "edss": 3.0},
                {"date": 100, "edss": 4.0},
                {"date": 200, "edss": 4.0, "scheduled": False},
                {"date": 250, "edss": 4.0},
                {"date": 300, "edss": 4.0, "scheduled": True},
            ],
            relapses=[],
        ),
        [({}, [("+", 100, 0, 200)]), ({"scheduled_only": True}, [("+", 100, 0, 300)])],
    ),
    (
        "a worsening at the last visit may count without a confirmation",
        edss({0: 3.0, 100: 4.0}),
        [
            ({}, []),
            ({"last_visit": "always"}, [("+", 100, 0, None)]),
            ({"last_visit": "early_dropout", "last_visit_within": 100}, [("+", 100, 0, None)]),
            ({"last_visit": "early_dropout", "last_visit_within": 99}, []),
            ({"last_visit": "by_chance", "last_visit_chance": 1.0, "seed": 1}, [("+", 100, 0, None)]),
            ({"last_visit": "by_chance", "last_visit_chance": 0.0, "seed": 1}, []),
        ],
    ),
    (
        "an improvement at the last visit does not",
        edss({0: 4.0, 100: 3.0}),
        [({"last_visit": "always"}, [])],
    ),
    (
        "a worsening before the last visit does not either",
        edss({0: 3.0, 100: 4.0, 150: 4.0}),
        [({"last_visit": "always"}, [])],
    ),
    (
        "a change that ends after 190 days lasts so long and no longer",
        edss({0: 3.0, 100: 4.0, 200: 4.0, 290: 3.0}),
        [
            ({"sustained_for": 190}, [("+", 100, 0, 200)]),
            ({"sustained_for": 191}, []),
            ({"sustained_to_end": True}, []),
        ],
    ),
    (
        "a change that lasts as far as the person was followed is sustained",
        edss({0: 3.0, 100: 4.0, 200: 4.0}),
        [({"sustained_for": 500, "sustained_to_end": True}, [("+", 100, 0, 200)])],
    ),
    (
        "a dip before the confirming visit ends a change that has to be sustained",
        edss({0: 3.0, 100: 4.0, 150: 3.0, 200: 4.0, 300: 4.0}),
        [
            ({"holds_at": "confirming_visit"}, [("+", 100, 0, 200)]),
            ({"holds_at": "confirming_visit", "sustained_for": 60}, [("+", 200, 0, 300)]),
        ],
    ),
]

EXAMPLES = [*STEPS, *REFERENCES, *DISTANCES, *CONFIRMATION]


@pytest.mark.parametrize(("sentence", "records", "answers"), EXAMPLES, ids=ids(EXAMPLES))
def test_what_an_option_changes(sentence: str, records: Records, answers: Answers) -> None:
    assert [found_in(records, **options) for options, _ in answers] == [found for _, found in answers], sentence


# Measures of the user's own

OWN: list[tuple[str, CustomMeasure, dict[int, float], Found]] = [
    (
        "by strata of the reference",
        CustomMeasure(column="own", strata=((0.0, 1.0), (4.0, 2.0))),
        {0: 4.0, 100: 5.0, 200: 5.0, 300: 6.0, 400: 6.0},
        [("+", 300, 0, 400)],
    ),
    (
        "below the first stratum nothing counts",
        CustomMeasure(column="own", strata=((1.0, 1.0),)),
        {0: 0.0, 100: 5.0, 200: 5.0},
        [],
    ),
    (
        "where lower is worse the strata still go by the reference's own value",
        CustomMeasure(column="own", worse="lower", strata=((-1.0, 0.25), (0.0, 0.5))),
        {0: -0.5, 100: -0.75, 200: -0.75, 300: -0.25, 400: -0.25},
        [("+", 100, 0, 200), ("-", 300, 200, 400)],
    ),
    (
        "by a fraction of the reference's size",
        CustomMeasure(column="own", worse="lower", fraction=0.1),
        {0: -1.0, 100: -1.1, 200: -1.1},
        [("+", 100, 0, 200)],
    ),
    ("by a function, which may count nothing", CustomMeasure(column="own"), {0: 1.0, 100: 5.0, 200: 5.0}, []),
    ("by a function", CustomMeasure(column="own"), {0: 2.0, 100: 3.0, 200: 3.0}, [("+", 100, 0, 200)]),
]


@pytest.mark.parametrize(("sentence", "measure", "values", "expected"), OWN, ids=ids(OWN))
def test_a_measure_of_the_users_own(
    sentence: str, measure: CustomMeasure, values: dict[int, float], expected: Found
) -> None:
    rule = replace(pira_mueller_2023, measures=(), custom=(measure,))
    records = Records(visits=[{"date": day, "own": value} for day, value in values.items()], relapses=[])
    found = changes(records, rule, functions={"own": lambda reference: reference - 1.0})
    assert [
        ("+" if each["kind"] == "worsening" else "-", each["onset"], each["reference_date"], each["confirmed_on"])
        for each in found
    ] == expected, sentence
