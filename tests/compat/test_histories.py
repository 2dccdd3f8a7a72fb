"""Tables of both kinds, read into the same arrays and given back as what they were."""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import MSprog
from mscourse.compat.msprog.histories import Histories, read_histories

DATES = [dt.date(2020, 1, 1), dt.date(2020, 4, 1), dt.date(2020, 8, 1)]
DAYS = [0, 91, 213]
KINDS = pytest.mark.parametrize("pandas", [True, False])


def visits(**columns: Any) -> pl.DataFrame:
    return pl.DataFrame({"id": ["A", "A", "A"], "date": DATES, "score": [2.0, 3.0, 3.5]} | columns)


def onsets(**columns: Any) -> pl.DataFrame:
    return pl.DataFrame({"id": ["A"], "date": [dt.date(2020, 3, 1)]} | columns)


def moments(*texts: str) -> pl.Series:
    return pl.Series(texts).str.to_datetime("%Y-%m-%dT%H:%M")


def read(frame: Any, **arguments: Any) -> Histories:
    return read_histories(frame, **{"subj_col": "id", "value_col": "score", "date_col": "date"} | arguments)


def form(frame: pl.DataFrame, *, pandas: bool) -> Any:
    return frame.to_pandas() if pandas else frame


@KINDS
def test_days_are_counted_from_the_first_date_of_both_tables(*, pandas: bool) -> None:
    alone = read(form(visits(), pandas=pandas))
    earlier = onsets(id=["other"], date=[dt.date(2019, 12, 31)])
    with_relapse = read(form(visits(), pandas=pandas), relapse=form(earlier, pandas=pandas))

    assert alone.day.tolist() == DAYS
    assert with_relapse.day.tolist() == [1, 92, 214]
    assert len(with_relapse.relapse_day) == 0


@pytest.mark.parametrize("visits_of_pandas", [True, False])
@pytest.mark.parametrize("relapses_of_pandas", [True, False])
def test_the_tables_need_not_be_of_one_kind(*, visits_of_pandas: bool, relapses_of_pandas: bool) -> None:
    table = form(visits(), pandas=visits_of_pandas)
    histories = read(table, relapse=form(onsets(), pandas=relapses_of_pandas))

    assert histories.relapse_day.tolist() == [60]
    assert isinstance(histories.like({"day": histories.day}), type(table))


TEXT = {"iso": (None, "%Y-%m-%d"), "european": ("%d/%m/%Y", "%d/%m/%Y"), "named": ("%d-%b-%y", "%d-%b-%y")}


@KINDS
@pytest.mark.parametrize(("date_format", "written"), TEXT.values(), ids=TEXT)
def test_dates_may_be_text(date_format: str | None, written: str, *, pandas: bool) -> None:
    table = form(visits(date=[date.strftime(written) for date in DATES]), pandas=pandas)
    relapses = form(onsets(date=[dt.date(2020, 3, 1).strftime(written)]), pandas=pandas)
    histories = read(table, relapse=relapses, date_format=date_format)

    assert (histories.day.tolist(), histories.relapse_day.tolist()) == (DAYS, [60])
    back = histories.dates(histories.day)
    assert pl.Series(back).cast(pl.Date).to_list() == DATES


@KINDS
@pytest.mark.parametrize("written", ["03/02/2020", "2020/02/03", "1 Feb 2020", "20200201"])
def test_dates_that_can_be_read_in_two_ways_are_refused(written: str, *, pandas: bool) -> None:
    with pytest.raises(ValueError, match="date_format") as refusal:
        read(form(visits(date=[written, "2020-01-01", None]), pandas=pandas))

    assert written not in str(refusal.value)


@KINDS
def test_dates_that_do_not_follow_the_format_are_refused(*, pandas: bool) -> None:
    with pytest.raises(ValueError, match="do not follow"):
        read(form(visits(date=["01/02/2020", "2020-01-01", ""]), pandas=pandas), date_format="%d/%m/%Y")


@KINDS
def test_numbers_are_no_dates_and_dates_no_numbers(*, pandas: bool) -> None:
    with pytest.raises(ValueError, match="date_format='day'"):
        read(form(visits(date=[0, 1, 2]), pandas=pandas))
    with pytest.raises(ValueError, match="numbers"):
        read(form(visits(), pandas=pandas), date_format="day")
    with pytest.raises(ValueError, match="without end"):
        read(form(visits(date=[0.0, 1.0, np.inf]), pandas=pandas), date_format="day")
    with pytest.raises(ValueError, match="dates"):
        read(form(visits(date=[True, False, True]), pandas=pandas))


