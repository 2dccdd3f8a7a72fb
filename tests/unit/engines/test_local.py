"""A cohort worked out part by part gives what it gives as a whole."""

import itertools
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import mscourse
from mscourse.derivations import characterise as module
from mscourse.derivations.check import check_cohort
from mscourse.engines.local import CourseInParts, characterise_in_parts
from mscourse.errors import UsageError
from mscourse.results.course import TABLES, Tables
from mscourse.rules.library import lublin_2013
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.people import people_of

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"


@pytest.fixture
def clinic() -> CheckedCohort:
    return check_cohort(mscourse.read_cohort(CLINIC))


@pytest.fixture
def three_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 3)


def in_parts(clinic: CheckedCohort, **asked: Any) -> tuple[CourseInParts, list[Tables]]:
    course = characterise_in_parts(clinic, lublin_2013, **asked)
    return course, list(course.parts)


@pytest.mark.parametrize("asked", [{}, {"until": "2022-03-01"}, {"hindsight": True}])
def test_the_parts_are_the_whole(clinic: CheckedCohort, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mscourse.characterise(clinic, **asked)
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 3)
    course, parts = in_parts(clinic, **asked)

    assert len(parts) == 5
    for name in TABLES:
        together = pl.concat([part[name] for part in parts])
        assert_frame_equal(together, whole.tables[name], check_row_order=name != "findings")
    assert course.provenance == whole.provenance
    assert mscourse.characterise(clinic, **asked).findings.equals(whole.findings)


@pytest.mark.usefixtures("three_at_once")
def test_nobody_is_in_two_parts(clinic: CheckedCohort) -> None:
    _, parts = in_parts(clinic)
    people = [part["states"].get_column("patient_id").unique().sort().to_list() for part in parts]

    assert [len(part) for part in people] == [2, 3, 3, 3, 3]
    assert list(itertools.chain(*people)) == clinic.people.ids.to_list()


def test_each_part_has_only_its_own_records(clinic: CheckedCohort) -> None:
    parts = list(clinic.parts(5))

    assert sum(part.visits.height for part in parts) == clinic.visits.height
    for part in parts:
        own = set(part.people.ids)
        for name in ("patients", "relapses", "mri", "treatments", "recorded_courses"):
            table = part.table(name)
            assert table is not None
            assert set(table.get_column("patient_id")) <= own
        again = people_of(part.records)
        assert part.people.ids.to_list() == again.ids.to_list()
        assert {name: rows.tolist() for name, rows in part.people.offsets.items()} == {
            name: rows.tolist() for name, rows in again.offsets.items()
        }


def test_a_cohort_without_records_is_one_part() -> None:
    empty = check_cohort(mscourse.Cohort(visits=pl.DataFrame({"patient_id": [], "date": [], "edss": []})))

    assert [part.visits.height for part in empty.parts(3)] == [0]
    assert [part["states"].height for part in characterise_in_parts(empty, lublin_2013).parts] == [0]


def test_what_cannot_be_asked_is_said_before_anything_is_worked_out(clinic: CheckedCohort) -> None:
    with pytest.raises(UsageError):
        characterise_in_parts(clinic, lublin_2013, until="the day after tomorrow")
