"""The palette by the measures of WCAG 2.2: text stands out 4.5 to 1, marks and outlines 3 to 1."""

from __future__ import annotations

import itertools

import pytest

from mscourse.views import lanes, marks, palette

WHITE = "#ffffff"
LOOKS = [*(look for values in lanes.LOOKS.values() for look in values.values()), *palette.TREATMENT.values()]


def light(colour: str) -> float:
    """The relative luminance."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", LOOKS)
def test_words_stand_out_from_their_boxes(look: palette.Look) -> None:
    assert contrast(look.ink, look.fill) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_outlines_stand_out_from_the_paper(look: palette.Look) -> None:
    assert contrast(look.edge, WHITE) >= 3


@pytest.mark.parametrize("ink", [palette.INK, palette.QUIET])
@pytest.mark.parametrize("paper", [WHITE, palette.GAP])
def test_text_stands_out_from_the_paper(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize("name", marks.ALL)
def test_marks_stand_out_from_the_paper_and_from_gaps(name: str) -> None:
    assert contrast(marks.ALL[name].edge, WHITE) >= 3
    assert contrast(marks.ALL[name].edge, palette.GAP) >= 3


@pytest.mark.parametrize("line", [palette.EDSS, palette.THRESHOLD, palette.QUIET, palette.HATCH])
def test_lines_stand_out_from_the_paper(line: str) -> None:
    assert contrast(line, WHITE) >= 3


def test_marks_of_one_place_differ_without_colour() -> None:
    for group in (marks.RECORDS, {**marks.VALUES, **marks.CHANGES}):
        forms = {name: (mark.shape, mark.fill == WHITE, mark.size) for name, mark in group.items()}
        for one, other in itertools.combinations(set(forms) - {"relapse_moderate"}, 2):
            assert forms[one] != forms[other]


def test_efficacy_categories_rise_in_darkness_and_are_written_too() -> None:
    shades = [light(palette.TREATMENT[category].fill) for category in (None, "1", "2", "3")]
    assert shades == sorted(shades, reverse=True)
    assert min(one - other for one, other in itertools.pairwise(shades)) > 0.1