@KINDS
def test_days_stay_the_numbers_they_are(*, pandas: bool) -> None:
    histories = read(form(visits(date=[-10.5, 0, 100]), pandas=pandas), date_format="day")

    assert histories.dates(histories.day).tolist() == [-10.5, 0, 100]


@KINDS
def test_times_of_day_are_floored_from_the_first_and_given_back_as_its_time(*, pandas: bool) -> None:
    times = moments("2020-01-01T09:00", "2020-04-01T08:00", "2020-08-01T10:00")
    histories = read(form(visits(date=times), pandas=pandas))

    assert histories.day.tolist() == [0, 90, 213]
    given_back = moments("2020-01-01T09:00", "2020-03-31T09:00", "2020-08-01T09:00")
    assert pl.Series(histories.dates(histories.day)).to_list() == given_back.to_list()


@KINDS
def test_in_a_time_zone_days_are_those_of_its_calendar(*, pandas: bool) -> None:
    rome = pl.col("date").cast(pl.Datetime).dt.replace_time_zone("Europe/Rome")
    summer = visits().with_columns(rome)
    evening = pl.DataFrame({"id": ["A"], "date": moments("2020-02-29T23:00")})
    relapses = evening.with_columns(pl.col("date").dt.replace_time_zone("UTC"))
    histories = read(form(summer, pandas=pandas), relapse=form(relapses, pandas=pandas))

    assert (histories.day.tolist(), histories.relapse_day.tolist()) == (DAYS, [60])
    back = pl.Series(histories.dates(histories.day))
    assert back.dt.convert_time_zone("Europe/Rome").dt.date().to_list() == DATES
    assert read(form(summer, pandas=pandas), relapse=onsets()).relapse_day.tolist() == [60]


@KINDS
def test_rows_in_any_order_one_a_day_the_last_one_stands(*, pandas: bool) -> None:
    shuffled = pl.DataFrame(
        {
            "id": ["B", "A", "B", "A", "A", "B"],
            "date": [5, 9, 1, 2, 9, None],
            "score": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        }
    )
    histories = read(form(shuffled, pandas=pandas), date_format="day")

    assert histories.keys == ["B", "A"]
    assert histories.offsets.tolist() == [0, 2, 4]
    assert histories.value.tolist() == [3, 1, 4, 5]
    assert histories.rows.tolist() == [2, 0, 3, 4]
    assert list(histories.subjects(histories.subject)) == ["B", "B", "A", "A"]


@KINDS
def test_rows_with_something_missing_leave_and_so_may_subjects(*, pandas: bool) -> None:
    rows = pl.DataFrame(
        {
            "id": ["A", None, "B", "C", "C"],
            "date": [1, 2, 3, 4, 5],
            "score": [None, 1.0, 1.0, 2.0, 3.0],
            "flag": [True, True, True, None, False],
        }
    )

    assert read(form(rows, pandas=pandas), date_format="day").keys == ["B", "C"]
    checked = read(form(rows, pandas=pandas), date_format="day", validconf_col="flag")
    assert (checked.value.tolist(), checked.valid.tolist()) == ([1, 3], [True, False])


@KINDS
def test_flags_are_no_text(*, pandas: bool) -> None:
    with pytest.raises(ValueError, match="'False' would count as true"):
        read(form(visits(flag=["False"] * 3), pandas=pandas), validconf_col="flag")


def test_flags_of_any_other_kind() -> None:
    frame = visits().to_pandas()
    for flags in ([1, 0, 1], [1.0, 0.0, 1.0], np.array([True, False, True], object), pd.array([True, False, True])):
        assert read(frame.assign(flag=flags), validconf_col="flag").valid.tolist() == [True, False, True]


@KINDS
def test_values_may_be_text_with_a_decimal_point(*, pandas: bool) -> None:
    assert read(form(visits(score=["2.0", " 3", "3.5"]), pandas=pandas)).value.tolist() == [2, 3, 3.5]
    with pytest.raises(ValueError, match="decimal point") as refusal:
        read(form(visits(score=["2,0", "3", "3.5"]), pandas=pandas))
    assert "2,0" not in str(refusal.value)


@pytest.mark.parametrize("column", ["id", "score", "date"])
def test_categories_of_pandas_are_what_they_stand_for(column: str) -> None:
    frame = visits(date=[date.isoformat() for date in DATES]).to_pandas()
    frame[column] = frame[column].astype("category")

    assert read(frame).day.tolist() == DAYS


