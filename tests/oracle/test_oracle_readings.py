"""Where the specification leaves a case open, the reading that was decided on, told to the oracle alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mscourse.presets import lublin_2013
from oracle import Records, assessments, events, evidence, state, states

CLEAR = {"gd_lesions": 0, "new_t2_lesions": 0, "enlarging_t2_lesions": 0}
COMPOSITE = replace(lublin_2013, worsening=replace(lublin_2013.worsening, measures=("edss", "t25fw", "nhpt", "sdmt")))


def visits(edss: dict[int, float]) -> list[dict[str, Any]]:
    """Visits with an EDSS each."""
    return [{"date": day, "edss": value} for day, value in edss.items()]


def on_day(records: Records, day: int, **asked: Any) -> dict[str, Any]:
    """The state on the day, which must exist."""
    found = state(records, day, lublin_2013, **asked)
    assert found is not None
    return found


def rows_of(claim: str, records: Records, day: int, **asked: Any) -> list[dict[str, Any]]:
    """The evidence for one claim, each row with what it holds."""
    found = [row for row in evidence(records, day, lublin_2013, **asked) if row["claim"] == claim]
    return [
        {key: value for key, value in row.items() if value is not None and key not in ("claim", "table")}
        for row in found
    ]


# Records


def test_there_is_no_state_before_the_first_record() -> None:
    records = Records({"onset_type": "relapsing"}, visits({10: 2.0}))
    assert state(records, 9, lublin_2013) is None
    assert [(each["start"], each["end"]) for each in states(records, lublin_2013)] == [(10, 11)]


def test_a_pseudo_relapse_is_a_record_all_the_same() -> None:
    records = Records({}, visits({10: 2.0}), [{"onset_date": 5, "fever": True}, {"onset_date": 40, "infection": True}])
    found = states(records, lublin_2013)
    assert (found[0]["start"], found[-1]["end"]) == (5, 41)


def test_rows_of_one_day_complete_each_other() -> None:
    split: list[dict[str, Any]] = [{"date": 0, "edss": 3.5}, {"date": 0, "fs_pyramidal": 2}]
    later = [{"date": day, "edss": 4.5, "fs_pyramidal": 3} for day in (365, 500)]
    assert on_day(Records({"onset_type": "relapsing"}, split + later, []), 500)["spms_onset"] == 365


def test_a_measure_on_which_rows_of_one_day_disagree_is_not_used() -> None:
    records = Records({}, [*visits({0: 3.5, 365: 4.5, 500: 4.5}), {"date": 365, "edss": 3.5}], [])
    assert events(records, lublin_2013) == []
    verdicts = [row["verdict"] for row in rows_of("worsening", records, 400) if row["date"] == 365]
    assert verdicts == ["same_day_disagreement"]


def test_the_end_of_a_treatment_is_the_first_day_without_it() -> None:
    records = Records({}, visits({0: 2.0}), treatments=[{"drug": "any", "start_date": 10, "end_date": 20}])
    assert [on_day(records, day)["on_treatment"] for day in (9, 10, 19, 20)] == [False, True, True, False]
    assert on_day(Records({}, visits({0: 2.0})), 0)["on_treatment"] is None


def test_contradictory_labels_of_one_day_are_passed_over() -> None:
    labels = [(0, "rrms"), (100, "spms"), (100, "ppms"), (200, "cis")]
    records = Records({}, visits({0: 2.0}), recorded_courses=[{"date": day, "course": label} for day, label in labels])
    assert [on_day(records, day)["phenotype"] for day in (0, 100, 200)] == ["rrms", "rrms", "cis"]


# Two years without a relapse


@pytest.mark.parametrize(
    ("day", "expected"),
    [(1129, False), (1130, True), (1164, True), (1165, None)],
    ids=[
        "729 days after a relapse it is not two years",
        "730 days after it is",
        "364 days after the last visit it is still known",
        "365 days after the last visit it is not",
    ],
)
def test_relapse_free_two_years(day: int, *, expected: bool | None) -> None:
    records = Records({}, visits({0: 2.0, 800: 2.0}), [{"onset_date": 400}])
    assert on_day(records, day)["relapse_free_two_years"] is expected


# Hindsight


def test_in_hindsight_a_worsening_counts_by_its_event_visit() -> None:
    records = Records({"onset_type": "progressive"}, visits({0: 4.0, 400: 5.0, 900: 5.0}), [])
    known = {day: on_day(records, day)["worsening"] for day in (400, 764, 899, 900)}
    assert known == {400: "awaiting_confirmation", 764: "awaiting_confirmation", 899: "indeterminate", 900: "worsening"}
    hindsight = {day: on_day(records, day, hindsight=True)["worsening"] for day in (400, 764, 900)}
    assert hindsight == {400: "worsening", 764: "worsening", 900: "no_worsening"}


def test_in_hindsight_pending_means_pending_at_the_end() -> None:
    records = Records({"onset_type": "progressive"}, visits({0: 4.0, 400: 5.0, 900: 5.0}), [])
    assert on_day(records, 500, hindsight=True, until=899)["progression"] == "awaiting_confirmation"
    assert on_day(records, 500, hindsight=True, until=900)["progression"] == "with_progression"


# Other measures


def test_a_measure_takes_part_in_the_reasons_once_it_has_two_usable_values() -> None:
    walks = {0: 5.0, 300: None, 600: None}
    rows: list[dict[str, Any]] = [{"date": day, "edss": 4.0, "t25fw": walk} for day, walk in walks.items()]
    once = Records({"onset_type": "progressive"}, rows, [])
    found = state(once, 700, COMPOSITE)
    assert found is not None
    assert found["progression"] == "without_progression"
    twice = replace(once, visits=[*rows, {"date": 20, "t25fw": 5.0}])
    found = state(twice, 700, COMPOSITE)
    assert found is not None
    assert found["progression_reason"] == ["no_visit_in_window"]


# Evidence


def test_a_pending_rise_has_one_row_per_verdict_over_time() -> None:
    records = Records({"onset_type": "relapsing"}, visits({0: 3.5, 100: 4.5}), [])
    rise = {"date": 100, "field": "edss", "value": 4.5, "reference_date": 0, "reference_value": 3.5}
    found = {day: rows_of("spms_onset", records, day) for day in (99, 100, 464, 465)}
    assert found == {
        99: [],
        100: [{"verdict": "awaiting_confirmation", **rise}],
        464: [{"verdict": "awaiting_confirmation", **rise}],
        465: [{"verdict": "no_later_visit", **rise}],
    }


def test_a_refused_spms_onset_has_one_row_for_each_criterion_that_failed() -> None:
    records = Records({"onset_type": "relapsing"}, visits({0: 2.0, 365: 3.0, 500: 3.0}), [{"onset_date": 350}])
    found = {(row["verdict"], row.get("relapse_date")) for row in rows_of("spms_onset", records, 500)}
    assert found == {("event_visit_not_usable", 350), ("relapse_between", 350), ("edss_below_minimum", None)}


def test_a_revised_cause_ends_one_row_and_begins_another() -> None:
    patient = {"onset_type": "progressive"}
    records = Records(patient, visits({0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}), [{"onset_date": 520}])
    found = {
        day: [(row["verdict"], row.get("relapse_date")) for row in rows_of("progression", records, day)]
        for day in (519, 520)
    }
    assert found == {
        519: [("confirmed", None), ("counts", None)],
        520: [("counts", None), ("inside_relapse_window", 520)],
    }


def test_functional_systems_that_nobody_recorded_are_named() -> None:
    records = Records({"onset_type": "relapsing"}, visits({0: 3.5, 365: 4.5, 500: 4.5}), [])
    assert [row.get("note") for row in rows_of("spms_onset", records, 500)] == ["functional_systems_not_recorded"]


def test_the_evidence_for_activity_leaves_with_the_window() -> None:
    records = Records({}, visits({0: 2.0}), [{"onset_date": 0}, {"onset_date": 10}], [{"date": 5, **CLEAR}])
    found = {
        day: [(row["date"], row["field"], row.get("note")) for row in rows_of("activity", records, day)]
        for day in (364, 365, 370, 375)
    }
    merged, scan = (10, "onset_date", "merged_relapse"), (5, "new_t2_lesions", None)
    assert found == {
        364: [merged, scan, (0, "onset_date", None), (0, "date", None)],
        365: [merged, scan],
        370: [merged],
        375: [],
    }


# Assessments


@pytest.mark.parametrize(
    ("until", "status"),
    [(404, "done"), (405, "due_soon"), (464, "due_soon"), (465, "overdue")],
    ids=[
        "61 days before the due date it is done",
        "60 days before it is due soon",
        "the day before it is due soon",
        "on the due date it is overdue",
    ],
)
def test_the_yearly_examination(until: int, status: str) -> None:
    found = assessments(Records({}, visits({100: 2.0})), lublin_2013, until)
    assert found == [
        {"kind": "neurological_examination", "last_date": 100, "due_date": 465, "status": status},
        {"kind": "mri", "last_date": None, "due_date": None, "status": "never"},
    ]


def test_a_scan_counts_as_done_when_it_was_readable_or_positive() -> None:
    mri: list[dict[str, Any]] = [
        {"date": 50, **CLEAR},
        {"date": 60, "region": "cord", "gd_lesions": 1},
        {"date": 70, "gd_lesions": 0},
    ]
    found = assessments(Records({}, visits({100: 2.0}), mri=mri), lublin_2013)
    assert found[1]["last_date"] == 60


@pytest.mark.parametrize(
    ("until", "status"),
    [(300, "due_soon"), (443, "due_soon"), (444, "overdue")],
    ids=["once it is pending", "59 days after the due date", "60 days after the due date"],
)
def test_the_confirming_visit(until: int, status: str) -> None:
    records = Records({"onset_type": "progressive"}, visits({0: 4.0, 300: 5.0}), [])
    found = assessments(records, lublin_2013, until)
    assert found[2:] == [{"kind": "confirmation_visit", "last_date": None, "due_date": 384, "status": status}]
