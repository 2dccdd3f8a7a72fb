"""Rules and functions that cannot be computed with: refused in words, and no value of a patient in them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import mscourse as ms
from mscourse.cli.app import app
from mscourse.errors import DefinitionError, UsageError
from mscourse.rules.differences import differences
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import from_json
from mscourse.views.methods import methods_text

RULE = ms.presets.pira_mueller_2023
MILESTONES = ms.presets.milestones_montobbio_2024
SEPARATION = ms.presets.separation_montobbio_2024
SCORE = CustomMeasure(column="score")


def cohort() -> ms.Cohort:
    visits = pl.DataFrame({"patient_id": ["A"] * 4, "date": [0, 100, 200, 300], "score": [-7.25, -7.25, -3.0, -3.0]})
    relapses = pl.DataFrame({"patient_id": ["A"], "onset_date": [50]})
    return ms.Cohort(visits=visits.with_columns(edss=2.0), relapses=relapses, measures=["score"])


@pytest.mark.parametrize("wait", [3651, 2**40, 10**30])
def test_a_further_wait_has_an_upper_bound(wait: int) -> None:
    with pytest.raises(DefinitionError, match="confirm_also_after"):
        replace(RULE, confirm_also_after=(wait,))


def test_a_whole_number_is_not_larger_than_what_is_computed_with() -> None:
    with pytest.raises(DefinitionError, match=r"MilestoneRule\.values"):
        replace(MILESTONES, values=(10**400,))
    with pytest.raises(DefinitionError, match=r"CustomMeasure\.strata"):
        CustomMeasure(column="score", strata=((0, 10**400),))
    written = '{"rule": "WorseningRule", "name": "x", "sentence": "x", "references": [], "confirm_also_after": [%s]}'
    with pytest.raises(DefinitionError, match="confirm_also_after"):
        from_json(written % 10**30, WorseningRule)


@pytest.mark.parametrize("answer", [None, [1], "7.25 points", 10**400])
@pytest.mark.parametrize("find", [ms.find_events, ms.separate])
def test_a_function_that_gives_no_number_is_named_without_values(find: Any, answer: object) -> None:
    custom = {
        ms.find_events: replace(RULE, measures=(), custom=(SCORE,)),
        ms.separate: replace(SEPARATION, custom=SCORE),
    }
    with pytest.raises(UsageError, match="function for `score`") as refused:
        find(cohort(), custom[find], functions={"score": lambda _: answer})
    assert "7.25" not in str(refused.value)


@pytest.mark.parametrize("find", [ms.find_events, ms.find_milestones, ms.separate])
def test_a_relapse_rule_of_another_kind_is_refused(find: Any) -> None:
    for wrong in (3, "lublin_2013", None, ms.presets.lublin_2013):
        with pytest.raises(UsageError, match="RelapseRule"):
            find(cohort(), relapse_rule=wrong)


@pytest.mark.parametrize("rule", [MILESTONES, SEPARATION])
def test_a_measure_of_the_users_own_is_one_setting_that_differs(rule: Any) -> None:
    changed = replace(rule, custom=replace(SCORE, fraction=0.2))
    assert [each.name for each in differences(rule, changed)] == ["custom"]
    assert [each.name for each in differences(changed, rule)] == ["custom"]
    assert "score (higher is worse): 20% of the reference" in methods_text(changed)


@pytest.mark.parametrize(("scheduled", "says_so"), [(None, True), (False, True), (True, False)])
def test_that_no_visit_is_scheduled_is_said_where_only_such_confirm(
    tmp_path: Path, *, scheduled: bool | None, says_so: bool
) -> None:
    visits = pl.DataFrame({"patient_id": ["A"] * 2, "date": ["2020-01-10", "2020-07-10"], "edss": [2.0, 2.0]})
    if scheduled is not None:
        visits = visits.with_columns(scheduled=scheduled)
    visits.write_csv(tmp_path / "visits.csv")
    said = CliRunner().invoke(app, ["events", str(tmp_path), "--definition", "cdw_trials_12_weeks"]).output
    assert ("no visit is marked" in said) is says_so
