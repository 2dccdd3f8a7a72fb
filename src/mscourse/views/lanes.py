"""The lanes under the disability curve: relapses, scans, treatments, and the course as a ribbon of three."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.days import before
from mscourse.views.marks import RECORDS
from mscourse.views.sheet import Sheet, TimeAxis
from mscourse.views.shown import Record, Shown, Treatment
from mscourse.views.text_width import cut, width_of

_TITLE = 17.0
_TITLE_SIZE = 11.0
_STRIP = 16.0
_RIBBON = 20.0
_GAP = 8.0
_ROW_OF_MARKS = 13.0
_MOST_ROWS = 4
_APART = 11.0
"""Pixels between two marks of one row that do not touch."""


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """The drawn lanes, their height, and which looks, marks and treatments occur in them (for the legend)."""

    sheet: Sheet
    height: float
    marks: tuple[str, ...]
    looks: tuple[tuple[str, str], ...]
    efficacies: tuple[str | None, ...]


def draw_lanes(shown: Shown, axis: TimeAxis) -> Lanes:
    """The lanes of one person."""
    sheet = Sheet(axis=axis)
    top = 4.0
    drawn: set[str] = set()
    for table, title in (("relapses", "Relapses"), ("mri", "MRI")):
        top = _heading(sheet, title, top)
        records = [each for each in shown.of_table(table) if 0 <= axis.pixel(each.day) <= axis.width]
        drawn |= {record.name for record in records}
        if records:
            top = _records(sheet, records, top) + _GAP
        else:
            words = "none on record" if table in shown.given else "not recorded"
            sheet.text(words, 4, top + _STRIP / 2, ink=palette.QUIET)
            top += _STRIP + _GAP
    top, efficacies = _treatments(sheet, shown, _heading(sheet, "Treatment", top))
    top += _GAP
    looks: list[tuple[str, str]] = []
    for lane in ("phenotype", "activity", "progression"):
        title = lane.capitalize() if lane != "progression" else _progression_title(shown.states, axis.width)
        top = _heading(sheet, title, top)
        looks += _ribbon(sheet, lane, title, shown, top)
        top += _RIBBON + _GAP
    return Lanes(
        sheet=sheet,
        height=top,
        marks=tuple(mark for mark in RECORDS if mark in drawn),
        looks=tuple(dict.fromkeys(looks)),
        efficacies=efficacies,
    )


def _heading(sheet: Sheet, title: str, top: float) -> float:
    sheet.title(title, top + _TITLE / 2)
    return top + _TITLE


def _progression_title(states: list[dict[str, Any]], room: float) -> str:
    """What the last lane shows; where there is no room for it, without saying why."""
    values = {state["progression"] == "not_applicable" for state in states}
    if values == {False}:
        return "Progression"
    full, short = (
        ("Worsening (progression is said of SPMS and PPMS only)", "Worsening")
        if values == {True}
        else ("Worsening (slim bars), progression (full bars)", "Worsening (slim), progression (full)")
    )
    return full if width_of(full, _TITLE_SIZE, bold=True) <= room else short


def _records(sheet: Sheet, records: list[Record], top: float) -> float:
    """Draw the marks in as many rows as keeps them apart, up to four; return the bottom."""
    ends: list[float] = []
    for record in records:
        pixel = sheet.axis.pixel(record.day)
        row = next((number for number, end in enumerate(ends) if end + _APART <= pixel), len(ends))
        if row == _MOST_ROWS:
            row = min(range(_MOST_ROWS), key=ends.__getitem__)
        ends[row : row + 1] = [pixel]
        sheet.mark(pixel, top + _STRIP / 2 + row * _ROW_OF_MARKS, RECORDS[record.name], record.said)
    return top + _STRIP + (len(ends) - 1) * _ROW_OF_MARKS


def _treatments(sheet: Sheet, shown: Shown, top: float) -> tuple[float, tuple[str | None, ...]]:
    """Draw the treatments as labelled bars, in as many rows as keeps every label readable; return the bottom."""
    width = sheet.axis.width
    ends: list[float] = []
    efficacies = set()
    for treatment in shown.treatments:
        left = max(sheet.axis.pixel(treatment.start), 0.0)
        right = width if treatment.end is None else min(sheet.axis.pixel(treatment.end), width)
        if left >= width or right <= 0:
            continue
        words = cut(treatment.label, sheet.text_size, width - 4)
        length = width_of(words, sheet.text_size)
        label = _place_of_label(left, right, length, width)
        level = next((row for row, end in enumerate(ends) if end <= min(left, label)), len(ends))
        ends[level : level + 1] = [max(right, label + length) + 4]
        height = top + level * (_STRIP + 2)
        look = palette.treatment_look(treatment.efficacy)
        sheet.box(left, max(right, left + 1), height, _STRIP, look, said_of_treatment(treatment))
        sheet.text(words, label, height + _STRIP / 2, halo=label + length > right > label)
        efficacies.add(treatment.efficacy)
    if not ends:
        words = "none on record" if "treatments" in shown.given else "not recorded"
        sheet.text(words, 4, top + _STRIP / 2, ink=palette.QUIET)
    bottom = top + max(len(ends), 1) * (_STRIP + 2) - 2
    return bottom, tuple(sorted(efficacies, key=lambda each: each or ""))


def _place_of_label(left: float, right: float, length: float, width: float) -> float:
    """Where the words of a bar begin: in it, else behind it, else before it, else as far left as they have to."""
    if left + 4 + length <= right:
        return left + 4
    if right + 4 + length <= width:
        return right + 4
    return left - 4 - length if left - 4 - length >= 0 else max(width - length, 0)


def said_of_treatment(treatment: Treatment) -> str:
    """The treatment in words: drug, category, from when to when."""
    until = "ongoing" if treatment.end is None else f"until {say.say_day(treatment.end)}"
    category = f", efficacy category {treatment.efficacy}" if treatment.efficacy else ""
    return f"{treatment.drug}{category}, from {say.say_day(treatment.start)}, {until}."


def _ribbon(sheet: Sheet, lane: str, title: str, shown: Shown, top: float) -> list[tuple[str, str]]:
    """Draw one lane of the ribbon: neighbouring states that agree on it are one box.

    The last box goes on a little past the last day, so that a state that has only begun can be seen.
    """
    looks = []
    for stretch in stretches_of(shown.states, lane):
        is_last = stretch.states[-1] is shown.states[-1]
        look = LOOKS[stretch.group][stretch.value]
        left = sheet.axis.pixel(stretch.start)
        right = sheet.axis.right_edge if is_last else sheet.axis.pixel(stretch.states[-1]["end"])
        height = _RIBBON * (0.7 if look.slim else 1)
        y = top + (_RIBBON - height) / 2
        tip = f"{look.words[0]}, {say.say_day(stretch.start)} to {say.say_day(stretch.last)}"
        reasons = reasons_of(stretch, shown)
        sheet.box(left, right, y, height, look, f"{tip}: {reasons}" if reasons else tip)
        if not sheet.label(left, right, y, height, look, last=is_last) and is_last:
            _said_at_the_edge(sheet, look.words[0], title, top - _TITLE / 2)
        looks.append((stretch.group, stretch.value))
    return looks


def _said_at_the_edge(sheet: Sheet, words: str, title: str, middle: float) -> None:
    """Write the last value above the right end of its lane, where its box is too narrow and the title leaves room."""
    said = f"at the end: {words}"
    left = sheet.axis.width - width_of(said, sheet.text_size)
    if left > width_of(title, sheet.text_size, bold=True) + _GAP:
        sheet.text(said, left, middle)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Neighbouring states that agree on what a lane shows."""

    group: str
    value: str
    states: list[dict[str, Any]]

    @property
    def start(self) -> say.Day:
        """Its first day."""
        day: say.Day = self.states[0]["start"]
        return day

    @property
    def last(self) -> say.Day:
        """Its last day."""
        return before(self.states[-1]["end"])


