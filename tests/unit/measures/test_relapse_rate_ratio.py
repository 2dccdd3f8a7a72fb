"""Relapse rates compared: against the likelihood written out, and where there is nothing to compare."""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

from mscourse.errors import MissingPackageError, UsageError
from mscourse.measures.relapse_rate import relapse_rate
from mscourse.measures.relapse_rate_ratio import relapse_rate_ratio
from mscourse.tables.cohort import Cohort
from unit.measures.records_of_one import Rows, cohort, onset, seen

YEAR = 365
MODULE = sys.modules[relapse_rate_ratio.__module__]
COUNTS = {"early": [0, 0, 1, 0, 6, 2, 0, 0, 5, 1, 0, 1], "late": [3, 0, 9, 1, 0, 4, 8, 0, 2, 0, 1, 5]}


def people(counts: dict[str, list[int]], days: int = 4 * YEAR) -> Cohort:
    """People of groups, all followed for as long, with so many relapses each."""
    visits, relapses, patients = [], [], []
    for group, numbers in counts.items():
        for at, number in enumerate(numbers):
            who = f"{group}{at}"
            visits += seen((0, 2.0), (days, 2.0), who=who)
            relapses += [onset(40 * (each + 1), patient_id=who) for each in range(number)]
            patients.append({"patient_id": who, "group": group})
    return cohort(visits, relapses=relapses, patients=patients)


def log_likelihood(counts: list[int], mean: float, dispersion: float) -> float:
    size = 1 / dispersion
    return math.fsum(
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(size / (size + mean))
        + count * math.log(mean / (size + mean))
        for count in counts
    )


def most_likely_dispersion(counts: dict[str, list[int]]) -> float:
    """Where everybody is followed for as long, the most likely means are the plain ones; the rest is a search."""

    def total(dispersion: float) -> float:
        return sum(log_likelihood(each, sum(each) / len(each), dispersion) for each in counts.values())

    low, high = 0.01, 20.0
    for _ in range(200):
        third = (high - low) / 3
        low, high = (low + third, high) if total(low + third) < total(high - third) else (low, high - third)
    return (low + high) / 2


def test_ratio_dispersion_and_limits_are_those_of_the_likelihood() -> None:
    found = relapse_rate_ratio(people(COUNTS), by="group")
    reference, row = found.rows(named=True)
    assert (reference["group"], reference["status"], reference["ratio"]) == ("early", "reference", 1.0)
    assert (row["group"], row["reference"], row["status"], row["model"]) == (
        "late",
        "early",
        "estimated",
        "negative_binomial",
    )
    assert row["ratio"] == pytest.approx(sum(COUNTS["late"]) / sum(COUNTS["early"]), rel=1e-6)
    dispersion = most_likely_dispersion(COUNTS)
    assert row["dispersion"] == pytest.approx(dispersion, rel=1e-4)
    means = [sum(each) / len(each) for each in COUNTS.values()]
    error = math.sqrt(sum((1 + dispersion * mean) / (12 * mean) for mean in means))
    assert row["upper"] == pytest.approx(row["ratio"] * math.exp(1.959964 * error), rel=1e-4)
    assert row["lower"] == pytest.approx(row["ratio"] * math.exp(-1.959964 * error), rel=1e-4)
    assert row["p"] == pytest.approx(math.erfc(math.log(row["ratio"]) / error / math.sqrt(2)), rel=1e-3)


def test_relapses_that_do_not_cluster_make_a_poisson_model() -> None:
    counts = {"early": [1, 2, 1, 2, 1, 2], "late": [2, 3, 2, 3, 2, 3]}
    row = relapse_rate_ratio(people(counts), by="group", confidence=0.9).row(1, named=True)
    assert (row["model"], row["dispersion"], row["confidence"]) == ("poisson", 0.0, 0.9)
    error = math.sqrt(1 / 9 + 1 / 15)
    assert row["ratio"] == pytest.approx(15 / 9)
    assert row["lower"] == pytest.approx(15 / 9 * math.exp(-1.644854 * error), rel=1e-5)


def test_person_time_is_counted() -> None:
    """Half the time makes twice the rate."""
    visits: Rows = []
    relapses: Rows = []
    patients: list[dict[str, Any]] = []
    for group, days in (("long", 2000), ("short", 1000)):
        for at in range(4):
            who = f"{group}{at}"
            visits += seen((0, 2.0), (days, 2.0), who=who)
            relapses += [onset(100, patient_id=who), onset(200, patient_id=who)]
            patients.append({"patient_id": who, "group": group})
    records = cohort(visits, relapses=relapses, patients=patients)
    found = relapse_rate_ratio(records, by="group")
    assert found.get_column("ratio").to_list() == pytest.approx([1.0, 2.0])
    rates = relapse_rate(records, by="group").drop_nulls("group")
    assert found.select("people", "relapses", "person_years").equals(rates.select("people", "relapses", "person_years"))


