"""SPMS onset: the table of executed examples, and why a rise is refused.

The table was made with functional systems, and without. Where the reference implementation, which looks back from
the end of follow-up, answers otherwise than the default definition, the row says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import lublin_2013, spms_lorscheider_no_fs
from oracle import Records, evidence
from oracle.told import X1, ids, onset_of, relapsing, rising, visits

NO_FS = replace(lublin_2013, spms_onset=spms_lorscheider_no_fs)
CEREBELLAR_LEADS: dict[str, dict[int, int] | int] = {
    "fs_pyramidal": 1,
    "fs_cerebellar": {0: 1, 180: 1, 365: 2, 500: 2, 730: 2},
}
SYSTEMS_OR_NOT: list[tuple[Any, ...]] = [
    ("X1: a rise from 3.5 to 4.5 that lasts", rising(X1), 365, 365),
    ("X2: a rise that stays below 4.0", rising({0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0, 730: 3.0}), None, None),
    ("X3: a rise on the last visit", rising({0: 3.5, 180: 3.5, 365: 4.5}), None, None),
    ("X4: a relapse before the rise", rising(X1, 300), None, None),
    ("X5: from 6.0 half a point is enough", rising({0: 6.0, 180: 6.0, 365: 6.5, 500: 6.5, 730: 6.5}), 365, 365),
    ("X6: from 5.5 half a point is not enough", rising({0: 5.5, 180: 5.5, 365: 6.0, 500: 6.0, 730: 6.0}), None, None),
    # The table says none: there the two improved visits at the end take the label back. Known on day 500, SPMS
    # is never taken back here.
    ("X7: two improved visits after confirmation", rising(X1 | {730: 3.5, 900: 3.5}), 365, 365),
    # The table says day 365: there a single dip is smoothed away. Here the dip on day 500 refutes the rise of day
    # 365, and the search goes on to the rise of day 730.
    (
        "X8: a single dip inside the raised run",
        rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.0, 730: 4.5, 900: 4.5}),
        730,
        730,
    ),
    ("X9: a pyramidal score of 1 throughout", relapsing(X1, **CEREBELLAR_LEADS), None, 365),
    ("X11: a rise from 0 to 4.0", rising({0: 0.0, 180: 0.0, 365: 4.0, 500: 4.0, 730: 4.0}), 365, 365),
    ("X12: 90 days are too few", rising({0: 3.5, 180: 3.5, 365: 4.5, 455: 4.5}), None, None),
    ("X13: 91 days are enough", rising({0: 3.5, 180: 3.5, 365: 4.5, 456: 4.5}), 365, 365),
    ("X14: EDSS 4.0 itself is enough", rising({0: 3.0, 180: 3.0, 365: 4.0, 500: 4.0, 730: 4.0}), 365, 365),
    (
        "X15: a first rise that did not hold",
        rising({0: 3.5, 180: 3.5, 365: 4.5, 450: 3.5, 560: 4.5, 730: 4.5, 900: 4.5}),
        560,
        560,
    ),
    ("T3: one improved visit at the end", rising(X1 | {730: 3.5}), 365, 365),
    (
        "T5: a first visit 30 days after a relapse is no reference",
        rising({30: 3.5, 180: 3.0, 365: 4.0, 500: 4.0, 730: 4.0}, 0),
        365,
        365,
    ),
    (
        "T6: a first visit 31 days after a relapse is the reference",
        rising({31: 3.5, 180: 3.0, 365: 4.0, 500: 4.0, 730: 4.0}, 0),
        None,
        None,
    ),
    (
        "T7: a visit 29 days after a relapse confirms nothing",
        rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, 471),
        None,
        None,
    ),
    (
        "T8: a visit 31 days after a relapse confirms",
        rising({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, 469),
        365,
        365,
    ),
    (
        "T9: the reference moved to 4.0 after a relapse",
        rising({0: 3.0, 180: 3.0, 365: 4.0, 540: 4.0, 720: 4.0, 900: 5.0, 1080: 5.0, 1260: 5.0}, 330),
        900,
        900,
    ),
    # Without functional systems the table says day 0: a defect of the reference implementation, which dates SPMS
    # to the reference itself.
    ("T2: a single visit before the rise", rising({0: 4.0, 365: 5.0, 500: 5.0, 730: 5.0}), 365, 365),
]


@pytest.mark.parametrize(
    ("sentence", "records", "with_systems", "without_systems"), SYSTEMS_OR_NOT, ids=ids(SYSTEMS_OR_NOT)
)
def test_spms_onset_with_and_without_functional_systems(
    sentence: str, records: Records, with_systems: int | None, without_systems: int | None
) -> None:
    found = [onset_of(records, definition) for definition in (lublin_2013, NO_FS)]
    assert [onset and onset[0] for onset in found] == [with_systems, without_systems], sentence


# Why a rise is refused

REFUSALS: list[tuple[Any, ...]] = [
    ("a relapse before the event", rising(X1, 300), {("relapse_between", 300)}),
    (
        "an event visit within 30 days of a relapse",
        rising(X1, 340),
        {("event_visit_not_usable", 340), ("relapse_between", 340)},
    ),
    ("EDSS below 4.0", rising({0: 2.0, 180: 2.0, 365: 3.0, 500: 3.0}), {("edss_below_minimum", None)}),
    (
        "a pyramidal score below 2",
        relapsing({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, **CEREBELLAR_LEADS),
        {("pyramidal_below_minimum", None)},
    ),
    (
        "a missing pyramidal score below EDSS 5.5",
        relapsing({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, fs_sensory=1),
        {("pyramidal_below_minimum", None)},
    ),
    (
        "a leading system that did not hold",
        relapsing({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}, fs_pyramidal={0: 2, 365: 3, 500: 2}),
        {("leading_system_not_held", None)},
    ),
    (
        "no relapse table",
        Records({"onset_type": "relapsing"}, visits({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5})),
        {("relapses_not_ascertained", None)},
    ),
    (
        "an unknown onset and no relapse yet",
        Records({}, visits({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}), []),
        {("before_first_relapse", None)},
    ),
]


@pytest.mark.parametrize(("sentence", "records", "expected"), REFUSALS, ids=ids(REFUSALS))
def test_why_a_confirmed_rise_is_refused(
    sentence: str, records: Records, expected: set[tuple[str, int | None]]
) -> None:
    rows = [row for row in evidence(records, 500, lublin_2013) if row["claim"] == "spms_onset" and row["date"] == 365]
    assert {(row["verdict"], row["relapse_date"]) for row in rows} == expected, sentence


def test_a_missing_pyramidal_score_is_enough_from_edss_5_5_on() -> None:
    assert onset_of(relapsing({0: 4.5, 180: 4.5, 365: 5.5, 500: 5.5}, fs_sensory=1)) == (365, 500)
