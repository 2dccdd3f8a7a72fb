"""The options that several commands share: declared once, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How tables are written."""

    parquet = "parquet"
    csv = "csv"


class Engine(StrEnum):
    """What does the work."""

    local = "local"
    spark = "spark"


class Onset(StrEnum):
    """What may be assumed of an onset that was not recorded."""

    relapsing = "relapsing"


class Groups(StrEnum):
    """What people may be grouped by."""

    group = "group"
    sex = "sex"
    onset_type = "onset_type"


_READING = "Reading the data"
_QUESTION = "The question"
_OUTPUT = "Output"
_MACHINES = "The machines"

Data = Annotated[
    Path, typer.Argument(metavar="DATA", help="Folder of tables, or one file of visits.", show_default=False)
]
DataAnywhere = Annotated[
    str,
    typer.Argument(
        metavar="DATA", help="Folder of tables, or one file of visits; for Spark, also a URI.", show_default=False
    ),
]
DateOrder = Annotated[
    str | None,
    typer.Option(
        "--date-format",
        metavar="FORMAT",
        help="How text dates are written where they are not YYYY-MM-DD, for example %d/%m/%Y.",
        rich_help_panel=_READING,
        show_default=False,
    ),
]
SetAside = Annotated[
    bool,
    typer.Option(
        "--set-aside",
        help="Leave rows with errors out, and list them among the findings, instead of stopping.",
        rich_help_panel=_READING,
    ),
]
Drugs = Annotated[
    Path | None,
    typer.Option(
        "--drugs",
        metavar="FILE",
        help="A table of drugs of your own (.csv with a column `drug`), in place of the one that comes along.",
        rich_help_panel=_READING,
        show_default=False,
    ),
]
FindingsFile = Annotated[
    Path | None,
    typer.Option(
        "--findings",
        metavar="FILE",
        help="Also write what is wrong with the data to this .csv or .parquet file.",
        rich_help_panel=_READING,
        show_default=False,
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="DATE",
        help="The answer as it stood on this date (or day, where the records came as days): later records are "
        "ignored. Without it, each person's last record.",
        rich_help_panel=_QUESTION,
        show_default=False,
    ),
]
Hindsight = Annotated[
    bool,
    typer.Option(
        "--hindsight",
        help="Let later records confirm or refute what came before. By default nothing looks ahead.",
        rich_help_panel=_QUESTION,
    ),
]
CourseName = Annotated[
    str,
    typer.Option(
        "--definition",
        metavar="NAME|FILE",
        help="A definition of the course by name (`mscourse definitions list`), or a JSON file of a changed one.",
        rich_help_panel=_QUESTION,
    ),
]
RuleName = Annotated[
    str,
    typer.Option(
        "--definition",
        metavar="NAME|FILE",
        help="A rule for confirmed worsening by name (`mscourse definitions list`), or a JSON file of a changed one.",
        rich_help_panel=_QUESTION,
    ),
]
AssumeOnset = Annotated[
    Onset | None,
    typer.Option(
        "--assume-onset",
        help="Take an onset that was not recorded as relapsing; the evidence then says so.",
        rich_help_panel=_QUESTION,
        show_default=False,
    ),
]
TableFormat = Annotated[Format, typer.Option("--format", help="How tables are written.", rich_help_panel=_OUTPUT)]
EngineName = Annotated[
    Engine,
    typer.Option(
        "--engine", help="This machine, or a Spark cluster (which makes no report).", rich_help_panel=_MACHINES
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="The Spark cluster, such as spark://host:7077 or sc://host, where no session is active already.",
        rich_help_panel=_MACHINES,
        show_default=False,
    ),
]
