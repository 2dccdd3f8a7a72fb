"""`mscourse due`."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from mscourse.results.due import WhoIsDue

Run = Callable[..., Result]

CONFIRMED_LATER = """patient_id,date,edss
A,2020-01-10,2.0
A,2020-07-10,2.0
A,2021-01-10,3.0
B,2020-02-01,4.0
B,2021-01-20,4.0
C,2020-02-01,4.0
C,2021-04-20,4.0
"""


@pytest.fixture
def waiting(data: Path) -> Path:
    """A has a worsening that was never confirmed, and nobody has had an MRI."""
    (data / "visits.csv").write_text(CONFIRMED_LATER, encoding="utf-8")
    return data


def printed(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_everybody_is_judged_on_the_latest_day_on_record_and_that_is_said(run: Run, waiting: Path) -> None:
    told = printed(run("due", waiting))

    assert "Who is due for what on 2021-04-20, the latest date on record; --until judges on another day." in told
    assert "Confirming visit after a worsening: due since 2021-04-04 (16 days)." in told


def test_the_most_urgent_person_comes_first_with_everything_that_is_due(run: Run, waiting: Path) -> None:
    told = printed(run("due", waiting, "--until", "2022-02-01"))
    _, a, b, c = told.replace(" B - ", "|").replace(" C - ", "|").replace(" A - ", "|").split("|")

    assert "Who is due for what on 2022-02-01." in told
    assert a.startswith("Confirming visit after a worsening: overdue since 2021-04-04 (303 days).")
    assert "Neurological examination: overdue since 2022-01-10 (22 days); last 2021-01-10." in a
    assert "MRI: none on record" in a
    assert "One visit with an EDSS, from 2022-02-01 on, serves as both." in a
    assert b.startswith("Neurological examination: overdue since 2022-01-20 (12 days)")
    assert c.startswith("MRI: none on record")


def test_counts_stand_above_the_people(run: Run, waiting: Path) -> None:
    lines = run("due", waiting, "--until", "2022-02-01").output.splitlines()
    numbers = {" ".join(line.split()[:-3]): line.split()[-3:] for line in lines if line.split()[-1:] != []}

    assert "3 people: 3 with something due, 0 with nothing due." in " ".join(lines)
    assert numbers["Confirming visit"] == ["1", "0", "0"]
    assert numbers["Neurological examination"] == ["2", "0", "0"]
    assert numbers["MRI"] == ["0", "3", "0"]


def test_who_has_died_or_left_is_counted_and_not_asked_for(run: Run, waiting: Path) -> None:
    told_of = "patient_id,death_date,follow_up_end\nA,2021-03-01,\nB,,2021-03-01\n"
    (waiting / "patients.csv").write_text(told_of, encoding="utf-8")
    told = printed(run("due", waiting, "--until", "2022-02-01"))

    assert "1 with something due, 0 with nothing due, 1 whose follow-up had ended, 1 who had died." in told
    assert " A - " not in told
    assert " B - " not in told


def test_so_many_people_are_shown_and_the_others_counted(run: Run, waiting: Path) -> None:
    told = printed(run("due", waiting, "--people", "1"))

    assert "2 more people are due for something" in told
    assert " A - " in told
    assert " B - " not in told


def test_after_a_relapse_a_visit_counts_later(run: Run, waiting: Path) -> None:
    (waiting / "relapses.csv").write_text("patient_id,onset_date\nA,2021-04-10\n", encoding="utf-8")

    assert "due since 2021-04-11 (9 days); after a relapse, a visit counts from 2021-05-11 on." in printed(
        run("due", waiting)
    )


def test_what_is_due_today_is_due_since_today(run: Run, waiting: Path) -> None:
    told = printed(run("due", waiting, "--until", "2022-01-10"))

    assert "Neurological examination: overdue since today, 2022-01-10; last 2021-01-10." in told
    assert "(0 days)" not in told


def test_a_confirming_visit_whose_day_has_come_is_not_under_due_soon_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("patient_id,date,edss\nA,0,2.0\nA,400,3.0\n", encoding="utf-8")
    told = printed(run("due", tmp_path, "--until", "500"))

    assert "due or due soon" in told
    assert "Confirming visit after a worsening: due since day 484 (16 days)." in told
    assert "Confirming visit: due since day 484," in printed(run("patient", "A", tmp_path, "--until", "500"))


def test_records_in_days_are_judged_on_a_day(run: Run, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("patient_id,date,edss\nA,0,2.0\nB,400,2.0\n", encoding="utf-8")
    told = printed(run("due", tmp_path))

    assert "on day 400, the latest date on record" in told
    assert "overdue since day 365 (35 days); last day 0." in told


def test_all_rows_are_written_to_a_file(run: Run, waiting: Path, tmp_path: Path) -> None:
    assert "6 rows are in" in printed(run("due", waiting, "--until", "2022-02-01", "--out", tmp_path / "due.parquet"))
    rows = pl.read_parquet(tmp_path / "due.parquet")

    assert rows.columns == list(WhoIsDue.columns())
    assert rows.get_column("patient_id").to_list() == ["A", "A", "B", "A", "B", "C"]


def test_a_day_before_every_record_leaves_nobody(run: Run, waiting: Path) -> None:
    assert "Nobody has a record by that day." in printed(run("due", waiting, "--until", "2010-01-01"))


@pytest.mark.parametrize("columns", [80, 50])
def test_the_list_fits_the_terminal(run: Run, clinic: Path, columns: int) -> None:
    lines = run("due", clinic, "--until", "2025-03-01", columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


def test_errors_in_the_data_stop_the_list_unless_they_are_set_aside(run: Run, faulty: Path) -> None:
    assert run("due", faulty).exit_code == 3
    assert "Rows set aside for errors: visits 1 of 7." in printed(run("due", faulty, "--set-aside"))


def test_the_definition_may_be_changed(run: Run, waiting: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "lublin_2013", "--json").output
    (tmp_path / "mine.json").write_text(text.replace('"interval": 365', '"interval": 730'), encoding="utf-8")
    told = printed(run("due", waiting, "--until", "2022-02-01", "--definition", tmp_path / "mine.json"))

    assert "Neurological examination: overdue" not in told
    assert "changed from" in told
