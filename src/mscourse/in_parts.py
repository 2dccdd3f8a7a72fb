"""Records larger than memory: their course is worked out part by part, written, and taken up again after a stop."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mscourse.derivations.characterise import say_whether_possible
from mscourse.derivations.provenance import version_of
from mscourse.engines.on_disk import CourseOnDisk, PartOfCourse, Question, Sums
from mscourse.errors import DataError, DefinitionError, SourceError, UsageError
from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.sources.cutting import CutRecords, cut_records
from mscourse.tables.days import day_number
from mscourse.tables.drugs import drug_table
from mscourse.tables.finding_rows import joined
from mscourse.views.exports import refuse_foreign
from mscourse.views.unfinished import UnfinishedResults

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Written:
    """What was written, in numbers."""

    sums: Sums
    provenance: dict[str, Any]
    parts: int


def write_course(  # noqa: PLR0913 - what is asked, how to read and how to write
    data: Path | str,
    folder: Path | str,
    definition: CourseDefinition = lublin_2013,
    *,
    parts: int,
    until: dt.date | str | int | None = None,
    hindsight: bool = False,
    set_aside: bool = False,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
    date_format: str | None = None,
    evidence: bool = True,
    table_format: Literal["parquet", "csv"] = "parquet",
    keep_records: bool = False,
    resume: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Work out the course of files that may be larger than memory, and write it into a folder of results.

    The records are cut by patient id into parts on disk, and worked through in the memory that one part takes. The
    answers are those of `characterise` row for row. With several parts each table is a folder, such as
    `states.parquet/part-00001.parquet`, which polars, pandas and Spark read by the name of the table; findings about
    whole tables come first, in `part-00000`. There is no report.

    Args:
        data: a folder of tables or one file of visits, as for `read_cohort`; CSV, TSV or Parquet.
        folder: where the results go, as for `write_results`. Until they are whole they stand beside it.
        definition: as for `characterise`.
        parts: about how many parts to cut the records into.
        until: as for `characterise`.
        hindsight: as for `characterise`.
        set_aside: as for `characterise`.
        drugs: as for `characterise`.
        date_format: as for `read_cohort`.
        evidence: whether to write the table of evidence, by far the largest.
        table_format: how the tables are written.
        keep_records: keep the records beside the results, so that `update_course` can add to them.
        resume: go on with a run that was cut short, from the parts that it finished; it asked the same.
        force: keep what else stands in the folder, instead of refusing it.
        progress: called with the parts that are finished and all that will be.

    Raises:
        DataError: as for `characterise`.
        OutputError: if the folder holds other things, cannot be written, or is being written by another run.
        SourceError: as for `read_cohort`, or if the files cannot be cut.
        UsageError: as for `characterise`, or if the run to go on with was asked something else.
    """
    if keep_records and table_format != "parquet":
        raise UsageError(
            "Records are kept beside results in CSV.",
            "Results that keep their records are written as Parquet, to be read again when records are added.",
            "leave the format out.",
        )
    say_whether_possible(definition, hindsight=hindsight)
    _say_whether_a_day(until)
    question = Question(
        definition=definition,
        drugs=drug_table(drugs),
        today=dt.date.today(),  # noqa: DTZ011 - the user's own calendar
        until=until,
        hindsight=hindsight,
        set_aside=set_aside,
        evidence=evidence,
    )
    reading = {
        "date_format": date_format,
        "format": table_format,
        "files": _files(Path(data)),
        "version": version_of("mscourse"),
    }
    with UnfinishedResults(Path(folder), table_format) as results:
        refuse_foreign(results.folder, force=force)
        records = _records_of(results, question, reading) if resume else None
        if records is None:
            results.begin()
            records = cut_records(data, results.records, parts=parts, date_format=date_format)
            results.write_plan(question.as_dict() | reading)
        course = CourseOnDisk(records, _as_it_was_asked(question, results))
        try:
            return _write_parts(course, results, keep_records=keep_records, progress=progress)
        except (DataError, DefinitionError, SourceError, UsageError):
            results.give_up()
            raise


