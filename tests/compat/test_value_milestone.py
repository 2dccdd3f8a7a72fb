"""`value_milestone`: the runs of the original, examples worked by hand, and where the original went wrong."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import value_milestone

FOLDER = Path(__file__).parent / "reference"
RUNS = {
    run["name"]: run
    for run in json.loads((FOLDER / "manifest.json").read_text())["other_functions"]
    if run["function"] == "value_milestone"
}


def _with_infinity(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_infinity(each) for each in value]
    return math.inf if value == "inf" else value


@pytest.mark.parametrize("name", RUNS)
def test_the_answer_of_the_original_but_for_subjects_that_it_got_wrong(name: str) -> None:
    run = RUNS[name]
    arguments = {key: _with_infinity(value) for key, value in run["params"].items()}
    visits, relapses = (pl.read_csv(FOLDER / f"synth60_{table}.csv") for table in ("visits", "relapses"))
    wrong = run["right_answer_differs_for"]

    found = value_milestone(visits, relapse=relapses, **arguments)
    theirs = pl.read_csv(FOLDER / run["file"], infer_schema_length=None)

    assert found.columns == theirs.columns
    assert found.get_column("id").to_list() == theirs.get_column("id").to_list()
    as_text = pl.col(pl.Date).cast(pl.String)
    assert _without(found.with_columns(as_text), wrong).equals(_without(theirs, wrong))
    for who in wrong:
        assert not found.with_columns(as_text).filter(id=who).equals(theirs.filter(id=who))


def _without(frame: pl.DataFrame, subjects: list[str]) -> pl.DataFrame:
    return frame.filter(~pl.col("id").is_in(subjects))


def _one(days: list[float], values: list[float], milestone: float, **arguments: Any) -> tuple[Any, ...]:
    """The row of one subject: date, value, days, and whether it was observed."""
    relapses = arguments.pop("relapses", None)
    onsets = None if relapses is None else pd.DataFrame({"id": ["A"] * len(relapses), "day": relapses})
    found = value_milestone(
        pd.DataFrame({"id": ["A"] * len(days), "day": days, "value": values}),
        milestone,
        "id",
        "value",
        "day",
        arguments.pop("outcome", "edss"),
        onsets,
        date_format="day",
        **arguments,
    )
    assert found.index.tolist() == ["A"]
    row = found.iloc[0].tolist()
    return tuple(None if isinstance(each, float) and math.isnan(each) else each for each in row)


def _reached(day: float, value: float, days: float | None = None) -> tuple[Any, ...]:
    return (day, value, day if days is None else days, True)


def _not_reached(last_day: float) -> tuple[Any, ...]:
    return (last_day, None, last_day, False)


EVERY_90 = [0, 90, 180, 270, 360, 450, 540]
HELD = [2, 6, 6, 6, 4, 6, 6]


@pytest.mark.parametrize(
    ("days", "values", "arguments", "expected"),
    [
        (EVERY_90, HELD, {}, _reached(90, 6)),
        (EVERY_90, HELD, {"require_sust_days": 270}, _reached(90, 6)),
        (EVERY_90, HELD, {"require_sust_days": 271}, _reached(450, 6)),
        (EVERY_90, HELD, {"require_sust_days": math.inf}, _reached(450, 6)),
        (EVERY_90[:4], [2, 6, 5, 6], {}, _not_reached(270)),
        (EVERY_90[:4], [2, 6, 6, 6], {"relapses": [80]}, _reached(90, 6)),
        (EVERY_90[:4], [2, 6, 6, 6], {"relapses": [80], "relapse_to_event": 30}, _reached(180, 6)),
        (EVERY_90[:3], [6.5, 6, 6], {}, _reached(0, 6.5)),
    ],
)
def test_examples_worked_by_hand(
    days: list[float], values: list[float], arguments: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    assert _one(days, values, 6, **arguments) == expected


def test_a_value_of_no_number_is_never_reached() -> None:
    assert _one(EVERY_90[:3], [2, 6, 6], math.nan) == _not_reached(180)


@pytest.mark.parametrize(("tolerance", "day"), [(7, 173), (7, 182), ([0], 180), ([7, math.inf], 5000), ([7, 30], 210)])
def test_a_confirming_visit_may_come_somewhat_early_or_late(tolerance: Any, day: float) -> None:
    late = 180 + (tolerance if isinstance(tolerance, int) else tolerance[-1])
    outcome = _one([0, 96, day], [2, 6, 6], 6, conf_tol_days=tolerance)
    assert outcome == (_reached(96, 6) if day <= late else _not_reached(day))
    assert _one([0, 96, 172], [2, 6, 6], 6, conf_tol_days=tolerance) == _not_reached(172)


# ------------------------------------------------------------------- where the original went wrong (V1 to V13)


def test_without_relapses_no_visit_is_near_one() -> None:
    assert _one([0, 90, 180], [2, 6, 6], 6) == _reached(90, 6)
    assert _one([0, 90, 180], [2, 6, 6], 6, relapses=[]) == _reached(90, 6)


def test_a_relapse_table_without_rows_and_dates_of_the_calendar_go_together() -> None:
    visits = pl.DataFrame({"id": ["A"] * 3, "date": ["2020-01-01", "2020-04-01", "2020-07-01"], "edss": [2, 6, 6]})
    none = pl.DataFrame(schema={"id": pl.String, "date": pl.String})
    found = value_milestone(visits, 6, "id", "edss", "date", "edss", none)
    assert found.get_column("time2event").to_list() == [91]


def test_visits_are_put_in_order() -> None:
    assert _one([450, 0, 90, 180, 270, 360], [6, 2, 2, 6, 6, 6], 6) == _reached(180, 6)


def test_it_is_the_last_visit_that_may_count_unconfirmed() -> None:
    assert _one([0, 90, 180, 270], [2, 2, 2, 6], 6, impute_last_visit=1) == _reached(270, 6)
    assert _one([0, 90, 180, 270], [2, 3, 2, 2], 3, impute_last_visit=1) == _not_reached(270)
    assert _one([0, 90, 93, 97], [2, 3, 4, 3], 3, impute_last_visit=1) == _reached(97, 3)


def test_it_may_count_only_so_soon_after_the_first_visit() -> None:
    assert _one([0, 90, 180, 270], [2, 2, 2, 6], 6, impute_last_visit=270) == _reached(270, 6)
    assert _one([0, 90, 180, 270], [2, 2, 2, 6], 6, impute_last_visit=269) == _not_reached(270)


def test_an_unconfirmed_visit_does_not_end_the_search() -> None:
    assert _one([0, 90, 300, 390], [2, 6, 6, 6], 6, conf_tol_days=[7, 30]) == _reached(300, 6)


def test_where_less_is_worse_the_search_goes_on_at_the_next_visit_too() -> None:
    values = [50, 38, 45, 39, 39, 39]
    assert _one([0, 90, 180, 270, 360, 450], values, 40, outcome="SDMT") == _reached(270, 39)


def test_no_visit_is_jumped_over_that_another_wait_would_confirm() -> None:
    days, values = [0, 90, 101, 190, 265, 355], [2, 6, 6, 6, 2, 2]
    assert _one(days, values, 6, conf_days=[84, 168], conf_tol_days=7) == _reached(101, 6)


def test_the_frame_of_the_caller_stays_as_it_was() -> None:
    given = pd.DataFrame({"id": ["A"] * 3, "day": [0, 90, 180], "edss": [2, 6, 6], "validconf": [7, 8, 9]})
    before = given.copy(deep=True)
    value_milestone(given, 6, "id", "edss", "day", "edss", date_format="day")
    pd.testing.assert_frame_equal(given, before)


def test_relapses_before_the_first_visit_keep_visits_from_confirming() -> None:
    arguments: dict[str, Any] = {"conf_days": 10, "conf_tol_days": [0, 5], "relapses": [-5]}
    assert _one([0, 10, 60], [6, 6, 6], 6, **arguments) == _not_reached(60)
    assert _one([0, 10, 60], [6, 6, 6], 6, **arguments, relapse_to_conf=15) == _reached(0, 6)


@pytest.mark.parametrize("worsening", ["up", None])
def test_a_direction_that_is_none_is_refused(worsening: str | None) -> None:
    with pytest.raises(ValueError, match="worsening"):
        _one([0, 90], [2, 6], 6, outcome=None, worsening=worsening)


def test_each_wait_may_have_tolerances_of_its_own() -> None:
    arguments: dict[str, Any] = {"conf_days": [84, 168], "conf_tol_days": {84: [0, 0], 168: 10}}
    assert _one([0, 90, 175], [2, 6, 6], 6, **arguments) == _not_reached(175)
    assert _one([0, 90, 174], [2, 6, 6], 6, **arguments) == _reached(90, 6)
    assert _one([0, 90, 268], [2, 6, 6], 6, **arguments) == _reached(90, 6)


def test_flags_given_as_text_are_refused() -> None:
    visits = pl.DataFrame({"id": ["A"] * 2, "day": [0, 90], "edss": [6, 6], "ok": ["True", "False"]})
    with pytest.raises(ValueError, match="text"):
        value_milestone(visits, 6, "id", "edss", "day", "edss", validconf_col="ok", date_format="day")


def test_visits_that_may_not_confirm_do_not() -> None:
    visits = pl.DataFrame({"id": ["A"] * 4, "day": [0, 90, 180, 270], "edss": [2, 6, 6, 5], "ok": [1, 1, 0, 1]})
    found = value_milestone(visits, 6, "id", "edss", "day", "edss", validconf_col="ok", date_format="day")
    assert found.get_column("observed").to_list() == [False]


@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame])
def test_a_table_without_rows_gives_one_without_rows(table: Any) -> None:
    found = value_milestone(table({"id": [], "day": [], "edss": []}), 6, "id", "edss", "day", "edss", date_format="day")
    assert len(found) == 0
    assert [name for name in found.columns if name != "id"] == ["day", "edss", "time2event", "observed"]


def test_what_is_printed_on_request_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    _one(EVERY_90, HELD, 6)
    assert capsys.readouterr().out == ""
    _one(EVERY_90, HELD, 6, verbose=2)
    assert capsys.readouterr().out == "Milestone 6: reached by 1 of 1 subjects.\n"


# ----------------------------------------------------------------------------------------------- tables and chance


def _many(subjects: int) -> pl.DataFrame:
    ids = [f"P{number}" for number in range(subjects) for _ in range(2)]
    return pl.DataFrame({"id": ids, "day": [0, 90] * subjects, "edss": [2, 6] * subjects})


def test_a_probability_needs_a_seed_and_falls_alike_in_any_order() -> None:
    visits = _many(400)
    call = ("id", "edss", "day", "edss")
    with pytest.raises(ValueError, match="seed"):
        value_milestone(visits, 6, *call, impute_last_visit=0.3, date_format="day")

    found = value_milestone(visits, 6, *call, impute_last_visit=0.3, date_format="day", seed=1)
    turned = value_milestone(visits.reverse(), 6, *call, impute_last_visit=0.3, date_format="day", seed=1)
    another = value_milestone(visits, 6, *call, impute_last_visit=0.3, date_format="day", seed=2)

    assert 80 < found.get_column("observed").sum() < 160
    assert turned.sort("id").equals(found.sort("id"))
    assert not another.equals(found)


def test_a_negative_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="impute_last_visit"):
        _one([0, 90], [2, 6], 6, impute_last_visit=-1)


def test_pandas_gives_dates_and_ids_as_they_came() -> None:
    dates = pd.to_datetime(["2020-01-01", "2020-04-01", "2020-07-01", "2020-01-01"])
    visits = pd.DataFrame({"who": [7, 7, 7, 3], "when": dates, "edss": [2.0, 6, 6, 1]}, index=[5, 5, 5, 5])
    found = value_milestone(visits, 6, "who", "edss", "when", "edss")

    assert found.index.tolist() == [7, 3]
    assert found.index.name is None
    assert found.dtypes.astype(str).tolist() == [str(visits["when"].dtype), "float64", "float64", "bool"]
    assert found["when"].tolist() == [pd.Timestamp("2020-04-01"), pd.Timestamp("2020-01-01")]
