"""The course of a cohort: states, events, evidence, assessments and topics, each with its definition."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any

import polars as pl

from mscourse.derivations import decoding, search
from mscourse.derivations.account_of_treatments import account_of_treatments
from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.findings_of_course import findings_of_course, findings_up_to
from mscourse.derivations.packing import pack
from mscourse.derivations.provenance import provenance
from mscourse.derivations.spms_onset import spms_of_course
from mscourse.errors import UsageError
from mscourse.kernels.loader import workers
from mscourse.results.course import Course, Tables
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.rules.spms_onset import SpmsOwnRule
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number
from mscourse.tables.finding_rows import joined

PEOPLE_AT_ONCE = 10_000
"""So many people are a part: what they take in memory (some 20 KB each) is then used again for the next ones."""
_PARTS_AT_ONCE = 2
"""So many parts are worked on side by side: while one is in a kernel, tables are made of the other."""


def characterise(
    cohort: Cohort | CheckedCohort,
    definition: CourseDefinition = lublin_2013,
    *,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    set_aside: bool = False,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
) -> Course:
    """The disease course of everyone in the cohort.

    By default the state on a date rests only on what was recorded by that date: cutting the records at a date never
    changes the state on that date.

    Args:
        cohort: records; checked first if they are not yet.
        definition: what counts, by default the 2013 descriptors within one year.
        until: the last day to look at, later records are ignored; by default each person's last record. A whole
            day where the records came as days.
        hindsight: let later records confirm or refute an event, which then counts from its onset.
        set_aside: leave rows with errors out (they stay in the findings) instead of stopping.
        drugs: a table of drugs of the user's own, a frame or the path of a CSV file, in place of the package's.
            No state depends on it: the findings do, and what is said of a person's treatments.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        SourceError: if the file of drugs cannot be read.
        UsageError: if `until` does not read as a day, an argument is of another kind, or the rule for worsening is
            one that a course cannot rest on; or if there is a table of drugs for records that are checked already.
        DefinitionError: if a rule of your own for SPMS onset gives a day that it cannot give.
    """
    say_whether_possible(definition, hindsight=hindsight)
    records = checked(cohort, set_aside=set_aside, relapse_rule=definition.relapses, drugs=drugs)
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    parts = list(tables_in_parts(records, definition, last_day, hindsight=hindsight))
    findings = [part.pop("findings") for part in parts]
    tables = {name: pl.concat([part[name] for part in parts]) for name in parts[0]}
    return Course(
        cohort=records,
        definition=definition,
        hindsight=hindsight,
        findings=findings[0] if len(findings) == 1 else joined(findings),
        provenance=provenance(records, definition, until=last_day, hindsight=hindsight),
        works_out_treatments=account_of_treatments,
        **tables,
    )


def tables_in_parts(
    cohort: CheckedCohort,
    definition: CourseDefinition,
    last_day: int | None,
    *,
    hindsight: bool,
    evidence: bool = True,
) -> Iterator[Tables]:
    """The tables of the course, of some thousand people at a time, in order of id.

    The findings about the records themselves are among those of the first part.

    Args:
        cohort: the checked records.
        definition: one that a course can rest on.
        last_day: the last day to look at, as the tables hold it; None for each person's last record.
        hindsight: as for `characterise`.
        evidence: whether there is a table of evidence, by far the largest, among them.
    """
    found = [findings_up_to(cohort, last_day)]
    parts = cohort.parts(PEOPLE_AT_ONCE)
    # The first one alone: it compiles what is not compiled yet.
    yield _tables(next(parts), definition, last_day, hindsight=hindsight, evidence=evidence, found=found)
    work = partial(_tables, definition=definition, last_day=last_day, hindsight=hindsight, evidence=evidence, found=[])
    # Somebody's own rule may keep something from one person to the next, so nobody is asked beside another.
    own = isinstance(definition.spms_onset, SpmsOwnRule)
    yield from _side_by_side(work, parts, 1 if own else min(workers(), _PARTS_AT_ONCE))


def _side_by_side(
    work: Callable[[CheckedCohort], Tables], parts: Iterator[CheckedCohort], threads: int
) -> Iterator[Tables]:
    """What the work makes of the parts, in their order; so many are worked on at a time, and none without need."""
    if threads == 1:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = deque(pool.submit(work, part) for part in islice(parts, threads))
        try:
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(work, part) for part in islice(parts, 1))
                yield done
        finally:
            for each in waiting:
                each.cancel()


def _tables(
    cohort: CheckedCohort,
    definition: CourseDefinition,
    last_day: int | None,
    *,
    hindsight: bool,
    evidence: bool,
    found: list[pl.DataFrame],
) -> Tables:
    """The tables of everyone in the cohort; the findings are those `found` before and those of the course."""
    mark = fingerprint(definition)
    packed = pack(cohort, definition, last_day)
    spms = spms_of_course(
        packed, cohort, definition.spms_onset, relapse_rule=definition.relapses, until=last_day, hindsight=hindsight
    )
    searched = search.search(packed, definition, hindsight=hindsight, spms=spms)
    states = search.find_all_states(searched)
    ids = packed.ids
    columns, owner = decoding.stretch_columns(states, len(ids))
    tables = {
        "states": decoding.states_frame(columns, owner, ids, definition.window, mark),
        "events": decoding.events_frame(search.find_all_events(searched), ids, mark),
        **({"evidence": decoding.evidence_frame(search.find_all_evidence(searched, states), ids)} if evidence else {}),
        "assessments": decoding.assessments_frame(search.find_all_assessments(searched, states), ids),
        "topics": decoding.topics_frame(search.find_all_topics(searched, states), ids),
    }
    if cohort.day_offsets:
        tables = {name: decoding.as_days(table) for name, table in tables.items()}
    found = [*found, *findings_of_course(packed, (columns, owner))]
    return {**tables, "findings": found[0] if len(found) == 1 else joined(found)}


def say_whether_possible(definition: CourseDefinition, *, hindsight: bool) -> None:
    """Nothing, if a course can rest on the definition.

    Raises:
        UsageError: if it is no definition of a course, or one of its rules does not fit.
    """
    of_kind(definition, CourseDefinition)
    _say_what_was_known(definition.worsening, hindsight=hindsight)
    if definition.spms_onset.looks_ahead and not hindsight:
        raise UsageError(
            "The rule for SPMS onset looks ahead: persistence.",
            "The state on a date rests on what was recorded by that date.",
            "`characterise` takes this rule with `hindsight=True`, and `compare_spms_onset` does.",
        )


def _say_what_was_known(rule: WorseningRule, *, hindsight: bool) -> None:
    """Nothing, if a course can rest on the rule."""
    if "edss" not in rule.measures or rule.custom:
        raise UsageError(
            "The rule for worsening does not look at EDSS, or looks at measures of the user's own.",
            "A course rests on EDSS, and on T25FW, 9HPT and SDMT besides.",
            "`find_events` takes this rule.",
        )
    if rule.looks_ahead and not hindsight:
        raise UsageError(
            f"The rule for worsening looks ahead: {', '.join(rule.looks_ahead)}.",
            "The state on a date rests on what was recorded by that date.",
            "`find_events` takes this rule, and `characterise` does with `hindsight=True`.",
        )
