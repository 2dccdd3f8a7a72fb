"""The graphic: what is drawn where, and how the states are told apart without colour."""

from __future__ import annotations

import dataclasses
from typing import Any

import altair as alt
import polars as pl
import pytest

from mscourse.results import words
from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.views import lanes, palette
from mscourse.views import vocabulary as say
from mscourse.views.drawing import inline_svg
from mscourse.views.timeline import course_specification, describe, disease_course
from unit.views.rows import day, evidence_row, frame


def rows(specification: dict[str, Any], panel: int, mark: str) -> list[dict[str, Any]]:
    """Every row that is drawn with this mark in a panel."""
    layers = specification["vconcat"][panel]["layer"]
    return [row for layer in layers if layer["mark"]["type"] == mark for row in layer["data"]["values"]]


def written(specification: dict[str, Any], panel: int) -> list[Any]:
    """Every text of a panel."""
    return [row["text"] for row in rows(specification, panel, "text")]


def test_it_is_an_altair_chart_that_draws(course: Course) -> None:
    chart = disease_course(course, "P1")
    assert isinstance(chart, alt.VConcatChart)
    assert chart.to_dict()["description"] == describe(course, "P1")
    assert "SPMS, not active" in chart.to_dict()["title"]["subtitle"][0]


def test_long_gaps_between_visits_are_broken_lines(course: Course) -> None:
    layers = course_specification(course, "P1")["vconcat"][0]["layer"]
    lines = [layer for layer in layers if layer["mark"]["type"] == "line"]
    solid, dashed = (line["data"]["values"] for line in lines)
    assert "strokeDash" in lines[1]["mark"]
    assert len(solid) == 7
    assert [row["edss"] for row in dashed] == [2.0, 2.0, 4.5, 4.5]


def test_the_onset_of_spms_says_when_it_was_known(course: Course) -> None:
    assert ["SPMS by the rule: began 2019-03-01", "known 2019-09-01"] in written(course_specification(course, "P1"), 0)


def test_every_kind_of_record_has_a_shape_of_its_own(course: Course) -> None:
    marks = rows(course_specification(course, "P1"), 1, "point")
    assert [row["tip"] for row in marks] == [
        "relapse, 2016-05-01",
        "reported relapse that does not count, 2016-05-11",
        "MRI with new activity, 2016-06-01",
        "MRI that cannot rule activity out, 2018-06-01",
        "MRI without new activity, 2021-02-01",
    ]
    assert len({(shape, fill) for shape, fill, _ in lanes.MARKS.values()}) == len(lanes.MARKS)


def test_lanes_and_treatments_are_labelled(course: Course) -> None:
    texts = written(course_specification(course, "P1"), 1)
    for text in ("interferon beta-1a", "siponimod", "RRMS", "SPMS", "active", "indeterminate", "with progression"):
        assert text in texts
    assert "Worsening (slim bars), progression (full bars)" in texts


@pytest.mark.parametrize(
    ("width", "title"),
    [(640, "Worsening (progression is said of SPMS and PPMS only)"), (330, "Worsening")],
)
def test_the_title_of_a_lane_fits(course: Course, width: int, title: str) -> None:
    assert title in written(course_specification(course, "P2", width=width), 1)


def test_a_table_that_was_not_given_is_not_an_empty_one(course: Course) -> None:
    assert "not recorded" not in written(course_specification(course, "P2"), 1)
    cohort = dataclasses.replace(course.cohort, treatments=None)
    assert "not recorded" in written(course_specification(dataclasses.replace(course, cohort=cohort), "P2"), 1)


def test_the_legend_explains_what_occurs_and_nothing_else(course: Course) -> None:
    legend = written(course_specification(course, "P1"), 2)
    assert "no usable EDSS for more than 12 months" in legend
    assert "indeterminate: cannot be judged" in legend
    assert "confirmed worsening" not in legend
    assert written(course_specification(course, "P2"), 2) == ["indeterminate: cannot be judged"]


def test_values_that_disagree_are_marked_and_said(course: Course) -> None:
    on = day("2017-06-01")
    second = course.cohort.visits.filter(pl.col("date") == on).with_columns(edss=pl.lit(3.0))
    row = {"patient_id": "P1", "claim": "worsening", "verdict": "same_day_disagreement", "field": "edss", "date": on}
    evidence = frame(RESULTS["evidence"], [evidence_row(**row, table="visits", known_from=on)])
    both = dataclasses.replace(
        course,
        cohort=dataclasses.replace(course.cohort, visits=pl.concat([course.cohort.visits, second])),
        evidence=pl.concat([course.evidence, evidence]),
    )
    specification = course_specification(both, "P1")
    (squares,) = (each for each in specification["vconcat"][0]["layer"] if each["mark"].get("shape") == "square")
    (line, *_) = (each for each in specification["vconcat"][0]["layer"] if each["mark"]["type"] == "line")

    assert [row["edss"] for row in squares["data"]["values"]] == [2.0, 3.0]
    assert len(line["data"]["values"]) == 6
    assert "EDSS values of one day disagree: not used" in written(specification, 2)
    assert "EDSS values that disagree are not used: 2017-06-01." in specification["description"]
    assert "EDSS values of one day disagree: not used" not in written(course_specification(course, "P1"), 2)