def test_other_columns_of_pandas() -> None:
    frame = visits().to_pandas()
    objects = frame.assign(date=pd.Series(DATES, dtype=object), score=[Decimal(2), Decimal(3), None])
    extended = frame.assign(id=pd.array([1, 1, 1], "Int64"), score=pd.array([2, pd.NA, 4], "Float64"))

    assert read(objects).day.tolist() == DAYS[:2]
    assert read(extended).day.tolist() == [DAYS[0], DAYS[2]]
    assert read(extended).keys == [1]


def test_labels_of_rows_play_no_role() -> None:
    frame = visits().to_pandas()
    twice = pd.concat([frame, frame.assign(id="B")])
    histories = read(twice)

    assert histories.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert histories.taken(np.array([4, 0]), {"new": np.array([1.0, 2.0])}).index.tolist() == [1, 0]


def test_categories_of_polars_are_what_they_stand_for() -> None:
    assert read(visits().with_columns(pl.col("id").cast(pl.Categorical))).keys == ["A"]


@KINDS
def test_large_numbers_are_kept(*, pandas: bool) -> None:
    large = 9_007_199_254_740_993
    histories = read(form(visits(id=[large] * 3), pandas=pandas))

    assert list(histories.subjects(histories.subject)) == [large] * 3


@KINDS
def test_ids_of_two_types_never_match(*, pandas: bool) -> None:
    with pytest.raises(ValueError, match=r"int, float.*str"):
        read(form(visits(id=[1, 1, 1]), pandas=pandas), relapse=form(onsets(id=["1"]), pandas=pandas))


@KINDS
def test_whole_numbers_with_a_point_are_the_same_numbers(*, pandas: bool) -> None:
    histories = read(form(visits(id=[1, 1, 1]), pandas=pandas), relapse=form(onsets(id=[1.0]), pandas=pandas))

    assert histories.relapse_day.tolist() == [60]


@KINDS
def test_relapses_in_order_and_one_a_day_if_asked_for(*, pandas: bool) -> None:
    several = form(onsets(id=["A"] * 3, date=[DATES[1], DATES[0], DATES[1]]), pandas=pandas)

    assert read(form(visits(), pandas=pandas), relapse=several).relapse_day.tolist() == [0, 91, 91]
    once = read(form(visits(), pandas=pandas), relapse=several, one_relapse_a_day=True)
    assert once.relapse_day.tolist() == [0, 91]


@KINDS
@pytest.mark.parametrize("relapses", [onsets().head(0), onsets().with_columns(date=None), onsets(id=[None])])
def test_relapses_without_a_row_are_none(relapses: pl.DataFrame, *, pandas: bool) -> None:
    assert not read(form(visits(), pandas=pandas), relapse=form(relapses, pandas=pandas)).has_relapses


@KINDS
def test_a_column_that_is_not_there(*, pandas: bool) -> None:
    with pytest.raises(ValueError, match="data has no column 'edss'"):
        read(form(visits(), pandas=pandas), value_col="edss")
    with pytest.raises(ValueError, match="relapse has no column 'onset'"):
        read(form(visits(), pandas=pandas), relapse=form(onsets(), pandas=pandas), rdate_col="onset")


@pytest.mark.parametrize("frame", [visits().lazy(), [1, 2], None, "visits.csv"])
def test_what_is_no_table_is_refused(frame: Any) -> None:
    with pytest.raises(TypeError, match="Hand over"):
        read(frame)


def test_years_far_away() -> None:
    frame = pd.DataFrame({"id": "A", "date": ["2020-01-01", "9999-12-31"], "score": [2, 3]})
    answer = MSprog(frame, "id", "score", "date", "edss", verbose=0)

    assert answer.results["total_fu"].tolist() == [(dt.date(9999, 12, 31) - dt.date(2020, 1, 1)).days]


@KINDS
def test_relapses_stay_with_their_subject_when_a_first_row_leaves(*, pandas: bool) -> None:
    """B then comes before A, while both are still there."""
    frame = pl.DataFrame(
        {"id": ["A", "B", "A", "B"], "date": [DATES[0], DATES[0], DATES[1], DATES[1]], "score": [None, 2.0, 2.0, 3.0]}
    )
    found = read(form(frame, pandas=pandas), relapse=form(onsets(), pandas=pandas))

    assert found.keys == ["B", "A"]
    assert np.diff(found.relapse_offsets).tolist() == [0, 1]
