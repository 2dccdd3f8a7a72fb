"""What findings and refusals say: the measure, the range, the value as written, and the ways out."""

import datetime as dt
from pathlib import Path

import pytest

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.sources import read_cohort

TODAY = dt.date(2025, 1, 1)
VISITS = "patient_id,date,edss\nA,2020-01-01,2.0\nA,2020-07-01,2.5\n"


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("id,date,edss", "A,2020-01-01,11", "EDSS 11 is not on the scale: 0, or 1.0 to 10.0 in half points."),
        ("id,date,sdmt", "A,2020-01-01,140", "SDMT 140 is out of range: 0 to 120."),
        ("id,date,fs_visual", "A,2020-01-01,99999", "Visual score 99999 is out of range: 0 to 6."),
        ("id,date,t25fw", "A,2020-01-01,0", "T25FW 0 is out of range: above 0."),
        (
            "id,date,t25fw",
            "A,2020-01-01,5200",
            "T25FW 5200 cannot be seconds: the test is stopped at 180 s. These may be milliseconds.",
        ),
        ("id,date,t25fw", "A,2020-01-01,200.5", "T25FW 200.5 is longer than the test is given: 180 seconds."),
        ("id,date,edss", "A,2020-11-31,2", "2020-11-31 is no date: there is no such day."),
        ("id,date,edss", "A,14/01/2019,2", "14/01/2019 is written day first, which has to be said."),
        ("id,date,edss", "A,01/14/2019,2", "01/14/2019 is written month first, which has to be said."),
        (
            "id,date,edss",
            "A,02/01/2019,2",
            "02/01/2019 could be day first or month first, which has to be said.",
        ),
        ("id,edss", "A,2", "`date` is not there; this table needs `patient_id` and `date`."),
    ],
)
def test_what_is_said_names_the_measure_the_range_and_the_value_as_written(
    header: str, line: str, message: str, tmp_path: Path
):
    (tmp_path / "visits.csv").write_text(f"{header}\n{line}\n")
    assert message in check(read_cohort(tmp_path), today=TODAY).get_column("message").to_list()


def test_a_count_too_large_to_be_held_is_told_how_far_counts_go(tmp_path: Path):
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / "mri.csv").write_text("id,date,gd\nA,2020-01-01,3000000000\nA,2020-02-01,-1\n")
    found = check(read_cohort(tmp_path), today=TODAY).filter(rule="out_of_range").sort("row")
    assert found.get_column("message").to_list() == [
        "Gd-enhancing lesions 3000000000 is out of range: 0 to 2147483647.",
        "Gd-enhancing lesions -1 is out of range: 0 or more.",
    ]


def test_the_exception_names_ranges_needed_columns_and_both_ways_to_go_on(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,sdmt,fs_visual\nA,2020-01-01,140,9\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), today=TODAY)
    assert "SDMT: 0 to 120" in stopped.value.rule
    assert "Visual score: 0 to 6" in stopped.value.rule
    for way_out in ("--set-aside", "set_aside=True", "ms.check(cohort)"):
        assert way_out in stopped.value.hint
    (tmp_path / "visits.csv").write_text("edss\n2\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), today=TODAY)
    assert "The table visits needs `patient_id` and `date`." in stopped.value.rule


def test_a_time_in_milliseconds_costs_the_whole_visit_and_the_action_says_so(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss,t25fw\nA,2020-01-01,2,5200\nA,2020-05-01,2,5\n")
    cohort = read_cohort(tmp_path)
    assert "whole visit, its EDSS" in check(cohort, today=TODAY).filter(rule="timed_test_unit").item(0, "action")
    assert check_cohort(cohort, set_aside=True, today=TODAY).visits.get_column("row").to_list() == [3]


def test_visits_set_aside_to_nothing_keep_the_reason_and_the_way_out(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss\nA,31/12/2020,2\nA,01/02/2021,2\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), set_aside=True, today=TODAY)
    assert "visits: 2 rows: ambiguous_date" in stopped.value.fact
    assert "--date-format %d/%m/%Y" in stopped.value.hint
    assert "out." not in stopped.value.hint


def test_only_a_table_that_can_be_left_out_is_said_to_be(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss\nA,2020-01-01,0.5\n")
    (tmp_path / "mri.csv").write_text("id,date,gd\nA,2020-01-01,-1\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), set_aside=True, today=TODAY)
    assert "leave mri out" in stopped.value.hint
    assert "out_of_range" in stopped.value.fact


def test_the_column_that_settles_the_form_of_dates_speaks_for_the_others(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss\nA,31/12/2020,2\n")
    (tmp_path / "relapses.csv").write_text("id,date\nA,01/02/2020\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), today=TODAY)
    assert stopped.value.hint.count("--date-format") == 1
    assert "%m/%d/%Y" not in stopped.value.hint


def test_one_impossible_day_does_not_hide_the_form_of_the_others(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss\nA,31/12/2020,2\nA,31/02/2021,2\n")
    found = check(read_cohort(tmp_path), today=TODAY).filter(rule="ambiguous_date")
    assert found.get_column("action").str.contains("--date-format %d/%m/%Y (", literal=True).to_list() == [True]
