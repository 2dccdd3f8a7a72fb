"""The pages and the picture of one person: where they may be written, and the writing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mscourse.cli.targets import refuse_file_of_records
from mscourse.errors import UsageError

if TYPE_CHECKING:
    from mscourse.results.course import Course


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What is to be printed and drawn of one person."""

    clinic: Path | None
    person: Path | None
    picture: Path | None
    since: str | None
    language: str

    @property
    def are_asked_for(self) -> bool:
        """Whether a page is to be printed, in place of words in the terminal."""
        return self.clinic is not None or self.person is not None

    def refuse(self, data: Path, *, plain_language: bool) -> None:
        """Stop where the pages or the picture cannot be what was asked for, before anything is read.

        Raises:
            UsageError: if so.
        """
        if self.person is not None and plain_language:
            raise UsageError(
                "--plain-pdf and --plain-language ask for the same page.",
                "--pdf FILE --plain-language writes it alone, --plain-pdf FILE beside a report for the clinic.",
                "leave --plain-language out.",
            )
        if self.clinic is not None and self.person is not None and self.clinic.resolve() == self.person.resolve():
            raise UsageError(
                f"--pdf and --plain-pdf both name {self.clinic}.",
                "They are two pages for two readers.",
                "name two files.",
            )
        if self.picture is not None:
            from mscourse.views.saving import picture_path

            picture_path(self.picture)
        for path in (self.clinic, self.person, self.picture):
            if path is not None:
                refuse_file_of_records(path, data)

    def for_the_person(self) -> Pages:
        """The same with the page for the person in place of the report for the clinic."""
        return self if self.clinic is None else replace(self, clinic=None, person=self.clinic)

    def write(self, course: Course, patient_id: str) -> None:
        """Write the pages and say where they are."""
        from mscourse.views.patient_report import write_patient_report
        from mscourse.views.plain_page import write_plain_page

        # The page for the person may be refused, and then nothing is written at all.
        if self.person is not None:
            write_plain_page(course, patient_id, self.person, language=self.language)
            typer.echo(f"Page for the person: {self.person}")
        if self.clinic is not None:
            # With a page for the person beside it, the language is that of the page.
            language = self.language if self.person is None else "en"
            write_patient_report(course, patient_id, self.clinic, since=self.since, language=language)
            typer.echo(f"Report: {self.clinic}")

    def draw(self, course: Course, patient_id: str) -> None:
        """Draw the course and say where the picture is."""
        from mscourse.cli.terminal import busy
        from mscourse.views.saving import save_disease_course

        if self.picture is not None:
            with busy("Drawing"):
                save_disease_course(course, patient_id, self.picture)
            typer.echo(f"Drawn: {self.picture}")
