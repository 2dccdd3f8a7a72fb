"""How wide words are, and what is made to fit."""

from __future__ import annotations

from mscourse.views.text_width import cut, width_of, wrapped


def test_narrow_letters_are_narrow_and_bold_ones_wide() -> None:
    assert width_of("illi", 11) < width_of("oooo", 11) < width_of("WWWW", 11)
    assert width_of("words", 11) < width_of("words", 11, bold=True)
    assert width_of("", 11) == 0


def test_lines_fit_the_room_and_lose_no_word() -> None:
    text = "SPMS, activity indeterminate (no MRI in the past 12 months), without progression"
    lines = wrapped(text, 12, 150)
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(width_of(line, 12) <= 150 for line in lines)
    assert wrapped("Pneumonoultramicroscopic", 12, 20) == ["Pneumonoultramicroscopic"]


def test_what_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert cut("siponimod", 11, 100) == "siponimod"
    short = cut("a very long name of a drug", 11, 60)
    assert short.endswith("…")
    assert width_of(short, 11) <= 60
