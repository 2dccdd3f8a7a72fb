"""What the course adds to the findings: labels that the rules do not agree with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.tables.cohort import Cohort

START = dt.date(2020, 1, 1)


@pytest.mark.parametrize(("label", "rules"), [("cis", []), ("rrms", []), ("spms", ["course_not_as_derived"])])
def test_a_label_that_the_rules_contradict_is_a_finding_and_cis_is_not(label: str, rules: list[str]) -> None:
    cohort = Cohort(
        patients=pl.DataFrame({"patient_id": ["A"], "onset_type": ["relapsing"]}),
        visits=pl.DataFrame({"patient_id": ["A", "A"], "date": [START, dt.date(2021, 1, 1)], "edss": [1.0, 1.0]}),
        recorded_courses=pl.DataFrame({"patient_id": ["A"], "date": [START], "course": [label]}),
    )
    findings = characterise(cohort).findings.filter(pl.col("table") == "recorded_courses")
    assert findings.get_column("rule").to_list() == rules


def labelled(*courses: tuple[int, str], onset_type: str | None = "relapsing") -> Cohort:
    """One person seen on days 0 and 400, with these labels."""
    patients = {"patient_id": ["A"], "onset_type": pl.Series([onset_type], dtype=pl.String)}
    days, words = zip(*courses, strict=True)
    return Cohort(
        patients=pl.DataFrame(patients),
        visits=pl.DataFrame({"patient_id": "A", "date": [0, 400], "edss": [1.0, 1.0]}),
        recorded_courses=pl.DataFrame({"patient_id": "A", "date": days, "course": words}),
    )


def rules(cohort: Cohort, **asked: Any) -> list[str]:
    """The rules of the findings about labels."""
    return characterise(cohort, **asked).findings.filter(table="recorded_courses").get_column("rule").to_list()


def test_a_label_of_an_earlier_phase_steps_back() -> None:
    assert "course_steps_back" in rules(labelled((0, "spms"), (100, "rrms")))
    assert "course_steps_back" in rules(labelled((0, "rrms"), (100, "cis")))
    assert "course_steps_back" not in rules(labelled((0, "cis"), (100, "rrms"), (200, "spms")))


def test_the_labels_of_one_day_contradict_each_other_and_do_not_step_back() -> None:
    found = rules(labelled((100, "spms"), (100, "rrms")))
    assert "contradictory_course" in found
    assert "course_steps_back" not in found


def test_neither_progressive_course_is_an_earlier_phase_of_the_other() -> None:
    for labels in (((0, "ppms"), (100, "spms")), ((0, "spms"), (100, "ppms"))):
        assert "course_steps_back" not in rules(labelled(*labels))


def test_where_the_onset_is_not_known_the_rules_contradict_no_label() -> None:
    assert rules(labelled((0, "rrms"), onset_type=None)) == []
    assert rules(labelled((0, "spms"), onset_type=None)) == []


def test_findings_about_rows_after_until_are_left_out() -> None:
    cohort = labelled((0, "rrms"), (300, "spms"), (350, "rrms"), (390, "rrms"), (390, "spms"))
    assert {"contradictory_course", "course_steps_back", "course_not_as_derived"} <= set(rules(cohort))
    assert rules(cohort, until=299) == []
    assert rules(cohort, until=300) == ["course_not_as_derived"]
    assert "contradictory_course" not in rules(cohort, until=389)
    assert "contradictory_course" in rules(cohort, until=390)
