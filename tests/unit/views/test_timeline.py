"""The graphic: what is drawn where, and how the states are told apart without colour."""

from __future__ import annotations

import dataclasses
from typing import Any

import altair as alt
import polars as pl
import pytest

from mscourse.errors import UsageError
from mscourse.results import words
from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.views import lanes, marks, palette
from mscourse.views import vocabulary as say
from mscourse.views.course_in_words import disease_course_text
from mscourse.views.drawing import inline_svg
from mscourse.views.timeline import course_specification, disease_course
from unit.views.drawn import layers, legend, panel, rows, written
from unit.views.rows import day, evidence_row, frame, with_tests, with_worsenings


def moment(date: str) -> float:
    """The date as the axis counts it."""
    return (day(date) - day("1970-01-01")).days * 86_400_000.0


def bounds(specification: dict[str, Any]) -> tuple[float, float]:
    """Where the time axis begins and ends."""
    start, end = panel(specification, "edss")["layer"][0]["encoding"]["x"]["scale"]["domain"]
    return start, end


def test_it_is_an_altair_chart_that_draws(course: Course) -> None:
    chart = disease_course(course, "P1")
    assert isinstance(chart, alt.VConcatChart)
    assert chart.to_dict()["description"] == disease_course_text(course, "P1")
    assert "SPMS, not active" in chart.to_dict()["title"]["subtitle"][0]


def test_where_nothing_was_assessed_the_curve_has_a_gap(course: Course) -> None:
    specification = course_specification(course, "P1")
    (line,) = layers(specification, "edss", "line")
    steps = line["data"]["values"]
    runs = [[row["value"] for row in steps if row["run"] == run] for run in range(3)]
    assert runs == [[2.0, 2.0], [2.0, 3.0, 3.0, 4.5, 4.5, 4.5], [4.5]]
    assert len(runs[0] + runs[1] + runs[2]) == len(steps)
    gaps = [(row["x"], row["x2"]) for row in rows(specification, "edss", "rect")]
    assert gaps == [(moment("2017-03-01"), moment("2017-06-01")), (moment("2020-08-31"), moment("2021-03-01"))]


def test_worsenings_are_marked_by_cause_and_open_while_not_confirmed(course: Course) -> None:
    specification = course_specification(with_worsenings(course), "P1", interactive=True)
    drawn = [row for row in rows(specification, "edss", "point") if row.get("shape")]
    looks = [marks.CHANGES[name] for name in ("relapse_associated", "relapse_independent", "unconfirmed")]
    assert [(row["shape"], row["fill"], row["value"]) for row in drawn] == [
        (look.shape, look.fill, value) for look, value in zip(looks, (3.0, 4.5, 4.5), strict=True)
    ]
    assert "Associated with a relapse." in drawn[0]["tip"]
    assert drawn[2]["tip"].startswith("Possible worsening, awaiting a confirming visit")
    for words_of in looks:
        assert words_of.words in legend(specification)


def test_references_and_thresholds_are_drawn_on_demand(course: Course) -> None:
    worsened = with_worsenings(course)
    plain = course_specification(worsened, "P1", interactive=True)
    specification = course_specification(worsened, "P1", thresholds=True, interactive=True)
    drawn, undrawn = (
        [row for row in rows(each, "edss", "rule") if "value" in row and "text" not in row]
        for each in (specification, plain)
    )
    assert undrawn == []
    assert [row["value"] for row in drawn] == [4.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0]
    assert "A rise of 1 from the reference counts: EDSS 3.0." in [row.get("tip") for row in drawn]
    assert {"reference of a worsening", "rise from it that counts", "lowest EDSS of SPMS onset (4.0)"} <= set(
        legend(specification)
    )


def test_tests_of_function_have_small_panels_where_they_were_recorded(course: Course) -> None:
    tested = with_tests(course)
    names = [each["name"] for each in course_specification(tested, "P1")["vconcat"]]
    assert names == ["edss", "t25fw", "nhpt", "sdmt", "lanes"]
    specification = course_specification(tested, "P1", measures=("nhpt", "t25fw"))
    assert [each["name"] for each in specification["vconcat"]] == ["edss", "nhpt", "t25fw", "lanes"]
    points = [row for row in rows(specification, "t25fw", "point") if "value" in row]
    assert [row["value"] for row in points if "shape" not in row][1:] == [5.0, 6.5]
    assert [row["shape"] for row in points if "shape" in row] == [marks.VALUES["unable"].shape]
    assert "could not be done because of MS" in legend(specification)
    assert [each["name"] for each in course_specification(course, "P1")["vconcat"]] == ["edss", "lanes"]
    svg = inline_svg(course_specification(tested, "P1"), name="p", title="", css_class="wide")
    assert ">40</text>" in svg
    assert "e+" not in svg
    assert panel(specification, "nhpt")["title"]["text"] == "Nine-hole peg test (seconds); the other hand hollow"


