"""The graphic without the picture: sentences, and a table of all that is drawn."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from mscourse.errors import UnknownPatientError
from mscourse.results.course import Course
from mscourse.views.course_in_words import COLUMNS, disease_course_table, disease_course_text
from mscourse.views.timeline import disease_course
from unit.views.rows import with_tests, with_worsenings


def test_the_text_alternative_tells_the_course(course: Course) -> None:
    assert disease_course_text(course, "P1") == (
        "Disease course of P1 from 2016-03-01 to 2021-03-01. EDSS was 2.0 on 2016-03-01 and 4.5 on 2021-03-01, over 7 "
        "visits. 1 relapse: 2016-05-01. 1 MRI with new activity: 2016-06-01 (new T2 lesion); 1 without; 1 that cannot "
        "rule it out. Treatment: interferon beta-1a, efficacy category 1, from 2016-07-01, until 2019-10-01; "
        "siponimod, from 2019-11-01, ongoing. By the rule SPMS began on 2019-03-01, known from 2019-09-01. At the "
        "end: SPMS, not active, without progression (in the past 12 months)."
    )


def test_worsenings_are_told_by_cause(course: Course) -> None:
    text = disease_course_text(with_worsenings(course), "P1")
    assert "Worsening associated with a relapse: 2018-03-01 (EDSS)." in text
    assert "Worsening not confirmed yet: 2021-03-01 (EDSS)." in text


def test_what_was_not_given_is_not_said_to_be_none(course: Course) -> None:
    assert "No relapse. No MRI with new activity. No treatment." in disease_course_text(course, "P2")
    cohort = dataclasses.replace(course.cohort, relapses=None, mri=None, treatments=None)
    text = disease_course_text(dataclasses.replace(course, cohort=cohort), "P2")
    assert "Relapses are not recorded. MRI is not recorded. Treatments are not recorded." in text


def test_the_table_has_a_row_for_everything_drawn(course: Course) -> None:
    table = disease_course_table(with_tests(with_worsenings(course)), "P1")
    assert tuple(table.columns) == COLUMNS
    counts = dict(table.get_column("what").value_counts().iter_rows())
    assert counts == {
        "EDSS": 7,
        "Timed 25-foot walk": 3,
        "Nine-hole peg test of the dominant hand": 1,
        "Nine-hole peg test of the other hand": 1,
        "Symbol digit modalities test": 2,
        "Worsening associated with a relapse": 1,
        "Worsening independent of relapses": 1,
        "Worsening not confirmed yet": 1,
        "Relapse": 2,
        "MRI": 3,
        "Treatment": 2,
        "SPMS onset": 1,
        "Phenotype": 2,
        "Activity": 4,
        "Worsening": 2,
        "Progression": 2,
    }
    assert table.get_column("from").is_sorted()


def test_the_table_is_that_of_the_chart(course: Course) -> None:
    chart = disease_course(course, "P1").to_dict()
    assert chart["usermeta"]["mscourse"]["rows"] == disease_course_table(course, "P1").to_dicts()
    assert chart["description"] == disease_course_text(course, "P1")


def test_a_table_of_days_is_in_order_of_the_days(course_of_days: Course) -> None:
    table = disease_course_table(course_of_days, "P1")
    days = table.get_column("from").str.strip_prefix("day ").cast(pl.Int32)
    assert days.is_sorted()


def test_somebody_who_is_not_there_is_an_error(course: Course) -> None:
    with pytest.raises(UnknownPatientError):
        disease_course_table(course, "nobody")
    with pytest.raises(UnknownPatientError):
        disease_course_text(course, "nobody")
