"""Files that are cut on disk and checked part by part give what reading them as a whole gives."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.check import check
from mscourse.derivations.check_parts import ChecksSoFar, check_ids_alike, check_part, first_rows
from mscourse.sources import read_cohort
from mscourse.sources.cutting import CutRecords, cut_records
from mscourse.tables.finding_rows import joined
from mscourse.tables.schemas import SCHEMAS
from properties.messy_tables import messy_tables

TODAY = dt.date(2025, 1, 1)


def written(table: pl.DataFrame, name: str, way: str, folder: Path) -> None:
    """The table as Parquet, or as text in some encoding and with some separator."""
    if way == "parquet":
        table.write_parquet(folder / f"{name}.parquet")
    else:
        encoding, separator = way.split()
        text = table.write_csv(separator=separator)
        (folder / f"{name}.csv").write_bytes(text.encode(encoding, errors="replace"))


def findings_of_parts(cut: CutRecords) -> pl.DataFrame:
    """All that is found in the parts, what is about whole tables once."""
    parts = [check_part(cut.part(number), given=cut.given, today=TODAY) for number in range(len(cut))]
    checks = ChecksSoFar()
    for part in parts:
        checks.add(part)
        assert_frame_equal(part.about_tables, parts[0].about_tables)
    firsts = [first_rows({name: part.cohort.table(name) for name in SCHEMAS}) for part in parts]
    together = {name: pl.concat([each[name] for each in firsts]) for name in firsts[0]}
    return joined([checks.about_tables, *(part.cohort.findings for part in parts), *check_ids_alike(together)])


@given(
    tables=messy_tables(),
    way=st.sampled_from(["parquet", "utf-8 ,", "utf-8 ;", "utf-8-sig |", "utf-16 ,", "cp1252 ,"]),
    parts=st.integers(1, 5),
    form=st.sampled_from([None, None, "%d/%m/%Y"]),
)
def test_files_cut_into_parts_give_the_findings_of_the_whole(
    tables: Mapping[str, pl.DataFrame], way: str, parts: int, form: str | None
) -> None:
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "data")
        source.mkdir()
        for name, table in tables.items():
            written(table, name, way, source)
        cut_records(source, Path(place, "parts"), parts=parts, date_format=form)
        found = findings_of_parts(CutRecords.load(Path(place, "parts")))
        whole = check(read_cohort(source, date_format=form), today=TODAY)
        assert_frame_equal(found.sort(pl.all()), whole.sort(pl.all()))
