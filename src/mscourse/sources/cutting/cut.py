"""Cutting files of records by patient id, in as much memory as some hundred thousand rows take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from mscourse.errors import SourceError, UsageError
from mscourse.sources.cutting.edges import SampleOfIds
from mscourse.sources.cutting.parts_folder import no_rows_path, parts_folder, write_piece
from mscourse.sources.cutting.piles import Piles
from mscourse.sources.cutting.records import CutRecords, CutTable
from mscourse.sources.cutting.row_numbers import ROW, NumbersSeen, has_numbers
from mscourse.sources.cutting.table_files import TableFile
from mscourse.sources.folder import files_of, is_workbook
from mscourse.sources.msoutcomes import days_since_relapse
from mscourse.tables.cohort import Cohort, Given
from mscourse.tables.dates import check_format
from mscourse.tables.facts import TableFacts, facts_of
from mscourse.tables.finding_rows import joined
from mscourse.tables.measures import names_of_measures


def cut_records(
    source: Path | str,
    folder: Path | str,
    *,
    parts: int,
    date_format: str | None = None,
    measures: Iterable[str] = (),
) -> CutRecords:
    """The records of the source cut by patient id into about so many parts, which lie in the folder.

    Files are read some rows at a time and never held as a whole. All tables are cut at the same ids, so that the
    parts have about equally many rows; where there are few ids there are fewer parts than were asked for.

    Args:
        source: a folder whose files are named after their tables, or one file, as for `read_cohort`.
        folder: where the parts go; made if it is not there. Parts of an earlier cut in it are replaced.
        parts: how many parts are wanted.
        date_format: as for `read_cohort`.
        measures: as for `read_cohort`.

    Raises:
        SourceError: as for `read_cohort`; or if the records cannot be cut: a workbook, or visits that relapses would
            be rebuilt from.
        UsageError: as for `read_cohort`, or if less than one part is wanted.
        OutputError: if the parts cannot be written, or the folder holds anything else. A cut that broke off
            leaves nothing.
    """
    check_format(date_format)
    names = names_of_measures(measures)
    if parts < 1:
        raise UsageError("Records cannot be cut into less than one part.", "The number of parts is 1 or more.")
    paths, found = files_of(Path(source))
    for path in paths.values():
        refuse_workbook(path)
    place = Path(folder)
    with parts_folder(place):
        files = {table: TableFile.of(table, path, place) for table, path in paths.items()}
        refuse_what_is_not_cut(files)
        _look_for_measures(files, names)
        edges, numbered = _edges(files, parts)
        cut = {
            name: cut_table(file, place, edges, keep_numbers=name in numbered, date_format=date_format)
            for name, file in files.items()
        }
        records = CutRecords(
            folder=place,
            edges=edges,
            digests={name: file.digest for name, file in files.items()},
            findings=joined([*found, *(each for file in files.values() for each in file.findings if not file.empty)]),
            tables={name: table for name, (table, _) in cut.items()},
            facts={name: facts for name, (_, facts) in cut.items()},
            date_format=date_format,
            measures=names,
        )
        records.save()
    return records


def refuse_workbook(path: Path) -> None:
    """Stop where the file is a workbook."""
    if is_workbook(path):
        raise SourceError(
            f"{path.name} is a workbook, which cannot be cut into parts.",
            "Only CSV, TSV and Parquet files are read some rows at a time.",
            "export its sheets as CSV or Parquet, or have the records read as a whole.",
        )


def refuse_what_is_not_cut(files: dict[str, TableFile]) -> None:
    """Stop where the relapses would have to be rebuilt from visits."""
    visits = files.get("visits")
    if visits is None or "relapses" in files:
        return
    column = days_since_relapse(visits.schema.names())
    if column is not None:
        raise SourceError(
            f"Relapses are to be rebuilt from the column `{column}` of visits, which cannot be done in parts.",
            "Records are cut into parts where relapses are a table of their own.",
            "give a table of relapses, or have the records read as a whole.",
        )


def _look_for_measures(files: dict[str, TableFile], measures: tuple[str, ...]) -> None:
    """Stop before the work begins if a measure is not among the visits."""
    visits = files.get("visits")
    first = next(visits.batches(), None) if visits is not None and measures else None
    if first is not None:
        Cohort.of({"visits": Given(frame=first.head(1000))}, measures=measures)


def _edges(files: dict[str, TableFile], parts: int) -> tuple[tuple[str, ...], set[str]]:
    """The ids at which the records are cut, and the tables whose rows keep the numbers they came with."""
    sample = SampleOfIds(parts)
    numbered = set()
    for name, file in files.items():
        numbers = NumbersSeen()
        ids = file.id_column()
        columns = ([] if ids is None else [ids]) + ([ROW] if has_numbers(file.schema) else [])
        for batch in file.batches(columns) if columns else ():
            sample.add(file.ids(batch))
            if has_numbers(file.schema):
                numbers.add(batch.get_column(ROW))
        if has_numbers(file.schema) and numbers.unique:
            numbered.add(name)
    return sample.edges(parts), numbered


def cut_table(
    file: TableFile,
    folder: Path,
    edges: tuple[str, ...],
    *,
    keep_numbers: bool,
    date_format: str | None,
    after: CutTable | None = None,
) -> tuple[CutTable, TableFacts]:
    """The table cut at the edges, its rows written into the files of their parts, and the facts of its rows.

    With `after`, the rows are added to those of the table that lie in the folder already.
    """
    piles, facts = Piles(file.table, folder, edges, after), TableFacts()
    last_row = file.first_row - 1 if after is None else after.last_row
    columns = None if after is None else list(pl.read_parquet_schema(no_rows_path(folder, file.table)))
    for batch in file.batches():
        facts += facts_of(file.table, batch, date_format=date_format)
        rows = batch if keep_numbers else _numbered(batch, last_row + 1)
        piles.add(rows if columns is None else rows.select(columns), file.ids(batch))
        last_row = max([last_row, *rows.select(pl.col(ROW).max()).to_series().drop_nulls()])
    piles.write()
    if not file.empty and after is None:
        write_piece(pl.DataFrame(schema=dict(file.schema) | {ROW: pl.UInt32}), no_rows_path(folder, file.table))
    table = CutTable(
        headless=file.empty,
        quotes=file.quotes or (after is not None and after.quotes),
        rows=tuple(piles.rows),
        pieces=tuple(piles.pieces),
        last_row=last_row,
    )
    return table, facts


def _numbered(batch: pl.DataFrame, first: int) -> pl.DataFrame:
    """The rows with numbers from the first on."""
    numbers = pl.int_range(first, first + batch.height, dtype=pl.UInt32, eager=True)
    return batch.with_columns(numbers.alias(ROW))
