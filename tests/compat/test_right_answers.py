"""Small histories with the answer written beside them: what is kept of the original, and where it was wrong."""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from mscourse.compat.msprog import MSprog

BASE = {0: 2, 90: 2, 180: 3, 270: 3, 360: 3, 450: 3}


def visits(values: dict[float, float]) -> pl.DataFrame:
    rows = [("A", float(day), float(value)) for day, value in values.items()]
    return pl.DataFrame(rows, schema={"id": pl.String, "day": pl.Float64, "value": pl.Float64}, orient="row")


def onsets(days: Sequence[float]) -> pl.DataFrame:
    return pl.DataFrame({"id": ["A"] * len(days), "day": days}, schema={"id": pl.String, "day": pl.Float64})


def events(values: dict[float, float], relapses: Sequence[float] = (), **arguments: Any) -> list[tuple[Any, ...]]:
    """Kind, day and, where they are asked for, cause of each event."""
    given = {"outcome": "edss", "event": "multiple", "date_format": "day", "include_dates": True, "verbose": 0}
    answer = MSprog(visits(values), "id", "value", "day", relapse=onsets(relapses), **given | arguments)
    found = answer.results.filter(pl.col("nevent") > 0)
    return found.select(*(name for name in ("event_type", "date", "CDW_type") if name in found.columns)).rows()


def causes(values: dict[float, float], relapses: Sequence[float], **arguments: Any) -> list[str]:
    return [cause for _, _, cause in events(values, relapses, RAW_PIRA=True, baseline="roving", **arguments)]


def test_one_confirmed_step() -> None:
    assert events(BASE, baseline="roving") == [("CDW", 180)]


def test_with_a_fixed_reference_one_lasting_step_is_found_again_and_again() -> None:
    assert events(BASE) == [("CDW", 180), ("CDW", 360)]


@pytest.mark.parametrize(("day", "confirmed"), [(76, False), (77, True), (814, True), (815, False)])
def test_the_confirming_visit_comes_in_time(day: float, *, confirmed: bool) -> None:
    assert bool(events({0: 2, 100: 3, 100 + day: 3})) == confirmed


@pytest.mark.parametrize(
    ("relapse", "cause"),
    [(180, "RAW"), (90, "RAW"), (89, "PIRA"), (181, "undefined"), (211, "PIRA"), (-31, "PIRA")],
)
def test_relapses_around_the_event(relapse: float, cause: str) -> None:
    assert causes(BASE, [relapse]) == [cause]


def test_a_relapse_long_before_the_first_visit_is_forgotten() -> None:
    assert causes({0: 2, 20: 3, 110: 3}, [-31]) == ["PIRA"]
    assert causes({0: 2, 20: 3, 110: 3}, [-30]) == ["RAW"]


def test_a_later_confirmation_can_make_it_independent() -> None:
    assert causes({0: 2, 180: 3, 270: 3, 370: 3}, [275]) == ["PIRA"]
    assert causes({0: 2, 180: 3, 270: 3}, [275]) == ["undefined"]


def test_without_relapses_no_bound_is_near_one() -> None:
    assert causes(BASE, [], relapse_assoc=[math.inf, math.inf]) == ["PIRA"]
    assert causes(BASE, [], relapse_to_bl=math.inf, relapse_to_conf=[math.inf, math.inf]) == ["PIRA"]


def test_only_the_earliest_candidate_decides() -> None:
    assert events({0: 2, 100: 3, 190: 2.5, 300: 3}) == []


def test_a_window_listed_first_moves_the_search() -> None:
    step = {0: 2, 100: 3, 190: 3, 280: 4, 370: 4}
    given = {"baseline": "roving", "conf_tol_days": 10}

    assert events(step, conf_days=[90, 180], **given) == [("CDW", 100), ("CDW", 280)]
    assert events(step, conf_days=[180, 90], **given) == [("CDW", 100)]


def test_twenty_per_cent_is_twenty_per_cent() -> None:
    assert events({0: 5.5, 100: 6.6, 200: 6.6}, outcome="t25fw", baseline="roving") == [("CDW", 100)]


@pytest.mark.parametrize("outcome", ["sdmt", "t25fw", "nhpt"])
def test_to_stay_at_zero_is_no_event(outcome: str) -> None:
    assert events({0: 0, 100: 0, 200: 0}, outcome=outcome) == []


def test_to_come_away_from_zero_is_one() -> None:
    assert events({0: 0, 100: 1, 200: 1}, outcome="sdmt", baseline="roving") == [("CDI", 100)]


def test_a_decline_of_the_sdmt_is_found_beside_small_changes() -> None:
    small = {0: 50, 100: 48, 200: 48, 300: 43, 400: 43}
    given = {"outcome": "sdmt", "baseline": "roving"}

    assert events(small, sub_threshold_rebl="worsening", **given) == [("CDW", 300)]
    assert events({0: 50, 100: 45, 200: 45}, sub_threshold_rebl="improvement", **given) == [("CDW", 100)]
    assert events({0: 50, 100: 53, 200: 53, 300: 49, 400: 49}, sub_threshold_rebl="improvement", **given) == [
        ("CDW", 300)
    ]


