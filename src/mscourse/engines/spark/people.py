"""On an executor: the rows of some people at a time, as the tables that the library reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mscourse.engines.spark.layouts import Layout
from mscourse.engines.spark.tables import ORDER, PERSON
from mscourse.tables.cohort import Given
from mscourse.tables.frames import as_polars

ROWS_AT_ONCE = 100_000
"""So many rows are worked on at a time, or those of one person if there are more: some thousand people."""
_LAST_ROW = 2**32 - 1
"""The largest number that a finding can call a row by."""
_TOLD = {"table": pl.String(), "row": pl.UInt32(), "told": pl.UInt32()}


def in_parts(batches: Iterable[pa.RecordBatch], rows: int = ROWS_AT_ONCE, key: str = PERSON) -> Iterator[pa.Table]:
    """The rows of some people at a time, nobody in two parts, however the batches are cut.

    Args:
        batches: sorted by person.
        rows: how many are gathered before a part is handed on.
        key: the column that says whose row it is; what has the same there stays together.
    """
    held: list[pa.RecordBatch] = []
    number, enough = 0, rows
    for batch in batches:
        held.append(batch)
        number += batch.num_rows
        if number < enough:
            continue
        table = pa.Table.from_batches(held)
        people = table.column(key)
        # The last person's rows may go on in the next batch.
        whole = number - pc.sum(pc.equal(people, people[-1])).as_py()
        if whole:
            yield table.slice(0, whole)
        held, number = table.slice(whole).to_batches(), number - whole
        # Of one person alone: to look again after each batch would take ever longer.
        enough = max(rows, 2 * number)
    if number:
        yield pa.Table.from_batches(held)


def given_in(part: pa.Table, layouts: Mapping[str, Layout]) -> tuple[dict[str, Given], pl.DataFrame]:
    """The tables of the people in the part, and what each table calls its rows.

    Rows have the numbers that their table gives them, as far as these tell them apart, else they are counted. The
    columns of the second are `table`, `row` (the number here) and `told` (that of the table, missing if it has none).
    """
    given, told = {}, [pl.DataFrame(schema=_TOLD)]
    for name, layout in layouts.items():
        rows = part.filter(part.column(name).is_valid())
        frame, numbers = _table(rows.column(name), layout), _numbers(rows.column(ORDER))
        own = numbers.null_count() == 0 and numbers.is_unique().all()
        counted = numbers if own else pl.int_range(1, len(numbers) + 1, dtype=pl.UInt32, eager=True)
        given[name] = Given(frame=frame.with_columns(counted.alias("row")))
        called = pl.DataFrame([counted.alias("row"), numbers.alias("told")])
        told.append(called.select(pl.lit(name).alias("table"), "row", "told"))
    return given, pl.concat(told)


def _table(rows: pa.ChunkedArray, layout: Layout) -> pl.DataFrame:
    structs = pa.concat_arrays(rows.chunks) if rows.num_chunks else pa.array([], rows.type)
    _, *columns = structs.flatten()
    carried = as_polars("table", pa.table(columns, names=[str(at) for at in layout.carried]))
    return layout.table({at: carried.get_column(str(at)) for at in layout.carried}, len(structs))


def _numbers(rows: pa.ChunkedArray) -> pl.Series:
    """What the rows are called, missing where no finding could call a row so."""
    numbers = pl.Series("told", rows)
    return numbers.set(~numbers.is_between(0, _LAST_ROW), None).cast(pl.UInt32)
