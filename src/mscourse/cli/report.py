"""`mscourse report`: the figures and tables of a whole cohort, as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mscourse.cli import options
from mscourse.cli.characterise import DEFAULT_COURSE


def report(
    data: options.Data,
    *,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FOLDER", help="Folder for the report; made if need be.", show_default=False),
    ],
    by: Annotated[
        options.Groups | None,
        typer.Option(
            "--by",
            help="Also give Table 1, the relapse rate and the times for each group of people.",
            rich_help_panel="The question",
            show_default=False,
        ),
    ] = None,
    definition: options.CourseName = DEFAULT_COURSE,
    until: options.Until = None,
    hindsight: options.Hindsight = False,
    assume_onset: options.AssumeOnset = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    drugs: options.Drugs = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write into FOLDER although it holds other things; they stay. Never over DATA.",
            rich_help_panel="Output",
        ),
    ] = False,
) -> None:
    """Write the figures and tables of the whole cohort: as one page, as a PDF, and one by one with their data.

    FOLDER receives cohort.html, cohort.pdf, and every figure as SVG, PNG and CSV. Nobody is named in it. It is replaced
    as a whole, or left as it was.

    Example: mscourse report data/ --out report/ --by sex
    """
    from mscourse.cli import reading
    from mscourse.cli.summary import set_aside_and_warnings, warnings_among
    from mscourse.cli.targets import refuse_folder_of_records
    from mscourse.cli.terminal import busy, show
    from mscourse.reports import write_cohort_report
    from mscourse.views.cohort.writing import COHORT_FOLDER, PAPER
    from mscourse.views.exports import refuse_foreign
    from mscourse.views.methods import changes

    refuse_folder_of_records(out, data)
    refuse_foreign(out, COHORT_FOLDER, force=force)
    chosen = reading.course_definition(definition, assume_onset)
    cohort = reading.read_checked(
        data, date_format=date_format, set_aside=set_aside, relapse_rule=chosen.relapses, drugs=drugs
    )
    with busy("Characterising"):
        from mscourse.derivations.characterise import characterise

        course = characterise(cohort, chosen, until=until, hindsight=hindsight)
    with busy(f"Writing {out}") as progress:
        page = write_cohort_report(course, out, by=None if by is None else str(by), force=force, progress=progress)
    listed = f"by `mscourse check {data}`"
    for line in (*changes(chosen), set_aside_and_warnings(cohort.counts, warnings_among(cohort.findings), listed)):
        if line:
            show(line)
    typer.echo(f"Report: {page}")
    if not (out / PAPER).exists():
        show("There is no PDF: it needs the package typst. Hint: pip install 'mscourse[pdf]', or print the page.")
    show("Research software, not a medical device.")
