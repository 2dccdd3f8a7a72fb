"""Rows of one patient and day are one visit."""

import datetime as dt

import polars as pl
from polars.testing import assert_frame_equal

from mscourse.derivations.check import check_cohort
from mscourse.derivations.visits import doubled_days, merge_same_day
from mscourse.tables.cohort import Cohort

DAY, LATER = dt.date(2020, 1, 1), dt.date(2020, 6, 1)


def checked(rows: list[tuple[str, dt.date, float | None, int | None]]) -> pl.DataFrame:
    visits = pl.DataFrame(rows, schema=["patient_id", "date", "edss", "sdmt"], orient="row")
    return check_cohort(Cohort(visits=visits)).visits


def test_days_with_one_row_come_back_as_they_are():
    visits = checked([("A", DAY, 2.0, 50), ("A", LATER, 2.0, 50), ("B", LATER, 2.0, 50)])
    merged, disagreements = merge_same_day(visits)
    assert merged is visits
    assert disagreements.columns == ["patient_id", "date", "column"]
    assert disagreements.is_empty()


def test_measure_by_measure_the_value_all_rows_agree_on_or_none():
    visits = checked(
        [("B", DAY, 1.0, 40), ("A", LATER, 3.0, 60), ("A", DAY, 2.0, 50), ("A", DAY, None, 51), ("A", DAY, 2.0, None)]
    )
    merged, disagreements = merge_same_day(visits)
    assert merged.select("patient_id", "date", "edss", "sdmt", "row").rows() == [
        ("A", DAY, 2.0, None, 3),
        ("A", LATER, 3.0, 60, 2),
        ("B", DAY, 1.0, 40, 1),
    ]
    assert merged.schema == visits.schema
    assert disagreements.rows() == [("A", DAY, "sdmt")]


def test_the_answer_does_not_depend_on_the_order_of_rows():
    rows = [("A", DAY, 2.0, 50), ("A", DAY, 3.0, 50), ("B", DAY, 1.0, None), ("A", LATER, 3.0, 60)]
    there, back = merge_same_day(checked(rows)), merge_same_day(checked(rows[::-1]))
    assert_frame_equal(there[0].drop("row"), back[0].drop("row"))
    assert_frame_equal(there[1], back[1])


def test_doubled_days_of_an_empty_table():
    empty = Cohort(visits=pl.DataFrame(schema={"id": pl.String, "date": pl.Date})).visits
    assert doubled_days(empty).len() == 0
    assert merge_same_day(empty)[0].is_empty()


def test_a_day_of_two_people_is_not_doubled():
    visits = checked([("A", DAY, 2.0, 50), ("B", DAY, 2.0, 50), ("B", DAY, 3.0, 50), ("C", LATER, 3.0, 50)])
    assert doubled_days(visits).to_list() == [False, True, True, False]
    assert doubled_days(visits, ("patient_id",)).to_list() == [False, True, True, False]
