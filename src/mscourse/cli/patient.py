"""`mscourse patient`: where one person stands, in words, and on what evidence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscourse.cli import options
from mscourse.cli.characterise import DEFAULT_COURSE

if TYPE_CHECKING:
    from mscourse.results.course import Course

_OUTPUT = "Output"
Picture = Annotated[
    Path | None,
    typer.Option(
        "--picture",
        metavar="FILE",
        help="Draw the course too: FILE ends in .svg, .png, .pdf or .html.",
        show_default=False,
        rich_help_panel=_OUTPUT,
    ),
]


class Language(StrEnum):
    """The languages that the topics have words in."""

    en = "en"
    de = "de"


def patient(
    patient_id: Annotated[
        str, typer.Argument(metavar="ID", help="The person's id, exactly as in the files.", show_default=False)
    ],
    data: options.Data,
    *,
    definition: options.CourseName = DEFAULT_COURSE,
    until: options.Until = None,
    hindsight: options.Hindsight = False,
    assume_onset: options.AssumeOnset = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    drugs: options.Drugs = None,
    language: Annotated[
        Language,
        typer.Option(
            "--language", help="The language of the topics, and of the page for the person.", rich_help_panel=_OUTPUT
        ),
    ] = Language.en,
    plain_language: Annotated[
        bool,
        typer.Option(
            "--plain-language",
            help="Speak to the person: with --pdf, write the page in plain words; else the topics in plain language.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    picture: Picture = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Say what has changed since this day; in the report, a year before the last one unless given.",
            rich_help_panel=_OUTPUT,
            show_default=False,
        ),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(
            "--pdf",
            metavar="FILE.pdf",
            help="Write the report for the clinic, instead of printing words.",
            rich_help_panel=_OUTPUT,
            show_default=False,
        ),
    ] = None,
    plain_pdf: Annotated[
        Path | None,
        typer.Option(
            "--plain-pdf",
            metavar="FILE.pdf",
            help="Write the page for the person, in plain words and in the language of --language.",
            rich_help_panel=_OUTPUT,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say in words where one person stands, on what evidence, what did not count, what is due, and the topics it opens.

    In SPMS and PPMS it also says, as facts, what treatments are labelled for the course. With --pdf or --plain-pdf it
    writes pages for paper instead.

    Example: mscourse patient P07 data/ --until 2024-05-01
    """
    from mscourse.cli import printing, reading
    from mscourse.cli.summary import rows_of_this_person_set_aside
    from mscourse.cli.terminal import busy, show
    from mscourse.errors import UsageError
    from mscourse.views.methods import changes

    if not data.exists() and Path(patient_id).exists():
        raise UsageError(
            "The first argument is a file or folder, and the second is not.",
            "The ID comes first, then DATA.",
            "`mscourse patient ID DATA`.",
        )
    pages = printing.Pages(clinic=pdf, person=plain_pdf, picture=picture, since=since, language=language.value)
    pages.refuse(data, plain_language=plain_language)
    if plain_language:
        pages = pages.for_the_person()
    chosen = reading.course_definition(definition, assume_onset)
    cohort = reading.read_checked(
        data,
        date_format=date_format,
        set_aside=set_aside,
        patient=patient_id,
        relapse_rule=chosen.relapses,
        drugs=drugs,
    )
    with busy("Characterising"):
        from mscourse.derivations.characterise import characterise as work_out

        course = work_out(cohort, chosen, until=until, hindsight=hindsight)
    if pages.are_asked_for:
        pages.write(course, patient_id)
    else:
        _say(course, patient_id, language=language.value, plain=plain_language, since=since)
    pages.draw(course, patient_id)
    for line in (*changes(chosen), rows_of_this_person_set_aside(cohort.counts)):
        if line:
            show(line)
    show("Research software, not a medical device.")


def _say(course: Course, patient_id: str, *, language: str, plain: bool, since: str | None) -> None:
    from mscourse.cli.terminal import show, show_heading, show_item
    from mscourse.views.changed import changed_since
    from mscourse.views.words import patient_summary

    standing, *rest = patient_summary(course, patient_id, language=language, plain=plain)
    changed = [] if since is None else [changed_since(course, patient_id, since)]
    for section in (standing, *changed, *rest):
        show_heading(section.title)
        for subject, sentences in section.groups:
            if subject:
                show(subject)
            for sentence in sentences:
                show_item(sentence)
        show()