def test_where_people_are_followed_for_different_times_nothing_near_is_more_likely() -> None:
    followed = [400, 800, 1200, 1600, 2400, 3600]
    counts = {"early": [0, 1, 0, 5, 2, 3], "late": [2, 0, 6, 1, 9, 4]}
    visits, relapses, patients = [], [], []
    for group, numbers in counts.items():
        for days, number in zip(followed, numbers, strict=True):
            who = f"{group}{days}"
            visits += seen((0, 2.0), (days, 2.0), who=who)
            relapses += [onset(35 * (each + 1), patient_id=who) for each in range(number)]
            patients.append({"patient_id": who, "group": group})
    row = relapse_rate_ratio(cohort(visits, relapses=relapses, patients=patients), by="group").row(1, named=True)
    assert row["model"] == "negative_binomial"

    def likely(ratio: float, dispersion: float) -> float:
        """With the rate of the reference group that suits the two best."""

        def total(rate: float) -> float:
            return sum(
                log_likelihood([number], rate * factor * days / 365.25, dispersion)
                for (_, numbers), factor in zip(counts.items(), (1.0, ratio), strict=True)
                for days, number in zip(followed, numbers, strict=True)
            )

        low, high = 0.05, 5.0
        for _ in range(100):
            third = (high - low) / 3
            low, high = (low + third, high) if total(low + third) < total(high - third) else (low, high - third)
        return total(low)

    best = likely(row["ratio"], row["dispersion"])
    for factor in (0.98, 1.02):
        assert likely(row["ratio"] * factor, row["dispersion"]) < best
        assert likely(row["ratio"], row["dispersion"] * factor) < best


def test_the_reference_can_be_chosen() -> None:
    forward = relapse_rate_ratio(people(COUNTS), by="group").row(1, named=True)
    back = relapse_rate_ratio(people(COUNTS), by="group", reference="late").row(0, named=True)
    assert back["ratio"] == pytest.approx(1 / forward["ratio"], rel=1e-6)
    assert back["lower"] == pytest.approx(1 / forward["upper"], rel=1e-4)


def test_groups_without_relapses_say_so() -> None:
    records = people({**COUNTS, "none": [0, 0, 0]})
    found = relapse_rate_ratio(records, by="group")
    assert found.select("group", "status").rows() == [
        ("early", "reference"),
        ("late", "estimated"),
        ("none", "no_events"),
    ]
    assert found.item(2, "ratio") is None
    against = relapse_rate_ratio(records, by="group", reference="none")
    assert against.get_column("status").to_list() == ["reference_without_events"] * 2 + ["reference"]
    assert against.get_column("ratio").null_count() == 3
    nobody = relapse_rate_ratio(people({"a": [0], "b": [0]}), by="group")
    assert nobody.get_column("status").to_list() == ["reference", "no_events"]


def test_without_a_relapse_table_nothing_is_known() -> None:
    records = cohort(seen((0, 1.0), (900, 1.0)), patients=[{"patient_id": "A", "group": "early"}])
    row = relapse_rate_ratio(records, by="group").row(0, named=True)
    assert (row["people"], row["people_unknown"], row["ratio"]) == (0, 1, None)


def test_nobody_with_a_group_makes_no_rows() -> None:
    records = cohort(seen((0, 1.0), (900, 1.0)), relapses=[onset(50)])
    assert relapse_rate_ratio(records, by="group").is_empty()


def test_a_model_without_a_solution_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def singular(*_: Any) -> Any:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(MODULE, "_most_likely", singular)
    with pytest.raises(UsageError, match="does not converge"):
        relapse_rate_ratio(people(COUNTS), by="group")


def test_a_model_that_does_not_converge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "_ROUNDS", 1)
    with pytest.raises(UsageError, match="does not converge"):
        relapse_rate_ratio(people(COUNTS), by="group")


def test_arguments_that_do_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no group"):
        relapse_rate_ratio(people(COUNTS), by="group", reference="other")
    with pytest.raises(UsageError, match="nothing to compare"):
        relapse_rate_ratio(people(COUNTS), by=None)
    with pytest.raises(UsageError, match="confidence"):
        relapse_rate_ratio(people(COUNTS), by="group", confidence=0)
    monkeypatch.setitem(sys.modules, "statsmodels.discrete.discrete_model", None)
    with pytest.raises(MissingPackageError, match=r"mscourse\[statistics\]"):
        relapse_rate_ratio(people(COUNTS), by="group")


def test_the_order_of_rows_plays_no_role() -> None:
    records = people(COUNTS)
    turned = Cohort(
        visits=records.visits.reverse().drop("row"),
        relapses=records.relapses.reverse().drop("row"),
        patients=records.patients.reverse().drop("row"),
    )
    groups = records.patients.select("patient_id", pl.col("group"))
    assert relapse_rate_ratio(records, by=groups).equals(relapse_rate_ratio(turned, by=groups.reverse()))
