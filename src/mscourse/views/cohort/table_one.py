"""Table 1 as it is printed: characteristics down, groups across."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from mscourse.views import vocabulary as say
from mscourse.views.cohort import cells
from mscourse.views.cohort.document import Column, Table
from mscourse.views.cohort.words import EVERYBODY, say_group

_CALLED = {
    "people": "People",
    "sex": "Sex",
    "age": "Age (years)",
    "disease_duration": "Years since the first symptom",
    "edss": "EDSS",
    "relapses_past_year": "Relapses in the past year",
    "phenotype": "Course",
    "treatment": "Treatment",
}
_MOST_LEVELS = 12
_NOTE = (
    "Baseline is the first visit with an EDSS, or else the first record. Counts with their share of those of whom it "
    "is known; else the median with the quartiles."
)
_ALONE = " A group of one person shows what is recorded of that person: look at it before you pass the table on."
_MORE = " Of treatments the {most} most frequent are printed; the file has all."


def table_one(baseline: pl.DataFrame, name: str = "baseline") -> Table:
    """The table of characteristics, with a column for everybody and one for each group.

    Args:
        baseline: what `mscourse.measures.baseline_table` gives.
        name: of its file.
    """
    groups = [_group(row) for row in baseline.select("by", "group").unique(maintain_order=True).to_dicts()]
    levels = baseline.filter(pl.col("by").is_null(), pl.col("characteristic") == "treatment").sort(
        "people", descending=True, maintain_order=True
    )
    left_out = set(levels.get_column("level").to_list()[_MOST_LEVELS:])
    printed: dict[str, dict[str, str]] = {}
    for row in baseline.to_dicts():
        if row["characteristic"] == "treatment" and row["level"] in left_out:
            continue
        for said, cell in _cells(row):
            printed.setdefault(said, {})[_group(row)] = cell
    # The headings may be any words of the user's: so columns are numbered.
    numbered = {f"group_{at}": group for at, group in enumerate(groups)}
    shown = pl.DataFrame(
        {
            "characteristic": list(printed),
            **{key: [row.get(group, cells.NOTHING) for row in printed.values()] for key, group in numbered.items()},
        },
        schema=dict.fromkeys(["characteristic", *numbered], pl.String),
    )
    alone = not baseline.filter(pl.col("characteristic") == "people", pl.col("people") == 1).is_empty()
    return Table(
        name=name,
        caption="Table 1: the people at baseline",
        frame=baseline,
        shown=shown,
        columns=(
            Column(name="characteristic", heading="Characteristic", is_number=False),
            *(Column(name=key, heading=group) for key, group in numbered.items()),
        ),
        note=_NOTE + (_MORE.format(most=_MOST_LEVELS) if left_out else "") + (_ALONE if alone else ""),
    )


def _group(row: dict[str, Any]) -> str:
    return EVERYBODY if row["by"] is None else say_group(row["group"])


def _cells(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    called = _CALLED[str(row["characteristic"])]
    if row["characteristic"] == "people":
        yield called, cells.number(row["people"])
    elif row["median"] is not None:
        yield called, f"{row['median']:.1f} ({row['q1']:.1f} to {row['q3']:.1f})"
    elif row["level"] is not None:
        level = say.COURSE_LETTERS.get(row["level"], row["level"])
        yield f"{called}: {level}", f"{row['people']:,} ({row['percent']:.0f} %)"
    if row["missing"]:
        yield f"{called}: not known", cells.number(row["missing"])
