"""Frames and arguments that nobody should hand over: refused in words, and no value of a patient in them."""

import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import MSprog, compute_delta, is_event, separate_ri_ra, value_milestone

VISITS = pl.DataFrame({"id": ["A"] * 4, "day": [0, 100, 200, 300], "score": [7.25, 7.25, 9.0, 9.0]})
RELAPSES = pl.DataFrame({"id": ["A"], "day": [50]})
COLUMNS = {"subj_col": "id", "value_col": "score", "date_col": "day", "date_format": "day"}
OWN: dict[str, Any] = {"outcome": "custom", "worsening": "increase"}


def searched(frame: Any = VISITS, **more: Any) -> Any:
    return MSprog(frame, **COLUMNS, verbose=0, **({"outcome": "edss"} | more))


def reached(**more: Any) -> Any:
    return value_milestone(VISITS, **COLUMNS, **({"milestone": 3, "outcome": "edss"} | more))


def split(**more: Any) -> Any:
    return separate_ri_ra(VISITS, relapse=RELAPSES, **COLUMNS, **({"outcome": "edss"} | more))


@pytest.mark.parametrize("answer", [None, [1], "7.25 points", np.array([1, 2]), -1, 10**400])
def test_what_delta_fun_gives_is_a_number_of_0_or_more(answer: object) -> None:
    def asked(_: float) -> object:
        return answer

    for call in (
        lambda: searched(delta_fun=asked, **OWN),
        lambda: split(delta_fun=asked, **OWN),
        lambda: is_event(3, 2, "wors", "custom", worsening="increase", delta_fun=asked),
    ):
        with pytest.raises(ValueError, match="delta_fun gave") as refused:
            call()
        assert "7.25" not in str(refused.value)


def test_delta_fun_is_a_function_in_every_call() -> None:
    for call in (searched, split):
        with pytest.raises(ValueError, match="no function"):
            call(delta_fun="f", **OWN)
    with pytest.raises(ValueError, match="no function"):
        is_event(3, 2, "wors", "edss", delta_fun=3)  # type: ignore[arg-type]


@pytest.mark.parametrize("milestone", [None, "six", 10**400])
def test_a_milestone_is_a_number(milestone: Any) -> None:
    with pytest.raises(ValueError, match="milestone is not a number"):
        reached(milestone=milestone)


@pytest.mark.parametrize("days", [math.nan, -1, "x", 10**400])
def test_days_that_a_change_lasts_are_0_or_more_in_every_call(days: Any) -> None:
    with pytest.raises(ValueError, match="require_sust_days"):
        reached(require_sust_days=days)
    with pytest.raises(ValueError, match="sust_raw_days"):
        split(sust_raw_days=days)


def test_a_number_of_thousands_of_digits_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match="relapse_to_bl") as refused:
        searched(relapse_to_bl=10**400)
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize("ids", [[["A"]] * 4, [{"a": "A"}] * 4])
@pytest.mark.parametrize("library", [pl, pd])
def test_subjects_are_not_named_by_lists(library: Any, ids: list[Any]) -> None:
    frame = library.DataFrame(VISITS.to_dict(as_series=False) | {"id": ids})
    with pytest.raises(ValueError, match="Column 'id' of data holds lists"):
        searched(frame)


def test_a_column_that_is_there_twice_is_not_said_to_be_missing() -> None:
    once = VISITS.to_pandas()
    with pytest.raises(ValueError, match="data has 2 columns 'id'"):
        searched(pd.concat([once, once], axis=1))


def test_a_value_off_the_scale_is_refused_in_words_that_fit_any_outcome() -> None:
    with pytest.raises(ValueError, match="A value of EDSS is not on the scale"):
        compute_delta(11)


@pytest.mark.parametrize("call", [searched, reached, split])
def test_a_confirmation_does_not_come_before_the_event(call: Any) -> None:
    with pytest.raises(ValueError, match="conf_days"):
        call(conf_days=-1)
