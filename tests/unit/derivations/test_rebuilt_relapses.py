"""Relapses rebuilt from the visits, where a visit that may have told of one is set aside."""

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort

DATES = ("2020-01-01", "2020-07-01", "2021-01-01", "2021-07-01")
SCANS = pl.DataFrame(
    {"id": "A", "date": ["2020-01-01", "2021-01-01", "2021-07-01"], "gd": 0, "new_t2": 0, "enlarging_t2": 0}
)
UNREAD = {
    "days that are no number": ("2021-06-15", "20x"),
    "half a day": ("2021-06-15", "20.5"),
    "days beyond a life": ("2021-06-15", "1e12"),
    "a visit without a date": (None, "20"),
    "a visit whose date is none": ("2021-06-31", "20"),
}


def cohort(*extra: tuple[str | None, str | None], onset: str | None = None) -> Cohort:
    rows = [*((date, None) for date in DATES), *extra]
    visits = pl.DataFrame(
        {
            "ID": "A",
            "dateEDSS": pl.Series([date for date, _ in rows], dtype=pl.String),
            "EDSS": [2.0] + [3.5] * (len(rows) - 1),
            "daysPostRelapse": pl.Series([days for _, days in rows], dtype=pl.String),
        }
    )
    patients = pl.DataFrame({"id": ["A"], "onset_type": [onset]}) if onset else None
    return read_cohort(visits=visits, mri=SCANS, patients=patients)


def activity(records: Cohort) -> list[str]:
    return characterise(records, set_aside=True).states.get_column("activity").cast(pl.String).to_list()


def test_without_a_relapse_and_with_every_row_read_the_person_is_not_active():
    assert activity(cohort())[-1] == "not_active"


@pytest.mark.parametrize("unread", UNREAD.values(), ids=UNREAD.keys())
def test_a_relapse_that_a_visit_set_aside_may_have_told_of_keeps_not_active_open(unread: tuple[str | None, str]):
    assert "not_active" not in activity(cohort(unread))


def test_a_worsening_is_not_independent_of_relapses_that_could_not_be_rebuilt():
    causes = [
        characterise(records, set_aside=True).events.get_column("cause").cast(pl.String).to_list()
        for records in (cohort(onset="progressive"), cohort(("2021-06-15", "20x"), onset="progressive"))
    ]
    assert "relapse_independent" in causes[0]
    assert causes[1]
    assert "relapse_independent" not in causes[1]


@pytest.mark.parametrize("unread", UNREAD.values(), ids=UNREAD.keys())
def test_no_finding_says_that_none_were_found_where_some_could_not_be_read(unread: tuple[str | None, str]):
    assert check(cohort()).filter(rule="no_rows", table="relapses").height == 1
    assert check(cohort(unread)).filter(rule="no_rows").is_empty()


def test_visits_set_aside_say_nothing_about_relapses_that_came_as_their_own_table():
    visits = pl.DataFrame({"ID": "A", "dateEDSS": [*DATES, "2021-06-15"], "EDSS": [2.0, 3.5, 3.5, 3.5, 0.5]})
    relapses = pl.DataFrame({"ID": ["A"], "onset_date": ["2010-01-01"]})
    assert activity(read_cohort(visits=visits, mri=SCANS, relapses=relapses))[-1] == "not_active"
