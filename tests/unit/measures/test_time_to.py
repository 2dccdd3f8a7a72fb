"""Times to the events of the course: from when to when, and who takes no part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.characterise import characterise
from mscourse.errors import UsageError
from mscourse.measures.time_to import time_to
from mscourse.results.course import Course
from mscourse.results.statistics import Times
from unit.measures.records_of_one import Rows, cohort, onset, scan, seen

RISE = seen((0, 2.0), (180, 2.0), (365, 3.0), (500, 3.0), (700, 3.0))
SPMS = seen((0, 3.5), (180, 3.5), (365, 4.5), (500, 4.5), (730, 4.5))


def course(visits: Rows, until: int | None = None, **tables: Any) -> Course:
    return characterise(cohort(visits, **tables), until=until)


def one(found: pl.DataFrame) -> tuple[Any, ...]:
    """The only row: start, entry, time, outcome and why left out."""
    assert found.height == 1
    return found.select("start", "entry_days", "time_days", "outcome", "left_out").row(0)


def test_a_worsening_counts_on_its_onset_or_when_it_was_known() -> None:
    found = course(RISE, relapses=[])
    assert one(time_to(found, "worsening")) == (0, 0, 365, "event", None)
    assert one(time_to(found, "worsening", dated="known_on")) == (0, 0, 500, "event", None)
    assert one(time_to(found, "relapse_independent_worsening")) == (0, 0, 365, "event", None)


def test_a_worsening_after_a_relapse_is_not_independent_of_it() -> None:
    found = course(RISE, relapses=[onset(350)])
    assert one(time_to(found, "worsening")) == (0, 0, 365, "event", None)
    assert one(time_to(found, "relapse_independent_worsening")) == (0, 0, 700, "censored", None)


def test_spms_onset() -> None:
    found = course(SPMS, relapses=[], patients=[{"onset_type": "relapsing"}])
    assert one(time_to(found, "spms_onset")) == (0, 0, 365, "event", None)
    assert one(time_to(found, "spms_onset", dated="known_on")) == (0, 0, 500, "event", None)


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"patients": [{"onset_type": "progressive"}], "relapses": []}, "not_relapsing"),
        ({"patients": [{}], "relapses": []}, "course_unknown"),
        ({"recorded_courses": [{"date": 0, "course": "spms"}], "relapses": []}, "already"),
        ({"patients": [{"onset_type": "relapsing"}]}, "relapses_not_known"),
    ],
)
def test_who_cannot_become_spms_or_be_seen_to_takes_no_part(tables: dict[str, Any], reason: str) -> None:
    found = time_to(course(SPMS, **tables), "spms_onset")
    assert one(found) == (None, None, None, None, reason)


def test_who_was_never_examined_takes_no_part() -> None:
    found = course([], mri=[scan(0), scan(400)], relapses=[])
    assert one(time_to(found, "worsening"))[-1] == "not_examined"
    assert one(time_to(found, "relapse"))[-1] == "not_examined"


def test_who_was_seen_once_takes_no_part() -> None:
    assert one(time_to(course(seen((30, 2.0)), relapses=[]), "worsening"))[-1] == "no_follow_up"


def test_old_relapses_are_no_examinations() -> None:
    """A relapse of long before is the first record, but a later one and a worsening can be seen from the visits on."""
    found = course(RISE, relapses=[onset(-900)], patients=[{"onset_type": "relapsing"}])
    assert one(time_to(found, "worsening")) == (-900, 900, 1265, "event", None)
    assert one(time_to(found, "spms_onset")) == (-900, 900, 1600, "censored", None)
    assert one(time_to(found, "relapse")) == (-900, 900, 1600, "censored", None)


def test_a_relapse_counts_from_the_first_visit_on_whatever_was_measured() -> None:
    visits: Rows = [{"date": 0}, {"date": 400}]
    scans = [scan(-500)]
    found = course(visits, relapses=[onset(-100), onset(300)], mri=scans)
    assert one(time_to(found, "relapse")) == (-500, 500, 800, "event", None)
    assert one(time_to(course(visits, relapses=[onset(0)], mri=scans), "relapse")) == (-500, 500, 900, "censored", None)
    assert one(time_to(course(visits, relapses=[], mri=scans, until=-1), "relapse"))[-1] == "not_examined"


def test_the_course_is_that_of_the_day_on_which_somebody_came_under_observation() -> None:
    labels = [{"date": -500, "course": "rrms"}, {"date": -100, "course": "spms"}]
    found = course(SPMS, relapses=[], recorded_courses=labels)
    assert one(time_to(found, "spms_onset"))[-1] == "already"
    unspecified = course(SPMS, relapses=[onset(-400)], mri=[scan(-800)])
    assert one(time_to(unspecified, "spms_onset"))[2:] == (1165, "event", None)


def test_time_from_onset_begins_with_the_first_record() -> None:
    patients = [{"onset_date": -1000}]
    assert one(time_to(course(RISE, patients=patients, relapses=[]), "worsening", origin="onset")) == (
        -1000,
        1000,
        1365,
        "event",
        None,
    )
    unknown = course(RISE, relapses=[])
    assert one(time_to(unknown, "worsening", origin="onset"))[-1] == "onset_unknown"


def test_an_onset_after_the_first_record_is_where_time_begins() -> None:
    found = course(RISE, patients=[{"onset_date": 100}], relapses=[])
    assert one(time_to(found, "worsening", origin="onset")) == (100, 0, 265, "event", None)


def test_a_relapse_on_the_first_day_is_none_and_one_on_the_last_day_is_one() -> None:
    visits = seen((0, 2.0), (365, 2.0))
    assert one(time_to(course(visits, relapses=[onset(0), onset(365)]), "relapse")) == (0, 0, 365, "event", None)
    assert one(time_to(course(visits, relapses=[onset(0)]), "relapse")) == (0, 0, 365, "censored", None)
    assert one(time_to(course(visits), "relapse"))[-1] == "relapses_not_known"


def test_relapses_are_looked_for_while_they_were_asked_about() -> None:
    visits = seen((0, 2.0), (900, 2.0))
    patients = [{"relapses_known_from": 100, "relapses_known_to": 600}]
    found = course(visits, relapses=[onset(50), onset(700)], patients=patients)
    assert one(time_to(found, "relapse")) == (0, 100, 600, "censored", None)
    again = course(visits, relapses=[onset(50), onset(400)], patients=patients)
    assert one(time_to(again, "relapse")) == (0, 100, 400, "event", None)


@pytest.mark.parametrize(
    ("patient", "time", "outcome"),
    [
        ({"death_date": 1000}, 1000, "death"),
        ({"death_date": 1000, "follow_up_end": 900}, 900, "censored"),
        ({"death_date": 1000, "follow_up_end": 1200}, 1000, "death"),
        ({"follow_up_end": 900}, 900, "censored"),
        ({}, 700, "censored"),
    ],
)
def test_follow_up_ends_with_death_its_end_or_the_last_record(patient: dict[str, int], time: int, outcome: str) -> None:
    stable = seen((0, 2.0), (700, 2.0))
    found = course(stable, patients=[patient], relapses=[])
    assert one(time_to(found, "worsening")) == (0, 0, time, outcome, None)
    assert one(time_to(found, "worsening", competing_death=False)) == (0, 0, time, "censored", None)


def test_an_event_on_the_day_of_death_counts() -> None:
    found = course(RISE, patients=[{"death_date": 700}], relapses=[onset(700)])
    assert one(time_to(found, "relapse")) == (0, 0, 700, "event", None)


@pytest.mark.parametrize(
    ("until", "time", "outcome"), [(499, 365, "censored"), (500, 365, "event"), (600, 365, "event")]
)
def test_a_course_until_a_day_knows_nothing_later(until: int, time: int, outcome: str) -> None:
    found = course(RISE, until=until, relapses=[], patients=[{"death_date": 2000, "follow_up_end": 2000}])
    assert one(time_to(found, "worsening"))[2:4] == (until if outcome == "censored" else time, outcome)
    plain = course(RISE, until=until, relapses=[])
    assert one(time_to(plain, "worsening"))[2:4] == (time, outcome)


def test_a_person_without_a_record_by_then_takes_no_part() -> None:
    found = course([*RISE, *seen((800, 1.0), who="B")], until=700, relapses=[])
    assert time_to(found, "worsening").select("patient_id", "left_out").rows() == [("A", None), ("B", "not_examined")]


def test_own_events_can_be_handed_over() -> None:
    found = course([*RISE, *seen((0, 1.0), (500, 1.0), who="B")], relapses=[])
    own = pl.DataFrame({"patient_id": ["A", "A", "B"], "date": [600, 300, 0]})
    assert time_to(found, own).select("event", "time_days", "outcome", "left_out").rows() == [
        ("own", 300, "event", None),
        ("own", None, None, "already"),
    ]
    early = course(RISE, until=200, relapses=[])
    assert one(time_to(early, own.filter(pl.col("patient_id") == "A"))) == (0, 0, 180, "censored", None)


def test_groups_and_dates() -> None:
    visits = pl.DataFrame(
        {"patient_id": ["A", "A"], "date": [dt.date(2020, 1, 1), dt.date(2021, 1, 1)], "edss": [1.0, 1.0]}
    )
    records = ms.Cohort(visits=visits, patients=pl.DataFrame({"patient_id": ["A"], "group": ["early"]}))
    row = time_to(characterise(records), "worsening", by="group").row(0, named=True)
    assert (row["by"], row["group"], row["start"], row["time_days"]) == ("group", "early", dt.date(2020, 1, 1), 366)
    assert Times.is_valid(time_to(characterise(records), "worsening"))


@pytest.mark.parametrize(
    ("event", "options", "match"),
    [
        ("death", {}, "no event"),
        (pl.DataFrame({"patient_id": ["A"]}), {}, "not usable"),
        (pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)]}), {}, "not usable"),
        ("relapse", {"origin": "birth"}, "cannot count"),
        ("relapse", {"dated": "confirmed"}, "not dated"),
        ("relapse", {"by": "edss"}, "grouped"),
    ],
)
def test_what_does_not_fit_is_refused(event: Any, options: dict[str, Any], match: str) -> None:
    with pytest.raises(UsageError, match=match):
        time_to(course(RISE, relapses=[]), event, **options)


def test_a_cohort_is_no_course() -> None:
    with pytest.raises(UsageError, match="course is needed"):
        time_to(cohort(RISE), "relapse")  # type: ignore[arg-type]


def test_edss_10_ends_follow_up_as_a_death() -> None:
    records = cohort(seen((0, 4.0), (400, 10.0), (800, 10.0)), relapses=[])
    (row,) = time_to(characterise(records), "relapse").rows(named=True)

    assert (row["time_days"], row["outcome"]) == (400, "death")