def can_be_taken_up(folder: Path | str) -> bool:
    """Whether a run that was to write the folder was cut short, and can go on from the parts that it finished."""
    return UnfinishedResults(Path(folder)).plan() is not None


def _say_whether_a_day(until: dt.date | str | int | None) -> None:
    """Nothing, if this may be a day; whether the records have dates or days shows when they are cut.

    Raises:
        UsageError: if it is a text that reads neither as a date nor as a day.
    """
    if isinstance(until, str) and not until.strip().removeprefix("-").isdecimal():
        day_number(until, day_offsets=False)


def _records_of(results: UnfinishedResults, question: Question, reading: Mapping[str, Any]) -> CutRecords | None:
    """The records as the run that was cut short had cut them; None if there is no such run.

    Raises:
        UsageError: if it was asked something else, or other records.
    """
    plan = results.plan()
    if plan is None:
        return None
    asked = question.as_dict() | dict(reading)
    # A run goes on by the calendar of the day on which it began.
    other = sorted(name for name in asked if name != "today" and plan.get(name) != asked[name])
    if other:
        raise UsageError(
            f"The unfinished run differs in {', '.join(other)}.",
            "A run is taken up again with the same records, the same question and the same version.",
            "ask the same, or leave --resume out (in Python: resume=False) to begin anew.",
        )
    return CutRecords.load(results.records)


def _files(data: Path) -> dict[str, list[int]]:
    """Size and time of last change of the files that may be read: by them records are known again."""
    try:
        files = sorted(data.iterdir()) if data.is_dir() else [data]
        return {file.name: [file.stat().st_size, file.stat().st_mtime_ns] for file in files if file.is_file()}
    except OSError:
        # What may not be read is said when the records are.
        return {}


def _as_it_was_asked(question: Question, results: UnfinishedResults) -> Question:
    """The question with the day on which the run began."""
    plan = results.plan() or question.as_dict()
    return dataclasses.replace(question, today=dt.date.fromisoformat(plan["today"]))


def _write_parts(
    course: CourseOnDisk, results: UnfinishedResults, *, keep_records: bool, progress: Progress | None
) -> Written:
    total, kept = Sums(), []
    for number in range(1, len(course) + 1):
        written = results.finished(number)
        if written is None:
            part = course.part(number - 1, total.checks)
            results.add(number, with_findings(part, course), part.sums.as_dict, part.firsts)
            written = part.sums.as_dict()
        kept.append(written)
        total += Sums.from_dict(written)
        if progress is not None:
            progress(number, len(course))
    known = {"question": course.question.as_dict(), "version": version_of("mscourse"), "parts": kept}
    return finish(course, results, total, known if keep_records else None)


def with_findings(part: PartOfCourse, course: CourseOnDisk) -> Iterator[Tables]:
    """The tables of the part; of the only one, the findings about the whole are among its first ones."""
    if len(course) == 1:
        about = course.about_the_whole(part.sums, None if part.firsts is None else part.firsts.lazy())
        part.sums.tally.add_findings(about)
        for tables in part.tables:
            yield tables | {"findings": joined([about, tables["findings"]])}
            break
    yield from part.tables


def finish(course: CourseOnDisk, results: UnfinishedResults, total: Sums, kept: Mapping[str, Any] | None) -> Written:
    """Let the results take their place, unless errors stop the job.

    Raises:
        DataError: if there are errors and rows are not set aside, as for `characterise`.
        OutputError: if the results cannot be written.
    """
    problem = course.problem(total)
    if problem is not None:
        raise problem
    about_the_whole = None
    if len(course) > 1:
        about_the_whole = course.about_the_whole(total, results.firsts())
        total.tally.add_findings(about_the_whole)
    provenance = course.provenance(total)
    results.finish(
        definition=course.question.definition,
        provenance=provenance,
        about_the_whole=about_the_whole,
        kept=kept,
    )
    return Written(sums=total, provenance=provenance, parts=len(course))
