"""The report of a cohort: every page is clear, whatever the records lack, and every figure shows what was measured."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

import mscourse as ms
from mscourse.measures.cohort_report import numbers_of_cohort
from mscourse.results.course import Course
from mscourse.tables.cohort import Cohort
from mscourse.views.cohort.document import Document
from mscourse.views.cohort.page import page_of
from mscourse.views.cohort.paper import paper_of
from mscourse.views.cohort.report import document_of
from unit.measures.records_of_one import cohort

CLINIC = Path(ms.__file__).parent / "data" / "clinic"
YEARLY = [{"date": 180 * at, "edss": min(2.0 + 0.5 * (at // 2), 6.0)} for at in range(12)]
STEADY = [{"date": 180 * at, "edss": 2.0} for at in range(6)]


def of_people(number: int) -> Cohort:
    """So many people who worsen step by step, one after the other."""
    visits = [{**row, "patient_id": f"P{at}", "date": row["date"] + 100 * at} for at in range(number) for row in YEARLY]
    people = [{"patient_id": f"P{at}", "onset_type": "relapsing", "onset_date": 0} for at in range(number)]
    return cohort(visits, relapses=[], patients=people)


COHORTS: dict[str, Cohort] = {
    "nobody": cohort([]),
    "one visit": cohort([{"date": 10, "edss": 2.0}]),
    "one person without a relapse table": cohort(YEARLY),
    "one person who stays as they are": cohort(STEADY, relapses=[], mri=[]),
    "no EDSS": cohort([{"date": 10}, {"date": 400}]),
    "without MRI": cohort(YEARLY, relapses=[{"onset_date": 5}]),
    "relapses alone": cohort([], relapses=[{"onset_date": 5}, {"onset_date": 400}]),
    "all progressive": cohort(YEARLY, relapses=[], patients=[{"onset_type": "progressive"}]),
    "one group": cohort(YEARLY, relapses=[], patients=[{"group": "arm A", "sex": "female"}]),
    "dead": cohort(STEADY, relapses=[], patients=[{"death_date": 1200, "onset_date": 0}]),
    "two people": of_people(2),
    "sixty people": of_people(60),
    "many groups": cohort(
        [{**row, "patient_id": f"P{at}"} for at in range(9) for row in YEARLY],
        relapses=[],
        patients=[{"patient_id": f"P{at}", "group": f"arm {at}"} for at in range(9)],
    ),
}


def document(course: Course, by: str | None = None) -> Document:
    return document_of(course, numbers_of_cohort(course, by=by))


@pytest.fixture(scope="module")
def clinic() -> Course:
    return ms.characterise(ms.read_cohort(CLINIC))


@pytest.fixture(scope="module")
def report(clinic: Course) -> Document:
    return document(clinic, by="sex")


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("by", [None, "group"])
def test_whatever_the_records_lack_there_is_a_page(name: str, by: str | None) -> None:
    told = document(ms.characterise(COHORTS[name]), by)
    page = page_of(told)

    assert [section.name for section in told.sections] == [
        *("flow", "baseline", "distribution", "transitions", "times", "worsening", "relapses", "courses"),
        *("due", "completeness", "methods"),
    ]
    for section in told.sections:
        assert section.paragraphs or section.figures or any(table.rows for table in section.tables)
    assert page.count("<figcaption") == len(told.figures)
    assert page.count("Research software, not a medical device") >= 2
    assert "None" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "nan" not in re.findall(r"[a-z]+", page.lower())


@pytest.mark.parametrize("name", ["nobody", "one visit", "sixty people"])
def test_there_is_a_paper_too(name: str) -> None:
    assert paper_of(document(ms.characterise(COHORTS[name]))).startswith(b"%PDF")


def test_with_an_earlier_day_nobody_may_be_left() -> None:
    told = document(ms.characterise(of_people(2), until=-5))

    assert "0 people" in told.title
    assert page_of(told)


def test_no_figure_and_no_table_names_anybody(clinic: Course, report: Document) -> None:
    ids = set(clinic.patient_ids)
    for frame in [*(figure.table.frame for figure in report.figures), *(table.frame for table in report.tables)]:
        assert "patient_id" not in frame.columns
        words = {word for column in frame.select(pl.col(pl.String)) for word in column.drop_nulls()}
        assert not words & ids


def test_every_figure_says_how_many_people_by_which_definition_and_window(report: Document) -> None:
    for figure in report.figures:
        assert re.search(r"\b\d+ (person|people); definition lublin_2013, window 12 months, as known", figure.caption)


def test_the_tables_below_the_figures_hold_what_is_measured(clinic: Course, report: Document) -> None:
    frames = {figure.name: figure.table.frame for figure in report.figures}
    times = ms.measures.time_to(clinic, "worsening", by="sex")
    measured = {
        "phenotype_transitions": ms.measures.transition_rates(clinic, "phenotype"),
        "activity_transitions": ms.measures.transition_rates(clinic, "activity"),
        "activity_flow": ms.measures.state_flow(clinic, "activity"),
        "time_to_worsening": ms.measures.kaplan_meier(times),
        "worsening_by_cause": ms.measures.worsening_by_cause_per_year(clinic),
        "relapse_rate_around_spms": ms.measures.relapse_rate_around_spms(clinic),
        "courses": ms.measures.course_lanes(clinic),
        "who_is_due": ms.measures.due_counts(clinic),
        "completeness": ms.measures.completeness_of_cohort(clinic),
        "people_flow": ms.measures.people_flow(clinic),
    }
    for name, frame in measured.items():
        assert frames[name].equals(frame), name
    dates = frames["phenotype_by_date"].get_column("date").unique().sort().to_list()
    assert frames["phenotype_by_date"].equals(ms.measures.state_distribution(clinic, "phenotype", dates=dates))
    years = frames["activity_by_duration"].get_column("years").unique().sort().to_list()
    assert frames["activity_by_duration"].equals(ms.measures.state_distribution(clinic, "activity", years=years))


def test_the_other_tables_hold_what_is_measured(clinic: Course, report: Document) -> None:
    frames = {table.name: table.frame for table in report.tables}
    times = ms.measures.time_to(clinic, "spms_onset", by="sex")

    assert frames["row_flow"].equals(ms.measures.row_flow(clinic))
    assert frames["baseline"].equals(ms.measures.baseline_table(clinic.cohort, by="sex"))
    assert frames["relapse_rate"].equals(ms.measures.relapse_rate(clinic.cohort, by="sex"))
    assert frames["median_time_to_spms"].equals(ms.measures.median_time(times))
    assert frames["what_was_missing"].equals(ms.measures.lacking_by_reason(clinic))


def test_records_that_came_as_days_are_told_in_days() -> None:
    told = document(ms.characterise(COHORTS["sixty people"]))
    frames = {figure.name: figure.table.frame for figure in told.figures}

    assert frames["phenotype_by_date"].schema["date"].is_integer()
    assert frames["worsening_by_cause"].get_column("per").unique().to_list() == ["follow_up"]
    assert not re.search(r"\b(19|20)\d\d-\d\d-\d\d\b", page_of(told))


def test_death_competes_where_somebody_died() -> None:
    names = {figure.name for figure in document(ms.characterise(COHORTS["dead"])).figures}

    assert "incidence_of_worsening" in names
    assert "incidence_of_worsening" not in {figure.name for figure in document(ms.characterise(of_people(2))).figures}


def test_a_caption_says_of_how_many_people_and_what_makes_its_numbers_uncertain(clinic: Course) -> None:
    captions = {figure.name: figure.caption for figure in document(clinic).figures}
    dead = {figure.name: figure.caption for figure in document(ms.characterise(COHORTS["dead"])).figures}
    onsets = clinic.events.filter(kind="spms_onset").get_column("patient_id").n_unique()

    assert f" {onsets} people; definition" in captions["relapse_rate_around_spms"]
    assert "the share who died is then too high" in dead["incidence_of_worsening"]


def test_table_1_says_where_a_group_is_one_person_and_its_cells_may_break_before_the_quartiles(
    clinic: Course, report: Document
) -> None:
    (alone,) = [table for table in report.tables if table.name == "baseline"]
    (together,) = [table for table in document(clinic).tables if table.name == "baseline"]

    assert "A group of one person" in alone.note
    assert "A group of one person" not in together.note
    assert '<td class="number parted"><span>8</span> <span>(57 %)</span></td>' in page_of(report)


def test_of_many_people_fifty_courses_are_shown_and_it_is_said_which() -> None:
    told = document(ms.characterise(COHORTS["sixty people"]))
    (courses,) = [figure for figure in told.figures if figure.name == "courses"]

    assert courses.table.frame.get_column("lane").unique().sort().to_list() == list(range(1, 51))
    assert "50 of 60 people, at even distances from all in order of the length of their course" in courses.caption


def test_the_words_of_the_user_are_escaped() -> None:
    named = cohort(YEARLY, relapses=[], patients=[{"group": "<b>A & B</b>"}])
    told = document(ms.characterise(named), by="group")

    assert "<b>A & B</b>" not in page_of(told)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page_of(told)
    assert paper_of(told).startswith(b"%PDF")


@pytest.mark.parametrize("group", ["\u81c2 \u7532", "\U00016a40", "*bold* #x $a$ \\", "\ue000"])
def test_any_letters_may_stand_in_the_name_of_a_group(group: str) -> None:
    told = document(ms.characterise(cohort(STEADY, relapses=[], patients=[{"group": group}])), by="group")

    assert paper_of(told).startswith(b"%PDF")
