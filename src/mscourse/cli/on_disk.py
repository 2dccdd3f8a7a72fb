"""`mscourse characterise` for files larger than memory: worked through in parts, and taken up again after a stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mscourse.errors import DataError, SourceError, UsageError

if TYPE_CHECKING:
    from mscourse.rules.course import CourseDefinition


def parts_to_cut(data: Path, memory: str | None, *, wanted: bool) -> int | None:
    """Into how many parts the records are to be cut; None where they are worked through as a whole.

    Args:
        data: what was given as DATA.
        memory: what the run may take, as it was written; None for half of what there is.
        wanted: whether they are to be cut even if one part is enough.

    Raises:
        UsageError: if `memory` is no size, or too little.
    """
    from mscourse.engines.memory import LEAST, memory_of_machine, parts_for, size_of
    from mscourse.sources.cutting import size_in_memory

    may_take = size_of(memory) if memory is not None else max(memory_of_machine() // 2, LEAST)
    try:
        size = size_in_memory(data)
    except SourceError:
        # Said when the records are read, with all that is to be said of them.
        size = 0
    if size is None:
        return 1 if wanted else None
    parts = parts_for(size, may_take)
    return parts if wanted or parts > 1 else None


def write_in_parts(
    data: Path,
    out: Path,
    definition: CourseDefinition,
    *,
    parts: int,
    until: str | None,
    hindsight: bool,
    set_aside: bool,
    drugs: Path | None,
    date_format: str | None,
    findings: Path | None,
    evidence: bool,
    table_format: Literal["parquet", "csv"],
    keep_records: bool,
    resume: bool,
    force: bool,
    report_wanted: bool,
) -> None:
    """Write the results part by part, and say what was found.

    Raises:
        MscourseError: as for `write_course`.
        UsageError: if the findings are to be written elsewhere too.
    """
    import typer

    from mscourse.cli.reading import where_listed
    from mscourse.cli.summary import show_written
    from mscourse.cli.terminal import busy, show
    from mscourse.in_parts import can_be_taken_up, write_course

    if findings is not None:
        raise UsageError(
            "--findings is not written where records are worked through in parts.",
            "OUT receives a table of findings in any case.",
            "leave --findings out; --set-aside lists rows with errors among the findings in OUT.",
        )
    try:
        with busy(f"Working through {data} in parts") as progress:
            written = write_course(
                data, out, definition, parts=parts, until=until, hindsight=hindsight, set_aside=set_aside,
                drugs=drugs, date_format=date_format, evidence=evidence, table_format=table_format,
                keep_records=keep_records, resume=resume, force=force, progress=progress,
            )  # fmt: skip
    except DataError as problem:
        raise DataError(problem.fact, problem.rule, where_listed(problem.hint, data)) from None
    except KeyboardInterrupt:
        if can_be_taken_up(out):
            show("Stopped. The same command goes on from the finished parts with --resume, and begins anew without.")
        raise
    name = f"findings.{table_format}"
    show_written(written.sums.tally, written.sums.checks.counts, definition, out / name)
    if written.parts > 1:
        typer.echo(f"In {written.parts:,} parts: each table is a folder with a file for each.")
    if report_wanted:
        show("There is no report: it looks at all tables at once. `mscourse patient` makes the page of one person.")