def test_the_threshold_is_that_of_the_reference_in_force() -> None:
    """The relapse brings a new reference at 5.0; never lower than 6.5, it is held at that, where 0.5 counts."""
    values = {0: 6.5, 100: 5, 200: 6, 300: 6}
    given = {"relapse_rebl": True, "relapse_to_bl": 0, "relapse_assoc": 0}

    assert events(values, [50], **given) == [("CDW", 200)]
    assert events(values, [50], bl_geq=True, **given) == [("CDI", 200)]


def test_relapses_are_put_in_order() -> None:
    values = {0: 2, 150: 2, 300: 3, 450: 3, 600: 3}

    assert events(values, [400, 100], relapse_rebl=True) == events(values, [100, 400], relapse_rebl=True) != []


@pytest.mark.parametrize("event", ["firstPIRA", "firstRAW"])
def test_what_is_passed_over_needs_no_confirmation_in_every_window(event: str) -> None:
    assert events({0: 2, 100: 3, 200: 3}, [90] if event == "firstPIRA" else [], event=event, conf_days=[84, 365]) == []


def test_an_imputed_worsening_is_passed_over() -> None:
    assert events({0: 2, 100: 3}, [90], event="firstPIRA", impute_last_visit=1) == []


def test_an_improvement_that_does_not_last_needs_no_confirmation_in_every_window() -> None:
    given = {"conf_days": [84, 365], "require_sust_days": 300}

    assert events({0: 4, 100: 3, 200: 3, 300: 4}, event="firstCDI", **given) == []


def test_an_onset_found_twice_is_one_event() -> None:
    days = (94, 183, 263, 308, 356, 429, 455, 537, 624, 701, 732, 821, 896)
    scores = (4, 4, 5, 6, 7, 7, 6.5, 7, 6.5, 5.5, 4.5, 4.5, 5.5)
    given = {"relapse_rebl": True, "proceed_from": "event", "relapse_to_bl": 0}
    values = dict(zip(days, scores, strict=True))

    assert events(values, [294, 502, 786, 878], event="firstCDI", **given) == [("CDI", 624)]


def test_several_of_one_day_the_last_row_stands() -> None:
    rows = pl.concat([visits({0: 2, 100: 9, 200: 3}), visits({100: 3})])
    answer = MSprog(rows, "id", "value", "day", "edss", date_format="day", include_value=True, verbose=0)

    assert answer.results.get_column("value").to_list() == [3]


def test_a_value_off_the_scale_is_refused() -> None:
    for value, outcome in ((11, "edss"), (math.inf, "edss"), (-1, "nhpt"), (111, "sdmt")):
        with pytest.raises(ValueError, match="not on the scale"):
            events({0: 2, 100: value, 200: 2}, outcome=outcome)


def test_an_unlikely_time_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="NHPT times above 300"):
        events({0: 200, 100: 301, 200: 301}, outcome="nhpt")


def test_an_outcome_of_ones_own_has_no_scale() -> None:
    given = {"outcome": "custom", "worsening": "decrease", "delta_fun": lambda _: 1, "baseline": "roving"}

    assert events({0: -1, 100: -2, 200: -2}, **given) == [("CDW", 100)]


def test_the_function_is_asked_once_for_each_value_that_can_be_a_reference() -> None:
    asked: list[float] = []

    def delta(value: float) -> float:
        asked.append(value)
        return 1

    events({0: 2, 100: 2, 200: 3, 300: 7}, delta_fun=delta)

    assert sorted(asked) == [2, 3]


def test_what_the_function_raises_comes_through() -> None:
    def broken(_: float) -> float:
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        events(BASE, delta_fun=broken)
    with pytest.raises(ValueError, match="negative change"):
        events(BASE, delta_fun=lambda _: -1)


def test_the_change_that_counts_may_be_looked_up_by_another_column() -> None:
    frame = visits(BASE).with_columns(other=pl.lit(0.0))
    given = {"date_format": "day", "verbose": 0}

    assert MSprog(frame, "id", "value", "day", "edss", **given).summary.item(0, "CDW") == 1
    assert MSprog(frame, "id", "value", "day", "edss", valuedelta_col="other", **given).summary.item(0, "CDW") == 0


def test_local_extrema_are_no_reference() -> None:
    """Near a relapse at first, then lowest on day 90; day 180 repeats the first value, so it may be one."""
    values = {0: 4, 90: 2, 180: 4, 270: 3, 360: 3}
    given = {"relapse_to_bl": [50, 0], "baseline": "roving"}

    assert events(values, [-1], **given) == [("CDW", 180)]
    assert events(values, [-1], skip_local_extrema="strict", **given) == [("CDI", 270)]
