"""`mscourse patient`: where one person stands, in words, and on what evidence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mscourse.cli import options
from mscourse.cli.characterise import DEFAULT_COURSE

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
        Language, typer.Option("--language", help="The language of the topics.", rich_help_panel=_OUTPUT)
    ] = Language.en,
    plain_language: Annotated[
        bool,
        typer.Option(
            "--plain-language",
            help="Give the topics in plain language, for the person, in place of the clinician's sentences.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    picture: Picture = None,
) -> None:
    """Say in words where one person stands, on what evidence, what did not count, what is due, and the topics it opens.

    In SPMS and PPMS it also says, as facts, what treatments are labelled for the course.

    Example: mscourse patient P07 data/ --until 2024-05-01
    """
    from mscourse.cli import reading
    from mscourse.cli.summary import rows_of_this_person_set_aside
    from mscourse.cli.terminal import busy, show, show_heading, show_item
    from mscourse.errors import UsageError
    from mscourse.views.methods import changes

    if not data.exists() and Path(patient_id).exists():
        raise UsageError(
            "The first argument is a file or folder, and the second is not.",
            "The ID comes first, then DATA.",
            "`mscourse patient ID DATA`.",
        )
    if picture is not None:
        from mscourse.views.saving import picture_path

        picture_path(picture)
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
        from mscourse.views.words import patient_summary

        course = work_out(cohort, chosen, until=until, hindsight=hindsight)
    for section in patient_summary(course, patient_id, language=language.value, plain=plain_language):
        show_heading(section.title)
        for subject, sentences in section.groups:
            if subject:
                show(subject)
            for sentence in sentences:
                show_item(sentence)
        show()
    for line in (*changes(chosen), rows_of_this_person_set_aside(cohort.counts)):
        if line:
            show(line)
    if picture is not None:
        from mscourse.views.saving import save_disease_course

        with busy("Drawing"):
            save_disease_course(course, patient_id, picture)
        show(f"Drawn: {picture}")
    show("Research software, not a medical device.")
