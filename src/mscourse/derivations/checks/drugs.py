"""Treatments against the table of drugs: what cannot be told of a drug by its name and its code."""

from __future__ import annotations

import polars as pl

from mscourse.tables.drugs import DrugTable
from mscourse.tables.finding_rows import row_findings


def check_drugs(treatments: pl.DataFrame, known: DrugTable) -> list[pl.DataFrame]:
    """The findings about drugs that are not known, known by their code alone, or contradicted by it."""
    # Where the table has no column of drugs, rows without one are still there, and nothing can be told of them.
    rows = known.of(treatments.drop_nulls("drug"))
    name, code = pl.col("by_name"), pl.col("by_code")
    return [
        row_findings("unknown_drug", "treatments", rows.filter(name.is_null() & code.is_null()), "drug"),
        row_findings("drug_from_code", "treatments", rows.filter(name.is_null() & code.is_not_null()), "drug"),
        row_findings("drug_and_code_disagree", "treatments", rows.filter(name != code), "atc"),
    ]
