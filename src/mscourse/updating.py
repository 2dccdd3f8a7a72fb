"""Results that are kept up to date: further records are added, and only the people whose they are worked out anew."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.derivations.provenance import version_of
from mscourse.engines.on_disk import CourseOnDisk, Question, Sums
from mscourse.errors import OutputError, UsageError
from mscourse.in_parts import Progress, Written, finish, with_findings
from mscourse.results.course import TABLES, Tables
from mscourse.rules.course import CourseDefinition
from mscourse.rules.written import from_json
from mscourse.sources.cutting import Added, CutRecords, add_records, share
from mscourse.tables.drugs import drug_table
from mscourse.tables.facts import ids_may_be_alike
from mscourse.views.exports import RECORDS, SUMS, refuse_foreign
from mscourse.views.unfinished import UnfinishedResults, file_of_part

NOBODY = pl.Series("patient_id", [], pl.String)


@dataclass(frozen=True, kw_only=True, eq=False)
class Updated:
    """What an update did."""

    written: Written
    definition: CourseDefinition
    people: int | None
    """How many people were worked out anew; None where it may be more than have new records."""


def update_course(
    folder: Path | str,
    new: Path | str,
    *,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
    force: bool = False,
    progress: Progress | None = None,
) -> Updated:
    """Add further records to a folder of results that keeps its records, and bring the results up to date.

    Only the people who have further records are worked out anew. The tables are exactly those that `write_course`
    gives for all records together, the new rows of each table below the earlier ones.

    Args:
        folder: what `write_course` wrote with `keep_records`.
        new: further records, as a folder of tables or a file of visits with the same columns as the earlier ones.
        drugs: the user's own table of drugs, if the results were made with one.
        force: keep what else stands in the folder, instead of refusing it.
        progress: called with the parts that are finished and all that will be.

    Raises:
        DataError: if the records hold errors, and the results were not made with `set_aside`.
        DefinitionError: if the results were worked out by a rule of the user's own whose class is not defined.
        OutputError: as for `write_course`.
        SourceError: as for `write_course`, or if a table or a column is not among the earlier ones.
        UsageError: if the folder keeps no records, lacks tables, or was made with another table of drugs.
    """
    with UnfinishedResults(Path(folder)) as results:
        refuse_foreign(results.folder, force=force)
        kept = _kept(results.folder)
        question = _question(kept["question"], drugs)
        _refuse_what_is_not_whole(results.folder, len(kept["parts"]), evidence=question.evidence)
        earlier = CutRecords.load(results.folder / RECORDS)
        results.begin()
        added = add_records(earlier, new, results.records)
        return _update(CourseOnDisk(added.records, question), results, added, kept, progress)


def _kept(folder: Path) -> dict[str, Any]:
    """What is known of the parts of the records that are kept."""
    try:
        kept = json.loads((folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    if not isinstance(kept, dict) or not {"question", "version", "parts"} <= set(kept):
        raise UsageError(
            f"{folder.name} keeps no records.",
            "Results can be brought up to date where the records are kept with them, as Parquet.",
            "`mscourse characterise DATA --out OUT --keep-records` keeps them (in Python: keep_records=True).",
        )
    return kept


def _question(asked: dict[str, Any], drugs: Any) -> Question:  # noqa: ANN401
    """What the results answer, asked today."""
    known = drug_table(drugs)
    if known.digest != asked["drugs"]:
        raise UsageError(
            "The results were made with another table of drugs.",
            "Treatments are checked with one table of drugs.",
            "name the same one: `--drugs FILE` (in Python: drugs=...), or none if there was none.",
        )
    return Question(
        definition=from_json(json.dumps(asked["definition"]), CourseDefinition),
        drugs=known,
        today=dt.date.today(),  # noqa: DTZ011 - the user's own calendar
        until=asked["until"],
        hindsight=asked["hindsight"],
        set_aside=asked["set_aside"],
        evidence=asked["evidence"],
    )


def _update(
    course: CourseOnDisk, results: UnfinishedResults, added: Added, kept: dict[str, Any], progress: Progress | None
) -> Updated:
    everyone = not added.read_alike or kept["version"] != version_of("mscourse")
    look_at_all = ids_may_be_alike(added.records.facts.values())
    changed: dict[int, pl.Series | None] = {}
    for number, before in enumerate(kept["parts"]):
        if everyone or before["ahead"]:
            changed[number] = None
        elif number in added.people or look_at_all:
            changed[number] = added.people.get(number, NOBODY)
    # What is said of whole tables and files is said with each part: one of them at least is looked at again.
    changed = changed or {0: NOBODY}
    total, sums = Sums(), {}
    # The parts that change come first: what they say of whole tables is up to date.
    order = sorted(range(len(course)), key=lambda number: number not in changed)
    for done, number in enumerate(order, start=1):
        sums[number] = kept["parts"][number]
        if number in changed:
            sums[number] = _work_out(course, results, number, changed[number], total)
        else:
            results.take_over(number + 1, sums[number], share)
        total += Sums.from_dict(sums[number])
        if progress is not None:
            progress(done, len(course))
    if _kept(results.folder) != kept:
        raise OutputError(
            f"{results.folder.name} is not what it was when the update began.",
            "Results are brought up to date as a whole.",
            "begin the update anew.",
        )
    kept = {
        "question": course.question.as_dict(),
        "version": version_of("mscourse"),
        "parts": [sums[n] for n in sorted(sums)],
    }
    written = finish(course, results, total, kept)
    named = [ids for ids in changed.values() if ids is not None]
    people = sum(map(len, named)) if len(named) == len(changed) else None
    return Updated(written=written, definition=course.question.definition, people=people)


def _work_out(
    course: CourseOnDisk, results: UnfinishedResults, number: int, people: pl.Series | None, total: Sums
) -> dict[str, Any]:
    """Write the tables of a part that changed, and say what it adds up to."""
    before = None if people is None else (people, _before(results.folder, number))
    part = course.part(number, total.checks, before)
    results.add(number + 1, with_findings(part, course), part.sums.as_dict, part.firsts)
    return part.sums.as_dict()


def _before(folder: Path, number: int) -> Tables:
    """The tables of a part as they stand in the folder."""
    files = {name: _file(folder, name, number) for name in TABLES}
    try:
        return {name: pl.read_parquet(file, glob=False) for name, file in files.items() if file.exists()}
    except (pl.exceptions.PolarsError, OSError):
        raise _not_whole(folder) from None


def _file(folder: Path, table: str, number: int) -> Path:
    """Where a table of a part stands in the folder; parts count from 0."""
    of_part = file_of_part(folder, table, number + 1)
    return of_part if of_part.parent.is_dir() else of_part.parent


def _refuse_what_is_not_whole(folder: Path, parts: int, *, evidence: bool) -> None:
    """Nothing, if every table is there that was written, and all its parts."""
    tables = [name for name in TABLES if evidence or name != "evidence"]
    if not all(_file(folder, name, number).is_file() for name in tables for number in range(parts)):
        raise _not_whole(folder)


def _not_whole(folder: Path) -> UsageError:
    return UsageError(
        f"{folder.name} lacks tables that were written into it, or they cannot be read.",
        "Results are brought up to date as a whole.",
        "have the course worked out anew with `mscourse characterise` (in Python: write_course).",
    )
