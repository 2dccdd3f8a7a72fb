"""`mscourse demo`: the whole job on the bundled cohorts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FIRST_PEOPLE = {"msoutcomes_sample": 12}
"""How many people the report of a cohort draws where that is not everybody: drawing takes nearly all of the time."""

COHORTS = {
    "clinic": "a made-up clinic with every kind of record",
    "msoutcomes_sample": "the sample cohort of the R package MSoutcomes (MIT licence): visits only",
}


def demo(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="Folder for the results.")] = Path("demo"),
) -> None:
    """Work through the two bundled cohorts from files to report, and say what was found.

    Nothing of yours is read. Afterwards open demo/clinic/report.html.
    """
    from mscourse.cli.characterise import DEFAULT_PATIENTS, characterise
    from mscourse.cli.options import Format
    from mscourse.cli.terminal import show
    from mscourse.views.exports import REPORT

    data = Path(__file__).parent.parent / "data"
    for name, what in COHORTS.items():
        show(f"{name}: {what}")
        people = FIRST_PEOPLE.get(name, DEFAULT_PATIENTS)
        characterise(str(data / name), out=str(out / name), table_format=Format.parquet, patients=people)
        show()
    show(f"Open {out / 'clinic' / REPORT} in a browser. On your own records: mscourse characterise DATA --out OUT")
