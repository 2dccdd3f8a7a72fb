"""Records cut by patient and checked part by part, with the facts of the whole tables, give what the whole gives."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.characterise import characterise
from mscourse.derivations.check import check, check_cohort
from mscourse.derivations.check_parts import CheckedPart, ChecksSoFar, check_ids_alike, check_part, first_rows
from mscourse.errors import DataError
from mscourse.tables.cohort import CheckedCohort, Cohort, Given
from mscourse.tables.facts import TableFacts, facts_of, ids_may_be_alike
from mscourse.tables.finding_rows import joined
from mscourse.tables.schemas import DATE_OF_RECORD, SCHEMAS
from oracle import Records
from oracle.strategies import patients
from properties.cohorts import as_cohort
from properties.messy_tables import EDGES, MEASURE, messy_tables

TODAY = dt.date(2025, 1, 1)
Frames = Mapping[str, pl.DataFrame]


def _numbered(frames: Frames) -> Frames:
    return {name: frame.with_row_index("row", 2) for name, frame in frames.items()}


def _ids(frames: Frames, form: str | None) -> Mapping[str, pl.Series]:
    """The ids of each table as they are read."""
    whole = Cohort.of({name: Given(frame=frame) for name, frame in frames.items()}, date_format=form)
    return {name: whole.table(name).get_column("patient_id") for name in frames}  # type: ignore[union-attr]


def _cut(frames: Frames, form: str | None, edges: list[str]) -> list[Frames]:
    """The frames cut at the ids; rows without one in the first part."""
    ids = _ids(frames, form)
    ends = [None, *sorted(set(edges)), None]
    parts = []
    for first, last in itertools.pairwise(ends):
        within = {
            name: its.fill_null("").is_between(first or "", last or "\U0010ffff", closed="left")
            for name, its in ids.items()
        }
        parts.append({name: frame.filter(within[name]) for name, frame in frames.items()})
    return parts


def _facts(frames: Frames, form: str | None) -> dict[str, TableFacts]:
    return {name: facts_of(name, frame, date_format=form) for name, frame in frames.items()}


def _added_up(parts: list[Frames], form: str | None) -> dict[str, TableFacts]:
    each = [_facts(part, form) for part in parts]
    return {name: sum((facts[name] for facts in each), TableFacts()) for name in parts[0]}


def _read(frames: Frames, form: str | None, facts: Mapping[str, TableFacts] | None = None) -> Cohort:
    given = {name: Given(frame=frame) for name, frame in frames.items()}
    return Cohort.of(given, date_format=form, measures=[MEASURE], facts=facts)


def _as_multiset(findings: pl.DataFrame) -> pl.DataFrame:
    return findings.sort(pl.all(), nulls_last=False)


def _findings(parts: list[CheckedPart], checks: ChecksSoFar, facts: Mapping[str, TableFacts]) -> pl.DataFrame:
    """All that was found in the parts, those about tables once; ids are compared only where any may be alike."""
    firsts = [first_rows({name: part.cohort.table(name) for name in SCHEMAS}) for part in parts]
    together = {name: pl.concat([each[name] for each in firsts]) for name in firsts[0]}
    alike = check_ids_alike(together) if ids_may_be_alike(facts.values()) else []
    return joined([checks.about_tables, *(part.cohort.findings for part in parts), *alike])


def _outcome(cohort: Cohort, *, set_aside: bool) -> CheckedCohort | str:
    try:
        return check_cohort(cohort, set_aside=set_aside, today=TODAY)
    except DataError as problem:
        return str(problem)


@given(
    frames=messy_tables(),
    edges=st.lists(st.sampled_from(EDGES), min_size=1, max_size=3),
    form=st.sampled_from([None, None, None, "%d/%m/%Y"]),
)
def test_parts_give_what_the_whole_gives(frames: Frames, edges: list[str], form: str | None) -> None:
    """Findings as a multiset, tables row for row, counts and notes, and the words of the error, where there is one."""
    frames = _numbered(frames)
    cut = _cut(frames, form, edges)
    facts = _added_up(cut, form)
    rows = {name: frame.height for name, frame in frames.items()}
    parts = [check_part(_read(part, form, facts), given=rows, today=TODAY) for part in cut]
    checks = ChecksSoFar()
    for part in parts:
        checks.add(part)
        assert_frame_equal(part.about_tables, parts[0].about_tables)
        assert part.cohort.day_offsets == parts[0].cohort.day_offsets

    whole = _read(frames, form)
    assert facts == _facts(frames, form)
    assert_frame_equal(_as_multiset(_findings(parts, checks, facts)), _as_multiset(check(whole, today=TODAY)))
    for set_aside in (False, True):
        outcome, problem = _outcome(whole, set_aside=set_aside), checks.problem(set_aside=set_aside)
        if isinstance(outcome, str):
            assert str(problem) == outcome
            continue
        assert problem is None
        assert checks.counts == outcome.counts
        assert checks.source_notes == outcome.source_notes
        assert parts[0].cohort.day_offsets == outcome.day_offsets
        for name in outcome.counts:
            tables = [part.cohort.table(name) for part in parts]
            assert_frame_equal(pl.concat(tables), outcome.table(name))


@settings(max_examples=40)
@given(drawn=st.lists(patients(), min_size=2, max_size=4), edge=st.integers(1, 3))
def test_the_course_of_parts_is_that_of_the_whole(drawn: list[Records], edge: int) -> None:
    """Records of days, cut between two people: every table of the course, one part after the other."""
    given_to_all = {
        f"P{number}": dataclasses.replace(records, **{name: getattr(records, name) or [] for name in DATE_OF_RECORD})
        for number, records in enumerate(drawn)
    }
    checked = as_cohort(given_to_all)
    frames = {name: _as_days(table) for name in SCHEMAS if (table := checked.table(name)) is not None}
    facts, rows = _facts(frames, None), {name: frame.height for name, frame in frames.items()}
    checks, courses = ChecksSoFar(), []
    for who in (pl.col("patient_id") < f"P{edge}", pl.col("patient_id") >= f"P{edge}"):
        given = {name: Given(frame=frame.filter(who)) for name, frame in frames.items()}
        part = check_part(Cohort.of(given, measures=checked.measures, facts=facts), given=rows)
        checks.add(part)
        courses.append(characterise(part.cohort))

    outcome = _outcome(Cohort(**frames, measures=checked.measures), set_aside=True)
    problem = checks.problem(set_aside=True)
    if isinstance(outcome, str):
        assert str(problem) == outcome
        return
    assert problem is None
    course = characterise(outcome)
    for name in ("states", "events", "evidence", "assessments", "topics"):
        assert_frame_equal(pl.concat([getattr(each, name) for each in courses]), getattr(course, name))


def _as_days(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(pl.Date).to_physical())
