"""Who the records are about, and where their rows are."""

import polars as pl
import pytest

from mscourse.tables.people import People, everyone, people_of


def ids(*each: str) -> pl.Series:
    return pl.Series("patient_id", each, pl.String)


@pytest.fixture
def people() -> People:
    visits, relapses = ids("A", "A", "C", "D"), ids("B", "C", "C", "C")
    return people_of({"visits": visits.to_frame(), "relapses": relapses.to_frame()})


def test_one_table_may_have_everybody() -> None:
    each = {"visits": ids("A", "B", "C"), "mri": ids("A", "B", "C"), "relapses": ids("B"), "treatments": ids()}
    found, places = everyone(each)
    assert found.to_list() == ["A", "B", "C"]
    assert {name: where.tolist() for name, where in places.items()} == {
        "visits": [0, 1, 2],
        "mri": [0, 1, 2],
        "relapses": [1],
        "treatments": [],
    }


def test_or_everybody_is_put_together_in_order() -> None:
    found, places = everyone({"visits": ids("A", "C"), "relapses": ids("B", "C")})
    assert found.to_list() == ["A", "B", "C"]
    assert {name: where.tolist() for name, where in places.items()} == {"visits": [0, 2], "relapses": [1, 2]}


def test_each_person_has_rows_or_none(people: People) -> None:
    assert people.ids.to_list() == ["A", "B", "C", "D"]
    assert people.offsets["visits"].tolist() == [0, 2, 2, 3, 4]
    assert people.offsets["relapses"].tolist() == [0, 0, 1, 4, 4]


def test_some_of_them_are_counted_from_their_own_first_row(people: People) -> None:
    some = people.between(1, 3)
    assert some.ids.to_list() == ["B", "C"]
    assert some.offsets["visits"].tolist() == [0, 0, 1]
    assert some.offsets["relapses"].tolist() == [0, 1, 4]
