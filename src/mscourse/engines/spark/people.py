"""On an executor: the rows of some people at a time, as the tables that the library reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mscourse.engines.spark.tables import PERSON, Layout
from mscourse.tables.cohort import Given
from mscourse.tables.frames import as_polars

ROWS_AT_ONCE = 100_000
"""So many rows are worked on at a time, or those of one person if there are more: some thousand people."""


def in_parts(batches: Iterable[pa.RecordBatch], rows: int = ROWS_AT_ONCE) -> Iterator[pa.Table]:
    """The rows of some people at a time, nobody in two parts, however the batches are cut.

    Args:
        batches: sorted by person.
        rows: how many are gathered before a part is handed on.
    """
    held: list[pa.RecordBatch] = []
    number, enough = 0, rows
    for batch in batches:
        held.append(batch)
        number += batch.num_rows
        if number < enough:
            continue
        table = pa.Table.from_batches(held)
        people = table.column(PERSON)
        # The last person's rows may go on in the next batch.
        whole = number - (pc.sum(pc.equal(people, people[-1])).as_py() or 0)
        if whole:
            yield table.slice(0, whole)
        held, number = table.slice(whole).to_batches(), number - whole
        # One person alone: looking again after each batch would take ever longer.
        enough = max(rows, 2 * number)
    if number:
        yield pa.Table.from_batches(held)


def given_in(part: pa.Table, layouts: Mapping[str, Layout]) -> dict[str, Given]:
    """The tables of the people in the part, each with the columns it came with, numbered from row 1."""
    return {name: Given(frame=_table(name, part, layout)) for name, layout in layouts.items()}


def _table(name: str, part: pa.Table, layout: Layout) -> pl.DataFrame:
    """The rows of one table; columns that were not carried are there by name."""
    _, *columns = _of_table(name, part).flatten()
    read = dict(zip(layout.carried, columns, strict=True))
    carried = as_polars(name, pa.table({layout.names[at]: column for at, column in read.items()}))
    height = carried.height if read else _of_table(name, part).length()
    missing = pl.Series([None] * height, dtype=pl.Null)
    return pl.DataFrame(
        [
            carried.get_column(each) if at in read else missing.alias(each)
            for at, each in enumerate(layout.names)
            if each != "row"
        ]
    )


def _of_table(name: str, part: pa.Table) -> pa.StructArray:
    rows = part.column(name)
    rows = rows.filter(rows.is_valid())
    return pa.concat_arrays(rows.chunks) if rows.num_chunks else pa.array([], rows.type)


def told_rows(part: pa.Table, layouts: Mapping[str, Layout]) -> pl.DataFrame:
    """What each table calls its rows, in its column `row`, by the number that they have in this part.

    The columns are `table`, `row` and `told`, which is missing where a table has no such column.
    """
    listed = []
    for name in layouts:
        rows = part.column("order").filter(part.column(name).is_valid())
        told = pl.Series("told", rows.to_numpy() if not rows.null_count else rows.to_pylist(), pl.Int64)
        listed.append(
            pl.select(
                pl.lit(name).alias("table"), pl.int_range(1, len(told) + 1, dtype=pl.UInt32).alias("row"), told
            )
            if len(told)
            else pl.DataFrame(schema={"table": pl.String, "row": pl.UInt32, "told": pl.Int64})
        )
    return pl.concat(listed)
