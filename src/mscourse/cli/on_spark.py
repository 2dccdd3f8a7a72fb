"""`mscourse characterise --engine spark`: the same question to a cluster, whose results are folders."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mscourse.errors import OutputError, UsageError

if TYPE_CHECKING:
    from mscourse.engines.spark import CourseOnSpark
    from mscourse.rules.course import CourseDefinition

_DAYS_SINCE_A_RELAPSE = "dayspostrelapse"


def characterise_on_spark(
    data: str,
    out: str,
    definition: CourseDefinition,
    *,
    master: str | None,
    force: bool,
    **asked: Any,  # noqa: ANN401 - handed on to `characterise`
) -> None:
    """Work out the course of everybody in DATA on a cluster and write tables and methods into OUT.

    Args:
        data: a folder of this machine or a URI.
        out: a folder of this machine, which has to be seen by all machines, or a URI.
        definition: what counts.
        master: the cluster, if no session is active.
        force: write although something is there.
        asked: what else `characterise` takes.

    Raises:
        OutputError: if OUT cannot be written, or executors write elsewhere.
        UsageError: if OUT is DATA, or the relapses would have to be rebuilt from the visits.
    """
    from mscourse.cli.summary import set_aside_and_warnings
    from mscourse.cli.terminal import show
    from mscourse.engines.spark import characterise
    from mscourse.engines.spark.folders import read_tables
    from mscourse.engines.spark.session import session_on
    from mscourse.views.methods import changes

    _refuse(data, out, force=force)
    with session_on(master) as spark:
        tables, findings = read_tables(spark, data)
        _relapses_are_recorded({name: frame.columns for name, frame in tables.items()})
        course = characterise(spark, tables, definition, **asked)
        _write(course, out, force=force)
        warnings = course.findings.where("severity = 'warning'").count()
        course.release()
    for message, action in (row for finding in findings for row in finding.select("message", "action").rows()):
        show(f"{message} {action}")
    show(f"{course.provenance['people']:,} people.")
    for line in (*changes(definition), set_aside_and_warnings(course.counts, warnings, f"in {out}/findings.parquet")):
        if line:
            show(line)
    typer.echo(f"Tables and methods: {out}")


def refuse_what_spark_does_not_write(
    findings_file: Path | None, table_format: str, of_one_machine: Mapping[str, bool]
) -> None:
    """Stop where something is asked for that one machine does alone.

    Args:
        findings_file: where findings were to be written besides.
        table_format: how tables were to be written.
        of_one_machine: options that one machine alone has, and whether they were given.

    Raises:
        UsageError: if so.
    """
    if findings_file is not None:
        raise UsageError("--findings is a file of this machine.", hint="OUT receives the findings in any case.")
    given = [option for option, was_given in of_one_machine.items() if was_given]
    if given:
        raise UsageError(
            f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} for the work of one machine.",
            "A cluster is told by Spark's own settings how much memory it has, and repeats by itself what was lost.",
            f"leave {'it' if len(given) == 1 else 'them'} out.",
        )
    if table_format != "parquet":
        raise UsageError("Spark writes Parquet here.", hint="leave --format out.")


def _refuse(data: str, out: str, *, force: bool) -> None:
    """Stop where OUT is the folder of records, or holds other things."""
    from mscourse.cli.targets import refuse_folder_of_records
    from mscourse.engines.spark.folders import is_uri
    from mscourse.views.exports import refuse_foreign

    if not is_uri(out):
        refuse_foreign(Path(out), force=force)
    if not is_uri(out) and not is_uri(data):
        refuse_folder_of_records(Path(out), Path(data))
    if f"{data.rstrip('/')}/".startswith(f"{out.rstrip('/')}/"):
        raise UsageError("OUT holds the records.", "Nothing is written over the records.", "name another folder.")


def _relapses_are_recorded(columns: Mapping[str, Sequence[str]]) -> None:
    """Nothing, if no relapses would have to be rebuilt from visits that count the days since the last one."""
    from mscourse.tables.aliases import squeezed

    if "relapses" in columns or _DAYS_SINCE_A_RELAPSE not in map(squeezed, columns.get("visits", ())):
        return
    raise UsageError(
        "The visits count the days since the last relapse, and there is no table of relapses.",
        "On Spark relapses are not rebuilt from the visits.",
        "give the table of relapses, or leave --engine spark out.",
    )


def _write(course: CourseOnSpark, out: str, *, force: bool) -> None:
    from mscourse.engines.spark.folders import is_uri, write_documents, write_tables
    from mscourse.rules.written import to_json
    from mscourse.views.exports import PROVENANCE, whole_folder
    from mscourse.views.methods import methods_text

    documents = {"definition.json": to_json(course.definition), "methods.md": methods_text(course.provenance)}
    if is_uri(out):
        write_tables(course.tables, out, force=force)
        write_documents(
            course.states.sparkSession, {**documents, PROVENANCE: _as_json(course.provenance)}, out, force=force
        )
        return
    with whole_folder(Path(out), force=force) as unfinished:
        write_tables(course.tables, unfinished.as_uri(), force=force)
        files = [path.relative_to(unfinished).as_posix() for path in unfinished.rglob("*") if path.parent != unfinished]
        if not any("/part-" in file for file in files):
            raise OutputError(
                f"The executors did not write into {out}.",
                "A folder has to be the same one on all machines.",
                "name one that they share, or a URI such as s3a://bucket/results.",
            )
        # What is listed here is ours to replace the next time.
        documents[PROVENANCE] = _as_json({**course.provenance, "files": sorted(files)})
        for name, text in documents.items():
            (unfinished / name).write_text(text, encoding="utf-8")


def _as_json(provenance: Mapping[str, Any]) -> str:
    return json.dumps(provenance, indent=2, ensure_ascii=False, default=str) + "\n"
