"""Frames in and out: of polars and of pandas, in any order, and never written to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from oracle.core_notation import dated, told, visits, with_own

PLAIN = visits("0:3.5 180:3.5 365:4.5 500:4.5 730:4.5")
FALL = visits("0:3.5 180:3.5 365:2 500:2 730:2", ID="B")
BOTH = pl.concat([FALL, PLAIN])
ONE_TABLE = pytest.mark.parametrize("call", [spmsDx, spmsDx_no_fss, CDW, CDI, PIRA], ids=lambda call: call.__name__)


@ONE_TABLE
def test_rows_come_in_any_order(call: Any) -> None:
    shuffled = BOTH[[7, 3, 9, 1, 0, 4, 2, 8, 6, 5]]

    assert_frame_equal(call(shuffled).sort("ID"), call(BOTH).sort("ID"))
    assert spmsDx(shuffled).get_column("ID").to_list() == ["A", "B"]
    assert spmsDx(BOTH).get_column("ID").to_list() == ["B", "A"]


@ONE_TABLE
def test_the_callers_frame_stays_as_it_is(call: Any) -> None:
    for frame in (BOTH.clone(), BOTH.to_pandas()):
        before = frame.clone() if isinstance(frame, pl.DataFrame) else frame.copy()
        call(frame)
        assert frame.equals(before)


@ONE_TABLE
def test_visits_without_an_edss_are_as_if_not_there(call: Any) -> None:
    missing = PLAIN.with_columns(pl.col("dateEDSS").dt.offset_by("50d"), EDSS=pl.lit(None, pl.Float64))

    assert_frame_equal(call(pl.concat([missing, PLAIN])), call(PLAIN))
    assert_frame_equal(call(pl.concat([missing.with_columns(dateEDSS=pl.lit(None, pl.Date)), PLAIN])), call(PLAIN))


def test_the_sign_of_the_days_since_a_relapse_says_nothing() -> None:
    relapse = visits("0:3.5 180:3.5 365:4.5(g65) 500:4.5(g200) 730:4.5(g430)")
    negative = relapse.with_columns(-pl.col("daysPostRelapse"))

    assert dated(spmsDx(relapse)) is dated(spmsDx(negative)) is None
    assert_frame_equal(PIRA(negative), PIRA(relapse))


@pytest.mark.parametrize("ids", [[1, 2], [1.0, 2.0], [dt.date(2020, 1, 1), dt.date(2020, 1, 2)]], ids=str)
def test_ids_keep_their_type_in_one_call_and_are_text_in_the_others(ids: list[Any]) -> None:
    frame = BOTH.with_columns(ID=pl.Series([ids[0]] * 5 + [ids[1]] * 5))
    texts = ["1", "2"] if ids[0] == 1 else ["2020-01-01", "2020-01-02"]

    assert spmsDx(frame).get_column("ID").to_list() == ids
    assert spmsDx(frame).schema["ID"] == frame.schema["ID"]
    assert CDI(frame).get_column("ID").to_list() == texts[:1]
    assert CDW(frame).get_column("ID").to_list() == texts[1:]


def test_dates_are_read_from_text_and_times_of_day_are_floored() -> None:
    text = PLAIN.with_columns(pl.col("dateEDSS").cast(pl.String))
    times = PLAIN.with_columns(pl.col("dateEDSS").cast(pl.Datetime("ms")) + pl.duration(hours=13))

    assert dated(spmsDx(text)) == (365, 4.5, 3.5)
    assert told(CDW(text)) == told(CDW(PLAIN))
    assert CDW(times).select("EDSS", "sust.prog").rows() == [(4.5, 365)]
    assert CDW(times).get_column("dateEDSS").to_list() == [dt.datetime(2000, 12, 31)]  # noqa: DTZ001


def test_the_types_of_columns_do_not_depend_on_what_is_found() -> None:
    nothing = PLAIN.with_columns(EDSS=3.0)
    for call in (spmsDx, spmsDx_no_fss, CDW, CDI, PIRA):
        assert call(nothing).schema == call(BOTH).schema
        assert call(nothing.to_pandas()).dtypes.to_list() == call(BOTH.to_pandas()).dtypes.to_list()
    assert spmsDx(PLAIN).schema["SPMS"] == pl.Int64
    assert PIRA(PLAIN).schema["timepoint"] == PIRA(PLAIN).schema["sust.prog"] == pl.Int64


def test_pandas_frames_carry_the_arguments() -> None:
    frame = PLAIN.to_pandas()
    found = spmsDx(frame, minEDSS=3).attrs
    assert len(found.pop("timestamp")) == len("202401312359")
    times = {"tRelapse": 30, "tProgression": 90.75, "tRegression": 272.25, "tRelProg": 181.5}
    assert found == {"minEDSS": 3, "minFSpyr": 2} | times
    assert "minFSpyr" not in spmsDx_no_fss(frame).attrs
    for table in (CDW(frame, sustained=False), PIRA(frame, sustained=False)):
        assert {name: table.attrs[name] for name in ("mconf", "tRelapse", "sustained")} == {
            "mconf": 90.75,
            "tRelapse": 30,
            "sustained": False,
        }
    for table in CDEseq(frame, 90):
        assert table.attrs["mconf"] == 90
        assert "sustained" not in table.attrs


def test_labels_of_pandas_rows_play_no_role() -> None:
    frame = BOTH.to_pandas().set_index(pd.Index(["x"] * 10))

    assert spmsDx(frame)["SPMS"].to_list() == [0, 1]
    assert CDW(frame).index.to_list() == [0]


def test_a_reference_of_ones_own_is_used_for_those_who_have_one() -> None:
    own = with_own(PLAIN, 0, 2)
    without = FALL.with_columns(
        pl.lit(None, own.schema[name]).alias(name) for name in own.columns[len(PLAIN.columns) :]
    )
    frame = pl.concat([own, without], how="diagonal")

    # The worsening on the day of the reference moves it, and is not told.
    assert told(CDW(frame)) == [(3.5, 0, 4.5, 365, 365)]
    assert told(CDI(frame)) == [(3.5, 0, 2, 365, 365)]
    assert dated(spmsDx_no_fss(own)) == (365, 4.5, 3.5)


@pytest.mark.parametrize(("day", "events"), [(364, 1), (365, 0), (366, 1), (499, 1), (500, 0), (731, 0)])
def test_visits_before_a_reference_of_ones_own_are_left_out_and_events_on_its_day_not_told(
    day: int, events: int
) -> None:
    found = told(CDW(with_own(PLAIN, day, 3)))

    assert len(found) == events
    assert all(event[:3] == (3, day, 4.5) and event[3] > day for event in found)


@ONE_TABLE
def test_visits_of_one_day_all_stay_in_the_order_of_the_table(call: Any) -> None:
    twice = pl.concat([PLAIN, PLAIN])

    assert call(twice).rows() == call(PLAIN).rows()
