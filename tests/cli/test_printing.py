"""`mscourse patient --pdf` and `--plain-pdf`."""

import sys
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from click.testing import Result

Run = Callable[..., Result]


def title_of(path: Path) -> str:
    about = pypdf.PdfReader(path).metadata
    return "" if about is None else str(about.title)


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def test_the_report_and_the_page_for_the_person_in_one_go(run: Run, clinic: Path, tmp_path: Path) -> None:
    report, page = tmp_path / "pages" / "P07.pdf", tmp_path / "pages" / "P07-plain.pdf"
    result = run("patient", "P07", clinic, "--pdf", report, "--plain-pdf", page, "--language", "de", columns=200)

    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[:2] == [f"Page for the person: {page}", f"Report: {report}"]
    assert "Where this person stands" not in result.output
    assert title_of(report) == "Disease course of P07"
    assert title_of(page) == "Ihre MS in einfachen Worten"
    assert "Nutzen und Risiken" not in text_of(report)


def test_without_a_page_for_the_person_the_language_is_that_of_the_topics(
    run: Run, clinic: Path, tmp_path: Path
) -> None:
    run("patient", "P07", clinic, "--pdf", tmp_path / "P07.pdf", "--language", "de")

    assert "Nutzen und Risiken" in text_of(tmp_path / "P07.pdf")


def test_in_plain_language_the_pdf_is_the_page_for_the_person(run: Run, clinic: Path, tmp_path: Path) -> None:
    said = run("patient", "P07", clinic, "--pdf", tmp_path / "P07.pdf", "--plain-language", columns=200).output

    assert said.splitlines()[0] == f"Page for the person: {tmp_path / 'P07.pdf'}"
    assert title_of(tmp_path / "P07.pdf") == "Your MS in plain words"


def test_the_day_to_compare_with(run: Run, clinic: Path, tmp_path: Path) -> None:
    run("patient", "P07", clinic, "--pdf", tmp_path / "one.pdf", "--since", "2018-01-01")

    assert "What has changed since 2018-01-01 Course: RRMS on 2018-01-01, SPMS now." in text_of(tmp_path / "one.pdf")


def test_what_has_changed_is_told_in_the_terminal_only_when_asked_for(run: Run, clinic: Path) -> None:
    told = " ".join(run("patient", "P07", clinic, "--since", "2018-01-01").output.split())

    assert "What has changed since 2018-01-01 Course - RRMS on 2018-01-01, SPMS now." in told
    assert "What has changed" not in run("patient", "P07", clinic).output


def test_a_page_of_ours_among_the_records_is_replaced_and_nothing_else_is(run: Run, data: Path) -> None:
    page = data / "A.pdf"
    assert run("patient", "A", data, "--pdf", page).exit_code == 0
    assert run("patient", "A", data, "--pdf", page).exit_code == 0

    page.write_bytes(b"%PDF-1.7 a letter")
    refused = run("patient", "A", data, "--pdf", page)

    assert refused.exit_code == 2
    assert page.read_bytes() == b"%PDF-1.7 a letter"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pdf", "A.html"], "does not say that it is a PDF"),
        (["--plain-pdf", "A.txt"], "does not say that it is a PDF"),
        (["--pdf", "A.pdf", "--plain-pdf", "x/../A.pdf"], "two pages for two readers"),
        (["--plain-pdf", "A.pdf", "--plain-language"], "leave --plain-language out"),
        (["--pdf", "A.pdf", "--since", "2030-01-01"], "nothing to compare"),
        (["--pdf", "A.pdf", "--since", "soon"], "soon"),
    ],
)
def test_calls_that_do_not_fit_exit_with_2_and_write_nothing(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.chdir(room)
    result = run("patient", "A", data, *arguments)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert list(room.iterdir()) == []


def test_a_page_that_is_refused_leaves_nothing_behind(run: Run, clinic: Path, tmp_path: Path) -> None:
    result = run("patient", "P13", clinic, "--pdf", tmp_path / "report.pdf", "--plain-pdf", tmp_path / "page.pdf")

    assert result.exit_code == 2
    assert "a death is recorded" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_exits_with_8(run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    result = run("patient", "A", data, "--pdf", tmp_path / "A.pdf")

    assert result.exit_code == 8
    assert "mscourse[pdf]" in result.stderr


def test_nobody_of_that_id_exits_with_6(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("patient", "C", data, "--pdf", tmp_path / "C.pdf").exit_code == 6
