"""No evidence of disease activity (NEDA), year by year of follow-up."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.measures.components import KEY, with_brain_volume, with_mri, with_relapse, with_worsening
from mscourse.measures.spans import years_of_follow_up
from mscourse.results.around_the_course import NoEvidence, NoEvidenceShare
from mscourse.rules.no_evidence import NoEvidenceRule, neda_3
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort


def no_evidence_of_disease_activity(
    cohort: Cohort | CheckedCohort,
    rule: NoEvidenceRule = neda_3,
    *,
    starts: pl.DataFrame | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per person and year of follow-up: no evidence, evidence, or unknown, with the components.

    A component that was found is evidence even where another is not known. Without one, the year is unknown unless
    every component is known to be absent. Later records confirm a worsening of the year; a year that is not over is
    never without evidence.

    Args:
        cohort: records; checked first if they are not yet.
        rule: what counts, by default NEDA-3.
        starts: the day from which each person's years count, as a frame with `patient_id` and `start`; by default the
            first visit with an EDSS.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    of_kind(rule, NoEvidenceRule)
    own = tuple(measure.column for measure in rule.worsening.custom)
    records = checked(cohort, set_aside=set_aside, relapse_rule=rule.relapses, measures=own)
    years = years_of_follow_up(records, rule.year, starts)
    spans = years.select(KEY)
    components = [
        with_relapse(spans, records, rule.relapses, rule.grace),
        with_worsening(spans, records, rule.worsening, rule.relapses, rule.grace),
        with_mri(spans, records, rule.t2_allowed, rule.grace),
        with_brain_volume(spans, records, rule.brain_volume_loss, rule.grace),
    ]
    asked = ["relapse", "worsening", "mri", *([] if rule.brain_volume_loss is None else ["brain_volume"])]
    found = pl.concat([years, *(each.drop(KEY) for each in components)], how="horizontal")
    shaped = NoEvidence.cast(found.with_columns(status=_status(asked), definition=pl.lit(fingerprint(rule))))
    return as_days(shaped) if records.day_offsets else shaped


def share_without_evidence(years: pl.DataFrame) -> pl.DataFrame:
    """Of each year of follow-up, how many are without evidence, with it, or unknown, and the share of those known.

    Args:
        years: what `no_evidence_of_disease_activity` found, or some of its rows.
    """
    counts = {status: (pl.col("status") == status).sum() for status in ("no_evidence", "evidence", "unknown")}
    shares = (
        years.group_by("year", "definition")
        .agg(people=pl.len(), **counts)
        .sort("year", "definition")
        .with_columns(_known=pl.col("people") - pl.col("unknown"))
        .with_columns(share=pl.when(pl.col("_known") > 0).then(pl.col("no_evidence") / pl.col("_known")))
    )
    return NoEvidenceShare.cast(shares)


def _status(asked: list[str]) -> pl.Expr:
    """One component found decides; else one that is not known does."""
    components = [pl.col(name) for name in asked]
    any_found = pl.any_horizontal(each.fill_null(value=False) for each in components)
    any_unknown = pl.any_horizontal(each.is_null() for each in components)
    return (
        pl.when(any_found)
        .then(pl.lit("evidence"))
        .when(any_unknown)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("no_evidence"))
    )
