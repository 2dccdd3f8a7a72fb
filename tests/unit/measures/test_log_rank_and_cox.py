"""The log-rank test and the Cox model against published values, other programs, and plain sums."""

from __future__ import annotations

import math
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from lifelines.statistics import multivariate_logrank_test
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff

from mscourse.errors import MissingPackageError, UsageError
from mscourse.measures.cox import cox
from mscourse.measures.log_rank import log_rank
from unit.measures.times_by_hand import Person, at_risk, frame, having, people_of, remission


def test_the_log_rank_test_is_the_published_one() -> None:
    found = log_rank(remission(), by="arm")
    assert found.select("group", "people", "events").rows() == [("6-MP", 21, 9), ("placebo", 21, 21)]
    assert found.get_column("expected_events").to_list() == pytest.approx([19.25, 10.75], abs=0.005)
    assert found.get_column("statistic").to_list() == pytest.approx([16.79, 16.79], abs=0.005)
    assert found.item(0, "degrees") == 1


@settings(deadline=None)
@given(people_of("abc"))
def test_expected_events_are_shared_out_by_those_at_risk(people: list[Person]) -> None:
    found = log_rank(frame(people), by="arm")
    days = sorted({each.time for each in people if each.outcome == "event"})
    for row in found.iter_rows(named=True):
        own = [each for each in people if each.group == row["group"]]
        expected = sum(
            having(people, day, "event") * len(at_risk(own, day)) / len(at_risk(people, day)) for day in days
        )
        assert row["expected_events"] == pytest.approx(expected)


