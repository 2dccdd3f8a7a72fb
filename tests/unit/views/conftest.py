"""A hand-made course of two people, so that the views are tested without the engine.

`relapsing` becomes SPMS and shows most of what can be drawn; `one visit` has nothing but a first visit.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import polars as pl
import pytest

from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.rules.library import lublin_2013
from mscourse.tables.cohort import CheckedCohort, RowCounts
from mscourse.tables.findings import Findings
from mscourse.tables.schemas import SCHEMAS
from unit.views.rows import day, evidence_row, frame

PERSON, ONE_VISIT = "P1", "P2"


def _state(start: str, end: str, **values: object) -> dict[str, Any]:
    return {
        "patient_id": PERSON,
        "start": day(start),
        "end": day(end),
        "phenotype": "rrms",
        "derived_phenotype": "rrms",
        "activity": "active",
        "activity_reason": ["relapse"],
        "activity_timing_uncertain": False,
        "progression": "not_applicable",
        "progression_reason": [],
        "worsening": "no_worsening",
        "label": "RRMS, active (in the past 12 months)",
        "icd10cm": "G35.A",
        "definition": "0123456789ab",
    } | values


_SPMS = {
    "phenotype": "spms",
    "derived_phenotype": "spms",
    "progression": "with_progression",
    "worsening": "worsening",
    "worsening_cause": "relapse_independent",
    "spms_onset": day("2019-03-01"),
    "spms_known_on": day("2019-09-01"),
    "icd10cm": "G35.C2",
    "on_treatment": True,
}
STATES = [
    _state("2016-03-01", "2017-06-01"),
    _state(
        "2017-06-01",
        "2019-09-01",
        activity="indeterminate",
        activity_reason=["mri_not_readable", "relapses_not_ascertained"],
        worsening="awaiting_confirmation",
        confirmation_due=day("2019-05-31"),
        label="RRMS, activity indeterminate",
    ),
    _state("2019-09-01", "2020-09-01", **_SPMS, label="SPMS, active, with progression (in the past 12 months)"),
    _state(
        "2020-09-01",
        "2021-03-02",
        **_SPMS | {"progression": "without_progression", "worsening": "no_worsening", "worsening_cause": None},
        activity="not_active",
        activity_reason=["mri_clear_and_no_relapse"],
        label="SPMS, not active, without progression (in the past 12 months)",
    ),
    _state("2020-01-15", "2020-01-16", patient_id=ONE_VISIT, phenotype="ms_unspecified", activity="indeterminate")
    | {"activity_reason": ["no_mri_in_window"], "worsening": "indeterminate", "label": "MS, course not yet specified"},
]
_REFUSED = evidence_row(
    patient_id=PERSON,
    claim="spms_onset",
    verdict="edss_below_minimum",
    known_from=day("2018-09-01"),
    table="visits",
    date=day("2018-03-01"),
    field="edss",
    value=3.0,
    reference_date=day("2016-03-01"),
    reference_value=2.0,
    confirming_date=day("2018-09-01"),
)
EVIDENCE = [
    _REFUSED,
    _REFUSED
    | {"verdict": "confirmed", "known_from": day("2019-09-01"), "date": day("2019-03-01"), "value": 4.5}
    | {"confirming_date": day("2019-09-01")},
    evidence_row(patient_id=PERSON, claim="phenotype", verdict="counts", known_from=day("2016-03-01"))
    | {"table": "patients", "field": "onset_type"},
    *(
        evidence_row(patient_id=PERSON, claim="activity", table=table, known_from=day(known), date=day(known))
        | {"field": field, "verdict": verdict, "value": value, "note": note}
        for table, known, field, verdict, value, note in (
            ("relapses", "2016-05-01", "onset_date", "counts", None, None),
            ("relapses", "2016-05-11", "onset_date", None, None, "merged_relapse"),
            ("mri", "2016-06-01", "new_t2_lesions", "counts", 2.0, None),
            ("mri", "2018-06-01", "new_t2_lesions", "scan_not_readable", None, None),
            ("mri", "2021-02-01", "new_t2_lesions", "counts", 0.0, None),
        )
    ),
]
TOPICS = [
    {"patient_id": PERSON, "start": day(start), "end": day(end), "key": key}
    for start, end, key in (
        ("2016-03-01", "2017-06-01", "therapy_to_lower_relapse_risk"),
        ("2017-06-01", "2019-09-01", "confirm_worsening"),
        ("2017-06-01", "2019-09-01", "mri_due"),
        ("2019-09-01", "2020-09-01", "benefits_and_risks_of_stronger_treatment"),
        ("2020-09-01", "2021-03-02", "rehabilitation_and_symptoms_to_maintain_function"),
    )
]


@pytest.fixture
def course() -> Course:
    """The course of the two people, with dates."""
    visits = [
        {"patient_id": PERSON, "date": day(on), "edss": edss}
        for on, edss in (
            ("2016-03-01", 2.0),
            ("2017-06-01", 2.0),
            ("2018-03-01", 3.0),
            ("2018-09-01", 3.0),
            ("2019-03-01", 4.5),
            ("2019-09-01", 4.5),
            ("2021-03-01", 4.5),
        )
    ]
    tables = {
        "patients": [{"patient_id": PERSON, "onset_type": "relapsing"}],
        "visits": [*visits, {"patient_id": ONE_VISIT, "date": day("2020-01-15"), "edss": 1.5}],
        "relapses": [{"patient_id": PERSON, "onset_date": day("2016-05-01")}],
        "mri": [{"patient_id": PERSON, "date": day("2016-06-01"), "new_t2_lesions": 2}],
        "treatments": [
            {"patient_id": PERSON, "drug": "interferon beta-1a", "start_date": day("2016-07-01")}
            | {"end_date": day("2019-10-01")},
            {"patient_id": PERSON, "drug": "siponimod", "start_date": day("2019-11-01"), "end_date": None},
        ],
    }
    cohort = CheckedCohort(
        **{name: frame(SCHEMAS[name], rows) for name, rows in tables.items()},
        recorded_courses=None,
        findings=frame(Findings, []),
        counts={name: RowCounts(given=len(rows), set_aside=0, passed_over=0) for name, rows in tables.items()},
        digests={},
    )
    relapse = {"patient_id": PERSON, "kind": "relapse", "onset": day("2016-05-01"), "known_on": day("2016-05-01")}
    onset = {"patient_id": PERSON, "kind": "spms_onset", "onset": day("2019-03-01"), "known_on": day("2019-09-01")}
    assessments = [
        {"patient_id": PERSON, "kind": "neurological_examination", "last_date": day("2021-03-01")}
        | {"due_date": day("2022-03-01"), "status": "done"},
        {"patient_id": PERSON, "kind": "mri", "last_date": None, "due_date": None, "status": "never"},
    ]
    return Course(
        cohort=cohort,
        definition=lublin_2013,
        hindsight=False,
        states=frame(RESULTS["states"], STATES),
        events=frame(RESULTS["events"], [row | {"definition": "0123456789ab"} for row in (relapse, onset)]),
        evidence=frame(RESULTS["evidence"], EVIDENCE),
        assessments=frame(RESULTS["assessments"], assessments),
        topics=frame(RESULTS["topics"], TOPICS),
        findings=cohort.findings,
        provenance={},
    )


@pytest.fixture
def course_of_days(course: Course) -> Course:
    """The same course as whole days instead of dates."""
    results = {
        name: getattr(course, name).with_columns(pl.col(pl.Date).to_physical().cast(pl.Int32)) for name in RESULTS
    }
    return dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, day_offsets=True), **results)
