"""NEDA: the components of a year, what is not known, and what decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.errors import UsageError
from mscourse.measures.no_evidence import no_evidence_of_disease_activity as neda
from mscourse.measures.no_evidence import share_without_evidence
from mscourse.rules.no_evidence import neda_3, neda_4
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort
from unit.measures.records_of_one import cohort, frame, onset, scan, seen

COLUMNS = [
    *("patient_id", "year", "start", "end", "status"),
    *("relapse", "worsening", "mri", "brain_volume", "definition"),
]
FLAT = seen((0, 2.0), (180, 2.0), (365, 2.0))
CLEAR = [scan(0), scan(365)]


def first_year(rule: Any = neda_3, *, visits: Any = FLAT, relapses: Any = (), mri: Any = CLEAR) -> tuple[Any, ...]:
    tables = {"relapses": None if relapses is None else list(relapses), "mri": mri}
    return neda(cohort(visits, **tables), rule).select(COLUMNS[4:9]).row(0)


def test_a_year_in_which_everything_was_looked_at_and_nothing_found() -> None:
    found = neda(cohort(FLAT, relapses=[], mri=CLEAR))
    assert found.columns == COLUMNS
    assert found.rows() == [("A", 1, 0, 365, "no_evidence", False, False, False, None, fingerprint(neda_3))]


def test_a_missing_component_leaves_it_unknown_unless_another_is_found() -> None:
    assert first_year(mri=None) == ("unknown", False, False, None, None)
    assert first_year(mri=None, relapses=[onset(100)]) == ("evidence", True, False, None, None)
    assert first_year(relapses=None) == ("unknown", None, False, False, None)
    assert first_year(relapses=None, mri=[scan(300, new=1)]) == ("evidence", None, False, True, None)


def test_a_scan_that_was_set_aside_may_have_shown_lesions() -> None:
    def judged(*more: dict[str, Any]) -> list[tuple[Any, ...]]:
        records = cohort([*FLAT, *({**each, "patient_id": "B"} for each in FLAT)], relapses=[], mri=[*CLEAR, *more])
        return neda(records, set_aside=True).select("patient_id", "status", "mri").rows()

    lost = {"patient_id": "B", "date": None, "new_t2_lesions": 3}
    read = [scan(day, patient_id="B") for day in (0, 365)]
    assert judged(*read) == [("A", "no_evidence", False), ("B", "no_evidence", False)]
    assert judged(*read, lost) == [("A", "no_evidence", False), ("B", "unknown", None)]
    assert judged(*read, lost, scan(300, new=1, patient_id="B"))[1] == ("B", "evidence", True)


def test_relapses_count_after_the_first_day_up_to_the_last() -> None:
    follow = seen((0, 2.0), (400, 2.0), (800, 2.0))
    counted = {day: first_year(visits=follow, relapses=[onset(day)])[1] for day in (0, 1, 365, 366)}
    assert counted == {0: False, 1: True, 365: True, 366: False}


@pytest.mark.parametrize("kept", [{"fever": True}, {"duration_hours": 12.0}])
def test_pseudo_relapses_are_no_evidence(kept: dict[str, Any]) -> None:
    assert first_year(relapses=[onset(100, **kept)])[:2] == ("no_evidence", False)


def test_no_relapse_is_known_only_where_they_were_asked_about() -> None:
    def relapse(**span: int) -> bool | None:
        people = cohort(FLAT, relapses=[], mri=CLEAR, patients=[span])
        return neda(people).item(0, "relapse")

    assert relapse(relapses_known_from=1, relapses_known_to=365) is False
    assert relapse(relapses_known_from=2) is None
    assert relapse(relapses_known_to=364) is None


def test_a_year_that_is_not_over_is_not_without_evidence() -> None:
    found = neda(cohort(seen((0, 2.0), (180, 2.0), (364, 2.0)), relapses=[], mri=[scan(300)]))
    assert found.select("year", "status", "relapse", "worsening", "mri").rows() == [(1, "unknown", None, False, False)]


def test_a_worsening_counts_in_the_year_in_which_it_began_whatever_its_cause() -> None:
    worse = seen((0, 2.0), (180, 2.0), (365, 3.0), (500, 3.0), (730, 3.0))
    found = neda(cohort(worse, relapses=[onset(350)], mri=[scan(360), scan(720)]))
    assert found.get_column("worsening").to_list() == [True, False]
    assert found.get_column("status").to_list() == ["evidence", "no_evidence"]


def test_a_worsening_that_waits_for_confirmation_leaves_its_year_and_later_ones_unknown() -> None:
    waiting = seen((0, 2.0), (180, 2.0), (365, 2.0), (700, 3.0))
    found = neda(cohort(waiting, relapses=[], mri=[scan(360), scan(700)]))
    assert found.get_column("worsening").to_list() == [False, None]
    held_once = seen((0, 2.0), (180, 2.0), (365, 2.0), (650, 3.0), (700, 3.0))
    assert neda(cohort(held_once)).get_column("worsening").to_list() == [False, None]
    refuted = seen((0, 2.0), (180, 2.0), (365, 2.0), (650, 3.0), (700, 2.0))
    assert neda(cohort(refuted)).get_column("worsening").to_list() == [False, False]


def test_a_worsening_can_wait_where_the_confirming_visit_may_not_come_late() -> None:
    narrow = replace(neda_3, worsening=replace(neda_3.worsening, confirm_early=7, confirm_late=7))
    waiting = cohort(seen((0, 2.0), (180, 2.0), (700, 3.0)))
    assert neda(waiting, narrow).get_column("worsening").to_list() == [False, None]
    lapsed = cohort(seen((0, 2.0), (180, 2.0), (600, 3.0), (720, 2.0)))
    assert neda(lapsed, narrow).get_column("worsening").to_list() == [False, False]


def test_no_worsening_is_known_only_by_comparison_with_an_earlier_usable_visit() -> None:
    assert first_year(visits=seen((0, 2.0), (500, 2.0)))[2] is None
    assert first_year(visits=seen((0, 2.0), (455, 2.0)))[2] is False
    assert first_year(visits=seen((0, 2.0), (456, 2.0)))[2] is None
    after_relapse = [onset(-10)]
    assert first_year(visits=seen((0, 2.0), (300, 2.0), (500, 2.0)), relapses=after_relapse)[2] is None
    assert first_year(visits=seen((0, 2.0), (100, 2.0), (300, 2.0)), relapses=after_relapse)[2] is False


def test_each_kind_of_lesion_is_evidence_in_the_year_of_its_scan() -> None:
    for lesions in ({"gd": 1}, {"new": 1}, {"enlarging": 1}, {"gd": None, "new": 1}, {"new": 1, "region": "cord"}):
        assert first_year(mri=[scan(300, **lesions)])[3] is True
    assert first_year(mri=[scan(0, new=3), scan(300)])[3] is False
    assert first_year(mri=[scan(366, new=3)])[3] is None


def test_a_scan_is_clear_only_where_both_t2_counts_of_the_brain_were_read() -> None:
    assert first_year(mri=[scan(300, gd=None)])[3] is False
    for unread in ({"new": None}, {"enlarging": None}, {"region": "cord"}):
        assert first_year(mri=[scan(300, **unread)])[3] is None
        assert first_year(mri=[scan(300, **unread), scan(350)])[3] is False


def test_a_clear_scan_up_to_90_days_late_tells_of_the_year_before() -> None:
    assert first_year(mri=[scan(455)])[3] is False
    assert first_year(mri=[scan(456)])[3] is None
    assert first_year(replace(neda_3, grace=91), mri=[scan(456)])[3] is False
    assert first_year(mri=[scan(400, new=1), scan(440)])[3] is None


def test_lesions_may_be_let_pass() -> None:
    rule = replace(neda_3, name="minimal", t2_allowed=2)
    assert first_year(rule, mri=[scan(180, new=1), scan(365, enlarging=1)])[3] is False
    assert first_year(rule, mri=[scan(180, new=1), scan(365, new=2)])[3] is True
    assert first_year(rule, mri=[scan(180, gd=1)])[3] is True


def test_neda_4_lets_a_loss_of_0_4_percent_pass() -> None:
    def volume(change: float | None, rule: Any = neda_4) -> tuple[Any, ...]:
        found = first_year(rule, mri=[scan(365, brain_volume_change=change)])
        return found[0], found[4]

    assert volume(-0.4) == ("no_evidence", False)
    assert volume(-0.41) == ("evidence", True)
    assert volume(0.3) == ("no_evidence", False)
    assert volume(None) == ("unknown", None)
    assert volume(-2.0, neda_3) == ("no_evidence", None)
    assert volume(-0.41, replace(neda_4, brain_volume_loss=0.41)) == ("no_evidence", False)


def test_the_last_scan_that_tells_of_brain_volume_decides() -> None:
    scans = [scan(100, brain_volume_change=-1.0), scan(300, brain_volume_change=-0.2), scan(350)]
    assert first_year(neda_4, mri=scans)[4] is False
    same_day = [scan(300, brain_volume_change=-0.2), scan(300, brain_volume_change=-1.0)]
    assert first_year(neda_4, mri=same_day)[4] is True


def test_years_count_from_the_day_that_is_given() -> None:
    people = cohort([*seen((0, 2.0), (400, 2.0)), *seen((0, 2.0), (400, 2.0), who="B")])
    given_days = pl.DataFrame({"patient_id": ["A"], "start": [30]})
    assert neda(people, starts=given_days).select("patient_id", "year", "start", "end").rows() == [
        ("A", 1, 30, 395),
        ("A", 2, 395, 760),
    ]
    with pytest.raises(UsageError, match="whole day"):
        neda(people, starts=given_days.with_columns(start=dt.date(2020, 1, 1)))
    with pytest.raises(UsageError, match="one row for each person"):
        neda(people, starts=pl.concat([given_days, given_days]))


def test_dates_come_back_as_dates() -> None:
    visits = frame("visits", FLAT).with_columns(pl.col("date").cast(pl.Date))
    assert neda(Cohort(visits=visits)).select("start", "end").row(0) == (dt.date(1970, 1, 1), dt.date(1971, 1, 1))


def test_nobody_gives_no_rows_and_the_same_columns() -> None:
    found = neda(cohort([{"date": 0}]), neda_4)
    assert found.is_empty()
    assert found.columns == COLUMNS
    assert share_without_evidence(found).is_empty()


def test_the_share_is_of_those_of_whom_it_is_known() -> None:
    visits = [row for who in "ABCD" for row in seen((0, 2.0), (180, 2.0), (365, 2.0), who=who)]
    scans = [{**scan(365, new=int(who == "B")), "patient_id": who} for who in "ABC"]
    found = share_without_evidence(neda(cohort(visits, relapses=[], mri=scans)))
    assert found.drop("definition").rows() == [(1, 4, 2, 1, 1, 2 / 3)]
    unknown = share_without_evidence(neda(cohort(visits)))
    assert unknown.drop("definition").rows() == [(1, 4, 0, 0, 4, None)]


def test_the_rules_read_back_and_differ() -> None:
    assert from_json(to_json(neda_4), type(neda_4)) == neda_4
    assert fingerprint(neda_3) != fingerprint(neda_4)
    with pytest.raises(UsageError, match="NoEvidenceRule is needed"):
        neda(cohort(FLAT), "neda_3")  # type: ignore[arg-type]


counts = st.one_of(st.none(), st.integers(0, 1))
days = st.integers(-50, 900)
scans_of_people = st.lists(st.builds(scan, days, gd=counts, new=counts, enlarging=counts), max_size=4)
people = st.fixed_dictionaries(
    {
        "visits": st.lists(st.tuples(days, st.sampled_from([2.0, 2.5, 3.0])), min_size=1, max_size=6).map(
            lambda rows: seen(*dict(rows).items())
        ),
        "relapses": st.one_of(st.none(), st.lists(days.map(onset), max_size=3)),
        "mri": scans_of_people,
    }
)


@settings(max_examples=60, deadline=None)
@given(people, days)
def test_one_more_clear_scan_never_makes_a_year_fail(records: dict[str, Any], day: int) -> None:
    before = neda(cohort(**records))
    after = neda(cohort(**{**records, "mri": [*records["mri"], scan(day)]}))
    both = before.join(after, on="year", how="left", suffix="_after")
    assert both.get_column("status_after").null_count() == 0
    turned = set(both.filter(pl.col("status") != pl.col("status_after")).select("status", "status_after").rows())
    assert turned <= {("unknown", "no_evidence")}


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False), st.integers(-300, 300))
def test_neither_the_order_of_rows_nor_the_calendar_plays_a_role(records: dict[str, Any], chance: Any, by: int) -> None:
    straight = neda(cohort(**records))
    moved = {
        name: rows if rows is None else [{key: _moved(key, value, by) for key, value in row.items()} for row in rows]
        for name, rows in records.items()
    }
    for rows in moved.values():
        if rows is not None:
            chance.shuffle(rows)
    found = neda(cohort(**moved)).with_columns(pl.col("start", "end") - by)
    assert found.equals(straight)


def _moved(key: str, value: Any, by: int) -> Any:
    return value + by if key in {"date", "onset_date"} else value


@settings(max_examples=60, deadline=None)
@given(people)
def test_the_status_follows_from_the_components(records: dict[str, Any]) -> None:
    for row in neda(cohort(**records)).iter_rows(named=True):
        parts = [row[name] for name in ("relapse", "worsening", "mri")]
        assert row["status"] == ("evidence" if True in parts else "unknown" if None in parts else "no_evidence")
