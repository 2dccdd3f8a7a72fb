"""Adding further records to records that were cut: each row goes to the part of its patient."""

from __future__ import annotations

import dataclasses
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.cutting.cut import cut_table, refuse_what_is_not_cut, refuse_workbook
from mscourse.sources.cutting.parts_folder import cannot_be_written, no_rows_path, parts_folder, piece_path
from mscourse.sources.cutting.records import CutRecords, CutTable
from mscourse.sources.cutting.row_numbers import ROW
from mscourse.sources.cutting.table_files import TableFile
from mscourse.sources.folder import files_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Added:
    """Records with further ones, and whose these are."""

    records: CutRecords
    people: dict[int, pl.Series]
    """For each part that received rows, the ids of the people whose they are; rows without an id are nobody's, so that
    there may be none."""
    read_alike: bool
    """Whether the records that were there are read as before, or differently beside those that were added."""


def add_records(records: CutRecords, source: Path | str, folder: Path | str) -> Added:
    """The records with those of the source after them, in a folder of their own; what was there stays as it is.

    The rows of each table are numbered on, as if they stood below those that were there.

    Args:
        records: what was cut before.
        source: a folder whose files are named after their tables, or one file, with the columns of the earlier ones.
        folder: where all parts go; files of parts that receive nothing are shared where the disk can do that.

    Raises:
        SourceError: as for `cut_records`, or if the source has a table or a column that the records do not have.
        OutputError: as for `cut_records`.
    """
    paths, found = files_of(Path(source))
    for path in paths.values():
        refuse_workbook(path)
    place = Path(folder)
    with parts_folder(place):
        files = {name: TableFile.of(name, path, place) for name, path in paths.items()}
        refuse_what_is_not_cut(files)
        for name, file in files.items():
            _refuse_other_columns(records, name, file)
        _share(records.folder, place)
        tables, facts = dict(records.tables), dict(records.facts)
        people: dict[int, list[pl.Series]] = {}
        for name, file in files.items():
            added, its_facts = cut_table(
                file,
                place,
                records.edges,
                keep_numbers=False,
                date_format=records.date_format,
                after=records.tables[name],
            )
            tables[name], facts[name] = added, facts[name] + its_facts
            for part in range(len(records)):
                if added.rows[part] > records.tables[name].rows[part]:
                    people.setdefault(part, []).append(_ids(file, place, part, records.tables[name], added))
        whole = dataclasses.replace(
            records,
            folder=place,
            digests={**records.digests, **{_name(name, records): file.digest for name, file in files.items()}},
            findings=pl.concat(
                [records.findings, *found, *(each for file in files.values() for each in file.findings)]
            ).unique(maintain_order=True),
            tables=tables,
            facts=facts,
        )
        whole.save()
    return Added(
        records=whole,
        people={part: pl.concat(ids).unique() for part, ids in people.items()},
        read_alike=all(facts[name].reads_like(records.facts[name]) for name in facts),
    )


def _refuse_other_columns(records: CutRecords, name: str, file: TableFile) -> None:
    """Nothing, if the file has the columns of the table that it adds to."""
    if name not in records.tables:
        raise SourceError(
            f"{file.path.name}: there was no table of {name} before.",
            "Records are added to the tables that were given.",
            "work through all records together once, with the new table among them.",
        )
    before = pl.read_parquet_schema(no_rows_path(records.folder, name))
    before.pop(ROW, None)
    now = {column: kind for column, kind in file.schema.items() if column != ROW}
    if now != before:
        raise SourceError(
            f"{file.path.name} does not have the columns of the {name} that were there, in their order and types.",
            "Records are added in the form of the earlier ones.",
            f"the columns are {', '.join(before)}.",
        )


def _share(before: Path, place: Path) -> None:
    """Let the files of the earlier parts be those of this folder too."""
    try:
        for file in before.rglob("*.parquet"):
            here = place / file.relative_to(before)
            here.parent.mkdir(parents=True, exist_ok=True)
            share(file, here)
    except OSError as problem:
        raise cannot_be_written(place, problem) from None


def share(file: Path, here: Path) -> None:
    """Let the file stand in a second place too, as a copy where the disk has no links."""
    try:
        os.link(file, here)
    except OSError:
        shutil.copyfile(file, here)


def _ids(file: TableFile, place: Path, part: int, before: CutTable, now: CutTable) -> pl.Series:
    """Whose rows were added to the part."""
    pieces = range(before.pieces[part] + 1, now.pieces[part] + 1)
    frames = [pl.read_parquet(piece_path(place, part, file.table, piece)) for piece in pieces]
    return pl.concat([file.ids(frame) for frame in frames]).drop_nulls().unique()


def _name(table: str, records: CutRecords) -> str:
    """The name of what is added to the table, among the digests."""
    times = sum(each == table or each.startswith(f"{table}, added ") for each in records.digests)
    return f"{table}, added {times}"
