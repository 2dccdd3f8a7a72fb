"""Whatever a file or a frame holds, reading and checking end in a cohort or in an error of ours."""

import contextlib
import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mscourse.derivations.check import check
from mscourse.errors import MscourseError
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort
from mscourse.tables.findings import Findings
from mscourse.tables.schemas import SCHEMAS

ODD_CELLS = {
    "null": pl.Series([None, None]),
    "duration": pl.Series([dt.timedelta(days=1), None]),
    "time": pl.Series([dt.time(1, 2), None]),
    "decimal": pl.Series(["1.5", None]).cast(pl.Decimal(10, 2)),
    "categorical": pl.Series(["2020-01-01", "x"], dtype=pl.Categorical),
    "list": pl.Series([[1], None]),
    "struct": pl.Series([{"a": 1}, None]),
    "binary": pl.Series([b"\xff", None]),
    "boolean": pl.Series([True, None]),
    "date": pl.Series([dt.date(2020, 1, 1), None]),
    "time zone": pl.Series([dt.datetime(2020, 1, 1, tzinfo=dt.UTC), None]),
    "huge": pl.Series([2**63 - 1, None]),
    "not finite": pl.Series([float("inf"), float("nan")]),
    "unsigned": pl.Series([200, None], dtype=pl.UInt8),
    "wide": pl.Series([1, None], dtype=pl.Int128),
}


@pytest.mark.parametrize("odd", ODD_CELLS.values(), ids=ODD_CELLS.keys())
@pytest.mark.parametrize("table", SCHEMAS)
def test_any_type_of_cell_in_any_column(table: str, odd: pl.Series):
    for column in SCHEMAS[table].column_names():
        sound = {"patient_id": ["A", "B"], "date": ["2020-01-01"] * 2, "drug": ["x", "y"], "course": ["rrms"] * 2}
        cohort = Cohort(**{table: pl.DataFrame(sound | {column: odd})})
        assert not Findings.validate(check(cohort)).is_empty()
        assert cohort.given == {table: 2}
        assert cohort.table(table).drop("row").schema == SCHEMAS[table].create_empty().schema


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b'"')
@example(b",\n,")
@example(b"id\n" + b"\x00" * 9)
@example(b"id,date\rA,2020-01-01\r")
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    _read_or_refuse(tmp_path_factory.mktemp("any"), content)


@given(st.text(alphabet='id,date;ess\n\r\t"A0123-/.|é ', max_size=200))
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str):
    _read_or_refuse(tmp_path_factory.mktemp("any"), b"id,date,edss\n" + text.encode())


def _read_or_refuse(folder: Path, content: bytes) -> None:
    for name in ("visits.csv", "visits.parquet", "visits.xlsx"):
        (folder / name).write_bytes(content)
        with contextlib.suppress(MscourseError):
            assert not Findings.validate(check(read_cohort(folder / name))).is_empty()
