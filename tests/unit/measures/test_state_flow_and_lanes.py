"""Who moves where, relapses around SPMS, single courses, and the flow into the report, by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import polars as pl
import pytest

import mscourse as ms
from mscourse.errors import UsageError
from mscourse.measures.cohort_report import read_off
from mscourse.results.course import Course
from unit.measures.records_of_one import cohort

CLINIC = Path(ms.__file__).parent / "data" / "clinic"
QUIET = [{"date": 180 * at, "edss": 2.0} for at in range(6)]


@pytest.fixture(scope="module")
def clinic() -> Course:
    return ms.characterise(ms.read_cohort(CLINIC))


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return frame.select(columns).rows()


def test_people_flow_from_state_to_state_out_of_follow_up_and_into_death() -> None:
    course = ms.characterise(
        cohort(
            [
                *QUIET,
                *({**row, "patient_id": "B"} for row in QUIET[:2]),
                *({**row, "patient_id": "C"} for row in QUIET[:4]),
            ],
            relapses=[{"onset_date": 100}],
            patients=[
                {"onset_type": "relapsing"},
                {"patient_id": "B", "onset_type": "relapsing"},
                {"patient_id": "C", "onset_type": "progressive", "death_date": 700},
            ],
        )
    )
    flow = ms.measures.state_flow(course, "phenotype", years=[0, 1, 2])

    assert rows(flow, "from_years", "to_years", "from_state", "to_state", "people") == [
        (0.0, 1.0, "ppms", "ppms", 1),
        (0.0, 1.0, "rrms", "not_followed", 1),
        (0.0, 1.0, "rrms", "rrms", 1),
        (1.0, 2.0, "not_followed", "not_followed", 1),
        (1.0, 2.0, "ppms", "died", 1),
        (1.0, 2.0, "rrms", "rrms", 1),
    ]


def test_the_flow_agrees_with_the_distribution_and_loses_nobody(clinic: Course) -> None:
    flow = ms.measures.state_flow(clinic, "activity", years=[0, 1, 3, 5])
    people = len(clinic.patient_ids)

    assert flow.group_by("from_years").agg(pl.col("people").sum()).get_column("people").unique().to_list() == [people]
    for year in (1.0, 3.0):
        reached = dict(flow.filter(to_years=year).group_by("to_state").agg(pl.col("people").sum()).rows())
        left = dict(flow.filter(from_years=year).group_by("from_state").agg(pl.col("people").sum()).rows())
        assert reached == left


@pytest.mark.parametrize("years", [[1], [], [-1, 2], [0, float("inf")]])
def test_years_that_are_none_are_refused(clinic: Course, years: list[float]) -> None:
    with pytest.raises(UsageError, match="two or more"):
        ms.measures.state_flow(clinic, years=years)


def with_onset(onset: int, relapses: list[int], **patient: object) -> Course:
    """One person seen from day 0 to 1500, whose onset of SPMS is put on that day."""
    course = ms.characterise(
        cohort(
            [{"date": day, "edss": 4.0} for day in (0, 500, 1000, 1500)],
            relapses=[{"onset_date": day} for day in relapses],
            patients=[{"onset_type": "relapsing", **patient}],
        )
    )
    event = {"patient_id": "A", "kind": "spms_onset", "onset": onset, "known_on": onset, "definition": "x"}
    row = pl.DataFrame([event]).cast({name: course.events.schema[name] for name in event})
    return dataclasses.replace(course, events=pl.concat([course.events, row], how="diagonal"))


@pytest.mark.parametrize(("relapse", "year"), [(435, -2), (436, -1), (800, -1), (801, 1), (1165, 1), (1166, 2)])
def test_a_relapse_on_the_day_of_the_onset_belongs_before_it(relapse: int, year: int) -> None:
    found = ms.measures.relapse_rate_around_spms(with_onset(800, [relapse]), years=2)

    assert found.filter(pl.col("relapses") > 0).get_column("year").to_list() == [year]


def test_the_years_around_the_onset_are_those_in_which_relapses_are_known() -> None:
    found = ms.measures.relapse_rate_around_spms(with_onset(800, [300, 900], relapses_known_to=1000), years=3)
    years = found.get_column("person_years").to_list()

    assert found.get_column("year").to_list() == [-3, -2, -1, 1, 2, 3]
    assert years == pytest.approx([70 / 365.25, 365 / 365.25, 365 / 365.25, 200 / 365.25, 0, 0])
    assert found.get_column("relapses").to_list() == [0, 1, 0, 1, 0, 0]
    assert found.get_column("rate").to_list()[-2:] == [None, None]
    assert found.get_column("rate").to_list()[3] == pytest.approx(365.25 / 200)


def test_without_relapses_or_onsets_there_are_no_years_around_them() -> None:
    course = ms.characterise(cohort(QUIET))

    assert ms.measures.relapse_rate_around_spms(course).get_column("person_years").sum() == 0


def test_the_same_people_are_shown_whatever_the_order_of_the_records() -> None:
    visits = [{**row, "patient_id": f"P{at}"} for at in range(7) for row in QUIET[: at + 1]]
    one = ms.measures.course_lanes(ms.characterise(cohort(visits)), people=3)
    other = ms.measures.course_lanes(ms.characterise(cohort(visits[::-1])), people=3)
    lengths = one.group_by("lane").agg(pl.col("end_years").max()).sort("lane").get_column("end_years").to_list()

    assert one.equals(other)
    assert lengths == [round(days / 365.25, 3) for days in (901, 541, 1)]


def test_stretches_of_one_phenotype_are_one_and_marks_have_their_words(clinic: Course) -> None:
    lanes = ms.measures.course_lanes(clinic)
    stretches = lanes.filter(what="phenotype").sort("lane", "start_years")

    same = (pl.col("word") == pl.col("word").shift(1)) & (pl.col("lane") == pl.col("lane").shift(1))
    assert not stretches.select(same.any()).item()
    assert lanes.filter(what="worsening").get_column("word").null_count() == 0
    assert lanes.filter(what="spms_onset").height == clinic.events.filter(kind="spms_onset").height


def test_rows_and_people_flow_into_the_report() -> None:
    records = cohort([*QUIET, {"date": 1000, "edss": 4.2}], relapses=[{"onset_date": 100}, {"onset_date": 110}])
    course = ms.characterise(records, set_aside=True, until=800)

    assert rows(ms.measures.row_flow(course), "table", "given", "set_aside", "passed_over", "after_until", "used") == [
        ("visits", 7, 1, 0, 1, 5),
        ("relapses", 2, 0, 1, 0, 1),
    ]
    assert dict(ms.measures.people_flow(course).rows()) == {
        "with_records": 1,
        "by_the_last_day": 1,
        "with_rows_set_aside": 1,
        "course_told": 1,
        "activity_told": 0,
        "worsening_told": 1,
    }


def test_a_long_curve_is_read_at_even_distances_and_loses_no_event() -> None:
    times = pl.DataFrame({"time_days": range(1, 1001), "outcome": ["event", "censored"] * 500})
    curve = ms.measures.kaplan_meier(times)
    read = read_off(curve, 100)

    assert read.height <= 101
    assert read.get_column("events").sum() == 500
    assert read.get_column("censored").sum() == 500
    assert read.row(-1) == (*curve.row(-1)[:3], read.item(-1, "at_risk"), *read.row(-1)[4:6], *curve.row(-1)[6:])
    joined = read.join(curve, on="time_days", suffix="_whole")
    assert joined.height == read.height
    assert joined.get_column("estimate").equals(joined.get_column("estimate_whole"), null_equal=True)
    assert read_off(curve, 2000).equals(curve)
