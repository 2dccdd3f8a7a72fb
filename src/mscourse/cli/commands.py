"""What a command is here: help in groups of options, and errors as fact, rule and hint.

The help is plain text on purpose: drawing it with rich would take longer than all the rest of `mscourse --help`.
"""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from mscourse.cli.terminal import wrapped
from mscourse.errors import MscourseError

WIDEST = 100
HELP_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": WIDEST}


class Command(TyperCommand):
    """One command, whose help lists the arguments first and then the options group by group."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer brings its own click
        """Write arguments and options into the help."""
        _write_parameters(self, ctx, formatter)


class Commands(TyperGroup):
    """A group of commands that shows an error as fact, rule and hint, and exits with the code of its kind."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MscourseError as problem:
            typer.echo(wrapped(str(problem)), err=True)
            raise typer.Exit(problem.exit_code) from None
        except typer.BadParameter as problem:
            problem.message = problem.message.removeprefix("Value error, ")
            raise

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the options and, group by group, the commands into the help."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            whole_sentence = (command.help or "").split("\n\n")[0]
            section = getattr(command, "rich_help_panel", None)
            sections.setdefault(section if isinstance(section, str) else "Commands", []).append((name, whole_sentence))
        _write_sections(formatter, sections)
        _write_parameters(self, ctx, formatter)


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            usual = "Arguments" if parameter.param_type_name == "argument" else "Options"
            panel = getattr(parameter, "rich_help_panel", None)
            sections.setdefault(panel if isinstance(panel, str) else usual, []).append(record)
    _write_sections(formatter, sections)


def _write_sections(formatter: Any, sections: dict[str, list[tuple[str, str]]]) -> None:  # noqa: ANN401 - as above
    for title, rows in sections.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)
