"""`--set-aside`: one answer for a person and for everybody, and word of what was left out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

import mscourse
from mscourse.cli.one_person import cut_checked, cut_to
from mscourse.cli.reading import read_checked
from mscourse.derivations.check import check_cohort

Run = Callable[..., Result]

VISITS = """patient_id,date,edss
A,2020-01-10,2.0
A,2020-07-10,2.0
A,2020-07-10,2.0
A,2021-01-10,3.0
A,2021-07-10,3.0
B,2020-02-01,4.0
B,2020-08-01,4.2
B,2021-02-01,5.0
B,2021-08-01,5.0
C,2020-03-01,1.0
D,2020-03-01,4.2
,2020-03-01,1.0
"""
RELAPSES = """patient_id,onset_date
A,2020-01-01
A,2020-01-11
B,2020-05-01
C,2020-13-01
"""
PEOPLE = ["A", "B", "C"]
TABLES = ["states", "events", "evidence", "assessments", "topics"]


@pytest.fixture
def mixed(data: Path) -> Path:
    """People with errors in some rows, in all rows of one table, and in all rows."""
    (data / "visits.csv").write_text(VISITS, encoding="utf-8")
    (data / "relapses.csv").write_text(RELAPSES, encoding="utf-8")
    return data


@pytest.mark.parametrize("patient", PEOPLE)
def test_one_person_has_the_answer_that_everybody_together_gives(mixed: Path, patient: str) -> None:
    whole = mscourse.characterise(mscourse.read_cohort(mixed), set_aside=True)
    one = mscourse.characterise(read_checked(mixed, date_format=None, set_aside=True, patient=patient))

    assert one.patient_ids == [patient]
    for table in TABLES:
        assert getattr(one, table).equals(whole.of(table, patient)), table


@pytest.mark.parametrize("patient", PEOPLE)
def test_one_person_is_told_what_their_lost_scan_and_treatment_leave_open(mixed: Path, patient: str) -> None:
    clear = "".join(f"{who},2021-07-01,0,0\n" for who in PEOPLE)
    scans = f"patient_id,date,new_t2_lesions,enlarging_t2_lesions\n{clear}A,2021-13-01,1,0\n"
    (mixed / "mri.csv").write_text(scans, encoding="utf-8")
    treatments = "patient_id,start_date,drug\nC,2020-01-01,x\nB,2020-13-01,x\n"
    (mixed / "treatments.csv").write_text(treatments, encoding="utf-8")

    whole = mscourse.characterise(mscourse.read_cohort(mixed), set_aside=True)
    one = mscourse.characterise(read_checked(mixed, date_format=None, set_aside=True, patient=patient))

    for table in TABLES:
        assert getattr(one, table).equals(whole.of(table, patient)), table
    treated = {"A": {False}, "B": {None}, "C": {True}}
    assert set(one.states.get_column("on_treatment")) == treated[patient]


@pytest.mark.parametrize("patient", PEOPLE)
def test_the_command_says_the_label_of_the_table(run: Run, mixed: Path, tmp_path: Path, patient: str) -> None:
    run("characterise", mixed, "--out", tmp_path / "out", "--set-aside", "--no-report")
    label = pl.read_parquet(tmp_path / "out" / "states.parquet").filter(patient_id=patient).item(-1, "label")

    result = run("patient", patient, mixed, "--set-aside", columns=300)

    assert result.exit_code == 0, result.output
    assert label in result.output


def counted(path: Path, patient: str) -> Iterator[tuple[int, int, int]]:
    counts = read_checked(path, date_format=None, set_aside=True, patient=patient).counts
    for table in ("visits", "relapses"):
        yield counts[table].given, counts[table].set_aside, counts[table].passed_over


def test_the_rows_of_one_person_are_counted(mixed: Path) -> None:
    assert list(counted(mixed, "A")) == [(5, 0, 1), (2, 0, 1)]
    assert list(counted(mixed, "B")) == [(4, 1, 0), (1, 0, 0)]
    assert list(counted(mixed, "C")) == [(1, 0, 0), (1, 1, 0)]


def test_the_counts_of_all_people_add_up_to_those_of_the_cohort(clinic: Path) -> None:
    cohort = mscourse.read_cohort(clinic)
    whole = check_cohort(cohort, set_aside=True)
    everybody = {name: [0, 0, 0] for name in whole.counts}
    for patient in cohort.visits.get_column("patient_id").unique():
        for name, count in cut_checked(whole, patient, cut_to(cohort, patient).given).counts.items():
            parts = (count.given, count.set_aside, count.passed_over)
            everybody[name] = [before + part for before, part in zip(everybody[name], parts, strict=True)]

    assert everybody == {name: [each.given, each.set_aside, each.passed_over] for name, each in whole.counts.items()}
    assert sum(passed_over for _, _, passed_over in everybody.values()) > 0


def test_one_person_is_told_what_was_left_out(run: Run, mixed: Path) -> None:
    assert "Rows of this person set aside for errors: visits 1." in run("patient", "B", mixed, "--set-aside").output
    assert "set aside" not in run("patient", "A", mixed, "--set-aside").output


def test_a_person_of_whom_nothing_is_left_exits_with_3(run: Run, mixed: Path) -> None:
    result = run("patient", "D", mixed, "--set-aside", columns=300)

    assert result.exit_code == 3
    assert "Every row of this person has an error" in result.stderr
    assert f"`mscourse check {mixed} --out findings.csv`" in result.stderr


def test_characterise_says_how_much_was_left_out_and_where_it_is_listed(run: Run, mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (mixed / "relapses.csv").write_text(RELAPSES + "E,2020-01-01\n", encoding="utf-8")
    output = run("characterise", mixed, "--out", out, "--set-aside", "--no-report", columns=300).output
    warnings = pl.read_parquet(out / "findings.parquet").filter(severity="warning").height

    assert "Rows set aside for errors: visits 3 of 12, relapses 1 of 5." in output
    assert f"Warnings: {warnings}. They are listed in {out / 'findings.parquet'}." in output
    assert warnings > 0


def test_events_say_it_too_beside_the_table_in_a_pipe(run: Run, mixed: Path) -> None:
    listed = run("events", mixed, "--set-aside", columns=300)
    piped = run("events", mixed, "--set-aside", "--format", "csv", columns=300)

    assert "Rows set aside for errors: visits 3 of 12, relapses 1 of 4." in listed.stdout
    assert "Rows set aside" not in piped.stdout
    assert "Rows set aside for errors: visits 3 of 12, relapses 1 of 4." in piped.stderr


def test_nothing_is_said_where_nothing_was_left_out(run: Run, data: Path, tmp_path: Path) -> None:
    output = run("characterise", data, "--out", tmp_path / "out", "--set-aside", "--no-report").output

    assert "set aside" not in output
    assert "Warnings" not in output


def test_the_methods_count_each_table_once(run: Run, mixed: Path, tmp_path: Path) -> None:
    run("characterise", mixed, "--out", tmp_path / "out", "--set-aside", "--no-report")
    methods = (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")

    assert methods.count("set aside") == 2
    assert "Not given, and so unknown: patients, mri, treatments, recorded_courses." in methods


def test_the_relapses_are_counted_by_the_rule_of_the_definition(run: Run, mixed: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "lublin_2013", "--json").output
    (tmp_path / "mine.json").write_text(text.replace('"minimum_interval": 30', '"minimum_interval": 5'), "utf-8")
    run(
        *("characterise", mixed, "--out", tmp_path / "out", "--set-aside", "--no-report"),
        *("--definition", tmp_path / "mine.json"),
    )
    provenance = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))

    assert provenance["rows"]["relapses"]["passed_over"] == 0
