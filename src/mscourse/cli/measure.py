"""`mscourse measure`: what is computed around the course, from the records alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscourse.cli import options
from mscourse.cli.measures import MEASURES, OPTIONS, Measure, taken_by
from mscourse.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    from mscourse.rules.kinds import Rule
    from mscourse.tables.cohort import CheckedCohort

_QUESTION = "The question (not every measure takes each)"


def measure(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which measure; without one, they are listed.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Argument(metavar="DATA", help="Folder of tables, or one file of visits.", show_default=False),
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the measures and what each takes.")] = False,
    definition: Annotated[
        str | None,
        typer.Option(
            "--definition",
            metavar="NAME|FILE",
            help="The definition by name (`mscourse definitions list`), or a JSON file of a changed one.",
            rich_help_panel=_QUESTION,
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        options.Groups | None,
        typer.Option("--by", help="Also for each group of people.", rich_help_panel=_QUESTION, show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            help="The last date (or day, where the records came as days) to look at.",
            rich_help_panel=_QUESTION,
            show_default=False,
        ),
    ] = None,
    assume_onset: Annotated[
        options.Onset | None,
        typer.Option(
            "--assume-onset",
            help="Take an onset that was not recorded as relapsing.",
            rich_help_panel=_QUESTION,
            show_default=False,
        ),
    ] = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    drugs: options.Drugs = None,
    findings: options.FindingsFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write the whole table to this .csv or .parquet file.",
            show_default=False,
            rich_help_panel="Output",
        ),
    ] = None,
) -> None:
    """Compute what stands around the course: relapse rate, NEDA, scores, Table 1, SPMS onset, treatments.

    Example: mscourse measure relapse-rate data/ --by sex
    """
    if listed or name is None:
        _list()
        return
    asked = _measure(name)
    given = {"definition": definition, "by": by, "until": until, "assume_onset": assume_onset}
    given = {key: value for key, value in given.items() if value is not None}
    _refuse_options(asked, given)
    if data is None:
        raise UsageError(
            "DATA is missing.", f"The records to measure come after the name: mscourse measure {name} DATA."
        )
    rule = _rule(asked, definition)
    if out is not None:
        _refuse_targets(out, data, findings)
    cohort = _read(rule, data, date_format=date_format, set_aside=set_aside, findings_file=findings, drugs=drugs)
    found = _found(asked, cohort, rule, given)
    if out is None:
        _show(asked, found, rule, until)
    else:
        _write(found, out)
    _show_notes(rule, cohort, data, findings)


def _list() -> None:
    from mscourse.cli.terminal import show, show_table

    rows = [[each.name, each.sentence, _options_of(each)] for each in MEASURES.values()]
    show_table(["name", "what it says", "takes"], rows)
    show()
    show("mscourse measure NAME DATA prints one; --out FILE writes the whole table.")


def _options_of(asked: Measure) -> str:
    return " ".join(OPTIONS[each] for each in taken_by(asked)) or "-"


def _measure(name: str) -> Measure:
    if name in MEASURES:
        return MEASURES[name]
    import difflib

    near = difflib.get_close_matches(name.casefold().replace("_", "-"), MEASURES, n=3, cutoff=0.5)
    raise UsageError(
        f"There is no measure named {name!r}.",
        f"The measures are {', '.join(MEASURES)}.",
        f"did you mean {' or '.join(near)}?" if near else "`mscourse measure` lists them.",
    )


def _refuse_options(asked: Measure, given: Mapping[str, object]) -> None:
    for key in given:
        if key not in taken_by(asked):
            said = ", ".join(OPTIONS[each] for each in taken_by(asked))
            raise UsageError(
                f"{asked.name} does not take {OPTIONS[key]}.",
                f"Of the options that not every measure takes, it takes {said or 'none'}.",
                f"leave {OPTIONS[key]} out.",
            )


def _rule(asked: Measure, name: str | None) -> Rule | None:
    """The definition that was asked for, or the usual one; None where the measure chooses or takes none."""
    name = name or asked.default
    if name is None:
        return None
    from mscourse.cli.named_definitions import named_definition
    from mscourse.rules.library import PRESETS

    rule = named_definition(name).rule
    if type(rule).__name__ not in asked.kinds:
        fitting = ", ".join(sorted(each for each, rule in PRESETS.items() if type(rule).__name__ in asked.kinds))
        raise UsageError(
            f"{name} is a {type(rule).__name__}.",
            f"A {' or '.join(asked.kinds)} is needed for {asked.name}: {fitting}, or a .json file.",
            "`mscourse definitions list`.",
        )
    return rule


def _refuse_targets(out: Path, data: Path, findings: Path | None) -> None:
    from mscourse.cli.targets import refuse_file_of_records, refuse_one_file_for_two

    refuse_file_of_records(out, data)
    refuse_one_file_for_two(out, findings)


def _read(rule: Rule | None, data: Path, **settings: Any) -> CheckedCohort:  # noqa: ANN401 - as `read_checked` has them
    from mscourse.cli import reading

    worsening = getattr(rule, "worsening", None)
    return reading.read_checked(
        data,
        relapse_rule=getattr(rule, "relapses", None),
        measures=() if worsening is None else reading.measures_to_read(worsening),
        **settings,
    )


def _found(asked: Measure, cohort: CheckedCohort, rule: Rule | None, given: Mapping[str, Any]) -> pl.DataFrame:
    from mscourse.cli.terminal import busy

    with busy(f"Computing {asked.name}"):
        from mscourse import measures

        arguments = {key: _plain(value) for key, value in given.items() if key != "definition"}
        if rule is not None:
            as_asked = {"relapse_rule": getattr(rule, "relapses", None), "rules": [rule]}
            arguments[asked.parameter] = as_asked.get(asked.parameter, rule)
        found: pl.DataFrame = getattr(measures, asked.call)(cohort, **arguments)
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - what an option holds
    """The word of a closed list as the text that it stands for."""
    return str(value) if isinstance(value, StrEnum) else value


def _show(asked: Measure, found: pl.DataFrame, rule: Rule | None, until: str | None) -> None:
    """Print the numbers, or why there are none; then there is no column to explain either."""
    from mscourse.cli.measure_tables import TABLES, WHY_NOTHING, show_nothing

    if found.is_empty():
        show_nothing(WHY_NOTHING.get(asked.call), until)
    else:
        TABLES[asked.call](found, rule)


def _write(found: pl.DataFrame, out: Path) -> None:
    from mscourse.cli.terminal import show
    from mscourse.views.exports import write_table

    write_table(found, out)
    show(f"{found.height:,} {'row is' if found.height == 1 else 'rows are'} in {out}.")


def _show_notes(rule: Rule | None, cohort: CheckedCohort, data: Path, findings: Path | None) -> None:
    from mscourse.cli.summary import set_aside_and_warnings, warnings_among
    from mscourse.cli.terminal import show
    from mscourse.views.methods import changes

    listed = f"in {findings}" if findings is not None else f"by `mscourse check {data}`"
    for line in (
        *([] if rule is None else changes(rule)),
        set_aside_and_warnings(cohort.counts, warnings_among(cohort.findings), listed),
    ):
        if line:
            show(line)
