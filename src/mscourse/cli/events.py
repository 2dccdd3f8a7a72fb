"""`mscourse events`: the confirmed changes that a rule finds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mscourse.cli import options

if TYPE_CHECKING:
    import polars as pl

    from mscourse.rules.worsening import WorseningRule
    from mscourse.tables.cohort import CheckedCohort

DEFAULT_RULE = "pira_mueller_2023"
CAUSES = {"relapse_independent": "PIRA", "relapse_associated": "RAW"}
MEASURES = {"edss": "EDSS", "t25fw": "T25FW", "nhpt_dominant": "9HPT", "nhpt_nondominant": "9HPT", "sdmt": "SDMT"}
FIRST_ROWS = 40


def events(
    data: options.Data,
    *,
    definition: options.RuleName = DEFAULT_RULE,
    until: options.Until = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    findings: options.FindingsFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write all columns to this .csv or .parquet file.",
            show_default=False,
            rich_help_panel="Output",
        ),
    ] = None,
    table_format: Annotated[
        options.Format | None,
        typer.Option(
            "--format",
            help="csv without --out prints all columns as CSV, for a pipe.",
            show_default=False,
            rich_help_panel="Output",
        ),
    ] = None,
) -> None:
    """List confirmed worsening and improvement by a rule, with its cause: relapse-independent (PIRA) or not.

    Example: mscourse events data/ --out events.csv
    """
    from mscourse.cli import reading
    from mscourse.cli.summary import set_aside_and_warnings, warnings_among
    from mscourse.cli.targets import refuse_file_of_records, refuse_one_file_for_two
    from mscourse.cli.terminal import busy, show, wrapped
    from mscourse.errors import UsageError
    from mscourse.views.exports import write_csv, write_table
    from mscourse.views.methods import changes

    if out is None and table_format is options.Format.parquet:
        raise UsageError("Parquet cannot be printed.", hint="add --out events.parquet.")
    if out is not None and table_format is not None and out.suffix != f".{table_format}":
        raise UsageError(f"--format {table_format} and the name {out.name} disagree.", hint="leave --format out.")
    if out is not None:
        refuse_file_of_records(out, data)
        refuse_one_file_for_two(out, findings)
    rule = reading.worsening_rule(definition)
    cohort = reading.read_checked(
        data,
        date_format=date_format,
        set_aside=set_aside,
        findings_file=findings,
        measures=reading.measures_to_read(rule),
    )
    with busy("Looking for events"):
        from mscourse.derivations.find_events import find_events

        found = find_events(cohort, rule, until=until)
    if out is not None:
        write_table(found, out)
        show(f"{found.height:,} events are in {out}.")
    elif table_format is options.Format.csv:
        typer.echo(write_csv(found), nl=False)
    else:
        _show(found)
    listed = f"in {findings}" if findings is not None else f"by `mscourse check {data}`"
    for line in (
        *changes(rule),
        _none_is_scheduled(cohort, rule),
        set_aside_and_warnings(cohort.counts, warnings_among(cohort.findings), listed),
    ):
        if line:
            # Whoever reads the printed table in a pipe receives the table alone.
            typer.echo(wrapped(line), err=out is None and table_format is options.Format.csv)


def _none_is_scheduled(cohort: CheckedCohort, rule: WorseningRule) -> str:
    """That nothing can be confirmed, where the rule asks for scheduled visits and the records have none; else empty."""
    if not rule.scheduled_only or cohort.visits.get_column("scheduled").any():
        return ""
    return (
        "Only scheduled visits confirm by this definition, and no visit is marked as one (column `scheduled` of "
        "visits): nothing can be confirmed."
    )


def _called(measure: str) -> str:
    """What the clinic calls the measure; a column of the user's own by its name."""
    return MEASURES.get(measure, measure)


def _show(found: pl.DataFrame) -> None:
    from mscourse.cli.terminal import show, show_table

    rows = [
        [
            event["patient_id"],
            event["kind"],
            f"{_called(event['measure'])} {event['reference_value']:g} to {event['onset_value']:g}",
            event["onset"],
            event["confirmed_on"],
            CAUSES.get(event["cause"], event["cause"]),
        ]
        for event in found.head(FIRST_ROWS).to_dicts()
    ]
    if rows:
        show_table(["patient", "event", "change", "onset", "confirmed", "cause"], rows)
        show()
    more = f" The first {FIRST_ROWS} are shown; --out events.csv writes all." if found.height > FIRST_ROWS else ""
    show(f"{found.height:,} {'event' if found.height == 1 else 'events'}.{more}")
    show("PIRA: independent of relapses; RAW: associated with a relapse.")
