"""The answers of MSoutcomes 0.2.1 for its sample data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import mscourse
from mscourse.compat.msoutcomes import CDI, CDW, PIRA, CDEseq, spmsDx, spmsDx_no_fss
from oracle.core_spms import SpmsRule, spms
from oracle.core_strategies import SYSTEMS
from oracle.core_visits import Visit

REFERENCE = Path(__file__).parent / "reference"
SAMPLE = Path(mscourse.__file__).parent / "data" / "msoutcomes_sample" / "visits.csv"
SIX_MONTHS = 6 * 30.25

CHANGES = {
    "CDW_SampleData": CDW,
    "CDW_3m_sustainedTRUE": lambda visits: CDW(visits, sustained=True),
    "CDW_3m_sustainedFALSE": lambda visits: CDW(visits, sustained=False),
    "CDW_6m_sustainedTRUE": lambda visits: CDW(visits, mconf=SIX_MONTHS),
    "CDW_6m_sustainedFALSE": lambda visits: CDW(visits, SIX_MONTHS, 30, False),  # noqa: FBT003
    "CDI_SampleData": CDI,
    "CDEseq_1": lambda visits: CDEseq(visits)[0],
    "CDEseq_2": lambda visits: CDEseq(visits)[1],
    "PIRA_sustainedTRUE": PIRA,
    "PIRA_sustainedFALSE": lambda visits: PIRA(visits, sustained=False),
}
DATED = {"spmsDx_SampleData": spmsDx, "spmsDx_no_fss_SampleData": spmsDx_no_fss}

Answer = tuple[str, float, float | None]
"""When SPMS began, the EDSS then, and the EDSS before."""
IN_BOTH: dict[str, tuple[Answer, Answer]] = {
    "ipt 09": (("2004-03-19", 5, 5), ("2004-09-03", 6, 5)),
    "ipt 11": (("1996-04-05", 6, None), ("2001-03-05", 6.5, 6)),
}
CORRECTED: dict[str, dict[str, tuple[Answer, Answer]]] = {
    "spmsDx_SampleData": IN_BOTH,
    "spmsDx_no_fss_SampleData": IN_BOTH
    | {
        "ipt 03": (("2001-07-03", 4.5, None), ("2003-04-14", 6, 4.5)),
        "ipt 04": (("1997-04-07", 4, None), ("2001-06-26", 5.5, 4)),
        "ipt 12": (("2001-05-07", 4, None), ("2003-05-12", 5, 4)),
        "ipt 16": (("2000-07-31", 6.5, None), ("2004-05-07", 8, 6.5)),
        "ipt 20": (("2003-02-03", 7, None), ("2004-09-03", 7.5, 7)),
        "ipt 33": (("2001-01-24", 6.5, None), ("2006-05-12", 8, 6.5)),
        "ipt 34": (("2003-03-03", 6.5, None), ("2003-11-07", 7.5, 6.5)),
        "ipt 36": (("2000-03-14", 7.5, None), ("2003-03-03", 8.5, 7.5)),
    },
}
"""The original's answer, and the one here: it dates SPMS to a visit that is no worse than the reference (A1)."""


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, null_values="NA", infer_schema_length=None)


def _reference(name: str) -> pl.DataFrame:
    return _read(REFERENCE / f"msoutcomes_{name}.csv")


def _rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.with_columns(pl.col(pl.Date).cast(pl.String)).rows()


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_those_of_the_original(name: str) -> None:
    found, theirs = CHANGES[name](_read(SAMPLE)), _reference(name)

    assert found.columns == theirs.columns
    assert _rows(found) == _rows(theirs)


@pytest.mark.parametrize("name", DATED)
def test_secondary_progression_is_that_of_the_original_but_for_people_whose_answer_is_mended(name: str) -> None:
    found, theirs = DATED[name](_read(SAMPLE)), _reference(name)
    answers = {ours[0]: (other, ours) for ours, other in zip(_rows(found), _rows(theirs), strict=True)}

    assert found.columns == theirs.columns
    assert {person: (his[2:], ours[2:]) for person, (his, ours) in answers.items() if his != ours} == CORRECTED[name]
    assert found.get_column("SPMS").to_list() == theirs.get_column("SPMS").to_list()


@pytest.mark.parametrize("name", DATED)
def test_nothing_but_the_smoothing_of_the_first_visit_parts_the_two(name: str) -> None:
    rule = SpmsRule(with_systems=name == "spmsDx_SampleData", first_run_smoothed=True)
    measured = _read(SAMPLE).with_columns(pl.col("dateEDSS").str.to_date()).drop_nulls("EDSS").sort("ID", "dateEDSS")
    found = {
        person[0]: spms([_visit(row) for row in rows.iter_rows(named=True)], rule)
        for person, rows in measured.group_by("ID", maintain_order=True)
    }
    told = {person: (date, edss, before) for person, is_spms, date, edss, before in _rows(_reference(name)) if is_spms}

    assert {
        person: (str(dt.date.fromordinal(answer[0].day)), answer[0].edss, answer[1])
        for person, answer in found.items()
        if answer
    } == told


def _visit(row: dict[str, Any]) -> Visit:
    gap = row["daysPostRelapse"]
    scores = tuple(row[system] for system in SYSTEMS)
    return Visit(row["dateEDSS"].toordinal(), row["EDSS"], None if gap is None else abs(gap), scores)


@pytest.mark.parametrize("name", [*CHANGES, *DATED])
def test_pandas_has_the_same_answers(name: str) -> None:
    call = (CHANGES | DATED)[name]
    found = call(pd.read_csv(SAMPLE))
    expected = call(_read(SAMPLE))

    assert isinstance(found, pd.DataFrame)
    assert pl.from_pandas(found).rows() == [
        tuple(dt.datetime(*value.timetuple()[:3]) if isinstance(value, dt.date) else value for value in row)  # noqa: DTZ001
        for row in expected.rows()
    ]
