"""`mscourse update`: further records are added to results that keep theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mscourse.cli import options
from mscourse.errors import DataError


def update(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder of results that keeps its records.", show_default=False)
    ],
    *,
    new: Annotated[
        Path,
        typer.Option(
            "--with",
            metavar="NEW",
            help="Further records: a folder of tables, or one file of visits, with the columns of the earlier ones.",
            show_default=False,
        ),
    ],
    drugs: options.Drugs = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Although OUT holds other things too; they stay.", rich_help_panel="Output"),
    ] = False,
) -> None:
    """Add the records in NEW to the results in OUT, and work out anew only the people whose they are.

    OUT was written by `mscourse characterise` with --keep-records. It becomes exactly what it would be if all records
    had been there from the start, the new rows below the earlier ones; or it is left as it was.

    Example: mscourse update results/ --with september/
    """
    from mscourse.cli.summary import show_written
    from mscourse.cli.targets import refuse_folder_of_records
    from mscourse.cli.terminal import busy, show
    from mscourse.updating import update_course

    refuse_folder_of_records(out, new)
    with busy(f"Bringing {out} up to date") as progress:
        try:
            updated = update_course(out, new, drugs=drugs, force=force, progress=progress)
        except DataError as problem:
            hint = f"correct the records in {new}, and have them added again: {out} is as it was."
            raise DataError(problem.fact, problem.rule, hint) from None
    sums = updated.written.sums
    show_written(sums.tally, sums.checks.counts, updated.definition, out / "findings.parquet")
    if updated.people is None:
        show("More people than have new records were worked out anew: earlier records count otherwise now.")
    else:
        show(f"Worked out anew: {updated.people:,} {'person' if updated.people == 1 else 'people'} with new records.")
