"""The relapse rate: whose time counts, which relapses, and in which groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.poisson import poisson_interval
from mscourse.measures.relapse_rate import relapse_rate, relapse_time
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import Cohort

YEAR = 1461
"""Four years in days, so that person-years are round."""


def visits(*rows: tuple[str, int]) -> pl.DataFrame:
    schema = {"patient_id": pl.String, "date": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(edss=2.0)


def relapses(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"patient_id": pl.String, "onset_date": pl.Int32}, orient="row")


def time_of(people: pl.DataFrame | None = None, *, onsets: tuple[int, ...] = (), **given: Any) -> tuple[Any, ...]:
    """The time of one person seen on days 0 and 1461."""
    table = relapses(*(("A", onset) for onset in onsets))
    cohort = Cohort(visits=visits(("A", 0), ("A", YEAR)), relapses=table, patients=people)
    return relapse_time(cohort, **given).drop("patient_id", "definition").row(0)


def patient(**columns: Any) -> pl.DataFrame:
    frame = pl.DataFrame({"patient_id": ["A"], **{name: [value] for name, value in columns.items()}})
    return frame.with_columns(pl.col(pl.Int64).cast(pl.Int32))


def test_three_relapses_in_six_person_years_are_a_half_per_year() -> None:
    half, whole = 730, 1461
    found = relapse_rate(
        Cohort(
            visits=visits(("A", 0), ("A", half), ("B", 0), ("B", whole)),
            relapses=relapses(("A", 100), ("B", 400), ("B", 900)),
        )
    )
    years = (half + whole) / 365.25
    lower, upper = poisson_interval(3)
    assert found.select(pl.exclude("by", "group", "definition")).row(0) == pytest.approx(
        (2, 0, 3, years, 3 / years, lower / years, upper / years, 0.95)
    )
    assert found.select("by", "group", "definition").row(0) == (None, None, fingerprint(lublin_2013.relapses))
    assert found.item(0, "rate") == pytest.approx(0.50, abs=0.001)


def test_a_relapse_on_the_first_day_is_not_counted_one_on_the_last_day_is() -> None:
    assert time_of(onsets=(0,)) == (True, 0, YEAR, 4.0, 0)
    assert time_of(onsets=(1,)) == (True, 0, YEAR, 4.0, 1)
    assert time_of(onsets=(YEAR,)) == (True, 0, YEAR, 4.0, 1)


def test_time_begins_with_the_first_visit_and_not_with_an_older_record() -> None:
    assert time_of(onsets=(-900, -1, 50)) == (True, 0, YEAR, 4.0, 1)
    told_earlier = Cohort(
        visits=visits(("A", 0), ("A", YEAR)).with_columns(edss=pl.lit(None, pl.Float64)),
        relapses=relapses(("A", -900), ("A", 100)),
        treatments=pl.DataFrame({"patient_id": ["A"], "drug": ["fingolimod"], "start_date": [-700]}),
        mri=pl.DataFrame({"patient_id": ["A", "B", "B"], "date": [-800, 0, 400]}),
    )
    found = relapse_time(told_earlier).select("patient_id", "known", "start", "end", "relapses").rows()
    assert found == [("A", True, 0, YEAR, 1), ("B", False, None, None, None)]
    assert relapse_rate(told_earlier).select("people", "people_unknown", "relapses", "person_years").row(0) == (
        *(1, 1, 1),
        4.0,
    )


def test_time_is_cut_to_what_was_asked_about_and_to_follow_up() -> None:
    onsets = (100, 500, 1400)
    assert time_of(patient(relapses_known_from=200), onsets=onsets)[1:3] == (200, YEAR)
    assert time_of(patient(relapses_known_from=-500), onsets=onsets)[1:3] == (0, YEAR)
    assert time_of(patient(relapses_known_to=1000), onsets=onsets)[1:] == (0, 1000, 1000 / 365.25, 2)
    assert time_of(patient(follow_up_end=2 * YEAR), onsets=onsets) == (True, 0, 2 * YEAR, 8.0, 3)
    assert time_of(patient(follow_up_end=1000), onsets=onsets)[2] == 1000
    assert time_of(patient(follow_up_end=2 * YEAR, death_date=1600), onsets=onsets)[2] == 1600


def test_time_is_cut_to_the_days_asked_for() -> None:
    assert time_of(onsets=(100, 500, 1000), start=100, until=500)[1:] == (100, 500, 400 / 365.25, 1)
    assert time_of(onsets=(100,), start=YEAR) == (False, None, None, None, None)


def test_pseudo_relapses_and_close_onsets_are_not_counted() -> None:
    assert time_of(onsets=(100, 125, 150))[-1] == 2
    assert time_of(onsets=(100, 125, 150), relapse_rule=RelapseRule(minimum_interval=60))[-1] == 1


def test_whose_relapses_are_not_known_is_counted_apart() -> None:
    seen = visits(("A", 0), ("A", YEAR), ("B", 0), ("B", YEAR), ("C", 50))
    listed = pl.DataFrame({"patient_id": ["A", "B"], "relapses_known_from": pl.Series([None, 2000], dtype=pl.Int32)})
    found = relapse_rate(Cohort(visits=seen, relapses=relapses(("A", 5)), patients=listed))
    assert found.select("people", "people_unknown", "relapses", "person_years").row(0) == (1, 2, 1, 4.0)
    without = relapse_rate(Cohort(visits=seen))
    assert without.select("people", "people_unknown", "relapses", "person_years", "rate", "upper").row(0) == (
        *(0, 3, 0, 0.0),
        None,
        None,
    )


def test_of_whom_a_relapse_was_set_aside_nothing_is_known() -> None:
    seen = visits(("A", 0), ("A", YEAR), ("B", 0), ("B", YEAR))
    table = relapses(("A", 100), ("B", 100)).with_columns(duration_hours=pl.Series([-5.0, 48.0]))
    found = relapse_rate(Cohort(visits=seen, relapses=table), set_aside=True)
    assert found.select("people", "people_unknown", "relapses").row(0) == (1, 1, 1)


def test_each_group_has_its_rate_and_unknown_groups_come_last() -> None:
    seen = visits(*((who, day) for who in "ABC" for day in (0, YEAR)))
    listed = pl.DataFrame({"patient_id": ["A", "B"], "group": ["late", "early"]})
    cohort = Cohort(visits=seen, relapses=relapses(("A", 9), ("A", 90)), patients=listed)
    expected = [(None, None, 3, 2), ("group", "early", 1, 0), ("group", "late", 1, 2), ("group", None, 1, 0)]
    assert relapse_rate(cohort, by="group").select("by", "group", "people", "relapses").rows() == expected
    own = pl.DataFrame({"patient_id": ["A", "B"], "arm": [2, 1]})
    found = relapse_rate(cohort, by=own).select("by", "group", "relapses").rows()
    assert found == [(None, None, 2), ("arm", "1", 0), ("arm", "2", 2), ("arm", None, 0)]


@pytest.mark.parametrize("by", ["edss", 3, pl.DataFrame({"a": [1]}), pl.DataFrame({"patient_id": ["A"] * 2, "g": "x"})])
def test_groups_that_are_none_are_refused(by: Any) -> None:
    with pytest.raises(UsageError, match=r"[Gg]roup"):
        relapse_rate(Cohort(visits=visits(("A", 0))), by=by)


def test_groups_of_nobody_in_the_cohort_are_refused() -> None:
    others = pl.DataFrame({"patient_id": ["a", "C"], "arm": ["x", "y"]})
    with pytest.raises(UsageError, match="of nobody in the cohort"):
        relapse_rate(Cohort(visits=visits(("A", 0), ("B", 0))), by=others)
    some = pl.DataFrame({"patient_id": ["A", "C"], "arm": ["x", "y"]})
    found = relapse_rate(Cohort(visits=visits(("A", 0), ("B", 0))), by=some)
    assert found.get_column("group").to_list() == [None, "x", None]
    assert relapse_rate(Cohort(visits=visits()), by=others).height == 1


def test_dates_come_back_as_dates() -> None:
    seen = visits(("A", 0), ("A", 20)).with_columns(pl.col("date").cast(pl.Date))
    none = relapses().with_columns(pl.col("onset_date").cast(pl.Date))
    cohort = Cohort(visits=seen, relapses=none)
    found = relapse_time(cohort, until="1970-01-11")
    assert found.select("start", "end").row(0) == (dt.date(1970, 1, 1), dt.date(1970, 1, 11))


onsets_of_people = st.dictionaries(st.sampled_from("ABCD"), st.lists(st.integers(-50, 1500), max_size=5), min_size=1)


@given(onsets_of_people, st.randoms(use_true_random=False))
def test_the_order_of_rows_plays_no_role_and_groups_add_up(people: dict[str, list[int]], chance: Any) -> None:
    seen = [(who, day) for who in people for day in (0, YEAR)]
    onsets = [(who, onset) for who, its in people.items() for onset in its]
    listed = pl.DataFrame({"patient_id": list(people), "group": [str(who > "B") for who in people]})
    straight = relapse_rate(Cohort(visits=visits(*seen), relapses=relapses(*onsets), patients=listed), by="group")
    chance.shuffle(seen)
    chance.shuffle(onsets)
    mixed = Cohort(visits=visits(*seen), relapses=relapses(*onsets), patients=listed.reverse())
    assert relapse_rate(mixed, by="group").equals(straight)
    of_groups = straight.filter(pl.col("by").is_not_null())
    for column in ("people", "people_unknown", "relapses", "person_years"):
        assert of_groups.get_column(column).sum() == pytest.approx(straight.item(0, column))
