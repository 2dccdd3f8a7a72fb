"""The report: one file, nothing fetched, everything escaped."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from mscourse.errors import OutputError
from mscourse.results.course import Course
from mscourse.tables.findings import Findings
from mscourse.views import whole_cohort
from mscourse.views.report import write_report
from unit.views.rows import frame

SCRIPT = "<script>alert('P1')</script>"
_VOID = {"meta", "link", "br", "hr", "img", "input"}


class _Balanced(HTMLParser):
    """Collects ids and checks that every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for key, value in attrs if key == "id" and value is not None]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for key, value in attrs if key == "id" and value is not None]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def page(course: Course, tmp_path: Path) -> str:
    """The report of both people."""
    return write_report(course, tmp_path).read_text(encoding="utf-8")


def test_tags_are_balanced_and_ids_are_unique(page: str) -> None:
    parser = _Balanced()
    parser.feed(page)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert "script" not in parser.tags


def test_nothing_is_fetched(page: str) -> None:
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', page)
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)


def test_it_says_what_it_is_and_within_which_window(page: str) -> None:
    assert "Research software, not a medical device." in page
    assert "about the past 12 months" in page
    assert "lublin_2013" in page
    assert "uses only what was on record by its date" in page


def test_each_person_has_a_heading_a_graphic_and_sentences(page: str) -> None:
    assert page.count("<article") == 2
    assert page.count('role="img"') == 4
    assert "<title" in page
    assert "SPMS began with this rise" in page
    assert re.search(r"Not SPMS on this rise: EDSS 3.0", page)


def test_ids_that_are_markup_stay_text(course: Course, tmp_path: Path) -> None:
    def renamed(table: pl.DataFrame) -> pl.DataFrame:
        return table.with_columns(pl.col("patient_id").replace({"P1": SCRIPT}))

    results = {
        name: renamed(getattr(course, name)) for name in ("states", "events", "evidence", "assessments", "topics")
    }
    records = {name: renamed(getattr(course.cohort, name)) for name in ("patients", "visits", "treatments")}
    cohort = dataclasses.replace(course.cohort, **records)
    page = write_report(dataclasses.replace(course, cohort=cohort, **results), tmp_path).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(" in page


def test_the_first_people_are_shown_and_the_rest_is_said(course: Course, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    path = write_report(course, tmp_path, patients=1, progress=lambda done, total: steps.append((done, total)))
    page = path.read_text(encoding="utf-8")
    assert path == tmp_path / "report.html"
    assert steps == [(1, 1)]
    assert page.count("<article") == 1
    assert "The first 1 of 2 people follow." in page


def test_findings_stand_by_rule(course: Course, tmp_path: Path) -> None:
    finding = {"severity": "warning", "table": "visits", "rule": "gap_between_visits", "action": "Look at it."}
    found = frame(
        Findings,
        [
            finding | {"patient_id": "P1", "message": "A gap."},
            finding | {"patient_id": "P2", "message": "A gap."},
            finding | {"rule": "of_each_row", "message": "Row 3."},
            finding | {"rule": "of_each_row", "message": "Row 4."},
        ],
    )
    page = write_report(dataclasses.replace(course, findings=found), tmp_path).read_text(encoding="utf-8")
    assert "A gap. <span" in page
    assert "Of each row. <span" in page
    assert "Row 3" not in page


def test_rows_of_each_table_are_counted(course: Course, tmp_path: Path) -> None:
    rows = {"visits": {"given": 1234, "used": 1230, "set_aside": 4, "passed_over": 0, "after_until": 0}}
    page = write_report(dataclasses.replace(course, provenance={"rows": rows}), tmp_path).read_text(encoding="utf-8")
    assert "1,234" in page
    assert "Not given, and so unknown: recorded courses." in page


def test_whole_days_are_reported_as_days(course_of_days: Course, tmp_path: Path) -> None:
    page = write_report(course_of_days, tmp_path).read_text(encoding="utf-8")
    assert "As on day 18687" in page


def test_a_folder_that_cannot_be_written_is_an_error(course: Course, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError):
        write_report(course, tmp_path / "taken")


def test_a_changed_definition_is_said_to_be_changed(course: Course, page: str, tmp_path: Path) -> None:
    other = dataclasses.replace(course, definition=dataclasses.replace(course.definition, window=400))

    changed = write_report(other, tmp_path / "other").read_text(encoding="utf-8")

    assert "changed from" not in page
    assert "changed from `lublin_2013`: window 400 (published 365)" in changed


def test_who_is_due_stands_with_the_command_that_lists_everybody(course: Course, page: str, tmp_path: Path) -> None:
    dated = dataclasses.replace(course, provenance={"until": "2021-03-01"})
    told = write_report(dated, tmp_path / "dated").read_text(encoding="utf-8")

    assert "Each person is judged on the last day of their own records" in page
    assert "<code>mscourse due DATA --out due.csv</code>" in page
    assert "<code>mscourse due DATA --until 2021-03-01 --out due.csv</code>" in told
    assert "MRI: none on record that could show or exclude activity." in page
    assert 'href="#patient-1"' in page.split('id="due"')[1].split('id="completeness"', maxsplit=1)[0]


def test_what_could_be_said_stands_by_statement_with_what_was_missing(page: str) -> None:
    said = page.split('id="completeness"')[1].split("<h3>", maxsplit=1)[0]

    assert re.findall(r'<tr><th scope="row">([^<]*)</th><td class="number">\d', said)[:3] == [
        "Course",
        "Activity",
        "Progression (SPMS and PPMS)",
    ]
    assert '<th scope="rowgroup" colspan="3">Activity</th>' in said
    assert "no MRI in the past 12 months" in said


def test_at_most_twenty_people_are_listed_as_due(course: Course) -> None:
    def many(table: pl.DataFrame) -> pl.DataFrame:
        copies = (table.with_columns(pl.col("patient_id") + f"-{number:02}") for number in range(25))
        return pl.concat([table, *copies])

    crowd = dataclasses.replace(course, states=many(course.states), assessments=many(course.assessments))
    due = whole_cohort.due_in_cohort(crowd, ["P1"])

    assert (due["due"], len(due["people"])) == (26, 20)
    assert [person["page"] for person in due["people"]] == [1, *[None] * 19]


def test_a_day_that_was_asked_for_is_said_as_a_day(course_of_days: Course) -> None:
    asked = dataclasses.replace(course_of_days, provenance={"until": 18687})
    due = whole_cohort.due_in_cohort(asked, [])

    assert due["until"] == "day 18687"
    assert due["command"] == "mscourse due DATA --until 18687 --out due.csv"
