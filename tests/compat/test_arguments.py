"""What a call is given, and the form of what it gives back."""

import copy
import math
import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import MSprog

COLUMNS = ["id", "nevent", "event_type", "total_fu", "time2event", "bl2event", "sust_days", "sust_last"]


def visits(*scores: float, subject: Any = "A") -> pl.DataFrame:
    days = range(0, 100 * len(scores), 100)
    kind = {"day": pl.Int64, "score": pl.Float64}
    return pl.DataFrame({"id": [subject] * len(scores), "day": days, "score": scores}, schema_overrides=kind)


def call(frame: Any, **arguments: Any) -> Any:
    given = {"outcome": "edss", "date_format": "day", "verbose": 0} | arguments
    return MSprog(frame, "id", "score", "day", **given)


STEP = visits(2, 3, 3, 3)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"outcome": "fatigue"}, "outcome"),
        ({"outcome": "custom", "delta_fun": abs}, "worsening"),
        ({"outcome": "custom", "worsening": "increase"}, "delta_fun"),
        ({"delta_fun": 3}, "delta_fun"),
        ({"worsening": "up"}, "worsening"),
        ({"event": "firstCDX"}, "'firstRAW'"),
        ({"baseline": "rolling"}, "baseline"),
        ({"proceed_from": "onset"}, "proceed_from"),
        ({"sub_threshold_rebl": "all"}, "sub_threshold_rebl"),
        ({"skip_local_extrema": "some"}, "skip_local_extrema"),
        ({"verbose": 3}, "verbose"),
        ({"conf_days": []}, "conf_days"),
        ({"conf_days": [84, 84]}, "conf_days"),
        ({"conf_days": math.inf}, "conf_days"),
        ({"conf_days": "84"}, "conf_days"),
        ({"conf_tol_days": {168: 7}}, "84"),
        ({"conf_tol_days": [1, 2, 3]}, "conf_tol_days"),
        ({"require_sust_days": -1}, "require_sust_days"),
        ({"relapse_to_bl": [1, 2, 3]}, "relapse_to_bl"),
        ({"relapse_to_event": "30"}, "relapse_to_event"),
        ({"relapse_to_conf": math.nan}, "relapse_to_conf"),
        ({"relapse_assoc": None}, "relapse_assoc"),
        ({"relapse_indep": {"prec": (0, 0), "event": (0, 0)}}, "'conf'"),
        ({"relapse_indep": {"prec": (0, 0), "event": (0, 0), "conf": 30}}, "'conf'"),
        ({"relapse_indep": {"prec": (None, 0), "event": (0, 0), "conf": (0, 0)}}, "does not open"),
        ({"relapse_indep": {"prec": (0, 0), "event": (0, 0), "conf": (0, 0), "prec_type": "x"}}, "prec_type"),
        ({"relapse_indep": {"prec": (0, 0), "event": (0, 0), "conf": (0, 0), "after": (0, 0)}}, "dictionary"),
        ({"impute_last_visit": -1}, "negative"),
        ({"impute_last_visit": 0.5}, "seed"),
        ({"subjects": "A"}, "subjects"),
        ({"subjects": [1]}, "str"),
    ],
)
def test_an_argument_that_is_not_known_is_refused(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        call(STEP, **arguments)


def test_one_number_stands_for_two_where_two_are_meant() -> None:
    given = call(STEP, conf_tol_days=30, relapse_to_bl=20, relapse_to_conf=[10], conf_days=[84, 168.0]).settings

    assert given["conf_tol_days"] == ((30, 30), (30, 30))
    assert (given["relapse_to_bl"], given["relapse_to_conf"]) == ((20, 0), (10, 0))
    assert given["relapse_indep"] == {"prec": (0, 0), "event": (90, 30), "conf": (90, 30), "prec_type": "baseline"}
    assert (given["rsubj_col"], given["rdate_col"], given["worsening"]) == ("id", "day", "increase")


@pytest.mark.parametrize(("event", "classified"), [("firstCDI", False), ("firstPIRA", True), ("multiple", True)])
def test_some_events_settle_whether_causes_are_looked_for(event: str, *, classified: bool) -> None:
    assert call(STEP, event=event, RAW_PIRA=event != "firstPIRA").settings["RAW_PIRA"] == classified


def test_what_the_caller_handed_over_stays_as_it_was() -> None:
    frame = STEP.with_columns(validconf=pl.lit("mine")).to_pandas()
    relapses = pd.DataFrame({"id": ["A"], "day": [150]})
    tolerance: dict[int, Any] = {84: 30}
    independent: dict[str, Any] = {"prec": (0, 0), "event": (90, 30), "conf": (90, 30)}
    before = copy.deepcopy((frame, relapses, tolerance, independent))

    call(frame, relapse=relapses, conf_tol_days=tolerance, relapse_indep=independent, RAW_PIRA=True)

    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(relapses, before[1])
    assert (tolerance, independent) == before[2:]


def test_the_answer_by_place_and_by_name() -> None:
    answer = call(STEP)
    summary, results = answer

    assert len(answer) == 2
    assert summary is answer.summary
    assert results is answer.results
    assert answer.unconfirmed.height == 0
    assert call(STEP, return_unconfirmed=True)[2].equals(answer.unconfirmed)


def test_an_answer_can_be_kept() -> None:
    answer = call(STEP)
    kept = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own

    assert kept.results.equals(answer.results)
    assert kept.methods == answer.methods


@pytest.mark.parametrize("frame", [STEP, STEP.head(0), STEP.with_columns(score=None), visits(2, 2)])
@pytest.mark.parametrize("pandas", [True, False])
def test_columns_depend_on_the_arguments_alone(frame: pl.DataFrame, *, pandas: bool) -> None:
    table = frame.to_pandas() if pandas else frame
    answer = call(table, include_stable=False)
    dated = call(table, include_dates=True, include_value=True, RAW_PIRA=True, conf_days=[84, 168])

    assert list(answer.results.columns) == COLUMNS
    assert list(answer.summary.columns) == [*([] if pandas else ["id"]), "event_sequence", "CDW"]
    assert "PIRA_conf168_value" in dated.results.columns
    assert list(dated.unconfirmed.columns)[-2:] == ["closest_rel-", "closest_rel+"]


@pytest.mark.parametrize("pandas", [True, False])
def test_types_depend_on_the_arguments_alone(*, pandas: bool) -> None:
    def types(frame: pl.DataFrame) -> list[Any]:
        table = frame.to_pandas() if pandas else frame
        answer = call(table, RAW_PIRA=True, include_dates=True, include_value=True)
        columns = list(answer.results.columns)
        return [answer.results[column].dtype for column in columns]

    assert types(STEP) == types(visits(2, 2, 2)) == types(STEP.head(0))


@pytest.mark.parametrize(
    ("event", "columns"),
    [
        ("firstCDW", ["event_sequence", "CDW", "RAW", "PIRA"]),
        ("first", ["event_sequence", "CDI", "CDW", "RAW", "PIRA"]),
        ("multiple", ["event_sequence", "CDI", "CDW", "RAW", "PIRA"]),
        ("firstCDI", ["CDI"]),
        ("firstPIRA", ["PIRA"]),
        ("firstRAW", ["RAW"]),
    ],
)
def test_the_summary_counts_what_was_asked_for(event: str, columns: list[str]) -> None:
    assert call(STEP, event=event, RAW_PIRA=True).summary.columns == ["id", *columns]


def test_without_events_and_without_rows_for_the_stable_the_results_are_empty() -> None:
    answer = call(visits(2, 2, 2), include_stable=False)

    assert answer.results.height == 0
    assert answer.summary.get_column("CDW").to_list() == [0]


@pytest.mark.parametrize("frame", [STEP.head(0), STEP.with_columns(score=None), STEP.with_columns(id=None)])
def test_of_nothing_comes_nothing(frame: pl.DataFrame) -> None:
    answer = call(frame)

    assert (answer.summary.height, answer.results.height, answer.unconfirmed.height) == (0, 0, 0)


def test_no_subjects_asked_for_none_answered() -> None:
    assert call(STEP, subjects=[]).summary.height == 0


def test_only_the_subjects_asked_for() -> None:
    both = pl.concat([visits(2, 3, 3, subject="B"), STEP])

    assert call(both, subjects=np.array(["A", "C"])).summary.get_column("id").to_list() == ["A"]
    assert call(both).summary.get_column("id").to_list() == ["B", "A"]


def test_nothing_is_printed_unless_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    call(STEP.reverse(), subjects=["A"])
    assert capsys.readouterr().out == ""

    call(STEP, verbose=1)
    told = capsys.readouterr().out
    assert "Total subjects: 1\nSubjects with CDW: 1\n" in told
    assert "Subject A" not in told

    call(STEP, verbose=2, event="multiple")
    told = capsys.readouterr().out
    assert "Subject A: 4 visits, 0 relapses; events: CDW\n" in told
    assert "CDI events: 0\nCDW events: 1\n" in told


def test_chance_depends_on_the_seed_and_the_subject_alone() -> None:
    many = pl.concat(visits(2, 3, subject=f"P{number}") for number in range(60))

    def imputed(frame: pl.DataFrame, seed: int) -> dict[str, int]:
        summary = call(frame, impute_last_visit=0.5, seed=seed).summary
        return dict(zip(summary["id"], summary["CDW"], strict=True))

    assert imputed(many, 1) == imputed(many.reverse(), 1) != imputed(many, 2)
    assert 15 < sum(imputed(many, 1).values()) < 45
    some = imputed(many.filter(pl.col("id").is_in(["P3", "P4"])), 1)
    assert some == {subject: imputed(many, 1)[subject] for subject in some}


def test_the_methods_paragraph_says_what_was_done() -> None:
    relapses = pl.DataFrame({"id": ["A"], "day": [1000]})
    text = call(
        STEP, relapse=relapses, event="multiple", baseline="roving", RAW_PIRA=True, conf_days=[84, 168],
        conf_tol_days=[7, math.inf], require_sust_days=180, relapse_assoc=[90, 30],
    ).methods  # fmt: skip

    for said in (
        "EDSS",
        "1.5 points from a reference of 0",
        "moved with every confirmed worsening and improvement",
        "84 days after it (from 7 days earlier to any time later) or 168 days after it",
        "last for 180 days",
        "for the reference at least 30 days after the last relapse",
        "30 days before to 90 days after a relapse",
        "the event (90 days before, 30 days after)",
    ):
        assert said in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"outcome": "sdmt"}, "20% of the reference, at most 4 points"),
        ({"delta_fun": lambda _: 1}, "the user's function <lambda> gives"),
        ({"outcome": "custom", "worsening": "decrease", "delta_fun": abs}, "a lower value is worse"),
        ({"require_sust_days": math.inf}, "to the end of follow-up"),
        ({"relapse_to_bl": 0, "relapse_to_conf": 0}, "whatever their distance from relapses"),
        ({"relapse_rebl": True, "bl_geq": True}, "never lower than the one before"),
        ({"sub_threshold_rebl": "event"}, "confirmed changes below the threshold"),
        ({"skip_local_extrema": "strict"}, "by the threshold were no reference"),
        ({"check_intermediate": False}, "also there at the confirming visit"),
        ({"proceed_from": "event"}, "went on from its event"),
        ({"impute_last_visit": 1}, "counted without confirmation."),
        ({"impute_last_visit": 365}, "within 365 days of the first visit"),
        ({"impute_last_visit": 0.5, "seed": 7}, "with probability 0.5 (seed 7)"),
        (
            {"event": "firstPIRA", "relapse_indep": {"prec": (0, None), "event": (None, None), "conf": (None, 0)}},
            "the reference visit (0 days before, on to the next interval after)",
        ),
    ],
)
def test_the_methods_paragraph_says_what_is_special(arguments: dict[str, Any], said: str) -> None:
    assert said in call(visits(2, 2), **arguments).methods
