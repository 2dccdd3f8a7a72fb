"""People whose pages are hard to print: forty years, one visit, nothing assessed, an id that is full of signs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

import mscourse as ms
from mscourse.results.course import Course

FORTY_YEARS, ONE_VISIT, NOTHING_ASSESSED, PRIMARY = "forty years", "one visit", "nothing assessed", "primary"
SIGNS = 'Jürgen Groß #"\\$ [x](y) *_`@<b>&{0}' + "~/"
EVERYBODY = (FORTY_YEARS, ONE_VISIT, NOTHING_ASSESSED, PRIMARY, SIGNS)
_START = dt.date(1983, 1, 10)


def _day(number: int) -> dt.date:
    return _START + dt.timedelta(days=number)


def _forty_years() -> dict[str, list[dict[str, Any]]]:
    """Visits twice a year, up and down and slowly up, with relapses, scans and fifteen treatments."""
    one: dict[str, Any] = {"patient_id": FORTY_YEARS}
    days = range(0, 14_600, 182)
    return {
        "visits": [
            one | {"date": _day(day), "edss": min(8.0, 1.0 + (day // 1500) * 0.5 + (day // 182 % 7 == 3) * 1.0)}
            for day in days
        ]
        + [one | {"date": _day(14_600 + 90 * number), "edss": 7.0 + number * 0.5} for number in range(4)],
        "relapses": [one | {"onset_date": _day(day)} for day in (*range(100, 14_600, 400), 14_700, 14_800)],
        "mri": [
            one
            | {"date": _day(day), "region": "brain", "gd_lesions": number % 3, "new_t2_lesions": number % 4}
            | {"enlarging_t2_lesions": number % 2}
            for number, day in enumerate((*range(3000, 14_600, 300), 14_650, 14_720, 14_800, 14_860))
        ],
        "treatments": [
            one | {"drug": drug, "start_date": _day(5000 + 600 * number), "end_date": _day(5590 + 600 * number)}
            for number, drug in enumerate(["interferon beta-1a", "glatiramer acetate", "peginterferon beta-1a"] * 5)
        ],
    }


def _others() -> dict[str, list[dict[str, Any]]]:
    visits = [{"patient_id": ONE_VISIT, "date": _day(0), "edss": 2.0}]
    visits += [{"patient_id": NOTHING_ASSESSED, "date": _day(day), "edss": None} for day in (0, 400, 900)]
    visits += [
        {"patient_id": PRIMARY, "date": _day(day), "edss": edss}
        for day, edss in ((0, 3.5), (200, 3.5), (400, 4.5), (600, 4.5), (800, 5.5))
    ]
    visits += [{"patient_id": SIGNS, "date": _day(day), "edss": 2.0} for day in (0, 300, 600)]
    drug = 'half #panic("x") $1$ \\ "dose"'
    return {
        "visits": visits,
        "treatments": [{"patient_id": SIGNS, "drug": drug, "start_date": _day(10), "end_date": None}],
    }


def hard_course() -> Course:
    """The course of these people, worked out."""
    long, short = _forty_years(), _others()
    types = {"edss": pl.Float64, "end_date": pl.Date}
    tables = {
        name: pl.DataFrame([*rows, *short.get(name, [])], schema_overrides=types, infer_schema_length=None)
        for name, rows in long.items()
    }
    patients = pl.DataFrame(
        [{"patient_id": FORTY_YEARS, "onset_type": "relapsing"}, {"patient_id": PRIMARY, "onset_type": "progressive"}]
    )
    return ms.characterise(ms.Cohort(patients=patients, **tables))


def course_of_whole_days() -> Course:
    """A person whose records came as days."""
    visits = pl.DataFrame({"patient_id": ["D"] * 4, "date": [0, 200, 400, 700], "edss": [4.0, 4.0, 5.0, 5.0]})
    relapses = pl.DataFrame({"patient_id": ["D"], "onset_date": [650]})
    return ms.characterise(ms.Cohort(visits=visits, relapses=relapses))
