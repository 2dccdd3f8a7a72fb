"""The picture as data is what was agreed on, and its numbers are those of the tables."""

from __future__ import annotations

import json

import polars as pl
import pytest

from mscourse.results.course import Course
from mscourse.views.drawing import inline_svg
from mscourse.views.timeline import course_specification
from unit.views.drawn import layers, rows
from unit.views.structure import EXPECTED, clinic, drawn

PEOPLE = [f"P{number:02}" for number in range(1, 15)]
_DAY = 86_400_000


@pytest.fixture(scope="module")
def everybody() -> Course:
    return clinic()


def test_the_picture_as_data_is_as_agreed() -> None:
    assert json.loads(json.dumps(drawn())) == json.loads(EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("person", PEOPLE)
def test_the_curve_is_the_edss_on_record(everybody: Course, person: str) -> None:
    specification = course_specification(everybody, person, interactive=True)
    visits = everybody.cohort.visits.filter((pl.col("patient_id") == person) & pl.col("edss").is_not_null())
    on_record = set(visits.select(pl.col("date").to_physical().cast(pl.Int64) * _DAY, "edss").iter_rows())
    points = [row for row in rows(specification, "edss", "point") if "tip" in row]
    assert {(row["x"], row["value"]) for row in points} == on_record
    (line,) = layers(specification, "edss", "line") or [{"data": {"values": []}}]
    assert {row["value"] for row in line["data"]["values"]} <= {value for _, value in on_record}


@pytest.mark.parametrize("person", PEOPLE)
def test_worsenings_are_those_of_the_events(everybody: Course, person: str) -> None:
    specification = course_specification(everybody, person)
    marked = [row for row in rows(specification, "edss", "point") if row.get("shape") and row["fill"] != "#ffffff"]
    events = everybody.of("events", person).filter(pl.col("kind") == "worsening").sort("onset")
    assert [(row["x"], row["value"]) for row in marked] == list(
        events.select(pl.col("onset").to_physical().cast(pl.Int64) * _DAY, "onset_value").iter_rows()
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_said_of_a_picked_day_is_the_label_of_its_state(everybody: Course, person: str) -> None:
    meta = course_specification(everybody, person, interactive=True)["usermeta"]["mscourse"]
    states = everybody.of("states", person).sort("start")
    assert [each["start"] for each in meta["states"]] == states.get_column("start").cast(pl.String).to_list()
    for each, label in zip(meta["states"], states.get_column("label"), strict=True):
        assert each["said"].startswith(f"{label}. So from {each['start']} to {each['last']}.")


@pytest.mark.parametrize("person", PEOPLE)
def test_tables_count_what_is_drawn(everybody: Course, person: str) -> None:
    specification = course_specification(everybody, person, interactive=True)
    table = pl.DataFrame(specification["usermeta"]["mscourse"]["rows"])
    drawn_marks = len(rows(specification, "lanes", "point"))
    assert table.filter(pl.col("what").is_in(["Relapse", "MRI"])).height == drawn_marks
    treatments = everybody.cohort.treatments.filter(pl.col("patient_id") == person)
    assert table.filter(pl.col("what") == "Treatment").height == treatments.height


@pytest.mark.parametrize("width", [340, 680, 1000])
@pytest.mark.parametrize("person", ["P03", "P05", "P11", "P12"])
def test_every_width_is_drawn(everybody: Course, person: str, width: int) -> None:
    specification = course_specification(everybody, person, width=width, thresholds=width == 680)
    svg = inline_svg(specification, name="p", title="", css_class="wide")
    drawn_width, _ = (float(each) for each in svg.split('viewBox="0 0 ')[1].split('"')[0].split(" "))
    assert drawn_width <= width + 20
