"""The tables of examples on the page of treatments: what stands in their last columns is what is computed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.label_facts import facts_of_labels
from mscourse.derivations.treatments import treatment_epochs, treatment_findings

PAGE = Path(__file__).parents[2] / "docs" / "definitions" / "treatments.md"
VISITS = pl.DataFrame({"patient_id": "A", "date": [0, 2000], "edss": [2.0, 2.0]})
COURSES = {"SPMS, active": ("spms", "active"), "SPMS, not active": ("spms", "not_active"), "PPMS": ("ppms", "active")}


def rows(header: str) -> list[dict[str, str]]:
    """The rows of the table whose first column has this name, by the names of its columns."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {header} |"))
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return [dict(zip(table[0], row, strict=True)) for row in table[2:]]


def number(cell: str) -> int | None:
    """What the cell holds; nothing where it is empty."""
    return int(cell) if cell else None


@pytest.mark.parametrize("row", rows("written"), ids=lambda row: row["written"])
def test_a_drug_is_taken_as_the_page_says(row: dict[str, str]) -> None:
    treatments = pl.DataFrame(
        {"patient_id": ["A"], "drug": [row["written"]], "atc": [row["ATC code"] or None], "start_date": [0]},
        schema_overrides={"atc": pl.String},
    )
    cohort = ms.Cohort(visits=VISITS, treatments=treatments)

    assert treatment_epochs(cohort).get_column("drug").to_list() == [row["taken as"]]
    assert treatment_findings(cohort).get_column("rule").to_list() == ([row["finding"]] if row["finding"] else [])


@pytest.mark.parametrize(
    "row", rows("relapse on day"), ids=lambda row: f"{row['activity on the drug']}-{list(row.values())}"
)
def test_activity_on_the_drug_is_what_the_page_says(row: dict[str, str]) -> None:
    whole = dict.fromkeys(("date", "compared_with", "new_t2_lesions", "gd_lesions"), pl.Int32)
    new = number(row["new T2"])
    scan = [number(row["scan on day"]), number(row["compared with day"]), new, None if new is None else 0]
    mri = pl.DataFrame([scan], schema=whole, orient="row").with_columns(
        patient_id=pl.lit("A"), enlarging_t2_lesions=pl.lit(scan[3], pl.Int32)
    )
    onset = number(row["relapse on day"])
    relapses = pl.DataFrame({"patient_id": ["A"], "onset_date": [onset]}, schema_overrides={"onset_date": pl.Int32})
    treatments = pl.DataFrame({"patient_id": ["A"], "drug": ["siponimod"], "start_date": [100]})
    course = ms.characterise(ms.Cohort(visits=VISITS, relapses=relapses.drop_nulls(), mri=mri, treatments=treatments))

    account = course.treatments_of("A", int(row["asked on day"]))

    assert account is not None
    assert account.present is not None
    assert account.present.activity == row["activity on the drug"]


@pytest.mark.parametrize("row", rows("drug"), ids=lambda row: f"{row['drug']}-{row['region']}")
def test_labels_say_what_the_page_says(row: dict[str, str]) -> None:
    for heading, course in COURSES.items():
        said = [
            f"{fact.covered}, without relapses" if fact.turns_on else fact.covered
            for fact in facts_of_labels(*course)
            if (fact.drug, fact.region) == (row["drug"], row["region"])
        ]
        assert said == ([row[heading]] if row[heading] else []), heading
