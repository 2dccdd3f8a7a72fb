"""Where the original is wrong and the answer here is right (A), and where its oddities are kept (B)."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from oracle.core_notation import dated, told, visits, with_own

NOBODY = visits("0:3").clear()

# -------------------------------------------------------------------------------------- A: mended


def test_a1_no_visit_before_the_worsening_is_dated_to() -> None:
    assert dated(spmsDx_no_fss(visits("0:4 365:5 500:5 730:5"))) == (365, 5, 4)


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_a1_nor_one_after_the_reference_has_moved(call: Any) -> None:
    records = visits("0:5 100:4 400:4 600:5 800:5 1000:5", FSsens=[1, 1, 2, 2, 2, 2], FSpyr=3)

    assert dated(call(records)) == (600, 5, 4)


def test_a1_nor_does_one_bring_the_first_reference_back() -> None:
    text = "0:5 100:3 400:3 450:3 600:4 800:4 900:3 1000:3 1200:4.5 1400:4.5 1600:4.5"
    records = visits(text, FSpyr=[3, 2, 2, 2, 3, 3, 2, 2, 3, 3, 3])

    assert dated(spmsDx(records)) == dated(spmsDx_no_fss(records)) == (1200, 4.5, 3)


def test_a1_a_lone_visit_within_or_at_the_end_of_a_run_is_smoothed_as_before() -> None:
    assert dated(spmsDx_no_fss(visits("0:3 100:3 200:4 300:3.5 400:4 500:4.5 600:3"))) == (400, 4, 3.5)
    assert dated(spmsDx_no_fss(visits("0:4 100:4 200:5 300:4 400:5 500:5 600:4"))) == (200, 5, 4)


def test_a2_nothing_left_after_a_relapse_ends_the_search() -> None:
    assert told(PIRA(visits("0:2 100:3(g10) 200:3"))) == []


def test_a3_somebody_without_an_edss_is_not_known_to_be_without_spms() -> None:
    nobody = visits("0:3 100:3", ID="B").with_columns(EDSS=pl.lit(None, pl.Float64))
    for call in (spmsDx, spmsDx_no_fss):
        both = call(pl.concat([nobody, visits("0:3.5 180:3.5 365:3.5")]))
        assert both.select("ID", "SPMS").rows() == [("B", None), ("A", 0)]
        assert call(nobody).get_column("SPMS").to_list() == [None]
    assert CDW(pl.concat([nobody, visits("0:2 100:3 200:3")])).get_column("ID").to_list() == ["A"]


def test_a4_tables_without_any_edss_are_answered() -> None:
    nobody = visits("0:3 100:3").with_columns(EDSS=pl.lit(None, pl.Float64))
    for records in (nobody, NOBODY):
        assert all(call(records).height == 0 for call in (CDW, CDI, PIRA))
        assert [table.height for table in CDEseq(records)] == [0, 0]
        assert spmsDx(records).select("ID", "date.SPMS").rows() == [("A", None)] * min(records.height, 1)


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_a5_without_a_settled_visit_there_is_no_spms_for_that_person(call: Any) -> None:
    unsettled = visits("0:3(g1) 10:5(g11) 20:5(g21)", ID="B")
    table = call(pl.concat([unsettled, visits("0:3.5 180:3.5 365:4.5 500:4.5")]))

    assert table.get_column("SPMS").to_list() == [0, 1]


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_a5_nor_with_a_reference_after_the_last_visit(call: Any) -> None:
    assert dated(call(with_own(visits("0:3 200:5 400:5 600:5"), 601, 2))) is None
    assert dated(call(with_own(visits("0:3 200:5 400:5 600:5"), 0, 2))) == (200, 5, 3)


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_a6_a_first_visit_in_a_relapse_with_nothing_before_it_does_not_move_a_reference(call: Any) -> None:
    # A rise by half a point on the first visit would move the reference, were the visit before it known.
    text = "100:3.5(g0) 200:3.5(g100) 300:4(g200) 500:4(g400) 700:4(g600)"

    assert dated(call(with_own(visits(text, FSpyr=3), 0, 3))) == (300, 4, 3.5)


def test_a7_a_fall_that_lasts_where_no_later_visit_confirms_is_no_spms() -> None:
    assert dated(spmsDx_no_fss(visits("0:5 10:4.5 50:4.5 85:4.5"), tRegression=30)) is None


def test_a8_of_two_visits_on_the_day_of_a_new_reference_the_first_in_the_table_is_it() -> None:
    text = "0:3 100:3.5(g20) 200:{}(g120) 200:{}(g120) 400:4.5(g320) 600:4.5(g520)"

    assert dated(spmsDx_no_fss(visits(text.format(3.5, 4)))) == (400, 4.5, 3.5)
    assert dated(spmsDx_no_fss(visits(text.format(4, 3.5)))) is None


def test_a9_the_column_with_the_edss_before_stays() -> None:
    table = spmsDx_no_fss(with_own(visits("200:5 400:5 600:5"), 0, 3))

    assert table.columns == ["ID", "SPMS", "date.SPMS", "EDSS.SPMS", "EDSS.preDxFinal"]
    assert dated(table) == (200, 5, None)


def test_a10_a_table_without_events_has_its_columns() -> None:
    assert CDW(NOBODY).columns == ["ID", "bEDSS", "base.date", "EDSS", "dateEDSS", "dEDSS", "sust.prog"]
    assert CDI(NOBODY).columns == ["ID", "bEDSS", "base.date", "EDSS", "dateEDSS", "dEDSS", "sust.reg"]
    assert PIRA(NOBODY).columns == [*CDW(NOBODY).columns[:6], "timepoint", "sust.prog"]
    assert [table.columns for table in CDEseq(NOBODY)] == [CDW(NOBODY).columns, CDI(NOBODY).columns]
    assert CDW(NOBODY).schema == CDW(visits("0:2 100:3 200:3")).schema


# -------------------------------------------------------------------------------------- B: kept


def test_b1_with_functional_systems_a_refused_progression_brings_the_first_reference_back() -> None:
    text = "0:5 100:3 400:3 450:3 600:4 800:4 900:3 1000:3 1100:5 1300:5 1500:5"
    records = visits(text, FSpyr=[3, 2, 2, 2, 3, 3, 2, 2, 3, 3, 3])

    assert dated(spmsDx(records)) is None
    assert dated(spmsDx_no_fss(records)) == (1100, 5, 3)


@pytest.mark.parametrize("call", [CDW, PIRA])
def test_b2_a_first_visit_in_a_relapse_closes_the_list_as_if_it_were_a_visit(call: Any) -> None:
    assert told(call(visits("0:4(g10) 60:2 400:5 600:5 800:6 1000:6"))) == [(2, 60, 5, 400, 600)]
    assert told(call(visits("60:2 400:5 600:5 800:6 1000:6"))) == [(2, 60, 5, 400, 600), (5, 400, 6, 800, 200)]


def test_b3_and_hides_every_improvement_that_lasts_to_the_last_visit() -> None:
    assert told(CDI(visits("0:2(g10) 100:4 200:2.5 300:2.5 400:2.5"))) == []
    assert told(CDI(visits("100:4 200:2.5 300:2.5 400:2.5"))) == [(4, 100, 2.5, 200, 200)]


def test_b4_changes_in_turn_end_with_the_first_that_nothing_confirms() -> None:
    records = visits("0:3 100:4 200:3 300:2 500:2")

    assert [told(table) for table in CDEseq(records)] == [[], []]
    assert told(CDI(records)) == [(3, 0, 2, 300, 200)]


def test_b5_a_relapse_before_the_reference_can_keep_a_worsening_from_being_told() -> None:
    assert told(PIRA(visits("0:3(g0) 40:3(g40) 200:4(g200) 400:4(g400)"))) == []
    assert told(PIRA(visits("0:3(g1) 40:3(g41) 200:4(g201) 400:4(g401)"))) == [(3, 40, 4, 200, 200)]


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_b6_a_last_visit_in_a_relapse_ends_nothing(call: Any) -> None:
    text = "0:3.5 180:3.5 365:4.5 500:4.5 730:4.5"

    assert dated(call(visits(f"{text}(g20)"))) is None
    assert dated(call(visits(text))) == (365, 4.5, 3.5)
    for other in (CDW, PIRA):
        assert told(other(visits(f"{text}(g20)"))) == []
        assert told(other(visits(f"{text}(g20)"), sustained=False)) == [(3.5, 0, 4.5, 365, 135)]


@pytest.mark.parametrize(("later", "found"), [(0, (365, 4.5, 3.5)), (1, None)])
def test_b7_a_leading_system_better_than_the_reference_counts_as_raised(later: float, found: Any) -> None:
    records = visits("0:3.5 180:3.5 365:4.5 500:4.5 730:4.5", FSpyr=2, FSsens=[1, 1, 2, later, later])

    assert dated(spmsDx(records)) == found


@pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss])
def test_b8_a_visit_in_a_relapse_can_become_the_reference(call: Any) -> None:
    text = "0:3 100:3.5(g20) 200:5(g10) 400:4(g210) 600:4(g410) 800:5(g610) 1000:5(g810) 1200:5(g1010)"

    assert dated(call(visits(text, FSpyr=[2, 2, 3, 3, 3, 4, 4, 4]))) is None


def test_b9_only_visits_that_last_themselves_lower_the_next_reference() -> None:
    records = visits("0:2 100:4 150:3 200:3 250:2 400:4 600:4")

    assert told(CDW(records, sustained=False)) == [(2, 0, 4, 100, 100)]


def test_b10_and_the_next_that_lasts_lowers_it_however_late_it_is() -> None:
    records = visits("0:3 100:5 200:5 300:3 400:3 700:4 800:4")

    assert [told(table) for table in CDEseq(records)] == [[(3, 0, 5, 100, 100)], []]


@pytest.mark.parametrize(("lower", "found"), [(0, (365, 5.5, 4.5)), (1, None)])
def test_b11_systems_that_nobody_recorded_count_as_raised_from_edss_5_5(lower: float, found: Any) -> None:
    values = "0:{0} 180:{0} 365:{1} 500:{1} 730:{1}".format(4.5 - lower, 5.5 - lower)
    gone = {name: [0, 0, None, None, None] for name in ("FScrbl", "FSbstem", "FSsens", "FSsph", "FSvis")}
    gone |= {name: [2, 2, None, None, None] for name in ("FSpyr", "FScereb", "FSamb")}

    assert dated(spmsDx(visits(values, **gone))) == found
