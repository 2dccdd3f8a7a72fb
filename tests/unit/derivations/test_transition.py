"""Relapses and EDSS before and after the onset of SPMS."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.derivations.transition import before_and_after_spms, pooled_relapse_rates, t_quantile
from mscourse.errors import UsageError
from mscourse.presets import lublin_2013, pira_mueller_2023
from mscourse.rules.library import spms_expand, spms_lorscheider_no_fs, spms_recorded
from mscourse.tables.cohort import Cohort
from oracle import Records
from oracle.relapses import clean
from oracle.spms_definitions import spms_by
from oracle.strategies import patients
from oracle.told import X1, rising
from oracle.visits import measured_days, value_on, visit_days
from properties.cohorts import as_cohort

COLUMNS = [
    "patient_id", "period", "spms_onset", "start", "end", "days", "relapse_days", "relapses", "relapse_rate",
    "visits", "edss_slope", "slope_low", "slope_high", "definition",
]  # fmt: skip
LINE = ("edss_slope", "slope_low", "slope_high")
NO_AGE = replace(spms_expand, minimum_age=None, maximum_age=None)


def labelled(edss: dict[int, float], onset: int, *relapses: int, **patient: int) -> Records:
    """A person whose clinician recorded SPMS on a day."""
    told = rising(edss, *relapses)
    return replace(told, patient=patient, recorded_courses=[{"date": onset, "course": "spms"}])


def periods(records: Records, *columns: str, **options: Any) -> list[tuple[Any, ...]]:
    found = before_and_after_spms(as_cohort({"A": records}), spms_recorded, **options)
    return found.select(columns).rows()


def test_each_person_with_an_onset_has_a_row_before_and_one_after_it() -> None:
    found = before_and_after_spms(as_cohort({"B": rising(X1), "A": rising({0: 2.0, 180: 2.0})}))
    assert found.columns == COLUMNS
    assert found.select("patient_id", "period", "spms_onset", "start", "end", "days").rows() == [
        ("B", "before", 365, 0, 365, 365), ("B", "after", 365, 365, 730, 365),
    ]  # fmt: skip


def test_nobody_with_an_onset_gives_the_same_columns_and_kinds() -> None:
    nobody = before_and_after_spms(as_cohort({"A": rising({0: 2.0, 180: 2.0})}))
    assert nobody.is_empty()
    assert nobody.schema == before_and_after_spms(as_cohort({"A": rising(X1)})).schema


def test_dates_come_back_as_dates() -> None:
    visits = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)], "edss": [3.0]})
    courses = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 3, 1)], "course": ["spms"]})
    found = before_and_after_spms(Cohort(visits=visits, recorded_courses=courses), spms_recorded)
    assert found.select("start", "end", "days").row(0) == (dt.date(2020, 1, 1), dt.date(2020, 3, 1), 60)


# Relapses


def test_a_relapse_belongs_to_the_period_that_ends_on_its_day_and_to_none_on_the_first_day() -> None:
    told = labelled({0: 3.0, 1000: 4.0}, 400, 0, 100, 400, 440, 1000)
    assert periods(told, "relapses", "relapse_days") == [(2, 400), (2, 600)]


def test_the_rate_is_per_year_of_the_days_on_which_relapses_were_asked_about() -> None:
    told = labelled({0: 3.0, 1000: 4.0}, 400, 100, 300, relapses_known_from=201, relapses_known_to=700)
    (_, _, rate), after = periods(told, "relapses", "relapse_days", "relapse_rate")
    assert rate == pytest.approx(365.25 / 200)
    assert after == (0, 300, 0.0)


def test_without_a_day_on_which_they_were_asked_about_relapses_are_not_known() -> None:
    not_known = [(None, None, None)]
    columns = ("relapses", "relapse_days", "relapse_rate")
    asked_later = labelled({0: 3.0, 1000: 4.0}, 400, relapses_known_from=401)
    assert periods(asked_later, *columns) == [*not_known, (0, 600, 0.0)]
    assert periods(replace(asked_later, relapses=None), *columns) == not_known * 2


def test_merged_and_pseudo_relapses_do_not_count() -> None:
    told = labelled({0: 3.0, 1000: 4.0}, 400)
    rows = [{"onset_date": 100}, {"onset_date": 129}, {"onset_date": 200, "fever": True}]
    assert periods(replace(told, relapses=rows), "relapses")[0] == (1,)
    strict = replace(lublin_2013.relapses, minimum_interval=29)
    assert periods(replace(told, relapses=rows), "relapses", relapse_rule=strict)[0] == (2,)


def test_the_rate_of_a_cohort_is_all_relapses_by_all_years() -> None:
    people = {"A": labelled({0: 3.0, 731: 4.0}, 1, 100, 300), "B": labelled({0: 3.0, 1462: 4.0}, 1, 500)}
    pooled = pooled_relapse_rates(before_and_after_spms(as_cohort(people), spms_recorded))
    after = pooled.row(1, named=True)
    assert (after["period"], after["people"], after["relapses"]) == ("after", 2, 3)
    assert after["relapse_rate"] == pytest.approx(3 * 365.25 / (730 + 1461))


# EDSS


def test_the_slope_is_in_points_per_year_and_the_visit_of_the_onset_belongs_to_the_time_after() -> None:
    told = labelled({0: 2.0, 1461: 4.0, 2000: 5.0, 2365: 5.0, 2730: 5.0}, 2000)
    before, after = periods(told, "visits", "edss_slope", "slope_low", "slope_high")
    assert before == (2, pytest.approx(0.5), None, None)
    assert after == (3, pytest.approx(0), pytest.approx(0), pytest.approx(0))


def test_limits_worked_by_hand() -> None:
    """2.0, 3.0, 2.0, 3.0, four years apart: slope 0.2 in four years, residual sum 0.8, error sqrt(0.4 / 5)."""
    told = labelled({0: 2.0, 1461: 3.0, 2922: 2.0, 4383: 3.0}, 5000)
    ((visits, slope, low, high), after) = periods(told, "visits", "edss_slope", "slope_low", "slope_high")
    half = 4.302653 * math.sqrt(0.4 / 5) / 4
    assert (visits, slope) == (4, pytest.approx(0.05))
    assert (low, high) == (pytest.approx(0.05 - half), pytest.approx(0.05 + half))
    assert after == (0, None, None, None)


def test_visits_near_after_a_relapse_are_left_out_of_the_slope() -> None:
    told = labelled({0: 2.0, 130: 5.0, 131: 4.0, 500: 2.0}, 600, 100)
    assert periods(told, "visits")[0] == (3,)
    assert periods(told, "visits", apart_from_relapses=29)[0] == (4,)
    assert periods(told, "visits", apart_from_relapses=None)[0] == (4,)


@pytest.mark.parametrize(
    ("degrees", "confidence", "quantile"),
    [(1, 0.95, 12.7062), (2, 0.95, 4.30265), (3, 0.99, 5.84091), (10, 0.95, 2.22814), (120, 0.95, 1.97993)],
)
def test_the_quantiles_of_students_t_are_those_of_the_tables(degrees: int, confidence: float, quantile: float) -> None:
    assert t_quantile(degrees, confidence) == pytest.approx(quantile, abs=5e-6 * quantile)


@pytest.mark.parametrize("options", [{"confidence": 1.0}, {"confidence": 0}, {"apart_from_relapses": -1}])
def test_what_is_out_of_its_range_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        before_and_after_spms(as_cohort({"A": rising(X1)}), **options)


def test_another_kind_of_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="SPMS"):
        before_and_after_spms(as_cohort({"A": rising(X1)}), pira_mueller_2023)  # type: ignore[arg-type]


# Told once more, person by person


QUANTILES = (12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
             2.200985, 2.178813, 2.160369, 2.144787)  # fmt: skip
"""Of Student's t at 0.975, from a table, by degrees of freedom from 1 on."""
Line = tuple[float | None, float | None, float | None]


