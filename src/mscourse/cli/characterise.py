"""`mscourse characterise`: the course of everybody in the data, as a folder of results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscourse.cli import options

if TYPE_CHECKING:
    from mscourse.views.exports import ReportWriter

DEFAULT_COURSE = "lublin_2013"
DEFAULT_PATIENTS = 50


def characterise(
    data: options.Data,
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT", help="Folder for the results; made if need be.", show_default=False)
    ],
    definition: options.CourseName = DEFAULT_COURSE,
    until: options.Until = None,
    hindsight: options.Hindsight = False,
    assume_onset: options.AssumeOnset = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    drugs: options.Drugs = None,
    findings: options.FindingsFile = None,
    table_format: options.TableFormat = options.Format.parquet,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave report.html out.", rich_help_panel="Output")
    ] = False,
    patients: Annotated[
        int,
        typer.Option("--patients", min=0, help="How many people's pages the report holds.", rich_help_panel="Output"),
    ] = DEFAULT_PATIENTS,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write into OUT although it holds other things; they stay. Never over DATA.",
            rich_help_panel="Output",
        ),
    ] = False,
) -> None:
    """Work out the course of everybody in DATA and write tables, methods and a report into OUT.

    OUT receives states, events, evidence, assessments, topics and findings as tables, and provenance.json,
    definition.json, methods.md and report.html. It is replaced as a whole, or left as it was.

    Example: mscourse characterise data/ --out results/ --until 2024-05-01
    """
    from mscourse.cli import reading
    from mscourse.cli.summary import set_aside_and_warnings, show_summary
    from mscourse.cli.targets import refuse_folder_of_records
    from mscourse.cli.terminal import busy, show
    from mscourse.views.exports import REPORT, refuse_foreign, write_results
    from mscourse.views.methods import changes

    refuse_folder_of_records(out, data, findings)
    refuse_foreign(out, force=force)
    chosen = reading.course_definition(definition, assume_onset)
    cohort = reading.read_checked(
        data,
        date_format=date_format,
        set_aside=set_aside,
        findings_file=findings,
        relapse_rule=chosen.relapses,
        drugs=drugs,
    )
    with busy("Characterising"):
        from mscourse.derivations.characterise import characterise as work_out

        course = work_out(cohort, chosen, until=until, hindsight=hindsight)
    with busy(f"Writing {out}") as progress:
        report = None if no_report else _report(patients, progress)
        write_results(course, out, table_format=table_format.value, report=report, force=force)
    show_summary(course)
    show()
    listed = f"in {out / 'findings'}.{table_format.value}"
    for line in (*changes(chosen), set_aside_and_warnings(cohort.counts, course.findings, listed)):
        if line:
            show(line)
    typer.echo(f"Tables and methods: {out}")
    if not no_report:
        typer.echo(f"Report: {out / REPORT}")


def _report(patients: int, progress: Callable[[int, int], None]) -> ReportWriter:
    from functools import partial

    from mscourse.views.report import write_report

    return partial(write_report, patients=patients, progress=progress)
