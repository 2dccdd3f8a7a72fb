"""Courses that are hard to draw: long, short, crowded, empty. Each is drawn wide and narrow, within its edges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.results.course import Course
from mscourse.views.drawing import inline_svg
from mscourse.views.text_width import width_of
from mscourse.views.timeline import course_specification
from unit.views.drawn import rows, written

_DRUGS = ("interferon beta-1a", "glatiramer acetate", "natalizumab", "fingolimod", "ocrelizumab", "cladribine")


def half_years(first: int, number: int, value: float | None, step: float = 0.0) -> list[dict[str, Any]]:
    """Visits in January and July, the EDSS rising by a step every two years."""
    return [
        {"patient_id": "A", "date": dt.date(first + each // 2, 1 + 6 * (each % 2), 1)}
        | {"edss": None if value is None else min(value + step * (each // 4), 9.0)}
        for each in range(number)
    ]


def relapses(*days: dt.date) -> list[dict[str, Any]]:
    return [{"patient_id": "A", "onset_date": day} for day in days]


FORTY_YEARS = {
    "patients": [{"patient_id": "A", "onset_type": "relapsing"}],
    "visits": half_years(1984, 80, 1.0, 0.5),
    "relapses": relapses(*(dt.date(1984 + each // 2, 3 + 6 * (each % 2), 9) for each in range(44))),
    "mri": [
        {"patient_id": "A", "date": dt.date(1996 + each // 2, 3 + 6 * (each % 2), 1), "region": "brain"}
        | {"gd_lesions": each % 2, "new_t2_lesions": each % 3, "enlarging_t2_lesions": 0}
        for each in range(56)
    ],
    "treatments": [
        {"patient_id": "A", "drug": drug, "start_date": dt.date(1996 + 4 * each, 1, 1)}
        | {"end_date": dt.date(1999 + 4 * each, 1, 1)}
        for each, drug in enumerate(_DRUGS)
    ],
}
THREE_DRUGS = {
    "visits": half_years(2018, 12, 3.0),
    "relapses": relapses(dt.date(2019, 3, 1)),
    "treatments": [
        {"patient_id": "A", "drug": drug, "start_date": dt.date(2018, month, 1), "end_date": dt.date(2021, 1, 1)}
        for month, drug in ((3, "natalizumab"), (5, "methotrexate"), (7, "prednisolone"))
    ],
}
CASES: dict[str, dict[str, Any]] = {
    "forty years": FORTY_YEARS,
    "one visit": {"visits": half_years(2020, 1, 2.0)},
    "no MRI table": {"visits": half_years(2018, 14, 2.0, 0.5), "relapses": relapses(dt.date(2019, 3, 3))},
    "many relapses in one month": {
        "visits": half_years(2018, 14, 2.0),
        "relapses": relapses(*(dt.date(2019, 3, 1) + dt.timedelta(days=4 * each) for each in range(9))),
    },
    "three drugs at once": THREE_DRUGS,
    "PPMS": {
        "patients": [{"patient_id": "A", "onset_type": "progressive"}],
        "visits": half_years(2012, 24, 3.0, 0.5),
        "mri": [{"patient_id": "A", "date": dt.date(2014, 1, 1), "region": "cord", "new_t2_lesions": None}],
    },
    "nothing known": {"visits": half_years(2012, 4, None)},
    "days": {
        "visits": [{"patient_id": "A", "date": 180 * each, "edss": 2.0 + each // 5} for each in range(14)],
        "relapses": [{"patient_id": "A", "onset_date": 400}],
        "treatments": [{"patient_id": "A", "drug": "fingolimod", "start_date": 500, "end_date": 1500}],
    },
}


def course_of(name: str) -> Course:
    tables = {table: pl.DataFrame(found, infer_schema_length=None) for table, found in CASES[name].items()}
    return ms.characterise(ms.Cohort(**tables))


@pytest.mark.parametrize("name", CASES)
def test_hard_courses_are_drawn_within_their_edges(name: str) -> None:
    course = course_of(name)
    for width in (340, 1000):
        specification = course_specification(course, "A", width=width, thresholds=True)
        assert "<svg" in inline_svg(specification, name="p", title="", css_class="wide")
        ribbon = specification["vconcat"][-1]
        start, end = specification["vconcat"][0]["layer"][0]["encoding"]["x"]["scale"]["domain"]
        for layer in ribbon["layer"]:
            for row in layer["data"]["values"]:
                words = width_of(row.get("text", ""), 11) / ribbon["width"] * (end - start)
                assert start <= row["x"]
                assert row.get("x2", row["x"] + words) <= end + (end - start) * 0.01


def test_drugs_at_once_stand_in_rows_of_their_own() -> None:
    specification = course_specification(course_of("three drugs at once"), "A", interactive=True)
    bars = [row["y"] for row in rows(specification, "lanes", "rect") if ", from " in row["tip"]]
    assert len(bars) == len(set(bars)) == 3


def test_every_name_of_a_drug_is_written_even_where_it_is_crowded() -> None:
    texts = written(course_specification(course_of("forty years"), "A", width=340), "lanes")
    assert all(any(text.startswith(drug) for text in texts) for drug in _DRUGS)


def test_days_are_said_as_days() -> None:
    specification = course_specification(course_of("days"), "A", interactive=True)
    (parameter,) = specification["vconcat"][1]["layer"][1]["params"]
    assert parameter["bind"]["day"]["input"] == "number"
    assert all(row["from"].startswith("day ") for row in specification["usermeta"]["mscourse"]["rows"])
