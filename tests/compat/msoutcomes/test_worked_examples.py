"""Records worked by hand, the answers to which are known from running MSoutcomes 0.2.1."""

from __future__ import annotations

from typing import Any

import pytest

from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from oracle.core_notation import dated, told, visits

PLAIN = "0:3.5 180:3.5 365:4.5 500:4.5 730:4.5"
FOUND = (365, 4.5, 3.5)
DATED: dict[str, tuple[Any, Any, Any]] = {
    "W1 the plain case": (visits(PLAIN), FOUND, FOUND),
    "W2 a relapse since the visit before": (visits(PLAIN, relapse=300), None, None),
    "W3 90 days are too few": (visits("0:3.5 180:3.5 365:4.5 455:4.5"), None, None),
    "W3 91 days are enough": (visits("0:3.5 180:3.5 365:4.5 456:4.5"), FOUND, FOUND),
    "W4 a lone visit at the end is smoothed": (visits(PLAIN.replace("730:4.5", "730:3.5")), FOUND, FOUND),
    "W5 two visits end the run": (visits(PLAIN.replace("730:4.5", "730:3.5 900:3.5")), None, None),
    "W6 a smoothed dip to the least EDSS": (
        visits("0:3.5 180:3.5 365:4.5 500:4 730:4.5 900:4.5", FSpyr=[2, 2, 3, 3, 3, 3]), FOUND, FOUND,
    ),
    "W7 a smoothed dip below the least EDSS": (
        visits("0:3.5 180:3.5 365:4.5 500:3.5 730:4.5 900:4.5"), (730, 4.5, 3.5), (730, 4.5, 3.5),
    ),
    "W8 pyramidal 1": (visits(PLAIN, FSpyr=1, FScrbl=[0, 0, 1, 1, 1]), None, FOUND),
    "X2 EDSS below 4": (visits("0:2 180:2 365:3 500:3 730:3"), None, None),
    "X3 nothing confirms": (visits("0:3.5 180:3.5 365:4.5"), None, None),
    "X5 half a point from 6": (visits("0:6 180:6 365:6.5 500:6.5 730:6.5"), (365, 6.5, 6), (365, 6.5, 6)),
    "X6 half a point from 5.5": (visits("0:5.5 180:5.5 365:6 500:6 730:6"), None, None),
    "X7 not sustained": (visits(f"{PLAIN.removesuffix(' 730:4.5')} 730:3.5 900:3.5"), None, None),
    "X11 from 0": (visits("0:0 180:0 365:4 500:4 730:4"), (365, 4, 0), (365, 4, 0)),
    "X14 EDSS 4 is enough": (visits("0:3 180:3 365:4 500:4 730:4"), (365, 4, 3), (365, 4, 3)),
    "X15 the dip comes first": (
        visits("0:3.5 180:3.5 365:4.5 450:3.5 560:4.5 730:4.5 900:4.5"), (560, 4.5, 3.5), (560, 4.5, 3.5),
    ),
    "T2 one visit before the worsening": (visits("0:4 365:5 500:5 730:5"), (365, 5, 4), (365, 5, 4)),
    "T5 day 30 after a relapse is too soon for a reference": (
        visits("30:3.5 180:3 365:4 500:4 730:4", relapse=0), (365, 4, 3), (365, 4, 3),
    ),
    "T6 day 31 is not": (visits("31:3.5 180:3 365:4 500:4 730:4", relapse=0), None, None),
    "T7 the last visit is 29 days after a relapse": (visits("0:3.5 180:3.5 365:4.5 500:4.5", relapse=471), None, None),
    "T8 the last visit is 31 days after a relapse": (
        visits("0:3.5 180:3.5 365:4.5 500:4.5", relapse=469), FOUND, FOUND,
    ),
    "T9 a relapse moves the reference": (
        visits(
            "0:3 180:3 365:4 540:4 720:4 900:5 1080:5 1260:5", relapse=330, FSpyr=[2, 2, 3, 3, 3, 4, 4, 4]
        ),
        (900, 5, 4), (900, 5, 4),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("records", "with_systems", "without"), DATED.values(), ids=DATED)
def test_secondary_progression(records: Any, with_systems: Any, without: Any) -> None:
    assert dated(spmsDx(records)) == with_systems
    assert dated(spmsDx_no_fss(records)) == without


@pytest.mark.parametrize(("later", "found"), [(2, None), (3, (600, 6.5, 6))])
def test_the_pyramidal_score_of_a_reference_that_moved_is_completed_from_the_edss(later: float, found: Any) -> None:
    records = visits("0:7 100:6 400:6 600:6.5 800:6.5 1000:6.5", FSpyr=[3, 1, 1, later, later, later])

    assert dated(spmsDx(records)) == found
    assert dated(spmsDx_no_fss(records)) == (600, 6.5, 6)


def test_a_missing_pyramidal_score_of_a_reference_that_moved_is_0() -> None:
    text, pyramidal = "0:5 100:4 400:4 600:5 800:5 1000:5", [3, None, None, 2, 2, 2]

    assert dated(spmsDx(visits(text, FSpyr=pyramidal, FSsens=[1, 1, 1, 3, 1, 1]))) == (600, 5, 4)
    assert dated(spmsDx(visits(text, FSpyr=pyramidal, FSsens=[1, 1, 1, 4, 1, 1]))) is None


@pytest.mark.parametrize(("days", "found"), [(90, (365, 4.5, 3.5)), (91, None)])
def test_the_leading_system_holds_for_as_long_as_the_worsening_has_to_last(days: float, found: Any) -> None:
    records = visits("0:3.5 180:3.5 365:4.5 455:4.5 500:4.5 730:4.5", FSpyr=2, FSsens=[1, 1, 2, 2, 1, 1])

    assert dated(spmsDx(records, tProgression=days)) == found


@pytest.mark.parametrize(("days", "found"), [(0, (365, 4.5, 3.5)), (1, None)])
def test_without_a_leading_system_nothing_holds_for_a_day(days: float, found: Any) -> None:
    assert dated(spmsDx(visits(PLAIN, FSpyr=2), tProgression=days)) == found


@pytest.mark.parametrize(("days", "found"), [(89, (365, 4.5, 3.5)), (90, (600, 4.5, 3.5))])
def test_the_edss_is_held_up_to_the_first_visit_after_the_time_to_confirm(days: float, found: Any) -> None:
    records = visits("0:3.5 180:3.5 365:4.5 455:4.5 500:3.5 600:4.5 700:4.5")

    assert dated(spmsDx_no_fss(records, tProgression=days)) == found


def test_a_lower_edss_on_the_day_of_the_worsening_is_not_after_it() -> None:
    records = visits("0:3.5 180:3.5 365:4.5 365:3.5 500:4.5 730:4.5")

    assert dated(spmsDx_no_fss(records)) == (365, 4.5, 3.5)


AFTER_A_RELAPSE: dict[str, tuple[str, Any]] = {
    "the first visit that stays for long is the reference": (
        "0:3 100:3.5(g20) 200:2.5(g120) 300:3(g220) 400:3(g320) 600:4(g520) 800:4(g720)", (600, 4, 3),
    ),
    "a visit one point away ends the stay": (
        "0:3 100:3.5(g20) 200:2.5(g120) 300:3.5(g220) 400:3.5(g320) 500:3.5(g420) 600:4(g520) 800:4(g720)", None,
    ),
    "the worsening itself is no part of the stay": (
        "0:3 100:3.5(g20) 300:3.5(g220) 600:4(g520) 800:4.5(g720) 1000:4.5(g920)", None,
    ),
    "an EDSS of 3 is no matter": (
        "0:2 100:3(g20) 300:2(g220) 400:4(g320) 600:4(g520)", (400, 4, 2),
    ),
    "from 6 a relapse leaves the reference": (
        "0:6 100:6.5(g20) 300:6(g220) 350:6(g270) 400:6.5(g320) 600:6.5(g520)", (400, 6.5, 6),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), AFTER_A_RELAPSE.values(), ids=AFTER_A_RELAPSE)
def test_a_relapse_before_the_worsening(text: str, found: Any) -> None:
    assert dated(spmsDx_no_fss(visits(text))) == found


def test_from_0_a_stay_is_wider() -> None:
    text = "0:0 100:3.5(g20) 200:0(g120) 300:1(g220) 500:1(g420) 600:1.5(g520) 800:1.5(g720)"

    assert dated(spmsDx_no_fss(visits(text), minEDSS=1)) == (600, 1.5, 1)


def test_a_worsening_that_lasts_is_told_with_its_reference() -> None:
    records = visits("0:2 100:3 200:3 300:4.5 400:4")

    assert told(CDW(records)) == [(2, 0, 3, 100, 300), (3, 100, 4.5, 300, 100)]
    assert told(CDEseq(records).worsening) == [(2, 0, 3, 100, 300), (3, 100, 4.5, 300, 100)]


def test_the_next_reference_is_the_best_of_the_time_to_confirm_and_of_the_next_visit() -> None:
    assert told(CDW(visits("0:2 100:5 160:4 300:5 400:5"))) == [(2, 0, 5, 100, 300), (4, 160, 5, 300, 100)]
    assert told(CDW(visits("0:2 100:5 300:4 400:5 500:5"))) == [(2, 0, 5, 100, 400), (4, 300, 5, 400, 100)]


@pytest.mark.parametrize(("days", "lowest"), [(99, 4.5), (100, 4)])
def test_the_last_day_of_the_time_to_confirm_is_part_of_it(days: float, lowest: float) -> None:
    records = visits("0:2 100:5 150:4.5 200:4 300:6 400:6")

    assert told(CDW(records, mconf=days))[1][0] == lowest


@pytest.mark.parametrize(("last", "events"), [(190, 0), (191, 1)])
def test_91_days_confirm(last: int, events: int) -> None:
    for call in (CDW, PIRA):
        assert call(visits(f"0:2 100:3 {last}:3")).height == events
    assert CDI(visits(f"0:3 100:2 {last}:2")).height == events


def test_a_worsening_that_passes_counts_only_if_it_need_not_last() -> None:
    records = visits("0:2 100:3 200:3 300:2")

    assert told(CDW(records)) == []
    assert told(CDW(records, sustained=False)) == [(2, 0, 3, 100, 100)]


def test_improvement_asks_nothing_of_relapses() -> None:
    assert told(CDI(visits("0:4 100:3(g5) 200:3(g10)"))) == [(4, 0, 3, 100, 100)]


@pytest.mark.parametrize(("reference", "value", "counts"), [(1.5, 0, True), (1.5, 0.5, False), (2, 1, True)])
def test_the_step_down_from_1_5_is_1_5(reference: float, value: float, counts: bool) -> None:  # noqa: FBT001
    records = visits(f"0:{reference} 100:{value} 200:{value}")

    assert (CDI(records).height == 1) is counts
    assert (CDEseq(records).improvement.height == 1) is counts


@pytest.mark.parametrize(("reference", "value", "counts"), [(6, 5.5, False), (6, 5, True), (6.5, 6, True)])
def test_the_step_down_from_6_is_1(reference: float, value: float, counts: bool) -> None:  # noqa: FBT001
    assert (CDI(visits(f"0:{reference} 100:{value} 200:{value}")).height == 1) is counts


@pytest.mark.parametrize(("gap", "events"), [(100, 0), (101, 1)])
def test_a_worsening_with_a_relapse_on_the_first_visit_or_after_it_is_none(gap: int, events: int) -> None:
    records = visits(f"0:2 100:3(g{gap}) 200:3(g{gap + 100})")

    assert PIRA(records).height == events
    assert CDW(records).height == 1


def test_after_a_worsening_with_a_relapse_the_search_starts_again_behind_it() -> None:
    records = visits("0:2(g400) 100:3(g50) 200:3(g150) 300:4(g250) 400:4(g350)")

    assert told(PIRA(records)) == [(3, 100, 4, 300, 100)]
    assert PIRA(records).get_column("timepoint").to_list() == [300]


def test_worsening_and_improvement_take_turns() -> None:
    found = CDEseq(visits("0:3 100:5 200:5 300:2 400:2 500:3 600:3"))

    assert told(found.worsening) == [(3, 0, 5, 100, 100), (2, 300, 3, 500, 100)]
    assert told(found.improvement) == [(5, 100, 2, 300, 300)]
