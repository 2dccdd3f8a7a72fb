"""The calls of `reference/manifest.json`, and what pymsprog 1.0.7 answered to them.

Three runs differ, for reasons told in `docs/explanation/msprog.md`: in `t25fw` a rise of exactly 20 per cent counts,
and in the two `sdmt_subthr` runs a decline of the SDMT is not taken for an improvement.
"""

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from mscourse.compat.msprog import MSprog

FOLDER = Path(__file__).parent / "reference"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())
RUNS = {run["name"]: run for run in MANIFEST["runs"] if "function" not in run}
DIRECTION_IGNORED = ("sdmt_subthr_event", "sdmt_subthr_improvement")
MISSED_BY_ROUNDING = "t25fw"
"""In whom a rise or fall of 20 per cent falls short in binary."""
ROUNDED = {"P00000009", "P00000032", "P00000037", "P00000044"}
TABLES = ("results", "summary", "unconfirmed")
DATES = ("date", "bl_date", "last_delta_date")


def edss_strict(baseline: float) -> float:
    if baseline == 0:
        return 1.5
    return 1.0 if baseline <= 5.5 else 0.5


def sdmt10(baseline: float) -> float:
    return min(baseline / 10, 3)


FUNCTIONS = {"edss_strict": edss_strict, "sdmt10": sdmt10}


def numbers(value: Any) -> Any:
    """The argument as it was before it became JSON."""
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [numbers(each) for each in value]
    return math.inf if value == "inf" else value


def arguments(run: dict[str, Any]) -> dict[str, Any]:
    given = {name: numbers(value) for name, value in run["params"].items()}
    if "delta_fun" in given:
        given["delta_fun"] = FUNCTIONS[given["delta_fun"]]
    return {"relapse": relapses(), "include_dates": True, "include_value": True, "verbose": 0} | given


@cache
def visits() -> pl.DataFrame:
    return pl.read_csv(FOLDER / "synth60_visits.csv")


@cache
def relapses() -> pl.DataFrame:
    return pl.read_csv(FOLDER / "synth60_relapses.csv")


def rows(frame: Any) -> list[dict[str, Any]]:
    """The rows of either kind of frame as plain values."""
    listed = frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame.to_dict("records")
    return [{name: plain(value) for name, value in row.items()} for row in listed]


