"""The parts of a change, of a cohort: which rows come back, and of which records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from mscourse.derivations.separate import separate
from mscourse.errors import DefinitionError, UsageError
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.separation import SeparationRule
from mscourse.rules.separation import separation_montobbio_2024 as usual
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort

COLUMNS = [
    "patient_id", "measure", "date", "value", "baseline", "lasting", "passing", "independent", "definition",
]  # fmt: skip
PARTS = ("baseline", "lasting", "passing", "independent")
RELAPSES = pl.DataFrame({"patient_id": ["B"], "onset_date": [60]})
OWN = CustomMeasure(column="pdds")


def visits(*, dated: bool = False) -> pl.DataFrame:
    """B worsens after a relapse, A without one."""
    days = pl.Series([0, 100, 200, 0, 100, 200], dtype=pl.Int32)
    return pl.DataFrame(
        {
            "patient_id": ["B", "B", "B", "A", "A", "A"],
            "date": days.cast(pl.Date) if dated else days,
            "edss": [2.0, 4.0, 4.0, 2.0, None, 3.0],
            "pdds": [-1, 1, 1, 0, 0, 0],
            "sdmt": [50, 40, 40, None, None, None],
        }
    )


def test_each_visit_with_a_value_has_a_row_in_order() -> None:
    found = separate(Cohort(visits=visits(), relapses=RELAPSES))
    assert found.columns == COLUMNS
    assert found.select("patient_id", "date", "value", *PARTS).rows() == [
        ("A", 0, 2.0, 2.0, 0.0, 0.0, 0.0),
        ("A", 200, 3.0, 2.0, 0.0, 0.0, 1.0),
        ("B", 0, 2.0, 2.0, 0.0, 0.0, 0.0),
        ("B", 100, 4.0, 2.0, 2.0, 0.0, 0.0),
        ("B", 200, 4.0, 2.0, 2.0, 0.0, 0.0),
    ]
    assert found.get_column("definition").unique().to_list() == [fingerprint(usual)]


def test_dates_come_back_as_dates() -> None:
    onsets = RELAPSES.with_columns(pl.col("onset_date").cast(pl.Int32).cast(pl.Date))
    found = separate(Cohort(visits=visits(dated=True), relapses=onsets))
    assert found.get_column("date").to_list()[-1] == dt.date(1970, 7, 20)


def test_a_relapse_table_is_needed_and_may_be_empty() -> None:
    with pytest.raises(UsageError, match="relapses"):
        separate(Cohort(visits=visits()))
    found = separate(Cohort(visits=visits(), relapses=RELAPSES.clear()))
    assert found.get_column("independent").to_list() == [0, 1, 0, 2, 2]


def test_records_after_until_are_not_looked_at() -> None:
    found = separate(Cohort(visits=visits(), relapses=RELAPSES), until=199).filter(patient_id="B")
    assert found.get_column("passing").to_list() == [0, 2]


def test_where_less_is_worse_losses_are_below_zero_and_nothing_is_minus_zero() -> None:
    found = separate(Cohort(visits=visits(), relapses=RELAPSES), replace(usual, measure="sdmt"))
    assert found.get_column("lasting").to_list() == [0, -10, -10]
    assert "-0.0" not in str(found.get_column("passing").to_list())


def test_a_measure_of_the_users_own_has_a_step_a_function_or_none_where_every_worsening_counts() -> None:
    cohort = Cohort(visits=visits(), relapses=RELAPSES)
    rule = replace(usual, custom=OWN)
    stepped = replace(rule, custom=replace(OWN, strata=((-5.0, 2.0),)))
    for found in (
        separate(cohort, rule, functions={"pdds": lambda _: 2.0}),
        separate(cohort, replace(rule, any_worsening=True)),
        separate(cohort, stepped),
    ):
        assert found.filter(patient_id="B").get_column("lasting").to_list() == [0, 2, 2]
    for too_much_or_nothing in (2.1, 0.0, -1.0):
        found = separate(cohort, rule, functions={"pdds": lambda _, step=too_much_or_nothing: step})
        assert found.get_column("lasting").sum() == 0


@pytest.mark.parametrize("functions", [None, {"other": lambda _: 1.0}])
def test_a_measure_without_a_step_is_refused(functions: dict[str, object] | None) -> None:
    with pytest.raises(UsageError, match="functions"):
        separate(Cohort(visits=visits(), relapses=RELAPSES), replace(usual, custom=OWN), functions=functions)  # type: ignore[arg-type]


def test_the_answer_for_one_person_does_not_depend_on_the_others() -> None:
    cohort = Cohort(visits=visits(), relapses=RELAPSES)
    alone = Cohort(visits=visits().filter(patient_id="A"), relapses=RELAPSES.clear())
    rule = replace(usual, custom=OWN, any_worsening=True)
    together = separate(cohort, rule).filter(patient_id="A")
    assert together.equals(separate(alone, rule))


def test_another_kind_of_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="SeparationRule"):
        separate(Cohort(visits=visits(), relapses=RELAPSES), "usual")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"sdmt_points": None, "sdmt_fraction": None}, "sdmt"), ({"lasting_after": -1}, "lasting_after")],
)
def test_a_rule_that_cannot_work_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        replace(usual, **changes)  # type: ignore[arg-type]


def test_a_rule_reads_back_from_its_json() -> None:
    rule = replace(usual, custom=OWN, lasting_to_end=True, associated_after=30)
    assert from_json(to_json(rule), SeparationRule) == rule
