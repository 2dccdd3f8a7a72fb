"""The forms in which a date or a day is read, and those that are not."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.check import check
from mscourse.errors import UsageError
from mscourse.tables.cells import Cells
from mscourse.tables.cohort import Cohort
from mscourse.tables.dates import Calendar, check_format, read_dates

MAY = dt.date(2024, 5, 1)


def read(cells: list[object], *, date_format: str | None = None, years: bool = False, calendar: Calendar | None = None):
    raw = pl.Series(cells, strict=False)
    keys = pl.DataFrame(
        {"row": range(len(cells)), "patient_id": "A"}, schema={"row": pl.UInt32, "patient_id": pl.String}
    )
    table = Cells(table="patients", keys=keys)
    dates, kind = read_dates(raw, "onset_date", table, date_format=date_format, calendar=calendar, years=years)
    rules = [rule for found in table.findings for rule in found.get_column("rule")]
    return dates.to_list(), kind, rules


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024-5-1",
        "2024/05/01",
        "2024.05.01",
        "20240501",
        " 2024-05-01 ",
        "2024-05-01T23:30:00+02:00",
        "2024-05-01 23:59",
        "2024-05-01Z",
        "01-May-2024",
        "1 May 2024",
        "May 1, 2024",
        "01MAY2024",
    ],
)
def test_forms_that_can_mean_one_day_only(text: str):
    assert read([text]) == ([MAY], "dates", [])
    assert read(["2023-01-02", text, None])[0] == [dt.date(2023, 1, 2), MAY, None]


@pytest.mark.parametrize(
    "value",
    [
        MAY,
        dt.datetime.fromisoformat("2024-05-01T23:59"),
        dt.datetime(2024, 5, 1, 0, 30, tzinfo=dt.UTC),
        20240501,
        20240501.0,
    ],
)
def test_values_that_are_dates_already(value: object):
    assert read([value]) == ([MAY], "dates", [])


@pytest.mark.parametrize("missing", ["", "NA", "N/A", "NaN", ".", "null", "  "])
def test_spellings_of_nothing(missing: str):
    assert read([missing]) == ([None], None, [])
    assert read([missing, "2024-05-01"]) == ([None, MAY], "dates", [])


@pytest.mark.parametrize("text", ["01/05/2024", "1.5.2024", "31-12-2024", "05/01/24", "01/05/2024 10:30"])
def test_day_and_month_in_doubt_are_refused(text: str):
    assert read([text]) == ([None], "dates", ["ambiguous_date"])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("01/05/2024 10:30", "%d/%m/%Y"),
        ("01/05/2024", "%d/%m/%Y"),
        ("05/01/24", "%m/%d/%y"),
        ("1.5.2024", "%d.%m.%Y"),
        ("2024-05-01", "%d/%m/%Y"),
    ],
)
def test_a_form_that_is_named_settles_it(text: str, form: str):
    assert read([text], date_format=form) == ([MAY], "dates", [])


@pytest.mark.parametrize("text", ["2024-02-30", "2024-11-31T10:30", "2024-13-32", "31/02/2024", "13/13/2024"])
@pytest.mark.parametrize("form", [None, "%d/%m/%Y"])
def test_days_that_no_calendar_has_are_told_from_unreadable_ones(text: str, form: str | None):
    assert read(["2024-05-01", text], date_format=form) == ([MAY, None], "dates", ["no_such_day"])


def test_a_real_day_in_another_form_than_the_named_one_is_no_impossible_day():
    assert read(["05/13/2024"], date_format="%d/%m/%Y") == ([None], "dates", ["unreadable_date"])


@pytest.mark.parametrize("text", ["2024-13-01", "soon", "2024", "2024-05", "99999999"])
def test_what_is_no_date_is_found(text: str):
    assert read(["2024-05-01", "2024-05-01", text]) == ([MAY, MAY, None], "dates", ["unreadable_date"])


@pytest.mark.parametrize(("text", "day"), [("1975", (1975, 7, 1)), ("2014-03", (2014, 3, 15))])
def test_a_year_or_a_month_alone_where_it_is_enough(text: str, day: tuple[int, int, int]):
    assert read([text], years=True) == ([dt.date(*day)], "dates", ["incomplete_date"])


@pytest.mark.parametrize("cells", [[0, 90], ["0", "90"], [0.0, 90.0], ["0.0", "90.0"]])
def test_days_counted_from_one_day(cells: list[object]):
    dates, kind, rules = read(cells)
    assert (kind, rules) == ("days", [])
    assert dates == [dt.date(1970, 1, 1), dt.date(1970, 4, 1)]


def test_a_day_far_beyond_a_life_and_a_fraction_are_found():
    assert read([0, 100_000])[2] == ["unreadable_date"]
    assert read([0.0, 1.5])[2] == ["not_whole_number"]


@given(
    st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), min_size=1), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d"])
)
def test_every_date_written_year_first_reads_back(days: list[dt.date], form: str):
    assert read([day.strftime(form) for day in days]) == (days, "dates", [])


@given(st.lists(st.integers(-40_000, 1800), min_size=1))
def test_every_day_number_reads_back(days: list[int]):
    dates, kind, rules = read(list(days))
    assert kind == "days"
    assert [(date - dt.date(1970, 1, 1)).days for date in dates] == days
    assert rules == []


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T23:30",
        "2024-05-01 23:30:00.123",
        "2024-05-01T23:30:00Z",
        "2024-05-01 23:30:00 UTC",
        "2024-05-01T23:30:00+0200",
        "2024-05-01+02:00",
        "2024-05-01 11:30 PM",
    ],
)
def test_a_time_of_day_is_left_off(text: str):
    assert read([text]) == ([MAY], "dates", [])


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01 - 2024-07-01",
        "2024-05-01-2024",
        "2024-05-01 approx",
        "2024-05-01TRASH",
        "2024-05-01 ?",
        "2024-05-01+",
        "2024-05-01 2024-05-02",
    ],
)
def test_anything_else_after_a_date_makes_it_none(text: str):
    assert read([text, "2024-05-01"]) == ([None, MAY], "dates", ["unreadable_date"])


@pytest.mark.parametrize("text", ["+12024-05-01", "0000-05-01", "0024-05-01", "1 May 0000"])
def test_years_that_no_calendar_has_are_no_dates(text: str):
    assert read([text, "2024-05-01"]) == ([None, MAY], "dates", ["unreadable_date"])


@pytest.mark.parametrize(
    "raw",
    [
        pl.Series([10**9, 0], dtype=pl.Int32).cast(pl.Date),
        pl.Series([-(10**9), 0], dtype=pl.Int32).cast(pl.Date),
        pl.Series([10**17, 0]).cast(pl.Datetime("ms")),
        pl.Series([10**18, 0]).cast(pl.Datetime("us", "UTC")),
    ],
)
@pytest.mark.parametrize("column", ["date", "edss", "scheduled", "fs_visual"])
def test_dates_that_cannot_be_handled_are_missing_and_found(raw: pl.Series, column: str):
    sound = {"id": ["A", "A"], "date": ["2024-05-01", "2024-05-02"]}
    visits = Cohort(visits=pl.DataFrame(sound | {column: raw}))
    assert visits.visits.item(0, column) is None
    found = check(visits).filter(rule="unreadable_date")
    assert found.select("row", "column").rows() == [(1, column)]


def test_dates_that_cannot_be_handled_leave_the_others_as_they_are():
    raw = pl.Series([10**9, None, 19844], dtype=pl.Int32).cast(pl.Date)
    assert Cohort(visits=pl.DataFrame({"id": "A", "date": raw, "edss": 2.0})).visits.get_column("date").to_list() == [
        None,
        None,
        MAY,
    ]


@pytest.mark.parametrize("cells", [[0.0, float("inf")], ["0", "1", "inf"], [0, 2**40]])
def test_days_without_end_are_no_dates(cells: list[object]):
    dates, kind, rules = read(cells)
    assert (dates[-1], kind, rules) == (None, "days", ["unreadable_date"])


@pytest.mark.parametrize("form", [5, ["%Y"], dt.date(2020, 1, 1)])
def test_a_date_format_is_text(form: object):
    with pytest.raises(UsageError, match="date_format"):
        check_format(form)
