"""The confirmed changes of a cohort by one rule: which rows come back, and of which records."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.derivations.find_events import find_events
from mscourse.errors import DataError
from mscourse.rules.library import lublin_2013, pira_mueller_2023
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import Cohort

VISITS = [(0, 4.0), (100, 5.0), (200, 5.0), (400, 4.0), (500, 4.0)]
OTHER = replace(pira_mueller_2023, sdmt_points=5)


def cohort(*more: tuple[int, float], dated: bool = False) -> Cohort:
    """A person whose EDSS rises and falls again, with a relapse and a positive scan."""
    days, edss = zip(*VISITS, *more, strict=True)

    def column(*values: int) -> pl.Series:
        whole = pl.Series(values, dtype=pl.Int32)
        return whole.cast(pl.Date) if dated else whole

    return Cohort(
        visits=pl.DataFrame({"patient_id": "A", "date": column(*days), "edss": edss}),
        relapses=pl.DataFrame({"patient_id": "A", "onset_date": column(600)}),
        mri=pl.DataFrame({"patient_id": "A", "date": column(610), "gd_lesions": 1}),
    )


def test_worsenings_and_improvements_come_back_and_no_relapse_or_scan() -> None:
    found = find_events(cohort())
    assert found.select("kind", "onset", "confirmed_on").rows() == [("worsening", 100, 200), ("improvement", 400, 500)]
    assert found.get_column("cause").to_list() == ["relapse_independent", None]


def test_the_onset_of_spms_is_no_event_of_a_worsening_rule() -> None:
    """The worsening that the onset rests on is."""
    days, edss, pyramidal = [0, 180, 365, 500], [3.5, 3.5, 4.5, 4.5], [2, 2, 3, 3]
    visits = pl.DataFrame({"patient_id": "A", "date": days, "edss": edss, "fs_pyramidal": pyramidal})
    relapses = pl.DataFrame(schema={"patient_id": pl.String, "onset_date": pl.Int32})
    secondary = Cohort(
        visits=visits, relapses=relapses, patients=pl.DataFrame({"patient_id": ["A"], "onset_type": ["relapsing"]})
    )

    assert "spms_onset" in characterise(secondary).events.get_column("kind")
    assert find_events(secondary).select("kind", "onset").rows() == [("worsening", 365)]


def test_records_that_came_as_days_have_events_in_days_and_dated_ones_in_dates() -> None:
    days = ("onset", "reference_date", "confirmed_on", "known_on", "sustained_until")
    as_days, as_dates = find_events(cohort()), find_events(cohort(dated=True))
    assert {as_days.schema[name] for name in days} == {pl.Int32()}
    assert {as_dates.schema[name] for name in days} == {pl.Date()}
    assert as_dates.get_column("onset").to_physical().to_list() == as_days.get_column("onset").to_list()


def test_records_after_until_are_not_looked_at() -> None:
    assert find_events(cohort(), until=199).is_empty()
    assert find_events(cohort(), until=200).get_column("kind").to_list() == ["worsening"]
    assert find_events(cohort(dated=True), until="1970-07-20").get_column("kind").to_list() == ["worsening"]


def test_each_event_carries_the_fingerprint_of_the_rule_itself() -> None:
    assert find_events(cohort()).get_column("definition").unique().to_list() == [fingerprint(pira_mueller_2023)]
    assert find_events(cohort(), OTHER).get_column("definition").unique().to_list() == [fingerprint(OTHER)]
    assert len({fingerprint(rule) for rule in (pira_mueller_2023, OTHER, lublin_2013)}) == 3


def test_the_rule_decides() -> None:
    assert find_events(cohort(), replace(pira_mueller_2023, confirm_after=101)).is_empty()


def test_rows_with_errors_stop_it_unless_they_may_be_set_aside() -> None:
    off_the_scale = cohort((700, 4.3))
    with pytest.raises(DataError):
        find_events(off_the_scale)
    assert find_events(off_the_scale, set_aside=True).height == 2