def line(x: list[float], y: list[float]) -> Line:
    """The slope of the least-squares line and its limits, as far as the points allow them."""
    if len(x) < 2:
        return None, None, None
    middle, level = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - middle) ** 2 for each in x)
    slope = sum((each - middle) * (value - level) for each, value in zip(x, y, strict=True)) / spread
    if len(x) == 2:
        return slope, None, None
    left = sum((value - level - slope * (each - middle)) ** 2 for each, value in zip(x, y, strict=True))
    half = QUANTILES[len(x) - 3] * math.sqrt(left / (len(x) - 2) / spread)
    return slope, slope - half, slope + half


def expected(records: Records, onset: int, until: int) -> list[dict[str, Any]]:
    """The two rows, day by day."""
    onsets = clean(records, lublin_2013.relapses).kept
    first = min([*visit_days(records)[:1], onset])
    asked_from, asked_to = (records.patient.get(f"relapses_known_{edge}") for edge in ("from", "to"))
    rows = []
    for start, end, is_before in ((first, onset, True), (onset, until, False)):
        asked = [
            day for day in range(start + 1, end + 1)
            if records.relapses is not None
            and (asked_from is None or day >= asked_from) and (asked_to is None or day <= asked_to)
        ]  # fmt: skip
        readings = [
            day for day in measured_days(records, "edss")
            if (day < onset) == is_before
            and all(day - relapse > 30 for relapse in onsets if relapse <= day)
        ]  # fmt: skip
        values = [value_on(records, day, "edss") for day in readings]
        slope, low, high = line([day / 365.25 for day in readings], values)
        rows.append(
            {
                "start": start, "end": end, "days": end - start, "relapse_days": len(asked) or None,
                "relapses": len(set(asked) & set(onsets)) if asked else None, "visits": len(readings),
                "edss_slope": slope, "slope_low": low, "slope_high": high,
            }
        )  # fmt: skip
    return rows


@given(
    records=patients(), rule=st.sampled_from([spms_lorscheider_no_fs, NO_AGE, spms_recorded]),
    until=st.sampled_from([None, None, 900]),
)  # fmt: skip
def test_both_periods_of_anybody(records: Records, rule: Any, until: int | None) -> None:
    known = records.distinct() if until is None else records.distinct().cut(until)
    found = before_and_after_spms(as_cohort({"A": records}), rule, until=until)
    onset = spms_by(known, rule)["onset"] if known.days() else None
    asked = compare_spms_onset(as_cohort({"A": records}), [rule], until=until).get_column("onset").to_list()
    assert asked == ([onset] if known.days() else [])
    last = known.last_day() if until is None else until
    rows = [] if onset is None else expected(known, onset, last)
    columns = ("start", "end", "days", "relapse_days", "relapses", "visits", *LINE)
    for row in rows:
        row |= {name: None if row[name] is None else pytest.approx(row[name], abs=1e-5, rel=1e-5) for name in LINE}
    assert found.select(columns).to_dicts() == rows
