"""The course of a cohort: states, events, evidence, assessments and topics, each with its definition."""

from __future__ import annotations

import datetime as dt

from mscourse.derivations import decoding, search
from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.findings_of_course import findings_of_course
from mscourse.derivations.packing import pack
from mscourse.derivations.provenance import provenance
from mscourse.derivations.spms_onset import spms_of_course
from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number


def characterise(
    cohort: Cohort | CheckedCohort,
    definition: CourseDefinition = lublin_2013,
    *,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    set_aside: bool = False,
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

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if `until` does not read as a day, an argument is of another kind, or the rule for worsening is
            one that a course cannot rest on.
        DefinitionError: if a rule of your own for SPMS onset gives a day that it cannot give.
    """
    of_kind(definition, CourseDefinition)
    _say_what_was_known(definition.worsening, hindsight=hindsight)
    if definition.spms_onset.looks_ahead and not hindsight:
        raise UsageError(
            "The rule for SPMS onset looks ahead: persistence.",
            "The state on a date rests on what was recorded by that date.",
            "`characterise` takes this rule with `hindsight=True`, and `compare_spms_onset` does.",
        )
    records = checked(cohort, set_aside=set_aside, relapse_rule=definition.relapses)
    last_day = None if until is None else day_number(until, day_offsets=records.day_offsets)
    mark = fingerprint(definition)
    packed = pack(records, definition, last_day)
    spms = spms_of_course(
        packed, records, definition.spms_onset,
        relapse_rule=definition.relapses, until=last_day, hindsight=hindsight,
    )  # fmt: skip
    searched = search.search(packed, definition, hindsight=hindsight, spms=spms)
    found, room = search.find_all_states(searched)
    ids = packed.ids
    columns, owner = decoding.stretch_columns(found, room, len(ids))
    tables = {
        "states": decoding.states_frame(columns, owner, ids, definition.window, mark),
        "events": decoding.events_frame(search.find_all_events(searched), ids, mark),
        "evidence": decoding.evidence_frame(search.find_all_evidence(searched, found, room), ids),
        "assessments": decoding.assessments_frame(search.find_all_assessments(searched, found, room), ids),
        "topics": decoding.topics_frame(search.find_all_topics(searched, found, room), room, ids),
    }
    findings = findings_of_course(records, packed, (columns, owner), last_day)
    if records.day_offsets:
        tables = {name: decoding.as_days(table) for name, table in tables.items()}
    return Course(
        cohort=records,
        definition=definition,
        hindsight=hindsight,
        findings=findings,
        provenance=provenance(records, definition, until=last_day, hindsight=hindsight),
        **tables,
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