def stretches_of(states: list[dict[str, Any]], lane: str) -> list[Stretch]:
    """The lane in stretches, in order of time."""
    runs = itertools.groupby(states, key=lambda state: value_of(state, lane))
    return [Stretch(group=group, value=value, states=list(run)) for (group, value), run in runs]


def value_of(state: Mapping[str, Any], lane: str) -> tuple[str, str]:
    """What a lane shows for a state: its own column, or worsening where progression does not apply."""
    if lane == "activity" and state["activity"] == "active" and state["activity_timing_uncertain"]:
        return lane, "timing_uncertain"
    if lane == "progression" and state["progression"] == "not_applicable":
        return "worsening", state["worsening"]
    return lane, state[lane]


def reasons_of(stretch: Stretch, shown: Shown) -> str:
    """Why the states of the stretch are what they are, each reason once; empty where none is given."""
    if stretch.group == "activity":
        found = [say.ACTIVITY_REASONS[reason] for state in stretch.states for reason in state["activity_reason"]]
    elif stretch.group == "progression":
        found = [
            say.say_progression_reason(reason, shown.definition)
            for state in stretch.states
            for reason in state["progression_reason"]
        ]
    elif stretch.group == "worsening":
        found = [say.CAUSES[state["worsening_cause"]] for state in stretch.states if state["worsening_cause"]]
    else:
        found = []
    return ", ".join(dict.fromkeys(found))


LOOKS = {
    "phenotype": palette.PHENOTYPE,
    "activity": palette.ACTIVITY,
    "progression": palette.PROGRESSION,
    "worsening": palette.WORSENING,
}
