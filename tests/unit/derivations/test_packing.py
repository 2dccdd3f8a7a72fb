"""Records reach the kernels under the right person, and what could not be read is not taken for nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check_cohort
from mscourse.derivations.packing import pack
from mscourse.kernels import codes
from mscourse.presets import lublin_2013
from mscourse.tables.cohort import Cohort

PEOPLE = ["A", "B", "C"]
FIRST, SECOND, LAST = (dt.date(2020, 1, 1), dt.date(2020, 7, 1), dt.date(2021, 1, 1))


NO_RELAPSE = pl.DataFrame(schema={"patient_id": pl.String, "onset_date": pl.Date})


def cohort(patients: dict[str, list[Any]] | None, relapses: pl.DataFrame = NO_RELAPSE) -> Cohort:
    """Three people, each with a visit and a clear scan on three days, and no relapse unless said."""
    rows = [{"patient_id": who, "date": day} for who in PEOPLE for day in (FIRST, SECOND, LAST)]
    seen = pl.DataFrame(rows)
    return Cohort(
        visits=seen.with_columns(edss=2.0),
        mri=seen.with_columns(gd_lesions=0, new_t2_lesions=0, enlarging_t2_lesions=0),
        relapses=relapses,
        patients=None if patients is None else pl.DataFrame(patients),
    )


def activity(given: Cohort) -> dict[str, tuple[str, list[str]]]:
    """Each person's activity on the last day, with its reasons."""
    rows = characterise(given, until=LAST, set_aside=True).at(LAST)
    return {who: (active, why) for who, active, why in rows.select("patient_id", "activity", "activity_reason").rows()}


QUIET = ("not_active", ["mri_clear_and_no_relapse"])
NOT_ASKED = ("indeterminate", ["relapses_not_ascertained"])


@pytest.mark.parametrize("listed", PEOPLE)
def test_what_the_patients_table_says_of_one_person_holds_for_no_other(listed: str) -> None:
    table = {
        "patient_id": [listed],
        "onset_type": ["progressive"],
        "death_date": [LAST],
        "relapses_known_from": [FIRST],
        "relapses_known_to": [SECOND],
    }
    packed = pack(check_cohort(cohort(table)), lublin_2013, None)
    assert packed.ids.to_list() == PEOPLE
    people, at = packed.records.patients, PEOPLE.index(listed)
    others = [each for each in range(3) if each != at]

    assert people.death[at] == (LAST - dt.date(1970, 1, 1)).days
    assert people.known_from[at] == (FIRST - dt.date(1970, 1, 1)).days
    assert people.known_to[at] == (SECOND - dt.date(1970, 1, 1)).days
    assert people.onset[at] == codes.ONSET_PROGRESSIVE
    assert {people.death[each] for each in others} == {codes.NEVER}
    assert {people.known_to[each] for each in others} == {codes.NEVER}
    assert {people.known_from[each] for each in others} == {-codes.NEVER}
    assert {people.onset[each] for each in others} == {codes.ONSET_UNKNOWN}


@pytest.mark.parametrize("listed", PEOPLE)
def test_only_of_the_person_listed_do_questions_about_relapses_end(listed: str) -> None:
    table = {"patient_id": [listed], "relapses_known_to": [SECOND]}
    assert activity(cohort(table)) == dict.fromkeys(PEOPLE, QUIET) | {listed: NOT_ASKED}


@pytest.mark.parametrize("listed", PEOPLE)
def test_only_for_the_person_who_died_is_nothing_due(listed: str) -> None:
    table = {"patient_id": [listed], "death_date": [LAST]}
    due = characterise(cohort(table), until=dt.date(2023, 1, 1)).assessments.filter(status="overdue")
    assert sorted(set(due.get_column("patient_id"))) == [who for who in PEOPLE if who != listed]


def test_without_a_patients_table_nobody_is_listed() -> None:
    assert activity(cohort(None)) == dict.fromkeys(PEOPLE, QUIET)


def test_where_a_row_of_the_patients_table_is_set_aside_relapses_are_not_ascertained() -> None:
    """What the row would have said of the span asked about is lost with it."""
    table = {"patient_id": ["A", "B"], "birth_date": [LAST, dt.date(1980, 1, 1)], "death_date": [FIRST, None]}
    assert activity(cohort(table)) == {"A": NOT_ASKED, "B": QUIET, "C": QUIET}


def test_where_a_row_of_the_relapses_is_set_aside_relapses_are_not_ascertained() -> None:
    # A's relapse has left the window by the last day.
    relapses = pl.DataFrame({"patient_id": ["A", "B"], "onset_date": [FIRST, None]})
    assert activity(cohort(None, relapses)) == {"A": QUIET, "B": NOT_ASKED, "C": QUIET}


def test_where_a_row_of_the_scans_is_set_aside_nobody_else_is_spoken_of() -> None:
    given = cohort(None)
    lost = pl.DataFrame({"patient_id": ["B"], "date": [None], "gd_lesions": [1]}, schema_overrides={"date": pl.Date})
    scans = pl.concat([given.mri.drop("row"), lost], how="diagonal_relaxed")
    records = Cohort(visits=given.visits.drop("row"), mri=scans, relapses=NO_RELAPSE)

    assert activity(records) == {"A": QUIET, "B": ("indeterminate", ["mri_not_readable"]), "C": QUIET}


def test_where_a_row_of_the_treatments_is_set_aside_other_days_are_not_known() -> None:
    rows = [("A", FIRST, SECOND, "x"), ("B", FIRST, SECOND, "x"), ("B", None, None, "y"), ("C", FIRST, None, "x")]
    columns = {"patient_id": pl.String, "start_date": pl.Date, "end_date": pl.Date, "drug": pl.String}
    records = Cohort(
        visits=pl.DataFrame({"patient_id": PEOPLE, "date": [FIRST] * 3, "edss": [2.0] * 3}),
        treatments=pl.DataFrame(rows, schema=columns, orient="row"),
    )
    course = characterise(records, until=LAST, set_aside=True)

    treated = {day: course.at(day).get_column("on_treatment").to_list() for day in (FIRST, LAST)}
    assert treated == {FIRST: [True, True, True], LAST: [False, None, True]}


def test_death_is_the_earlier_of_its_date_and_edss_10() -> None:
    visits = pl.DataFrame(
        {"patient_id": ["A", "A", "B", "B", "C"], "date": [0, 9, 0, 9, 9], "edss": [9.0] + [10.0] * 4}
    )
    patients = pl.DataFrame({"patient_id": ["A", "C"], "death_date": [12, 9]})
    packed = pack(check_cohort(Cohort(visits=visits, patients=patients)), lublin_2013, None)
    assert list(packed.records.patients.death) == [9, 0, 9]
