"""`separate_ri_ra`: the runs of the original, examples worked by hand, and where the original went wrong."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import separate_ri_ra

FOLDER = Path(__file__).parent / "reference"
RUNS = {
    run["name"]: run
    for run in json.loads((FOLDER / "manifest.json").read_text())["other_functions"]
    if run["function"] == "separate_ri_ra"
}
FUNCTIONS = {"edss_strict": lambda baseline: 1.5 if baseline == 0 else 1.0 if baseline <= 5.5 else 0.5}


def _with_infinity(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_infinity(each) for each in value]
    return math.inf if value == "inf" else value


@pytest.mark.parametrize("name", RUNS)
def test_the_answer_of_the_original_but_for_subjects_that_it_got_wrong(name: str) -> None:
    run = RUNS[name]
    arguments = {key: _with_infinity(value) for key, value in run["params"].items()}
    if "delta_fun" in arguments:
        arguments["delta_fun"] = FUNCTIONS[arguments["delta_fun"]]
    visits, relapses = (pl.read_csv(FOLDER / f"synth60_{table}.csv") for table in ("visits", "relapses"))

    found = separate_ri_ra(visits, relapse=relapses, **arguments)
    theirs = [pl.read_csv(FOLDER / run[file], infer_schema_length=None) for file in ("file", "raw_file")]

    for ours, other in zip(found, theirs, strict=True):
        _same(ours, other, run["right_answer_differs_for"])


def _same(ours: pl.DataFrame, theirs: pl.DataFrame, wrong: list[str]) -> None:
    # The original wrote 1 over a column of the caller's that happens to be called `validconf`.
    ours, theirs = ours.drop("validconf", strict=False), theirs.drop("validconf", strict=False)
    assert ours.columns == theirs.columns
    rows, their_rows = _rows(ours, wrong), _rows(theirs, wrong)
    assert len(rows) == len(their_rows)
    for row, other in zip(rows, their_rows, strict=True):
        assert row == pytest.approx(other, abs=1e-9)


def _rows(frame: pl.DataFrame, wrong: list[str]) -> list[dict[str, Any]]:
    as_text = frame.with_columns(pl.col(pl.Date).cast(pl.String))
    return as_text.filter(~pl.col("id").is_in(wrong)).to_dicts()


def _frames(days: Any, values: Any, relapses: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    visits = pd.DataFrame({"id": ["A"] * len(days), "day": list(days), "value": [float(value) for value in values]})
    return visits, pd.DataFrame({"id": ["A"] * len(relapses), "day": pd.Series(list(relapses), dtype=float)})


def _call(visits: Any, relapses: Any, **arguments: Any) -> Any:
    arguments = {"outcome": "edss", "date_format": "day"} | arguments
    return separate_ri_ra(visits, "id", "value", "day", arguments.pop("outcome"), relapses, **arguments)


def _parts(days: Any, values: Any, relapses: Any, **arguments: Any) -> tuple[list[float], ...]:
    """The lasting, the passing and the independent part of one subject."""
    table = _call(*_frames(days, values, relapses), **arguments)
    return tuple(table[f"{part}_value"].tolist() for part in ("srac", "trac", "ric"))


def _none(count: int) -> list[float]:
    return [0.0] * count


HUNDREDS = range(0, 1000, 100)
WORKED = {
    "lasting, by its lowest value": (
        HUNDREDS[:6], (2, 4, 3, 3, 3, 3), (60,), {}, [0, 1, 1, 1, 1, 1], [0, 1, 0, 0, 0, 0], _none(6),
    ),
    "confirmed, passing": (HUNDREDS[:5], (2, 4, 4, 2, 2), (60,), {}, _none(5), [0, 2, 2, 0, 0], _none(5)),
    "180 days exactly": (
        (0, 100, 190, 280, 370), (2, 4, 4, 4, 2), (60,), {}, _none(5), [0, 2, 2, 2, 0], _none(5),
    ),
    "181 days": (
        (0, 100, 190, 281, 370), (2, 4, 4, 4, 2), (60,), {}, [0, 2, 2, 2, 2], _none(5), [0, 0, 0, 0, -2],
    ),
    "not confirmed": (HUNDREDS[:4], (2, 4, 2, 2), (60,), {}, _none(4), [0, 2, 0, 0], _none(4)),
    "the last visit": ((0, 100), (2, 4), (60,), {}, _none(2), [0, 2], _none(2)),
    "the last visit, if it counts": (
        (0, 100), (2, 4), (60,), {"impute_last_visit": 1}, [0, 2], _none(2), _none(2),
    ),
    "a relapse before the confirmation of another": (
        HUNDREDS[:5], (2, 3, 4, 4, 4), (60, 150), {}, [0, 1, 1, 1, 1], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1],
    ),
    "a relapse that ends the span of another": (
        HUNDREDS[:6], (2, 4, 4, 3, 3, 3), (60, 240), {}, [0, 2, 2, 2, 2, 2], _none(6), [0, 0, 0, -1, -1, -1],
    ),
    "out of reach": (HUNDREDS[:4], (2, 4, 4, 4), (5,), {}, _none(4), _none(4), [0, 2, 2, 2]),
    "visits before the baseline": ((0, 20, 120, 220), (2, 3, 3, 3), (-10, -5), {}, _none(2), _none(2), [1, 1]),
    "every confirmed step": (
        HUNDREDS[:5], (2, 4, 4, 2, 2), (60,), {"sust_raw_days": 0}, [0, 2, 2, 2, 2], _none(5), [0, 0, 0, -2, -2],
    ),
    "to the end only": (
        (0, 100, 190, 281, 370), (2, 4, 4, 4, 2), (60,), {"sust_raw_days": math.inf}, _none(5), [0, 2, 2, 2, 0],
        _none(5),
    ),
    "any worsening": (
        HUNDREDS[:4], (2, 2.5, 2.5, 2.5), (60,), {"sub_threshold": True}, [0, 0.5, 0.5, 0.5], _none(4), _none(4),
    ),
    "no reach": (HUNDREDS[:4], (2, 4, 4, 4), (60,), {"relapse_assoc": 0}, _none(4), _none(4), [0, 2, 2, 2]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("days", "values", "relapses", "arguments", "srac", "trac", "ric"), WORKED.values(), ids=WORKED
)
def test_examples_worked_by_hand(  # noqa: PLR0917 - what goes in and what comes out
    days: Any, values: Any, relapses: Any, arguments: dict[str, Any], srac: Any, trac: Any, ric: Any
) -> None:
    assert _parts(days, values, relapses, **arguments) == (srac, trac, ric)


@pytest.mark.parametrize(("day", "is_in_reach"), [(150, True), (151, False)])
def test_ninety_days_after_a_relapse_are_in_reach(day: int, is_in_reach: bool) -> None:  # noqa: FBT001
    lasting, _, _ = _parts((0, day, 300, 400), (2, 4, 4, 4), (60,))
    assert lasting == ([0, 2, 2, 2] if is_in_reach else _none(4))


def test_nobody_without_a_baseline_is_in_the_table() -> None:
    table = _call(*_frames((0, 20), (2, 3), (-10, 5)))
    assert table.empty
    assert table.columns.tolist() == [
        "id", "day", "value", "validconf", "srac_value", "trac_value", "ric_value", "bl_value",
    ]  # fmt: skip


# ------------------------------------------------------------------- where the original went wrong (S1 to S12)


def test_dates_as_text_are_read_alike_in_both_tables() -> None:
    days = pd.date_range("2020-01-01", periods=6, freq="100D")
    visits = pd.DataFrame({"id": "A", "day": days.strftime("%d/%m/%Y"), "value": [2, 4, 4, 4, 4, 4]})
    relapses = pd.DataFrame({"id": ["A"], "day": ["01/03/2020"]})
    table = _call(visits, relapses, date_format="%d/%m/%Y")
    assert table["srac_value"].tolist() == [0, 2, 2, 2, 2, 2]
    assert table["day"].tolist() == days.tolist()


def test_without_relapses_everything_is_independent() -> None:
    assert _parts((0, 100), (2, 4), ()) == (_none(2), _none(2), [0, 2])
    visits = pl.DataFrame({"id": ["A"] * 2, "day": ["2020-01-01", "2020-06-01"], "value": [2, 4]})
    none = pl.DataFrame(schema={"id": pl.String, "day": pl.String})
    assert _call(visits, none, date_format=None).get_column("ric_value").to_list() == [0, 2]


def test_visits_are_put_in_order_and_given_back_in_theirs() -> None:
    days, values = (500, 0, 100, 200, 300, 400), (4, 2, 4, 4, 4, 4)
    table = _call(*_frames(days, values, (60,)))
    assert table["day"].tolist() == list(days)
    assert table["srac_value"].tolist() == [2, 0, 2, 2, 2, 2]
    assert table["bl_value"].tolist() == [2] * 6


def test_the_last_row_of_a_day_wins_and_the_others_leave() -> None:
    table = _call(*_frames((0, 100, 100, 200, 300), (2, 3, 4, 4, 4), (60,)))
    assert table.index.tolist() == [0, 2, 3, 4]
    assert table["srac_value"].tolist() == [0, 2, 2, 2]


def test_relapses_are_put_in_order_and_each_day_counts_once() -> None:
    visits, relapses = _frames(range(0, 800, 100), (2, 3, 3, 3, 3, 5, 5, 5), (460, 60, 60))
    table, raw = _call(visits, relapses, include_raw_dates=True, include_rel_num=True)
    assert raw["day"].tolist() == [100, 500]
    assert table["relapse_num"].tolist() == [0, 1, 1, 1, 1, 2, 2, 2]


def test_index_labels_play_no_role_and_come_back() -> None:
    visits, relapses = _frames(HUNDREDS[:4], (2, 4, 4, 4), (60,))
    another = visits.assign(id="B")
    table = _call(pd.concat([visits, another]), relapses)
    assert table.index.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert table["srac_value"].tolist() == [0, 2, 2, 2, 0, 0, 0, 0]


def test_large_ids_are_not_rounded() -> None:
    large = 2**53 + 1
    visits = pd.DataFrame({"id": [large] * 2, "day": [0, 100], "value": [2.0, 4.0]})
    assert _call(visits, pd.DataFrame({"id": [large], "day": [60]}))["id"].tolist() == [large] * 2


def test_a_relapse_soon_after_the_baseline_is_compared_with_the_baseline() -> None:
    found = _parts(HUNDREDS[:4], (2, 4, 4, 4), (20,), relapse_assoc=[90, 30])
    assert found == ([0, 2, 2, 2], _none(4), _none(4))


def test_days_before_zero_are_days_like_any_other() -> None:
    found = _parts(range(-600, 1, 100), (2, 4, 2, 2, 4, 4, 4), (-540, -240))
    assert found == ([0, 0, 0, 0, 2, 2, 2], [0, 2, 0, 0, 0, 0, 0], _none(7))


def test_two_relapses_before_one_visit_take_the_same_points_off_once() -> None:
    found = _parts(HUNDREDS[:4], (2, 4, 2, 2), (60, 80))
    assert found == (_none(4), [0, 2, 0, 0], _none(4))


def test_where_less_is_worse_the_parts_are_negative() -> None:
    visits, relapses = _frames(HUNDREDS[:4], (50, 40, 40, 40), (60,))
    table, raw = _call(visits, relapses, outcome="sdmt", include_raw_dates=True)
    assert table["srac_value"].tolist() == [0, -10, -10, -10]
    assert table["ric_value"].tolist() == _none(4)
    assert table["bl_value"].tolist() == [50] * 4
    assert raw["day"].tolist() == [100]
    assert not any(math.copysign(1, each) < 0 for each in table["trac_value"])


def test_the_best_score_of_the_sdmt_ends_the_scale() -> None:
    recovered = _parts((0, 100, 200, 300, 400), (108, 98, 98, 98, 108), (60,), outcome="sdmt", sust_raw_days=90)
    assert recovered == ([0, -10, -10, -10, -10], _none(5), [0, 0, 0, 0, 2])


def test_an_outcome_with_negative_values_has_no_floor() -> None:
    arguments: dict[str, Any] = {"outcome": None, "worsening": "increase", "delta_fun": lambda _: 1}
    assert _parts((0, 100, 200), (-1, -1, -1), (), **arguments)[2] == _none(3)


def test_the_frame_of_the_caller_stays_as_it_was() -> None:
    visits, relapses = _frames(HUNDREDS[:4], (2, 4, 4, 4), (60,))
    visits["validconf"] = ["a", "b", "c", "d"]
    before = visits.copy(deep=True)
    table = _call(visits, relapses)
    pd.testing.assert_frame_equal(visits, before)
    assert table["validconf"].tolist() == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"outcome": "own", "worsening": "increase"}, "delta_fun"),
        ({"outcome": "own", "worsening": "up"}, "worsening"),
        ({"outcome": None, "delta_fun": lambda _: 1}, "worsening"),
    ],
)
def test_what_is_missing_is_said_at_once(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _parts((0, 100), (2, 4), (), **arguments)


def test_a_value_that_is_none_of_the_scale_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="EDSS"):
        _parts((0, 100), (2, 11), ())


def test_a_relapse_table_is_needed() -> None:
    with pytest.raises(ValueError, match="relapse"):
        _call(_frames((0,), (2,), ())[0], None)


def test_each_wait_may_have_tolerances_of_its_own() -> None:
    lasting, passing, _ = _parts(
        (0, 100, 190, 300), (2, 4, 4, 2), (60,), conf_days=[84, 168], conf_tol_days={84: 0, 168: [7, 60]},
        sust_raw_days=0,
    )  # fmt: skip
    assert (lasting, passing) == (_none(4), [0, 2, 2, 0])


def test_flags_given_as_text_are_refused() -> None:
    visits, relapses = _frames((0, 100), (2, 4), (60,))
    with pytest.raises(ValueError, match="text"):
        _call(visits.assign(ok="False"), relapses, validconf_col="ok")


@pytest.mark.parametrize("rows", [0, 2])
def test_nothing_in_gives_an_empty_table(rows: int) -> None:
    dates = pd.to_datetime(["2020-01-01", "2020-06-01"][:rows])
    visits = pd.DataFrame({"id": ["A", "A"][:rows], "day": dates, "value": [math.nan] * rows})
    relapses = pd.DataFrame({"id": ["A"], "day": pd.to_datetime(["2020-01-01"])})
    table, raw = _call(visits, relapses, date_format=None, include_raw_dates=True)
    assert table.empty
    assert raw.empty
    assert raw.columns.tolist() == ["id", "day"]


# ------------------------------------------------------------------------------------------------ columns and chance


def test_columns_are_added_on_request_and_come_last() -> None:
    visits, relapses = _frames((0, 100), (2, 4), (60,))
    visits["note"] = ["first", "second"]
    given = ["id", "day", "value", "note", "validconf", "srac_value", "trac_value", "ric_value"]
    assert _call(visits, relapses, include_bl=False).columns.tolist() == given
    full = _call(visits, relapses, include_rel_num=True, subtract_bl=True)
    assert full.columns.tolist() == [*given, "relapse_num", "bl_value", "value-bl"]
    assert full["value-bl"].tolist() == [0, 2]
    assert full["note"].tolist() == ["first", "second"]


def test_a_probability_needs_a_seed_and_falls_alike_in_any_order() -> None:
    ids = [f"P{number}" for number in range(300) for _ in range(2)]
    visits = pl.DataFrame({"id": ids, "day": [0, 100] * 300, "value": [2, 4] * 300})
    relapses = pl.DataFrame({"id": sorted(set(ids)), "day": [60] * 300})
    with pytest.raises(ValueError, match="seed"):
        _call(visits, relapses, impute_last_visit=0.5)
    found = _call(visits, relapses, impute_last_visit=0.5, seed=3)
    turned = _call(visits.reverse(), relapses, impute_last_visit=0.5, seed=3)
    assert 200 < found.get_column("srac_value").sum() < 400
    assert turned.reverse().equals(found)


def test_what_is_printed_on_request_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    _parts(HUNDREDS[:4], (2, 4, 4, 4), (60,), verbose=1)
    assert capsys.readouterr().out == "1 of 1 subjects had a lasting relapse-associated worsening.\n"
