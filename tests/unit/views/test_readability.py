"""The measures of readability: syllables counted by hand, and texts whose grade was worked out by hand."""

from __future__ import annotations

import pytest

from unit.views.readability import (
    english_syllables,
    flesch_kincaid,
    german_syllables,
    sentences,
    wiener_sachtextformel,
    words,
)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("the", 1), ("little", 2), ("relapse", 2), ("relapses", 3), ("came", 1), ("times", 1), ("changed", 1),
        ("lasted", 2), ("inflammation", 4), ("medicine", 3), ("MRI", 3), ("MS", 2),
    ],
)  # fmt: skip
def test_english_syllables(word: str, syllables: int) -> None:
    assert english_syllables(word) == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("Schub", 1), ("Entzündung", 3), ("Behandlung", 3), ("steife", 2), ("Beine", 2), ("Arzt", 1), ("MRT", 3)],
)
def test_german_syllables(word: str, syllables: int) -> None:
    assert german_syllables(word) == syllables


def test_grades_worked_out_by_hand() -> None:
    # 6 words, 2 sentences, 7 syllables; and 5 words, 1 sentence, 1 of three syllables, 3 of one, 1 long.
    assert flesch_kincaid("The cat sat. It was happy.") == pytest.approx(0.39 * 3 + 11.8 * 7 / 6 - 15.59)
    assert wiener_sachtextformel("Der Hund hat viel Entzündung.") == pytest.approx(
        0.1935 * 20 + 0.1672 * 5 + 0.1297 * 20 - 0.0327 * 80 - 0.875
    )


def test_numbers_are_no_words_and_a_colon_ends_a_sentence() -> None:
    assert words("In 12 months: a check-up.") == ["In", "months", "a", "check-up"]
    assert sentences("In 12 months: a check-up.") == 2
