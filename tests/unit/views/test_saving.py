"""Pictures as files: every kind is drawn, whole or not at all, and carries its words."""

from __future__ import annotations

import json
import re
import struct
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mscourse import plot
from mscourse.errors import OutputError, UnknownPatientError, UsageError
from mscourse.results.course import Course
from mscourse.views.picking import without_picking
from mscourse.views.timeline import course_specification
from unit.views.rows import with_tests, with_worsenings


def data_of(page: Path) -> Any:
    """What the scripts of a page read."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.mark.parametrize("patient_id", ["P1", "P2"])
@pytest.mark.parametrize("thresholds", [False, True])
def test_an_svg_has_a_title_a_description_and_a_size(
    course: Course, tmp_path: Path, patient_id: str, *, thresholds: bool
) -> None:
    path = plot.save_disease_course(
        with_tests(with_worsenings(course)), patient_id, tmp_path / "c.svg", thresholds=thresholds
    )
    svg = path.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert f'<title id="course-title">Disease course of {patient_id}</title>' in svg
    assert f'<desc id="course-description">Disease course of {patient_id} from' in svg
    assert re.search(r' width="\d+" height="\d+"', svg)
    assert "Pick a date" not in svg


@pytest.mark.parametrize("width", [340, 680, 1000])
def test_a_png_is_twice_as_fine_as_the_picture(course: Course, tmp_path: Path, width: int) -> None:
    content = plot.save_disease_course(course, "P1", tmp_path / "c.png", width=width).read_bytes()
    assert content.startswith(b"\x89PNG")
    drawn, _ = struct.unpack(">II", content[16:24])
    assert 2 * width - 40 <= drawn <= 2 * width + 40


def test_a_pdf_is_one(course_of_days: Course, tmp_path: Path) -> None:
    assert plot.save_disease_course(course_of_days, "P1", tmp_path / "c.PDF").read_bytes().startswith(b"%PDF")


def test_a_chart_is_written_as_it_was_changed(course: Course, tmp_path: Path) -> None:
    chart = plot.disease_course(course, "P1").properties(title="Another title")
    svg = plot.save(chart, tmp_path / "c.svg").read_text(encoding="utf-8")
    assert ">Another title</title>" in svg
    assert "Disease course of P1 from 2016-03-01" in svg
    assert "Pick a date" not in svg
    assert plot.save(chart, tmp_path / "c.html").read_text(encoding="utf-8").count("Another title") >= 2


class _Reader(HTMLParser):
    """Collects the tags, the addresses they name, and the cells of tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for key, value in attrs if key in ("src", "href")]


def test_a_page_stands_alone_with_its_words_and_its_table(course: Course, folder: Path) -> None:
    path = plot.save_disease_course(course, "P1", folder / "c.html")
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert [each for each in reader.addresses if not each.startswith("#")] == []
    assert reader.tags.count("h1") == 1
    assert reader.tags.count("tr") == 1 + plot.disease_course_table(course, "P1").height
    assert reader.tags.count("desc") == 2
    data = data_of(path)
    assert set(data["charts"]) == {"wide", "narrow"}
    assert [each["start"] for each in data["states"]] == ["2016-03-01", "2017-06-01", "2019-09-01", "2020-09-01"]
    assert data["states"][-1]["said"].endswith("So from 2020-09-01 to 2021-03-01.")


def test_a_page_of_one_chart_has_one_drawing(course: Course, tmp_path: Path) -> None:
    path = plot.save(plot.disease_course(course, "P1"), tmp_path / "c.html")
    assert set(data_of(path)["charts"]) == {"wide"}
    narrow = plot.save_disease_course(course, "P1", tmp_path / "n.html", width=300)
    assert set(data_of(narrow)["charts"]) == {"wide"}


def test_a_chart_without_our_words_is_written_all_the_same(tmp_path: Path) -> None:
    plain = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    assert "<svg" in plot.save(plain, tmp_path / "c.svg").read_text(encoding="utf-8")
    reader = _Reader()
    page = plot.save(plain | {"title": ["One", "two"]}, tmp_path / "c.html")
    reader.feed(page.read_text(encoding="utf-8"))
    assert "table" not in reader.tags


def test_markup_in_an_id_stays_text(course: Course, tmp_path: Path) -> None:
    specification = course_specification(course, "P1", interactive=True)
    hostile = "</script><script>alert('P1')</script>"
    specification["title"]["text"] = hostile
    specification["usermeta"]["mscourse"]["rows"][0]["said"] = hostile
    specification["usermeta"]["mscourse"]["states"][0]["said"] = hostile
    page = plot.save(specification, tmp_path / "c.html").read_text(encoding="utf-8")
    assert hostile not in page
    assert "&lt;script&gt;alert(" in page
    assert data_of(tmp_path / "c.html")["states"][0]["said"] == hostile


def test_paper_has_nothing_to_click(course: Course) -> None:
    moving = course_specification(course, "P1", interactive=True)
    still = without_picking(moving)
    assert [each["name"] for each in still["vconcat"]] == ["edss", "lanes"]
    assert "picked" not in json.dumps(still)
    assert "picked" in json.dumps(moving)
    assert "picked" not in json.dumps(without_picking({"hconcat": [moving, moving]}))
    assert without_picking({"params": [{"name": "mine"}, {"name": "picked"}]}) == {"params": [{"name": "mine"}]}


def test_a_name_without_a_kind_is_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf, \.html"):
        plot.save_disease_course(course, "P1", tmp_path / "c.gif")
    with pytest.raises(UsageError):
        plot.save({}, tmp_path / "c")


def test_nothing_is_left_where_nothing_could_be_written(course: Course, tmp_path: Path) -> None:
    (tmp_path / "c.svg").mkdir()
    with pytest.raises(OutputError):
        plot.save_disease_course(course, "P1", tmp_path / "c.svg")
    with pytest.raises(UnknownPatientError):
        plot.save_disease_course(course, "nobody", tmp_path / "d.svg")
    assert [each.name for each in tmp_path.iterdir()] == ["c.svg"]
