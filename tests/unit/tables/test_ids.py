"""Ids in the types and spellings that tools give them: never two people in one, nor one in two without a word."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import polars as pl
import pytest

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.tables.cohort import Cohort


def cohort(ids: pl.Series | list[str], **tables: pl.DataFrame) -> Cohort:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=91 * at) for at in range(len(ids))]
    return Cohort(visits=pl.DataFrame({"id": ids, "date": days, "edss": 2.0}), **tables)


def found(records: Cohort, rule: str) -> pl.DataFrame:
    return check(records).filter(rule=rule)


LARGE = {
    "64 bits": pl.Series([2.0**53, 4.0]),
    "64 bits, negative": pl.Series([-(2.0**53), None]),
    "32 bits": pl.Series([2.0**24, 4.0], dtype=pl.Float32),
    "16 bits": pl.Series([2.0**11, 4.0], dtype=pl.Float16),
    "infinite": pl.Series([float("inf"), 4.0]),
}


@pytest.mark.parametrize("ids", LARGE.values(), ids=LARGE.keys())
def test_numbers_too_large_to_be_told_apart_are_no_ids(ids: pl.Series):
    with pytest.raises(DataError, match="ids_beyond_exact_numbers"):
        check_cohort(cohort(ids), set_aside=True)


@pytest.mark.parametrize(
    "ids",
    [
        pl.Series([2.0**53 - 1, 4.0]),
        pl.Series([2.0**24 - 1, 4.0], dtype=pl.Float32),
        pl.Series([12345678901234567, 12345678901234568]),
    ],
)
def test_numbers_that_are_told_apart_are_ids(ids: pl.Series):
    assert check_cohort(cohort(ids)).visits.get_column("patient_id").n_unique() == 2


def test_pandas_merges_no_people():
    frame = pd.DataFrame({"id": [12345678901234567, 12345678901234568, None, 4], "date": "2020-01-01", "edss": 2.0})
    assert found(Cohort(visits=frame), "ids_beyond_exact_numbers").height == 1


def test_fixed_decimals_match_whole_numbers():
    records = cohort(pl.Series(["1.00", "12.00"]).cast(pl.Decimal(10, 2)))
    assert records.visits.get_column("patient_id").to_list() == ["1", "12"]
    assert found(records, "id_with_decimal_point").height == 1
    assert found(cohort(pl.Series([1, 2]).cast(pl.Decimal(10, 0))), "id_with_decimal_point").is_empty()


OF_NO_USE = {
    "list": pl.Series([["A"], ["B"]]),
    "struct": pl.Series([{"a": 1}, {"a": 2}]),
    "object": pl.Series([{1}, {2}], dtype=pl.Object),
    "bytes": pl.Series([b"A", b"B"]),
    "date": pl.Series([dt.date(2020, 1, 1)] * 2),
}


@pytest.mark.parametrize("ids", OF_NO_USE.values(), ids=OF_NO_USE.keys())
def test_ids_that_are_neither_text_nor_numbers_are_refused(ids: pl.Series):
    records = cohort(ids)
    assert found(records, "ids_of_no_use").height == 1
    with pytest.raises(DataError, match="ids_of_no_use"):
        check_cohort(records, set_aside=True)


def test_a_decimal_without_end_in_pandas_is_text():
    frame = pd.DataFrame({"id": ["A", "B"], "date": "2020-01-01", "edss": [Decimal("2.0"), Decimal("Infinity")]})
    records = Cohort(visits=frame)
    assert records.visits.item(0, "edss") == 2.0
    assert found(records, "edss_on_scale").get_column("row").to_list() == [2]


ALIKE = {
    "capitals": ("p001", "P001"),
    "composed and decomposed": ("Zo\u00eb", "Zoe\u0308"),
    "a space without width": ("P001", "P\u200b001"),
    "wide digits": ("P1", "P\uff11"),
}


@pytest.mark.parametrize("ids", ALIKE.values(), ids=ALIKE.keys())
def test_ids_that_look_the_same_are_found_in_every_table(ids: tuple[str, str]):
    records = cohort([*ids, "other"])
    warned = found(records, "ids_alike")
    assert set(warned.get_column("patient_id")) == set(ids)
    assert set(warned.get_column("severity")) == {"warning"}
    apart = cohort([ids[0], "other"], relapses=pl.DataFrame({"id": [ids[1]], "onset_date": ["2020-01-01"]}))
    assert set(found(apart, "ids_alike").get_column("table")) == {"visits", "relapses"}


def test_ids_that_differ_to_the_eye_need_no_word():
    assert found(cohort(["P001", "P002", "\u00c4", "A", "\u00df"]), "ids_alike").is_empty()


def test_ids_that_differ_only_in_leading_zeros_are_found_within_a_table_and_between_tables():
    records = cohort(["007", "7", "70", "P07", "P7"], mri=pl.DataFrame({"id": ["07"], "date": ["2020-01-01"]}))
    warned = found(records, "id_without_leading_zeros")
    assert warned.select("table", "patient_id").rows() == [("mri", "07"), ("visits", "007"), ("visits", "7")]
    assert set(warned.get_column("severity")) == {"warning"}
    assert found(cohort(["007", "70", "8"]), "id_without_leading_zeros").is_empty()
