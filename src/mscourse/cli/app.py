"""The program: its commands and what it says of itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from mscourse import __version__
from mscourse.cli.characterise import characterise
from mscourse.cli.check import check
from mscourse.cli.commands import HELP_SETTINGS, Command, Commands
from mscourse.cli.definitions import compare_definitions, list_definitions, show_definition
from mscourse.cli.demo import demo
from mscourse.cli.due import due
from mscourse.cli.events import events
from mscourse.cli.measure import measure
from mscourse.cli.patient import patient
from mscourse.cli.report import report
from mscourse.cli.update import update

START = "Start here"
WORK = "Work on your data"
LOOK_UP = "Look things up"

HELP = """Say where a person's multiple sclerosis stands, on any date, and show why.

DATA is a folder with a table of visits (visits.csv) and, where you have them, relapses, mri, treatments, patients and \
recorded_courses, as CSV, TSV, Parquet or XLSX; or one file of visits."""
EPILOG = """Exit codes: 0 done, 1 fault in the program, 2 wrong call, 3 errors in the data, 4 unreadable source, \
5 unusable definition, 6 unknown patient, 7 result not written, 8 package missing.

Research software, not a medical device."""


def paragraphs(command: Callable[..., None]) -> str:
    """A command's docstring with each paragraph on one line, so that a terminal of any width breaks it well."""
    text = inspect.cleandoc(command.__doc__ or "")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _program(name: str, help_text: str, *, epilog: str | None = None) -> typer.Typer:
    return typer.Typer(
        name=name,
        cls=Commands,
        help=help_text,
        epilog=epilog,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings=HELP_SETTINGS,
    )


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - called by typer
    if wanted:
        typer.echo(f"mscourse {__version__}")
        raise typer.Exit


app = _program("mscourse", HELP, epilog=EPILOG)
definitions = _program("definitions", "List the published definitions, show every number of one, or compare two.")


@app.callback()
def mscourse(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


_COMMANDS = (
    (demo, START),
    (check, WORK),
    (characterise, WORK),
    (update, WORK),
    (report, WORK),
    (patient, WORK),
    (due, WORK),
    (events, WORK),
    (measure, WORK),
)
for _command, _panel in _COMMANDS:
    app.command(cls=Command, help=paragraphs(_command), rich_help_panel=_panel)(_command)
definitions.command("list", cls=Command, help=paragraphs(list_definitions))(list_definitions)
definitions.command("show", cls=Command, help=paragraphs(show_definition))(show_definition)
definitions.command("diff", cls=Command, help=paragraphs(compare_definitions))(compare_definitions)
app.add_typer(definitions, rich_help_panel=LOOK_UP)
