"""`mscourse characterise`."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from mscourse.results.schemas import RESULTS

Run = Callable[..., Result]
TABLES = ["states", "events", "evidence", "assessments", "topics", "findings"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_written(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out")

    assert result.exit_code == 0, result.output
    documents = ["provenance.json", "definition.json", "methods.md", "report.html"]
    assert names(tmp_path / "out") == sorted([*(f"{table}.parquet" for table in TABLES), *documents])
    assert "report.html" in result.output


@pytest.mark.parametrize("table", RESULTS)
def test_both_formats_hold_the_same_columns(run: Run, data: Path, tmp_path: Path, table: str) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report")
    run("characterise", data, "--out", tmp_path / "text", "--no-report", "--format", "csv")
    parquet = pl.read_parquet(tmp_path / "out" / f"{table}.parquet")
    text = pl.read_csv(tmp_path / "text" / f"{table}.csv")

    assert parquet.columns == text.columns == list(RESULTS[table].columns())
    assert parquet.height == text.height


def test_lists_are_joined_in_csv(run: Run, clinic: Path, tmp_path: Path) -> None:
    run("characterise", clinic, "--out", tmp_path / "out", "--no-report", "--format", "csv")
    reasons = pl.read_csv(tmp_path / "out" / "states.csv").get_column("activity_reason")

    assert (reasons == "new_t2;relapse").any()


def test_without_a_report_there_is_none(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report")

    assert "report.html" not in names(tmp_path / "out")


def test_an_older_folder_of_results_is_replaced_as_a_whole(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report", "--format", "csv")
    result = run("characterise", data, "--out", tmp_path / "out", "--no-report")

    assert result.exit_code == 0
    assert [name for name in names(tmp_path / "out") if name.endswith(".csv")] == []
    assert names(tmp_path) == ["data", "out"]


def test_a_folder_that_holds_other_things_is_refused_and_left_as_it_was(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("years of work", encoding="utf-8")

    result = run("characterise", data, "--out", tmp_path / "out", "--no-report")

    assert result.exit_code == 7
    assert "--force" in result.stderr
    assert names(tmp_path / "out") == ["thesis.docx"]


def test_force_keeps_the_other_things(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "more").mkdir(parents=True)
    (tmp_path / "out" / "more" / "thesis.docx").write_text("years of work", encoding="utf-8")

    result = run("characterise", data, "--out", tmp_path / "out", "--no-report", "--force")

    assert result.exit_code == 0
    assert (tmp_path / "out" / "more" / "thesis.docx").read_text(encoding="utf-8") == "years of work"
    assert (tmp_path / "out" / "states.parquet").exists()


def test_a_file_is_no_folder(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")

    assert run("characterise", data, "--out", tmp_path / "out").exit_code == 7


def test_errors_in_the_data_stop_it_and_are_listed_where_asked(run: Run, faulty: Path, tmp_path: Path) -> None:
    result = run("characterise", faulty, "--out", tmp_path / "out", "--findings", tmp_path / "findings.csv")

    assert result.exit_code == 3
    assert not (tmp_path / "out").exists()
    assert pl.read_csv(tmp_path / "findings.csv").filter(rule="edss_on_scale").height == 1


def test_rows_with_errors_are_set_aside_on_request(run: Run, faulty: Path, tmp_path: Path) -> None:
    result = run("characterise", faulty, "--out", tmp_path / "out", "--set-aside", "--no-report")
    provenance = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))

    assert result.exit_code == 0
    assert provenance["rows"]["visits"]["set_aside"] == 1
    assert "1 set aside" in (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")


def test_until_ignores_what_came_later(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report", "--until", "2021-01-31")

    states = pl.read_parquet(tmp_path / "out" / "states.parquet").filter(patient_id="A")
    assert states.get_column("end").max().isoformat() == "2021-02-01"
    assert states.get_column("worsening").to_list()[-1] == "awaiting_confirmation"


def test_hindsight_is_named_in_the_provenance(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report", "--hindsight")
    provenance = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))

    assert provenance["hindsight"] is True
    assert "With hindsight" in (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")


def test_an_onset_may_be_assumed(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "plain", "--no-report")
    run("characterise", data, "--out", tmp_path / "assumed", "--no-report", "--assume-onset", "relapsing")

    def phenotypes(folder: str) -> set[str]:
        return set(pl.read_parquet(tmp_path / folder / "states.parquet").get_column("phenotype").cast(pl.String))

    assert phenotypes("plain") == {"ms_unspecified"}
    assert phenotypes("assumed") == {"rrms"}


def test_a_changed_definition_has_another_fingerprint(run: Run, data: Path, tmp_path: Path) -> None:
    changed = run("definitions", "show", "lublin_2013", "--json").output.replace('"window": 365', '"window": 730')
    (tmp_path / "mine.json").write_text(changed, encoding="utf-8")

    run("characterise", data, "--out", tmp_path / "out", "--no-report", "--definition", tmp_path / "mine.json")
    run("characterise", data, "--out", tmp_path / "usual", "--no-report")

    def mark(folder: str) -> str:
        return pl.read_parquet(tmp_path / folder / "states.parquet").item(0, "definition")

    assert mark("out") != mark("usual")
    assert (tmp_path / "out" / "definition.json").read_text(encoding="utf-8") == changed
    assert "730 days" in (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")


def test_a_date_that_is_none_exits_with_2(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--until", "31.01.2021")

    assert result.exit_code == 2
    assert "2024-05-01" in result.stderr


def test_the_summary_says_where_people_stand(run: Run, clinic: Path, tmp_path: Path) -> None:
    output = run("characterise", clinic, "--out", tmp_path / "out", "--no-report").output

    assert "14 people" in output
    assert "SPMS" in output
    said = " ".join(output.split())
    assert re.search(r"overdue or never done in \d+ (people|person), on each person's last day\.", said)


@pytest.mark.parametrize("columns", [80, 50])
def test_the_summary_fits_the_terminal(run: Run, data: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    lines = run("characterise", "data", "--out", "out", "--no-report", columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


def test_the_error_names_the_findings_just_written_and_the_data_given(run: Run, faulty: Path, tmp_path: Path) -> None:
    findings = tmp_path / "f.csv"
    written = run("characterise", faulty, "--out", tmp_path / "out", "--findings", findings, columns=300).stderr
    plain = run("characterise", faulty, "--out", tmp_path / "out", columns=300).stderr

    assert f"{findings} " in written
    assert "findings.csv" not in written
    assert f"`mscourse check {faulty} --out findings.csv`" in plain
    assert "DATA" not in written + plain


def test_an_error_is_broken_to_fit(run: Run, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(faulty.parent)
    lines = run("characterise", "data", "--out", "out", columns=50).stderr.splitlines()

    assert lines
    assert [line for line in lines if len(line) > 50] == []


def test_a_choice_that_there_is_not_is_refused_in_plain_words(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--format", "xlsx", columns=300)

    assert result.exit_code == 2
    assert "'--format': 'xlsx' is not one of" in result.stderr


def test_visits_without_a_row_are_warned_of(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "visits.csv").write_text("patient_id,date,edss\n", encoding="utf-8")

    result = run("characterise", data, "--out", tmp_path / "out", "--no-report")

    assert result.exit_code == 0, result.output
    assert "Warning: The table of visits has no rows." in result.output
    assert "Where they stand" not in result.output


def test_a_course_that_only_the_clinician_recorded_is_counted_apart(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "recorded_courses.csv").write_text("patient_id,date,course\nB,2020-02-01,SPMS\n", encoding="utf-8")
    (data / "visits.csv").write_text(
        "patient_id,date,edss,fs_pyramidal\n"
        "B,2020-02-01,4.0,\n"
        "C,2019-01-01,4.0,3\n"
        "C,2020-01-01,5.0,3\n"
        "C,2020-07-01,5.0,3\n",
        encoding="utf-8",
    )
    (data / "relapses.csv").write_text("patient_id,onset_date\nC,2015-01-01\n", encoding="utf-8")

    output = run("characterise", data, "--out", tmp_path / "out", "--no-report", columns=300).output

    assert "SPMS onset by the rules was found in 1 person; 1 more is recorded by the clinician." in output
