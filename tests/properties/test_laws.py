"""The law of as-known, and what must not matter: order, names, calendar, and who else is in the cohort."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.characterise import characterise
from mscourse.kernels import loader
from mscourse.presets import lublin_2013
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsDefinition
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.schemas import DATE_OF_RECORD
from oracle import Records
from oracle.strategies import definitions, patients, shifted, spms_rules_by_record
from properties.cohorts import as_cohort

RESULTS = ("states", "events", "evidence", "assessments", "topics", "findings")
CUTS_PER_PATIENT = 6
LONG_AFTER = 3000
"""A day after every record, of the dead as of the living."""


@st.composite
def _people(draw: st.DrawFn) -> dict[str, Records]:
    """A few people, of whom the patients table may leave out some."""
    drawn = draw(st.lists(patients(), min_size=1, max_size=4))
    unlisted = draw(st.sets(st.integers(0, len(drawn) - 1)))
    return {
        f"P{number}": dataclasses.replace(records, patient={}) if number in unlisted else records
        for number, records in enumerate(drawn)
    }


people = _people()


def _days(cohort: CheckedCohort) -> list[int]:
    """The days of all records, in order."""
    tables = [(cohort.table(name), date) for name, date in DATE_OF_RECORD.items()]
    return sorted(day for table, date in tables if table is not None for day in table.get_column(date).to_physical())


def _replaced(cohort: CheckedCohort, **tables: pl.DataFrame) -> CheckedCohort:
    return dataclasses.replace(cohort, **tables)  # type: ignore[arg-type]


def _cut(cohort: CheckedCohort, day: int) -> CheckedCohort:
    """The cohort as it was on the day: no later record, and no end of treatment that had not come."""
    tables = {}
    for name, date in DATE_OF_RECORD.items():
        table = cohort.table(name)
        if table is not None:
            tables[name] = table.filter(pl.col(date).to_physical() <= day)
    if "treatments" in tables:
        end = pl.when(pl.col("end_date").to_physical() <= day).then(pl.col("end_date"))
        tables["treatments"] = tables["treatments"].with_columns(end_date=end)
    return _replaced(cohort, **tables)


def _assert_same(one: Course, other: Course, *tables: str) -> None:
    for name in tables or RESULTS:
        assert_frame_equal(getattr(one, name), getattr(other, name))


@given(records=patients(), definition=definitions(), data=st.data())
def test_cutting_the_records_at_a_day_changes_nothing_on_that_day(
    records: Records, definition: CourseDefinition, data: st.DataObject
) -> None:
    """The law of section 1, at random days of one random patient: in every table, and in the states on that day."""
    _assert_law_of_the_cut(records, definition, data)


@given(records=patients(), rule=spms_rules_by_record(), data=st.data())
def test_cutting_changes_nothing_where_spms_onset_is_not_searched_for_among_rises(
    records: Records, rule: SpmsDefinition, data: st.DataObject
) -> None:
    """The same law by entry criteria, by the clinician's label and by a rule of the user's own."""
    _assert_law_of_the_cut(records, dataclasses.replace(lublin_2013, spms_onset=rule), data)


def _assert_law_of_the_cut(records: Records, definition: CourseDefinition, data: st.DataObject) -> None:
    cohort = as_cohort({"P1": records})
    days = _days(cohort)
    assume(days)
    whole = characterise(cohort, definition, until=days[-1] + 800)
    cuts = st.one_of(st.integers(days[0] - 1, days[-1] + 800), st.sampled_from(days))
    for day in data.draw(st.lists(cuts, min_size=CUTS_PER_PATIENT, max_size=CUTS_PER_PATIENT), label="cuts"):
        cut = characterise(_cut(cohort, day), definition, until=day)

        _assert_same(cut, characterise(cohort, definition, until=day))
        assert_frame_equal(cut.at(day), whole.at(day))
        assert_frame_equal(_in_force(cut, day), _in_force(whole, day))


def _in_force(course: Course, day: int) -> pl.DataFrame:
    """The evidence on the day; how long it will go on is not known on it."""
    return course.evidence_at(day).drop("known_until").sort(pl.all())


@given(records=people, definition=definitions(), seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(
    records: dict[str, Records], definition: CourseDefinition, seed: int
) -> None:
    """Rows come in any order; a checked cohort sorts them by patient and date, and no further."""
    cohort = as_cohort(records)
    shuffled = {}
    for name, date in DATE_OF_RECORD.items():
        table = cohort.table(name)
        if table is not None:
            shuffled[name] = table.sample(fraction=1, shuffle=True, seed=seed).sort("patient_id", date)
    other = _replaced(cohort, **shuffled)

    one, two = characterise(cohort, definition), characterise(other, definition)
    _assert_same(one, two, "states", "events", "assessments", "topics")
    assert_frame_equal(one.evidence.sort(pl.all()), two.evidence.sort(pl.all()))


@given(records=people, definition=definitions())
def test_names_change_nothing(records: dict[str, Records], definition: CourseDefinition) -> None:
    """Other ids, in another order, are other names for the same people."""
    renamed = {f"X{9 - number}": who for number, who in enumerate(records)}
    one = characterise(as_cohort(records), definition)
    two = characterise(as_cohort({new: records[old] for new, old in renamed.items()}), definition)

    for new, old in renamed.items():
        for name in RESULTS:
            its_rows = getattr(two, name).filter(pl.col("patient_id") == new).drop("patient_id")
            assert_frame_equal(its_rows, getattr(one, name).filter(pl.col("patient_id") == old).drop("patient_id"))


@given(records=patients(), definition=definitions(), by=st.integers(-3000, 20000))
def test_the_calendar_changes_nothing(records: Records, definition: CourseDefinition, by: int) -> None:
    """The same records so many days later have the same course so many days later."""
    one = characterise(as_cohort({"P1": records}), definition)
    two = characterise(as_cohort({"P1": shifted(records, by)}), definition)

    for name in ("states", "events", "evidence", "assessments", "topics"):
        frame: pl.DataFrame = getattr(one, name)
        later = frame.with_columns(pl.col(pl.Int32) + by) if frame.height else frame
        assert_frame_equal(later, getattr(two, name))


@given(records=people, definition=definitions())
@pytest.mark.parametrize("until", [None, LONG_AFTER], ids=["to the last record", "to long after"])
def test_who_else_is_in_the_cohort_changes_nothing(
    records: dict[str, Records], definition: CourseDefinition, until: int | None
) -> None:
    """Everyone by themselves, one after the other, is the cohort."""
    given_to_all = {
        who: dataclasses.replace(its, **{name: getattr(its, name) or [] for name in DATE_OF_RECORD})
        for who, its in records.items()
    }
    together = characterise(as_cohort(given_to_all), definition, until=until)
    alone = [characterise(as_cohort({who: its}), definition, until=until) for who, its in given_to_all.items()]

    for name in ("states", "events", "evidence", "assessments", "topics"):
        assert_frame_equal(getattr(together, name), pl.concat([getattr(each, name) for each in alone]))


@pytest.fixture(scope="module")
def crowd() -> CheckedCohort:
    """A few hundred random people, the same ones every time."""
    drawn: list[Records] = []

    @settings(max_examples=400, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(records=patients())
    def draw(records: Records) -> None:
        drawn.append(dataclasses.replace(records, **{name: getattr(records, name) or [] for name in DATE_OF_RECORD}))

    draw()
    return as_cohort({f"P{number:04d}": records for number, records in enumerate(drawn)})


@pytest.mark.parametrize("hindsight", [False, True])
def test_compiled_and_plain_kernels_agree(
    crowd: CheckedCohort, monkeypatch: pytest.MonkeyPatch, *, hindsight: bool
) -> None:
    """The same functions, compiled over all cores and as plain Python, fill the same tables."""
    monkeypatch.setattr(loader, "COMPILE_FROM", 1)
    compiled = characterise(crowd, hindsight=hindsight)
    monkeypatch.setattr(loader, "COMPILE_FROM", 10**9)
    plain = characterise(crowd, hindsight=hindsight)

    assert compiled.states.height > len(compiled.patient_ids)
    _assert_same(compiled, plain)
