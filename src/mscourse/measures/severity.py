"""Severity scores (MSSS, ARMSS): the EDSS ranked among people of as many years, of this cohort or of a given table."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.visits import merge_same_day
from mscourse.errors import UsageError
from mscourse.measures.patients import patients_of
from mscourse.results.around_the_course import Severity, SeverityTable
from mscourse.rules.library import lublin_2013
from mscourse.rules.severity import SeverityRule, msss
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort

_DAYS_IN_YEAR = 365.25
_SINCE = {"duration": "onset_date", "age": "birth_date"}
_KEY = ["years", "edss"]


def severity_scores(
    cohort: Cohort | CheckedCohort,
    rule: SeverityRule = msss,
    *,
    table: pl.DataFrame | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per visit with an EDSS, and its score by the given table, or else by that of this very cohort.

    A score says how severe the disease is compared with the people of the table: scores by different tables do not
    compare. Without the day of onset (of birth) there is none, nor for an EDSS that the table does not hold.

    Args:
        cohort: records; checked first if they are not yet.
        rule: which years, and who is ranked together.
        table: a published table as a frame with `years`, `edss` and `score`.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind, or the table is none.
    """
    records = _checked(cohort, rule, set_aside=set_aside)
    visits = _visits(records, rule)
    scores = _ranked(visits, rule) if table is None else _given(table)
    found = (
        visits.with_columns(_looked_up=_looked_up(rule))
        .join(scores, left_on=["_looked_up", "edss"], right_on=_KEY, how="left", maintain_order="left")
        .with_columns(definition=pl.lit(fingerprint(rule)))
    )
    shaped = Severity.cast(found)
    return as_days(shaped) if records.day_offsets else shaped


def severity_table(
    cohort: Cohort | CheckedCohort, rule: SeverityRule = msss, *, set_aside: bool = False
) -> pl.DataFrame:
    """The scores that the people of this cohort give, for each year and each EDSS that occurs among them.

    Args:
        cohort: records; checked first if they are not yet.
        rule: which years, and who is ranked together.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if an argument is of another kind.
    """
    visits = _visits(_checked(cohort, rule, set_aside=set_aside), rule)
    return SeverityTable.cast(_ranked(visits, rule).with_columns(definition=pl.lit(fingerprint(rule))))


def _checked(cohort: Cohort | CheckedCohort, rule: SeverityRule, *, set_aside: bool) -> CheckedCohort:
    of_kind(rule, SeverityRule)
    return checked(cohort, set_aside=set_aside, relapse_rule=lublin_2013.relapses)


def _visits(cohort: CheckedCohort, rule: SeverityRule) -> pl.DataFrame:
    """Every visit with an EDSS, with the whole years to it."""
    merged, _ = merge_same_day(cohort.visits)
    since = patients_of(cohort).select("patient_id", since=_SINCE[rule.years])
    years = ((pl.col("date") - pl.col("since")).dt.total_days() / _DAYS_IN_YEAR).floor().cast(pl.Int32)
    return (
        merged.filter(pl.col("edss").is_not_null())
        .join(since, on="patient_id", how="left", maintain_order="left")
        .select("patient_id", "date", "edss", years=years)
    )


def _looked_up(rule: SeverityRule) -> pl.Expr:
    """The years under which a visit is looked up, missing where there is no score."""
    years = pl.col("years")
    if rule.beyond == "as_highest":
        years = pl.min_horizontal(years, pl.lit(rule.highest, pl.Int32))
    return pl.when((pl.col("edss") < rule.edss_below) & pl.col("years").is_not_null()).then(years)


def _ranked(visits: pl.DataFrame, rule: SeverityRule) -> pl.DataFrame:
    """Each person's one EDSS ranked in the windows of all the years that it belongs to; ties share their mean rank."""
    placed = visits.with_columns(years=_looked_up(rule)).filter(
        pl.col("years").is_between(rule.lowest - rule.apart, rule.highest + rule.apart) & (pl.col("years") >= 0)
    )
    of_each = placed.sort("patient_id", "date").unique("patient_id", keep=rule.visit, maintain_order=True)
    apart = pl.int_ranges(pl.col("years") - rule.apart, pl.col("years") + rule.apart + 1, dtype=pl.Int32)
    counts = (
        of_each.select("edss", years=apart)
        .explode("years", empty_as_null=False)
        .filter(pl.col("years").is_between(rule.lowest, rule.highest))
        .group_by(_KEY)
        .agg(_alike=pl.len())
        .sort(_KEY)
    )
    below = pl.col("_alike").cum_sum().over("years") - pl.col("_alike")
    people = pl.col("_alike").sum().over("years")
    return counts.select(*_KEY, people=people, score=10 * (below + (pl.col("_alike") + 1) / 2) / (people + 1))


def _given(table: pl.DataFrame) -> pl.DataFrame:
    needed = {"years": pl.Int32, "edss": pl.Float64, "score": pl.Float64}
    if not set(needed) <= set(table.columns) or table.select(_KEY).is_duplicated().any():
        raise UsageError(
            "The table of scores is not usable.",
            "It is a frame with `years`, `edss` and `score`, one row for each year and EDSS.",
        )
    people = pl.col("people") if "people" in table.columns else pl.lit(None, pl.Int32).alias("people")
    return table.select(*(pl.col(name).cast(kind) for name, kind in needed.items()), people)
