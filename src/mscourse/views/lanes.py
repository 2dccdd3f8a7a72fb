"""The lanes under the disability curve: relapses, scans, treatments, and the course as a ribbon of three."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.days import before, in_result_days
from mscourse.views.sheet import Sheet, TimeAxis, width_of

_TITLE = 17.0
_TITLE_SIZE = 11.0
_BOLDER = 1.04
"""Titles are bold, and so a little wider than other text."""
_STRIP = 16.0
_RIBBON = 20.0
_GAP = 8.0
_TREATMENT = palette.Look(words=(), fill=palette.TREATMENT, edge=palette.TREATMENT_EDGE)
_CROSS = "M-0.75,-0.75L0.75,0.75M-0.75,0.75L0.75,-0.75"

MARKS = {
    "relapse": ("triangle-down", palette.RELAPSE, palette.RELAPSE),
    "relapse_passed_over": ("triangle-down", "#ffffff", palette.RELAPSE),
    "scan_active": ("diamond", "#a63a06", "#a63a06"),
    "scan_clear": ("circle", "#ffffff", palette.INK),
    "scan_not_readable": (_CROSS, "#ffffff", palette.QUIET),
    "edss_disagreement": ("square", "#ffffff", palette.EDSS),
}
"""Shape, fill and outline of each mark; no two share a shape and a filling."""


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """The drawn lanes, their height, and which looks and marks occur in them (for the legend)."""

    sheet: Sheet
    height: float
    marks: tuple[str, ...]
    looks: tuple[tuple[str, str], ...]


def draw_lanes(course: Course, patient_id: str, states: list[dict[str, Any]], axis: TimeAxis) -> Lanes:
    """The lanes of one person, from the result tables and the treatments on record."""
    sheet = Sheet(axis=axis)
    evidence = course.of("evidence", patient_id).filter(pl.col("claim") == "activity")
    top = 4.0
    marks: list[str] = []
    for table, title in (("relapses", "Relapses"), ("mri", "MRI")):
        top = _heading(sheet, title, top)
        drawn = _records(sheet, evidence.filter(pl.col("table") == table), top + _STRIP / 2)
        if not drawn:
            words = "not recorded" if course.cohort.table(table) is None else "none on record"
            sheet.text(words, 4, top + _STRIP / 2, ink=palette.QUIET)
        marks += [mark for mark in MARKS if mark in drawn]
        top += _STRIP + _GAP
    top = _treatments(sheet, course, patient_id, _heading(sheet, "Treatment", top)) + _GAP
    looks: list[tuple[str, str]] = []
    for lane in ("phenotype", "activity", "progression"):
        title = lane.capitalize() if lane != "progression" else _progression_title(states, axis.width)
        top = _heading(sheet, title, top)
        looks += _ribbon(sheet, lane, title, states, top)
        top += _RIBBON + _GAP
    return Lanes(sheet=sheet, height=top, marks=tuple(marks), looks=tuple(dict.fromkeys(looks)))


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
    return full if _BOLDER * width_of(full, _TITLE_SIZE) <= room else short


def _records(sheet: Sheet, rows: pl.DataFrame, middle: float) -> set[str]:
    """Draw one mark per record: a scan with several positive counts is one scan."""
    by_day: dict[say.Day, list[dict[str, Any]]] = {}
    for row in rows.sort("date").to_dicts():
        by_day.setdefault(row["date"], []).append(row)
    drawn = set()
    for day, records in by_day.items():
        name = _mark_of(records)
        shape, fill, edge = MARKS[name]
        pixel = sheet.axis.pixel(day)
        if 0 <= pixel <= sheet.axis.width:
            sheet.mark(pixel, middle, shape, fill=fill, edge=edge, tip=f"{MARK_WORDS[name]}, {say.say_day(day)}")
            drawn.add(name)
    return drawn


MARK_WORDS = {
    "relapse": "relapse",
    "relapse_passed_over": "reported relapse that does not count",
    "scan_active": "MRI with new activity",
    "scan_clear": "MRI without new activity",
    "scan_not_readable": "MRI that cannot rule activity out",
    "edss_disagreement": "EDSS values of one day disagree: not used",
}


def _mark_of(records: list[dict[str, Any]]) -> str:
    if records[0]["table"] == "relapses":
        return "relapse" if any(row["verdict"] == "counts" for row in records) else "relapse_passed_over"
    if any(row["value"] for row in records):
        return "scan_active"
    return "scan_clear" if any(row["verdict"] == "counts" for row in records) else "scan_not_readable"


def _treatments(sheet: Sheet, course: Course, patient_id: str, top: float) -> float:
    """Draw the treatments as labelled bars, in as many rows as keeps every label readable; return the bottom."""
    table, width = course.cohort.treatments, sheet.axis.width
    if table is None:
        sheet.text("not recorded", 4, top + _STRIP / 2, ink=palette.QUIET)
        return top + _STRIP
    rows = in_result_days(course, table).filter(pl.col("patient_id") == patient_id).sort("start_date").to_dicts()
    ends: list[float] = []
    for row in rows:
        left = max(sheet.axis.pixel(row["start_date"]), 0.0)
        right = width if row["end_date"] is None else min(sheet.axis.pixel(row["end_date"]), width)
        if left >= width or right <= 0:
            continue
        words = row["drug"]
        length = width_of(words, sheet.text_size)
        inside = left + 4 + length <= right
        label = min(left + 4 if inside else right + 4, width - length - 2)
        level = next((i for i, end in enumerate(ends) if end <= min(left, label)), len(ends))
        ends[level : level + 1] = [max(right, label + length) + 2]
        until = "ongoing" if row["end_date"] is None else f"until {say.say_day(row['end_date'])}"
        tip = f"{row['drug']}, from {say.say_day(row['start_date'])}, {until}"
        height = top + level * (_STRIP + 2)
        sheet.box(left, max(right, left + 1), height, _STRIP, _TREATMENT, tip)
        sheet.text(words, label, height + _STRIP / 2)
    if not ends:
        sheet.text("none on record", 4, top + _STRIP / 2, ink=palette.QUIET)
    return top + max(len(ends), 1) * (_STRIP + 2) - 2


def _ribbon(sheet: Sheet, lane: str, title: str, states: list[dict[str, Any]], top: float) -> list[tuple[str, str]]:
    """Draw one lane of the ribbon: neighbouring states that agree on it are one box.

    The last box goes on a little past the last day, so that a state that has only begun can be seen.
    """
    looks = []
    for (group, value), run in itertools.groupby(states, key=lambda state: value_of(state, lane)):
        stretch = list(run)
        is_last = stretch[-1] is states[-1]
        look = LOOKS[group][value]
        left = sheet.axis.pixel(stretch[0]["start"])
        right = sheet.axis.right_edge if is_last else sheet.axis.pixel(stretch[-1]["end"])
        height = _RIBBON * (0.7 if look.slim else 1)
        y = top + (_RIBBON - height) / 2
        last = before(stretch[-1]["end"])
        tip = f"{look.words[0]}, {say.say_day(stretch[0]['start'])} to {say.say_day(last)}"
        sheet.box(left, right, y, height, look, tip)
        if not sheet.label(left, right, y, height, look, last=is_last) and is_last:
            _said_at_the_edge(sheet, look.words[0], title, top - _TITLE / 2)
        looks.append((group, value))
    return looks


def _said_at_the_edge(sheet: Sheet, words: str, title: str, middle: float) -> None:
    """Write the last value above the right end of its lane, where its box is too narrow and the title leaves room."""
    said = f"at the end: {words}"
    left = sheet.axis.width - width_of(said, sheet.text_size)
    if left > width_of(title, sheet.text_size) + _GAP:
        sheet.text(said, left, middle)


def value_of(state: Mapping[str, Any], lane: str) -> tuple[str, str]:
    """What a lane shows for a state: its own column, or worsening where progression does not apply."""
    if lane == "activity" and state["activity"] == "active" and state["activity_timing_uncertain"]:
        return lane, "timing_uncertain"
    if lane == "progression" and state["progression"] == "not_applicable":
        return "worsening", state["worsening"]
    return lane, state[lane]


LOOKS = {
    "phenotype": palette.PHENOTYPE,
    "activity": palette.ACTIVITY,
    "progression": palette.PROGRESSION,
    "worsening": palette.WORSENING,
}
