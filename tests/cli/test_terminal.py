"""Tables in terminals of any width."""

import pytest

from mscourse.cli.terminal import show_table

ROWS = [["a", 1.5, "some longer words that may be broken"], ["bb", None, "few"]]


def lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    show_table(["name", "number", "words"], ROWS, numbers=["number"])
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_wide_terminal_shows_each_row_on_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines(capsys, monkeypatch, 80)[2:] == [
        "a        1.5  some longer words that may be broken",
        "bb         -  few",
    ]


def test_a_narrower_one_breaks_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines(capsys, monkeypatch, 34)[2:4] == [
        "a        1.5  some longer words",
        "              that may be broken",
    ]


def test_the_narrowest_shows_one_column_below_the_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lines(capsys, monkeypatch, 18)[:4] == ["name: a", "number: 1.5", "words: some longer", "words that may be"]