def plain(value: Any) -> Any:
    """Numbers as floating point, dates as text, nothing for empty text."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return round(float(value), 9)
    return str(value)


def expected(file: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / file, infer_schema_length=None)


def same(ours: Any, theirs: pl.DataFrame) -> None:
    """The same rows in the same order; a column that only one of the two has holds nothing."""
    names = {*ours.columns, *theirs.columns}
    complete = [[{name: row.get(name) for name in names} for row in rows(frame)] for frame in (ours, theirs)]
    assert complete[0] == complete[1]
    assert [name for name in ours.columns if name in theirs.columns] == theirs.columns


@pytest.mark.parametrize("name", [name for name in RUNS if name not in (*DIRECTION_IGNORED, MISSED_BY_ROUNDING)])
def test_the_answer_of_the_original(name: str) -> None:
    answer = MSprog(visits(), **arguments(RUNS[name]))

    for table in TABLES:
        same(getattr(answer, table), expected(RUNS[name][table]))


def test_all_runs_of_the_manifest_are_compared() -> None:
    assert len(RUNS) + sum("function" in run for run in MANIFEST["runs"]) == 88
    assert {*DIRECTION_IGNORED, MISSED_BY_ROUNDING} < set(RUNS)


def test_a_fifth_that_falls_short_in_binary_counts() -> None:
    run = RUNS[MISSED_BY_ROUNDING]
    answer = MSprog(visits(), **arguments(run))

    others = ~pl.col("id").is_in(ROUNDED)
    for table in TABLES:
        same(getattr(answer, table).filter(others), expected(run[table]).filter(others))
    # 4.0 s to 4.8 s; the rise is then confirmed, and so is no longer in the table of those that were not.
    found = answer.results.filter(pl.col("id") == "P00000032").row(0, named=True)
    assert (found["bl_value"], found["value"], found["conf84_value"]) == (4.0, 4.8, 4.9)
    assert found["CDW_type"] == "RAW"
    same(
        answer.results.filter(pl.col("id") != "P00000032"), expected(run["results"]).filter(pl.col("id") != "P00000032")
    )
    # The others have one more row each in the table of changes that were not confirmed.
    more = answer.unconfirmed.join(expected(run["unconfirmed"]), on=["id", "value", "bl_value"], how="anti")
    fifth = pl.col("bl_value") / 5
    assert set(more.get_column("id")) == ROUNDED - {"P00000032"}
    assert more.select(((pl.col("value") - pl.col("bl_value")).abs() - fifth).abs().max()).item() < 1e-9


@pytest.mark.parametrize("name", DIRECTION_IGNORED)
def test_a_decline_of_the_sdmt_is_no_improvement(name: str) -> None:
    """Turned upside down, the SDMT rises as it gets worse, and the original finds what there is to find."""
    answer = MSprog(visits(), **arguments(RUNS[name]))

    turned_back = pl.col("^.*value$").map_batches(lambda score: 110 - score)
    for table in TABLES:
        same(getattr(answer, table), expected(f"mirrored_{name}__{table}.csv").with_columns(turned_back))
    assert answer.summary.get_column("CDW").sum() > 0
    assert expected(RUNS[name]["summary"]).get_column("CDW").sum() == 0


def cohort_of(times: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The visits and relapses of everybody, so many times over under other names."""

    def repeated(frame: pl.DataFrame) -> pl.DataFrame:
        return pl.concat(frame.with_columns(pl.col("id") + f"/{number}") for number in range(times))

    return repeated(visits()), repeated(relapses())


@pytest.mark.parametrize(
    "name",
    ["multiple_roving", "relapse_rebl_blgeq", "roving_rel_to_bl_sub_skip", "conf_tol_inf", "impute1", "sdmt_first"],
)
def test_compiled_and_plain_code_agree(name: str) -> None:
    many, their_relapses = cohort_of(4)
    given = arguments(RUNS[name])
    compiled = MSprog(many, **given | {"relapse": their_relapses})
    plain_code = MSprog(visits(), **given)

    assert compiled.summary.height == 240
    for table in TABLES:
        for number in range(4):
            of_one = getattr(compiled, table).filter(pl.col("id").str.ends_with(f"/{number}"))
            renamed = getattr(plain_code, table).with_columns(pl.col("id") + f"/{number}")
            assert of_one.equals(renamed)


def test_a_table_without_relapses_can_be_searched_for_many() -> None:
    many, _ = cohort_of(4)
    given = arguments(RUNS["no_relapse_table"])

    assert MSprog(many, **given).results.height == 4 * expected(RUNS["no_relapse_table"]["results"]).height


@pytest.mark.parametrize("name", ["multiple_roving", "conf12_24", "day_format", "no_stable", "firstPIRA_roving"])
def test_pandas_in_pandas_out(name: str) -> None:
    run = RUNS[name]
    given = arguments(run)
    of_pandas = MSprog(visits().to_pandas(), **given | {"relapse": relapses().to_pandas()})
    of_polars = MSprog(visits(), **given)

    assert list(of_pandas.summary.index) == of_polars.summary.get_column("id").to_list()
    assert of_pandas.summary.index.name is None
    for table in ("results", "unconfirmed"):
        ours = getattr(of_pandas, table)
        assert ours.columns.tolist() == getattr(of_polars, table).columns
        assert ours.index.equals(pd.RangeIndex(len(ours)))
        for column in ours.columns:
            if pd.api.types.is_datetime64_dtype(ours[column]):
                ours[column] = ours[column].dt.strftime("%Y-%m-%d")
        same(ours, expected(run[table]))