@pytest.mark.parametrize("width", [340, 680])
def test_a_state_of_one_day_at_the_end_can_be_seen(course: Course, width: int) -> None:
    specification = course_specification(_ending_in_progression(course), "P1", width=width)
    panel = specification["vconcat"][1]
    start, end = panel["layer"][0]["encoding"]["x"]["scale"]["domain"]
    (box,) = (row for row in rows(specification, 1, "rect") if row["tip"].startswith("with progression, 2021-03-01"))

    assert 0.02 < (box["x2"] - box["x"]) / (end - start) < 0.03
    assert box["tip"].endswith("to 2021-03-01")
    assert box["x2"] < end


def test_what_the_last_box_has_no_room_for_stands_above_it(course: Course) -> None:
    ending = _ending_in_progression(course)
    assert "at the end: with progression" in written(course_specification(ending, "P1", width=680), 1)
    assert "at the end: with progression" not in written(course_specification(ending, "P1", width=340), 1)
    assert not [text for text in written(course_specification(course, "P1"), 1) if text.startswith("at the end")]


def _ending_in_progression(course: Course) -> Course:
    """The same course, with progression on its last day alone."""
    last = course.of("states", "P1").sort("start").tail(1)
    begun = last.with_columns(
        start=pl.lit(day("2021-03-01")), progression=pl.lit("with_progression", course.states.schema["progression"])
    )
    before = course.states.with_columns(
        end=pl.when(pl.col("end") == day("2021-03-02")).then(day("2021-03-01")).otherwise("end")
    )
    return dataclasses.replace(course, states=pl.concat([before, begun]))


def test_activity_of_uncertain_time_looks_different(course: Course) -> None:
    uncertain = course.states.with_columns(activity_timing_uncertain=pl.col("activity") == "active")
    specification = course_specification(dataclasses.replace(course, states=uncertain), "P1")
    assert "active, timing uncertain" in written(specification, 2)
    assert "active" not in written(specification, 2)
    fills = {row["fill"] for row in rows(specification, 1, "rect")}
    assert palette.ACTIVITY["timing_uncertain"].fill in fills


def test_the_words_of_the_onset_are_broken_where_there_is_little_room(course: Course) -> None:
    narrow = written(course_specification(course, "P1", width=220), 0)
    assert ["SPMS by the rule:", "began 2019-03-01", "known 2019-09-01"] in narrow


@pytest.mark.parametrize("lane", ["activity", "progression", "worsening"])
def test_values_of_a_lane_differ_without_colour(lane: str) -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    looks = list(lanes.LOOKS[lane].values())
    for one in looks:
        for other in looks:
            if one is not other and not one.hatched and not other.hatched:
                outlines = abs(grey(one.edge) - grey(other.edge)) + abs(grey(one.fill) - grey(other.fill))
                assert outlines > 10


@pytest.mark.parametrize("look", [look for values in lanes.LOOKS.values() for look in values.values()])
def test_words_stand_out_from_their_boxes(look: palette.Look) -> None:
    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(look.ink), light(look.fill)), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_every_value_has_a_look() -> None:
    assert set(palette.PHENOTYPE) == set(words.PHENOTYPES)
    assert set(palette.ACTIVITY) == {*words.ACTIVITIES, "timing_uncertain"} == set(say.ACTIVITY_DRAWN)
    assert set(palette.PROGRESSION) | {"not_applicable"} == set(words.PROGRESSIONS)
    assert set(palette.WORSENING) == set(words.WORSENINGS)


@pytest.mark.parametrize("width", [340, 640])
def test_nothing_is_drawn_beyond_the_edges(course: Course, width: int) -> None:
    specification = course_specification(course, "P1", width=width)
    panel = specification["vconcat"][1]
    start, end = panel["layer"][0]["encoding"]["x"]["scale"]["domain"]
    for mark in ("rect", "point", "rule"):
        for row in rows(specification, 1, mark):
            assert start <= row["x"] <= row.get("x2", row["x"]) <= end
            assert 0 <= row["y"] <= panel["height"]


def test_one_visit_and_thirty_years_can_both_be_drawn(course: Course) -> None:
    svg = inline_svg(course_specification(course, "P2"), name="p2", title="One visit", css_class="wide")
    assert svg.count("indeterminate") >= 2
    long = course.states.with_columns(
        end=pl.when(pl.col("end") == pl.col("end").max()).then(pl.date(2046, 1, 1)).otherwise("end")
    )
    assert "2040" in inline_svg(
        course_specification(dataclasses.replace(course, states=long), "P1"), name="p", title="", css_class="wide"
    )


def test_a_person_without_an_edss_is_drawn_without_a_curve(course: Course) -> None:
    visits = course.cohort.visits.with_columns(edss=pl.lit(None, pl.Float64))
    blind = dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, visits=visits))
    specification = course_specification(blind, "P2")
    assert rows(specification, 0, "line") == []
    assert "EDSS was" not in specification["description"]
    assert "<svg" in inline_svg(specification, name="p", title="", css_class="wide")


def test_whole_days_have_an_axis_of_days(course_of_days: Course) -> None:
    specification = course_specification(course_of_days, "P1")
    x = specification["vconcat"][0]["layer"][0]["encoding"]["x"]
    assert (x["type"], x["axis"]["title"]) == ("quantitative", "day")
    assert "on day 16861" in specification["description"]


def test_the_text_alternative_tells_the_course(course: Course) -> None:
    assert describe(course, "P1") == (
        "Disease course of P1 from 2016-03-01 to 2021-03-01. EDSS was 2.0 on 2016-03-01 and 4.5 on 2021-03-01, over 7 "
        "visits. 1 relapse: 2016-05-01. No MRI with new activity. By the rule SPMS began on 2019-03-01, known "
        "from 2019-09-01. At the end: SPMS, not active, without progression (in the past 12 months)."
    )
