"""The milestones of a cohort: which rows come back, and of which records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from mscourse.derivations.find_milestones import find_milestones
from mscourse.errors import DataError, DefinitionError, UsageError
from mscourse.rules.library import pira_mueller_2023
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.milestones import MilestoneRule
from mscourse.rules.milestones import milestones_montobbio_2024 as usual
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort

COLUMNS = ["patient_id", "measure", "milestone", "reached", "date", "value", "days", "confirmed_on", "definition"]
SIX = replace(usual, values=(6,))


def cohort(*, dated: bool = False, relapse: int = 5000) -> Cohort:
    """B reaches EDSS 6 on day 100, A never; C has no EDSS."""

    def column(values: list[int]) -> pl.Series:
        whole = pl.Series(values, dtype=pl.Int32)
        return whole.cast(pl.Date) if dated else whole

    visits = pl.DataFrame(
        {
            "patient_id": ["B", "B", "B", "A", "C"],
            "date": column([0, 100, 200, 50, 60]),
            "edss": [2.0, 6.0, 6.5, 3.0, None],
            "pdds": [0, 4, 4, 1, None],
        }
    )
    relapses = pl.DataFrame({"patient_id": ["B"], "onset_date": column([relapse])})
    return Cohort(visits=visits, relapses=relapses)


def test_each_person_with_a_value_has_a_row_per_milestone_in_order() -> None:
    found = find_milestones(cohort(), replace(usual, values=(6, 3)))
    assert found.columns == COLUMNS
    assert found.select("patient_id", "milestone", "reached", "date", "value", "days", "confirmed_on").rows() == [
        ("A", 3.0, False, 50, None, 0, None),
        ("A", 6.0, False, 50, None, 0, None),
        ("B", 3.0, True, 100, 6.0, 100, 200),
        ("B", 6.0, True, 100, 6.0, 100, 200),
    ]
    assert found.get_column("definition").unique().to_list() == [fingerprint(replace(usual, values=(6, 3)))]


def test_dates_come_back_as_dates() -> None:
    found = find_milestones(cohort(dated=True), SIX)
    assert found.get_column("confirmed_on").to_list() == [None, dt.date(1970, 7, 20)]
    assert found.schema["date"] == pl.Date()


def test_a_cohort_without_visits_has_no_milestones_and_the_same_columns() -> None:
    nobody = pl.DataFrame(schema={"patient_id": pl.String, "date": pl.Date, "edss": pl.Float64})
    found = find_milestones(Cohort(visits=nobody))
    assert found.is_empty()
    assert found.columns == COLUMNS


def test_records_after_until_are_not_looked_at() -> None:
    assert find_milestones(cohort(), SIX, until=199).get_column("reached").to_list() == [False, False]
    assert find_milestones(cohort(), SIX, until=200).get_column("reached").to_list() == [False, True]


def test_relapses_are_told_from_pseudo_relapses_by_the_relapse_rule() -> None:
    near = cohort(relapse=180)
    assert find_milestones(near, SIX).get_column("reached").to_list() == [False, False]
    short = Cohort(visits=near.visits, relapses=near.relapses.with_columns(duration_hours=30))
    assert find_milestones(short, SIX).get_column("reached").to_list() == [False, False]
    strict = RelapseRule(minimum_duration_hours=48)
    assert find_milestones(short, SIX, relapse_rule=strict).get_column("reached").to_list() == [False, True]


def test_a_measure_of_the_users_own_needs_a_direction_and_no_step() -> None:
    rule = replace(usual, custom=CustomMeasure(column="pdds"), values=(4,))
    found = find_milestones(cohort(), rule).filter(reached=True)
    assert found.select("patient_id", "measure", "date").rows() == [("B", "pdds", 100)]


def test_rows_with_errors_stop_it_unless_they_may_be_set_aside() -> None:
    wrong = Cohort(visits=pl.DataFrame({"patient_id": ["A", "A"], "date": [0, 1], "edss": [6.0, 4.3]}))
    with pytest.raises(DataError):
        find_milestones(wrong)
    assert find_milestones(wrong, SIX, set_aside=True).height == 1


def test_another_kind_of_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="MilestoneRule"):
        find_milestones(cohort(), pira_mueller_2023)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"values": ()}, "values"),
        ({"values": (6, 6.0)}, "values"),
        ({"confirm_early": 84}, "confirm_early"),
        ({"confirm_also_after": (84,)}, "confirm_also_after"),
        ({"last_visit": "early_dropout"}, "last_visit_within"),
        ({"last_visit": "by_chance", "last_visit_chance": 0.5}, "seed"),
        ({"sustained_for": 0}, "sustained_for"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        replace(usual, **changes)  # type: ignore[arg-type]


def test_a_rule_reads_back_from_its_json() -> None:
    rule = replace(usual, values=(4, 6.5), custom=CustomMeasure(column="pdds"), sustained_for=90)
    assert from_json(to_json(rule), MilestoneRule) == rule