def test_a_test_that_could_never_be_done_has_no_scale(course: Course) -> None:
    visits = course.cohort.visits.with_columns(t25fw_unable=pl.lit(value=True))
    unable = dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, visits=visits))
    (frame_of, *_) = panel(course_specification(unable, "P2"), "t25fw")["layer"]
    assert frame_of["encoding"]["y"]["axis"] is None


@pytest.mark.parametrize("choice", [{"measures": "sdmt"}, {"measures": ("edss",)}, {"width": 100}])
def test_what_cannot_be_drawn_is_refused(course: Course, choice: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        disease_course(course, "P1", **choice)


def test_the_onset_of_spms_says_when_it_was_known(course: Course) -> None:
    assert ["SPMS by the rule: began 2019-03-01", "known 2019-09-01"] in written(
        course_specification(course, "P1"), "edss"
    )


def test_every_kind_of_record_has_a_shape_of_its_own(course: Course) -> None:
    drawn = rows(course_specification(course, "P1", interactive=True), "lanes", "point")
    assert [row["tip"] for row in drawn] == [
        "A relapse began on 2016-05-01.",
        (
            "The relapse reported on 2016-05-11 belongs to the one of an unknown day, which began less than 30 days "
            "earlier, and does not count by itself."
        ),
        "MRI on 2016-06-01: 2 new T2 lesions.",
        (
            "MRI on 2018-06-01 shows no activity but cannot rule it out: its new and enlarging T2 lesions were not "
            "both read, or it shows the cord alone."
        ),
        "MRI on 2021-02-01: no new or enlarging T2 lesions (enhancement not assessed).",
    ]
    looks = [(mark.shape, mark.fill, mark.size) for name, mark in marks.RECORDS.items() if name != "relapse_moderate"]
    assert len(set(looks)) == len(looks)


def test_each_kind_of_lesion_of_a_scan_has_a_mark(course: Course) -> None:
    scan = {"patient_id": "P1", "claim": "activity", "verdict": "counts", "table": "mri"}
    days = {"date": day("2016-06-01"), "known_from": day("2016-06-01")}
    more = [evidence_row(**scan, **days, field=kind, value=1.0) for kind in ("enlarging_t2_lesions", "gd_lesions")]
    evidence = pl.concat([course.evidence, frame(RESULTS["evidence"], more)])
    specification = course_specification(dataclasses.replace(course, evidence=evidence), "P1")
    shapes = [row["shape"] for row in rows(specification, "lanes", "point")]
    expected = [marks.RECORDS[kind].shape for kind in ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")]
    assert shapes[2:5] == expected
    heights = [row["y"] for row in rows(specification, "lanes", "point")][2:5]
    assert len(set(heights)) == 3


@pytest.mark.parametrize(
    ("severity", "size"), [("Severe", 120), ("mild", 26), ("moderate", 58), (None, 58), ("5 of 10", 58)]
)
def test_a_relapse_is_as_large_as_it_was_severe(course: Course, severity: str | None, size: int) -> None:
    relapses = course.cohort.relapses.with_columns(severity=pl.lit(severity, pl.String))
    cohort = dataclasses.replace(course.cohort, relapses=relapses)
    specification = course_specification(dataclasses.replace(course, cohort=cohort), "P1")
    assert rows(specification, "lanes", "point")[0]["size"] == size


def test_marks_that_would_touch_stand_in_rows(course: Course) -> None:
    relapse = {"patient_id": "P1", "claim": "activity", "verdict": "counts", "table": "relapses", "field": "onset_date"}
    more = [
        evidence_row(**relapse, date=day(f"2018-03-{number:02}"), known_from=day(f"2018-03-{number:02}"))
        for number in range(1, 29, 3)
    ]
    crowded = dataclasses.replace(course, evidence=pl.concat([course.evidence, frame(RESULTS["evidence"], more)]))
    specification = course_specification(crowded, "P1", width=340)
    heights = {row["y"] for row in rows(specification, "lanes", "point") if row["fill"] == palette.RELAPSE}
    assert len(heights) == 4


def test_treatments_name_their_efficacy_category(course: Course) -> None:
    specification = course_specification(course, "P1", interactive=True)
    assert {"interferon beta-1a (1)", "siponimod"} <= set(written(specification, "lanes"))
    assert "interferon beta-1a, efficacy category 1, from 2016-07-01, until 2019-10-01." in {
        row["tip"] for row in rows(specification, "lanes", "rect")
    }
    assert {"efficacy category 1", "efficacy category not placed"} <= set(legend(specification))


def test_a_long_name_of_a_drug_is_cut_to_the_width(course: Course) -> None:
    name = "a drug of a trial with a name that is much longer than any telephone is wide"
    treatments = course.cohort.treatments.with_columns(drug=pl.lit(name))
    long = dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, treatments=treatments))
    texts = written(course_specification(long, "P1", width=340), "lanes")
    assert any(text.startswith("a drug of a trial") and text.endswith("…") for text in texts)


