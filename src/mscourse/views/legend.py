"""The legend of the disease-course graphic: only what occurs in it."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.lanes import LOOKS, Lanes
from mscourse.views.marks import ALL
from mscourse.views.palette import Look
from mscourse.views.sheet import Sheet
from mscourse.views.text_width import width_of

_ROW = 17.0
_SWATCH = 20.0
_MIDDLE = 9.0
_APART = 12.0
_LINE_HEIGHT = 1.4


@dataclass(frozen=True, kw_only=True)
class Line:
    """A kind of line in the EDSS panel: its words, its colour, and its dashes in pixels, drawn and left out in turn."""

    words: str
    colour: str
    dashes: tuple[float, ...]


def draw_legend(
    lanes: Lanes, *, gap: str | None = None, lines: tuple[Line, ...] = (), marks: frozenset[str] = frozenset()
) -> float:
    """Draw the legend under the lanes, in as many rows as the width asks for; return how far down it goes.

    Args:
        lanes: what was drawn; nothing else is explained.
        gap: what the gaps of the curve mean, if it has any.
        lines: the kinds of thresholds that were drawn.
        marks: the marks that occur in the panels above the lanes.
    """
    sheet = lanes.sheet
    place = _Place(sheet.axis.width, lanes.height)
    if gap is not None:
        _swatch(sheet, place, gap, Look(words=(), fill=palette.GAP, edge=palette.GAP))
    for line in lines:
        _line(sheet, place, line)
    for name, mark in ALL.items():
        if name in marks or name in lanes.marks:
            left, top = place.next(mark.words)
            sheet.mark(left + _SWATCH / 2, top + _MIDDLE, mark)
            sheet.text(mark.words, left + _SWATCH + 4, top + _MIDDLE)
    for words, look in _entries(lanes):
        _swatch(sheet, place, words, look)
    return place.top + _ROW


def _swatch(sheet: Sheet, place: _Place, words: str, look: Look) -> None:
    left, top = place.next(words)
    height = 7.0 if look.slim and not look.hatched else 11.0
    sheet.box(left, left + _SWATCH, top + _MIDDLE - height / 2, height, look)
    sheet.text(words, left + _SWATCH + 4, top + _MIDDLE)


def _line(sheet: Sheet, place: _Place, line: Line) -> None:
    left, top = place.next(line.words)
    look = Look(words=(), fill=line.colour, edge=line.colour)
    at, drawn = 0.0, True
    while at < _SWATCH:
        for dash in line.dashes:
            if drawn and at < _SWATCH:
                sheet.box(
                    left + at, left + min(at + dash, _SWATCH), top + _MIDDLE - _LINE_HEIGHT / 2, _LINE_HEIGHT, look
                )
            at, drawn = at + dash, not drawn
    sheet.text(line.words, left + _SWATCH + 4, top + _MIDDLE)


def _entries(lanes: Lanes) -> list[tuple[str, Look]]:
    """The looks in the order of their lanes; phenotypes name themselves, and hatching means the same everywhere."""
    entries, hatched = [], None
    if any(lanes.efficacies):
        looks = [palette.treatment_look(efficacy) for efficacy in lanes.efficacies]
        entries += [(look.words[0], look) for look in dict.fromkeys(looks)]
    for group, words_of in (
        ("activity", say.ACTIVITY_DRAWN),
        ("progression", say.PROGRESSION),
        ("worsening", say.WORSENING),
        ("phenotype", {}),
    ):
        for value, look in LOOKS[group].items():
            if (group, value) not in lanes.looks:
                continue
            if look.hatched:
                hatched = look
            elif value in words_of:
                entries.append((words_of[value], look))
    return [*entries, ("indeterminate: cannot be judged", hatched)] if hatched else entries


class _Place:
    """Where the next entry goes: on the same row while it fits, else at the left of the next."""

    def __init__(self, width: float, top: float) -> None:
        self.width, self.left, self.top = width, 0.0, top + 4.0

    def next(self, words: str) -> tuple[float, float]:
        needed = _SWATCH + 4 + width_of(words, 11) + _APART
        if self.left and self.left + needed - _APART > self.width:
            self.left, self.top = 0.0, self.top + _ROW
        place = self.left, self.top
        self.left += needed
        return place
