"""From what stands on the command line to what the library works with: cohorts, days and definitions."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mscourse.cli.terminal import busy
from mscourse.errors import DataError, SourceError, UnknownPatientError, UsageError

if TYPE_CHECKING:
    from mscourse.cli.options import Onset
    from mscourse.rules.course import CourseDefinition
    from mscourse.rules.worsening import WorseningRule
    from mscourse.tables.cohort import CheckedCohort, Cohort

_Rule = TypeVar("_Rule")


def read(data: Path, date_format: str | None) -> Cohort:
    """The tables of a folder or file, as they stand there."""
    with busy(f"Reading {data}"):
        from mscourse.sources import read_cohort

        return read_cohort(data, date_format=date_format)


def read_checked(
    data: Path,
    *,
    date_format: str | None,
    set_aside: bool,
    findings_file: Path | None = None,
    patient: str | None = None,
) -> CheckedCohort:
    """The tables after the checks; the findings are written to `findings_file` even where errors stop the job."""
    if findings_file is not None:
        from mscourse.cli.targets import refuse_file_of_records

        refuse_file_of_records(findings_file, data)
    return checked(read(data, date_format), set_aside=set_aside, findings_file=findings_file, patient=patient)


def checked(
    cohort: Cohort, *, set_aside: bool, findings_file: Path | None = None, patient: str | None = None
) -> CheckedCohort:
    """The cohort after the checks, cut to one patient first where one is named."""
    from mscourse.derivations.check import check, check_cohort
    from mscourse.views.exports import write_table

    if patient is not None:
        cohort = cut_to(cohort, patient)
    with busy("Checking the records"):
        try:
            good = check_cohort(cohort, set_aside=set_aside)
        except DataError:
            if findings_file is not None:
                write_table(check(cohort), findings_file)
            raise
    if findings_file is not None:
        write_table(good.findings, findings_file)
    return good


def cut_to(cohort: Cohort, patient: str) -> Cohort:
    """The cohort with the records of one person alone, so that one page never waits for everybody else.

    Raises:
        UnknownPatientError: if no table has that id.
    """
    import polars as pl

    from mscourse.tables.schemas import SCHEMAS

    one = copy.copy(cohort)
    one.given = {}
    for name in SCHEMAS:
        table = cohort.table(name)
        if table is not None:
            table = table.filter(pl.col("patient_id") == patient)
            one.given[name] = table.height
        setattr(one, name, table)
    if not any(one.given.values()):
        raise UnknownPatientError(
            "There is no patient of that id in the data.",
            "An id is text, exactly as in the files, leading zeros included.",
        )
    about = pl.col("patient_id")
    one.reading_findings = cohort.reading_findings.filter(about.is_null() | (about == patient))
    return one


def course_definition(name: str, assume_onset: Onset | None) -> CourseDefinition:
    """The definition of the course of that name or in that file, with what was asked to be assumed."""
    from mscourse.rules.course import CourseDefinition

    definition = _rule(name, CourseDefinition)
    return dataclasses.replace(definition, assume_onset="relapsing") if assume_onset else definition


def worsening_rule(name: str) -> WorseningRule:
    """The rule for confirmed worsening of that name or in that file."""
    from mscourse.rules.worsening import WorseningRule

    return _rule(name, WorseningRule)


def _rule(name: str, kind: type[_Rule]) -> _Rule:
    from mscourse.rules.library import PRESETS
    from mscourse.rules.written import from_json

    preset = PRESETS.get(name)
    if isinstance(preset, kind):
        return preset
    if not name.endswith(".json"):
        known = ", ".join(sorted(each for each, rule in PRESETS.items() if isinstance(rule, kind)))
        fact = f"{name} is a {type(preset).__name__}." if preset else f"There is no definition named {name!r}."
        raise UsageError(
            fact, f"A {kind.__name__} is needed here: {known}, or a .json file.", "`mscourse definitions list`."
        )
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SourceError(
            f"The definition {name} cannot be read.", hint="`mscourse definitions show lublin_2013 --json` writes one."
        ) from None
    return from_json(text, kind)
