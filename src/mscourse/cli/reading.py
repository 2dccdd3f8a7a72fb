"""From what stands on the command line to what the library works with: cohorts, days and definitions."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mscourse.cli.terminal import busy
from mscourse.errors import DataError, SourceError, UsageError

if TYPE_CHECKING:
    from mscourse.cli.options import Onset
    from mscourse.rules.course import CourseDefinition
    from mscourse.rules.relapses import RelapseRule
    from mscourse.rules.worsening import WorseningRule
    from mscourse.tables.cohort import CheckedCohort, Cohort
    from mscourse.tables.drugs import DrugTable

_Rule = TypeVar("_Rule")


def read(data: Path, date_format: str | None, measures: Sequence[str] = ()) -> Cohort:
    """The tables of a folder or file, as they stand there, with these columns of the user's own."""
    with busy(f"Reading {data}"):
        from mscourse.sources import read_cohort

        return read_cohort(data, date_format=date_format, measures=measures)


def read_checked(
    data: Path,
    *,
    date_format: str | None,
    set_aside: bool,
    findings_file: Path | None = None,
    patient: str | None = None,
    relapse_rule: RelapseRule | None = None,
    measures: Sequence[str] = (),
    drugs: Path | None = None,
) -> CheckedCohort:
    """The tables after the checks; the findings are written to `findings_file` even where errors stop the job.

    A table of drugs that is of no use is refused before anything is read. Of one person the records are cut out
    before the checks, so that nobody else's errors matter; but with `set_aside` after them, so that the answer is
    the one that the whole cohort gives.
    """
    from mscourse.tables.drugs import drug_table

    if findings_file is not None:
        from mscourse.cli.targets import refuse_file_of_records

        refuse_file_of_records(findings_file, data)
    known = drug_table(drugs)
    cohort = read(data, date_format, measures)
    try:
        if patient is None:
            return _checked(cohort, relapse_rule, known, set_aside=set_aside, findings_file=findings_file)
        from mscourse.cli.one_person import cut_checked, cut_to

        one = cut_to(cohort, patient)
        if not set_aside:
            return _checked(one, relapse_rule, known, set_aside=False)
        return cut_checked(_checked(cohort, relapse_rule, known, set_aside=True), patient, one.given)
    except DataError as problem:
        raise DataError(problem.fact, problem.rule, where_listed(problem.hint, data, findings_file)) from None


def _checked(
    cohort: Cohort,
    relapse_rule: RelapseRule | None,
    drugs: DrugTable,
    *,
    set_aside: bool,
    findings_file: Path | None = None,
) -> CheckedCohort:
    from mscourse.derivations.check import check, check_cohort
    from mscourse.views.exports import write_table

    with busy("Checking the records"):
        try:
            good = check_cohort(cohort, set_aside=set_aside, relapse_rule=relapse_rule, drugs=drugs)
        except DataError:
            if findings_file is not None:
                write_table(check(cohort, relapse_rule=relapse_rule, drugs=drugs), findings_file)
            raise
    if findings_file is not None:
        write_table(good.findings, findings_file)
    return good


def where_listed(hint: str, data: Path, findings_file: Path | None = None) -> str:
    """The hint with the file that was just written, or else with what was given as DATA."""
    if findings_file is not None:
        hint = hint.replace("`mscourse check DATA --out findings.csv`", str(findings_file))
    return hint.replace("mscourse check DATA", f"mscourse check {shlex.quote(str(data))}")


def course_definition(name: str, assume_onset: Onset | None) -> CourseDefinition:
    """The definition of the course of that name or in that file, with what was asked to be assumed."""
    from mscourse.rules.course import CourseDefinition

    definition = _rule(name, CourseDefinition)
    return dataclasses.replace(definition, assume_onset="relapsing") if assume_onset else definition


def worsening_rule(name: str) -> WorseningRule:
    """The rule for confirmed worsening of that name or in that file."""
    from mscourse.rules.worsening import WorseningRule

    return _rule(name, WorseningRule)


def measures_to_read(rule: WorseningRule) -> tuple[str, ...]:
    """The columns of visits that the rule looks at and that are read only where they are named."""
    from mscourse.tables.measures import not_in_every_cohort

    return not_in_every_cohort(measure.column for measure in rule.custom)


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