def many(seed: int, number: int = 90) -> pl.DataFrame:
    """People with ties, delayed entry, three groups and a number."""
    chance = np.random.default_rng(seed)
    entry = chance.integers(0, 30, number)
    return pl.DataFrame(
        {
            "patient_id": [f"{each:03}" for each in range(number)],
            "entry_days": entry,
            "time_days": entry + chance.integers(1, 60, number),
            "outcome": chance.choice(["event", "event", "censored", "death"], number),
            "arm": chance.choice(["a", "b", "c"], number),
            "age": chance.normal(40, 10, number).round(1),
            "treated": chance.choice([True, False], number),
        }
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_log_rank_test_is_that_of_lifelines_and_statsmodels(seed: int) -> None:
    times = many(seed)
    happened = (times.get_column("outcome") == "event").to_numpy()
    arms, time = times.get_column("arm").to_numpy(), times.get_column("time_days").to_numpy()
    statistic, p = survdiff(time, happened.astype(int), arms, entry=times.get_column("entry_days").to_numpy())
    found = log_rank(times, by="arm")
    assert (found.item(0, "statistic"), found.item(0, "p")) == pytest.approx((statistic, p))
    at_once = log_rank(times.drop("entry_days"), by="arm")
    theirs = multivariate_logrank_test(time, arms, happened)
    assert (at_once.item(0, "statistic"), at_once.item(0, "p")) == pytest.approx(
        (theirs.test_statistic, theirs.p_value)
    )


def test_with_nothing_to_compare_there_is_no_test() -> None:
    for times in (remission().filter(pl.col("arm") == "6-MP"), remission().with_columns(outcome=pl.lit("censored"))):
        found = log_rank(times, by="arm")
        assert found.get_column("p").null_count() == found.height
        assert set(found.get_column("degrees")) == {0}
    assert log_rank(remission()).is_empty()


def test_people_of_unknown_group_are_counted_apart() -> None:
    times = remission().with_columns(arm=pl.when(pl.col("time_days") != 35).then("arm"))
    assert set(log_rank(times, by="arm").get_column("people_unknown")) == {1}


def test_the_hazard_ratio_is_the_published_one() -> None:
    times = remission()
    found = cox(times, times.select("patient_id", "arm"))
    row = found.row(0, named=True)
    assert (row["covariate"], row["level"], row["reference"]) == ("arm", "placebo", "6-MP")
    assert (row["people"], row["events"], row["people_unknown"]) == (21, 21, 0)
    assert math.log(row["hazard_ratio"]) == pytest.approx(1.572, abs=0.0005)
    assert row["hazard_ratio"] == pytest.approx(4.82, abs=0.005)
    assert 0 < row["p"] < 0.001
    assert 0 < row["proportional_hazards_p"] < 1


@pytest.mark.parametrize("seed", range(2))
def test_the_model_is_that_of_statsmodels(seed: int) -> None:
    times = many(seed)
    found = cox(times, times.select("patient_id", "age", "treated", "arm"))
    design = times.select(
        "age",
        treated=pl.col("treated").cast(pl.Float64),
        b=(pl.col("arm") == "b").cast(pl.Float64),
        c=(pl.col("arm") == "c").cast(pl.Float64),
    ).to_numpy()
    happened = (times.get_column("outcome") == "event").to_numpy().astype(int)
    time, entry = times.get_column("time_days").to_numpy(), times.get_column("entry_days").to_numpy()
    # There, somebody is at risk from the day of entry on; here, from the day after.
    other = PHReg(time, design, status=happened, entry=entry + 1, ties="efron").fit()
    assert found.get_column("level").to_list() == [None, "true", "b", "c"]
    assert np.log(found.get_column("hazard_ratio").to_numpy()) == pytest.approx(other.params, abs=1e-4)
    assert np.log(found.get_column("upper").to_numpy()) == pytest.approx(other.conf_int()[:, 1], abs=1e-3)
    assert found.get_column("proportional_hazards_p").to_list() == [None] * 4


def test_hazards_that_cross_are_found_out() -> None:
    early = [Person(0, day, "event", "a") for day in range(1, 41)]
    late = [Person(0, day, "event", "b") for day in (*range(1, 6), *range(100, 135))]
    times = frame(early + late)
    assert cox(times, times.select("patient_id", "arm")).item(0, "proportional_hazards_p") < 0.01


def test_the_order_of_rows_and_the_ids_play_no_role() -> None:
    times = many(1)
    covariates = times.select("patient_id", "age", "arm")
    shuffled = times.sample(fraction=1.0, shuffle=True, seed=4)
    assert cox(times, covariates).equals(cox(shuffled, covariates.reverse()))


def test_a_level_without_events_stays_out_and_says_so() -> None:
    times = many(2).with_columns(outcome=pl.when(pl.col("arm") == "a").then(pl.lit("censored")).otherwise("outcome"))
    found = cox(times, times.select("patient_id", "arm"))
    assert found.select("level", "reference", "status").rows() == [("a", "b", "no_events"), ("c", "b", "estimated")]
    assert found.item(0, "hazard_ratio") is None
    rest = times.filter(pl.col("arm") != "a")
    assert found.item(1, "hazard_ratio") == pytest.approx(
        cox(rest, rest.select("patient_id", "arm")).item(0, "hazard_ratio")
    )


def test_nothing_to_estimate_makes_rows() -> None:
    times = many(0)
    nothing = times.with_columns(outcome=pl.lit("censored"))
    found = cox(nothing, times.select("patient_id", "age", "arm"))
    assert found.get_column("status").to_list() == ["no_events"] * 3
    assert cox(times.head(0), times.select("patient_id", "age", "arm")).select("people", "status").rows() == [
        (0, "no_events"),
        (0, "no_other_level"),
    ]
    same = cox(times, times.select("patient_id", age=pl.lit(4.0), arm=pl.lit("a")))
    assert same.get_column("status").to_list() == ["no_other_level"] * 2
    assert same.get_column("hazard_ratio").null_count() == 2


def test_people_without_a_covariate_are_counted() -> None:
    times = many(0)
    ages = times.select("patient_id", "age").head(80)
    found = cox(times, ages)
    assert (found.item(0, "people"), found.item(0, "people_unknown")) == (80, 10)


def test_a_model_that_does_not_converge_is_refused() -> None:
    times = many(0)
    double = times.select("patient_id", "age", again=pl.col("age") * 2)
    with pytest.raises(UsageError, match="does not converge"):
        cox(times, double)


@pytest.mark.parametrize(
    "covariates",
    [
        pl.DataFrame({"patient_id": ["1"]}),
        pl.DataFrame({"age": [1.0]}),
        pl.DataFrame({"patient_id": ["1", "1"], "age": [1.0, 2.0]}),
        pl.DataFrame({"patient_id": ["1"], "born": [None]}, schema_overrides={"born": pl.Date}),
    ],
)
def test_covariates_that_are_none_are_refused(covariates: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="not usable"):
        cox(remission(), covariates)


def test_times_that_are_nobodys_are_refused() -> None:
    with pytest.raises(UsageError, match="whose"):
        cox(remission().drop("patient_id"), remission().select("patient_id", "arm"))


def test_without_the_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    monkeypatch.setitem(sys.modules, "lifelines", None)
    for call in (
        lambda: log_rank(remission(), by="arm"),
        lambda: cox(remission(), remission().select("patient_id", "arm")),
    ):
        with pytest.raises(MissingPackageError, match=r"mscourse\[statistics\]") as found:
            call()
        assert found.value.exit_code == 8
