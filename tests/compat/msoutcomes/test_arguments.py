"""What the calls take, what they refuse, and with which words."""

from __future__ import annotations

import inspect
from typing import Any

import polars as pl
import pytest

from mscourse.compat import msoutcomes
from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from oracle.core_notation import dated, told, visits

PLAIN = visits("0:3.5 180:3.5 365:4.5 500:4.5 730:4.5")
DAYS = {"tProgression": 90.75, "tRegression": 272.25, "tRelProg": 181.5}
SIGNATURES = {
    spmsDx: {"visits": None, "minEDSS": 4, "minFSpyr": 2, "tRelapse": 30} | DAYS,
    spmsDx_no_fss: {"visits": None, "minEDSS": 4, "tRelapse": 30} | DAYS,
    CDW: {"Visits": None, "mconf": 90.75, "tRelapse": 30, "sustained": True},
    CDI: {"Visits": None, "mconf": 90.75, "tRelapse": 30, "sustained": True},
    PIRA: {"Visits": None, "mconf": 90.75, "tRelapse": 30, "sustained": True},
    CDEseq: {"Visits": None, "mconf": 90.75, "tRelapse": 30},
}
CALLS = pytest.mark.parametrize("call", SIGNATURES, ids=lambda call: call.__name__)


@pytest.mark.parametrize(("call", "arguments"), SIGNATURES.items(), ids=lambda item: getattr(item, "__name__", ""))
def test_names_order_and_defaults_are_those_of_the_original(call: Any, arguments: dict[str, Any]) -> None:
    parameters = inspect.signature(call).parameters

    assert list(parameters) == list(arguments)
    assert {name: parameters[name].default for name in list(arguments)[1:]} == dict(list(arguments.items())[1:])


def test_the_names_of_the_package_load_on_use() -> None:
    assert {call.__name__ for call in SIGNATURES} == set(msoutcomes.__all__) == set(dir(msoutcomes))
    with pytest.raises(AttributeError, match="no attribute 'spmsdx'"):
        _ = msoutcomes.spmsdx


@pytest.mark.parametrize("given", [0.5, 6.5, 3.2, "4", None, float("nan")])
def test_the_least_edss_is_1_to_6_in_half_points(given: Any) -> None:
    for call in (spmsDx, spmsDx_no_fss):
        with pytest.raises(ValueError, match=r"minEDSS=.* It is one of 1, 1\.5, .*, 6\."):
            call(PLAIN, minEDSS=given)


@pytest.mark.parametrize("edss", [1, 1.5, 4.5, 6])
def test_any_of_these_is_taken(edss: float) -> None:
    assert (dated(spmsDx(PLAIN, edss)) is not None) is (edss <= 4.5)


def test_the_least_pyramidal_score_is_0_or_2() -> None:
    low = visits("0:3.5 180:3.5 365:4.5 500:4.5 730:4.5", FSpyr=1, FScrbl=[0, 0, 1, 1, 1])

    assert dated(spmsDx(low, minFSpyr=2)) is None
    assert dated(spmsDx(low, minFSpyr=0)) == (365, 4.5, 3.5)
    with pytest.raises(ValueError, match=r"minFSpyr=1 is not known\. It is one of 0, 2\."):
        spmsDx(low, minFSpyr=1)


@pytest.mark.parametrize("name", ["tRelapse", "tProgression", "tRegression", "tRelProg"])
def test_times_of_secondary_progression_are_0_or_more(name: str) -> None:
    for call in (spmsDx, spmsDx_no_fss):
        for given in (-1, "30", None, float("nan")):
            with pytest.raises(ValueError, match=f"{name}=.* It is a number of days, 0 or more"):
                call(PLAIN, **{name: given})
        assert call(PLAIN, **{name: 0}).height == 1


@pytest.mark.parametrize("call", [CDW, CDI, PIRA, CDEseq])
def test_times_of_changes_may_be_anything_that_is_a_number(call: Any) -> None:
    call(PLAIN, mconf=-1, tRelapse=-1)
    for name in ("mconf", "tRelapse"):
        with pytest.raises(ValueError, match=f"{name}='3' is not a time"):
            call(PLAIN, **{name: "3"})


