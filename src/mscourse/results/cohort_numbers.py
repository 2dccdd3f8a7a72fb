"""Every number of a cohort report, as the frames that its figures and tables show."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

MOST_LANES = 50
"""People whose single courses are shown."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TimeToEvent:
    """The curves of one event: who takes part, the share without the event, and who is at risk."""

    curve: pl.DataFrame
    """As `kaplan_meier`; read at even distances where it has very many steps."""
    at_risk: pl.DataFrame
    median: pl.DataFrame
    left_out: pl.DataFrame
    """`left_out` and `people`: those who take no part, by reason."""
    incidence: pl.DataFrame | None
    """As `cumulative_incidence`, where anybody died in the course of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CohortNumbers:
    """The frames of a cohort report; each is what one of the measures gives, and nobody is named in any of them."""

    by: str | None
    people: int
    row_flow: pl.DataFrame
    people_flow: pl.DataFrame
    baseline: pl.DataFrame
    relapse_rate: pl.DataFrame
    phenotype_by_date: pl.DataFrame
    phenotype_by_duration: pl.DataFrame
    activity_by_date: pl.DataFrame
    activity_by_duration: pl.DataFrame
    phenotype_rates: pl.DataFrame
    activity_rates: pl.DataFrame
    phenotype_flow: pl.DataFrame
    activity_flow: pl.DataFrame
    time_to_spms: TimeToEvent
    time_to_worsening: TimeToEvent
    worsening_per_year: pl.DataFrame
    relapse_rate_around_spms: pl.DataFrame
    lanes: pl.DataFrame
    standing: pl.DataFrame
    """`standing` and `people`."""
    due: pl.DataFrame
    completeness: pl.DataFrame
    lacking: pl.DataFrame
