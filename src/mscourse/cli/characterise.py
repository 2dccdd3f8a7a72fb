"""`mscourse characterise`: the course of everybody in the data, as a folder of results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from mscourse.cli import options
from mscourse.errors import UsageError

if TYPE_CHECKING:
    from mscourse.engines.tally import Tally
    from mscourse.rules.course import CourseDefinition
    from mscourse.tables.cohort import CheckedCohort
    from mscourse.views.exports import ReportWriter

DEFAULT_COURSE = "lublin_2013"
DEFAULT_PATIENTS = 50
_LARGE = "Large files"


def characterise(
    data: options.DataAnywhere,
    *,
    out: Annotated[
        str, typer.Option("--out", metavar="OUT", help="Folder for the results; made if need be.", show_default=False)
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
    no_evidence: Annotated[
        bool,
        typer.Option(
            "--no-evidence",
            help="Leave the table of evidence out, by far the largest, and the report, which shows it.",
            rich_help_panel="Output",
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write into OUT although it holds other things; they stay. Never over DATA.",
            rich_help_panel="Output",
        ),
    ] = False,
    memory: Annotated[
        str | None,
        typer.Option(
            "--memory",
            metavar="SIZE",
            help="Keep within this memory, such as 2GB: records that need more are worked through in parts, without "
            "a report. Without it, half of the memory there is.",
            rich_help_panel=_LARGE,
            show_default=False,
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with a run in parts that was cut short, from the parts that it finished.",
            rich_help_panel=_LARGE,
        ),
    ] = False,
    keep_records: Annotated[
        bool,
        typer.Option(
            "--keep-records",
            help="Keep the records in OUT beside the results, without a report, so that `mscourse update` can add to "
            "them.",
            rich_help_panel=_LARGE,
        ),
    ] = False,
    engine: options.EngineName = options.Engine.local,
    master: options.Master = None,
) -> None:
    """Work out the course of everybody in DATA and write tables, methods and a report into OUT.

    OUT receives states, events, evidence, assessments, topics and findings as tables, and provenance.json,
    definition.json, methods.md and report.html. It is replaced as a whole, or left as it was. Files larger than memory
    are worked through in parts; each table is then a folder with a file for each part.

    Example: mscourse characterise data/ --out results/ --until 2024-05-01
    """
    from mscourse.cli import reading
    from mscourse.cli.on_disk import parts_to_cut, write_in_parts
    from mscourse.cli.summary import show_written
    from mscourse.cli.targets import refuse_folder_of_records
    from mscourse.views.exports import REPORT, refuse_foreign

    if engine is options.Engine.spark:
        from mscourse.cli.on_spark import characterise_on_spark, refuse_what_spark_does_not_write

        of_one_machine = {
            "--memory": memory is not None,
            "--resume": resume,
            "--keep-records": keep_records,
            "--no-evidence": no_evidence,
        }
        refuse_what_spark_does_not_write(findings, table_format.value, of_one_machine)
        chosen = reading.course_definition(definition, assume_onset)
        characterise_on_spark(
            data, out, chosen, master=master, force=force,
            until=until, hindsight=hindsight, set_aside=set_aside, drugs=drugs, date_format=date_format,
        )  # fmt: skip
        return
    if master is not None:
        raise UsageError("--master names a cluster, and this machine is to do the work.", hint="add --engine spark.")
    records, folder = Path(data), Path(out)
    refuse_folder_of_records(folder, records, findings)
    refuse_foreign(folder, force=force)
    chosen = reading.course_definition(definition, assume_onset)
    parts = parts_to_cut(records, memory, wanted=resume or keep_records)
    if parts is None:
        with_report = not (no_report or no_evidence)
        asked = _Asked(chosen, until, hindsight, not no_evidence)
        cohort = reading.read_checked(
            records,
            date_format=date_format,
            set_aside=set_aside,
            findings_file=findings,
            relapse_rule=chosen.relapses,
            drugs=drugs,
        )
        tally = _write(cohort, asked, folder, table_format.value, patients if with_report else None, force=force)
        show_written(tally, cohort.counts, chosen, folder / f"findings.{table_format.value}")
        if with_report:
            typer.echo(f"Report: {folder / REPORT}")
        return
    write_in_parts(
        records, folder, chosen, parts=parts, until=until, hindsight=hindsight, set_aside=set_aside, drugs=drugs,
        date_format=date_format, findings=findings, evidence=not no_evidence, table_format=table_format.value,
        keep_records=keep_records, resume=resume, force=force, report_wanted=not (no_report or no_evidence),
    )  # fmt: skip


class _Asked(NamedTuple):
    definition: CourseDefinition
    until: str | None
    hindsight: bool
    evidence: bool


def _write(
    cohort: CheckedCohort,
    asked: _Asked,
    out: Path,
    table_format: Literal["parquet", "csv"],
    patients: int | None,
    *,
    force: bool,
) -> Tally:
    """Write the tables, and the report with the pages of so many patients if there is to be one; count them."""
    from mscourse.engines.tally import Tally

    tally = Tally()
    if patients is None:
        _write_as_they_come(cohort, asked, tally, out, table_format, force=force)
    else:
        _write_with_report(cohort, asked, tally, out, table_format, patients, force=force)
    return tally


def _write_as_they_come(
    cohort: CheckedCohort,
    asked: _Asked,
    tally: Tally,
    out: Path,
    table_format: Literal["parquet", "csv"],
    *,
    force: bool,
) -> None:
    """Write the tables while they are worked out: nobody needs them as a whole."""
    from mscourse.cli.terminal import busy
    from mscourse.engines.local import characterise_in_parts
    from mscourse.views.exports import write_results_in_parts

    definition, until, hindsight, evidence = asked
    with busy(f"Characterising, and writing {out}"):
        course = characterise_in_parts(cohort, definition, until=until, hindsight=hindsight, evidence=evidence)
        write_results_in_parts(
            tally.counted(course.parts), out, definition=definition, provenance=course.provenance,
            table_format=table_format, force=force,
        )  # fmt: skip


def _write_with_report(
    cohort: CheckedCohort,
    asked: _Asked,
    tally: Tally,
    out: Path,
    table_format: Literal["parquet", "csv"],
    patients: int,
    *,
    force: bool,
) -> None:
    """Write the tables and the report, which looks at all of them."""
    from mscourse.cli.terminal import busy
    from mscourse.derivations.characterise import characterise as work_out
    from mscourse.views.exports import write_results

    with busy("Characterising"):
        course = work_out(cohort, asked.definition, until=asked.until, hindsight=asked.hindsight)
        tally.add(course.tables)
    with busy(f"Writing {out}") as progress:
        write_results(course, out, table_format=table_format, report=_report(patients, progress), force=force)


def _report(patients: int, progress: Callable[[int, int], None]) -> ReportWriter:
    from functools import partial

    from mscourse.views.report import write_report

    return partial(write_report, patients=patients, progress=progress)
