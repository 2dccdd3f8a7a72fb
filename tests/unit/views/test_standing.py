"""What is said of a person on a day, state by state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.tables.cohort import RowCounts
from mscourse.tables.findings import Findings
from mscourse.tables.schemas import SCHEMAS
from mscourse.views.words import Section, patient_summary
from unit.views.rows import day, evidence_row, frame

_NOW = {"known_from": day("2020-12-01"), "patient_id": "P1"}
_CHANGE = {
    "table": "visits",
    "field": "edss",
    "date": day("2020-12-01"),
    "value": 4.5,
    "reference_date": day("2019-09-01"),
    "reference_value": 3.5,
}
_NO_PHENOTYPE_OF_THE_RULE = {"spms_onset": None, "spms_known_on": None}


def changed(course: Course, values: Mapping[str, Any], evidence: list[dict[str, Any]] | None = None) -> Course:
    """The course with these values in every state, and with this evidence instead of its own if any is given."""
    schema = course.states.schema
    states = course.states.with_columns(**{name: pl.lit(value, schema[name]) for name, value in values.items()})
    rows = (
        course.evidence if evidence is None else frame(RESULTS["evidence"], [evidence_row(**each) for each in evidence])
    )
    return dataclasses.replace(course, states=states, evidence=rows)


def about(course: Course, subject: str) -> list[str]:
    """The sentences of where the person stands that belong to the subject."""
    return [sentence for each, sentence in patient_summary(course, "P1")[0].sentences if each == subject]


def texts(section: Section) -> list[str]:
    """The sentences without their subjects."""
    return [sentence for _, sentence in section.sentences]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"phenotype": "ppms", "progression": "without_progression", "worsening": "worsening"},
            ["Stable in the past 12 months: neither active nor with progression."],
        ),
        ({"phenotype": "ppms", "progression": "with_progression"}, []),
        (
            {"phenotype": "rrms", "progression": "not_applicable"},
            ["Stable in the past 12 months: not active and no worsening."],
        ),
        ({"phenotype": "rrms", "progression": "not_applicable", "worsening": "worsening"}, []),
        ({"phenotype": "rrms", "progression": "not_applicable", "activity": "active"}, []),
        ({"phenotype": "cis", "progression": "not_applicable"}, []),
        ({"phenotype": "ms_unspecified", "progression": "not_applicable"}, []),
    ],
)
def test_stable_is_said_of_what_it_is_defined_for(course: Course, values: dict[str, Any], said: list[str]) -> None:
    quiet = {"activity": "not_active", "worsening": "no_worsening", "worsening_cause": "relapse_associated"}
    assert about(changed(course, quiet | values), "")[1:] == said


@pytest.mark.parametrize(
    ("cause", "ending"),
    [
        ("relapse_independent", "a relapse-independent worsening was confirmed in the past 12 months"),
        ("relapse_associated", "the worsening that defined SPMS onset was confirmed in the past 12 months"),
    ],
)
def test_with_progression_says_by_which_worsening(course: Course, cause: str, ending: str) -> None:
    values = {"progression": "with_progression", "worsening": "worsening", "worsening_cause": cause}
    (sentence,) = about(changed(course, values), "Progression")
    assert sentence == f"With progression as far back as the records go (2016-03-01): {ending}."


def test_a_worsening_that_counts_is_not_told_as_refused_too(course: Course) -> None:
    onset = _NOW | _CHANGE | {"claim": "progression", "verdict": "confirmed", "confirming_date": day("2021-03-01")}
    refused = onset | {"verdict": "inside_relapse_window", "relapse_date": day("2020-11-20")}
    another = refused | {"date": day("2020-10-01")}
    _, rests_on, not_counted, *_ = patient_summary(changed(course, {}, [onset, refused, another]), "P1")

    assert texts(rests_on) == [
        "EDSS 4.5 on 2020-12-01 (reference 3.5 of 2019-09-01), confirmed on 2021-03-01: progression."
    ]
    assert [sentence[:54] for sentence in texts(not_counted)] == [
        "Not counted as progression: EDSS 4.5 on 2020-10-01 (re"
    ]


def test_a_rise_too_low_for_spms_is_not_what_anything_rests_on(course: Course) -> None:
    rise = _NOW | _CHANGE | {"claim": "spms_onset", "verdict": "awaiting_confirmation"}
    _, rests_on, not_counted, *_ = patient_summary(changed(course, {}, [rise | {"value": 3.5}]), "P1")
    assert texts(rests_on) == ["No record bears on it at this time."]
    assert texts(not_counted) == [
        (
            "Not SPMS on this rise, whether or not it is confirmed: EDSS 3.5 on 2020-12-01 (reference 3.5 of "
            "2019-09-01); SPMS needs EDSS 4.0 or more at every visit from the rise on."
        )
    ]

    _, rests_on, not_counted, *_ = patient_summary(changed(course, {}, [rise]), "P1")
    assert texts(rests_on)[0].startswith("A rise that would date SPMS onset if it is confirmed")
    assert texts(not_counted) == ["No other record was considered for the past 12 months."]


def test_criteria_of_one_rise_are_told_together_and_rises_alike_in_a_run(course: Course) -> None:
    rise = _NOW | _CHANGE | {"claim": "spms_onset", "confirming_date": day("2021-03-01")}
    evidence = [
        rise | {"verdict": "relapse_between", "relapse_date": day("2020-11-20")},
        rise | {"verdict": "edss_below_minimum"},
        rise | {"verdict": "edss_below_minimum", "date": day("2020-12-20")},
        rise | {"verdict": "edss_below_minimum", "date": day("2021-01-20")},
    ]
    first, second = texts(patient_summary(changed(course, {}, evidence), "P1")[2])

    assert first.endswith(
        "but the relapse of 2020-11-20 began after the last visit usable as a comparison and before the rise, and EDSS "
        "was below 4.0 at one of the visits from the rise to its confirmation."
    )
    assert second.endswith("The same holds of the visit of 2021-01-20.")


@pytest.mark.parametrize(
    ("phenotype", "derived", "sentence"),
    [
        ("rrms", "rrms", "Not SPMS: no rise of EDSS by a full step from the reference is on record."),
        (
            "ms_unspecified",
            "ms_unspecified",
            "Not SPMS: no rise of EDSS by a full step from the reference is on record.",
        ),
        ("spms", "rrms", "The rule finds no SPMS: no rise of EDSS by a full step from the reference is on record."),
        ("ppms", "ppms", "No other record was considered for the past 12 months."),
    ],
)
def test_why_not_spms_is_answered_where_it_was_searched_for(
    course: Course, phenotype: str, derived: str, sentence: str
) -> None:
    values = {"phenotype": phenotype, "derived_phenotype": derived}
    assert texts(patient_summary(changed(course, values, []), "P1")[2]) == [sentence]


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([], "no usable EDSS in the past 12 months"),
        (["counts"], "follow-up too short (no usable EDSS at least 270 days before the latest)"),
        (["counts", "no_later_visit"], "a worsening that no later visit has confirmed or refuted"),
        (
            ["no_later_visit"],
            "no usable EDSS in the past 12 months and a worsening that no later visit has confirmed or refuted",
        ),
    ],
)
def test_why_worsening_cannot_be_judged(course: Course, rows: list[str], reasons: str) -> None:
    values = {"phenotype": "rrms", "progression": "not_applicable", "worsening": "indeterminate"}
    evidence = [_NOW | _CHANGE | {"claim": "worsening", "verdict": verdict} for verdict in rows]
    (sentence,) = about(changed(course, values, evidence), "Worsening")
    assert sentence == f"Cannot be judged as far back as the records go (2016-03-01): {reasons}."


def test_several_measures_may_each_be_what_is_missing(course: Course) -> None:
    values = {"phenotype": "rrms", "progression": "not_applicable", "worsening": "indeterminate"}
    evidence = [_NOW | _CHANGE | {"claim": "worsening", "verdict": "counts"}]
    rule = dataclasses.replace(course.definition.worsening, measures=("edss", "t25fw"))
    composite = dataclasses.replace(course, definition=dataclasses.replace(course.definition, worsening=rule))
    (sentence,) = about(changed(composite, values, evidence), "Worsening")
    assert sentence.endswith(
        ": not every measure has a value in the past 12 months and a usable one at least 270 days before the latest."
    )


@pytest.mark.parametrize(
    ("cause", "evidence", "said"),
    [
        ("relapse_associated", "spms_onset", "associated with the relapse of 2020-11-20"),
        ("relapse_associated", "activity", "associated with a relapse"),
        ("relapse_independent", "spms_onset", "independent of relapses"),
        ("unknown", "activity", "of unknown cause, as relapses were not asked about at all times"),
    ],
)
def test_a_confirmed_worsening_names_its_relapse_where_the_evidence_does(
    course: Course, cause: str, evidence: str, said: str
) -> None:
    values = {"phenotype": "rrms", "progression": "not_applicable", "worsening": "worsening", "worsening_cause": cause}
    confirmed = _NOW | _CHANGE | {"claim": "worsening", "verdict": "confirmed", "confirming_date": day("2021-03-01")}
    other = confirmed | {"claim": evidence, "relapse_date": day("2020-11-20")}
    verdict = (
        {"verdict": "relapse_between"} if evidence == "spms_onset" else {"verdict": None, "note": "merged_relapse"}
    )
    table = {"table": "visits"} if evidence == "spms_onset" else {"table": "relapses"}
    (sentence,) = about(changed(course, values, [confirmed, other | verdict | table]), "Worsening")
    assert sentence == (
        f"Worsening confirmed in the past 12 months, {said}; so as far back as the records go (2016-03-01)."
    )


def test_no_worsening_says_since_when(course: Course) -> None:
    values = {"phenotype": "rrms", "progression": "not_applicable"}
    assert about(changed(course, values), "Worsening") == ["No worsening in the past 12 months; so since 2020-09-01."]


def test_lesions_of_uncertain_time_say_why(course: Course) -> None:
    values = {"activity": "active", "activity_timing_uncertain": True}
    states = course.states.with_columns(activity_reason=pl.lit(["new_t2"]))
    (sentence,) = about(changed(dataclasses.replace(course, states=states), values), "Activity")
    assert sentence.endswith(
        "a new T2 lesion in the past 12 months. The time of the new lesions is uncertain: the comparison scan is more "
        "than 455 days older."
    )


@pytest.mark.parametrize(
    ("phenotype", "derived", "sentence"),
    [
        ("cis", "rrms", "CIS is the clinician's label; the rules never derive it."),
        ("spms", "rrms", "By the rules alone the course would be RRMS; the clinician's label is used."),
        (
            "rrms",
            "ms_unspecified",
            "By the rules alone the course would not be specified; the clinician's label is used.",
        ),
    ],
)
def test_where_the_rules_say_otherwise(course: Course, phenotype: str, derived: str, sentence: str) -> None:
    values = {"phenotype": phenotype, "derived_phenotype": derived, **_NO_PHENOTYPE_OF_THE_RULE}
    assert about(changed(course, values, []), "Course")[1:] == [sentence]


def _label(on: str) -> dict[str, Any]:
    row = {"patient_id": "P1", "claim": "phenotype", "verdict": "counts", "table": "recorded_courses", "field": "spms"}
    return row | {"known_from": day(on), "known_until": day(on), "date": day(on)}


def test_a_clinicians_label_before_the_onset_by_the_rule_is_said(course: Course) -> None:
    values = {"spms_onset": day("2019-03-01"), "spms_known_on": day("2019-09-01")}
    rule = "By the rule (spms_lorscheider_2016) SPMS began on 2019-03-01; this could be known from 2019-09-01 on."
    earlier = "The clinician's label of 2019-02-28 is earlier; the rule sees only the examinations held here."

    spoken = {on: about(changed(course, values, [_label(on)]), "Course")[1:] for on in ("2019-02-28", "2019-03-01")}

    assert spoken == {"2019-02-28": [rule, earlier], "2019-03-01": [rule]}


def test_a_label_of_spms_that_was_taken_back_is_said(course: Course) -> None:
    values = {"phenotype": "rrms", "derived_phenotype": "rrms", "progression": "not_applicable"}
    stepped_back = changed(course, values | _NO_PHENOTYPE_OF_THE_RULE, [_label("2020-06-15"), _label("2021-06-15")])
    # The second label comes after the day that is spoken of.
    assert about(stepped_back, "Course")[1:] == ["The clinician had recorded SPMS on 2020-06-15."]


@pytest.mark.parametrize(("death", "said"), [("2021-03-01", True), ("2021-03-02", False)])
def test_a_death_up_to_the_day_is_said(course: Course, death: str, *, said: bool) -> None:
    patients = frame(SCHEMAS["patients"], [{"patient_id": "P1", "death_date": day(death)}])
    dead = dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, patients=patients))
    assert (f"Died on {death}." in about(dead, "Course")) is said


def test_edss_10_is_told_as_a_death(course: Course) -> None:
    visits = course.cohort.visits.with_columns(
        edss=pl.when(pl.col("date") == pl.col("date").max().over("patient_id")).then(10.0).otherwise("edss")
    )
    dead = dataclasses.replace(course, cohort=dataclasses.replace(course.cohort, visits=visits))
    last = visits.filter(patient_id="P1").get_column("date").max()
    assert f"Died on {last}." in about(dead, "Course")


def test_what_a_row_set_aside_leaves_open_is_said_to_be_so(course: Course) -> None:
    values = {"activity": "indeterminate", "activity_reason": ["mri_not_readable"], "on_treatment": None}
    told = changed(course, values)
    error = {"severity": "error", "rule": "missing_value", "patient_id": "P1", "message": "m", "action": "a"}
    findings = pl.concat([frame(Findings, [error | {"table": table, "row": 1}]) for table in ("mri", "treatments")])
    counts = dict.fromkeys(("mri", "treatments"), RowCounts(given=2, set_aside=1, passed_over=0))
    cohort = dataclasses.replace(course.cohort, findings=findings, counts={**course.cohort.counts, **counts})

    left_out = dataclasses.replace(told, cohort=cohort)

    assert about(told, "Treatment") == ["Not known: no treatments table was given."]
    assert about(left_out, "Treatment") == ["Not known: a row of the treatments was set aside for an error."]
    assert "one was set aside" in about(left_out, "Activity")[0]
    assert "were read" in about(told, "Activity")[0]


def test_a_scan_tells_whether_enhancement_was_read(course: Course) -> None:
    scan = {"patient_id": "P1", "date": day("2021-02-01"), "new_t2_lesions": 0, "enlarging_t2_lesions": 0}
    for scans, ending in (
        ([scan | {"gd_lesions": 0}], "and no enhancing lesions."),
        ([scan], "(enhancement not assessed)."),
        ([scan | {"gd_lesions": 0}, scan], "(enhancement not assessed)."),
    ):
        cohort = dataclasses.replace(course.cohort, mri=frame(SCHEMAS["mri"], scans))
        rests_on = patient_summary(dataclasses.replace(course, cohort=cohort), "P1")[1]
        assert f"MRI on 2021-02-01: no new or enlarging T2 lesions {ending}" in texts(rests_on)
