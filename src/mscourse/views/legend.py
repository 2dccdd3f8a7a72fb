"""The legend of the disease-course graphic: only what occurs in it."""

from __future__ import annotations

from mscourse.views import vocabulary as say
from mscourse.views.lanes import LOOKS, MARK_WORDS, MARKS, Lanes
from mscourse.views.palette import EDSS, Look
from mscourse.views.sheet import Sheet, TimeAxis, width_of

_ROW = 18.0
_SWATCH = 22.0
_MIDDLE = 9.0
_DASH = Look(words=(), fill=EDSS, edge=EDSS)


def draw_legend(lanes: Lanes, axis: TimeAxis, gap: str | None, *, disagreement: bool = False) -> tuple[Sheet, float]:
    """The legend and its height, laid out in as many rows as the width asks for.

    Args:
        lanes: what was drawn; nothing else is explained.
        axis: for the width.
        gap: what the dashed part of the curve means, if it has one.
        disagreement: whether an EDSS was left out because the values of one day disagree.
    """
    sheet = Sheet(axis=axis)
    place = _Place(axis.width)
    if gap is not None:
        left, top = place.next(gap)
        for part in range(3):
            sheet.box(left + part * 8, left + part * 8 + 5, top + _MIDDLE - 0.5, 1, _DASH)
        sheet.text(gap, left + _SWATCH + 5, top + _MIDDLE)
    for mark in (*(["edss_disagreement"] if disagreement else []), *lanes.marks):
        left, top = place.next(MARK_WORDS[mark])
        shape, fill, edge = MARKS[mark]
        sheet.mark(left + _SWATCH / 2, top + _MIDDLE, shape, fill=fill, edge=edge)
        sheet.text(MARK_WORDS[mark], left + _SWATCH + 5, top + _MIDDLE)
    for words, look in _entries(lanes):
        left, top = place.next(words)
        height = 7.0 if look.slim and not look.hatched else 11.0
        sheet.box(left, left + _SWATCH, top + _MIDDLE - height / 2, height, look)
        sheet.text(words, left + _SWATCH + 5, top + _MIDDLE)
    return sheet, place.top + _ROW


def _entries(lanes: Lanes) -> list[tuple[str, Look]]:
    """The looks in the order of their lanes; phenotypes name themselves, and hatching means the same everywhere."""
    entries, hatched = [], None
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

    def __init__(self, width: float) -> None:
        self.width, self.left, self.top = width, 0.0, 4.0

    def next(self, words: str) -> tuple[float, float]:
        needed = _SWATCH + 5 + width_of(words, 11) + 14
        if self.left and self.left + needed - 14 > self.width:
            self.left, self.top = 0.0, self.top + _ROW
        place = self.left, self.top
        self.left += needed
        return place
