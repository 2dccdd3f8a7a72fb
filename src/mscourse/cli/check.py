"""`mscourse check`: what is wrong with the data, before anything is worked out from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscourse.cli import options

if TYPE_CHECKING:
    import polars as pl

FIRST_ROWS = 10


def check(
    data: options.Data,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write every finding to this .csv or .parquet file.", show_default=False
        ),
    ] = None,
    date_format: options.DateOrder = None,
    drugs: options.Drugs = None,
) -> None:
    """Say what is wrong with the data: errors, warnings and notes, by rule, with the first rows.

    Exits with 3 if there are errors. Nothing is repaired: mend the files, or let the other commands
    leave the rows out with --set-aside. Ids of patients stand only in the file that --out writes.

    Example: mscourse check data/ --out findings.csv
    """
    from mscourse.cli.reading import read
    from mscourse.cli.targets import refuse_file_of_records
    from mscourse.cli.terminal import busy, show
    from mscourse.derivations.check import check as find
    from mscourse.errors import DataError
    from mscourse.tables.drugs import drug_table
    from mscourse.views.exports import write_table

    if out is not None:
        refuse_file_of_records(out, data)
    known = drug_table(drugs)
    cohort = read(data, date_format)
    with busy("Checking the records"):
        findings = find(cohort, drugs=known)
    if out is not None:
        write_table(findings, out)
    if findings.is_empty():
        show("Nothing is wrong with these records.")
        return
    _summarise(findings)
    show()
    show(f"All {findings.height:,} findings are in {out}." if out else "`--out findings.csv` lists every row.")
    if (findings.get_column("severity") == "error").any():
        raise typer.Exit(DataError.exit_code)


def _summarise(findings: pl.DataFrame) -> None:
    import polars as pl

    from mscourse.cli.terminal import show, show_item, show_table

    kinds = (
        findings.group_by("severity", "table", "rule", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.col("action").first())
        .sort("severity", maintain_order=True)
    )
    show_table(["severity", "table", "rule", "rows"], kinds.drop("action").rows(), numbers=["rows"], in_words=_kind)
    show()
    show("What to do:")
    for action, rules in kinds.group_by("action", maintain_order=True).agg(pl.col("rule").unique()).rows():
        show_item(f"{', '.join(sorted(rules))}: {action}")
    show()
    first = findings.sort("severity", maintain_order=True).head(FIRST_ROWS)
    show(
        f"The first {first.height} of {findings.height:,} findings:" if findings.height > FIRST_ROWS else "One by one:"
    )
    show_table(
        ["table", "row", "column", "finding"],
        first.select("table", "row", "column", "message").rows(),
        numbers=["row"],
        in_words=_finding,
    )


def _kind(cells: Sequence[str]) -> str:
    severity, table, rule, rows = cells
    return f"{severity} {table}: {rule}, {rows} {'row' if rows == '1' else 'rows'}"


def _finding(cells: Sequence[str]) -> str:
    table, row, column, message = cells
    where = [table, *([f"row {row}"] if row != "-" else []), *([column] if column != "-" else [])]
    return f"{', '.join(where)}: {message}"
