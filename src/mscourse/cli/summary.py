"""What a run found, in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mscourse.cli.terminal import show, show_table
from mscourse.results.words import ASSESSMENT_KINDS
from mscourse.views.vocabulary import ASSESSMENTS

if TYPE_CHECKING:
    import polars as pl

    from mscourse.engines.tally import Tally
    from mscourse.rules.course import CourseDefinition
    from mscourse.tables.cohort import RowCounts

PHENOTYPE_NAMES = {"cis": "CIS", "rrms": "RRMS", "spms": "SPMS", "ppms": "PPMS", "ms_unspecified": "unspecified"}


def show_written(tally: Tally, counts: Mapping[str, RowCounts], definition: CourseDefinition, findings: Path) -> None:
    """Print what a run found, what it left out or may not be trusted, and where it was written."""
    from mscourse.views.methods import changes

    show_summary(tally)
    show()
    for line in (*changes(definition), set_aside_and_warnings(counts, tally.warnings, f"in {findings}")):
        if line:
            show(line)
    typer.echo(f"Tables and methods: {findings.parent}")


def show_summary(tally: Tally) -> None:
    """Print where people stand at the end, how many became SPMS, and what is overdue."""
    for message, action in tally.said.items():
        show(f"Warning: {message} {action}")
        show()
    if not tally.people:
        show("No person, no event.")
        return
    show(f"{_people(tally.people)}, {_counted(tally.events, 'event')}. Where they stand at the end:")
    show()
    rows = [[PHENOTYPE_NAMES[phenotype], *numbers] for phenotype, numbers in tally.phenotypes()]
    headings = ["course", "people", "active", "not active", "indeterminate", "with progression", "worsening"]
    show_table(headings, rows, numbers=headings[1:])
    show()
    _show_onsets(tally)
    for kind, people in sorted(tally.overdue.items(), key=lambda each: ASSESSMENT_KINDS.index(each[0])):
        show(f"{ASSESSMENTS[kind]}: overdue or never done in {_people(people)}, on each person's last day.")


def _show_onsets(tally: Tally) -> None:
    """Print whose SPMS the rules found, and how many there are whose SPMS rests on the clinician's record alone."""
    turned, recorded = tally.with_onset, tally.recorded_onset
    if turned:
        is_are = "is" if recorded == 1 else "are"
        more = f"; {recorded:,} more {is_are} recorded by the clinician" if recorded else ""
        show(f"SPMS onset by the rules was found in {_people(turned)}{more}.")


def set_aside_and_warnings(counts: Mapping[str, RowCounts], warnings: int, where: str) -> str:
    """One line on the rows that were left out for errors and on warnings, or nothing if there are none."""
    left_out = [f"{name} {count.set_aside:,} of {count.given:,}" for name, count in counts.items() if count.set_aside]
    parts = []
    if left_out:
        parts.append(f"Rows set aside for errors: {', '.join(left_out)}.")
    if warnings:
        parts.append(f"Warnings: {warnings:,}.")
    return " ".join([*parts, f"They are listed {where}."]) if parts else ""


def warnings_among(findings: pl.DataFrame) -> int:
    """How many of the findings are warnings."""
    return findings.filter(severity="warning").height


def rows_of_this_person_set_aside(counts: Mapping[str, RowCounts]) -> str:
    """One line on the rows of one person that were left out for errors, or nothing if there are none."""
    left_out = [f"{name} {count.set_aside:,}" for name, count in counts.items() if count.set_aside]
    return f"Rows of this person set aside for errors: {', '.join(left_out)}." if left_out else ""


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what + 's'}"