def test_the_times_do_what_they_are_for() -> None:
    near = visits("0:3.5 180:3.5 365:4.5 500:4.5 730:4.5(g20)")
    assert dated(spmsDx(near, tRelapse=19)) == (365, 4.5, 3.5)
    assert dated(spmsDx(near, tRelapse=20)) is None
    assert dated(spmsDx(PLAIN, tProgression=364)) == (365, 4.5, 3.5)
    assert dated(spmsDx(PLAIN, tProgression=365)) is None
    fall = visits("0:5 100:4 300:4 400:5 600:5")
    assert dated(spmsDx_no_fss(fall, tRegression=199)) == (400, 5, 4)
    assert dated(spmsDx_no_fss(fall, tRegression=200)) is None
    relapse = visits("0:3 100:3.5(g20) 200:3.5(g120) 300:3.5(g220) 400:4.5(g320) 600:4.5(g520)")
    assert dated(spmsDx_no_fss(relapse, tRelProg=99)) == (400, 4.5, 3.5)
    assert dated(spmsDx_no_fss(relapse, tRelProg=100)) is None
    assert told(CDW(near, tRelapse=19)) == [(3.5, 0, 4.5, 365, 365)]
    assert told(CDW(PLAIN, mconf=365)) == [(3.5, 0, 4.5, 365, 365)]
    assert told(CDW(PLAIN, mconf=366)) == []


@CALLS
def test_what_is_no_table_is_refused(call: Any) -> None:
    with pytest.raises(TypeError, match="is a list, which is not a table"):
        call([])
    with pytest.raises(TypeError, match="is a LazyFrame"):
        call(PLAIN.lazy())


@CALLS
def test_columns_that_are_missing_are_named(call: Any) -> None:
    name = "visits" if call in (spmsDx, spmsDx_no_fss) else "Visits"
    with pytest.raises(ValueError, match=f"{name} has no column dateEDSS, daysPostRelapse"):
        call(PLAIN.drop("dateEDSS", "daysPostRelapse"))
    if call is spmsDx:
        with pytest.raises(ValueError, match="no column FSvis"):
            call(PLAIN.drop("FSvis"))
    else:
        assert call(PLAIN.select("ID", "dateEDSS", "EDSS", "daysPostRelapse")) is not None


@CALLS
def test_a_reference_of_ones_own_needs_its_columns(call: Any) -> None:
    own = PLAIN.with_columns(bEDSS=pl.lit(2.0))
    needed = "dateBlineVisit" if call in (spmsDx, spmsDx_no_fss) else "base.date"
    with pytest.raises(ValueError, match=f"no column {needed}.*a reference of your own"):
        call(own)
    undated = own.with_columns(pl.lit(None, pl.Date).alias(needed), **{f"b{name}": 0 for name in PLAIN.columns[4:]})
    with pytest.raises(ValueError, match=f"has a bEDSS without {needed}"):
        call(undated)
    assert call(PLAIN.with_columns(pl.lit(None, pl.Date).alias(needed))) is not None


@CALLS
def test_a_visit_needs_somebody_and_a_date(call: Any) -> None:
    with pytest.raises(ValueError, match="rows without an ID"):
        call(PLAIN.with_columns(ID=pl.lit(None, pl.String)))
    with pytest.raises(ValueError, match="has an EDSS without a date"):
        call(PLAIN.with_columns(dateEDSS=pl.lit(None, pl.Date)))
    with pytest.raises(ValueError, match="does not hold dates only"):
        call(PLAIN.with_columns(dateEDSS=pl.lit("31/05/2024")))


@CALLS
def test_a_refusal_does_not_repeat_what_the_records_hold(call: Any) -> None:
    for column in ("EDSS", "daysPostRelapse", "dateEDSS"):
        with pytest.raises(ValueError, match=column) as refusal:
            call(PLAIN.with_columns(pl.lit("private").alias(column)))
        assert "private" not in str(refusal.value)
        assert refusal.value.__cause__ is None
        assert refusal.value.__context__ is None
