"""`mscourse patient` and `mscourse events`."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from mscourse.results.schemas import Changes

Run = Callable[..., Result]


def test_one_person_in_words(run: Run, clinic: Path) -> None:
    result = run("patient", "P01", clinic)

    assert result.exit_code == 0, result.output
    assert "Where this person stands" in result.output
    assert "SPMS" in result.output
    assert "What is due" in result.output
    assert "not a medical device" in result.output


def test_one_person_is_told_with_the_topics_and_no_drug_among_them(run: Run, clinic: Path) -> None:
    drugs = pl.read_csv(clinic / "treatments.csv").get_column("drug").unique().to_list()

    printed = run("patient", "P07", clinic).output
    _, rest = printed.split("Topics for the conversation")
    topics, labels = rest.split("What treatments are labelled for")

    assert "benefits and risks of a stronger treatment" in " ".join(topics.split())
    assert any(drug in printed for drug in drugs)
    assert not any(drug in topics for drug in drugs)
    assert "not a medical device" in labels


def test_one_person_on_an_earlier_day(run: Run, clinic: Path) -> None:
    assert "RRMS" in run("patient", "P01", clinic, "--until", "2015-06-01").output


@pytest.mark.parametrize("columns", [80, 50])
def test_words_are_broken_to_fit(run: Run, clinic: Path, columns: int) -> None:
    lines = run("patient", "P01", clinic, columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


@pytest.mark.parametrize(("suffix", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_one_person_is_drawn_into_a_file(run: Run, clinic: Path, tmp_path: Path, suffix: str, begins: bytes) -> None:
    picture = tmp_path / "pictures" / f"p01.{suffix}"

    result = run("patient", "P01", clinic, "--picture", picture)

    assert result.exit_code == 0, result.output
    assert picture.read_bytes().startswith(begins)
    assert "Drawn:" in result.output


def test_a_picture_of_no_kind_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    result = run("patient", "P01", tmp_path / "nowhere", "--picture", tmp_path / "p01.gif")

    assert result.exit_code == 2
    assert ".svg, .png, .pdf, .html" in result.stderr


def test_an_unknown_person_exits_with_6_and_is_not_named(run: Run, clinic: Path) -> None:
    result = run("patient", "P99", clinic)

    assert result.exit_code == 6
    assert "P99" not in result.stderr


def test_an_error_in_somebody_elses_records_does_not_matter(run: Run, faulty: Path) -> None:
    assert run("patient", "A", faulty).exit_code == 0
    assert run("patient", "B", faulty).exit_code == 3


def test_events_are_listed(run: Run, data: Path) -> None:
    result = run("events", data)

    assert result.exit_code == 0, result.output
    assert "worsening" in result.output
    assert "EDSS 2 to 3" in result.output
    assert "PIRA" in result.output
    assert "1 event." in result.output


def test_events_as_csv_for_a_pipe(run: Run, data: Path) -> None:
    printed = run("events", data, "--format", "csv").stdout
    table = pl.read_csv(StringIO(printed))

    assert table.columns == list(Changes.columns())
    assert table.select("patient_id", "kind", "onset").rows() == [("A", "worsening", "2021-01-10")]


def test_events_into_a_file(run: Run, data: Path, tmp_path: Path) -> None:
    run("events", data, "--out", tmp_path / "events.parquet")

    assert pl.read_parquet(tmp_path / "events.parquet").height == 1


def test_events_by_a_changed_rule(run: Run, data: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "pira_mueller_2023", "--json").output
    (tmp_path / "year.json").write_text(text.replace('"confirm_after": 84', '"confirm_after": 365'), encoding="utf-8")

    assert "0 events." in run("events", data, "--definition", tmp_path / "year.json").output


@pytest.mark.parametrize("arguments", [["--format", "parquet"], ["--format", "csv", "--out", "events.parquet"]])
def test_formats_that_do_not_fit_exit_with_2(run: Run, data: Path, arguments: list[str]) -> None:
    assert run("events", data, *arguments).exit_code == 2


@pytest.mark.parametrize("columns", [80, 50])
def test_events_fit_the_terminal(run: Run, clinic: Path, columns: int) -> None:
    lines = run("events", clinic, columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


def test_an_id_and_data_that_changed_places_are_told_so(run: Run, data: Path) -> None:
    result = run("patient", data, "A")

    assert result.exit_code == 2
    assert "The ID comes first, then DATA." in result.stderr


def test_results_and_findings_are_not_written_to_one_file(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("events", data, "--out", tmp_path / "one.csv", "--findings", tmp_path / "x" / ".." / "one.csv")

    assert result.exit_code == 2
    assert "two tables" in result.stderr
    assert not (tmp_path / "one.csv").exists()


def test_the_topics_in_another_language_and_in_plain_words(run: Run, clinic: Path) -> None:
    german = " ".join(run("patient", "P07", clinic, "--language", "de").output.split())
    plain = " ".join(run("patient", "P07", clinic, "--plain-language").output.split())

    assert "Themen für das Gespräch - Die Krankheit war in den vergangenen 12 Monaten" in german
    assert "You can talk about whether a stronger treatment could help you" in plain
    assert "can be weighed together" not in plain


def test_a_language_without_words_is_refused(run: Run, clinic: Path) -> None:
    assert run("patient", "P07", clinic, "--language", "fr").exit_code == 2


def test_the_treatments_of_a_person_with_spms_and_the_labels_as_facts(run: Run, clinic: Path) -> None:
    printed = " ".join(run("patient", "P07", clinic).output.split())

    assert "Siponimod, since 2018-12-01: a switch from dimethyl fumarate" in printed
    assert "Activity on siponimod" in printed
    assert "Facts about labels, not advice" in printed
    assert "European Union: labelled for SPMS with active disease" in printed


def test_a_table_of_drugs_of_ones_own_takes_the_place_of_ours(run: Run, clinic: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("drug,efficacy,efficacy_source\nsiponimod,high,our clinic\n", encoding="utf-8")

    printed = " ".join(run("patient", "P07", clinic, "--drugs", own).output.split())

    assert "a switch from dimethyl fumarate; efficacy category high (our clinic)." in printed
    assert "not in the table of drugs" in printed
    checked = " ".join(run("check", clinic, "--drugs", own).output.split())
    assert "unknown_drug" in checked
    assert "unknown_drug" not in run("check", clinic).output
    done = run("characterise", clinic, "--out", tmp_path / "out", "--no-report", "--format", "csv", "--drugs", own)
    assert done.exit_code == 0, done.output
    assert "unknown_drug" in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "patient", "characterise"])
def test_a_table_of_drugs_that_is_of_no_use_is_said_to_be(run: Run, clinic: Path, tmp_path: Path, command: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,code\nsiponimod,1\n", encoding="utf-8")
    rest = {"check": [clinic], "patient": ["P07", clinic], "characterise": [clinic, "--out", tmp_path / "out"]}[command]

    result = run(command, *rest, "--drugs", bad)

    assert result.exit_code == 2
    assert "has no column `drug`" in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()