def test_lanes_and_treatments_are_labelled(course: Course) -> None:
    texts = written(course_specification(course, "P1"), "lanes")
    for text in ("interferon beta-1a (1)", "siponimod", "RRMS", "SPMS", "active", "indeterminate", "with progression"):
        assert text in texts
    assert "Worsening (slim bars), progression (full bars)" in texts


@pytest.mark.parametrize(
    ("width", "title"),
    [(640, "Worsening (progression is said of SPMS and PPMS only)"), (330, "Worsening")],
)
def test_the_title_of_a_lane_fits(course: Course, width: int, title: str) -> None:
    assert title in written(course_specification(course, "P2", width=width), "lanes")


def test_a_table_that_was_not_given_is_not_an_empty_one(course: Course) -> None:
    assert "not recorded" not in written(course_specification(course, "P2"), "lanes")
    cohort = dataclasses.replace(course.cohort, treatments=None)
    assert "not recorded" in written(course_specification(dataclasses.replace(course, cohort=cohort), "P2"), "lanes")


def test_the_legend_explains_what_occurs_and_nothing_else(course: Course) -> None:
    explained = legend(course_specification(course, "P1"))
    assert "no EDSS in the past 12 months" in explained
    assert "indeterminate: cannot be judged" in explained
    assert "confirmed worsening" not in explained
    assert legend(course_specification(course, "P2")) == ["indeterminate: cannot be judged"]


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
    squares = [row for row in rows(specification, "edss", "point") if row.get("shape") == "square"]
    (line,) = layers(specification, "edss", "line")

    assert [row["value"] for row in squares] == [2.0, 3.0]
    assert moment("2017-06-01") not in [row["x"] for row in line["data"]["values"]]
    assert "values of one day disagree: not used" in legend(specification)
    assert "EDSS values that disagree are not used: 2017-06-01." in specification["description"]
    assert "values of one day disagree: not used" not in legend(course_specification(course, "P1"))


@pytest.mark.parametrize("width", [340, 680])
def test_a_state_of_one_day_at_the_end_can_be_seen(course: Course, width: int) -> None:
    specification = course_specification(_ending_in_progression(course), "P1", width=width, interactive=True)
    start, end = bounds(specification)
    (box,) = (
        row for row in rows(specification, "lanes", "rect") if row["tip"].startswith("with progression, 2021-03-01")
    )

    assert 0.02 < (box["x2"] - box["x"]) / (end - start) < 0.03
    assert "to 2021-03-01" in box["tip"]
    assert box["x2"] < end


def test_what_the_last_box_has_no_room_for_stands_above_it(course: Course) -> None:
    ending = _ending_in_progression(course)
    assert "at the end: with progression" in written(course_specification(ending, "P1", width=680), "lanes")
    assert "at the end: with progression" not in written(course_specification(ending, "P1", width=300), "lanes")
    assert not [text for text in written(course_specification(course, "P1"), "lanes") if text.startswith("at the end")]


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
    assert "active, timing uncertain" in legend(specification)
    assert "active" not in legend(specification)
    fills = {row["fill"] for row in rows(specification, "lanes", "rect")}
    assert palette.ACTIVITY["timing_uncertain"].fill in fills


def test_the_words_of_the_onset_are_broken_where_there_is_little_room(course: Course) -> None:
    narrow = written(course_specification(course, "P1", width=240), "edss")
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


def test_every_value_has_a_look() -> None:
    assert set(palette.PHENOTYPE) == set(words.PHENOTYPES)
    assert set(palette.ACTIVITY) == {*words.ACTIVITIES, "timing_uncertain"} == set(say.ACTIVITY_DRAWN)
    assert set(palette.PROGRESSION) | {"not_applicable"} == set(words.PROGRESSIONS)
    assert set(palette.WORSENING) == set(words.WORSENINGS)


@pytest.mark.parametrize("width", [340, 640])
def test_nothing_is_drawn_beyond_the_edges(course: Course, width: int) -> None:
    specification = course_specification(course, "P1", width=width)
    start, end = bounds(specification)
    for mark in ("rect", "point", "rule"):
        for row in rows(specification, "lanes", mark):
            assert start <= row["x"] <= row.get("x2", row["x"]) <= end
            assert 0 <= row["y"] <= panel(specification, "lanes")["height"]


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
    assert rows(specification, "edss", "line") == []
    assert "EDSS was" not in specification["description"]
    assert "<svg" in inline_svg(specification, name="p", title="", css_class="wide")


def test_whole_days_have_an_axis_of_days(course_of_days: Course) -> None:
    specification = course_specification(course_of_days, "P1")
    x = panel(specification, "edss")["layer"][0]["encoding"]["x"]
    assert (x["type"], x["axis"]["title"]) == ("quantitative", "day")
    assert "on day 16861" in specification["description"]
