"""What the options of confirmed change look at besides values: uncertain onsets, tests not done, visits planned."""

import polars as pl
import pytest

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.tables.cohort import Cohort

VISITS = pl.DataFrame({"patient_id": ["A"], "date": ["2020-01-01"], "edss": [2.0]})
FLAGS = ("scheduled", "t25fw_unable", "nhpt_unable")


def uncertain(*days: object, column: str = "onset_uncertainty") -> Cohort:
    """A cohort with relapses of one person whose onsets are uncertain by so many days."""
    onsets = [f"20{10 + at}-01-01" for at in range(len(days))]
    cells = pl.Series(column, days, strict=False)
    return Cohort(visits=VISITS, relapses=pl.DataFrame({"patient_id": "A", "onset_date": onsets}).with_columns(cells))


def flagged(column: str, *cells: object) -> Cohort:
    """A cohort with visits of one person that hold these cells."""
    dates = [f"20{10 + at}-01-01" for at in range(len(cells))]
    visits = pl.DataFrame({"patient_id": "A", "date": dates}).with_columns(pl.Series(column, cells, strict=False))
    return Cohort(visits=visits)


def test_uncertainty_is_carried_into_the_checked_relapses():
    relapses = check_cohort(uncertain("0", "14", "", "3650")).relapses

    assert relapses.get_column("onset_uncertainty").to_list() == [0, 14, None, 3650]
    assert relapses.schema["onset_uncertainty"] == pl.Int32


def test_uncertainty_is_read_under_its_other_name():
    read = check_cohort(uncertain(7, column="Onset uncertainty (days)")).relapses

    assert read.get_column("onset_uncertainty").to_list() == [7]


@pytest.mark.parametrize("days", ["-1", -1, 3651, "99999999999"])
def test_uncertainty_out_of_range_is_an_error(days: object):
    cohort = uncertain(days, 3)
    found = check(cohort).filter(column="onset_uncertainty")

    assert found.select("severity", "rule", "row").rows() == [("error", "out_of_range", 1)]
    assert found.item(0, "message").endswith("is out of range: 0 to 3650.")
    with pytest.raises(DataError, match=r"Uncertainty of the onset: 0 to 3650"):
        check_cohort(cohort)
    assert check_cohort(cohort, set_aside=True).relapses.get_column("onset_uncertainty").to_list() == [3]


@pytest.mark.parametrize(("cell", "rule"), [("1.5", "not_whole_number"), ("a week", "not_a_number")])
def test_uncertainty_is_a_whole_number(cell: str, rule: str):
    assert check(uncertain(cell)).filter(column="onset_uncertainty").get_column("rule").to_list() == [rule]


@pytest.mark.parametrize("column", FLAGS)
def test_yes_and_no_are_carried_into_the_checked_visits(column: str):
    cohort = flagged(column, "yes", "0", "", "TRUE", "n")

    assert check_cohort(cohort).visits.get_column(column).to_list() == [True, False, None, True, False]


@pytest.mark.parametrize("column", FLAGS)
@pytest.mark.parametrize("cells", [(1, 0, None), (1.0, 0.0, None), (True, False, None)])
def test_yes_and_no_may_be_numbers(column: str, cells: tuple[object, ...]):
    assert check_cohort(flagged(column, *cells)).visits.get_column(column).to_list() == [True, False, None]


@pytest.mark.parametrize("column", FLAGS)
@pytest.mark.parametrize("cell", ["perhaps", "2", "-1"])
def test_what_is_neither_yes_nor_no_is_an_error(column: str, cell: str):
    cohort = flagged(column, "yes", cell)

    assert check(cohort).filter(column=column).select("severity", "rule", "row").rows() == [
        ("error", "not_yes_or_no", 2)
    ]
    assert check_cohort(cohort, set_aside=True).visits.height == 1


@pytest.mark.parametrize("column", FLAGS)
def test_rows_of_one_day_that_differ_in_it_are_found(column: str):
    twice = pl.DataFrame({"patient_id": ["A", "A"], "date": ["2020-01-01"] * 2, column: ["yes", "no"]})

    rules = check(Cohort(visits=twice)).filter(column=column).get_column("rule").to_list()
    assert rules == ["same_day_disagreement"] * 2
